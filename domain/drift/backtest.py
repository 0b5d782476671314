"""The detector held against what came of it: what it said week by week, and how it ended.

Pure functions of a history. What counts as known in a week is what had been recorded by its end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from statistics import fmean, median

from domain.cycles.cycle import Cycle
from domain.drift.alert import Alert, News, chances, is_told, steps, watch
from domain.drift.card import chance_of_miss, outlook
from domain.drift.evaluation import interval
from domain.drift.observed import observe
from domain.drift.rule import NEEDED, RULE, Rule
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import forecasting
from domain.progress.plan import Held
from domain.values import clamped

EARLY = 6 / 13
"""The share of a cycle that is early: six weeks of a quarter."""

SETTLED = 4 / 13
"""From which share of a cycle on the interval of its forecasts is looked at."""

BINS = 10

NEWS: tuple[News | None, ...] = (None, "raised", "lost")


class Seen(Value, frozen=True):
    """What was said of a key result at the end of one week; `told` messages had been sent by it."""

    week: int
    chance: float
    raised: bool
    told: int
    forecast: float
    low: float
    high: float


class Answered(Value, frozen=True):
    """What the owner answered when they were asked where it will end, in a week."""

    week: int
    expected: float


class Course(Value, frozen=True):
    """One key result's cycle of so many weeks: what was said, and how it ended in truth."""

    cycle: str
    team: str
    span: int
    needed: float
    final: float
    weeks: tuple[Seen, ...]
    answered: Answered | None = None

    @property
    def missed(self) -> bool:
        return self.final < self.needed - 1e-9

    @property
    def first_raised(self) -> int | None:
        """The week of the first alert; one in the last week warns nobody."""
        return next((one.week for one in self.weeks if one.raised and one.week < self.span), None)

    @property
    def told(self) -> int:
        return self.weeks[-1].told if self.weeks else 0


class Owners(Value, frozen=True):
    """The owners' own forecasts beside those of the same week that took them into account.

    The errors are how far they lay from the end on average; None where nobody answered.
    """

    answers: int = 0
    error: float | None = None
    our_error: float | None = None


class OfWeek(Value, frozen=True):
    """How good what was said by the end of a week was; None where there is nothing to judge by."""

    week: int
    judged: int
    precision: float | None
    recall: float | None
    brier: float | None
    base_brier: float | None
    """The score of somebody who only knows how many miss, among the same key results."""
    cover: float | None
    """The share of outcomes that lay in the interval meant to hold 80 %."""


class Bin(Value, frozen=True):
    """Of all that was said between two chances: the mean of it, and how often it came true."""

    low: float
    high: float
    count: int
    said: float | None
    happened: float | None


class Figures(Value, frozen=True):
    """What the detector was worth in a history."""

    key_results: int
    missed: int
    alerted: int
    precision: float | None
    recall: float | None
    recall_early: float | None
    false_alarms: float | None
    """The share of those that ended well for which an alert was raised."""
    lead: float | None
    """The median of the weeks between an alert and the end, of those that missed."""
    alerts_per_team_week: float | None
    told_per_team_week: float | None
    messages_per_alerted: float | None
    brier: float | None
    base_brier: float | None
    cover: float | None
    owners: Owners
    weeks: tuple[OfWeek, ...]
    reliability: tuple[Bin, ...]


def course(key_result: KeyResult, cycle: Cycle, held: Held, rule: Rule = RULE) -> tuple[Seen, ...]:
    """What was said at the end of each week, where all was recorded in the week it is about."""
    weeks = observe(key_result, cycle, cycle.ends, held, rule)
    needed = NEEDED[key_result.ambition]
    alerts = iter(steps(chances(weeks, key_result, rule), rule))
    found, before, told = [], None, 0
    for index, week in enumerate(weeks):
        if not is_told(week, rule):
            continue
        alert = next(alerts)
        told += _is_news(alert, before)
        before = alert.news
        low, forecast, high = interval(outlook(weeks, index, rule))
        chance = chance_of_miss(weeks, index, needed, rule)
        raised = alert.status == "raised"
        found.append(Seen(week.week, chance, raised, told, forecast, low, high))
    return tuple(found)


