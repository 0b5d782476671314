from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measuring.metric import Boolean, Decrease, MaintainAtLeast, Metric, Milestone, Step
from domain.objectives.state import KeyResult
from domain.progress import plan
from tests.domain.drift.reports import CYCLE, ENDS, TO_ONE
from tests.support.company import STARTS, key_result


def expected(found: KeyResult) -> list[float]:
    """At the end of each week."""
    return [plan.expected(found, CYCLE, day) for day in CYCLE.last_days]


def test_a_plan_begins_at_nothing_and_ends_at_all() -> None:
    for midpoint in (None, 0.0, 0.1, 0.5, 0.9, 1.0):
        found = expected(key_result(TO_ONE, midpoint=midpoint))
        assert found[-1] == 1
        assert found == sorted(found)
        assert plan.expected(key_result(TO_ONE), CYCLE, STARTS - timedelta(1)) == 0


@pytest.mark.parametrize("metric", [TO_ONE, Decrease(5, 1), Milestone()], ids=repr)
def test_without_a_declaration_a_plan_is_a_straight_line_over_its_days(metric: Metric) -> None:
    assert expected(key_result(metric)) == pytest.approx([number / 13 for number in range(1, 14)])
    assert plan.expected(key_result(metric), CYCLE, STARTS) == pytest.approx(1 / 91)


@pytest.mark.parametrize(
    ("midpoint", "exponent"),
    [
        (0.5, 1.0),
        (0.2, math.log(0.2) / math.log(0.5)),
        (0.24, math.log(0.2) / math.log(0.5)),
        (0.8, 0.4),
        (0.7, math.log(0.7) / math.log(0.5)),
        (0.1, math.log(0.1) / math.log(0.5)),
        (0.0, 4.0),
        (1.0, 0.4),
    ],
)
def test_a_declared_midpoint_bends_the_plan(midpoint: float, exponent: float) -> None:
    found = expected(key_result(TO_ONE, midpoint=midpoint))
    assert found[5] == pytest.approx((6 / 13) ** exponent)


@pytest.mark.parametrize("midpoint", [0.4, 0.5, 0.7])
@pytest.mark.parametrize("due", [None, STARTS + timedelta(60)])
def test_the_bent_plan_meets_its_midpoint_in_the_middle_of_the_cycle(
    midpoint: float, due: date | None
) -> None:
    found = key_result(TO_ONE, midpoint=midpoint, due=due)
    before, after = (
        plan.expected(found, CYCLE, STARTS + timedelta(days)) for days in (44, 45)
    )  # 45 and 46 days of 91
    assert before <= midpoint <= after


def test_a_due_date_ends_the_plan() -> None:
    found = key_result(TO_ONE, due=CYCLE.last_day(6))
    assert expected(found)[:7] == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1, 1])


def test_a_midpoint_after_the_due_date_says_nothing() -> None:
    assert expected(key_result(TO_ONE, due=CYCLE.last_day(4), midpoint=0.1)) == expected(
        key_result(TO_ONE, due=CYCLE.last_day(4))
    )


@pytest.mark.parametrize("due", [None, CYCLE.last_day(9)])
def test_a_yes_or_no_owes_nothing_before_its_day(due: date | None) -> None:
    found, owed = key_result(Boolean(), due=due), due + timedelta(1) if due else ENDS
    assert plan.expected(found, CYCLE, owed - timedelta(1)) == 0
    assert plan.expected(found, CYCLE, owed) == 1


def test_steps_owe_their_weight_once_their_day_is_over_and_the_others_at_the_end() -> None:
    beta = Step("beta", 1, CYCLE.last_day(4))
    found = expected(key_result(Milestone((beta, Step("launch", 3)))))
    assert found == [0] * 4 + [0.25] * 8 + [1]
    assert expected(key_result(Milestone((Step("beta"), Step("launch"))))) == [0] * 12 + [1]
    sooner = key_result(Milestone((beta, Step("launch", 3))), due=CYCLE.last_day(6))
    assert expected(sooner) == [0] * 4 + [0.25] * 2 + [1] * 7


def test_a_level_is_owed_from_the_first_day_on_as_often_as_it_counts_as_reached() -> None:
    for ambition, needed in (("committed", 1.0), ("aspirational", 0.7)):
        found = key_result(MaintainAtLeast(5), midpoint=0.2, ambition=ambition)
        assert expected(found) == [needed] * 13


# On which day of the plan a report is held against it


HELD = frozenset({1, 2, 3, 5, 7, 9, 11, 13})


@given(st.integers(0, 90), st.integers(0, 90))
def test_a_report_is_held_against_its_own_day_or_a_later_one_when_it_was_missed(
    reported: int, later: int
) -> None:
    day, as_of = STARTS + timedelta(min(reported, later)), STARTS + timedelta(max(reported, later))
    against = plan.held_against(key_result(TO_ONE), CYCLE, day, as_of, HELD)
    missed = [week for week in HELD if CYCLE.week(day) < week and CYCLE.last_day(week) <= as_of]
    if as_of == ENDS:
        assert against == ENDS
    else:
        assert against == (CYCLE.last_day(max(missed)) if missed else day)
    assert day <= against <= as_of


def test_where_nothing_was_reported_today_counts() -> None:
    assert plan.held_against(key_result(TO_ONE), CYCLE, None, STARTS, HELD) == STARTS


def test_once_the_plan_is_over_all_of_it_is_owed_whenever_it_was_reported() -> None:
    found = key_result(Boolean(), due=CYCLE.last_day(5))
    due = CYCLE.last_day(5)
    for today, owed in ((due, 0), (due + timedelta(1), 1)):
        on = plan.held_against(found, CYCLE, due - timedelta(1), today, HELD)
        assert plan.expected(found, CYCLE, on) == owed
