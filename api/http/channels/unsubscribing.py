"""Wanting no more e-mail, by the link in a mail (RFC 8058).

Opening the link only asks, since what looks at links before people do (mail scanners, previews)
would act on it. The button acts, and so does a mail program that posts to the link by itself. No
login and no page of ours stands between, and nothing else can be done with the link.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response, get, post
from litestar.datastructures import State

from api.http.requests import pages, query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import LinkNotSigned
from api.http.services import Resources
from workers import unsubscribing
from workers.unsubscribing import PATH, Reader

Visit = Request[Any, Any, State]
"""A request of somebody who need not log in."""

_AGAIN = "again"
_BUTTONS = {False: "No more e-mail", True: "E-mail again"}


@get(PATH, include_in_schema=False)
async def ask(request: Visit) -> Response[bytes]:
    """A button; nothing is changed."""
    reader, token = await _reader(request)
    resources: Resources = request.app.state["resources"]
    stopped = await unsubscribing.has_unsubscribed(resources.pool, reader)
    return _page(token, stopped=stopped)


@post(PATH, status_code=200, include_in_schema=False)
async def act(request: Visit) -> Response[bytes]:
    """Stop e-mail, or start it again if the button says so. Again changes nothing."""
    reader, token = await _reader(request)
    resources: Resources = request.app.state["resources"]
    body = parse_qs((await request.body()).decode("ascii", errors="replace"))
    stopped = _AGAIN not in body
    change = unsubscribing.unsubscribe if stopped else unsubscribing.subscribe
    await change(resources.pool, reader)
    return _page(token, stopped=stopped)


async def _reader(request: Visit) -> tuple[Reader, str]:
    resources: Resources = request.app.state["resources"]
    token = query.parameters(request.scope, "token").get("token", "")
    reader = await unsubscribing.whose(resources.pool, token)
    if reader is None:
        raise LinkNotSigned
    return reader, token


def _page(token: str, *, stopped: bool) -> Response[bytes]:
    title = "You get no e-mail from Sightline" if stopped else "You get e-mail from Sightline"
    text = (
        "What is meant for you stays in your inbox there."
        if stopped
        else "Without it, what is meant for you is still in your inbox there."
    )
    hidden = {_AGAIN: "yes"} if stopped else {}
    shown = pages.asking(title, text, f"{PATH}?token={token}", _BUTTONS[stopped], **hidden)
    return Response(shown, media_type=pages.MEDIA_TYPE, headers=NO_STORE)


HANDLERS = (ask, act)
