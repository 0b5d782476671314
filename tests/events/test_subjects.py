"""Whose the subject of a command is, seen from who asks."""

from __future__ import annotations

from datetime import date, time
from typing import Any, get_args

import pytest

from domain.access.rights import DOES, MAY, Whose
from domain.access.whose import Line
from domain.closing.retrospective import HoldRetrospective
from domain.messages import Command
from domain.organization import organization
from domain.organization.organization import PersonAdded, UnitAdded
from domain.resources import claims, pools
from domain.resources.claims import ReleaseClaim
from domain.resources.pools import ClosePool, OpenPool
from domain.rituals.cadence import Weekly
from domain.rituals.schedule import DeclareHoliday, ScheduleRitual
from domain.rituals.sessions import EMPTY, CloseSession, OpenSession
from domain.values import (
    ClaimId,
    CycleId,
    HolidayId,
    ObjectiveId,
    PersonId,
    PoolId,
    SessionId,
    UnitId,
)
from events import subjects
from events.streams import POOLS, AnyCommand, claims_stream, session_stream
from events.subjects import SUBJECTS, Subject

ACME, SALES, FIELD, TECH = UnitId("acme"), UnitId("sales"), UnitId("field"), UnitId("tech")
DAY, Q3 = date(2026, 7, 1), CycleId("q3")


def seen_from(unit_id: UnitId | None) -> Line:
    state = organization.EMPTY
    for event in (
        UnitAdded(ACME, "Acme", "company"),
        UnitAdded(SALES, "Sales", "division", ACME),
        UnitAdded(FIELD, "Field", "team", SALES),
        UnitAdded(TECH, "Tech", "team", ACME),
        PersonAdded(PersonId("ada"), "Ada", FIELD),
    ):
        state = organization.evolve(state, event)
    return Line(state.at(DAY), unit_id)


def whose(command: AnyCommand, unit_id: UnitId, states: dict[str, Any] | None = None) -> list[str]:
    return [*subjects.whose(command, states or {}, seen_from(unit_id))]


def test_every_command_has_a_subject() -> None:
    assert SUBJECTS.keys() == set(get_args(AnyCommand))


@pytest.mark.parametrize("command", get_args(AnyCommand))
def test_only_what_the_table_of_rights_has_for_all_is_everybodys(command: type[Command]) -> None:
    """Else a command that is about a unit would be looked up in the wrong column."""
    nobodys_own = {whose for whose in get_args(Whose) if MAY[DOES[command], whose]} == {"all"}
    assert (SUBJECTS[command] == Subject()) == nobodys_own


def of_unit(unit_id: UnitId | None) -> list[AnyCommand]:
    return [
        ScheduleRitual("check_in", Weekly("friday"), time(15), 30, DAY, unit_id),
        DeclareHoliday(HolidayId("h"), "Summer", DAY, DAY, unit_id),
        HoldRetrospective(Q3, unit_id),
    ]


@pytest.mark.parametrize("number", range(3))
def test_what_holds_for_the_company_as_a_unit_holds_for_the_whole_workspace(number: int) -> None:
    for seat in (ACME, SALES, FIELD):
        assert whose(of_unit(ACME)[number], seat) == ["all"]
        assert whose(of_unit(None)[number], seat) == ["all"]
    found = [whose(of_unit(SALES)[number], seat) for seat in (ACME, SALES, FIELD, TECH)]
    assert found == [["below"], ["unit"], ["other"], ["other"]]


def test_a_pool_of_no_unit_is_everybodys() -> None:
    everybodys = OpenPool(PoolId("p"), "Design", "days", 5, DAY)
    assert whose(everybodys, SALES) == ["all"]
    states = {POOLS: pools.EMPTY}
    for event in pools.decide(pools.EMPTY, everybodys, seen_from(None).chart):
        states = {POOLS: pools.evolve(states[POOLS], event)}
    assert whose(ClosePool(PoolId("p"), DAY), SALES, states) == ["all"]


def test_a_session_is_that_of_each_unit_that_meets() -> None:
    opened = OpenSession(SessionId("s"), "sync", Q3, DAY, (FIELD, TECH))
    assert whose(opened, SALES) == ["below", "other"]
    assert whose(opened, TECH) == ["other", "unit"]


def test_what_is_not_there_is_nobodys_and_the_decision_says_so() -> None:
    gone: list[tuple[AnyCommand, dict[str, Any]]] = [
        (ClosePool(PoolId("p"), DAY), {POOLS: pools.EMPTY}),
        (CloseSession(SessionId("s")), {session_stream(SessionId("s")): EMPTY}),
        (ReleaseClaim(Q3, ClaimId("c")), {claims_stream(Q3): claims.EMPTY}),
    ]
    for command, states in gone:
        assert whose(command, SALES, states) == []
        assert subjects.streams_of(command, states) == ()
    assert ObjectiveId("o") not in {subjects.hidden(command, states) for command, states in gone}
