"""What the key results that a workspace has closed teach the detector about the next ones.

How often key results miss, evidence being equal, differs from company to company more than anything
else that was tried (docs/drift.md), so this alone is learned, and only once there is enough of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from domain.drift.backtest import Course
from domain.drift.rule import RULE, Rule
from domain.messages import Value

ENOUGH = 100
"""So many closed key results are needed to learn anything from."""

MOST = 240
"""The newest so many are learned from."""

CAUTION = 50
"""So many key results' worth of doubt: with as many lessons as this, half of it is believed."""

FARTHEST = 1.5
"""Natural-log odds; whatever the past says, a new key result is not judged by it alone."""

_STEPS = 30


class Learned(Value, frozen=True):
    """The rule for a cycle, and of how many closed key results it takes account (0: of none)."""

    rule: Rule = RULE
    key_results: int = 0


def learned(courses: Sequence[Course], rule: Rule = RULE) -> Learned:
    """The rule with its base moved so that what it says comes true as often as it says.

    `courses` are what the unmoved rule said of closed key results, week by week, and how they
    ended. What was out of reach when it was said teaches nothing.
    """
    judged = [one for one in courses if one.weeks]
    if len(judged) < ENOUGH:
        return Learned(rule)
    said = [
        (_log_odds(seen.chance), one.missed)
        for one in judged
        for seen in one.weeks
        if seen.chance < 1
    ]
    believed = len(judged) / (len(judged) + CAUTION)
    return Learned(replace(rule, base=round(rule.base + believed * _shift(said), 2)), len(judged))


def _shift(said: Sequence[tuple[float, bool]]) -> float:
    """By how much all odds are off: with it, as many are expected to miss as missed.

    Found by halving, because what is expected only grows with it.
    """
    missed = sum(happened for _, happened in said)
    low, high = -FARTHEST, FARTHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sum(1 / (1 + math.exp(-odds - middle)) for odds, _ in said) < missed:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))
