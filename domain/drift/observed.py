"""What was known of a key result, week by week."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from domain.cycles.cycle import Cycle
from domain.dependencies.lateness import Late, late_as_known
from domain.drift.rule import RULE, Rule
from domain.measuring.check_in import CheckedIn
from domain.measuring.expected_score import EXPECTED
from domain.measuring.metric import Maintain, held
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import attainment, plan
from domain.progress.plan import Held
from domain.values import CheckInId

Stated = tuple[int, CheckInId]
"""A confidence and the check-in that stated it."""


class Week(Value, frozen=True):
    """What was known of a key result at the end of one week of its cycle.

    `progress` and `expected` are what every view shows. `gone` is the share of the plan that is
    over, and `earned` the part of the whole that is reached by then: they differ from the first two
    where a level is kept. `missed` says that the target is out of reach. `highest` is the highest
    confidence of this week and the recent ones; `blocked_by` are the check-ins that reported the
    longest-running blocker; `lacking` is what it depends on and was promised too late, or was
    needed and was not there, as known until the next week could be looked at.
    """

    week: int
    progress: float
    expected: float
    gone: float
    earned: float
    missed: bool
    confidence: Stated | None
    highest: Stated | None
    blocker: str | None
    blocked_by: tuple[CheckInId, ...]
    reports: int
    value_from: tuple[CheckInId, ...]
    lacking: tuple[Late, ...] = ()


def observe(
    key_result: KeyResult, cycle: Cycle, as_of: date, held_in: Held, rule: Rule = RULE
) -> list[Week]:
    """One entry per week that is over, and one for the week under way once there is news in it.

    News is a report, and that the plan is over.

    Values and confidence are carried forward through silent weeks. Empty until a value is reported.
    `held_in` are the weeks in which check-ins are held.
    """
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if all(report.value is None for report in reports):
        return []
    in_week = [cycle.week(report.effective) for report in reports]
    over_on, needs = plan.over_on(key_result, cycle), key_result.dependencies.values()
    until = _until(reports, cycle, over_on, as_of)
    seen = _Seen(key_result, cycle, held_in)
    weeks: list[Week] = []
    recent: deque[Stated] = deque(maxlen=rule.recent_weeks + 1)
    place = 0
    news = cycle.week(as_of) if as_of >= over_on else in_week[-1]
    for week in range(1, max(plan.weeks_over(cycle, as_of), news) + 1):
        day = min(cycle.last_day(week), as_of)
        while place < len(reports) and in_week[place] <= week:
            seen.take(reports[place], week)
            place += 1
        if seen.confidence is not None:
            recent.append(seen.confidence)
        expected, gone, earned, missed = seen.beside_plan(week, day)
        weeks.append(
            Week(
                week=week,
                progress=seen.progress,
                expected=expected,
                gone=gone,
                earned=earned,
                missed=missed,
                confidence=seen.confidence,
                highest=max(recent, key=_level, default=None),
                blocker=seen.blocker,
                blocked_by=seen.runs.get(seen.blocker, ()) if seen.blocker else (),
                reports=place,
                value_from=seen.value_from,
                lacking=late_as_known(needs, until(week)) if needs else (),
            )
        )
    return weeks


def _until(
    reports: Sequence[CheckedIn], cycle: Cycle, over_on: date, as_of: date
) -> Callable[[int], date]:
    """The day up to which a week is the last one to look at.

    The next one is there from its first news on, or when it is over. What is recorded in
    between, about a promise for example, would otherwise count only then.
    """
    first = {cycle.week(one.effective): one.effective for one in reversed(reports)}

    def until(week: int) -> date:
        if week >= cycle.weeks:
            return as_of
        over = max(over_on, cycle.first_day(week + 1))
        following = min(first.get(week + 1, date.max), over, cycle.last_day(week + 1))
        return min(following - timedelta(days=1), as_of)

    return until


def _level(stated: Stated) -> int:
    return stated[0]


class _Seen:
    """What the reports read so far amount to."""

    def __init__(self, key_result: KeyResult, cycle: Cycle, held_in: Held) -> None:
        self._key_result = key_result
        self._cycle = cycle
        self._held_in = held_in
        self._end = plan.ends(key_result, cycle)
        self._kept: dict[int, bool] = {}
        self._reported: date | None = None
        self.progress = 0.0
        self.confidence: Stated | None = None
        self.value_from: tuple[CheckInId, ...] = ()
        self.runs: dict[str, tuple[CheckInId, ...]] = {}

    def take(self, report: CheckedIn, week: int) -> None:
        if report.confidence is not None:
            self.confidence = (report.confidence, report.check_in_id)
        value = attainment.stated(self._key_result.metric, report)
        if value is not None:
            self.value_from = (report.check_in_id,)
            self._reported = report.effective
            self._advance(value, week, report.effective)
        if self.runs or report.blockers:
            self.runs = {
                blocker.name: (*self.runs.get(blocker.name, ()), report.check_in_id)
                for blocker in report.blockers
            }

    def _advance(self, value: float, week: int, day: date) -> None:
        metric = self._key_result.metric
        reading = attainment.Reading(value)
        if isinstance(metric, Maintain):
            if day <= self._end:
                self._kept[week] = held(metric, value)
            reading = attainment.Reading(value, sum(self._kept.values()), len(self._kept))
        score = attainment.progress(metric, reading)
        self.progress = score.clamped if score else 0.0

    def beside_plan(self, week: int, day: date) -> tuple[float, float, float, bool]:
        """Expected, gone, earned and missed, at the end of a week."""
        key_result, cycle = self._key_result, self._cycle
        needed = EXPECTED[key_result.ambition]
        on = plan.held_against(key_result, cycle, self._reported, day, self._held_in)
        expected = plan.expected(key_result, cycle, on)
        if not isinstance(key_result.metric, Maintain):
            missed = day > self._end and self.progress < needed
            return expected, expected, self.progress, missed
        last = cycle.week(self._end)
        gone = min(week, last) / last
        left = sum(week < one <= last for one in self._held_in)
        best = (sum(self._kept.values()) + left) / (len(self._kept) + left or 1)
        return expected, gone, gone * self.progress, bool(self._kept) and best < needed

    @property
    def blocker(self) -> str | None:
        """The blocker reported for the longest unbroken run of check-ins up to the last one."""
        if not self.runs:
            return None
        return max(self.runs, key=lambda name: len(self.runs[name]))
