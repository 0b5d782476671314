"""The alert: a state machine over each week's chance of a miss."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.drift.card import Evaluation, chance_of_miss, evaluate
from domain.drift.observed import Week, observe
from domain.drift.rule import NEEDED, RULE, Rule
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress.plan import Held

Status = Literal["none", "watch", "raised"]
Severity = Literal["medium", "high"]


class Alert(Value, frozen=True):
    """The alert of one key result; `raises` counts raises and steps up, each of them sent once."""

    status: Status = "none"
    severity: Severity | None = None
    since_week: int | None = None
    raises: int = 0
    evaluation: Evaluation | None = None


QUIET = Alert()


def watch(key_result: KeyResult, cycle: Cycle, as_of: date, held: Held, rule: Rule = RULE) -> Alert:
    """The alert of a key result as of a day: each week's chance of a miss, then the machine.

    A chance is stated from the third report on; that the target is out of reach, at once.
    """
    weeks = observe(key_result, cycle, as_of, held, rule)
    if not weeks or not _is_stated(weeks[-1], rule):
        return QUIET
    needed = NEEDED[key_result.ambition]
    alert = follow(
        (
            (week.week, chance_of_miss(weeks, index, needed, rule))
            for index, week in enumerate(weeks)
            if _is_stated(week, rule)
        ),
        rule,
    )
    return replace(alert, evaluation=evaluate(weeks, key_result, cycle, rule))


def _is_stated(week: Week, rule: Rule) -> bool:
    return week.missed or week.reports >= rule.first_check_in


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
