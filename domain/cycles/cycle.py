"""Cycles: the quarters, years and other spans that OKRs are set for, each with its phases."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Literal, assert_never

from msgspec.structs import replace

from domain.cycles import fiscal
from domain.cycles.fiscal import FiscalYear, Month, Span
from domain.errors import Rejection, either
from domain.messages import Command, Event, Value
from domain.values import CycleId, Name

CycleKind = Literal["quarter", "year", "custom"]
Phase = Literal["drafting", "review", "active", "scoring", "closed"]

NEXT: dict[Phase, tuple[Phase, ...]] = {
    "drafting": ("review", "active"),
    "review": ("drafting", "active"),
    "active": ("scoring",),
    "scoring": ("active", "closed"),
    "closed": (),
}

FIRST, LAST = date(1970, 1, 1), date(9000, 12, 31)
"""Between which days a cycle may lie, so that there always is a day, a week and a year after it."""

# Commands


class DefineCycle(Command, frozen=True):
    """Define a cycle by its first and last day, both included. It starts in drafting."""

    cycle_id: CycleId
    name: Name
    starts: date
    ends: date
    kind: CycleKind = "quarter"


class MoveCycle(Command, frozen=True):
    """Move a cycle to another phase."""

    cycle_id: CycleId
    phase: Phase


class DefineYear(Command, frozen=True):
    """Define a fiscal year and its four quarters at once; it is named after the year it ends in.

    It begins in the month that is set for the workspace at that time.
    """

    cycle_id: CycleId
    quarter_ids: tuple[CycleId, CycleId, CycleId, CycleId]
    year: FiscalYear


CycleCommand = DefineCycle | DefineYear | MoveCycle

# Events


class CycleDefined(Event, frozen=True, tag="cycle_defined"):
    cycle_id: CycleId
    name: str
    kind: CycleKind
    starts: date
    ends: date


class CycleMoved(Event, frozen=True, tag="cycle_moved"):
    cycle_id: CycleId
    phase: Phase


CycleEvent = CycleDefined | CycleMoved

# State


class Cycle(Value, frozen=True, dict=True, gc=True):
    cycle_id: CycleId
    name: str
    kind: CycleKind
    starts: date
    ends: date
    phase: Phase = "drafting"
    rounds: int = 0
    """How often its scoring has begun; what is published does not change within a round."""

    @cached_property
    def weeks(self) -> int:
        """How many weeks the cycle has; a quarter has 13, and its odd days go to the last."""
        return len(self.last_days)

    def week(self, day: date) -> int:
        """The week of the cycle that a day falls in, 1 to `weeks`; days outside go to the edges."""
        return min(max((day - self.starts).days // 7 + 1, 1), self.weeks)

    def within(self, year: Cycle) -> bool:
        """Whether it belongs to a year: its middle day does, so fiscal edges may stick out."""
        return year.starts <= self.starts + (self.ends - self.starts) / 2 <= year.ends

    def first_day(self, week: int) -> date:
        return self.starts if week == 1 else self.last_day(week - 1) + timedelta(days=1)

    def last_day(self, week: int) -> date:
        return self.last_days[min(week, self.weeks) - 1]

    def as_of(self, today: date) -> date:
        """The day as of which the cycle is seen: today, but within the cycle."""
        return min(max(today, self.starts), self.ends)

    @property
    def earliest(self) -> date:
        """The first day that can be meant in something about it: a year before it starts."""
        return self.starts - timedelta(days=366)

    @property
    def planning_is_over(self) -> bool:
        """Whether its planning is over: it is scored, or was."""
        return self.phase in ("scoring", "closed")

    def is_ahead(self, today: date) -> bool:
        """Whether its first day is still to come."""
        return today < self.starts

    def is_over(self, today: date) -> bool:
        """Whether its last day is gone, whatever phase it is in."""
        return today > self.ends

    def has_ended(self, today: date) -> bool:
        """Whether nothing more comes of it: its last day is gone, or it was closed before."""
        return self.phase == "closed" or self.is_over(today)

    @cached_property
    def last_days(self) -> tuple[date, ...]:
        """The last day of each week."""
        weeks = max(1, round(((self.ends - self.starts).days + 1) / 7))
        return (
            *(self.starts + timedelta(days=7 * week - 1) for week in range(1, weeks)),
            self.ends,
        )


class Calendar(Value, frozen=True):
    cycles: dict[CycleId, Cycle] = {}

    def year_of(self, cycle: Cycle) -> Cycle | None:
        """The year that a cycle belongs to, by its dates; a year belongs to none."""
        if cycle.kind == "year":
            return None
        years = (one for one in self.cycles.values() if one.kind == "year")
        return next((year for year in years if cycle.within(year)), None)

    def before(self, cycle: Cycle) -> Cycle | None:
        """The last cycle of the same kind that ends before a cycle begins."""
        over = [
            one
            for one in self.cycles.values()
            if one.kind == cycle.kind and one.ends < cycle.starts
        ]
        return max(over, key=lambda one: (one.ends, one.starts, one.cycle_id), default=None)

    def overlapping(self, cycle_id: CycleId) -> list[Cycle]:
        """The cycles that have a day in common with a cycle, itself included."""
        cycle = self.cycles.get(cycle_id)
        if cycle is None:
            return []
        return [
            one
            for one in self.cycles.values()
            if one.starts <= cycle.ends and cycle.starts <= one.ends
        ]


EMPTY = Calendar()


class Account(Value, frozen=True):
    """What the closing of a cycle has come to (`domain/closing/closing.py` draws it up)."""

    called: bool = False
    """Whether it is known which objectives are published."""
    unscored: int = 0
    looked_back: bool = False
    reset: bool = False


NO_ACCOUNT = Account()

# Decide


def decide(
    state: Calendar,
    command: CycleCommand,
    account: Account = NO_ACCOUNT,
    begins: Month = fiscal.JANUARY,
) -> list[CycleEvent]:
    """`begins` is the month in which the workspace's fiscal years begin."""
    match command:
        case DefineCycle():
            return _define(state, command)
        case DefineYear():
            return _define_year(state, command, begins)
        case MoveCycle():
            return _move(state, command, account)
        case _:
            assert_never(command)


