"""What the detector says, in the words of somebody who explains it to a leader."""

from __future__ import annotations

from domain.drift.alert import Alert
from domain.drift.card import Evaluation, Evidence
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
    return (line.code not in ("missed", "forecast"), -line.weight)


def sentences(alert: Alert) -> tuple[str, ...]:
    """The verdict with its first reason; then the others that speak for a miss."""
    evaluation = alert.evaluation
    if evaluation is None:
        return ("Too little was reported to forecast it: that takes a value and three reports.",)
    lines = sorted(evaluation.evidence, key=_weightiest)
    named = [line for line in lines if line.weight > 0] or lines[:1]
    first = f"{verdict(evaluation)}: {named[0].reason}."
    rest = "; ".join(line.reason for line in named[1:])
    return (first, f"{rest[0].upper()}{rest[1:]}.") if rest else (first,)
