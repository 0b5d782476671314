"""Calendars: addresses at which calendar programs find the rituals of a unit or a person."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, PathParameter
from msgspec import Meta, Struct

from api.calendars import ical, subscriptions
from api.calendars.subscriptions import Calendar, Followed
from api.http import examples
from api.http.commands.requests import OwnerGiven
from api.http.openapi import REFUSED, UNREADABLE, documented
from api.http.requests import etags, query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import (
    CalendarNotYours,
    CalendarsNotAllowed,
    ExpiredAlready,
    UnknownCalendar,
)
from api.http.services import Resources
from api.http.stored.sending import if_none_match
from api.http.views.answers import ApiRequest
from domain.access import rights, whose
from domain.organization.chart import Chart, Organization
from domain.organization.organization import check_owner
from domain.values import Owner, PersonId, Role
from events import streams
from projections.views.activity.directory import KEY, CycleEntry
from projections.views.rituals.rituals import RitualsOfUnit

BACK = timedelta(days=100)
"""How long meetings of cycles that are over stay in a calendar."""

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""A moment that every clock can tell in any time zone, and nobody will see."""

CYCLES = 8
"""How many cycles a calendar shows, the earliest first."""


class NewCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    owner: OwnerGiven
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class AddedCalendar(Struct, frozen=True):
    """A new calendar with its address, which is shown this once."""

    calendar: Calendar
    path: str


class Calendars(Struct, frozen=True):
    items: list[Calendar]


class _Member(Struct, frozen=True):
    person_id: str
    name: str
    unit_id: str


class _Named(Struct, frozen=True):
    unit_id: str
    name: str


class _Directory(Struct, frozen=True):
    """What a calendar needs of the directory."""

    cycles: list[CycleEntry]
    units: list[_Named]
    people: list[_Member]


_directory = msgspec.json.Decoder(_Directory).decode
_rituals = msgspec.json.Decoder(RitualsOfUnit).decode


@post(
    "/calendars",
    summary="Add a calendar",
    operation_class=documented(examples.CALENDAR, location=True),
    responses=REFUSED,
)
async def add_calendar(request: ApiRequest, data: JSONBody[NewCalendar]) -> Response[AddedCalendar]:
    """Create an address at which a calendar program finds the rituals of a unit or a person.

    The address is a secret: whoever has it needs no token. It is in this answer and nowhere else,
    so there is no `Idempotency-Key` that would show it again. For those who schedule the rituals
    that it shows, and for the person themself.
    """
    resources: Resources = request.app.state["resources"]
    workspace_id, owner = request.user.workspace_id, data.owner.of_domain()
    check_owner(await _check_theirs(request, owner), owner)
    made, secret = await subscriptions.create_calendar(
        resources.pool, workspace_id, owner, request.user.name, _until(data.expires_at, resources)
    )
    path = f"/v1/calendars/{secret}.ics"
    headers = {**NO_STORE, "Location": path}
    return Response(AddedCalendar(made, path), headers=headers)


def _until(expires_at: datetime | None, resources: Resources) -> datetime | None:
    if expires_at is None:
        return None
    if expires_at <= resources.clock():
        raise ExpiredAlready(expires_at=expires_at.isoformat())
    return min(expires_at, FOR_EVER)


@get("/calendars", summary="List calendars", responses=REFUSED)
async def list_calendars(request: ApiRequest) -> Response[Calendars]:
    """The newest thousand, revoked and expired ones included. Their addresses are not shown."""
    query.parameters(request.scope)
    resources = _for(request, "administrator", "executive", "unit_lead", "auditor")
    found = await subscriptions.list_calendars(resources.pool, request.user.workspace_id)
    return Response(Calendars(found), headers=NO_STORE)


@delete("/calendars/{calendar_id:uuid}", summary="Revoke a calendar", responses=REFUSED)
async def revoke_calendar(request: ApiRequest, calendar_id: FromPath[UUID]) -> None:
    """Its address no longer works."""
    resources: Resources = request.app.state["resources"]
    of_this = (resources.pool, request.user.workspace_id, str(calendar_id))
    owner = await subscriptions.owner_of(*of_this)
    if owner is None:
        raise UnknownCalendar
    await _check_theirs(request, owner)
    await subscriptions.revoke_calendar(*of_this)


async def _check_theirs(request: ApiRequest, owner: Owner) -> Chart:
    """Raises CalendarNotYours, and gives the organization of today.

    Whoever schedules rituals for a unit may say to others when they are, and so may the person.
    """
    resources: Resources = request.app.state["resources"]
    asks, today = request.user, resources.clock().date()
    organization: Organization = await resources.desk.state(asks.workspace_id, streams.ORGANIZATION)
    chart = organization.at(today)
    for way in whose.ways(asks.actor, organization, today):
        role, line = whose.seat(way, chart)
        place = line.owner(owner)
        if role is not None and (place == "own" or rights.may(role, "schedule", place)):
            return chart
    raise CalendarNotYours


def _for(request: ApiRequest, *roles: Role) -> Resources:
    if request.user.role not in roles:
        raise CalendarsNotAllowed
    resources: Resources = request.app.state["resources"]
    return resources


# What calendar programs ask for, without a token


@get(
    "/{address:str}",
    summary="A calendar",
    security=[{}],
    responses={
        200: ResponseSpec(
            str, generate_examples=False, description="iCalendar.", media_type="text/calendar"
        ),
        304: ResponseSpec(None, description="The calendar is as you have it."),
        **UNREADABLE,
    },
)
async def follow(
    request: Request[Any, Any, State],
    address: Annotated[
        str, PathParameter(description="The secret of the calendar, and `.ics` after it.")
    ],
) -> Response[bytes]:
    """The rituals of a unit, or of a person's unit, to subscribe to. Needs no token."""
    resources: Resources = request.app.state["resources"]
    secret = address.removesuffix(".ics")
    now = resources.clock()
    found = await subscriptions.find_calendar(resources.connections, secret, now)
    if found is None or secret == address:
        raise UnknownCalendar
    body = await _calendar(resources, found, now.date())
    etag = hashlib.blake2b(body, digest_size=9).hexdigest()
    headers = {"ETag": etags.quoted(etag), "Cache-Control": "private, no-cache"}
    if etags.matches(if_none_match(request.scope), etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


async def _calendar(resources: Resources, found: Followed, today: date) -> bytes:
    directory = await resources.reader.read(found.workspace_id, "directory", KEY)
    known = _Directory([], [], []) if directory.body is None else _directory(directory.body)
    name, unit_id = _whose(known, found.owner)
    cycles = sorted(
        (one for one in known.cycles if one.ends >= today - BACK),
        key=lambda one: (one.starts, one.cycle_id),
    )
    seen = await asyncio.gather(
        *(
            resources.reader.read(found.workspace_id, "rituals", f"{one.cycle_id}:{unit_id}")
            for one in cycles[:CYCLES]
        )
    )
    documents = [_rituals(one.body) for one in seen if one.body is not None]
    return await asyncio.to_thread(ical.calendar, name, documents, found.created_at)


def _whose(known: _Directory, owner: Owner) -> tuple[str, str]:
    """The name of a unit or a person, and the unit that it is about; empty when it is gone."""
    if owner.kind == "unit":
        names = {one.unit_id: one.name for one in known.units}
        return names.get(owner.id, ""), owner.id
    person = PersonId(owner.id)
    return next(((one.name, one.unit_id) for one in known.people if one.person_id == person),
                ("", ""))  # fmt: skip


HANDLERS = (add_calendar, list_calendars, revoke_calendar)
