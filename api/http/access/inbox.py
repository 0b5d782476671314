"""The inbox of the person who asks: what they were told, and what they were not sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import InboxNotYours, NoInbox, UnknownMessage
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from api.http.views.lists import USUAL, Cursor, Limit, cursor_to, place_at
from api.inbox import messages
from api.inbox.messages import After, Message, Which
from domain.access import identity
from domain.organization.chart import Organization
from domain.organization.reorganization import NoSuchPerson
from domain.values import PersonId
from events import streams
from projections.keeping.messages import is_id

_PLACE = r"[0-9]{1,17} msg_[0-9a-f]{32}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Inbox(Struct, frozen=True):
    """`unread` counts what was neither read nor done, of every subject."""

    unread: int
    items: list[Message]
    next: str | None = None


class Suppressed(Struct, frozen=True):
    items: list[Message]
    next: str | None = None


@get("/inbox", summary="One's inbox", operation_class=documented(), responses=REFUSED)
async def show_inbox(
    request: ApiRequest,
    show: Annotated[
        Literal["open", "unread", "done", "all"],
        QueryParameter(description="What is not done, what of it is unread, what is done, or all."),
    ] = "open",
    subject: Annotated[
        str | None,
        QueryParameter(description="Only what is about this, such as `objective:` and an id."),
    ] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[Inbox]:
    """What the person who asks was told, newest first, whether or not it was sent as well.

    `unread` is counted up to a thousand.
    """
    query.parameters(request.scope, "show", "subject", "limit", "cursor")
    found = await inbox_of(request, show, subject, limit, cursor)
    return Response(found, headers=NO_STORE)


async def inbox_of(
    request: ApiRequest,
    which: Which = "open",
    subject: str | None = None,
    limit: int = USUAL,
    cursor: str | None = None,
) -> Inbox:
    """Of whoever asks. Raises NoInbox, BadCursor."""
    resources, person_id = _mine(request)
    found, following = await _page(request, person_id, which, subject, limit, cursor)
    unread = await messages.unread(resources.pool, request.user.workspace_id, person_id)
    return Inbox(unread, found, following)


@get("/inbox/suppressed", summary="What was not sent", responses=REFUSED)
async def show_suppressed(
    request: ApiRequest,
    person: FromQuery[UUID | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[Suppressed]:
    """What somebody was told in their inbox and not sent by itself, each with the reason.

    Of oneself, or, for administrators, of a `person`.
    """
    query.parameters(request.scope, "person", "limit", "cursor")
    who = request.user
    if person is None:
        _, person_id = _mine(request)
    else:
        person_id = PersonId(str(person))
        if who.role != "administrator" and who.identity != identity.person(person_id):
            raise InboxNotYours
        await _known(request, person_id)
    found, following = await _page(request, person_id, "held", None, limit, cursor)
    return Response(Suppressed(found, following), headers=NO_STORE)


@post(
    "/inbox/{message_id:str}/read",
    status_code=204,
    summary="Mark a message as read",
    responses=REFUSED,
)
async def mark_read(request: ApiRequest, message_id: FromPath[str]) -> None:
    """It was read. Again changes nothing."""
    await _mark(request, message_id, done=False)


@post(
    "/inbox/{message_id:str}/done",
    status_code=204,
    summary="Mark a message as done",
    responses=REFUSED,
)
async def mark_done(request: ApiRequest, message_id: FromPath[str]) -> None:
    """Nothing is left to do about it, so it leaves the inbox. Again changes nothing."""
    await _mark(request, message_id, done=True)


async def _mark(request: ApiRequest, message_id: str, *, done: bool) -> None:
    resources: Resources = request.app.state["resources"]
    person_id = identity.person_of(request.user.identity)
    asked = (resources.pool, request.user.workspace_id)
    now = resources.clock()
    if person_id is None or not is_id(message_id):
        raise UnknownMessage
    if not await messages.mark(*asked, person_id, message_id, now, done=done):
        raise UnknownMessage


async def _page(
    request: ApiRequest,
    person_id: PersonId,
    which: Which,
    subject: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Message], str | None]:
    resources: Resources = request.app.state["resources"]
    found = await messages.page(
        resources.pool,
        request.user.workspace_id,
        person_id,
        which,
        subject=subject,
        after=_after(cursor),
        limit=limit + 1,
    )
    page = found[:limit]
    return page, _following(page[-1]) if len(found) > limit else None


def _following(last: Message) -> str:
    moment = (last.created_at - _EPOCH) // timedelta(microseconds=1)
    return cursor_to("m", f"{moment} {last.message_id}")


def _after(cursor: str | None) -> After | None:
    place = place_at(cursor, "m", _PLACE)
    if place is None:
        return None
    moment, _, message_id = place.partition(" ")
    return After(_EPOCH + timedelta(microseconds=int(moment)), message_id)


async def _known(request: ApiRequest, person_id: PersonId) -> None:
    """Raises NoSuchPerson of somebody who never was in the organization."""
    resources: Resources = request.app.state["resources"]
    known: Organization = await resources.desk.state(
        request.user.workspace_id, streams.ORGANIZATION
    )
    if person_id not in known.people:
        raise NoSuchPerson(person_id=person_id).at("person")


def _mine(request: ApiRequest) -> tuple[Resources, PersonId]:
    """Raises NoInbox."""
    person_id = identity.person_of(request.user.identity)
    if person_id is None:
        raise NoInbox
    return request.app.state["resources"], person_id


HANDLERS = (show_inbox, show_suppressed, mark_read, mark_done)
