"""What the detector says, in the words of somebody who explains it to a leader."""

from __future__ import annotations

from domain.drift.alert import Alert
from domain.drift.evaluation import Evaluation
from domain.drift.reasons import Evidence
from domain.drift.rule import RULE

_VERDICTS = (
    (RULE.raise_at_once, "Will almost certainly miss"),
    (RULE.raise_from, "Will probably miss"),
    (RULE.watch_from, "May well miss"),
    (1 - RULE.watch_from, "Could go either way"),
    (0.0, "Will probably be reached"),
)
"""From this chance of a miss on, a sentence says so."""


def verdict(evaluation: Evaluation) -> str:
    if evaluation.missed:
        return "Cannot be reached any more"
    return next(text for least, text in _VERDICTS if evaluation.miss_probability >= least)


def _weightiest(line: Evidence) -> tuple[bool, float]:
    """Where it is heading comes first, whatever else is known."""
    return (line.code not in ("missed", "forecast", "unmeasured"), -line.weight)


def sentences(alert: Alert) -> tuple[str, ...]:
    """The verdict with its first reason; the others that speak for a miss; what has to be asked."""
    evaluation = alert.evaluation
    if evaluation is None:
        return ("Too little was reported to forecast it yet.",)
    lines = sorted(evaluation.evidence, key=_weightiest)
    asked = [line for line in lines if line.code == "unproven"]
    told = [line for line in lines if line.weight > 0 and line not in asked] or lines[:1]
    first = f"{verdict(evaluation)}: {told[0].reason}."
    rest = "; ".join(line.reason for line in told[1:])
    return (
        first,
        *([f"{_raised(rest)}."] if rest else []),
        *(_raised(line.reason) for line in asked),
    )


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
