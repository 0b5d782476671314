"""When and in whose name the story of the demo is told, and what its things are called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from msgspec import Struct

from api.demo.cast import LEADS
from api.demo.parts import Aim, Quarter
from api.synthetic.shape import identifier_below
from domain.cycles import fiscal
from domain.cycles.cycle import Cycle
from domain.values import CycleId, KeyResultId, ObjectiveId, OutcomeId, Owner, PersonId, UnitId
from events.handling import Desk
from events.log import EventLog
from events.streams import AnyCommand

ENOUGH = timedelta(weeks=7)
"""So much of the present quarter has to be over for the story to have its points."""

MONTHS = 12
FRIDAY = 4


class Backstage(NamedTuple):
    """Where a scene finds out what the story has come to."""

    desk: Desk
    log: EventLog
    workspace_id: str


Making = Callable[[Backstage], Awaitable[Sequence[AnyCommand]]]


class Scene(Struct, frozen=True):
    """What somebody does at a moment; some of it can be said only when the moment has come."""

    moment: datetime
    actor: str
    commands: Sequence[AnyCommand] | Making


class Story(Struct, frozen=True):
    """The demo of one workspace as of a moment, in a fiscal year that begins on a day."""

    workspace_id: str
    now: datetime
    begins: date

    def identifier(self, *path: str) -> str:
        return identifier_below(self.workspace_id, *path)

    @property
    def ends_in(self) -> int:
        """The calendar year that the fiscal year is called after."""
        return self.begins.year + (self.begins.month > fiscal.JANUARY)

    @property
    def year(self) -> Cycle:
        span = fiscal.year(self.ends_in, self.begins.month)
        return Cycle(CycleId(self.identifier("year")), span.name, "year", span.starts, span.ends)

    @property
    def year_before(self) -> Cycle:
        span = fiscal.year(self.ends_in - 1, self.begins.month)
        cycle_id = CycleId(self.identifier("year before"))
        return Cycle(cycle_id, span.name, "year", span.starts, span.ends)

    @property
    def quarters(self) -> tuple[Cycle, Cycle, Cycle, Cycle]:
        """Two that are over, the present one, and the next."""
        first, second, present, following = (
            Cycle(CycleId(cycle_id), span.name, "quarter", span.starts, span.ends)
            for cycle_id, span in zip(
                (
                    self.identifier("cycle", "first"),
                    self.identifier("cycle", "second"),
                    present_cycle(self.workspace_id),
                    self.identifier("cycle", "next"),
                ),
                fiscal.quarters(self.ends_in, self.begins.month),
                strict=True,
            )
        )
        return first, second, present, following

    def unit(self, name: str) -> UnitId:
        return UnitId(self.identifier("unit", name))

    def person(self, name: str) -> PersonId:
        return PersonId(self.identifier("person", name))

    def owner(self, unit: str) -> Owner:
        return Owner("unit", self.unit(unit))

    def outcome(self, name: str) -> OutcomeId:
        return OutcomeId(self.identifier("outcome", name))


class Act(Struct, frozen=True):
    """A quarter of the story: its tables, the cycle in which they become true, and its past."""

    story: Story
    quarter: Quarter
    cycle: Cycle
    before: Quarter | None = None

    @property
    def carried(self) -> Mapping[str, Collection[str]]:
        """The objectives that the reset of the quarter before drafts, with their key results."""
        if self.before is None or self.before.ending is None:
            return {}
        return {
            goal.name: [aim.name for aim in goal.aims]
            for goal in self.before.goals
            if goal.name in self.before.ending.carried
        }

    def identifier(self, *path: str) -> str:
        """The present quarter's are as short as can be; those of the others name the quarter."""
        name = self.quarter.name
        return self.story.identifier(*path, *(() if name == "present" else (name,)))

    def goal(self, name: str) -> ObjectiveId:
        return ObjectiveId(self.identifier("objective", name))

    def aim(self, name: str) -> KeyResultId:
        return KeyResultId(self.identifier("key result", name))

    def home(self, aim: str) -> ObjectiveId:
        return self.goal(self.quarter.home(aim).name)

    def answers(self, aim: Aim) -> Owner | None:
        return Owner("person", self.story.person(aim.owner)) if aim.owner else None

    def lead(self, goal: str) -> str:
        """Who speaks for an objective."""
        return LEADS[next(one.unit for one in self.quarter.goals if one.name == goal)]

    def day(self, week: int, day: int) -> date:
        """A day of a week, 0 to 6, though none beyond the quarter."""
        wanted = self.cycle.starts + timedelta(days=7 * (week - 1) + day)
        return min(wanted, self.cycle.ends)

    def moment(self, week: int, day: int, hour: int) -> datetime:
        return at(self.day(week, day), hour)

    def at_work(self, week: int, day: int, hour: int) -> datetime:
        """On a day of a week or, where that is free, on the Monday after; up to day 4."""
        wanted = self.day(week, day)
        free = max(wanted.weekday() - FRIDAY, 0)
        return at(min(wanted + timedelta(days=3 - free if free else 0), self.cycle.ends), hour)

    def days_ahead(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days before the quarter begins."""
        return at(self.cycle.starts - timedelta(days=days), hour, minute)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def present_cycle(workspace_id: str) -> CycleId:
    return CycleId(identifier_below(workspace_id, "cycle"))


def year_begins(today: date) -> date:
    """The first month such that two quarters are over, and enough of the third one.

    So Planwise's fiscal year begins in whichever month suits the day on which it is told.
    """
    month = today.replace(day=1)
    while today - month < ENOUGH:
        month = (month - timedelta(days=1)).replace(day=1)
    return two_quarters_before(month)


def two_quarters_before(day: date) -> date:
    years, month = divmod(day.year * MONTHS + day.month - 1 - 6, MONTHS)
    return date(years, month + 1, 1)
