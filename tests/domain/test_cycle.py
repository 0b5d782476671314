from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.cycles import cycle
from domain.cycles.cycle import (
    NEXT,
    Account,
    Calendar,
    Cycle,
    CycleDefined,
    CycleEndsBeforeItStarts,
    CycleExists,
    CycleMoved,
    CycleNameTaken,
    CycleOutOfTime,
    CycleTooLong,
    CycleWasReset,
    DefineCycle,
    MoveCycle,
    ObjectivesUnscored,
    Phase,
    PhaseOutOfOrder,
    RetrospectiveMissing,
    RollNotCalled,
    UnknownCycle,
)
from domain.errors import Rejection
from domain.values import CycleId
from tests.support.company import CALENDAR, CYCLE, ENDS, Q3, STARTS, planned
from tests.support.given import Scenario

nothing = Scenario(cycle.decide, cycle.evolve, cycle.EMPTY)


def with_account(account: Account) -> Scenario:
    return Scenario(
        lambda state, command: cycle.decide(state, command, account), cycle.evolve, cycle.EMPTY
    )


accounted = with_account(Account(called=True, unscored=0, looked_back=True))
Q4 = CycleId("q4")
defined = CycleDefined(Q3, "2026-Q3", "quarter", STARTS, ENDS)
PHASES: tuple[Phase, ...] = ("drafting", "review", "active", "scoring", "closed")


def test_a_cycle_is_defined() -> None:
    nothing.when(DefineCycle(Q3, "2026-Q3", STARTS, ENDS)).then(defined)


def test_a_cycle_may_be_a_single_day() -> None:
    nothing.when(DefineCycle(Q3, "Hackday", STARTS, STARTS, "custom")).then(
        CycleDefined(Q3, "Hackday", "custom", STARTS, STARTS)
    )


def test_a_cycle_that_is_there_already_is_not_defined_again() -> None:
    nothing.given(*planned).when(DefineCycle(Q3, "2026-Q3", STARTS, ENDS)).then_nothing()


def test_one_identifier_is_not_two_cycles() -> None:
    nothing.given(defined).when(DefineCycle(Q3, "2026-Q3", STARTS, STARTS)).then_rejected(
        CycleExists, "'2026-Q3'"
    )


def test_a_cycle_does_not_end_before_it_starts() -> None:
    nothing.when(DefineCycle(Q3, "2026-Q3", ENDS, STARTS)).then_rejected(
        CycleEndsBeforeItStarts, "2026-07-01", "2026-09-30"
    )


def test_a_cycle_is_three_years_at_most() -> None:
    longest = STARTS + timedelta(days=3 * 366)
    nothing.when(DefineCycle(Q3, "Long", STARTS, longest)).then(
        CycleDefined(Q3, "Long", "quarter", STARTS, longest)
    )
    nothing.when(DefineCycle(Q3, "Longer", STARTS, longest + timedelta(1))).then_rejected(
        CycleTooLong
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(9999, 10, 1), date(9999, 12, 31)), (date(1, 1, 1), date(1, 3, 31))],
)
def test_there_is_a_day_before_and_after_every_cycle(starts: date, ends: date) -> None:
    nothing.when(DefineCycle(Q4, "Eternity", starts, ends)).then_rejected(
        CycleOutOfTime, "9000-12-31"
    )


def test_two_cycles_have_different_names() -> None:
    nothing.given(defined).when(DefineCycle(Q4, "2026-Q3", STARTS, ENDS)).then_rejected(
        CycleNameTaken, "'2026-Q3'"
    )


@pytest.mark.parametrize("before", PHASES)
@pytest.mark.parametrize("after", PHASES)
def test_a_cycle_moves_along_its_phases(before: Phase, after: Phase) -> None:
    scenario = accounted.given(defined, CycleMoved(Q3, before)).when(MoveCycle(Q3, after))
    if after == before:
        scenario.then_nothing()
    elif after in NEXT[before]:
        scenario.then(CycleMoved(Q3, after))
    else:
        scenario.then_rejected(PhaseOutOfOrder, before, after)


def test_a_closed_cycle_stays_closed_and_says_so() -> None:
    nothing.given(defined, CycleMoved(Q3, "closed")).when(MoveCycle(Q3, "active")).then_rejected(
        PhaseOutOfOrder, "no other phase"
    )


