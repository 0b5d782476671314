"""Where a key result and an objective stand on a day beside their plan: facts, no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from domain import drift
from domain.cycles.cycle import Cycle
from domain.dependencies import lateness
from domain.dependencies.lateness import Late
from domain.drift import Alert
from domain.measuring.expected_score import EXPECTED
from domain.measuring.metric import Maintain
from domain.messages import Value
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment, plan
from domain.progress.attainment import Confidence, Progress, Reading, RollUp
from domain.progress.plan import Held
from domain.values import KeyResultId

Trend = Literal["rising", "steady", "falling", "unknown"]

TREND_STEP = 0.25
"""How far the mean confidence of an objective must move to count as a trend."""


class KeyResultStanding(Value, frozen=True):
    """Where a key result stands: `expected` is what its plan has, on the day it is held against.

    `silent` counts the weeks that are over in which a level to keep was not reported, though a
    check-in was held. `last_report` is the day of the latest report of any kind, `due_since_report`
    how many check-ins have been due since, and `unsure` how many since a confidence was stated.
    """

    maintains: bool
    reading: Reading
    progress: Progress | None
    expected: float
    overdue_since: date | None
    silent: int
    confidence: Confidence
    trend: Trend
    alert: Alert
    last_report: date | None
    due_since_report: int
    unsure: int
    late: tuple[Late, ...] = ()
    """What it waits for and what comes too late for it, as things stand."""
    needed: float = 1.0
    """The progress that counts as reached when it is scored."""
    gone: float = 0.0
    """The share of the plan's days that is over."""
    over: bool = False
    """Whether its cycle is: then it goes no way any more."""
    straight: float | None = None
    """What a straight line has on that day, where the plan was declared to go otherwise."""

    @property
    def value(self) -> float | None:
        return self.reading.value

    @property
    def reached(self) -> bool:
        """Whether the target is reached for good; a level has to be kept to the end."""
        return not self.maintains and self.progress is not None and self.progress.raw >= 1

    @property
    def behind(self) -> float:
        """How far progress lies behind the plan, as a share of the whole; 0 or less on plan."""
        return 0.0 if self.progress is None else self.expected - self.progress.clamped

    @property
    def on_plan(self) -> bool:
        return self.progress is not None and self.behind <= 0


class ObjectiveStanding(Value, frozen=True):
    """`confidence` is the mean over key results by weight, the oldest of `confidence_since`.

    `lowest` is the least confident key result that is not reached yet, and `unstated` how many of
    those have no confidence. What is reached needs nobody's. `chance_of_miss` is the mean by weight
    over those key results that can be judged, None where none can.
    """

    roll_up: RollUp
    confidence: float | None
    lowest: int | None
    unstated: int
    trend: Trend
    confidence_since: date | None
    chance_of_miss: float | None
    key_results: dict[KeyResultId, KeyResultStanding]


def of_key_result(
    key_result: KeyResult,
    cycle: Cycle,
    as_of: date,
    held: Held,
    alert: drift.Alert,
    *,
    over: bool = False,
) -> KeyResultStanding:
    """`held` are the weeks in which check-ins are held; `over` says that the cycle has ended."""
    reading = attainment.reading(key_result, cycle, as_of)
    progress = attainment.progress(key_result.metric, reading)
    confidence = attainment.confidence(key_result, as_of)
    latest = attainment.latest_with_value(key_result, as_of)
    reported = None if latest is None else latest.effective
    reports = [one.effective for one in key_result.check_ins if one.effective <= as_of]
    last_report = reports[-1] if reports else None
    maintains = isinstance(key_result.metric, Maintain)
    overdue = plan.overdue_since(key_result, as_of)
    against = plan.held_against(key_result, cycle, reported, as_of, held)
    return KeyResultStanding(
        maintains=maintains,
        reading=reading,
        progress=progress,
        expected=plan.expected(key_result, cycle, against),
        overdue_since=None if progress is not None and progress.raw >= 1 else overdue,
        silent=_silent(key_result, cycle, as_of, held) if maintains else 0,
        confidence=confidence,
        trend=trend(confidence.level, confidence.previous, 1),
        alert=alert,
        last_report=last_report,
        due_since_report=_due_since(cycle, last_report, as_of, held),
        unsure=_due_since(cycle, confidence.since, as_of, held),
        late=lateness.late(key_result.dependencies.values(), as_of),
        needed=EXPECTED[key_result.ambition],
        gone=plan.gone(key_result, cycle, as_of),
        over=over,
        straight=plan.straight(key_result, cycle, against),
    )


def _due_since(cycle: Cycle, day: date | None, as_of: date, held: Held) -> int:
    return 0 if day is None else len(plan.missed_since(cycle, day, as_of, held))


def _silent(key_result: KeyResult, cycle: Cycle, as_of: date, held: Held) -> int:
    until = min(as_of, plan.ends(key_result, cycle))
    reported = attainment.values_by_week(key_result, cycle, until)
    over = plan.weeks_over(cycle, until)
    return sum(week <= over and week not in reported for week in held)


def of_objective(
    objective: Objective, standings: Mapping[KeyResultId, KeyResultStanding]
) -> ObjectiveStanding:
    parts = [(one.weight, standings[key]) for key, one in objective.key_results.items()]
    now = attainment.mean((weight, one.confidence.level) for weight, one in parts)
    before = attainment.mean(
        (weight, one.confidence.previous or one.confidence.level) for weight, one in parts
    )
    moved = any(one.confidence.previous is not None for _, one in parts)
    stated = [
        one.confidence for _, one in parts if one.confidence.level is not None and not one.reached
    ]
    return ObjectiveStanding(
        roll_up=attainment.roll_up((weight, one.progress) for weight, one in parts),
        confidence=now,
        lowest=min((one.level for one in stated if one.level is not None), default=None),
        unstated=sum(one.confidence.level is None and not one.reached for _, one in parts),
        trend=trend(now, before, TREND_STEP) if moved else "unknown",
        confidence_since=min((one.since for one in stated if one.since is not None), default=None),
        chance_of_miss=attainment.mean((weight, one.alert.chance_of_miss) for weight, one in parts),
        key_results=dict(standings),
    )


def trend(now: float | None, before: float | None, step: float) -> Trend:
    if now is None or before is None:
        return "unknown"
    if now - before >= step:
        return "rising"
    if before - now >= step:
        return "falling"
    return "steady"
