"""Drift: whether a key result will miss, how we know, and when to say so.

A forecast (an estimate at completion, shrunk toward a prior) is turned into the odds of a miss, and
an evidence card adds what the people reported. The weights are the explanation. A state machine
over the weekly evaluations raises and clears one alert per key result, so that it neither flaps nor
nags.
"""

from __future__ import annotations

from domain.drift.alert import Alert, Severity, Status, watch
from domain.drift.card import Evaluation
from domain.drift.rule import RULE, Rule

__all__ = ["RULE", "Alert", "Evaluation", "Rule", "Severity", "Status", "watch"]
