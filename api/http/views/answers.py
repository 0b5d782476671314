"""Views: stored documents, sent as the bytes that they are stored as."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from litestar import Request
from litestar.datastructures import State

from api.access.tokens import Principal
from api.http.requests import etags
from api.http.requests.problems import (
    AdministratorsOnly,
    FieldError,
    UnknownPosition,
    UnknownView,
    ViewNotReady,
    ViewsStopped,
)
from api.http.requests.query import min_position
from api.http.services import Resources
from api.http.stored.reading import Seen
from api.http.stored.sending import Sent, if_none_match
from domain.access.rights import ROLES
from domain.values import Role
from domain.wording import listed
from projections.views.activity import directory

PATIENCE = 5.0
"""Seconds for which a request waits for its `min_position`."""

PAUSE = 0.01

ApiRequest = Request[Principal, Any, State]

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(f"{_UUID}(?::{_UUID})?|[0-9]{{1,9}}|{directory.KEY}")


def is_key(text: str) -> bool:
    """Whether there can be a document under it."""
    return _KEY.fullmatch(text) is not None


async def answer(request: ApiRequest, key: str) -> Sent:
    """The stored view under a key.

    Raises what `min_position` and `reach` raise, UnknownView, NotMade.
    """
    projection: str = request.route_handler.opt["projection"]
    if not is_key(key):
        raise UnknownView
    resources: Resources = request.app.state["resources"]
    workspace_id, sees = request.user.workspace_id, request.user.sees
    known = if_none_match(request.scope)
    minimum = min_position(request.scope)
    tag = etags.single(known)
    asked = resources.recent.now()
    seen = await resources.reader.read(workspace_id, projection, key, tag, sees=sees)
    if seen.reached < minimum:
        await reach(resources, workspace_id, minimum)
        seen = await resources.reader.read(workspace_id, projection, key, tag, sees=sees)
    if seen.etag is None:
        raise UnknownView
    resources.recent.note(request.user, request.scope["path"], seen, asked)
    if known and seen.body is not None and etags.matches(known, seen.etag):
        return Sent(Seen(seen.reached, seen.etag, None, seen.stopped))
    return Sent(seen)


async def reach(resources: Resources, workspace_id: str, minimum: int) -> int:
    """Wait a little for the views to reach a position, and return the position they are at."""
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
        if (stopped := seen.stopped) is not None and stopped.position <= minimum:
            raise ViewsStopped(reached=seen.reached, position=stopped.position, error=stopped.error)
        if loop.time() >= give_up:
            resources.nudge(workspace_id)
            raise ViewNotReady(position=seen.reached, wanted=minimum)
        await asyncio.sleep(PAUSE)


def administering(request: ApiRequest, *roles: Role) -> Resources:
    """What to work with. Raises AdministratorsOnly for who has none of the roles."""
    if request.user.role not in roles:
        able = [f"{ROLES[one].partition(' ')[2]}s" for one in roles]
        raise AdministratorsOnly(able=listed(able, len(able)))
    resources: Resources = request.app.state["resources"]
    return resources
