"""A view on its way out, past what the framework does for other responses."""

from __future__ import annotations

from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from api.http.stored.reading import Seen

_PRIVATE = (b"cache-control", b"private, no-cache")
_JSON = (b"content-type", b"application/json")


class Sent(ASGIResponse):
    """The stored bytes or, without them, the answer that the reader already has them."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        reached, etag, body = self._seen.reached, self._seen.etag, self._seen.body
        headers = [
            (b"etag", b'"%b"' % (etag or "").encode("ascii")),
            _PRIVATE,
            (b"sightline-position", b"%d" % reached),
        ]
        stopped = self._seen.stopped
        if stopped is not None:
            header = f'{stopped.position};error="{stopped.error}"'
            headers.append((b"sightline-stopped", header.encode("ascii")))
        if body is None:
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        headers += (_JSON, (b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def if_none_match(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            return value.decode("latin-1")
    return ""
