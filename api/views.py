"""Views: stored documents, sent as the bytes that they are stored as."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from api import etags
from api.problems import (
    FieldError,
    InvalidRequest,
    UnknownPosition,
    UnknownView,
    ViewNotReady,
)
from api.reading import Reader, Seen
from api.resources import Resources
from api.tokens import Principal

PATIENCE = 5.0
"""Seconds for which a request waits for the position that it asks for."""

PAUSE = 0.01

ApiRequest = Request[Principal, Any, State]

DIRECTORY = "workspace"

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(f"{_UUID}(?::{_UUID})?|[0-9]{{1,9}}|{DIRECTORY}")
_MIN_POSITION = re.compile(rb"(?:^|&)min_position=([^&]*)")
_POSITION = re.compile(rb"[0-9]{1,18}")
_PRIVATE = (b"cache-control", b"private, no-cache")
_JSON = (b"content-type", b"application/json")


class Sent(ASGIResponse):
    """A view on its way out. It skips what the framework does for other responses."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        reached, etag, body = self._seen.reached, self._seen.etag, self._seen.body
        headers = [
            (b"etag", b'"%b"' % (etag or "").encode("ascii")),
            _PRIVATE,
            (b"sightline-position", b"%d" % reached),
        ]
        if body is None:
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        headers += (_JSON, (b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def shortcut(app: ASGIApp) -> ASGIApp:
    """Tell readers who have a view already that it is unchanged, before anything else is done."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        known = _known(scope)
        if known and not scope["query_string"]:
            reader: Reader = scope["litestar_app"].state["resources"].reader
            projection = scope["route_handler"].opt["projection"]
            key = next(iter(scope["path_params"].values()), DIRECTORY)
            workspace_id = scope["user"].workspace_id
            seen = reader.unchanged(workspace_id, projection, key, etags.single(known))
            if seen is not None:
                await Sent(seen)(scope, receive, send)
                return
        await app(scope, receive, send)

    return middleware


async def answer(request: ApiRequest, key: str) -> Sent:
    """The stored view under a key; raises UnknownView, ViewNotReady, UnknownPosition."""
    projection: str = request.route_handler.opt["projection"]
    if not _KEY.fullmatch(key):
        raise UnknownView
    resources: Resources = request.app.state["resources"]
    workspace_id = request.user.workspace_id
    known = _known(request.scope)
    minimum = min_position(request.scope)
    tag = etags.single(known)
    seen = await resources.reader.read(workspace_id, projection, key, tag)
    if seen.reached < minimum:
        await reach(resources, workspace_id, minimum)
        seen = await resources.reader.read(workspace_id, projection, key, tag)
    if seen.etag is None:
        raise UnknownView
    if known and seen.body is not None and etags.matches(known, seen.etag):
        return Sent(Seen(seen.reached, seen.etag, None))
    return Sent(seen)


async def reach(resources: Resources, workspace_id: str, minimum: int) -> int:
    """Wait, but not for long, until the views are at a position, and tell where they are."""
    head = await resources.log.head(workspace_id)
    if head.position < minimum:
        raise UnknownPosition(
            head=head.position,
            wanted=minimum,
            errors=[FieldError("min_position", "is beyond the end of the log")],
        )
    loop = asyncio.get_running_loop()
    give_up = loop.time() + PATIENCE
    while True:
        seen = await resources.reader.read(workspace_id, "", "")
        if seen.reached >= minimum:
            return seen.reached
        if loop.time() >= give_up:
            resources.nudge(workspace_id)
            raise ViewNotReady(position=seen.reached, wanted=minimum)
        await asyncio.sleep(PAUSE)


def min_position(scope: Scope) -> int:
    query = scope["query_string"]
    if not query:
        return 0
    found = _MIN_POSITION.search(query)
    if found is None:
        return 0
    if not _POSITION.fullmatch(found[1]):
        reason = "has to be a position, a number that is zero or more"
        raise InvalidRequest(
            field="min_position", reason=reason, errors=[FieldError("min_position", reason)]
        )
    return int(found[1])


def _known(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            return value.decode("latin-1")
    return ""