@pytest.mark.parametrize(
    ("account", "rejection"),
    [
        (Account(), RollNotCalled),
        (Account(called=True, unscored=2, looked_back=True), ObjectivesUnscored),
        (Account(called=True, looked_back=False), RetrospectiveMissing),
    ],
)
def test_a_cycle_closes_only_when_all_is_scored_and_learned_from(
    account: Account, rejection: type[Rejection]
) -> None:
    scored = with_account(account).given(defined, CycleMoved(Q3, "scoring"))
    scored.when(MoveCycle(Q3, "closed")).then_rejected(rejection)


def test_a_cycle_that_was_reset_is_not_reopened() -> None:
    reset = with_account(Account(called=True, looked_back=True, reset=True))
    scored = reset.given(defined, CycleMoved(Q3, "scoring"))
    scored.when(MoveCycle(Q3, "active")).then_rejected(CycleWasReset, "'2026-Q3'")
    scored.when(MoveCycle(Q3, "closed")).then(CycleMoved(Q3, "closed"))


def test_each_beginning_of_its_scoring_is_counted() -> None:
    moves: tuple[Phase, ...] = ("scoring", "active", "scoring", "closed")
    calendar = nothing.state(defined, *(CycleMoved(Q3, phase) for phase in moves))
    assert calendar.cycles[Q3].rounds == 2


def test_a_cycle_that_is_not_there_does_not_move() -> None:
    nothing.when(MoveCycle(Q3, "active")).then_rejected(UnknownCycle, "q3")


def test_the_events_tell_the_calendar() -> None:
    assert nothing.state(*planned) == CALENDAR


def test_a_move_of_an_unknown_cycle_changes_nothing() -> None:
    assert nothing.state(CycleMoved(Q4, "active")) == Calendar()


@pytest.mark.parametrize(
    ("starts", "ends", "weeks"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 13),
        (date(2026, 4, 1), date(2026, 6, 30), 13),
        (date(2026, 7, 1), date(2026, 9, 30), 13),
        (date(2026, 10, 1), date(2026, 12, 31), 13),
        (date(2026, 1, 1), date(2026, 12, 31), 52),
        (date(2026, 1, 1), date(2026, 1, 7), 1),
        (date(2026, 1, 1), date(2026, 1, 1), 1),
        (date(2026, 1, 1), date(2026, 1, 11), 2),
    ],
)
def test_every_quarter_has_thirteen_weeks_whatever_its_days(
    starts: date, ends: date, weeks: int
) -> None:
    assert Cycle(Q3, "any", "custom", starts, ends).weeks == weeks


def test_days_fall_into_weeks_and_those_outside_to_the_edges() -> None:
    assert CYCLE.week(STARTS) == 1
    assert CYCLE.week(STARTS + timedelta(6)) == 1
    assert CYCLE.week(STARTS + timedelta(7)) == 2
    assert CYCLE.week(ENDS) == 13
    assert CYCLE.week(STARTS - timedelta(1)) == 1
    assert CYCLE.week(ENDS + timedelta(100)) == 13


def test_the_last_week_takes_the_odd_days() -> None:
    assert CYCLE.last_day(1) == date(2026, 7, 7)
    assert CYCLE.last_day(12) == date(2026, 9, 22)
    assert CYCLE.last_day(13) == ENDS
    assert CYCLE.week(CYCLE.last_day(12) + timedelta(1)) == 13


def test_a_week_ends_on_its_own_last_day() -> None:
    for week in range(1, CYCLE.weeks + 1):
        assert CYCLE.week(CYCLE.last_day(week)) == week


def test_cycles_overlap_that_have_a_day_in_common() -> None:
    spans = {
        "before": (STARTS - timedelta(90), STARTS - timedelta(1)),
        "first day": (STARTS - timedelta(90), STARTS),
        "around": (STARTS - timedelta(9), ENDS + timedelta(9)),
        "within": (STARTS + timedelta(9), ENDS - timedelta(9)),
        "last day": (ENDS, ENDS + timedelta(90)),
        "after": (ENDS + timedelta(1), ENDS + timedelta(90)),
    }
    others = {
        CycleId(name): Cycle(CycleId(name), name, "custom", *span) for name, span in spans.items()
    }
    calendar = Calendar({Q3: CYCLE, **others})
    found = [one.cycle_id for one in calendar.overlapping(Q3)]
    assert found == [Q3, "first day", "around", "within", "last day"]
    assert calendar.overlapping(CycleId("nowhere")) == []
