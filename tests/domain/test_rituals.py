from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest

from domain.organization.consistency import UnknownUnit
from domain.rituals import schedule
from domain.rituals.cadence import CADENCE, RECURS, EndOfCycle, Schedule, Weekly
from domain.rituals.schedule import (
    CancelRitual,
    CannotRecurSo,
    DeclareHoliday,
    Held,
    Holiday,
    HolidayDeclared,
    HolidayEndsBeforeItStarts,
    HolidayExists,
    HolidayTooLong,
    HolidayWithdrawn,
    RestoreRitual,
    RitualCancelled,
    RitualCommand,
    RitualEvent,
    RitualRestored,
    Rituals,
    RitualScheduled,
    ScheduleRitual,
    UnknownHoliday,
    WithdrawHoliday,
)
from domain.values import HolidayId, UnitId
from domain.workspace import UnknownTimeZone
from tests.support.company import CHART, COMPANY, ENGINEERING
from tests.support.given import Scenario

AUGUST = date(2026, 8, 3)
SUMMER = HolidayId("summer")
CHAIN = (ENGINEERING, COMPANY)


def decide(state: Rituals, command: RitualCommand) -> Sequence[RitualEvent]:
    return schedule.decide(state, command, CHART)


nothing = Scenario(decide, schedule.evolve, schedule.EMPTY)
fortnightly = RitualScheduled("check_in", Weekly("friday", 2), time(15), 30, AUGUST, ENGINEERING)
everywhere = RitualScheduled("check_in", Weekly("tuesday"), time(9), 45, AUGUST)
away = HolidayDeclared(SUMMER, "Summer", date(2026, 8, 10), date(2026, 8, 14))


def held(*events: RitualEvent, day: date = AUGUST, chain: Sequence[UnitId] = CHAIN) -> Held:
    return schedule.held(nothing.state(*events), "check_in", chain, day)


def test_every_default_recurs_as_its_ritual_may() -> None:
    for kind, layer in CADENCE.items():
        assert isinstance(layer.schedule.recurrence, RECURS[kind])


def test_a_unit_schedules_its_own_check_in() -> None:
    command = ScheduleRitual("check_in", Weekly("friday", 2), time(15), 30, AUGUST, ENGINEERING)
    nothing.when(command).then(fortnightly)


def test_seconds_are_nobodys_time_of_day() -> None:
    command = ScheduleRitual("check_in", Weekly("tuesday"), time(9, 0, 30), 45, AUGUST)
    nothing.when(command).then(everywhere)


def test_a_schedule_may_be_kept_in_a_time_zone_of_its_own() -> None:
    command = ScheduleRitual("check_in", Weekly("tuesday"), time(9), 45, AUGUST, None, "Asia/Tokyo")
    nothing.when(command).then(
        RitualScheduled("check_in", Weekly("tuesday"), time(9), 45, AUGUST, None, "Asia/Tokyo")
    )


@pytest.mark.parametrize("name", ["Mars/One", "localtime"])
def test_a_time_zone_has_to_be_known(name: str) -> None:
    command = ScheduleRitual("check_in", Weekly("tuesday"), time(9), 45, AUGUST, None, name)
    nothing.when(command).then_rejected(UnknownTimeZone, name)


@pytest.mark.parametrize(
    "command",
    [
        ScheduleRitual("check_in", Weekly("friday"), time(15), 30, AUGUST, UnitId("lab")),
        CancelRitual("sync", AUGUST, UnitId("lab")),
        RestoreRitual("sync", AUGUST, UnitId("lab")),
        DeclareHoliday(SUMMER, "Summer", AUGUST, AUGUST, UnitId("lab")),
        WithdrawHoliday(SUMMER, UnitId("lab")),
    ],
)
def test_a_unit_that_is_not_there_holds_nothing(command: RitualCommand) -> None:
    nothing.when(command).then_rejected(UnknownUnit, "lab")


def test_a_check_in_is_not_held_at_the_end_of_a_quarter() -> None:
    command = ScheduleRitual("check_in", EndOfCycle("friday"), time(15), 30, AUGUST)
    nothing.when(command).then_rejected(CannotRecurSo, "Team check-in", "by the week or by the")


def test_scoring_is_not_held_every_week() -> None:
    command = ScheduleRitual("scoring", Weekly("friday"), time(15), 30, AUGUST)
    nothing.when(command).then_rejected(CannotRecurSo, "at the end of a cycle")


def test_a_ritual_is_cancelled_in_a_unit() -> None:
    nothing.when(CancelRitual("sync", AUGUST, ENGINEERING)).then(
        RitualCancelled("sync", AUGUST, ENGINEERING)
    )


