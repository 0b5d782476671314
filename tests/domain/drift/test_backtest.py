from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.drift import watch
from domain.drift.backtest import (
    Answered,
    Course,
    Owners,
    Seen,
    answered,
    course,
    course_as_known,
    figures,
)
from domain.measuring.forecast import ForecastGiven
from domain.objectives.state import KeyResult
from tests.domain.drift.reports import CYCLE, EVERY_WEEK, TO_ONE, say
from tests.domain.drift.test_faults_of_kind import ROWS, Row
from tests.support.company import BUGS, RELIABLE, key_result


def seen(week: int, chance: float, *, raised: bool = False, told: int = 0) -> Seen:
    return Seen(week, chance, raised, told, 0.6, 0.5, 0.7)


def ended(final: float, *weeks: Seen, team: str = "a") -> Course:
    return Course("q", team, 13, 0.7, final, weeks)


RIGHT = ended(0.5, seen(4, 0.4), seen(5, 0.8, raised=True, told=1), seen(12, 0.9, told=1))
UNSEEN = ended(0.65, seen(4, 0.2), seen(12, 0.6))
WRONG = ended(0.9, seen(7, 0.9, raised=True, told=1), seen(9, 0.9, raised=True, told=2))
FINE = ended(1.2, seen(4, 0.1), seen(12, 0.0), team="b")
LATE = ended(0.1, seen(4, 0.5), seen(13, 1.0, raised=True, told=1))


def test_the_figures_are_those_that_one_counts_by_hand() -> None:
    found = figures([RIGHT, UNSEEN, WRONG, FINE, LATE, ended(0.4)])
    assert (found.key_results, found.missed, found.alerted) == (5, 3, 2)
    assert (found.precision, found.recall, found.recall_early) == (1 / 2, 1 / 3, 1 / 3)
    assert (found.false_alarms, found.lead) == (1 / 2, 8)
    assert found.alerts_per_team_week == 2 / 26
    assert found.told_per_team_week == 4 / 26
    assert found.messages_per_alerted == 4 / 3
    assert found.cover == pytest.approx(5 / 10)


def test_chances_are_scored_beside_somebody_who_knows_only_how_many_miss() -> None:
    week = figures([RIGHT, UNSEEN, FINE]).weeks[3]
    assert (week.week, week.judged) == (4, 3)
    assert week.brier == pytest.approx((0.6**2 + 0.8**2 + 0.1**2) / 3)
    assert week.base_brier == pytest.approx(2 / 9)


def test_what_was_said_is_held_beside_how_often_it_happened() -> None:
    found = figures([RIGHT, UNSEEN, WRONG])
    (nine,) = [one for one in found.reliability if one.low == 0.9]
    assert nine.count == 3
    assert nine.happened == pytest.approx(1 / 3)


def test_owners_are_held_against_the_end_beside_our_forecast_of_the_same_week() -> None:
    right = replace(RIGHT, answered=Answered(5, 0.4))
    high = replace(FINE, answered=Answered(12, 0.9))
    unjudged = replace(WRONG, answered=Answered(2, 0.1))
    found = figures([right, high, unjudged, UNSEEN]).owners
    assert found.answers == 2
    assert found.error == pytest.approx((0.1 + 0.1) / 2)
    assert found.our_error == pytest.approx((0.1 + 0.4) / 2)
    assert figures([UNSEEN]).owners == Owners()


def test_what_an_owner_answered_is_the_last_word_while_they_were_asked() -> None:
    said = [ForecastGiven(RELIABLE, BUGS, 0.1 * n, CYCLE.last_day(n)) for n in (6, 8, 12)]
    found = answered(key_result(TO_ONE, forecasts=tuple(said)), (), CYCLE)
    assert found is not None
    assert found.week == 8
    assert found.expected == pytest.approx(0.8)
    assert answered(key_result(TO_ONE), (), CYCLE) is None


def test_an_empty_history_has_no_figures() -> None:
    found = figures([])
    assert (found.precision, found.brier, found.weeks) == (None, None, ())


@pytest.mark.parametrize("row", ROWS, ids=[row.kind for row in ROWS])
def test_what_is_replayed_is_what_was_seen_each_week(row: Row) -> None:
    found = {one.week: one for one in course(row.course, CYCLE, EVERY_WEEK)}
    for week, day in enumerate(CYCLE.last_days, 1):
        alert = watch(row.course, CYCLE, day, EVERY_WEEK)
        now = alert.evaluation
        if now is None:
            assert week not in found
            continue
        assert found[week].chance == now.miss_probability
        assert (found[week].low, found[week].high) == (now.low, now.high)
        assert found[week].raised == (alert.status == "raised")
        assert found[week].told == alert.raises


def test_what_was_recorded_later_was_not_known_yet() -> None:
    whole = key_result(TO_ONE, *(say(n, 0.02, 1) for n in range(1, 10)))

    def known(day: date) -> KeyResult:
        return whole if day > CYCLE.last_day(9) else replace(whole, check_ins=())

    found = course_as_known(known, CYCLE, EVERY_WEEK)
    assert [one.week for one in found] == [10, 11, 12, 13]
    assert course(whole, CYCLE, EVERY_WEEK)[0].week == 3
