"""The forecast, and the evidence card: the odds of a miss with their reasons in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from domain.cycles.cycle import Cycle
from domain.dependencies import lateness
from domain.dependencies.lateness import Late
from domain.drift.observed import Week
from domain.drift.rule import INTERVAL, NEEDED, RULE, Rule
from domain.measuring.metric import Maintain
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import plan
from domain.values import CheckInId, DependencyId
from domain.wording import in_words, spoken_day


class Evidence(Value, frozen=True):
    """One line of the card: natural-log odds, the reason in words, and what is behind it."""

    code: Literal[
        "base", "missed", "forecast", "confidence", "confidence_drop", "blocker", "dependency"
    ]
    weight: float
    reason: str
    causes: tuple[CheckInId | DependencyId, ...] = ()


class Evaluation(Value, frozen=True):
    """The odds of a miss at the end of a week, with the forecast and 80 % interval behind them.

    Progress ends at 1, and so do the forecast and its interval. `missed`: it cannot be reached.
    """

    week: int
    progress: float
    expected: float
    forecast: float
    low: float
    high: float
    needed: float
    missed: bool
    miss_probability: float
    evidence: tuple[Evidence, ...]


def chance_of_miss(weeks: Sequence[Week], index: int, needed: float, rule: Rule) -> float:
    """From 0 to 1, at the end of `weeks[index]`: the number of `evaluate`, without its words."""
    return _card(weeks, index, needed, rule).chance()


def evaluate(
    weeks: Sequence[Week], key_result: KeyResult, cycle: Cycle, rule: Rule = RULE
) -> Evaluation:
    """The odds of a miss at the end of the last week, with the card in words."""
    now, needed = weeks[-1], NEEDED[key_result.ambition]
    card = _card(weeks, len(weeks) - 1, needed, rule)
    return Evaluation(
        week=now.week,
        progress=now.progress,
        expected=now.expected,
        forecast=_within(card.forecast),
        low=_within(card.forecast - INTERVAL * card.spread),
        high=_within(card.forecast + INTERVAL * card.spread),
        needed=needed,
        missed=now.missed,
        miss_probability=card.chance(),
        evidence=tuple(_evidence(now, card, key_result, cycle, rule)),
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


class _Card(NamedTuple):
    """The numbers behind an evaluation: natural-log odds of a miss from each kind of evidence."""

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


def _card(weeks: Sequence[Week], index: int, needed: float, rule: Rule) -> _Card:
    now = weeks[index]
    forecast = _forecast(weeks, index, rule)
    spread = math.sqrt(rule.spread_of_rest**2 * (1 - now.gone) + rule.spread_of_now**2)
    return _Card(
        forecast,
        spread,
        _odds_of_forecast(now, forecast, spread, needed, rule),
        *_of_reports(now, rule),
        rule.dependency_overdue if now.lacking else 0.0,
        rule.base,
    )


def _odds_of_forecast(
    now: Week, forecast: float, spread: float, needed: float, rule: Rule
) -> float:
    """Natural-log odds of a miss by the forecast alone; infinite where it is a miss already."""
    if now.missed:
        return math.inf
    if now.progress >= 1 and now.gone == now.expected:
        # Progress stops at 1, so a forecast cannot rise above a commitment that needs all of it:
        # without this, the last week would call a target that is reached a coin toss.
        return -rule.forecast_bound
    miss = 0.5 * math.erfc((forecast - needed) / spread / math.sqrt(2))
    odds = math.log(miss / (1 - miss)) if 0 < miss < 1 else math.copysign(math.inf, miss - 0.5)
    return min(max(odds, -rule.forecast_bound), rule.forecast_bound)


def _forecast(weeks: Sequence[Week], index: int, rule: Rule) -> float:
    """Estimate at completion: progress so far, and the rest of the plan at the pace kept so far."""
    now = weeks[index]
    prior = rule.shrinkage * rule.prior_pace
    pace = recent = (now.earned + prior) / (now.gone + rule.shrinkage)
    if index >= rule.recent_weeks:
        before = weeks[index - rule.recent_weeks]
        recent = (now.earned - before.earned + rule.recent_shrinkage * prior) / (
            now.gone - before.gone + rule.recent_shrinkage * rule.shrinkage
        )
    pace = (1 - rule.recent_weight) * pace + rule.recent_weight * recent
    pace = min(max(pace, 0.0), rule.fastest_pace)
    return now.earned + (1 - now.gone) * pace


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


def _evidence(
    now: Week, card: _Card, key_result: KeyResult, cycle: Cycle, rule: Rule
) -> Iterable[Evidence]:
    if now.missed:
        reason = _miss(now, key_result)
        yield Evidence("missed", rule.forecast_bound, reason, now.value_from)
    else:
        reason = _outlook(now, card, key_result, cycle)
        yield Evidence("forecast", card.of_forecast, reason, now.value_from)
    if card.of_confidence and now.confidence is not None:
        level, check_in_id = now.confidence
        yield Evidence("confidence", card.of_confidence, f"confidence is {level}", (check_in_id,))
    if card.of_drop and now.confidence is not None and now.highest is not None:
        fall = f"from {now.highest[0]} to {now.confidence[0]} within {rule.recent_weeks} weeks"
        causes = (now.highest[1], now.confidence[1])
        yield Evidence("confidence_drop", card.of_drop, f"confidence fell {fall}", causes)
    if card.of_blocker:
        reason = f"blocked by '{now.blocker}' in {in_words(len(now.blocked_by))} reports running"
        yield Evidence("blocker", card.of_blocker, reason, now.blocked_by)
    if card.of_dependency:
        yield Evidence(
            "dependency", card.of_dependency, lateness.in_words(now.lacking), _ids(now.lacking)
        )
    yield Evidence("base", card.of_base, "what is usual before anything is known")


def _miss(now: Week, key_result: KeyResult) -> str:
    """Why the target is out of reach."""
    if isinstance(key_result.metric, Maintain) or key_result.due is None:
        needed = NEEDED[key_result.ambition]
        return f"it held in {now.progress:.0%} of the weeks reported, and {needed:.0%} is needed"
    return f"it was due on {spoken_day(key_result.due)} and stands at {now.progress:.0%}"


def _outlook(now: Week, card: _Card, key_result: KeyResult, cycle: Cycle) -> str:
    """Where it is heading: a pace is stated only where the plan asks for one."""
    needed = NEEDED[key_result.ambition]
    if now.progress >= 1 and not isinstance(key_result.metric, Maintain):
        return "the target is reached"
    if now.gone == 0:
        return f"nothing is due before {spoken_day(plan.ends(key_result, cycle))}"
    landing = f"at this pace it ends at {_within(card.forecast):.0%} of the target"
    if isinstance(key_result.metric, Maintain):
        landing = f"at this rate it holds in {_within(card.forecast):.0%} of the weeks"
    return f"{landing}, and {'all of it' if needed == 1 else f'{needed:.0%}'} is needed"


def _ids(lacking: Sequence[Late]) -> tuple[DependencyId, ...]:
    return tuple(one.dependency_id for one in lacking)
