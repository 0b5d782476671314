"""On the way to a page: who is not logged in is led to the login, and back from there."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from litestar import Response, Router, get
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from api.http.pages import handlers
from api.http.requests import pages
from api.http.requests.auth import authenticated
from api.http.requests.problems import Unauthenticated

_STYLE: Final = (Path(__file__).parent / "style.css").read_bytes()


@get(pages.STYLE, include_in_schema=False)
async def style() -> Response[bytes]:
    """For everybody: it says nothing."""
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "max-age=300"})


def led_in(app: ASGIApp) -> ASGIApp:
    """Let a request through as the API would, or lead it to the login."""
    inside = authenticated(app)

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await inside(scope, receive, send)
        except Unauthenticated:
            headers = {"Location": _login(scope), "Cache-Control": "no-store"}
            await ASGIResponse(status_code=303, headers=headers)(scope, receive, send)

    return middleware


def _login(scope: Scope) -> str:
    asked = scope["query_string"].decode("latin-1")
    onward = f"{scope['path']}?{asked}" if asked else scope["path"]
    return f"{pages.LOGIN}?{urlencode({'next': onward})}"


READING: Final = Router(pages.READ, route_handlers=handlers.HANDLERS, middleware=[led_in])

HANDLERS: Final = (READING, style)
