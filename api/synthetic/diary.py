"""The pages of a diary: what is said together on a day, and how a day's pages become batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from msgspec import Struct

from api.synthetic.goals import Goals
from api.synthetic.shape import Shape
from api.synthetic.units import Organization
from domain.cycles.cycle import Cycle
from events.streams import AnyCommand

TOGETHER = 400
"""How many commands go into one atomic batch, about."""

PLANNED_IN = 14
"""Days before the cycle begins on which its goals are drafted."""
COMMITTED_IN = PLANNED_IN // 2
ACTOR = "synthetic"
ANOTHER = "synthetic reviewer"
"""Somebody else, where one person alone is not enough."""


class Entry(Struct, frozen=True):
    """Commands that are carried out on a day, all or none, by somebody."""

    day: date
    commands: Sequence[AnyCommand]
    actor: str = ACTOR


class Batch(Struct, frozen=True):
    """Commands that are carried out together, and the moment at which that happens."""

    moment: datetime
    commands: Sequence[AnyCommand]
    actor: str = ACTOR


class Diary(Struct, frozen=True):
    """The company, its cycle and its goals: what each part of the practice writes about."""

    shape: Shape
    made: Organization
    cycle: Cycle
    goals: Goals

    def random(self, part: str) -> Random:
        """Chance of a part's own, so that no other part changes what it writes."""
        return Random(f"{self.shape.seed} {part}")  # noqa: S311 - a diary, not a secret

    @property
    def drafted(self) -> date:
        return self.cycle.starts - timedelta(days=PLANNED_IN)

    @property
    def committed(self) -> date:
        return self.cycle.starts - timedelta(days=COMMITTED_IN)

    def first_day(self, week: int) -> date:
        return self.cycle.starts + timedelta(days=7 * (week - 1))

    def within(self, day: date) -> date:
        """The day of the cycle that is nearest to a day."""
        return self.cycle.as_of(day)


def batches(day: date, entries: Iterable[Entry], now: datetime) -> Iterator[Batch]:
    """Batches of whole entries, a minute apart, from nine in the morning on, never after now."""
    moment = datetime.combine(day, time(9), now.tzinfo)
    together: list[AnyCommand] = []
    actor = ACTOR
    for entry in entries:
        if together and (len(together) >= TOGETHER or entry.actor != actor):
            yield Batch(min(moment, now), together, actor)
            moment += timedelta(minutes=1)
            together = []
        actor = entry.actor
        together.extend(entry.commands)
    if together:
        yield Batch(min(moment, now), together, actor)
