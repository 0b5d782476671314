"""The alert: a state machine over each week's chance of a miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.drift.card import chance_of_miss
from domain.drift.evaluation import ITS_OWNER, Evaluation, evaluate
from domain.drift.observed import Week, observe
from domain.drift.rule import NEEDED, RULE, Rule
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress.plan import Held

Status = Literal["none", "watch", "raised"]
Severity = Literal["medium", "high"]
News = Literal["raised", "lost"]

CERTAIN = 1.0
"""The chance of a miss where the target is out of reach."""


class Raise(Value, frozen=True):
    """One time that an alert is up: since which week, and whether its target is out of reach."""

    since_week: int
    lost: bool = False


class Alert(Value, frozen=True):
    """The alert of one key result.

    `raises` counts what is news, and is told once each: that it is raised, and that its target is
    out of reach (`lost`) where that was not so. A step up to high is no news.
    """

    status: Status = "none"
    severity: Severity | None = None
    since_week: int | None = None
    raises: int = 0
    lost: bool = False
    evaluation: Evaluation | None = None
    last_raise: int | None = None
    """The week in which the raise began that is up or was up last."""

    @property
    def up(self) -> Raise | None:
        """The raise that is up, if one is."""
        if self.status != "raised" or self.since_week is None:
            return None
        return Raise(self.since_week, self.lost)

    @property
    def chance_of_miss(self) -> float | None:
        """None where too little was reported to say."""
        return None if self.evaluation is None else self.evaluation.miss_probability

    @property
    def news(self) -> News | None:
        """What there is to tell of it; each is more than the one before."""
        if self.status != "raised":
            return None
        return "lost" if self.lost else "raised"


QUIET = Alert()


def watch(
    key_result: KeyResult,
    cycle: Cycle,
    as_of: date,
    held: Held,
    rule: Rule = RULE,
    expects: str = ITS_OWNER,
) -> Alert:
    """The alert of a key result as of a day: each week's chance of a miss, then the machine.

    A chance is told from the third report on, or with fewer once a third of the plan is gone; that
    the target is out of reach, at once. `expects` is who gave the last forecast of their own.
    """
    weeks = observe(key_result, cycle, as_of, held, rule)
    if not weeks or not is_told(weeks[-1], rule):
        return QUIET
    alert = follow(chances(weeks, key_result, rule), rule)
    return replace(alert, evaluation=evaluate(weeks, key_result, cycle, rule, expects))


def chances(
    weeks: list[Week], key_result: KeyResult, rule: Rule = RULE
) -> Iterable[tuple[int, float]]:
    """Each week from which on there is enough to tell, with its chance of a miss."""
    needed = NEEDED[key_result.ambition]
    for index, week in enumerate(weeks):
        if is_told(week, rule):
            yield week.week, chance_of_miss(weeks, index, needed, rule)


def is_told(week: Week, rule: Rule = RULE) -> bool:
    enough = week.reports >= rule.first_check_in
    return week.missed or enough or (week.reports > 0 and week.time >= rule.first_share)


def follow(chances: Iterable[tuple[int, float]], rule: Rule = RULE) -> Alert:
    """From each week's chance of a miss to the alert.

    Raise at once when nearly certain, else after two weeks running; clear after two calm ones.
    """
    alert = QUIET
    for alert in steps(chances, rule):  # noqa: B007 - the last one counts
        pass
    return alert


def steps(chances: Iterable[tuple[int, float]], rule: Rule = RULE) -> Iterator[Alert]:
    """The alert at the end of each of the weeks."""
    alert = QUIET
    above = below = 0
    for week, chance in chances:
        above = above + 1 if chance >= rule.raise_from else 0
        below = below + 1 if chance < rule.clear_below else 0
        alert = _next(alert, week, chance, above, below, rule)
        yield alert


def _next(alert: Alert, week: int, chance: float, above: int, below: int, rule: Rule) -> Alert:
    lost = chance >= CERTAIN
    severity: Severity = "high" if chance >= rule.raise_at_once else "medium"
    if alert.status == "raised":
        if below >= rule.clear_after:
            return Alert("none", None, week, alert.raises, last_raise=alert.last_raise)
        if lost and not alert.lost:
            return replace(alert, severity="high", raises=alert.raises + 1, lost=True)
        if severity == "high" and alert.severity == "medium":
            return replace(alert, severity="high")
        return alert
    if severity == "high" or above >= rule.raise_after:
        return Alert("raised", severity, week, alert.raises + 1, lost=lost, last_raise=week)
    status: Status = "watch" if chance >= rule.watch_from else "none"
    if alert.status == status:
        return alert
    return Alert(status, None, week, alert.raises, last_raise=alert.last_raise)
