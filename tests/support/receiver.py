"""A real HTTP server that receives webhooks, as somebody else's would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from standardwebhooks import Webhook


class Said(NamedTuple):
    """An answer with more to it than a status."""

    status: int
    headers: str = ""
    body: bytes = b""


class Receiver:
    """Answers 204, or what `answers` says next; keeps what it was sent."""

    url: str

    def __init__(self) -> None:
        self.answers: list[int | Said] = []
        self.paths: list[str] = []
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

    def answer(self, headers: dict[str, str], body: bytes) -> Said:  # noqa: ARG002 - others look
        """What to say to what was sent last."""
        said = self.answers.pop(0) if self.answers else 204
        return Said(said) if isinstance(said, int) else said

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode().split("\r\n")[:-2]
                self.paths.append(first.split()[1])
                headers = {
                    name.lower(): value.strip()
                    for name, value in (line.split(":", 1) for line in lines)
                }
                body = await reader.readexactly(int(headers["content-length"]))
                await self._take(headers, body)
                said = self.answer(headers, body)
                status = said.status
                extra = "location: /elsewhere\r\n" if status == 302 else said.headers
                length = f"content-length: {len(said.body)}\r\n"
                writer.write(f"HTTP/1.1 {status} x\r\n{extra}{length}\r\n".encode() + said.body)
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
async def receiving(receiver: Receiver | None = None) -> AsyncIterator[Receiver]:
    receiver = receiver or Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hooks?from=sightline"
    try:
        yield receiver
    finally:
        server.close()
