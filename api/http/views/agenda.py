"""The agenda of a sync, made on request from the stored promise ledgers of the units in it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from api.http.openapi import UNREADABLE, documented
from api.http.requests.query import refused
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from api.http.views.lists import listed, reached
from domain.cycles.cycle import Calendar, Cycle
from domain.organization.chart import Organization
from domain.values import CycleId, Owner, UnitId
from domain.workspace import Settings
from events import streams
from projections.views.agendas.sync_agenda import MOST_UNITS, SyncAgenda, agenda
from projections.views.dependencies.promises import PromisesOfUnit, PromisesView

_ledger = msgspec.json.Decoder(PromisesOfUnit).decode


@get("/sync-agenda", summary="Sync agenda", operation_class=documented(), responses=UNREADABLE)
async def sync_agenda(
    request: ApiRequest,
    cycle: FromQuery[UUID],
    units: Annotated[
        str,
        QueryParameter(description=f"The ids of 1 to {MOST_UNITS} units, separated by commas."),
    ],
    on: Annotated[
        date | None, QueryParameter(description="The day of the sync; by default, today.")
    ] = None,
) -> Response[SyncAgenda]:
    """What these units need from each other, the most urgent first, in sentences to read aloud.

    For several units, what is open between them; for one, everything that it waits for or was asked
    for. Overdue and due soon are as of the day of the sync.
    """
    resources = await reached(request, "cycle", "units", "on")
    workspace_id = request.user.workspace_id
    found = await _cycle(resources, workspace_id, cycle)
    if on is None:
        settings: Settings = await resources.desk.state(workspace_id, streams.WORKSPACE)
        on = resources.clock().astimezone(settings.zone).date()
    named = await _units(resources, workspace_id, units, on)
    ledgers = await _ledgers(resources, workspace_id, found, named)
    return _answer(request, agenda(found.cycle_id, named, on, ledgers))


def _answer(request: ApiRequest, made: SyncAgenda) -> Response[Any]:
    return listed(request, made, None)


async def _ledgers(
    resources: Resources, workspace_id: str, cycle: Cycle, units: dict[str, str]
) -> list[PromisesOfUnit]:
    """The ledgers that exist, read by one query."""
    seen = await asyncio.gather(
        *(
            resources.reader.read(workspace_id, PromisesView.name, f"{cycle.cycle_id}:{unit}")
            for unit in units
        )
    )
    return [_ledger(one.body) for one in seen if one.body is not None]


async def _cycle(resources: Resources, workspace_id: str, wanted: UUID) -> Cycle:
    calendar: Calendar = await resources.desk.state(workspace_id, streams.CYCLES)
    found = calendar.cycles.get(CycleId(str(wanted)))
    if found is None:
        raise refused("cycle", f"there is no cycle {wanted} in this workspace")
    return found


async def _units(
    resources: Resources, workspace_id: str, listed_units: str, on: date
) -> dict[str, str]:
    """The requested units by id, with their names on the day."""
    ids = list(dict.fromkeys(one.strip().lower() for one in listed_units.split(",")))
    if len(ids) > MOST_UNITS:
        raise refused("units", f"has {len(ids)} units; a sync has {MOST_UNITS} at most")
    organization: Organization = await resources.desk.state(workspace_id, streams.ORGANIZATION)
    for one in ids:
        if UnitId(one) not in organization.units:
            raise refused("units", f"there is no unit '{one[:40]}' in this workspace")
    chart = organization.at(on)
    return {one: chart.name_of(Owner("unit", one)) for one in ids}


HANDLERS = (sync_agenda,)
