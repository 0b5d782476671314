"""Rituals: where a workspace or a unit departs from the defaults, and its holidays.

The defaults are in `domain.rituals.cadence`; the resulting days are computed in
`domain.rituals.rhythm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import assert_never

from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.organization.chart import Chart
from domain.organization.organization import check_there
from domain.rituals.cadence import (
    CADENCE,
    RECURS,
    EndOfCycle,
    Minutes,
    Monthly,
    Recurrence,
    RitualKind,
    Schedule,
    TimeOfDay,
    Weekly,
)
from domain.values import HolidayId, Name, UnitId
from domain.workspace import check_time_zone

LONGEST_HOLIDAY = 42
"""Days. Who is away for longer has another rhythm, not a holiday."""


# Commands


class ScheduleRitual(Command, frozen=True):
    """Schedule a ritual from a day on, for a unit and those below it, or for everybody."""

    kind: RitualKind
    recurrence: Recurrence
    at: TimeOfDay
    minutes: Minutes
    starting: date
    unit_id: UnitId | None = None
    time_zone: str | None = None


class CancelRitual(Command, frozen=True):
    """Stop holding a ritual from a day on, in a unit and those below it, or everywhere."""

    kind: RitualKind
    starting: date
    unit_id: UnitId | None = None


class RestoreRitual(Command, frozen=True):
    """Follow the unit above again from a day on or, for the workspace, the default."""

    kind: RitualKind
    starting: date
    unit_id: UnitId | None = None


class DeclareHoliday(Command, frozen=True):
    """Declare days on which a unit and those below it, or the whole workspace, are away."""

    holiday_id: HolidayId
    name: Name
    first: date
    last: date
    unit_id: UnitId | None = None


class WithdrawHoliday(Command, frozen=True):
    """Withdraw a holiday of a unit, or of the workspace."""

    holiday_id: HolidayId
    unit_id: UnitId | None = None


RitualCommand = ScheduleRitual | CancelRitual | RestoreRitual | DeclareHoliday | WithdrawHoliday

# Events


class RitualScheduled(Event, frozen=True, tag="ritual_scheduled"):
    kind: RitualKind
    recurrence: Recurrence
    at: time
    minutes: int
    starting: date
    unit_id: UnitId | None = None
    time_zone: str | None = None


class RitualCancelled(Event, frozen=True, tag="ritual_cancelled"):
    kind: RitualKind
    starting: date
    unit_id: UnitId | None = None


class RitualRestored(Event, frozen=True, tag="ritual_restored"):
    kind: RitualKind
    starting: date
    unit_id: UnitId | None = None


class HolidayDeclared(Event, frozen=True, tag="holiday_declared"):
    holiday_id: HolidayId
    name: str
    first: date
    last: date
    unit_id: UnitId | None = None


class HolidayWithdrawn(Event, frozen=True, tag="holiday_withdrawn"):
    holiday_id: HolidayId
    unit_id: UnitId | None = None


RitualEvent = (
    RitualScheduled | RitualCancelled | RitualRestored | HolidayDeclared | HolidayWithdrawn
)

# State


class Setting(Value, frozen=True):
    """What was decided about a ritual in one place, from a day on.

    A schedule; or that it is cancelled; or, with neither, that the place above decides again.
    """

    starting: date
    schedule: Schedule | None = None
    cancelled: bool = False


class Holiday(Value, frozen=True):
    holiday_id: HolidayId
    name: str
    first: date
    last: date
    unit_id: UnitId | None
    withdrawn: bool = False


EVERYWHERE = ""
"""The place of decisions for the whole workspace; other places are ids of units."""

Settings = dict[str, tuple[Setting, ...]]
"""What was decided about one ritual, by place, in the order of the days from which it holds."""


class Rituals(Value, frozen=True):
    settings: dict[RitualKind, Settings] = {}
    holidays: dict[HolidayId, Holiday] = {}
    changes: dict[str, int] = {}
    """How often something was decided in each place: calendars want to know which is newer."""


EMPTY = Rituals()


def title(state: Rituals, event: RitualEvent) -> str:
    """The name of the holiday that an event is about, if it is."""
    holiday = state.holidays.get(getattr(event, "holiday_id", HolidayId("")))
    return "" if holiday is None else holiday.name


def setting_in(state: Rituals, kind: RitualKind, place: str, day: date) -> Setting | None:
    """What holds in one place on a day; None if nothing was decided there."""
    settings = state.settings.get(kind, {}).get(place, ())
    return next((one for one in reversed(settings) if one.starting <= day), None)


class Held(Value, frozen=True):
    """How a ritual is held: by which schedule (None: not at all), and which place decided it.

    `place` is the id of a unit, EVERYWHERE, or None for the default.
    """

    schedule: Schedule | None
    place: str | None


def held(state: Rituals, kind: RitualKind, chain: Sequence[UnitId], day: date) -> Held:
    """How a unit holds a ritual on a day. `chain` is the unit and those above it, nearest first."""
    for place in (*chain, EVERYWHERE):
        setting = setting_in(state, kind, place, day)
        if setting is not None and (setting.cancelled or setting.schedule is not None):
            return Held(setting.schedule, place)
    return Held(CADENCE[kind].schedule, None)


def holidays(state: Rituals, chain: Sequence[UnitId]) -> Iterable[Holiday]:
    """The holidays of a unit: its own, those of the units above it, and everybody's."""
    for holiday in state.holidays.values():
        if not holiday.withdrawn and (holiday.unit_id is None or holiday.unit_id in chain):
            yield holiday


# Decide


