"""Whether two things are the same in other words: by what is measured first, then by what is said.

Where two key results have the same figures their words need only be akin. The thresholds were
measured on linked and on made-up pairs; see `rules`.
"""

from __future__ import annotations

import re
from typing import Final, assert_never

from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.utils import default_process

from domain.diagnosis.amounts import without_dates
from domain.diagnosis.rules import AKIN, ALIKE
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
)
from domain.messages import Value

Figures = tuple[str, float, float, str]
"""The way of measuring, from where, to where, and of what."""

_WHOLE: Final = frozenset({100.0, 1.0})
_NUMBER: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([km])?(?![a-z])", re.IGNORECASE)
_TIMES: Final = {"k": 1e3, "m": 1e6}


class Statement(Value, frozen=True):
    """A title as it is compared with others: its words in order, its numbers, its figures."""

    words: str
    numbers: frozenset[float]
    figures: Figures | None


def statement(title: str, metric: Metric | None = None) -> Statement:
    words = " ".join(sorted(default_process(title).split()))
    return Statement(words, numbers(title), None if metric is None else figures(metric))


def figures(metric: Metric) -> Figures | None:
    """What is measured, as far as that tells: all of something, from nothing on, is common."""
    match metric:
        case Increase() | Decrease():
            if metric.baseline == 0 and metric.target in _WHOLE:
                return None
            span = (metric.baseline, metric.target)
        case MaintainAtLeast() | MaintainAtMost():
            span = (metric.target, metric.target)
        case MaintainInRange():
            span = (metric.low, metric.high)
        case Milestone() | Boolean():
            return None
        case _:
            assert_never(metric)
    return (type(metric).__name__, *span, metric.unit.strip().casefold())


def numbers(title: str) -> frozenset[float]:
    """The numbers in a title that say how much: 2k is 2,000."""
    found = _NUMBER.findall(without_dates(title))
    return frozenset(
        float(digits.replace(",", "")) * _TIMES.get(scale.lower(), 1) for digits, scale in found
    )


def agreement(one: Statement, other: Statement) -> float:
    """How far the words of two titles agree, in any order, from 0 to 1."""
    return token_sort_ratio(one.words, other.words) / 100


def copies(child: Statement, parent: Statement) -> bool:
    """Whether one that is linked to another only repeats it.

    The same words with other numbers are another goal.
    """
    if child.figures is not None and child.figures == parent.figures:
        return True
    if child.numbers and parent.numbers:
        return child.numbers == parent.numbers
    return agreement(child, parent) >= ALIKE


def repeats(one: Statement, other: Statement) -> bool:
    """Whether two teams that may not know of each other want the same.

    Other numbers are other goals here, too: three engineers are not five.
    """
    if one.figures is not None and one.figures == other.figures:
        return agreement(one, other) >= AKIN
    return one.numbers == other.numbers and agreement(one, other) >= ALIKE
