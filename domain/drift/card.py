"""The forecast, and the evidence card: the odds of a miss with their reasons in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from domain.dependency import Dependency
from domain.drift.observed import Week
from domain.drift.plan import Plan
from domain.drift.rule import INTERVAL, RULE, Rule
from domain.messages import Value
from domain.values import CheckInId, DependencyId


class Evidence(Value, frozen=True):
    """One line of the card: natural-log odds, the reason in words, and what is behind it."""

    code: Literal["base", "forecast", "confidence", "confidence_drop", "blocker", "dependency"]
    weight: float
    reason: str
    causes: tuple[CheckInId | DependencyId, ...] = ()


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


def chance_of_miss(
    weeks: Sequence[Week], index: int, plan: Plan, needed: float, rule: Rule
) -> float:
    """From 0 to 1, at the end of `weeks[index]`: the number of `evaluate`, without its words."""
    return _card(weeks, index, plan, needed, rule).chance()


def evaluate(weeks: Sequence[Week], plan: Plan, needed: float, rule: Rule = RULE) -> Evaluation:
    """The odds of a miss at the end of the last week, with the card in words."""
    now = weeks[-1]
    card = _card(weeks, len(weeks) - 1, plan, needed, rule)
    return Evaluation(
        week=now.week,
        progress=now.progress,
        expected=card.expected,
        forecast=card.forecast,
        low=card.forecast - INTERVAL * card.spread,
        high=card.forecast + INTERVAL * card.spread,
        needed=needed,
        miss_probability=card.chance(),
        evidence=tuple(_evidence(now, card, needed, rule)),
    )


class _Card(NamedTuple):
    """The numbers behind an evaluation: natural-log odds of a miss from each kind of evidence."""

    expected: float
    forecast: float
    spread: float
    of_forecast: float
    of_confidence: float
    of_drop: float
    of_blocker: float
    of_dependency: float
    of_base: float

    def chance(self) -> float:
        reported = self.of_confidence + self.of_drop + self.of_blocker + self.of_dependency
        odds = self.of_forecast + reported + self.of_base
        return 1 / (1 + math.exp(-odds))


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
        rule.dependency_overdue if now.lacking else 0.0,
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
        if level <= rule.doubtful:
            confidence = rule.low_confidence
        elif level <= rule.middling:
            confidence = rule.middling_confidence
        if now.highest is not None and now.highest[0] - level >= rule.drop:
            drop = rule.confidence_drop
    run = len(now.blocked_by)
    if run >= 3:  # noqa: PLR2004 - as the constant is called
        blocker = rule.blocker_thrice
    elif run == 2:  # noqa: PLR2004 - as the constant is called
        blocker = rule.blocker_twice
    return confidence, drop, blocker


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
    if card.of_dependency:
        yield Evidence("dependency", card.of_dependency, _lack(now.lacking), _ids(now.lacking))
    yield Evidence("base", card.of_base, "what is usual before anything is known")


def _lack(lacking: Sequence[Dependency]) -> str:
    first = min(lacking, key=lambda one: one.due)
    more = f", and {len(lacking) - 1} more such" if len(lacking) > 1 else ""
    return f"'{first.asked.deliverable}' was needed by {first.due} and is not there{more}"


def _ids(lacking: Sequence[Dependency]) -> tuple[DependencyId, ...]:
    return tuple(one.asked.dependency_id for one in lacking)
