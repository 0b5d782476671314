"""Drift: whether a key result will miss, how we know, and when to say so.

A forecast (an estimate at completion, shrunk toward a prior) is turned into the odds of a miss, and
an evidence card adds what the people reported. The weights are the explanation. A state machine
over the weekly evaluations raises and clears one alert per key result, so that it neither flaps nor
nags. Constants were fitted on simulated quarters with planted causes (see docs/drift.md): they are
priors, kept in one place and versioned, not laws of nature.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from msgspec.structs import replace

from domain import scoring
from domain.check_in import CheckedIn
from domain.cycle import Cycle
from domain.messages import Value
from domain.metric import (
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    held,
)
from domain.objective import KeyResult
from domain.values import CheckInId

Status = Literal["none", "watch", "raised"]
Severity = Literal["medium", "high"]
Stated = tuple[int, CheckInId]
"""A confidence and the check-in that stated it."""

Plan = tuple[float, ...]
"""Expected progress, 0 to 1, at the end of each week; the first entry is the beginning."""


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
    """What was known of a key result at the end of one week of its cycle.

    `progress` counts toward the whole cycle. `highest` is the highest confidence of this week and
    the recent ones; `blocked_by` are the check-ins that reported the longest-running blocker.
    """

    week: int
    progress: float
    confidence: Stated | None
    highest: Stated | None
    blocker: str | None
    blocked_by: tuple[CheckInId, ...]
    reports: int
    value_from: tuple[CheckInId, ...]


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
    """The alert of a key result as of a day: each week's chance of a miss, then the machine."""
    weeks = observe(key_result, cycle, as_of, rule)
    if not weeks or weeks[-1].reports < rule.first_check_in:
        return QUIET
    plan = plan_of(key_result, cycle)
    needed = NEEDED[key_result.ambition]
    alert = follow(
        (
            (week.week, 1 / (1 + math.exp(-_odds(_card(weeks, index, plan, needed, rule)))))
            for index, week in enumerate(weeks)
            if week.reports >= rule.first_check_in
        ),
        rule,
    )
    return replace(alert, evaluation=evaluate(weeks, plan, needed, rule))


# What was known, week by week


def observe(key_result: KeyResult, cycle: Cycle, as_of: date, rule: Rule = RULE) -> list[Week]:
    """One entry per week that is over, and one for the week under way once it has a report.

    Values and confidence are carried forward through silent weeks. Empty until a value is reported.
    """
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if all(report.value is None for report in reports):
        return []
    in_week = [cycle.week(report.effective) for report in reports]
    current = cycle.week(as_of)
    over = current if as_of >= cycle.last_day(current) else current - 1
    seen = _Seen(key_result.metric, cycle.weeks)
    weeks: list[Week] = []
    recent: deque[Stated] = deque(maxlen=rule.recent_weeks + 1)
    place = 0
    for week in range(1, max(over, in_week[-1]) + 1):
        while place < len(reports) and in_week[place] <= week:
            seen.take(reports[place], week)
            place += 1
        if seen.confidence is not None:
            recent.append(seen.confidence)
        weeks.append(
            Week(
                week=week,
                progress=seen.progress,
                confidence=seen.confidence,
                highest=max(recent, key=_level, default=None),
                blocker=seen.blocker,
                blocked_by=seen.runs.get(seen.blocker, ()) if seen.blocker else (),
                reports=place,
                value_from=seen.value_from,
            )
        )
    return weeks


def _level(stated: Stated) -> int:
    return stated[0]


class _Seen:
    """What the reports read so far amount to."""

    def __init__(self, metric: Metric, weeks: int) -> None:
        self._metric = metric
        self._weeks = weeks
        self._held: dict[int, bool] = {}
        self.progress = 0.0
        self.confidence: Stated | None = None
        self.value_from: tuple[CheckInId, ...] = ()
        self.runs: dict[str, tuple[CheckInId, ...]] = {}

    def take(self, report: CheckedIn, week: int) -> None:
        if report.confidence is not None:
            self.confidence = (report.confidence, report.check_in_id)
        if report.value is not None:
            self.value_from = (report.check_in_id,)
            self.progress = self._earned(report.value, week)
        if self.runs or report.blockers:
            self.runs = {
                blocker.name: (*self.runs.get(blocker.name, ()), report.check_in_id)
                for blocker in report.blockers
            }

    def _earned(self, value: float, week: int) -> float:
        """Progress as a share of the whole cycle: a maintain type earns it week by week."""
        metric = self._metric
        if isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
            self._held[week] = held(metric, value)
            return sum(self._held.values()) / self._weeks
        score = scoring.progress(metric, scoring.Reading(value))
        return score.clamped if score else 0.0

    @property
    def blocker(self) -> str | None:
        """The blocker reported for the longest unbroken run of check-ins up to the last one."""
        if not self.runs:
            return None
        return max(self.runs, key=lambda name: len(self.runs[name]))


# The plan: where progress is expected to be


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


# The forecast and the card


class _Card(NamedTuple):
    """The numbers behind an evaluation: natural-log odds of a miss from each kind of evidence."""

    expected: float
    forecast: float
    spread: float
    of_forecast: float
    of_confidence: float
    of_drop: float
    of_blocker: float
    of_base: float


