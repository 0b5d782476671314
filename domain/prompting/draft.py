"""The draft of a check-in: what is known of a key result already, for a person to confirm.

It is what was said last, so nothing of it is new; whoever sends it says that it still holds.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.errors import Rejection
from domain.measuring import check_in
from domain.measuring.check_in import Blocker, CheckedIn
from domain.measuring.metric import Metric, Milestone
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import attainment

Blank = Literal["value", "done", "confidence"]
"""What somebody still has to fill in."""


class Draft(Value, frozen=True):
    """`blanks` are what nobody has said yet, or not under the present way of measuring."""

    effective: date
    value: float | None = None
    confidence: int | None = None
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] | None = None
    blanks: tuple[Blank, ...] = ()


class _Measured(Value, frozen=True):
    value: float | None = None
    done: tuple[str, ...] | None = None


def draft(key_result: KeyResult, as_of: date) -> Draft:
    metric = key_result.metric
    measured = _measured(metric, attainment.latest_with_value(key_result, as_of))
    level = attainment.confidence(key_result, as_of).level
    blanks: list[Blank] = []
    if measured == _Measured():
        blanks.append("done" if isinstance(metric, Milestone) and metric.steps else "value")
    if level is None:
        blanks.append("confidence")
    return Draft(
        as_of, measured.value, level, _open(key_result, as_of), measured.done, tuple(blanks)
    )


def _measured(metric: Metric, last: CheckedIn | None) -> _Measured:
    """The last value, if it can be said under a metric that may have been another one then."""
    if last is None:
        return _Measured()
    if isinstance(metric, Milestone) and metric.steps:
        if last.done is None:
            return _Measured()
        done = tuple(step.name for step in metric.steps if step.name in last.done)
        return _Measured(done=done)
    try:
        return _Measured(check_in.stated(metric, _Measured(last.value)))
    except Rejection:
        return _Measured()


def _open(key_result: KeyResult, as_of: date) -> tuple[Blocker, ...]:
    """What stood in the way at the latest report: it does until somebody says otherwise."""
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    return reports[-1].blockers if reports else ()
