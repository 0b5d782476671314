"""A real HTTP server that receives webhooks, as somebody else's would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from standardwebhooks import Webhook


class Receiver:
    """Answers 204, or what `answers` says next; keeps what it was sent."""

    url: str

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.pause: asyncio.Event | None = None
        self.arrived = asyncio.Event()

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.received]

    def opened(self, secret: str) -> list[Any]:
        """The bodies, each checked the way its receiver would."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.received]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode().split("\r\n")[1:-2]
                headers = {
                    name.lower(): value.strip()
                    for name, value in (line.split(":", 1) for line in lines)
                }
                body = await reader.readexactly(int(headers["content-length"]))
                await self._take(headers, body)
                status = self.answers.pop(0) if self.answers else 204
                extra = "location: /elsewhere\r\n" if status == 302 else ""
                writer.write(f"HTTP/1.1 {status} x\r\n{extra}content-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _take(self, headers: dict[str, str], body: bytes) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.received.append((headers, body))
        self.arrived.set()
        if self.pause is not None:
            await self.pause.wait()
        self.at_once -= 1


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hooks?from=sightline"
    try:
        yield receiver
    finally:
        server.close()
