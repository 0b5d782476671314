from __future__ import annotations

import math
from datetime import timedelta

import pytest

from domain.cycle import Cycle
from domain.drift.plan import Plan, plan_of
from domain.metric import Boolean, Decrease, MaintainAtLeast, Metric, Milestone, Step
from domain.values import CycleId
from tests.domain.drift.reports import TO_ONE
from tests.support.company import CYCLE, STARTS, key_result, week


def plan(metric: Metric = TO_ONE, midpoint: float | None = None, cycle: Cycle = CYCLE) -> Plan:
    return plan_of(key_result(metric, midpoint=midpoint), cycle)


def test_a_plan_begins_at_nothing_and_ends_at_all() -> None:
    for midpoint in (None, 0.0, 0.1, 0.5, 0.9, 1.0):
        found = plan(midpoint=midpoint)
        assert len(found) == CYCLE.weeks + 1
        assert (found[0], found[-1]) == (0, 1)
        assert list(found) == sorted(found)


def test_without_a_declaration_a_plan_is_linear() -> None:
    assert plan() == pytest.approx([number / 13 for number in range(14)])
    assert plan(Decrease(5, 1)) == plan(Boolean()) == plan(Milestone()) == plan()


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
    assert plan(midpoint=midpoint)[6] == pytest.approx((6 / 13) ** exponent)


def test_the_bent_plan_meets_its_midpoint_in_the_middle() -> None:
    even = Cycle(CycleId("even"), "Ten weeks", "custom", STARTS, STARTS + timedelta(69))
    assert plan(midpoint=0.2, cycle=even)[5] == pytest.approx(0.2)
    assert plan(midpoint=0.7, cycle=even)[5] == pytest.approx(0.7)


def test_milestones_are_expected_when_their_steps_are_due() -> None:
    metric = Milestone((Step("beta", 1, week(4)), Step("launch", 3)))
    found = plan(metric)
    assert found[3] == 0
    assert found[4] == found[12] == 0.25
    assert found[13] == 1


def test_a_step_due_on_the_last_day_of_a_week_is_expected_in_that_week() -> None:
    found = plan(Milestone((Step("beta", 1, CYCLE.last_day(4)), Step("launch", 1))))
    assert (found[3], found[4]) == (0, 0.5)


def test_milestones_without_due_dates_are_expected_evenly() -> None:
    assert plan(Milestone((Step("beta"), Step("launch")))) == plan()


def test_to_maintain_is_expected_evenly_whatever_was_declared() -> None:
    assert plan(MaintainAtLeast(5), midpoint=0.2) == plan()
