"""The forecast, and the evidence card: the odds of a miss, line by line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from domain.drift.observed import Week
from domain.drift.rule import RULE, Rule
from domain.messages import Value
from domain.values import clamped

Code = Literal[
    "missed", "forecast", "unmeasured", "projected", "confidence", "no_confidence",
    "confidence_drop", "falling", "blocker", "dependency", "stalled", "flat_confidence", "unproven",
    "silence", "base",
]  # fmt: skip

Line = tuple[Code, float]
"""One line of the card: natural-log odds of a miss, before they are weighed by the week."""

SQRT_2 = math.sqrt(2)


class Outlook(Value, frozen=True):
    """Where it is heading, and the standard deviation of that."""

    forecast: float
    spread: float


def chance_of_miss(weeks: Sequence[Week], index: int, needed: float, rule: Rule = RULE) -> float:
    """From 0 to 1, at the end of `weeks[index]`: the number of `evaluate`, without its words."""
    now = weeks[index]
    return chance(now, lines(now, outlook(weeks, index, rule), needed, rule), needed, rule)


def chance(now: Week, card: Iterable[Line], needed: float, rule: Rule) -> float:
    """The chance of a miss that the lines of a card come to."""
    if now.missed:
        return 1.0
    evidence = 0.0
    for _, weight in card:
        evidence += weight
    return 1 / (1 + math.exp(-unseen(now, needed, rule) - trust(now, rule) * evidence))


def unseen(now: Week, needed: float, rule: Rule) -> float:
    """The odds before anything that is known is weighed."""
    if needed < 1:
        return rule.base
    return rule.base + rule.commitment * max(1 - trust(now, rule), 0.0)


def trust(now: Week, rule: Rule) -> float:
    """How much evidence weighs by now: early signs are as often wrong as right."""
    return float((now.time / rule.full_trust) ** rule.trust_bend)


def outlook(weeks: Sequence[Week], index: int, rule: Rule = RULE) -> Outlook:
    """Estimate at completion: progress so far, and what the pace kept so far adds to it.

    The nearer the target, the more slowly the distance to it is closed; a level is kept as often as
    before. The owner's own forecast, where there is one, is met halfway.
    """
    now = weeks[index]
    left, distance = 1 - now.gone, 1 - now.earned
    added = left * _pace(weeks, index, rule)
    if not now.maintained and distance > 0:
        added = distance * (1 - math.exp(-rule.closing * added / distance))
    forecast = now.earned + added
    if now.projected is not None:
        forecast += rule.projected_share * (now.projected.progress - forecast)
    rest = rule.spread_of_rest if now.planned else rule.spread_unplanned
    return Outlook(forecast, math.hypot(rest * left, rule.spread_of_now))


def _pace(weeks: Sequence[Week], index: int, rule: Rule) -> float:
    """Progress per unit of plan: the weighted geometric mean of the whole pace and the recent one.

    So what has stood still lately goes on standing still. The recent pace is that since the last
    value reported some weeks ago or before; with none, it is the whole.
    """
    now = weeks[index]
    if now.gone <= 0:
        return rule.fastest_pace
    whole = recent = now.earned / now.gone
    before = _reported_before(weeks, index - rule.recent_weeks)
    if before is not None and now.gone > before.gone:
        recent = max(now.earned - before.earned, 0.0) / (now.gone - before.gone)
    kept = whole ** (1 - rule.recent_weight) * recent**rule.recent_weight
    return float(min(kept, rule.fastest_pace))


def _reported_before(weeks: Sequence[Week], index: int) -> Week | None:
    """The week of the last value reported up to one: its value is not one carried forward."""
    if index < 0 or not weeks[index].value_from:
        return None
    return weeks[weeks[index].value_in - 1]


def lines(now: Week, heading: Outlook, needed: float, rule: Rule) -> list[Line]:
    """All that speaks for a miss or against it, in the order in which it is told."""
    found: list[Line] = []
    if now.value_from:
        found.append(("forecast", _odds_of_forecast(now, heading, needed, rule)))
    else:
        found.append(("unmeasured", rule.unmeasured))
    if now.projected is not None:
        short = now.projected.progress < needed
        found.append(("projected", rule.projected_short if short else rule.projected_enough))
    if now.progress < 1:
        _of_confidence(now, rule, found)
        _of_course(now, rule, found)
    run = len(now.blocked_by)
    if run > 1:
        found.append(("blocker", rule.blocker_twice if run == 2 else rule.blocker_thrice))  # noqa: PLR2004 - as the constant is called
    if now.lacking:
        found.append(("dependency", rule.dependency_overdue))
    if now.silent >= rule.silent_for:
        found.append(("silence", rule.silence))
    found.append(("base", rule.base_of_evidence if now.planned else rule.base_unplanned))
    return found


def _odds_of_forecast(now: Week, heading: Outlook, needed: float, rule: Rule) -> float:
    """Natural-log odds of a miss by the forecast alone, and none where no value was reported."""
    bound = rule.forecast_bound
    if now.progress >= 1 and now.gone == now.expected:
        # Progress stops at 1, so a forecast cannot rise above a commitment that needs all of it:
        # without this, the last week would call a target that is reached a coin toss.
        return -bound
    miss = 0.5 * math.erfc((heading.forecast - needed) / heading.spread / SQRT_2)
    odds = math.log(miss / (1 - miss)) if 0 < miss < 1 else math.copysign(math.inf, miss - 0.5)
    return clamped(rule.of_forecast * odds, -bound, bound)


def _of_confidence(now: Week, rule: Rule, found: list[Line]) -> None:
    """Low confidence, a fall, sudden or slow, and one that never changes while progress lags."""
    if now.confidence is None:
        found.append(("no_confidence", rule.no_confidence))
        return
    level, lag = now.confidence[0], now.expected - now.progress
    if level <= rule.hopeless and len(now.flat) > 1:
        found.append(("confidence", rule.no_hope_twice))
    elif level <= rule.doubtful:
        found.append(("confidence", rule.low_confidence))
    elif level <= rule.middling:
        found.append(("confidence", rule.middling_confidence))
    if max(now.recent)[0] - level >= rule.drop:
        found.append(("confidence_drop", rule.confidence_drop))
    fall = now.usual - lately(now)
    if fall >= rule.falls_from:
        found.append(("falling", rule.falling * fall))
    if now.maintained:
        return
    if level >= rule.confident and lag >= rule.asked_gap and now.time >= rule.asked_from:
        doubted = lag >= rule.unproven_gap and now.time >= rule.full_trust
        found.append(("unproven", rule.unproven if doubted else 0.0))
    elif level > rule.doubtful and len(now.flat) >= rule.flat_for and lag >= rule.behind:
        found.append(("flat_confidence", rule.flat))


def lately(now: Week) -> float:
    """The mean confidence of the recent reports, where one was ever stated."""
    return sum(level for level, _ in now.stated) / len(now.stated)


def _of_course(now: Week, rule: Rule, found: list[Line]) -> None:
    """A value that does not move though the plan does."""
    lag = now.expected - now.progress
    if now.still_weeks >= rule.still_for and lag >= rule.behind and not now.maintained:
        found.append(("stalled", rule.stalled))
