"""The alert: a state machine over each week's chance of a miss."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.commitment import KeyResult
from domain.cycle import Cycle
from domain.drift.card import Evaluation, chance_of_miss, evaluate
from domain.drift.observed import observe
from domain.drift.plan import plan_of
from domain.drift.rule import NEEDED, RULE, Rule
from domain.messages import Value

Status = Literal["none", "watch", "raised"]
Severity = Literal["medium", "high"]


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
            (week.week, chance_of_miss(weeks, index, plan, needed, rule))
            for index, week in enumerate(weeks)
            if week.reports >= rule.first_check_in
        ),
        rule,
    )
    return replace(alert, evaluation=evaluate(weeks, plan, needed, rule))


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
