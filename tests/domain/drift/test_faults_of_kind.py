"""Kinds of key results that a detector made for straight lines gets wrong, and what it owes them.

Each row is a course of thirteen weeks: by which week at the latest it has to be raised, or that it
never may be (before the last day, on which all is owed).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

import pytest

from domain.drift.alert import Alert
from domain.measuring.check_in import CheckedIn
from domain.measuring.metric import Boolean, MaintainAtLeast, Metric, Milestone, Step
from domain.objectives.state import KeyResult
from tests.domain.drift.reports import CYCLE, TO_ONE, alert_of, say
from tests.support.company import key_result, reported

WEEKS = range(1, 14)
STEPS = Milestone((Step("design"), Step("build"), Step("ship")))


class Row(NamedTuple):
    kind: str
    course: KeyResult
    raised_by: int | None
    raised_from: int = 3


def course(
    *values: float, confidence: int | None = 4, metric: Metric = TO_ONE, **more: object
) -> KeyResult:
    """A value each week from the first on; the last one is repeated to the end."""
    all_of_it = (*values, *[values[-1]] * (13 - len(values)))
    reports = [say(n, value, confidence) for n, value in enumerate(all_of_it, 1)]
    return key_result(metric, *reports, **more)


def share(of_plan: float, confidence: int = 4, **more: object) -> KeyResult:
    reports = (say(n, of_plan * n / 13, confidence) for n in WEEKS)
    return key_result(TO_ONE, *reports, **more)


def stops(at: float, week: int) -> KeyResult:
    return course(*(at * n / week for n in range(1, week + 1)))


def confident(metric: Metric, **more: object) -> KeyResult:
    """Nothing done until the end, and nothing to worry about."""
    steps = isinstance(metric, Milestone)
    reports = [
        say(n, confidence=5, done=()) if steps else say(n, 0, confidence=5) for n in range(1, 13)
    ]
    return key_result(metric, *reports, **more)


def every(weeks: Iterable[int], pace: float, confidence: int) -> KeyResult:
    return key_result(TO_ONE, *(say(n, pace * n / 13, confidence) for n in weeks))


def early_in_the_week(pace: float) -> KeyResult:
    def report(week: int) -> CheckedIn:
        day = CYCLE.first_day(week)
        gone = ((day - CYCLE.starts).days + 1) / 91
        return reported(f"w{week}", day, pace * gone, 4)

    return key_result(TO_ONE, *map(report, WEEKS))


ROWS = (
    Row("a yes or no at the end, its owner sure", confident(Boolean()), None),
    Row("steps without dates, their owner sure", confident(STEPS), None),
    Row("a due date that is past", share(0.6, due=CYCLE.last_day(6)), 7),
    Row("a due date that is met", share(13 / 6, due=CYCLE.last_day(6)), None),
    Row(
        "confidence 1 in eight check-ins, and no value",
        key_result(TO_ONE, *(say(n, confidence=1) for n in range(1, 9))),
        9,
    ),
    Row("two reports that go badly, then silence", every((1, 2), 0.4, 2), 10),
    Row("a report every fourth week that goes badly", every((1, 5, 9, 13), 0.3, 2), 10),
    Row("a report every third week that goes well", every((1, 4, 7, 10, 13), 1.05, 4), None),
    Row(
        "a committed level that is lost once",
        course(9, 9, 1, 9, metric=MaintainAtLeast(5), ambition="committed"),
        3,
    ),
    Row("30 % of the plan, its owner sure", share(0.3), 10),
    Row("30 % of the plan, its owner very sure", share(0.3, 5), 10),
    Row("half of the plan, its owner sure", share(0.5), 12),
    Row("half of the plan, its owner in doubt", share(0.5, 2), 12),
    Row("stops at 40 % in week 6", stops(0.4, 6), 10),
    Row("stops at 60 % in week 8", stops(0.6, 8), 12),
    Row("on plan", share(1), None),
    Row("on plan, committed", share(1.06, ambition="committed"), None),
    Row("a report early in each week", early_in_the_week(0.95), None),
    Row("late, as declared", course(*((n / 13) ** 3 for n in WEEKS), midpoint=0.1), None),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row.kind for row in ROWS])
def test_each_kind_is_raised_in_time_or_never(row: Row) -> None:
    raised = [number for number in WEEKS if alert_of(row.course, number).status == "raised"]
    if row.raised_by is None:
        assert [number for number in raised if number < 13] == []
    else:
        assert row.raised_from <= raised[0] <= row.raised_by


def test_what_cannot_be_held_any_more_is_certain() -> None:
    lost = course(9, 9, 1, 9, metric=MaintainAtLeast(5), ambition="committed")
    evaluation = alert_of(lost, 5).evaluation
    assert evaluation is not None
    assert (evaluation.miss_probability, evaluation.missed) == (1.0, True)


def told(found: KeyResult) -> list[int]:
    """The weeks in which there was something to tell that had not been told."""
    weeks, before = [], 0
    for number in WEEKS:
        alert: Alert = alert_of(found, number)
        if alert.raises > before:
            weeks.append(number)
        before = alert.raises
    return weeks


@pytest.mark.parametrize("found", [share(0.3), stops(0.4, 6), share(0.5, 2)])
def test_an_alert_is_told_once_also_when_it_steps_up(found: KeyResult) -> None:
    assert alert_of(found, 13).severity == "high"
    assert len(told(found)) == 1


def test_that_a_target_is_out_of_reach_is_news_though_an_alert_is_raised() -> None:
    due = CYCLE.last_day(10)
    found = course(*(0.2 * n / 10 for n in range(1, 11)), confidence=1, due=due)
    assert [alert_of(found, number).news for number in (10, 11)] == ["raised", "lost"]
    assert told(found)[-1] == CYCLE.week(due + timedelta(1))