def decide(state: Rituals, command: RitualCommand, organization: Chart) -> Sequence[RitualEvent]:
    if command.unit_id is not None:
        check_there(organization, command.unit_id)
    match command:
        case ScheduleRitual():
            return _schedule(state, command)
        case CancelRitual():
            wanted = Setting(command.starting, cancelled=True)
            event = RitualCancelled(command.kind, command.starting, command.unit_id)
            return [] if _holds(state, command, wanted) else [event]
        case RestoreRitual():
            present = setting_in(
                state, command.kind, command.unit_id or EVERYWHERE, command.starting
            )
            nothing = present is None or (present.schedule is None and not present.cancelled)
            restored = RitualRestored(command.kind, command.starting, command.unit_id)
            return [] if nothing else [restored]
        case DeclareHoliday():
            return _declare(state, command)
        case WithdrawHoliday():
            return _withdraw(state, command)
        case _:
            assert_never(command)


def _schedule(state: Rituals, command: ScheduleRitual) -> Sequence[RitualEvent]:
    if not isinstance(command.recurrence, RECURS[command.kind]):
        how = " or ".join(_WORDS[one] for one in RECURS[command.kind])
        raise CannotRecurSo(ritual=CADENCE[command.kind].name, how=how)
    if command.time_zone is not None:
        check_time_zone(command.time_zone)
    event = RitualScheduled(
        command.kind,
        command.recurrence,
        command.at.replace(second=0, microsecond=0),
        command.minutes,
        command.starting,
        command.unit_id,
        command.time_zone,
    )
    wanted = Setting(command.starting, _schedule_of(event))
    return [] if _holds(state, command, wanted) else [event]


_WORDS: dict[type[Recurrence], str] = {
    Weekly: "by the week",
    Monthly: "by the month",
    EndOfCycle: "at the end of a cycle",
}


def _holds(state: Rituals, command: ScheduleRitual | CancelRitual, wanted: Setting) -> bool:
    """Whether exactly this was decided from exactly that day on."""
    present = setting_in(state, command.kind, command.unit_id or EVERYWHERE, command.starting)
    return present == wanted


def _declare(state: Rituals, command: DeclareHoliday) -> Sequence[RitualEvent]:
    wanted = Holiday(command.holiday_id, command.name, command.first, command.last, command.unit_id)
    present = state.holidays.get(command.holiday_id)
    if present is not None:
        if present == wanted:
            return []
        raise HolidayExists(name=present.name)
    if command.last < command.first:
        raise HolidayEndsBeforeItStarts(first=command.first, last=command.last)
    if (command.last - command.first).days >= LONGEST_HOLIDAY:
        raise HolidayTooLong(most=LONGEST_HOLIDAY)
    return [
        HolidayDeclared(
            command.holiday_id, command.name, command.first, command.last, command.unit_id
        )
    ]


def _withdraw(state: Rituals, command: WithdrawHoliday) -> Sequence[RitualEvent]:
    present = state.holidays.get(command.holiday_id)
    if present is None or present.unit_id != command.unit_id:
        raise UnknownHoliday(holiday_id=command.holiday_id)
    return [] if present.withdrawn else [HolidayWithdrawn(command.holiday_id, command.unit_id)]


# Evolve


def evolve(state: Rituals, event: RitualEvent) -> Rituals:
    """Total: a holiday that is not there cannot be withdrawn, and nothing changes."""
    match event:
        case RitualScheduled():
            return _said(state, event, Setting(event.starting, _schedule_of(event)))
        case RitualCancelled():
            return _said(state, event, Setting(event.starting, cancelled=True))
        case RitualRestored():
            return _said(state, event, Setting(event.starting))
        case HolidayDeclared():
            holiday = Holiday(event.holiday_id, event.name, event.first, event.last, event.unit_id)
            return _with_holiday(state, holiday)
        case HolidayWithdrawn():
            present = state.holidays.get(event.holiday_id)
            if present is None:
                return state
            return _with_holiday(state, replace(present, withdrawn=True))
        case _:
            assert_never(event)


def _schedule_of(event: RitualScheduled) -> Schedule:
    return Schedule(event.recurrence, event.at, event.minutes, event.starting, event.time_zone)


def _said(
    state: Rituals, event: RitualScheduled | RitualCancelled | RitualRestored, setting: Setting
) -> Rituals:
    places = state.settings.get(event.kind, {})
    place = event.unit_id or EVERYWHERE
    others = (one for one in places.get(place, ()) if one.starting != setting.starting)
    settings = tuple(sorted((*others, setting), key=lambda one: one.starting))
    return replace(
        state,
        settings={**state.settings, event.kind: {**places, place: settings}},
        changes=_once_more(state, event.unit_id),
    )


def _with_holiday(state: Rituals, holiday: Holiday) -> Rituals:
    known = {**state.holidays, holiday.holiday_id: holiday}
    return replace(state, holidays=known, changes=_once_more(state, holiday.unit_id))


def _once_more(state: Rituals, unit_id: UnitId | None) -> dict[str, int]:
    place = unit_id or EVERYWHERE
    return {**state.changes, place: state.changes.get(place, 0) + 1}


# Refusals


class CannotRecurSo(Rejection, code="cannot-recur-so", field="recurrence"):
    """{ritual} is held {how}."""


class HolidayExists(Rejection, code="holiday-exists", kind="conflict"):
    """This identifier belongs to the holiday '{name}', which differs from what was sent."""


class HolidayEndsBeforeItStarts(Rejection, code="holiday-ends-before-it-starts", field="last"):
    """The holiday ends on {last}, before it starts on {first}."""


class HolidayTooLong(Rejection, code="holiday-too-long", field="last"):
    """A holiday lasts {most} days at most: for a longer break, change the schedule instead."""


class UnknownHoliday(Rejection, code="unknown-holiday", kind="missing", field="holiday_id"):
    """There is no holiday {holiday_id} here; if it was declared for a unit, name that unit."""
