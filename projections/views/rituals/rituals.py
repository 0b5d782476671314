"""Rituals: how a unit holds each of them in a cycle, on which days that is, and what was held.

Beside the cycle itself, a document looks eight weeks ahead, so that nobody has to wait for the next
cycle to be defined before its first check-ins are in a calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import get_args

from domain.cycles.cycle import Cycle, CycleDefined
from domain.organization.organization import UnitAdded
from domain.rituals import rhythm, schedule
from domain.rituals.cadence import CADENCE, RitualKind
from domain.rituals.rhythm import Occurrence
from domain.rituals.schedule import EVERYWHERE, RitualEvent
from domain.rituals.sessions import Session, SessionEvent
from domain.values import CycleId, Owner, UnitId
from events import streams
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.sentences.rituals import in_words

AHEAD = 56
"""Days: eight weeks."""

SHOWN = 20
"""How many of the latest sessions, and of the holidays, are shown."""


class RitualLine(View, frozen=True):
    """How a ritual is held. `by` is who decided it: a unit, the workspace, or the default."""

    kind: RitualKind
    name: str
    text: str
    participants: str
    output: str
    by: Named
    next: datetime | None


class Meeting(View, frozen=True):
    """One time that a ritual takes place, `begins` on the clocks of the named time zone.

    `slot` stays the same when the ritual moves to another day or hour. Without `begins` it is
    skipped, for the holiday that is named.
    """

    kind: RitualKind
    slot: str
    day: date
    begins: datetime | None
    minutes: int
    time_zone: str
    holiday: str


class HolidayLine(View, frozen=True):
    holiday_id: str
    name: str
    first: date
    last: date
    unit_id: str | None


class SessionLine(View, frozen=True):
    session_id: str
    kind: RitualKind
    day: date
    closed: bool
    outputs: int
    open_escalations: int


class RitualsOfUnit(View, frozen=True):
    """`changes` grows with every change, so that of two calendars the newer one is known."""

    cycle: Days
    unit: Named
    changes: int
    rituals: tuple[RitualLine, ...]
    meetings: tuple[Meeting, ...]
    holidays_total: int
    holidays: tuple[HolidayLine, ...]
    sessions_total: int
    sessions: tuple[SessionLine, ...]


class RitualsView(Projection):
    name = "rituals"
    on = frozenset(
        {
            CycleDefined,
            UnitAdded,
            *get_args(RitualEvent),
            *get_args(SessionEvent),
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        match event:
            case CycleDefined():
                cycle = workspace.calendar.cycles[event.cycle_id]
                yield from self._around(workspace, cycle.starts, cycle.ends)
            case UnitAdded():
                for cycle_id in workspace.calendar.cycles:
                    yield f"{cycle_id}:{event.unit_id}"
            case _ if isinstance(event, RitualEvent):
                yield from self._below(workspace, event.unit_id)
            case _ if isinstance(event, SessionEvent):
                session: Session = workspace.state(streams.session_stream(event.session_id))
                for unit_id in session.unit_ids:
                    yield f"{session.cycle_id}:{unit_id}"
            case _:
                return

    def _below(self, workspace: Workspace, unit_id: UnitId | None) -> Iterable[str]:
        """The documents of a unit and of those below it, or of all units."""
        for cycle in workspace.calendar.cycles.values():
            organization = workspace.organization_of(cycle)
            for one in workspace.organization.units:
                if unit_id is None or unit_id in rhythm.chain(organization, one):
                    yield f"{cycle.cycle_id}:{one}"

    def _around(self, workspace: Workspace, first: date, last: date) -> Iterable[str]:
        """The documents that show days from the first to the last."""
        for cycle in workspace.calendar.cycles.values():
            if cycle.starts <= last and _until(workspace, cycle) >= first:
                yield from self.of_cycle(workspace, cycle)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for unit_id in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit_id}"

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None or unit_id not in workspace.organization_of(cycle).units:
            return None
        return _of_unit(workspace, cycle, UnitId(unit_id))


def _until(workspace: Workspace, cycle: Cycle) -> date:
    as_of = workspace.as_of(cycle)
    return max(cycle.ends, as_of + timedelta(days=min(AHEAD, (date.max - as_of).days)))


def _of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> RitualsOfUnit:
    state: schedule.Rituals = workspace.state(streams.RITUALS)
    above = rhythm.chain(workspace.organization_of(cycle), unit_id)
    until = _until(workspace, cycle)
    deciding = rhythm.deciding(state, above)
    meetings = workspace.memo.remember(
        ("meetings", cycle.cycle_id, deciding),
        (state, workspace.calendar, workspace.settings, cycle.starts, until),
        lambda: _meetings(workspace, deciding, cycle.starts, until),
    )
    away = sorted(
        (
            one
            for one in schedule.holidays(state, above)
            if one.first <= until and one.last >= cycle.starts
        ),
        key=lambda one: (one.first, one.holiday_id),
    )
    held = _sessions(workspace, cycle, unit_id)
    as_of = workspace.as_of(cycle)
    return RitualsOfUnit(
        cycle=days(workspace, cycle),
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        changes=sum(state.changes.get(place, 0) for place in (*above, EVERYWHERE)),
        rituals=tuple(
            _line(workspace, cycle, kind, schedule.held(state, kind, above, as_of), meetings)
            for kind in rhythm.KINDS
        ),
        meetings=meetings,
        holidays_total=len(away),
        holidays=tuple(
            HolidayLine(one.holiday_id, one.name, one.first, one.last, one.unit_id)
            for one in away[:SHOWN]
        ),
        sessions_total=len(held),
        sessions=tuple(_session(one) for one in held[:SHOWN]),
    )


def _line(
    workspace: Workspace,
    cycle: Cycle,
    kind: RitualKind,
    held: schedule.Held,
    meetings: Sequence[Meeting],
) -> RitualLine:
    layer, as_of = CADENCE[kind], workspace.as_of(cycle)
    upcoming = (
        one.begins
        for one in meetings
        if one.kind == kind and one.begins is not None and one.day >= as_of
    )
    return RitualLine(
        kind=kind,
        name=layer.name,
        text="not held" if held.schedule is None else in_words(held.schedule),
        participants=layer.participants,
        output=layer.output,
        by=_decided(workspace, cycle, held.place),
        next=next(upcoming, None),
    )


def _decided(workspace: Workspace, cycle: Cycle, place: str | None) -> Named:
    if place is None:
        return Named("default", "", "the default")
    if place == EVERYWHERE:
        return Named("workspace", "", workspace.settings.name)
    return named(workspace, Owner("unit", place), cycle.cycle_id)


def _meetings(
    workspace: Workspace, deciding: Sequence[UnitId], first: date, last: date
) -> tuple[Meeting, ...]:
    """What is planned from one day to another, by the units that decided it."""
    state, calendar = workspace.state(streams.RITUALS), workspace.calendar
    found = [
        _meeting(workspace, one)
        for kind in rhythm.KINDS
        for one in rhythm.occurrences(state, kind, deciding, calendar, first, last)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.kind)))


def _meeting(workspace: Workspace, one: Occurrence) -> Meeting:
    return Meeting(
        kind=one.kind,
        slot=one.slot,
        day=one.day or one.planned,
        begins=None if one.day is None else one.begins(workspace.settings.zone),
        minutes=one.schedule.minutes,
        time_zone=one.schedule.time_zone or workspace.settings.time_zone,
        holiday=one.holiday,
    )


def _sessions(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> list[Session]:
    """The sessions of a unit, the latest first."""
    found: list[Session] = [
        workspace.state(streams.session_stream(one))
        for one in workspace.sessions.about.get((cycle.cycle_id, unit_id), ())
    ]
    return sorted(found, key=lambda one: (one.day, one.session_id), reverse=True)


def _session(one: Session) -> SessionLine:
    return SessionLine(
        one.session_id, one.kind, one.day, one.closed, len(one.outputs), len(one.open_escalations)
    )