def test_a_unit_goes_back_to_what_holds_above_it() -> None:
    nothing.given(fortnightly).when(RestoreRitual("check_in", AUGUST, ENGINEERING)).then(
        RitualRestored("check_in", AUGUST, ENGINEERING)
    )


def test_who_never_held_it_otherwise_has_nothing_to_go_back_from() -> None:
    nothing.when(RestoreRitual("check_in", AUGUST, ENGINEERING)).then_nothing()


def test_without_a_word_the_default_holds() -> None:
    assert held() == Held(CADENCE["check_in"].schedule, None)


def test_the_nearest_unit_that_said_something_decides() -> None:
    own = Schedule(Weekly("friday", 2), time(15), 30, AUGUST)
    theirs = Schedule(Weekly("tuesday"), time(9), 45, AUGUST)
    assert held(everywhere, fortnightly) == Held(own, ENGINEERING)
    assert held(everywhere, fortnightly, chain=(COMPANY,)) == Held(theirs, schedule.EVERYWHERE)


def test_a_schedule_holds_from_its_day_on_and_not_before() -> None:
    assert held(fortnightly, day=date(2026, 8, 2)).place is None
    assert held(fortnightly, day=date(2027, 1, 1)).place == ENGINEERING


def test_a_cancelled_ritual_is_held_by_no_schedule() -> None:
    cancelled = RitualCancelled("check_in", AUGUST, ENGINEERING)
    assert held(everywhere, cancelled) == Held(None, ENGINEERING)


def test_what_is_restored_follows_the_unit_above_again() -> None:
    restored = RitualRestored("check_in", AUGUST, ENGINEERING)
    assert held(everywhere, fortnightly, restored).place == schedule.EVERYWHERE


def test_the_last_word_about_a_day_holds() -> None:
    later = RitualScheduled("check_in", Weekly("monday"), time(8), 30, date(2026, 9, 1))
    again = RitualScheduled("check_in", Weekly("monday"), time(9), 30, date(2026, 9, 1))
    state = nothing.state(later, everywhere, again)
    assert [one.starting for one in state.settings["check_in"][""]] == [AUGUST, date(2026, 9, 1)]
    assert held(later, everywhere, again, day=date(2026, 9, 1)).schedule == Schedule(
        Weekly("monday"), time(9), 30, date(2026, 9, 1)
    )


def test_a_holiday_is_declared_for_everybody() -> None:
    nothing.when(DeclareHoliday(SUMMER, "Summer", away.first, away.last)).then(away)


def test_a_holiday_of_a_unit_is_of_those_below_it_too_and_of_nobody_else() -> None:
    of_the_company = HolidayDeclared(SUMMER, "Summer", away.first, away.last, COMPANY)
    state = nothing.state(of_the_company)
    found = [Holiday(SUMMER, "Summer", away.first, away.last, COMPANY)]
    assert list(schedule.holidays(state, CHAIN)) == found
    assert list(schedule.holidays(state, (UnitId("elsewhere"),))) == []


def test_a_holiday_is_withdrawn() -> None:
    nothing.given(away).when(WithdrawHoliday(SUMMER)).then(HolidayWithdrawn(SUMMER))
    assert list(schedule.holidays(nothing.state(away, HolidayWithdrawn(SUMMER)), CHAIN)) == []


def test_one_identifier_is_not_two_holidays() -> None:
    command = DeclareHoliday(SUMMER, "Winter", away.first, away.last)
    nothing.given(away).when(command).then_rejected(HolidayExists, "'Summer'")


def test_a_holiday_does_not_end_before_it_starts() -> None:
    command = DeclareHoliday(SUMMER, "Summer", away.last, away.first)
    nothing.when(command).then_rejected(HolidayEndsBeforeItStarts, "2026-08-10")


def test_a_holiday_is_not_a_quarter() -> None:
    command = DeclareHoliday(SUMMER, "Summer", date(2026, 7, 1), date(2026, 8, 12))
    nothing.when(command).then_rejected(HolidayTooLong, "42")


def test_a_holiday_is_withdrawn_where_it_was_declared() -> None:
    nothing.when(WithdrawHoliday(SUMMER)).then_rejected(UnknownHoliday, "summer")
    nothing.given(away).when(WithdrawHoliday(SUMMER, ENGINEERING)).then_rejected(UnknownHoliday)


def test_withdrawing_what_is_not_there_changes_nothing() -> None:
    assert nothing.state(HolidayWithdrawn(SUMMER)) == schedule.EMPTY