def _card(weeks: Sequence[Week], index: int, plan: Plan, needed: float, rule: Rule) -> _Card:
    now = weeks[index]
    expected = plan[now.week]
    forecast = _forecast(weeks, index, plan, rule)
    spread = math.sqrt(rule.spread_of_rest**2 * (1 - expected) + rule.spread_of_now**2)
    miss = 0.5 * math.erfc((forecast - needed) / spread / math.sqrt(2))
    odds = math.log(miss / (1 - miss)) if 0 < miss < 1 else math.copysign(math.inf, miss - 0.5)
    if now.progress >= 1:
        # Progress stops at 1, so a forecast cannot rise above a commitment that needs all of it:
        # without this, the last week would call a target that is reached a coin toss.
        odds = -math.inf
    return _Card(
        expected,
        forecast,
        spread,
        min(max(odds, -rule.forecast_bound), rule.forecast_bound),
        *_of_reports(now, rule),
        rule.base,
    )


def _forecast(weeks: Sequence[Week], index: int, plan: Plan, rule: Rule) -> float:
    """Estimate at completion: progress so far, and the rest of the plan at the pace kept so far."""
    now = weeks[index]
    expected = plan[now.week]
    prior = rule.shrinkage * rule.prior_pace
    pace = recent = (now.progress + prior) / (expected + rule.shrinkage)
    if index >= rule.recent_weeks:
        before = weeks[index - rule.recent_weeks]
        recent = (now.progress - before.progress + rule.recent_shrinkage * prior) / (
            expected - plan[before.week] + rule.recent_shrinkage * rule.shrinkage
        )
    pace = (1 - rule.recent_weight) * pace + rule.recent_weight * recent
    pace = min(max(pace, 0.0), rule.fastest_pace)
    return now.progress + (1 - expected) * pace


def _of_reports(now: Week, rule: Rule) -> tuple[float, float, float]:
    """The odds from confidence (1 to 5), from its drop by two or more, and from a blocker's run."""
    confidence = drop = blocker = 0.0
    if now.confidence is not None:
        level = now.confidence[0]
        if level <= 2:  # noqa: PLR2004
            confidence = rule.low_confidence
        elif level == 3:  # noqa: PLR2004
            confidence = rule.middling_confidence
        if now.highest is not None and now.highest[0] - level >= 2:  # noqa: PLR2004
            drop = rule.confidence_drop
    run = len(now.blocked_by)
    if run >= 3:  # noqa: PLR2004
        blocker = rule.blocker_thrice
    elif run == 2:  # noqa: PLR2004
        blocker = rule.blocker_twice
    return confidence, drop, blocker


def _odds(card: _Card) -> float:
    return card.of_forecast + card.of_confidence + card.of_drop + card.of_blocker + card.of_base


def evaluate(
    weeks: Sequence[Week], plan: Plan, needed: float, rule: Rule = RULE, *, at: int = -1
) -> Evaluation:
    """The odds of a miss at the end of `weeks[at]`, with the card in words."""
    index = at % len(weeks)
    now = weeks[index]
    card = _card(weeks, index, plan, needed, rule)
    return Evaluation(
        week=now.week,
        progress=now.progress,
        expected=card.expected,
        forecast=card.forecast,
        low=card.forecast - INTERVAL * card.spread,
        high=card.forecast + INTERVAL * card.spread,
        needed=needed,
        miss_probability=1 / (1 + math.exp(-_odds(card))),
        evidence=tuple(_evidence(now, card, needed, rule)),
    )


def _evidence(now: Week, card: _Card, needed: float, rule: Rule) -> Iterable[Evidence]:
    reason = f"the forecast lands at {card.forecast:.2f} of {needed:.2f} needed"
    yield Evidence("forecast", card.of_forecast, reason, now.value_from)
    if card.of_confidence and now.confidence is not None:
        level, check_in_id = now.confidence
        yield Evidence("confidence", card.of_confidence, f"confidence is {level}", (check_in_id,))
    if card.of_drop and now.confidence is not None and now.highest is not None:
        fall = f"from {now.highest[0]} to {now.confidence[0]} within {rule.recent_weeks} weeks"
        causes = (now.highest[1], now.confidence[1])
        yield Evidence("confidence_drop", card.of_drop, f"confidence fell {fall}", causes)
    if card.of_blocker:
        reason = f"the same blocker, '{now.blocker}', in {len(now.blocked_by)} check-ins running"
        yield Evidence("blocker", card.of_blocker, reason, now.blocked_by)
    yield Evidence("base", card.of_base, "what is usual before anything is known")


# The state machine


def follow(chances: Iterable[tuple[int, float]], rule: Rule = RULE) -> Alert:
    """From each week's chance of a miss to the alert.

    Raise at once when nearly certain, else after two weeks running; clear after two calm ones.
    """
    alert = QUIET
    above = below = 0
    for week, chance in chances:
        above = above + 1 if chance >= rule.raise_from else 0
        below = below + 1 if chance < rule.clear_below else 0
        alert = _next(alert, week, chance, above, below, rule)
    return alert


def _next(alert: Alert, week: int, chance: float, above: int, below: int, rule: Rule) -> Alert:
    certain = chance >= rule.raise_at_once
    if alert.status == "raised":
        if below >= rule.clear_after:
            return Alert("none", None, week, alert.raises)
        if certain and alert.severity == "medium":
            return Alert("raised", "high", alert.since_week, alert.raises + 1)
        return alert
    if certain or above >= rule.raise_after:
        return Alert("raised", "high" if certain else "medium", week, alert.raises + 1)
    status: Status = "watch" if chance >= rule.watch_from else "none"
    return alert if alert.status == status else Alert(status, None, week, alert.raises)
