"""The plan: where progress is expected to be."""

from __future__ import annotations

import math
from functools import cache

from domain.commitment import KeyResult
from domain.cycle import Cycle
from domain.metric import MaintainAtLeast, MaintainAtMost, MaintainInRange, Milestone

Plan = tuple[float, ...]
"""Expected progress, 0 to 1, at the end of each week; the first entry is the beginning."""


def plan_of(key_result: KeyResult, cycle: Cycle) -> Plan:
    """Expected progress at the end of each week of the cycle, from week 0 (none) on.

    From the due dates of a milestone's steps where they are declared; otherwise `u ** a`, with u
    the share of the cycle gone by and a chosen so that the declared mid-cycle progress is met.
    """
    metric = key_result.metric
    if isinstance(metric, Milestone) and any(step.due for step in metric.steps):
        return _declared(metric, cycle)
    exponent = 1.0
    if not isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
        exponent = _exponent(key_result.midpoint)
    return _curve(exponent, cycle.weeks)


def _declared(metric: Milestone, cycle: Cycle) -> Plan:
    total = sum(step.weight for step in metric.steps) or 1.0
    return (
        0.0,
        *(
            sum(step.weight for step in metric.steps if (step.due or cycle.ends) <= end) / total
            for end in cycle.last_days
        ),
    )


def _exponent(midpoint: float | None) -> float:
    """A = ln(m) / ln(0.5), so that 0.5 ** a = m; m is rounded to a tenth and both are bounded."""
    expected = 0.5 if midpoint is None else min(max(round(midpoint, 1), 0.05), 0.9)
    return min(max(math.log(expected) / math.log(0.5), 0.4), 4.0)


@cache
def _curve(exponent: float, weeks: int) -> Plan:
    return tuple((week / weeks) ** exponent for week in range(weeks + 1))
