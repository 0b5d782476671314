"""What is found in a key result: by how it is measured first, then by how it is worded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from domain.diagnosis.amounts import amount, moves
from domain.diagnosis.finding import Finding
from domain.diagnosis.statement import Fault, suspicion
from domain.diagnosis.wording import compound, too_long
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    reached,
)
from domain.objectives.state import KeyResult
from domain.wording import counted

_FAULTS: Final[dict[Fault, str]] = {
    "activity": "It seems to be something to do; that can be done without anything changing.",
    "vague": "It wishes for something and names no number, so nobody can say how far it has come.",
    "no_number": "It names no number, so nobody can say how far it has come.",
}


def of_key_result(key_result: KeyResult) -> Iterator[Finding]:
    for found in (*_measured(key_result), *_said(key_result)):
        yield replace(found, key_result_id=key_result.key_result_id)


def _said(key_result: KeyResult) -> Iterator[Finding]:
    if (suspected := suspicion(in_full(key_result.title, key_result.metric))) is not None:
        yield Finding("not_measurable", suspected.words, _FAULTS[suspected.fault])
    yield from of_title(key_result.title)


def of_title(title: str) -> Iterator[Finding]:
    if two := compound(title):
        yield Finding("compound", two, "It seems to hold two aims, which may end differently.")
    if (count := too_long(title)) is not None:
        yield Finding("too_long", (), f"It has {counted(count, 'word')}: nobody remembers that.")


def in_full(title: str, metric: Metric) -> str:
    """A title with the figures that it need not repeat, since the metric has them."""
    if amount(title) is not None:
        return title
    match metric:
        case MaintainInRange():
            return f"{title} {metric.low:.15g} {metric.high:.15g} {metric.unit}"
        case Increase() | Decrease() | MaintainAtLeast() | MaintainAtMost():
            return f"{title} {metric.target:.15g} {metric.unit}"
        case Milestone() | Boolean():
            return title


def _measured(key_result: KeyResult) -> Iterator[Finding]:
    metric = key_result.metric
    match metric:
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            yield Finding("kpi_in_disguise", (), "It keeps a level instead of changing one.")
        case Increase() | Decrease():
            if reached(metric, metric.baseline):
                at = (f"{metric.baseline:.15g}", f"{metric.target:.15g}")
                yield Finding("kpi_in_disguise", at, "It starts where it is meant to get to.")
        case Milestone() | Boolean():
            yield from _done_or_not(key_result, metric)
    if not isinstance(metric, Milestone | Boolean) and not metric.unit.strip():
        yield Finding("no_unit", (), "Its numbers have no unit, so a reader has to guess.")


def _done_or_not(key_result: KeyResult, metric: Milestone | Boolean) -> Iterator[Finding]:
    number = amount(key_result.title)
    if number is not None and moves(key_result.title):
        yield Finding(
            "no_baseline",
            (number,),
            "Its title tells of a number that moves, but it is measured as done or not.",
        )
    steps = metric.steps if isinstance(metric, Milestone) else ()
    if key_result.due is None and not any(step.due for step in steps):
        yield Finding("no_due_date", (), "It is done or not, and nothing says by when.")
