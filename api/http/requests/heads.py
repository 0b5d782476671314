"""HEAD, answered wherever GET is: the same status and headers, and no body."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_ALLOW = b"allow"


def headed(app: ASGIApp) -> ASGIApp:
    """Answer HEAD as if it were GET, without the body."""

    async def handler(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] == "GET":
            await app(scope, receive, send)
        elif scope["method"] == "HEAD":
            scope["method"] = "GET"
            await app(scope, receive, _without_body(send))
        else:
            await app(scope, receive, _with_head_allowed(send))

    return handler


def _without_body(send: Send) -> Send:
    over = False

    async def sent(message: Message) -> None:
        nonlocal over
        if message["type"] == "http.response.start":
            await send(message)
        elif not over:
            over = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return sent


def _with_head_allowed(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [_allowing(name, value) for name, value in message["headers"]]
        await send(message)

    return sent


def _allowing(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; one that names GET among what an address takes also names HEAD."""
    methods = [one.strip() for one in value.split(b",")] if name.lower() == _ALLOW else []
    if b"GET" not in methods or b"HEAD" in methods:
        return name, value
    return name, b", ".join([*methods, b"HEAD"])
