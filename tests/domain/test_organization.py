from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.organization import organization
from domain.organization.chart import Organization
from domain.organization.consistency import (
    PersonHasLeft,
    UnitIsArchived,
    UnitNameTaken,
    UnitNameTakenUntil,
    UnitNotYetThere,
    UnknownUnit,
)
from domain.organization.organization import (
    AddPerson,
    AddUnit,
    CompanyExists,
    CompanyIsTheRoot,
    PersonAdded,
    PersonExists,
    UnitAdded,
    UnitExists,
    UnknownOwner,
    UnknownParentUnit,
    check_owner,
    check_there,
)
from domain.organization.reorganization import PersonLeft, UnitArchived
from domain.values import Owner, PersonId, UnitId
from tests.support.company import ADA, CHART, COMPANY, ENGINEERING, ORGANIZATION, STARTS, founded
from tests.support.given import Scenario

nothing = Scenario(organization.decide, organization.evolve, organization.EMPTY)
acme = nothing.given(*founded)
SALES, NOWHERE = UnitId("sales"), UnitId("nowhere")


def test_the_company_is_the_first_unit() -> None:
    nothing.when(AddUnit(COMPANY, "Acme", "company")).then(UnitAdded(COMPANY, "Acme", "company"))


def test_a_team_is_added_under_its_parent() -> None:
    acme.when(AddUnit(SALES, "Sales", "team", COMPANY)).then(
        UnitAdded(SALES, "Sales", "team", COMPANY)
    )


def test_a_unit_that_is_there_already_is_not_added_again() -> None:
    acme.when(AddUnit(ENGINEERING, "Engineering", "team", COMPANY)).then_nothing()


def test_one_identifier_is_not_two_units() -> None:
    acme.when(AddUnit(ENGINEERING, "Sales", "team", COMPANY)).then_rejected(
        UnitExists, "'Engineering'"
    )


def test_a_company_has_no_parent() -> None:
    acme.when(AddUnit(SALES, "Sales", "company", COMPANY)).then_rejected(CompanyIsTheRoot)


def test_a_team_has_a_parent() -> None:
    nothing.when(AddUnit(SALES, "Sales", "team")).then_rejected(CompanyIsTheRoot)


def test_there_is_one_company() -> None:
    acme.when(AddUnit(SALES, "Umbrella", "company")).then_rejected(CompanyExists, "'Acme'")


def test_a_parent_has_to_be_there_first_so_the_tree_has_no_circle() -> None:
    acme.when(AddUnit(SALES, "Sales", "team", NOWHERE)).then_rejected(UnknownParentUnit, "nowhere")
    acme.when(AddUnit(SALES, "Sales", "team", SALES)).then_rejected(UnknownParentUnit, "sales")


def test_siblings_have_different_names() -> None:
    acme.when(AddUnit(SALES, "Engineering", "team", COMPANY)).then_rejected(
        UnitNameTaken, "'Engineering'"
    )


def test_a_name_is_free_again_once_its_unit_is_archived() -> None:
    again = AddUnit(SALES, "Engineering", "team", COMPANY, STARTS)
    told = acme.given(UnitArchived(ENGINEERING, "Sold", STARTS))
    told.when(again).then(UnitAdded(SALES, "Engineering", "team", COMPANY, STARTS))
    for effective in (None, STARTS - timedelta(1)):
        early = replace(again, effective=effective)
        told.when(early).then_rejected(UnitNameTakenUntil, "'Engineering'", str(STARTS))


def test_cousins_may_share_a_name() -> None:
    acme.when(AddUnit(SALES, "Engineering", "team", ENGINEERING)).then(
        UnitAdded(SALES, "Engineering", "team", ENGINEERING)
    )


def test_a_person_belongs_to_a_unit() -> None:
    acme.when(AddPerson(PersonId("bob"), "Bob", ENGINEERING)).then(
        PersonAdded(PersonId("bob"), "Bob", ENGINEERING)
    )


def test_a_person_who_is_there_already_is_not_added_again() -> None:
    acme.when(AddPerson(ADA, "Ada", ENGINEERING)).then_nothing()


def test_one_identifier_is_not_two_people() -> None:
    acme.when(AddPerson(ADA, "Bob", ENGINEERING)).then_rejected(PersonExists, "'Ada'")


def test_nobody_joins_a_unit_that_is_not_there() -> None:
    acme.when(AddPerson(PersonId("bob"), "Bob", NOWHERE)).then_rejected(UnknownUnit, "nowhere")


def test_the_events_tell_the_organization() -> None:
    assert acme.state() == ORGANIZATION


def test_the_company_is_the_unit_without_a_parent() -> None:
    assert organization.EMPTY.at(STARTS).company is None
    company = CHART.company
    assert company is not None
    assert company.unit_id == COMPANY


def test_the_level_of_an_objective_follows_from_its_owner() -> None:
    assert CHART.level(Owner("unit", COMPANY)) == "company"
    assert CHART.level(Owner("unit", ENGINEERING)) == "team"
    assert CHART.level(Owner("person", ADA)) == "individual"
    assert CHART.level(Owner("unit", NOWHERE)) == "team"


def test_an_owner_has_a_name_or_else_is_called_by_identifier() -> None:
    assert CHART.name_of(Owner("unit", ENGINEERING)) == "Engineering"
    assert CHART.name_of(Owner("person", ADA)) == "Ada"
    assert CHART.name_of(Owner("unit", NOWHERE)) == "nowhere"
    assert CHART.name_of(Owner("person", "nobody")) == "nobody"


def test_a_person_answers_in_the_unit_they_belong_to() -> None:
    assert CHART.unit_of(Owner("unit", ENGINEERING)) == ENGINEERING
    assert CHART.unit_of(Owner("person", ADA)) == ENGINEERING
    assert CHART.unit_of(Owner("person", "nobody")) is None


MONDAY = date(2026, 8, 3)
LAB = UnitId("lab")
brief: Organization = nothing.state(
    *founded,
    UnitAdded(LAB, "Lab", "team", COMPANY, MONDAY),
    UnitArchived(LAB, "Done", MONDAY + timedelta(7)),
    PersonLeft(ADA, MONDAY),
)


def test_who_is_named_is_there_on_the_day_or_it_is_said_why_not() -> None:
    before, during, after = (brief.at(MONDAY + timedelta(days)) for days in (-1, 0, 7))
    check_there(during, LAB)
    check_owner(during, Owner("unit", LAB))
    check_owner(before, Owner("person", ADA))
    with pytest.raises(UnitNotYetThere, match="'Lab' does not exist before 2026-08-03") as early:
        check_there(before, LAB)
    assert early.value.field == "unit_id"
    with pytest.raises(UnitIsArchived, match="'Lab' is archived from 2026-08-10 on") as late:
        check_there(after, LAB, "unit_ids")
    assert late.value.field == "unit_ids"
    with pytest.raises(UnknownUnit, match="no unit nowhere"):
        check_there(during, NOWHERE)
    with pytest.raises(UnitIsArchived, match="'Lab'"):
        check_owner(after, Owner("unit", LAB))
    with pytest.raises(PersonHasLeft, match=r"'Ada' .* 2026-08-03") as gone:
        check_owner(during, Owner("person", ADA), "person_id")
    assert gone.value.field == "person_id"
    with pytest.raises(UnknownOwner, match="no person lab"):
        check_owner(during, Owner("person", LAB))
