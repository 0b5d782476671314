from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.cycles import cycle, fiscal
from domain.cycles.cycle import (
    CycleDefined,
    CycleExists,
    CycleNameTaken,
    DefineCycle,
    DefineYear,
    YearIdsRepeated,
)
from domain.cycles.fiscal import Span
from domain.values import CycleId
from tests.support.given import Scenario

YEAR = CycleId("year")
QUARTERS = (CycleId("q1"), CycleId("q2"), CycleId("q3"), CycleId("q4"))
define_it = DefineYear(YEAR, QUARTERS, 2027)


def beginning_in(month: int) -> Scenario:
    return Scenario(
        lambda state, command: cycle.decide(state, command, begins=month),
        cycle.evolve,
        cycle.EMPTY,
    )


def test_a_fiscal_year_that_begins_in_january_is_the_calendars() -> None:
    assert fiscal.year(2027) == Span("FY27", date(2027, 1, 1), date(2027, 12, 31))
    assert fiscal.quarters(2027)[0] == Span("FY27-Q1", date(2027, 1, 1), date(2027, 3, 31))


def test_a_fiscal_year_is_called_after_the_year_in_which_it_ends() -> None:
    assert fiscal.year(2027, 10) == Span("FY27", date(2026, 10, 1), date(2027, 9, 30))
    assert fiscal.quarters(2027, 10)[1] == Span("FY27-Q2", date(2027, 1, 1), date(2027, 3, 31))


@given(st.integers(1971, 2200), st.integers(1, 12))
def test_four_quarters_follow_each_other_through_the_whole_year(year: int, month: int) -> None:
    whole, quarters = fiscal.year(year, month), fiscal.quarters(year, month)
    assert (quarters[0].starts, quarters[-1].ends) == (whole.starts, whole.ends)
    for one, following in pairwise(quarters):
        assert one.ends + timedelta(days=1) == following.starts
    assert fiscal.year(year + 1, month).starts == whole.ends + timedelta(days=1)


def test_a_year_is_defined_with_its_quarters_in_one_go() -> None:
    beginning_in(10).when(define_it).then(
        CycleDefined(YEAR, "FY27", "year", date(2026, 10, 1), date(2027, 9, 30)),
        CycleDefined(QUARTERS[0], "FY27-Q1", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        CycleDefined(QUARTERS[1], "FY27-Q2", "quarter", date(2027, 1, 1), date(2027, 3, 31)),
        CycleDefined(QUARTERS[2], "FY27-Q3", "quarter", date(2027, 4, 1), date(2027, 6, 30)),
        CycleDefined(QUARTERS[3], "FY27-Q4", "quarter", date(2027, 7, 1), date(2027, 9, 30)),
    )


def test_a_year_that_is_there_is_not_defined_again() -> None:
    there = beginning_in(10).given(*cycle.decide(cycle.EMPTY, define_it, begins=10))
    again = DefineYear(CycleId("other"), (*QUARTERS[:3], CycleId("another")), 2027)
    there.when(again).then_rejected(CycleNameTaken, "'FY27'")
    there.when(DefineYear(YEAR, QUARTERS, 2028)).then_rejected(CycleExists, "'FY27'")


def test_one_identifier_is_not_two_cycles_of_a_year() -> None:
    beginning_in(1).when(DefineYear(YEAR, (YEAR, *QUARTERS[1:]), 2027)).then_rejected(
        YearIdsRepeated
    )


def test_a_calendar_knows_the_year_of_a_cycle() -> None:
    told = beginning_in(10).given(*cycle.decide(cycle.EMPTY, define_it, begins=10))
    custom = DefineCycle(
        CycleId("sprint"), "Sprint", date(2026, 9, 20), date(2026, 11, 1), "custom"
    )
    calendar = told.given(*cycle.decide(cycle.EMPTY, custom)).state()
    year = calendar.cycles[YEAR]
    assert calendar.year_of(calendar.cycles[QUARTERS[3]]) == year
    assert calendar.year_of(calendar.cycles[CycleId("sprint")]) == year
    assert calendar.year_of(year) is None
    assert cycle.EMPTY.year_of(calendar.cycles[QUARTERS[0]]) is None
