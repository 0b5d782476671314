"""What the detector makes of a key result: the odds of a miss, and the card behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from domain.cycles.cycle import Cycle
from domain.drift.card import Line, Outlook, chance, lines, outlook, trust, unseen
from domain.drift.observed import Week
from domain.drift.reasons import Evidence, Reasons
from domain.drift.rule import INTERVAL, NEEDED, RULE, Rule
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.values import clamped

ITS_OWNER: Final = "its owner"


class Evaluation(Value, frozen=True):
    """The odds of a miss at the end of a week, with the forecast and 80 % interval behind them.

    Progress ends at 1, and so do the forecast and its interval. `missed`: it cannot be reached.
    `measured`: a value was reported, which a forecast rests on.
    """

    week: int
    progress: float
    expected: float
    forecast: float
    low: float
    high: float
    needed: float
    missed: bool
    measured: bool
    miss_probability: float
    evidence: tuple[Evidence, ...]


def evaluate(
    weeks: Sequence[Week],
    key_result: KeyResult,
    cycle: Cycle,
    rule: Rule = RULE,
    expects: str = ITS_OWNER,
) -> Evaluation:
    """The odds of a miss at the end of the last week, with the card in words.

    `expects` is who gave the last forecast of their own.
    """
    now, needed = weeks[-1], NEEDED[key_result.ambition]
    heading = outlook(weeks, len(weeks) - 1, rule)
    low, forecast, high = interval(heading)
    card = lines(now, heading, needed, rule)
    reasons = Reasons(now, forecast, key_result, cycle, rule, expects)
    return Evaluation(
        week=now.week,
        progress=now.progress,
        expected=now.expected,
        forecast=forecast,
        low=low,
        high=high,
        needed=needed,
        missed=now.missed,
        measured=bool(now.value_from),
        miss_probability=chance(now, card, needed, rule),
        evidence=tuple(_evidence(now, card, reasons, needed, rule)),
    )


def _evidence(
    now: Week, card: Iterable[Line], reasons: Reasons, needed: float, rule: Rule
) -> Iterable[Evidence]:
    """The lines with what they weigh by now, so that they sum up to the odds."""
    weighs = trust(now, rule)
    for code, weight in card:
        if now.missed and code in ("forecast", "unmeasured"):
            yield reasons.of("missed", rule.forecast_bound)
        elif code == "base":
            yield reasons.of(code, unseen(now, needed, rule) + weighs * weight)
        else:
            yield reasons.of(code, weighs * weight)


def interval(heading: Outlook) -> tuple[float, float, float]:
    """The forecast between the ends of the interval that is meant to hold 80 % of outcomes."""
    forecast, width = clamped(heading.forecast), INTERVAL * heading.spread
    return clamped(forecast - width), forecast, clamped(forecast + width)
