"""The plan: where a key result is expected to be on each day of its cycle.

There is one, and every view, the health and the drift detector ask it here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from domain.cycles.cycle import Cycle
from domain.measuring.expected_score import EXPECTED
from domain.measuring.metric import Boolean, Maintain, Milestone
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.values import clamped

Held = frozenset[int]
"""The weeks of a cycle in which whoever answers for a key result holds a check-in."""


def ends(key_result: KeyResult, cycle: Cycle) -> date:
    """The last day of the plan: when the key result is due, else the last day of its cycle."""
    return cycle.ends if key_result.due is None else min(key_result.due, cycle.ends)


def over_on(key_result: KeyResult, cycle: Cycle) -> date:
    """The day from which all of it is owed: the one after it is due, or the last of the cycle."""
    return min(ends(key_result, cycle) + timedelta(days=1), cycle.ends)


def gone(key_result: KeyResult, cycle: Cycle, day: date) -> float:
    """The share of the plan's days that is gone at the end of a day, 0 to 1."""
    share = _days(cycle.starts, day) / _days(cycle.starts, ends(key_result, cycle))
    return clamped(share)


def overdue_since(key_result: KeyResult, as_of: date) -> date | None:
    """The day on which a key result was due, once that is over. A level to keep is never overdue.

    Whoever asks looks first whether the target was reached.
    """
    if isinstance(key_result.metric, Maintain) or key_result.due is None:
        return None
    return key_result.due if as_of > key_result.due else None


def expected(key_result: KeyResult, cycle: Cycle, day: date) -> float:
    """Expected progress at the end of a day, 0 to 1.

    For a number, and per cent complete, `u ** a`: u is the share of the plan's days that are gone,
    and a is chosen so that the declared progress at mid-cycle is met (without one, a straight
    line). Steps owe their weight once their day is over, those without one at the plan's end, and
    so does a yes or no: nothing is owed before. A level is to be kept from the first day on, in as
    many periods as count as reached when it is scored.
    """
    metric, end = key_result.metric, ends(key_result, cycle)
    if isinstance(metric, Maintain):
        return EXPECTED[key_result.ambition]
    if day >= over_on(key_result, cycle):
        return 1.0
    if isinstance(metric, Boolean):
        return 0.0
    if isinstance(metric, Milestone) and metric.steps:
        total = sum(step.weight for step in metric.steps) or 1.0
        return sum(step.weight for step in metric.steps if (step.due or end) < day) / total
    return float(gone(key_result, cycle, day) ** _exponent(key_result.midpoint, cycle, end))


def straight(key_result: KeyResult, cycle: Cycle, day: date) -> float | None:
    """What a straight line would have, where a midpoint was declared that bends the plan."""
    metric = key_result.metric
    steps = isinstance(metric, Milestone) and metric.steps
    if key_result.midpoint is None or steps or isinstance(metric, Maintain | Boolean):
        return None
    return gone(key_result, cycle, day)


def first_due(key_result: KeyResult, cycle: Cycle) -> date:
    """The day of the first step, or the last one of a plan that owes nothing before."""
    metric, end = key_result.metric, ends(key_result, cycle)
    steps = metric.steps if isinstance(metric, Milestone) else ()
    return min((step.due or end for step in steps if step.weight), default=end)


def is_declared(key_result: KeyResult) -> bool:
    """Whether somebody has said how the plan goes; else a straight line is assumed."""
    metric = key_result.metric
    if isinstance(metric, Milestone) and metric.steps:
        return all(step.due is not None for step in metric.steps)
    return key_result.midpoint is not None or isinstance(metric, Maintain)


def course(key_result: KeyResult, cycle: Cycle) -> Callable[[date], float]:
    """`expected` by the day of the cycle, kept for all key results that share a plan."""
    metric = key_result.metric
    if isinstance(metric, Milestone) and metric.steps:
        return lambda day: expected(key_result, cycle, day)
    if isinstance(metric, Maintain):
        level = EXPECTED[key_result.ambition]
        return lambda _: level
    end, over = ends(key_result, cycle), over_on(key_result, cycle)
    if isinstance(metric, Boolean):
        return lambda day: 1.0 if day >= over else 0.0
    known = _curve(cycle.starts, cycle.ends, end, _exponent(key_result.midpoint, cycle, end))
    first = cycle.starts.toordinal()
    return lambda day: 1.0 if day >= over else known[max(day.toordinal() - first, 0)]


@lru_cache(maxsize=1024)
def _curve(starts: date, ends: date, end: date, exponent: float) -> tuple[float, ...]:
    whole = _days(starts, end)
    return tuple(
        float(min((day + 1) / whole, 1.0) ** exponent) for day in range(_days(starts, ends))
    )


class DueByWeek(Value, frozen=True):
    """In which weeks of a cycle check-ins are due, by the week."""

    count: tuple[int, ...]
    """How many up to each week, from week 0 on."""
    latest: tuple[int, ...]
    """The last such week up to each week, 0 where there is none."""

    def between(self, after: int, upto: int) -> int:
        """How many after one week, up to another."""
        return max(self.count[upto] - self.count[after], 0)

    def last(self, upto: int) -> int:
        return self.latest[upto]


@lru_cache(maxsize=1024)
def due_by_week(held: Held, weeks: int) -> DueByWeek:
    numbers = range(weeks + 1)
    count = tuple(accumulate(int(week in held) for week in numbers))
    latest = tuple(accumulate((week if week in held else 0 for week in numbers), max))
    return DueByWeek(count, latest)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _exponent(midpoint: float | None, cycle: Cycle, end: date) -> float:
    """A = ln(m) / ln(h), so that h ** a = m, where h is the share of the plan gone at mid-cycle.

    m is rounded to a tenth and both are bounded. A plan that ends before mid-cycle has no midpoint.
    """
    middle = _days(cycle.starts, cycle.ends) / 2 / _days(cycle.starts, end)
    if midpoint is None or middle >= 1:
        return 1.0
    declared = clamped(round(midpoint, 1), 0.05, 0.9)
    return clamped(math.log(declared) / math.log(middle), 0.4, 4.0)


def held_against(
    key_result: KeyResult, cycle: Cycle, reported: date | None, as_of: date, held: Held
) -> date:
    """The day of the plan that the value reported on a day is held against.

    It is the report's own day, until a check-in was due and brought no value: then it is the end of
    the last such week. Once the plan is over, and where nothing was reported, it is today.
    """
    if reported is None or as_of >= over_on(key_result, cycle):
        return as_of
    missed = missed_since(cycle, reported, as_of, held)
    return cycle.last_day(missed[-1]) if missed else reported


def missed_since(cycle: Cycle, reported: date, as_of: date, held: Held) -> list[int]:
    """The weeks that are over, after that of a report, in which another one was due."""
    first = cycle.week(reported) + 1
    return [week for week in range(first, weeks_over(cycle, as_of) + 1) if week in held]


def weeks_over(cycle: Cycle, as_of: date) -> int:
    """How many weeks of a cycle are over, that of a last day included."""
    current = cycle.week(as_of)
    return current if as_of >= cycle.last_day(current) else current - 1
