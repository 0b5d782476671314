"""Logging in with a link that was made on the command line.

Opening the link only asks: what looks at links before people do (mail scanners, previews) would use
it up. The button on the page uses it.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response, get, post
from litestar.datastructures import State

from api.access.links import PATH, Linked, find_link, use_link
from api.access.tokens import InvalidToken
from api.http.access.opening import check_secure, knock, opened, pace, there
from api.http.requests import pages, query
from api.http.requests.etags import NO_STORE
from api.http.services import Resources
from api.http.sign_on.refusals import LinkOver, NotFromHere

Visit = Request[Any, Any, State]
"""A request of somebody who has yet to log in."""


@get(PATH, include_in_schema=False)
async def show_link(request: Visit) -> Response[bytes]:
    """Whose session the link opens, and a button. The link stays as it is."""
    resources: Resources = request.app.state["resources"]
    check_secure(resources.site)
    await knock(request.scope, resources)
    secret = query.parameters(request.scope, "secret").get("secret", "")
    linked = await _found(find_link(resources.pool, secret))
    who = await there(resources, linked.workspace_id, linked.person_id)
    asked = pages.asking(
        f"Log in as {who.name}",
        "This link works once. It opens a session in this browser, for up to twelve hours.",
        PATH,
        "Log in",
        secret=secret,
    )
    return Response(asked, media_type=pages.MEDIA_TYPE, headers=NO_STORE)


@post(PATH, include_in_schema=False)
async def follow_link(request: Visit) -> Response[None]:
    """Use the link up, and let its person in."""
    resources: Resources = request.app.state["resources"]
    check_secure(resources.site)
    await knock(request.scope, resources)
    if not resources.site.sent_from_here(request.scope):
        raise NotFromHere(address=resources.site.address)
    body = parse_qs((await request.body()).decode("ascii", errors="replace"))
    [secret] = body.get("secret", [""])[:1]
    linked = await _found(find_link(resources.pool, secret))
    await there(resources, linked.workspace_id, linked.person_id)
    await pace(resources, linked.workspace_id, linked.person_id)
    await _found(use_link(resources.pool, secret))
    return await opened(resources, linked.workspace_id, linked.person_id, "link")


async def _found(looked_up: Awaitable[Linked | None]) -> Linked:
    try:
        linked = await looked_up
    except InvalidToken:
        linked = None
    if linked is None:
        raise LinkOver
    return linked


HANDLERS = (show_link, follow_link)
