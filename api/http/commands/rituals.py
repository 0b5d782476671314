"""When units meet: schedules in place of the defaults, and holidays."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import known_as
from api.http.requests.problems import CLOCK
from domain.rituals.cadence import Minutes, Recurrence, RitualKind
from domain.rituals.schedule import (
    CancelRitual,
    DeclareHoliday,
    RestoreRitual,
    ScheduleRitual,
    WithdrawHoliday,
)
from domain.values import HolidayId, Name, UnitId

change = Chapter("rituals")

DIRECTORY = "/v1/directory"


HourAndMinute = Annotated[str, Meta(pattern=CLOCK)]


class NewSchedule(Struct, frozen=True, forbid_unknown_fields=True):
    kind: RitualKind
    recurrence: Recurrence
    at: HourAndMinute
    minutes: Minutes
    starting: date
    unit_id: UUID | None = None
    time_zone: str | None = None


class RitualChange(Struct, frozen=True, forbid_unknown_fields=True):
    kind: RitualKind
    starting: date
    unit_id: UUID | None = None


class NewHoliday(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    first: date
    last: date
    unit_id: UUID | None = None


@change("POST", "/rituals", summary="Schedule a ritual", example=examples.SCHEDULE)
async def schedule_ritual(
    data: JSONBody[NewSchedule], call: NamedDependency[Call]
) -> Response[Done]:
    """Schedule a ritual from a day on, for a unit and those below it, or for everybody.

    Omitted fields return to their defaults.
    """
    command = ScheduleRitual(
        data.kind,
        data.recurrence,
        time.fromisoformat(data.at),
        data.minutes,
        data.starting,
        known_as(UnitId, data.unit_id),
        data.time_zone,
    )
    return await call.carry_out(command, data.kind)


@change("POST", "/rituals/cancel", summary="Cancel a ritual", example=examples.RITUAL_CHANGE)
async def cancel_ritual(
    data: JSONBody[RitualChange], call: NamedDependency[Call]
) -> Response[Done]:
    """Stop holding a ritual from a day on, in a unit and those below it, or everywhere."""
    return await call.carry_out(
        CancelRitual(data.kind, data.starting, known_as(UnitId, data.unit_id)), data.kind
    )


@change("POST", "/rituals/restore", summary="Restore a ritual", example=examples.RITUAL_CHANGE)
async def restore_ritual(
    data: JSONBody[RitualChange], call: NamedDependency[Call]
) -> Response[Done]:
    """Follow the unit above again from a day on or, for the workspace, the default."""
    return await call.carry_out(
        RestoreRitual(data.kind, data.starting, known_as(UnitId, data.unit_id)), data.kind
    )


@change("POST", "/holidays", summary="Declare a holiday", example=examples.HOLIDAY, creates=True)
async def declare_holiday(
    data: JSONBody[NewHoliday], call: NamedDependency[Call]
) -> Response[Done]:
    """On a holiday weekly rituals are skipped, others move, and no check-in is due.

    It applies to the given unit and those below it; without a unit, to everybody.
    """
    holiday_id = HolidayId(call.new_id())
    command = DeclareHoliday(
        holiday_id, data.name, data.first, data.last, known_as(UnitId, data.unit_id)
    )
    return await call.carry_out(command, holiday_id, created_at=DIRECTORY)


@change("DELETE", "/holidays/{holiday_id:uuid}", summary="Withdraw a holiday")
async def withdraw_holiday(
    holiday_id: FromPath[UUID],
    call: NamedDependency[Call],
    unit_id: Annotated[
        UUID | None, QueryParameter(description="The unit it was declared for, if it was.")
    ] = None,
) -> Response[Done]:
    """Turn the days of a holiday back into ordinary ones."""
    command = WithdrawHoliday(HolidayId(str(holiday_id)), known_as(UnitId, unit_id))
    return await call.carry_out(command, command.holiday_id)
