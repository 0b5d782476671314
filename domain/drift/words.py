"""What the detector says, in the words of somebody who explains it to a leader.

The state of the alert decides what is said, and the chance of a miss only how strongly: a chance
alone knows nothing of the weeks before, which may have raised an alert that still stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from domain.drift.alert import Alert
from domain.drift.evaluation import Evaluation
from domain.drift.learning import Learned
from domain.drift.reasons import Evidence
from domain.drift.rule import RULE
from domain.wording import beside, in_words, percent

CALM = 1 - RULE.watch_from
"""Up to this chance of a miss, a key result will rather be reached."""

NOTABLE = 0.1
"""Natural-log odds: about two points of a chance that could go either way."""


def verdict(alert: Alert, now: Evaluation) -> str:
    chance = now.miss_probability
    match alert.status:
        case "raised" if now.missed:
            return "Cannot be reached any more"
        case "raised" if chance >= RULE.raise_at_once:
            return "Will almost certainly miss"
        case "raised" if chance >= RULE.raise_from:
            return "Will probably miss"
        case "raised":
            return "Still at risk, but less so"
        case "watch":
            return "May well miss"
        case "none":
            return "Could go either way" if chance > CALM else "Will probably be reached"
        case _:
            assert_never(alert.status)


def stands_only(alert: Alert, now: Evaluation) -> bool:
    """Whether an alert would not be raised today, and stands because it is not cleared yet."""
    return alert.status == "raised" and not now.missed and now.miss_probability < RULE.raise_from


def _why_it_stands(now: Evaluation) -> str:
    least = RULE.clear_below
    return (
        f"the chance of a miss is down to {beside(now.miss_probability, least)}, and the alert is"
        f" cleared after {in_words(RULE.clear_after)} weeks in a row below {percent(least)}"
    )


def _weightiest(line: Evidence) -> tuple[bool, float]:
    """Where it is heading comes first, whatever else is known."""
    return (line.code not in ("missed", "forecast", "unmeasured"), -line.weight)


def sentences(alert: Alert) -> tuple[str, ...]:
    """The verdict with its first reason; the others that speak for a miss; what has to be asked."""
    now = alert.evaluation
    if now is None:
        return ("Too little has been reported to forecast it yet.",)
    lines = sorted(now.evidence, key=_weightiest)
    asked = [line for line in lines if line.code == "unproven"]
    against = [line for line in _once(lines) if line.weight > 0 and line not in asked]
    if stands_only(alert, now):
        first = f"{verdict(alert, now)}: {_why_it_stands(now)}."
        told = (first, *_sentence(against or lines[:1]))
    elif alert.status == "none" and now.miss_probability <= CALM:
        told = _calm(alert, now, lines, against)
    else:
        why, *others = against or lines[:1]
        told = (f"{verdict(alert, now)}: {why.reason}.", *_sentence(others))
    return (*told, *(_raised(line.reason) for line in asked))


def in_the_past(alert: Alert) -> str:
    """What was said of something that has ended, which nobody can do anything about any more."""
    if alert.evaluation is None:
        return "Too little was reported to forecast it."
    if alert.status == "raised":
        return f"An alert was up at its end, since week {alert.since_week}."
    if alert.last_raise is not None:
        return f"An alert was raised in week {alert.last_raise}, and was not up at its end."
    if alert.status == "watch":
        return (
            f"It was on watch at its end, since week {alert.since_week}, and no alert was raised."
        )
    return "No alert was raised."


def _once(lines: Sequence[Evidence]) -> list[Evidence]:
    """Without the confidence that another line speaks of, where it fell or never changed."""
    codes = {line.code for line in lines}
    hidden: set[str] = set()
    if codes & {"confidence_drop", "flat_confidence"}:
        hidden.add("confidence")
    if "confidence_drop" in codes:
        hidden.add("falling")
    return [line for line in lines if line.code not in hidden]


def _calm(
    alert: Alert, now: Evaluation, lines: Sequence[Evidence], against: Sequence[Evidence]
) -> tuple[str, ...]:
    """That it will probably be reached, if where it is heading bears that out.

    Early in a cycle signs weigh little, so that the chance of a miss may be small though the pace
    is too slow: then the sentence says so, and gives the chance.
    """
    heading = [line for line in lines if line.code in ("forecast", "projected")]
    comforts = [line for line in heading if line.weight <= 0]
    if comforts:
        first = f"{verdict(alert, now)}: {_joined(comforts)}."
        return (first, *_sentence(against, "Signs of a miss: "))
    first = (
        f"May still be reached, although {against[0].reason}: the chance of a miss is"
        f" {percent(now.miss_probability)}."
    )
    return (first, *_sentence(against[1:], "Other signs of a miss: "))


def _sentence(lines: Sequence[Evidence], begins: str = "") -> tuple[str, ...]:
    return (_raised(f"{begins}{_joined(lines)}."),) if lines else ()


def _joined(lines: Sequence[Evidence]) -> str:
    return "; ".join(line.reason for line in lines)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def lesson(found: Learned) -> str:
    """What closed key results have taught, as a sentence."""
    moved = found.rule.base - RULE.base
    if abs(moved) < NOTABLE:
        how = "as often as we assume of everybody"
    else:
        how = f"{'more' if moved > 0 else 'less'} often than we assume of everybody"
    return (
        f"From your last {found.key_results} closed key results: with reports like these, they"
        f" missed {how}."
    )
