"""Drift: whether a key result will miss, how we know, and when to say so.

A forecast (an estimate at completion, shrunk toward a prior) is turned into the odds of a miss, and
an evidence card adds what the people reported. The weights are the explanation. A state machine
over the weekly evaluations raises and clears one alert per key result, so that it neither flaps nor
nags. Constants were fitted on simulated quarters with planted causes (see docs/drift.md): they are
priors, kept in one place and versioned, not laws of nature.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from domain import scoring
from domain.check_in import CheckedIn
from domain.cycle import Cycle
from domain.messages import Value
from domain.metric import (
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Milestone,
    held,
)
from domain.objective import KeyResult
from domain.values import CheckInId

Status = Literal["none", "watch", "raised"]
Severity = Literal["medium", "high"]


class Rule(Value, frozen=True):
    """Every constant of the detector; `version` is reported with each alert."""

    version: int = 1
    shrinkage: float = 0.5
    prior_pace: float = 0.9
    recent_weight: float = 0.75
    recent_shrinkage: float = 0.6
    recent_weeks: int = 3
    fastest_pace: float = 1.6
    spread_of_rest: float = 0.5
    spread_of_now: float = 0.06
    base: float = -0.5
    forecast_bound: float = 3.0
    low_confidence: float = 1.0
    middling_confidence: float = 0.5
    confidence_drop: float = 0.5
    blocker_twice: float = 0.5
    blocker_thrice: float = 1.5
    first_check_in: int = 3
    watch_from: float = 0.60
    raise_from: float = 0.75
    raise_after: int = 2
    raise_at_once: float = 0.90
    clear_below: float = 0.50
    clear_after: int = 2


RULE = Rule()
NEEDED = {"aspirational": 0.7, "committed": 1.0}
"""The final progress below which a key result has missed; the one for committed is not measured."""

INTERVAL = 1.28
"""Standard deviations on each side of the forecast that hold 80 % of the outcomes."""


class Week(Value, frozen=True):
    """What was known of a key result at the end of one week of its cycle."""

    week: int
    progress: float
    confidence: int | None
    highest_recent: int | None
    blocker: str | None
    blocker_run: int
    reports: int
    causes: tuple[CheckInId, ...]
    confidence_causes: tuple[CheckInId, ...]
    blocker_causes: tuple[CheckInId, ...]


class Evidence(Value, frozen=True):
    """One line of the card: natural-log odds, the reason in words, and the check-ins behind it."""

    code: Literal["base", "forecast", "confidence", "confidence_drop", "blocker"]
    weight: float
    reason: str
    causes: tuple[CheckInId, ...] = ()


class Evaluation(Value, frozen=True):
    """The odds of a miss at the end of a week, with the forecast and 80 % interval behind them."""

    week: int
    progress: float
    expected: float
    forecast: float
    low: float
    high: float
    needed: float
    miss_probability: float
    evidence: tuple[Evidence, ...]


class Alert(Value, frozen=True):
    """The alert of one key result; `raises` counts raises and steps up, each of them told once."""

    status: Status = "none"
    severity: Severity | None = None
    since_week: int | None = None
    raises: int = 0
    evaluation: Evaluation | None = None


QUIET = Alert()


def watch(key_result: KeyResult, cycle: Cycle, as_of: date, rule: Rule = RULE) -> Alert:
    """The alert of a key result as of a day: every week evaluated, then the state machine."""
    weeks = observe(key_result, cycle, as_of, rule)
    plan = Plan(key_result, cycle)
    evaluations = (
        evaluate(weeks, plan, NEEDED[key_result.ambition], rule, at=index)
        for index, week in enumerate(weeks)
        if week.reports >= rule.first_check_in
    )
    return follow(evaluations, rule)


# What was known, week by week


def observe(key_result: KeyResult, cycle: Cycle, as_of: date, rule: Rule = RULE) -> list[Week]:
    """One entry per week that is over, and one for the week under way once it has a report.

    Values and confidence are carried forward through silent weeks. Empty until a value is reported.
    """
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if not any(report.value is not None for report in reports):
        return []
    current = cycle.week(as_of)
    over = current if as_of >= cycle.last_day(current) else current - 1
    last_week = max(over, cycle.week(reports[-1].effective))
    maintain = isinstance(key_result.metric, MaintainAtLeast | MaintainAtMost | MaintainInRange)
    weeks: list[Week] = []
    seen = _Seen()
    place = 0
    met: dict[int, bool] = {}
    earned = 0.0
    confidences: list[tuple[int, CheckInId] | None] = []
    for week in range(1, last_week + 1):
        while place < len(reports) and cycle.week(reports[place].effective) <= week:
            report = reports[place]
            place += 1
            seen.take(report)
            if report.value is None:
                continue
            if maintain:
                met[week] = held(key_result.metric, report.value)  # type: ignore[arg-type]  # narrowed by `maintain`
                earned = sum(met.values()) / cycle.weeks
            else:
                score = scoring.progress(key_result.metric, scoring.Reading(report.value))
                earned = score.clamped if score else 0.0
        confidences.append(seen.confidence)
        recent = [one for one in confidences[-rule.recent_weeks - 1 :] if one is not None]
        highest = max(recent, default=None, key=lambda one: one[0])
        weeks.append(
            Week(
                week=week,
                progress=earned,
                confidence=seen.confidence[0] if seen.confidence else None,
                highest_recent=highest[0] if highest else None,
                blocker=seen.blocker,
                blocker_run=len(seen.runs.get(seen.blocker or "", ())),
                reports=place,
                causes=seen.value_causes,
                confidence_causes=_both(highest, seen.confidence),
                blocker_causes=seen.runs.get(seen.blocker or "", ()),
            )
        )
    return weeks


def _both(
    first: tuple[int, CheckInId] | None, second: tuple[int, CheckInId] | None
) -> tuple[CheckInId, ...]:
    return tuple(dict.fromkeys(one[1] for one in (first, second) if one is not None))


class _Seen:
    """What the reports read so far amount to."""

    def __init__(self) -> None:
        self.confidence: tuple[int, CheckInId] | None = None
        self.value_causes: tuple[CheckInId, ...] = ()
        self.runs: dict[str, tuple[CheckInId, ...]] = {}

    def take(self, report: CheckedIn) -> None:
        if report.confidence is not None:
            self.confidence = (report.confidence, report.check_in_id)
        if report.value is not None:
            self.value_causes = (report.check_in_id,)
        self.runs = {
            blocker.name: (*self.runs.get(blocker.name, ()), report.check_in_id)
            for blocker in report.blockers
        }

    @property
    def blocker(self) -> str | None:
        """The blocker reported for the longest unbroken run of check-ins up to the last one."""
        return max(self.runs, key=lambda name: len(self.runs[name]), default=None)


# The plan: where progress is expected to be


class Plan:
    """Expected progress at the end of a week, between 0 and 1.

    From the due dates of a milestone's steps where they are declared; otherwise `u ** a`, with u
    the share of the cycle gone by and a chosen so that the declared mid-cycle progress is met.
    """

    def __init__(self, key_result: KeyResult, cycle: Cycle) -> None:
        self._cycle = cycle
        self._steps: list[tuple[date, float]] = []
        metric = key_result.metric
        if isinstance(metric, Milestone) and any(step.due for step in metric.steps):
            total = sum(step.weight for step in metric.steps)
            self._steps = [(step.due or cycle.ends, step.weight / total) for step in metric.steps]
        declared = 0.5 if key_result.midpoint is None else key_result.midpoint
        midpoint = min(max(round(declared, 1), 0.05), 0.9)
        self._exponent = min(max(math.log(midpoint) / math.log(0.5), 0.4), 4.0)
        if isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
            self._exponent = 1.0

    def at(self, week: int) -> float:
        if self._steps:
            day = self._cycle.last_day(week)
            return min(sum(share for due, share in self._steps if due <= day), 1.0)
        return float((week / self._cycle.weeks) ** self._exponent)


# The forecast and the card


def evaluate(
    weeks: Sequence[Week], plan: Plan, needed: float, rule: Rule = RULE, *, at: int = -1
) -> Evaluation:
    """The odds of a miss at the end of `weeks[at]`."""
    index = at % len(weeks)
    now = weeks[index]
    expected = plan.at(now.week)
    forecast = _forecast(weeks, index, plan, rule)
    spread = math.sqrt(rule.spread_of_rest**2 * (1 - expected) + rule.spread_of_now**2)
    evidence = (
        _forecast_evidence(now, forecast, spread, needed, rule),
        *_reported_evidence(now, rule),
        Evidence("base", rule.base, "what is usual before anything is known"),
    )
    odds = sum(line.weight for line in evidence)
    return Evaluation(
        week=now.week,
        progress=now.progress,
        expected=expected,
        forecast=forecast,
        low=forecast - INTERVAL * spread,
        high=forecast + INTERVAL * spread,
        needed=needed,
        miss_probability=1 / (1 + math.exp(-odds)),
        evidence=evidence,
    )


def _forecast(weeks: Sequence[Week], index: int, plan: Plan, rule: Rule) -> float:
    """Estimate at completion: progress so far, and the rest of the plan at the pace kept so far."""
    now = weeks[index]
    expected = plan.at(now.week)
    prior = rule.shrinkage * rule.prior_pace
    pace = recent = (now.progress + prior) / (expected + rule.shrinkage)
    if index >= rule.recent_weeks:
        before = weeks[index - rule.recent_weeks]
        recent = (now.progress - before.progress + rule.recent_shrinkage * prior) / (
            expected - plan.at(before.week) + rule.recent_shrinkage * rule.shrinkage
        )
    pace = (1 - rule.recent_weight) * pace + rule.recent_weight * recent
    pace = min(max(pace, 0.0), rule.fastest_pace)
    return now.progress + (1 - expected) * pace


def _forecast_evidence(
    now: Week, forecast: float, spread: float, needed: float, rule: Rule
) -> Evidence:
    miss = 0.5 * math.erfc((forecast - needed) / spread / math.sqrt(2))
    odds = math.log(miss / (1 - miss)) if 0 < miss < 1 else math.copysign(math.inf, miss - 0.5)
    weight = min(max(odds, -rule.forecast_bound), rule.forecast_bound)
    reason = f"the forecast lands at {forecast:.2f} of {needed:.2f} needed"
    return Evidence("forecast", weight, reason, now.causes)


def _reported_evidence(now: Week, rule: Rule) -> Iterable[Evidence]:
    confidence, highest = now.confidence, now.highest_recent
    if confidence is not None and confidence <= 3:  # noqa: PLR2004 - the scale is 1 to 5
        weight = rule.low_confidence if confidence <= 2 else rule.middling_confidence  # noqa: PLR2004
        yield Evidence(
            "confidence", weight, f"confidence is {confidence}", now.confidence_causes[-1:]
        )
    if confidence is not None and highest is not None and highest - confidence >= 2:  # noqa: PLR2004
        reason = f"confidence fell from {highest} to {confidence} within {rule.recent_weeks} weeks"
        yield Evidence("confidence_drop", rule.confidence_drop, reason, now.confidence_causes)
    if now.blocker_run >= 2:  # noqa: PLR2004
        weight = rule.blocker_thrice if now.blocker_run >= 3 else rule.blocker_twice  # noqa: PLR2004
        reason = f"the same blocker, '{now.blocker}', in {now.blocker_run} check-ins running"
        yield Evidence("blocker", weight, reason, now.blocker_causes)


# The state machine


def follow(evaluations: Iterable[Evaluation], rule: Rule = RULE) -> Alert:
    """Raise at once when nearly certain, else after two evaluations; clear after two calm ones."""
    alert = QUIET
    above = below = 0
    for evaluation in evaluations:
        chance = evaluation.miss_probability
        above = above + 1 if chance >= rule.raise_from else 0
        below = below + 1 if chance < rule.clear_below else 0
        alert = _next(alert, evaluation, above, below, rule)
    return alert


def _next(alert: Alert, evaluation: Evaluation, above: int, below: int, rule: Rule) -> Alert:
    chance = evaluation.miss_probability
    severity: Severity = "high" if chance >= rule.raise_at_once else "medium"
    if alert.status == "raised":
        if below >= rule.clear_after:
            return Alert("none", None, evaluation.week, alert.raises, evaluation)
        if severity == "high" and alert.severity == "medium":
            return Alert("raised", "high", alert.since_week, alert.raises + 1, evaluation)
        return Alert("raised", alert.severity, alert.since_week, alert.raises, evaluation)
    if severity == "high" or above >= rule.raise_after:
        return Alert("raised", severity, evaluation.week, alert.raises + 1, evaluation)
    status: Status = "watch" if chance >= rule.watch_from else "none"
    since = alert.since_week if alert.status == status else evaluation.week
    return Alert(status, None, since, alert.raises, evaluation)
