from __future__ import annotations

from datetime import date

import pytest

from domain.access import identity
from domain.access.identity import Actor
from domain.access.rights import Whose
from domain.access.whose import Line, line
from domain.messages import Command
from domain.organization import organization
from domain.organization.chart import Chart
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import LeaveOrganization, MergeUnit, MovePerson
from domain.values import Owner, PersonId, UnitId

ACME, TECH, SALES, WEB, APPS = map(UnitId, ("acme", "tech", "sales", "web", "apps"))
ADA, BOB = PersonId("ada"), PersonId("bob")
DAY = date(2026, 7, 1)


def chart(*more: Command, day: date = DAY) -> Chart:
    state = organization.EMPTY
    commands: tuple[Command, ...] = (
        AddUnit(ACME, "Acme", "company"),
        AddUnit(TECH, "Tech", "division", ACME),
        AddUnit(SALES, "Sales", "division", ACME),
        AddUnit(WEB, "Web", "team", TECH),
        AddUnit(APPS, "Apps", "team", TECH),
        AddPerson(ADA, "Ada", WEB),
        AddPerson(BOB, "Bob", SALES),
        *more,
    )
    for command in commands:
        for event in organization.decide(state, command):  # type: ignore[arg-type]  # all are its own
            state = organization.evolve(state, event)
    return state.at(day)


@pytest.mark.parametrize(
    ("owner", "whose"),
    [
        (Owner("person", ADA), "own"),
        (Owner("unit", WEB), "unit"),
        (Owner("unit", APPS), "other"),
        (Owner("unit", TECH), "other"),
        (Owner("unit", ACME), "other"),
        (Owner("person", BOB), "other"),
        (Owner("unit", "nobody knows"), "other"),
    ],
)
def test_a_team_is_theirs_and_neither_its_neighbours_nor_what_is_above(
    owner: Owner, whose: Whose
) -> None:
    assert Line(chart(), WEB, ADA).owner(owner) == whose


def test_what_is_below_ones_unit_is_in_ones_line() -> None:
    lead = Line(chart(), TECH)
    assert [lead.unit(one) for one in (TECH, WEB, APPS, SALES, ACME)] == [
        "unit", "below", "below", "other", "other",
    ]  # fmt: skip
    assert lead.owner(Owner("person", ADA)) == "below"


def test_a_thing_of_no_unit_is_everybodys() -> None:
    assert Line(chart(), WEB, ADA).unit(None) == "all"


def test_a_person_is_where_the_organization_has_them_whatever_their_token_says() -> None:
    token = Actor(identity.person(ADA), "Ada", "member", SALES)
    moved = chart(MovePerson(ADA, APPS, DAY))
    assert line(token, moved).unit_id == APPS
    gone = chart(LeaveOrganization(ADA, DAY))
    assert line(token, gone).unit_id == SALES


def test_a_unit_that_became_part_of_another_is_that_one() -> None:
    merged = chart(MergeUnit(APPS, WEB, DAY))
    assert line(Actor("service:bot", "bot", "service", APPS), merged).unit_id == WEB
    assert Line(merged, WEB).unit(APPS) == "unit"


def test_without_a_unit_an_executive_is_the_companys_and_a_member_nobodys() -> None:
    assert line(Actor("service:x", "x", "executive"), chart()).unit_id == ACME
    assert line(Actor("service:x", "x", "service"), chart()).unit_id == ACME
    lost = line(Actor("service:x", "x", "member"), chart())
    assert lost.unit_id is None
    assert lost.unit(WEB) == "other"
