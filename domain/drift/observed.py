"""What was known of a key result, week by week."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from domain.cycles.cycle import Cycle
from domain.dependencies.lateness import Late, late_as_known
from domain.drift.rule import RULE, Rule
from domain.measuring import forecast
from domain.measuring.check_in import CheckedIn
from domain.measuring.expected_score import EXPECTED
from domain.measuring.metric import Maintain
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import attainment, forecasting, plan
from domain.progress.plan import Held
from domain.values import CheckInId, clamped

Stated = tuple[int, CheckInId]
"""A confidence and the check-in that stated it."""

NOBODY: tuple[CheckInId, ...] = ()
A_DAY = timedelta(days=1)


class Projected(Value, frozen=True):
    """Where somebody said, on a day, that a key result will end."""

    progress: float
    on: date


class Week(Value, frozen=True, gc=False):
    """What was known of a key result at the end of one week of its cycle.

    `time` is the share of the plan's weeks that are over. `progress` and `expected` are what every
    view shows. `gone` is the share of the plan that is owed, and `earned` the part of the whole
    that is reached by then: they differ from the first two where a level is kept. `missed` says
    that the target is out of reach. `recent` are the confidences that this week and those before it
    ended with; `stated` are those of the last reports that stated one, and `usual` is the mean of
    all so far; `flat` are the check-ins in a row that stated the same one, `blocked_by` those that
    reported the longest-running blocker, `still` the first and the last of those between which the
    value did not move. `value_from` is empty until a value is reported, and `value_in` is the week
    in which the last one was. `silent` counts the check-ins that were due since the last one, which
    is `last_report`. `planned` says that somebody declared how the plan goes. `lacking` is what it
    depends on and was promised too late, or was needed and was not there, as known until the next
    week could be looked at.
    """

    week: int
    time: float
    progress: float
    expected: float
    gone: float
    earned: float
    missed: bool
    confidence: Stated | None
    recent: tuple[Stated, ...]
    stated: tuple[Stated, ...]
    usual: float
    flat: tuple[CheckInId, ...]
    blocker: str | None
    blocked_by: tuple[CheckInId, ...]
    still: tuple[CheckInId, ...]
    still_weeks: int
    reports: int
    value_from: tuple[CheckInId, ...]
    value_in: int
    last_report: tuple[CheckInId, ...]
    silent: int
    maintained: bool
    planned: bool
    lacking: tuple[Late, ...] = ()
    projected: Projected | None = None


def observe(
    key_result: KeyResult,
    cycle: Cycle,
    as_of: date,
    held_in: Held,
    rule: Rule = RULE,
) -> list[Week]:
    """One entry per week that is over, and one for the week under way once there is news in it.

    News is a report, a forecast by people, and that the plan is over. Values and confidence
    are carried forward through silent weeks. Empty until something is reported. `held_in` are the
    weeks in which check-ins are held.
    """
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if not reports:
        return []
    told = [one.on for one in key_result.forecasts if one.on <= as_of]
    news = sorted([one.effective for one in reports] + told)
    seen, needs = _Seen(key_result, cycle, held_in, rule), key_result.dependencies.values()
    last = cycle.week(as_of)
    if as_of < seen.over_on:
        last = max(plan.weeks_over(cycle, as_of), cycle.week(news[-1]))
    weeks: list[Week] = []
    taken, count = 0, len(reports)
    for week, ends in enumerate(cycle.last_days[:last], 1):
        while taken < count and (reports[taken].effective <= ends or week == last):
            seen.take(reports[taken], week)
            taken += 1
        over = week if ends <= as_of else week - 1
        late: tuple[Late, ...] = ()
        if needs:
            late = late_as_known(needs, as_of if week == last else seen.until(week, news))
        weeks.append(seen.at_end(week, min(ends, as_of), over, taken, late))
    return weeks


def unchanged_since(key_result: KeyResult, cycle: Cycle, as_of: date) -> date:
    """A day up to `as_of` by the end of which all that is observed was as it is now.

    While a week goes by without news, what is observed stays, and need not be looked at again. What
    depends on the very day: whether a delivery is late, what is held against a plan that is over,
    and the plan itself where no value was reported.
    """
    if key_result.dependencies or as_of >= plan.over_on(key_result, cycle):
        return as_of
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if all(attainment.stated(key_result.metric, one) is None for one in reports):
        return as_of
    over = plan.weeks_over(cycle, as_of)
    told = forecast.latest(key_result.forecasts, as_of)
    return max(
        reports[-1].effective,
        cycle.starts if told is None else told.on,
        cycle.last_day(over) if over else cycle.starts,
    )


class _Seen:
    """What the reports read so far amount to."""

    def __init__(self, key_result: KeyResult, cycle: Cycle, held_in: Held, rule: Rule) -> None:
        metric = key_result.metric
        self._key_result, self._metric, self._cycle, self._rule = key_result, metric, cycle, rule
        self._maintains = isinstance(metric, Maintain)
        self._scale = attainment.scale(metric)
        self._planned = plan.is_declared(key_result)
        self._needed = EXPECTED[key_result.ambition]
        self._end, self.over_on = plan.ends(key_result, cycle), plan.over_on(key_result, cycle)
        self._last_week = cycle.week(self._end)
        self._course = plan.course(key_result, cycle)
        self._held_in = held_in
        self._due = plan.due_by_week(held_in, cycle.weeks)
        self._kept: dict[int, float] = {}
        self._reported: date | None = None
        self._reported_in = self._heard_in = self._still_since = 0
        self._progress = self._still_at = 0.0
        self._confidence: Stated | None = None
        self._recent: tuple[Stated, ...] = ()
        self._stated: tuple[Stated, ...] = ()
        self._levels = self._times = 0
        self._flat = self._value_from = self._heard = self._still = NOBODY
        self._runs: dict[str, tuple[CheckInId, ...]] = {}

    def take(self, report: CheckedIn, week: int) -> None:
        self._heard, self._heard_in = (report.check_in_id,), week
        if report.confidence is not None:
            same = self._confidence is not None and self._confidence[0] == report.confidence
            self._flat = (*self._flat, report.check_in_id) if same else self._heard
            self._confidence = (report.confidence, report.check_in_id)
            self._stated = (*self._stated[1 - self._rule.recent_reports :], self._confidence)
            self._levels, self._times = self._levels + report.confidence, self._times + 1
        value = attainment.stated(self._metric, report)
        if value is not None:
            self._value_from = self._heard
            self._reported, self._reported_in = report.effective, week
            self._progress = self._reached(value, week, report.effective)
            if self._still and abs(self._progress - self._still_at) < self._rule.movement:
                self._still = (self._still[0], report.check_in_id)
            else:
                self._still, self._still_at, self._still_since = self._heard, self._progress, week
        if self._runs or report.blockers:
            self._runs = {
                blocker.name: (*self._runs.get(blocker.name, ()), report.check_in_id)
                for blocker in report.blockers
            }

    def _reached(self, value: float, week: int, day: date) -> float:
        """The progress that a value amounts to; of a level, with those of the weeks before."""
        share = self._scale(value)
        if not self._maintains:
            return clamped(share)
        if day <= self._end:
            self._kept[week] = share
        return sum(self._kept.values()) / len(self._kept) if self._kept else 0.0

    def at_end(
        self, week: int, day: date, over: int, reports: int, lacking: tuple[Late, ...]
    ) -> Week:
        """All that is known at the end of a week, which is a day of it where it is under way."""
        if self._confidence is not None:
            self._recent = (*self._recent[-self._rule.recent_weeks :], self._confidence)
        expected, gone, earned, missed = self._beside_plan(week, day, over)
        blocker, blocked_by = self._blocker() if self._runs else (None, NOBODY)
        return Week(
            week,
            week / self._last_week if week < self._last_week else 1.0,
            self._progress,
            expected,
            gone,
            earned,
            missed,
            self._confidence,
            self._recent,
            self._stated,
            self._levels / (self._times or 1),
            self._flat,
            blocker,
            blocked_by,
            self._still,
            self._reported_in - self._still_since,
            reports,
            self._value_from,
            self._reported_in,
            self._heard,
            self._due.between(self._heard_in, over) if 0 < self._heard_in < over else 0,
            self._maintains,
            self._planned,
            lacking,
            self._projected(day, earned) if self._key_result.forecasts else None,
        )

    def _projected(self, day: date, earned: float) -> Projected | None:
        """What was expected last by the end of a day, unless a later report has gone beyond it."""
        told = forecast.latest(self._key_result.forecasts, day)
        if told is None:
            return None
        progress = forecasting.share(self._metric, told.value).clamped
        if self._reported is not None and told.on < self._reported and progress < earned:
            return None
        return Projected(progress, told.on)

    def _beside_plan(self, week: int, day: date, over: int) -> tuple[float, float, float, bool]:
        """Expected, gone, earned and missed, at the end of a week."""
        expected = self._course(self._held_against(day, over))
        if not self._maintains:
            missed = day > self._end and self._progress < self._needed
            return expected, expected, self._progress, missed
        last = self._last_week
        gone = min(week, last) / last
        left = sum(week < one <= last for one in self._held_in)
        best = (sum(self._kept.values()) + left) / (len(self._kept) + left or 1)
        return expected, gone, gone * self._progress, bool(self._kept) and best < self._needed

    def _held_against(self, day: date, over: int) -> date:
        """As `plan.held_against`, which see; it is asked anew for each week here."""
        if self._reported is None or day >= self.over_on:
            return day
        if over > self._reported_in and self._due.last(over) > self._reported_in:
            return self._cycle.last_days[self._due.last(over) - 1]
        return self._reported

    def _blocker(self) -> tuple[str, tuple[CheckInId, ...]]:
        """The blocker reported for the longest unbroken run of check-ins up to the last one."""
        name = max(self._runs, key=lambda one: len(self._runs[one]))
        return name, self._runs[name]

    def until(self, week: int, news: list[date]) -> date:
        """The day up to which a week was the last one to look at.

        The next one is there from its first news on, or when it is over. What is recorded in
        between, about a promise for example, would otherwise count only then.
        """
        ends, next_ends = self._cycle.last_days[week - 1 : week + 1]
        first = bisect_right(news, ends)
        over = max(self.over_on, ends + A_DAY)
        return min(*news[first : first + 1], over, next_ends) - A_DAY
