"""What was known of a key result, week by week."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import date

from domain import scoring
from domain.check_in import CheckedIn
from domain.commitment import KeyResult
from domain.cycle import Cycle
from domain.dependency import Dependency
from domain.drift.rule import RULE, Rule
from domain.messages import Value
from domain.metric import MaintainAtLeast, MaintainAtMost, MaintainInRange, Metric, held
from domain.values import CheckInId

Stated = tuple[int, CheckInId]
"""A confidence and the check-in that stated it."""


class Week(Value, frozen=True):
    """What was known of a key result at the end of one week of its cycle.

    `progress` counts toward the whole cycle. `highest` is the highest confidence of this week and
    the recent ones; `blocked_by` are the check-ins that reported the longest-running blocker;
    `lacking` is what it depends on, was needed by then, and was not there.
    """

    week: int
    progress: float
    confidence: Stated | None
    highest: Stated | None
    blocker: str | None
    blocked_by: tuple[CheckInId, ...]
    reports: int
    value_from: tuple[CheckInId, ...]
    lacking: tuple[Dependency, ...] = ()


def observe(key_result: KeyResult, cycle: Cycle, as_of: date, rule: Rule = RULE) -> list[Week]:
    """One entry per week that is over, and one for the week under way once it has a report.

    Values and confidence are carried forward through silent weeks. Empty until a value is reported.
    """
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if all(report.value is None for report in reports):
        return []
    in_week = [cycle.week(report.effective) for report in reports]
    needs = [one for one in key_result.dependencies.values() if one.status != "withdrawn"]
    current = cycle.week(as_of)
    over = current if as_of >= cycle.last_day(current) else current - 1
    seen = _Seen(key_result.metric, cycle.weeks)
    weeks: list[Week] = []
    recent: deque[Stated] = deque(maxlen=rule.recent_weeks + 1)
    place = 0
    for week in range(1, max(over, in_week[-1]) + 1):
        while place < len(reports) and in_week[place] <= week:
            seen.take(reports[place], week)
            place += 1
        if seen.confidence is not None:
            recent.append(seen.confidence)
        weeks.append(
            Week(
                week=week,
                progress=seen.progress,
                confidence=seen.confidence,
                highest=max(recent, key=_level, default=None),
                blocker=seen.blocker,
                blocked_by=seen.runs.get(seen.blocker, ()) if seen.blocker else (),
                reports=place,
                value_from=seen.value_from,
                lacking=_lacking(needs, min(cycle.last_day(week), as_of)) if needs else (),
            )
        )
    return weeks


def _lacking(needs: Iterable[Dependency], day: date) -> tuple[Dependency, ...]:
    """What was needed before a day and was not there on it, promised for later or not at all.

    What counts is the day it is needed by: a promise that moves does not make it come in time.
    """
    return tuple(
        one
        for one in needs
        if one.due < day and (one.delivered_on is None or one.delivered_on > day)
    )


def _level(stated: Stated) -> int:
    return stated[0]


class _Seen:
    """What the reports read so far amount to."""

    def __init__(self, metric: Metric, weeks: int) -> None:
        self._metric = metric
        self._weeks = weeks
        self._held: dict[int, bool] = {}
        self.progress = 0.0
        self.confidence: Stated | None = None
        self.value_from: tuple[CheckInId, ...] = ()
        self.runs: dict[str, tuple[CheckInId, ...]] = {}

    def take(self, report: CheckedIn, week: int) -> None:
        if report.confidence is not None:
            self.confidence = (report.confidence, report.check_in_id)
        value = scoring.stated(self._metric, report)
        if value is not None:
            self.value_from = (report.check_in_id,)
            self.progress = self._earned(value, week)
        if self.runs or report.blockers:
            self.runs = {
                blocker.name: (*self.runs.get(blocker.name, ()), report.check_in_id)
                for blocker in report.blockers
            }

    def _earned(self, value: float, week: int) -> float:
        """Progress as a share of the whole cycle: a maintain type earns it week by week."""
        metric = self._metric
        if isinstance(metric, MaintainAtLeast | MaintainAtMost | MaintainInRange):
            self._held[week] = held(metric, value)
            return sum(self._held.values()) / self._weeks
        score = scoring.progress(metric, scoring.Reading(value))
        return score.clamped if score else 0.0

    @property
    def blocker(self) -> str | None:
        """The blocker reported for the longest unbroken run of check-ins up to the last one."""
        if not self.runs:
            return None
        return max(self.runs, key=lambda name: len(self.runs[name]))