def course_as_known(
    known: Callable[[date], KeyResult], cycle: Cycle, held: Held, rule: Rule = RULE
) -> tuple[Seen, ...]:
    """The same from what was known on each week's last day: reports came late or were corrected."""
    found, before, told = [], None, 0
    for week, day in enumerate(cycle.last_days, 1):
        alert = watch(known(day), cycle, day, held, rule)
        told += _is_news(alert, before)
        before = alert.news
        now = alert.evaluation
        if now is not None:
            raised = alert.status == "raised"
            found.append(
                Seen(week, now.miss_probability, raised, told, now.forecast, now.low, now.high)
            )
    return tuple(found)


def _is_news(alert: Alert, before: News | None) -> bool:
    return NEWS.index(alert.news) > NEWS.index(before)


def figures(courses: Sequence[Course]) -> Figures:
    """All figures over the key results on which enough was reported to judge them."""
    judged = [one for one in courses if one.weeks]
    missed = [one for one in judged if one.missed]
    alerted = [one for one in judged if one.first_raised is not None]
    right = [one for one in alerted if one.missed]
    early = [one for one in right if (one.first_raised or 0) <= round(EARLY * one.span)]
    team_weeks = sum(span for _, _, span in {(one.cycle, one.team, one.span) for one in judged})
    told = sum(one.told for one in judged)
    span = max((one.span for one in judged), default=0)
    said = [(seen.chance, one.missed) for one in judged for seen in one.weeks]
    fine = len(judged) - len(missed)
    return Figures(
        key_results=len(judged),
        missed=len(missed),
        alerted=len(alerted),
        precision=share(len(right), len(alerted)),
        recall=share(len(right), len(missed)),
        recall_early=share(len(early), len(missed)),
        false_alarms=share(len(alerted) - len(right), fine),
        lead=median(one.span - (one.first_raised or 0) for one in right) if right else None,
        alerts_per_team_week=share(len(alerted), team_weeks),
        told_per_team_week=share(told, team_weeks),
        messages_per_alerted=share(told, sum(one.told > 0 for one in judged)),
        brier=_brier(said),
        base_brier=_base_brier([missed for _, missed in said]),
        cover=_cover((one, seen) for one in judged for seen in one.weeks if _settled(one, seen)),
        owners=_owners(judged),
        weeks=tuple(_of_week(judged, week) for week in range(1, span)),
        reliability=tuple(_bin(said, number) for number in range(BINS)),
    )


def answered(key_result: KeyResult, people: Collection[str], cycle: Cycle) -> Answered | None:
    given = forecasting.answer(key_result, people, cycle)
    if given is None:
        return None
    expected = forecasting.share(key_result.metric, given.value)
    return Answered(cycle.week(given.on), expected.clamped)


def _owners(courses: Sequence[Course]) -> Owners:
    pairs = [
        (abs(one.answered.expected - _ended(one)), abs(seen.forecast - _ended(one)))
        for one in courses
        if one.answered is not None
        for seen in one.weeks
        if seen.week == one.answered.week
    ]
    if not pairs:
        return Owners()
    theirs, ours = zip(*pairs, strict=True)
    return Owners(len(pairs), fmean(theirs), fmean(ours))


def _ended(one: Course) -> float:
    return clamped(one.final)


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _of_week(courses: Sequence[Course], week: int) -> OfWeek:
    now = [(one, seen) for one in courses for seen in one.weeks if seen.week == week]
    raised = [one for one in courses if (one.first_raised or week + 1) <= week]
    right = sum(one.missed for one in raised)
    said = [(seen.chance, one.missed) for one, seen in now]
    return OfWeek(
        week,
        len(now),
        share(right, len(raised)),
        share(right, sum(one.missed for one in courses)),
        _brier(said),
        _base_brier([missed for _, missed in said]),
        _cover(now),
    )


def _settled(one: Course, seen: Seen) -> bool:
    return SETTLED * one.span <= seen.week < one.span


def _brier(said: Sequence[tuple[float, bool]]) -> float | None:
    return fmean((chance - missed) ** 2 for chance, missed in said) if said else None


def _base_brier(missed: Sequence[bool]) -> float | None:
    base = fmean(missed) if missed else None
    return None if base is None else base * (1 - base)


def _cover(said: Iterable[tuple[Course, Seen]]) -> float | None:
    held = [seen.low <= _ended(one) <= seen.high for one, seen in said]
    return fmean(held) if held else None


def _bin(said: Sequence[tuple[float, bool]], number: int) -> Bin:
    within = [one for one in said if min(int(one[0] * BINS), BINS - 1) == number]
    return Bin(
        number / BINS,
        (number + 1) / BINS,
        len(within),
        fmean(chance for chance, _ in within) if within else None,
        fmean(missed for _, missed in within) if within else None,
    )
