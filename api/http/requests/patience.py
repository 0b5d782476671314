"""How long to wait for a request's body, and what to do with one that nobody reads.

The server closes connections on which no request arrives (`api.http.server`); once one has begun,
it would wait for ever.
"""

from __future__ import annotations

import asyncio
from typing import cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from api.http.requests.problems import BodyTooSlow, BodyUnfinished

BODY_SECONDS = 30.0
"""Seconds within which a body has to arrive. The largest needs 35 KB a second."""

LINGER_SECONDS = 2.0
"""Seconds for which the rest of a body is still read after the answer."""

LINGER_BYTES = 16 << 20


class _Body:
    """A body as it arrives, up to a deadline."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._until = asyncio.get_running_loop().time() + BODY_SECONDS
        self.complete = False

    async def receive(self) -> HTTPReceiveMessage:
        """Raise BodyTooSlow, or BodyUnfinished if the client has hung up."""
        if self.complete:
            return cast("HTTPReceiveMessage", await self._receive())
        try:
            async with asyncio.timeout_at(self._until):
                message = cast("HTTPReceiveMessage", await self._receive())
        except TimeoutError:
            raise BodyTooSlow(seconds=round(BODY_SECONDS)) from None
        if message["type"] == "http.disconnect":
            self.complete = True
            raise BodyUnfinished
        self.complete = not message["more_body"]
        return message

    async def linger(self) -> None:
        """Read the rest and throw it away, within reason.

        A client that is still sending would see a broken connection instead of its answer.
        """
        taken = 0
        self._until = min(self._until, asyncio.get_running_loop().time() + LINGER_SECONDS)
        try:
            while not self.complete and taken < LINGER_BYTES:
                message = await self.receive()
                taken += len(message["body"]) if message["type"] == "http.request" else 0
        except (BodyTooSlow, BodyUnfinished):
            return


def patient(app: ASGIApp) -> ASGIApp:
    """Wait for the body of a request, but not for ever. The body of a GET is never read."""

    async def handler(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] == "GET":
            await app(scope, receive, send)
            return
        body = _Body(receive)
        await app(scope, body.receive, send)
        await body.linger()

    return handler
