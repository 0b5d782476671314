"""Lists in pages: each answer has an opaque cursor to the next page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct

from api.http.openapi import UNREADABLE, documented
from api.http.requests import etags
from api.http.requests.problems import BadCursor
from api.http.requests.query import min_position
from api.http.services import Resources
from api.http.views.answers import ApiRequest, reach
from domain.health.standing import Trend
from projections.keeping.documents import Documents
from projections.model.feed import PAGE
from projections.views.activity.feed import Activity
from projections.views.objective.objective import ObjectiveView
from projections.views.projection import Named

MOST = 100
NO_MORE: Final[Mapping[str, str]] = {}
USUAL = 50

Limit = Annotated[
    int, QueryParameter(ge=1, le=MOST, description=f"The most items to return, 1 to {MOST}.")
]
Cursor = Annotated[
    str | None, QueryParameter(description="`next` from the page before; none for the first page.")
]


class ObjectiveEntry(Struct, frozen=True):
    """An objective in a list; its own view says more."""

    objective_id: str
    version: int
    cycle_id: str
    title: str
    owner: Named
    level: str
    stage: str
    progress: float | None
    coverage: float
    confidence: float | None
    trend: Trend


class Objectives(Struct, frozen=True):
    """`not_made` are objectives whose entry cannot be made; ask for one of them to learn why."""

    items: list[ObjectiveEntry]
    next: str | None = None
    not_made: list[str] = []


class Activities(Struct, frozen=True):
    """What happened, newest first."""

    items: list[Activity]
    next: str | None = None


class _RawActivities(Struct, frozen=True):
    items: list[msgspec.Raw]
    next: str | None = None


class _RawPage(Struct, frozen=True):
    activities: list[msgspec.Raw]


_entry = msgspec.json.Decoder(ObjectiveEntry)
_page = msgspec.json.Decoder(_RawPage)


@get(
    "/objectives",
    summary="List objectives",
    operation_class=documented(),
    responses=UNREADABLE,
)
async def list_objectives(
    request: ApiRequest,
    cycle: FromQuery[UUID | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[Objectives]:
    """The objectives that the token may see, or those of one cycle, ordered by id."""
    resources = await reached(request, "cycle", "limit", "cursor")
    after = place_at(cursor, "o", r"[0-9a-f-]{36}") or ""
    found = await Documents(resources.pool).page(
        request.user.workspace_id,
        ObjectiveView.name,
        part="" if cycle is None else str(cycle),
        after=after,
        limit=limit + 1,
        sees=request.user.sees,
    )
    page = found[:limit]
    made = [_entry.decode(one.body) for one in page if not one.failed]
    not_made = [one.key for one in page if one.failed]
    following = cursor_to("o", page[-1].key) if len(found) > limit else None
    return listed(request, Objectives(made, following, not_made), following)


@get("/feed", summary="Feed", operation_class=documented(), responses=UNREADABLE)
async def feed(
    request: ApiRequest, limit: Limit = USUAL, cursor: Cursor = None
) -> Response[Activities]:
    """What happened in the workspace, in sentences, newest first."""
    resources = await reached(request, "limit", "cursor")
    given = place_at(cursor, "f", r"[1-9][0-9]{0,17}")
    if given is None:
        newest = (await resources.reader.read(request.user.workspace_id, "feed", "0")).reached
        before = newest + 1
    else:
        before = int(given)
    items: list[msgspec.Raw] = []
    while before > 1 and len(items) < limit:
        page = (before - 2) // PAGE
        seen = await resources.reader.read(request.user.workspace_id, "feed", str(page))
        if seen.body is None:
            # Not written yet, or a cursor made up: straight to the newest page there is.
            before = min(page * PAGE, seen.reached) + 1
            continue
        entries = _page.decode(seen.body).activities
        newest_there = page * PAGE + len(entries)
        older = entries[max(0, newest_there - before + 1) :][: limit - len(items)]
        items += older
        before = min(before, newest_there + 1) - len(older) if older else page * PAGE + 1
    following = cursor_to("f", str(before)) if before > 1 else None
    return listed(request, _RawActivities(items, following), following)


async def reached(request: ApiRequest, *parameters: str) -> Resources:
    resources: Resources = request.app.state["resources"]
    minimum = min_position(request.scope, *parameters)
    if minimum:
        await reach(resources, request.user.workspace_id, minimum)
    return resources


def listed(request: ApiRequest, content: Struct, following: str | None) -> Response[Any]:
    link = {}
    if following is not None:
        query = urlencode({**dict(request.query_params.items()), "cursor": following})
        link = {"Link": f'<{request.url.path}?{query}>; rel="next"'}
    return tagged(request, msgspec.json.encode(content), "application/json", link)


def tagged(
    request: ApiRequest, body: bytes, media_type: str, more: Mapping[str, str] = NO_MORE
) -> Response[Any]:
    """What was made on request, or that the reader has it already."""
    tag = hashlib.blake2b(body, digest_size=9).hexdigest()
    headers = {"ETag": etags.quoted(tag), "Cache-Control": "private, no-cache", **more}
    if etags.matches(request.headers.get("if-none-match", ""), tag):
        return Response(None, status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def cursor_to(kind: str, place: str) -> str:
    return base64.urlsafe_b64encode(f"{kind}{place}".encode()).decode().rstrip("=")


def place_at(cursor: str | None, kind: str, place: str) -> str | None:
    """Where a cursor points; raises BadCursor."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        raise BadCursor from None
    if not re.fullmatch(kind + place, text):
        raise BadCursor
    return text[len(kind) :]


HANDLERS = (list_objectives, feed)
