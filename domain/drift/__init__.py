"""Drift: whether a key result will miss, how we know, and when to say so.

A forecast (an estimate at completion) is turned into the odds of a miss, and an evidence card adds
what the people reported; evidence weighs more from week to week. The weights are the explanation. A
state machine over the weekly evaluations raises and clears one alert per key result, so that it
neither flaps nor nags. `handling` is what people do about an alert. `backtest` holds what was said
against what came of it.
"""

from __future__ import annotations

from domain.drift.alert import Alert, News, Severity, Status, watch
from domain.drift.evaluation import ITS_OWNER, Evaluation
from domain.drift.observed import unchanged_since
from domain.drift.rule import RULE, Rule

__all__ = [
    "ITS_OWNER",
    "RULE",
    "Alert",
    "Evaluation",
    "News",
    "Rule",
    "Severity",
    "Status",
    "unchanged_since",
    "watch",
]
