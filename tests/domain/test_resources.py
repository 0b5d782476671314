from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.errors import Rejection
from domain.organization.consistency import UnknownUnit
from domain.resources import pools
from domain.resources.pools import (
    Capacity,
    CapacityChanged,
    CapacityOutOfBounds,
    ChangeCapacity,
    ClosePool,
    OpenPool,
    PoolClosed,
    PoolCommand,
    PoolExists,
    PoolIsClosed,
    PoolNameTaken,
    PoolOpened,
    UnknownPool,
)
from domain.values import PoolId, UnitId
from tests.support.company import CHART, ENGINEERING, STARTS, week
from tests.support.given import Scenario

DESIGN = PoolId("design")
opened = PoolOpened(DESIGN, "Design", "person-days", 10.0, STARTS, ENGINEERING)
open_design = OpenPool(DESIGN, "Design", "person-days", 10.0, STARTS, ENGINEERING)
more = CapacityChanged(DESIGN, week(5), 15.0)
closed = PoolClosed(DESIGN, week(9))


def decide(state: pools.Pools, command: PoolCommand) -> list[pools.PoolEvent]:
    return pools.decide(state, command, CHART)


nothing = Scenario(decide, pools.evolve, pools.EMPTY)
design = nothing.given(opened)


def pool(*events: pools.PoolEvent) -> pools.Pool:
    state = pools.EMPTY
    for event in (opened, *events):
        state = pools.evolve(state, event)
    return state.pools[DESIGN]


def test_a_pool_is_opened_with_what_it_holds_per_week() -> None:
    nothing.when(open_design).then(opened)


def test_a_pool_may_belong_to_no_unit() -> None:
    nothing.when(replace(open_design, unit_id=None)).then(replace(opened, unit_id=None))


def test_opening_a_pool_again_is_nothing_new_whatever_became_of_it() -> None:
    design.given(more, closed).when(open_design).then_nothing()


def test_a_pools_identifier_belongs_to_it() -> None:
    design.when(replace(open_design, name="Research")).then_rejected(PoolExists, "Design")


def test_two_open_pools_have_two_names() -> None:
    other = replace(open_design, pool_id=PoolId("other"))
    design.when(other).then_rejected(PoolNameTaken, "Design")
    assert design.given(closed).decide(other)


@pytest.mark.parametrize("per_week", [-1.0, 1e16, float("nan"), float("inf")])
def test_capacity_is_an_ordinary_number_from_zero_on(per_week: float) -> None:
    nothing.when(replace(open_design, per_week=per_week)).then_rejected(CapacityOutOfBounds)
    design.when(ChangeCapacity(DESIGN, week(2), per_week)).then_rejected(CapacityOutOfBounds)


def test_a_pool_belongs_to_a_unit_that_is_there() -> None:
    elsewhere = replace(open_design, unit_id=UnitId("elsewhere"))
    nothing.when(elsewhere).then_rejected(UnknownUnit, "elsewhere")


def test_capacity_changes_from_a_day_on() -> None:
    design.when(ChangeCapacity(DESIGN, week(5), 15.0)).then(more)


def test_what_was_there_before_a_change_stays_known() -> None:
    changed = pool(CapacityChanged(DESIGN, week(8), 0.0), more)
    found = [changed.per_week(day) for day in (STARTS, week(4), week(5), week(7), week(8))]
    assert found == [10.0, 10.0, 15.0, 15.0, 0.0]


def test_there_is_nothing_before_a_pool_opens_or_once_it_closes() -> None:
    before = date.fromordinal(STARTS.toordinal() - 1)
    assert pool().per_week(before) == 0.0
    assert pool(closed).per_week(week(8)) == 10.0
    assert pool(closed).per_week(week(9)) == 0.0


def test_a_change_to_what_is_already_so_is_nothing_new() -> None:
    design.when(ChangeCapacity(DESIGN, week(3), 10.0)).then_nothing()


def test_the_later_change_of_a_day_holds() -> None:
    changed = pool(more, CapacityChanged(DESIGN, week(5), 12.0))
    assert changed.capacities == (Capacity(STARTS, 10.0), Capacity(week(5), 12.0))


def test_a_pool_is_closed_from_a_day_on() -> None:
    design.when(ClosePool(DESIGN, week(9))).then(closed)


def test_a_pool_can_be_closed_earlier_but_not_opened_again() -> None:
    design.given(closed).when(ClosePool(DESIGN, week(7))).then(PoolClosed(DESIGN, week(7)))
    design.given(closed).when(ClosePool(DESIGN, week(10))).then_rejected(PoolIsClosed, "Design")


@pytest.mark.parametrize("day", [date(2020, 1, 1), week(9)])
def test_a_pools_capacity_changes_while_it_is_open(day: date) -> None:
    change = ChangeCapacity(DESIGN, day, 3.0)
    design.given(closed).when(change).then_rejected(PoolIsClosed, str(day))


@pytest.mark.parametrize(
    "command", [ChangeCapacity(PoolId("gold"), STARTS, 1.0), ClosePool(PoolId("gold"), STARTS)]
)
def test_a_pool_that_is_not_there_cannot_change(command: PoolCommand) -> None:
    design.when(command).then_rejected(UnknownPool, "gold")


def test_facts_about_an_unknown_pool_are_passed_over() -> None:
    assert pools.evolve(pools.EMPTY, more) == pools.EMPTY
    assert pools.evolve(pools.EMPTY, closed) == pools.EMPTY


def test_what_names_no_pool_is_missing_and_what_is_closed_is_a_conflict() -> None:
    kinds: list[type[Rejection]] = [UnknownPool, PoolIsClosed, PoolNameTaken, CapacityOutOfBounds]
    assert [one.kind for one in kinds] == ["missing", "conflict", "conflict", "invalid"]
