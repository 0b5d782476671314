"""Which days rituals come to: some by hand, and then on any schedule."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.cycles.cycle import Calendar, Cycle
from domain.rituals import schedule
from domain.rituals.cadence import EndOfCycle, Monthly, RitualKind, Weekday, Weekly
from domain.rituals.rhythm import Occurrence, chain, occurrences
from domain.rituals.schedule import (
    HolidayDeclared,
    RitualCancelled,
    RitualEvent,
    Rituals,
    RitualScheduled,
)
from domain.values import CycleId, HolidayId, UnitId
from tests.support.company import CALENDAR, CHART, COMPANY, ENDS, ENGINEERING, STARTS

CHAIN = (ENGINEERING, COMPANY)
BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def state(*events: RitualEvent) -> Rituals:
    found = schedule.EMPTY
    for event in events:
        found = schedule.evolve(found, event)
    return found


def found(
    kind: RitualKind,
    *events: RitualEvent,
    first: date = STARTS,
    last: date = ENDS,
    calendar: Calendar = CALENDAR,
) -> list[Occurrence]:
    return list(occurrences(state(*events), kind, CHAIN, calendar, first, last))


def days(kind: RitualKind, *events: RitualEvent, last: date = ENDS) -> list[date]:
    return [one.day for one in found(kind, *events, last=last) if one.day is not None]


def away(first: date, last: date) -> HolidayDeclared:
    return HolidayDeclared(HolidayId("away"), "Away", first, last)


def test_by_default_a_team_checks_in_on_each_monday_of_the_quarter() -> None:
    mondays = days("check_in")
    assert (len(mondays), mondays[0], mondays[-1]) == (13, date(2026, 7, 6), date(2026, 9, 28))


def test_the_business_review_is_once_a_month_and_scoring_once_a_quarter() -> None:
    assert days("business_review") == [date(2026, 7, 1), date(2026, 8, 5), date(2026, 9, 2)]
    assert days("scoring") == [date(2026, 9, 24)]
    assert days("strategy_review") == []


def test_the_year_ends_where_its_cycle_does() -> None:
    year = Cycle(CycleId("fy"), "FY26", "year", date(2025, 10, 1), ENDS)
    reviews = found("strategy_review", calendar=Calendar({year.cycle_id: year}))
    assert [(one.slot, one.day) for one in reviews] == [("fy", date(2026, 9, 29))]


def test_a_cycle_without_such_a_weekday_is_scored_on_its_first_day() -> None:
    sprint = Cycle(CycleId("s"), "Sprint", "quarter", date(2026, 7, 3), date(2026, 7, 5))
    (scoring,) = found("scoring", calendar=Calendar({sprint.cycle_id: sprint}))
    assert scoring.day == sprint.starts


def test_every_two_weeks_is_counted_from_the_week_it_starts_in() -> None:
    fortnightly = RitualScheduled("check_in", Weekly("friday", 2), time(15), 30, date(2026, 7, 8))
    assert days("check_in", fortnightly, last=date(2026, 8, 8)) == [
        date(2026, 7, 6),  # by the default, the day before
        date(2026, 7, 10),
        date(2026, 7, 24),
        date(2026, 8, 7),
    ]


def test_the_last_friday_of_the_month_may_be_the_fourth_or_the_fifth() -> None:
    monthly = RitualScheduled("business_review", Monthly("friday", -1), time(9), 60, STARTS)
    assert days("business_review", monthly) == [
        date(2026, 7, 31),
        date(2026, 8, 28),
        date(2026, 9, 25),
    ]


def test_a_cancelled_ritual_ends_on_its_day() -> None:
    cancelled = RitualCancelled("check_in", date(2026, 7, 14), ENGINEERING)
    assert days("check_in", cancelled) == [date(2026, 7, 6), date(2026, 7, 13)]


def test_a_check_in_on_a_holiday_is_skipped_and_says_so() -> None:
    skipped = found("check_in", away(date(2026, 7, 13), date(2026, 7, 14)))[1]
    assert (skipped.planned, skipped.day, skipped.holiday) == (date(2026, 7, 13), None, "Away")


def test_a_monthly_review_on_a_holiday_moves_on_to_the_next_working_day() -> None:
    moved = found("business_review", away(date(2026, 8, 5), date(2026, 8, 7)))[1]
    assert (moved.slot, moved.day, moved.holiday) == ("2026-08", date(2026, 8, 10), "Away")


def test_scoring_on_a_holiday_moves_back_to_the_working_day_before() -> None:
    (moved,) = found("scoring", away(date(2026, 9, 21), date(2026, 9, 25)))
    assert moved.day == date(2026, 9, 18)


def test_the_clock_on_the_wall_is_the_same_when_summer_time_ends() -> None:
    october = found("check_in", first=date(2026, 10, 19), last=date(2026, 10, 26))
    begins = [one.begins(BERLIN) for one in october]
    assert [f"{one:%H:%M}" for one in begins] == ["10:00", "10:00"]
    apart = begins[1].astimezone(ZoneInfo("UTC")) - begins[0].astimezone(ZoneInfo("UTC"))
    assert apart == timedelta(days=7, hours=1)


def test_a_time_zone_that_only_other_machines_know_counts_as_utc() -> None:
    odd = RitualScheduled("check_in", Weekly("monday"), time(9), 30, STARTS, None, "Mars/One")
    assert found("check_in", odd)[0].begins(BERLIN).utcoffset() == timedelta(0)


def test_the_chain_of_a_unit_leads_to_the_company() -> None:
    assert chain(CHART, ENGINEERING) == CHAIN
    assert chain(CHART, UnitId("gone")) == (UnitId("gone"),)


moments = st.dates(date(2026, 6, 1), date(2027, 7, 1))
recurrences = st.one_of(
    st.builds(Weekly, st.sampled_from(WEEKDAYS), st.integers(1, 13)),
    st.builds(Monthly, st.sampled_from(WEEKDAYS), st.sampled_from([1, 2, 3, 4, -1])),
    st.builds(EndOfCycle, st.sampled_from(WEEKDAYS), st.sampled_from(["quarter", "year"])),
)
places = st.sampled_from([None, ENGINEERING, COMPANY, UnitId("elsewhere")])
said = st.one_of(
    st.builds(
        RitualScheduled,
        st.just("check_in"),
        recurrences,
        st.times(),
        st.just(30),
        moments,
        places,
        st.sampled_from([None, "Asia/Tokyo"]),
    ),
    st.builds(RitualCancelled, st.just("check_in"), moments, places),
)
vacations = st.builds(
    lambda number, first, length, unit: HolidayDeclared(
        HolidayId(str(number)), "Away", first, first + timedelta(days=length), unit
    ),
    st.integers(0, 3),
    moments,
    st.integers(0, 41),
    places,
)
events = st.lists(st.one_of(said, vacations), max_size=8)


@given(events=events, first=moments, length=st.integers(0, 200), cut=st.integers(0, 200))
def test_what_is_planned_in_a_span_is_what_is_planned_in_its_parts(
    events: list[RitualEvent], first: date, length: int, cut: int
) -> None:
    last = first + timedelta(days=length)
    middle = first + timedelta(days=min(cut, length))
    parts = [
        *found("check_in", *events, first=first, last=middle),
        *found("check_in", *events, first=middle + timedelta(days=1), last=last),
    ]
    assert sorted(parts, key=_order) == sorted(
        found("check_in", *events, first=first, last=last), key=_order
    )


def _order(one: Occurrence) -> tuple[date, str]:
    return one.planned, one.slot


@given(events=events, first=moments, length=st.integers(0, 200))
def test_nobody_meets_on_a_holiday_and_only_holidays_move_or_skip(
    events: list[RitualEvent], first: date, length: int
) -> None:
    off = list(schedule.holidays(state(*events), CHAIN))
    last = first + timedelta(days=length)
    for one in found("check_in", *events, first=first, last=last):
        assert first <= one.planned <= last
        struck = any(holiday.first <= one.planned <= holiday.last for holiday in off)
        assert struck == (one.day != one.planned) == (one.holiday != "")
        if one.day is not None:
            assert not any(holiday.first <= one.day <= holiday.last for holiday in off)


@given(events=events, first=moments, length=st.integers(0, 200))
def test_each_takes_place_at_the_hour_of_its_schedule(
    events: list[RitualEvent], first: date, length: int
) -> None:
    for one in found("check_in", *events, first=first, last=first + timedelta(days=length)):
        assert one.begins(BERLIN).time() == one.schedule.at


def test_the_ends_of_time_are_only_days() -> None:
    cycle = Cycle(CycleId("all"), "All", "quarter", date.min, date.min + timedelta(days=2))
    late = Cycle(CycleId("late"), "Late", "quarter", date.max - timedelta(days=20), date.max)
    calendar = Calendar({cycle.cycle_id: cycle, late.cycle_id: late})
    for one in (cycle, late):
        off = away(one.starts, one.ends)
        for kind in get_args(RitualKind):
            for event in (off, RitualScheduled(kind, Monthly("friday", -1), time(9), 60, date.min)):
                found(kind, off, event, first=one.starts, last=one.ends, calendar=calendar)
