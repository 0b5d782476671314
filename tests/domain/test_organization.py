from __future__ import annotations

from domain import organization
from domain.fit import UnitNameTaken
from domain.organization import (
    AddPerson,
    AddUnit,
    CompanyExists,
    CompanyIsTheRoot,
    PersonAdded,
    PersonExists,
    UnitAdded,
    UnitExists,
    UnknownParentUnit,
    UnknownUnit,
)
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


def test_an_owner_is_known_by_kind_and_identifier() -> None:
    assert CHART.knows(Owner("unit", ENGINEERING))
    assert CHART.knows(Owner("person", ADA))
    assert not CHART.knows(Owner("unit", ADA))
    assert not CHART.knows(Owner("person", ENGINEERING))


def test_an_owner_has_a_name_or_else_is_called_by_identifier() -> None:
    assert CHART.name_of(Owner("unit", ENGINEERING)) == "Engineering"
    assert CHART.name_of(Owner("person", ADA)) == "Ada"
    assert CHART.name_of(Owner("unit", NOWHERE)) == "nowhere"
    assert CHART.name_of(Owner("person", "nobody")) == "nobody"


def test_a_person_answers_in_the_unit_they_belong_to() -> None:
    assert CHART.unit_of(Owner("unit", ENGINEERING)) == ENGINEERING
    assert CHART.unit_of(Owner("person", ADA)) == ENGINEERING
    assert CHART.unit_of(Owner("person", "nobody")) is None