def _define(state: Calendar, command: DefineCycle) -> list[CycleEvent]:
    present = state.cycles.get(command.cycle_id)
    if present is not None:
        wanted = (command.name, command.kind, command.starts, command.ends)
        if (present.name, present.kind, present.starts, present.ends) == wanted:
            return []
        raise CycleExists(name=present.name)
    if command.ends < command.starts:
        raise CycleEndsBeforeItStarts(starts=command.starts, ends=command.ends)
    if (command.ends - command.starts).days > 3 * 366:
        raise CycleTooLong
    if command.starts < FIRST or command.ends > LAST:
        raise CycleOutOfTime(first=FIRST, last=LAST)
    if any(cycle.name == command.name for cycle in state.cycles.values()):
        raise CycleNameTaken(name=command.name)
    return [
        CycleDefined(command.cycle_id, command.name, command.kind, command.starts, command.ends)
    ]


def _define_year(state: Calendar, command: DefineYear, begins: Month) -> list[CycleEvent]:
    year, quarters = fiscal.year(command.year, begins), fiscal.quarters(command.year, begins)
    if len({command.cycle_id, *command.quarter_ids}) < 1 + len(quarters):
        raise YearIdsRepeated
    commands = [_as_cycle(command.cycle_id, year, "year")]
    for cycle_id, quarter in zip(command.quarter_ids, quarters, strict=True):
        commands.append(_as_cycle(cycle_id, quarter, "quarter"))
    return [event for one in commands for event in _define(state, one)]


def _as_cycle(cycle_id: CycleId, span: Span, kind: CycleKind) -> DefineCycle:
    return DefineCycle(cycle_id, span.name, span.starts, span.ends, kind)


