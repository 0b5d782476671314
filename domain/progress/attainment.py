"""How far a key result has come. The one progress function, and the one roll-up.

Check vectors and formulas: for increase and decrease `(current - baseline) / (target - baseline)`,
which is signed, so that moving the wrong way is negative and overshooting is more than one; for the
maintain types periods met over periods reported, a period being a week of the cycle; for a
milestone the share of its steps' weight that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import assert_never

from domain.cycles.cycle import Cycle
from domain.measuring import metric as metrics
from domain.measuring.check_in import CheckedIn, Report
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    Maintain,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    held,
)
from domain.messages import Value
from domain.objectives.state import KeyResult, Objective
from domain.strategy.outcome import Outcome
from domain.values import CheckInId, KeyResultId, clamped


class Reading(Value, frozen=True):
    """What a metric is scored from: the current value, or the weeks reported and those that held.

    A week without a report is nobody's failure, and nobody's success: it is not counted.
    """

    value: float | None = None
    met: int = 0
    reported: int = 0


class Progress(Value, frozen=True):
    """Raw progress is signed and unbounded; the clamped one lies between 0 and 1."""

    raw: float
    clamped: float


class RollUp(Value, frozen=True):
    """A weighted mean of what was reported, and the share of the weight that reported at all.

    `progress` is None when nothing was reported or all weights are zero. Never read one without
    the other: half a team's silence must not look like half a team's success.
    """

    progress: float | None
    coverage: float


NOTHING = RollUp(None, 0.0)


def progress(metric: Metric, reading: Reading) -> Progress | None:
    """Progress toward the target, or None while there is nothing to score."""
    if isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
        if reading.reported == 0:
            return None
        raw = reading.met / reading.reported
    elif reading.value is None:
        return None
    else:
        raw = scale(metric)(reading.value)
    return Progress(raw, clamped(raw))


def scale(metric: Metric) -> Callable[[float], float]:
    """The raw progress that a value amounts to: a metric is looked at once for all its values.

    Of a level to keep, it is that of one week. Commands refuse a way that is too short to share.
    Facts from before they did are facts, and must not break a view: it is all or nothing of it.
    """
    match metric:
        case Increase() | Decrease():
            if not metrics.reckonable(metric):
                return lambda value: float(metrics.reached(metric, value))
            start, way = metric.baseline, metric.target - metric.baseline
            # Nothing of the way down is 0, never -0: views would show two different things.
            return lambda value: (value - start) / way + 0.0
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            return lambda value: float(held(metric, value))
        case Milestone():
            return lambda value: value / 100 + 0.0
        case Boolean():
            return lambda value: value + 0.0
        case _:
            assert_never(metric)


def reading(key_result: KeyResult, cycle: Cycle, as_of: date) -> Reading:
    """The reading of a key result from its check-ins that took effect up to a day."""
    metric = key_result.metric
    if isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
        return _weeks_held(metric, key_result, cycle, as_of)
    latest = latest_with_value(key_result, as_of)
    return Reading() if latest is None else Reading(stated(metric, latest))


def latest_with_value(key_result: KeyResult, as_of: date) -> CheckedIn | None:
    """The check-in that says where a key result stands on a day."""
    for check_in in reversed(key_result.check_ins):
        if check_in.value is not None and check_in.effective <= as_of:
            return check_in
    return None


def reading_of_outcome(outcome: Outcome, as_of: date) -> Reading:
    """What its reports up to a day say; a maintaining outcome is met in each report that held.

    A year is not reported on week by week, so each report is a period here.
    """
    reports = [one for one in outcome.course.reports if one.effective <= as_of]
    if not reports:
        return Reading()
    latest = stated(outcome.metric, reports[-1])
    if isinstance(outcome.metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
        met = sum(held(outcome.metric, one.value) for one in reports)
        return Reading(latest, met, len(reports))
    return Reading(latest)


def stated(metric: Metric | None, report: Report) -> float | None:
    """The value that a report states under a metric.

    Steps are counted anew, because they may have been changed since.
    """
    if report.done is not None and isinstance(metric, Milestone) and metric.steps:
        return metrics.done_percent(metric, report.done)
    return report.value


def _weeks_held(metric: Maintain, key_result: KeyResult, cycle: Cycle, as_of: date) -> Reading:
    """A week is met if its last value held. What is due within the cycle is kept until then."""
    last = values_by_week(key_result, cycle, as_of)
    if not last:
        return Reading()
    met = sum(held(metric, value) for value in last.values())
    return Reading(last[max(last)], met, len(last))


def values_by_week(key_result: KeyResult, cycle: Cycle, as_of: date) -> dict[int, float]:
    """The last value of each week that has one, up to a day or to the day it is due."""
    until = as_of if key_result.due is None else min(as_of, key_result.due)
    return {
        cycle.week(check_in.effective): check_in.value
        for check_in in key_result.check_ins
        if check_in.value is not None and check_in.effective <= until
    }


def roll_up(parts: Iterable[tuple[float, Progress | None]]) -> RollUp:
    """The mean of clamped progress by weight, over the parts that have any."""
    total = reported = earned = 0.0
    for weight, part in parts:
        total += weight
        if part is not None:
            reported += weight
            earned += weight * part.clamped
    if total == 0 or reported == 0:
        return NOTHING
    return RollUp(earned / reported, reported / total)


def under_original(objective: Objective, cycle: Cycle, as_of: date) -> RollUp:
    """The roll-up as if nothing had been revised since the objective was first published.

    The check-ins are those of today, the metrics, weights and key results those of then: what was
    removed since still counts, what was added since does not. The same as the roll-up under the
    present commitment while there was no revision.
    """
    weights = objective.as_published
    parts = original_progress(objective, cycle, as_of)
    return roll_up((weights[key].weight, part) for key, part in parts.items())


def original_progress(
    objective: Objective, cycle: Cycle, as_of: date
) -> dict[KeyResultId, Progress | None]:
    """The progress of each key result that was first published, by the metric it had then."""
    return {
        key: progress(then.metric, reading(then, cycle, as_of))
        for key, then in objective.as_published.items()
    }


class Confidence(Value, frozen=True):
    """The latest confidence of a key result and the one before it, with where they come from.

    `since` is the day it was last stated on, `same_since` the first of the statements in a row that
    said the same, and `same` how many these are.
    """

    level: int | None = None
    previous: int | None = None
    check_in_id: CheckInId | None = None
    since: date | None = None
    same_since: date | None = None
    same: int = 0


def confidence(key_result: KeyResult, as_of: date) -> Confidence:
    """Confidence by effective date: a correction of an old check-in never becomes the latest."""
    latest = previous = None
    same_since: date | None = None
    same = 0
    for check_in in reversed(key_result.check_ins):
        if check_in.confidence is None or check_in.effective > as_of:
            continue
        if latest is None:
            latest = check_in
        elif previous is None:
            previous = check_in.confidence
        if check_in.confidence != latest.confidence:
            break
        same_since, same = check_in.effective, same + 1
    if latest is None:
        return Confidence()
    stated = (latest.confidence, previous, latest.check_in_id, latest.effective)
    return Confidence(*stated, same_since, same)


def mean(parts: Iterable[tuple[float, float | None]]) -> float | None:
    """The weighted mean of what is there, None when nothing is."""
    weight_sum = total = 0.0
    for weight, part in parts:
        if part is not None:
            weight_sum += weight
            total += weight * part
    return total / weight_sum if weight_sum else None