def _move(state: Calendar, command: MoveCycle, account: Account) -> list[CycleEvent]:
    cycle = known(state, command.cycle_id)
    if cycle.phase == command.phase:
        return []
    if command.phase not in NEXT[cycle.phase]:
        raise PhaseOutOfOrder(
            now=cycle.phase,
            wanted=command.phase,
            possible=either(NEXT[cycle.phase]) or "no other phase",
        )
    if command.phase == "closed":
        check_account(account)
    if command.phase == "active" and account.reset:
        raise CycleWasReset(cycle=cycle.name)
    return [CycleMoved(command.cycle_id, command.phase)]


def check_account(account: Account) -> None:
    """Refuse to go on from scoring before all is scored and learned from."""
    if not account.called:
        raise RollNotCalled
    if account.unscored:
        raise ObjectivesUnscored(count=account.unscored)
    if not account.looked_back:
        raise RetrospectiveMissing


def known(state: Calendar, cycle_id: CycleId) -> Cycle:
    cycle = state.cycles.get(cycle_id)
    if cycle is None:
        raise UnknownCycle(cycle_id=cycle_id)
    return cycle


def open_for_planning(calendar: Calendar, cycle_id: CycleId) -> Cycle:
    """The cycle, if something can still be planned in it; raises UnknownCycle, PlanningIsOver."""
    cycle = known(calendar, cycle_id)
    if cycle.planning_is_over:
        raise PlanningIsOver(cycle=cycle.name, phase=cycle.phase)
    return cycle


# Evolve


def evolve(state: Calendar, event: CycleEvent) -> Calendar:
    match event:
        case CycleDefined():
            cycle = Cycle(event.cycle_id, event.name, event.kind, event.starts, event.ends)
            return Calendar({**state.cycles, event.cycle_id: cycle})
        case CycleMoved():
            if event.cycle_id not in state.cycles:
                return state
            before = state.cycles[event.cycle_id]
            rounds = before.rounds + (event.phase == "scoring")
            moved = replace(before, phase=event.phase, rounds=rounds)
            return Calendar({**state.cycles, event.cycle_id: moved})
        case _:
            assert_never(event)


# Refusals


class CycleExists(Rejection, code="cycle-exists", kind="conflict"):
    """This identifier already belongs to the cycle '{name}', which differs from what was sent."""


class CycleEndsBeforeItStarts(Rejection, code="cycle-ends-before-it-starts", field="ends"):
    """The cycle ends on {ends}, before it starts on {starts}."""


class CycleOutOfTime(Rejection, code="cycle-out-of-time", field="starts"):
    """A cycle has to lie between {first} and {last}."""


class CycleTooLong(Rejection, code="cycle-too-long", field="ends"):
    """A cycle lasts three years at most."""


class CycleNameTaken(Rejection, code="cycle-name-taken", kind="conflict", field="name"):
    """There is already a cycle called '{name}'."""


class YearIdsRepeated(Rejection, code="year-ids-repeated", field="quarter_ids"):
    """A year and its four quarters need five different identifiers."""


class UnknownCycle(Rejection, code="unknown-cycle", kind="missing", field="cycle_id"):
    """There is no cycle {cycle_id} in this workspace."""


class PhaseOutOfOrder(Rejection, code="phase-out-of-order", kind="conflict", field="phase"):
    """From its {now} phase a cycle can move to {possible}, not to {wanted}."""


class PlanningIsOver(Rejection, code="planning-is-over", kind="conflict"):
    """The cycle '{cycle}' is in its {phase} phase: nothing new can be planned in it."""


class RollNotCalled(Rejection, code="roll-not-called", kind="conflict"):
    """It is not known which objectives of the cycle are published: call the roll first."""


class ObjectivesUnscored(Rejection, code="objectives-unscored", kind="conflict"):
    """Published objectives of the cycle without a score: {count}."""


class RetrospectiveMissing(Rejection, code="retrospective-missing", kind="conflict"):
    """The company has not held its retrospective yet, with at least one lesson."""


class CycleWasReset(Rejection, code="cycle-was-reset", kind="conflict", field="phase"):
    """The cycle '{cycle}' was reset into the next one: it can be closed, not reopened."""


class CycleClosed(Rejection, code="cycle-closed", kind="conflict"):
    """The cycle '{cycle}' is closed: its plans, links and scores stay as they are."""
