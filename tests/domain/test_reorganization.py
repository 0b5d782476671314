from __future__ import annotations

from datetime import date, timedelta

from domain.organization import organization
from domain.organization.chart import Unit
from domain.organization.consistency import (
    ArrivesLater,
    ChangesLater,
    PersonHasLeft,
    PersonNotYetThere,
    UnitIsArchived,
    UnitNameTaken,
    UnitNotYetThere,
    UnitsInACircle,
    UnknownUnit,
)
from domain.organization.organization import AddPerson, AddUnit, PersonAdded, UnitAdded
from domain.organization.reorganization import (
    ArchiveUnit,
    BackBeforeLeaving,
    CompanyStays,
    GiveRole,
    LastAdministrator,
    LeaveOrganization,
    MergedIntoItself,
    MergeUnit,
    MovePerson,
    MoveUnit,
    NoSuchPerson,
    PersonIsThere,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PersonReturned,
    RenamePerson,
    RenameUnit,
    ReturnToOrganization,
    RoleGiven,
    UnitArchived,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitStillInUse,
    UnknownTargetUnit,
)
from domain.values import Owner, PersonId, UnitId
from tests.support.given import Scenario

ACME, SALES, FIELD, TECH = UnitId("acme"), UnitId("sales"), UnitId("field"), UnitId("tech")
ADA, BOB = PersonId("ada"), PersonId("bob")
JULY, AUGUST, OCTOBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 10, 1)
DAY = timedelta(days=1)

acme = Scenario(organization.decide, organization.evolve, organization.EMPTY).given(
    UnitAdded(ACME, "Acme", "company"),
    UnitAdded(SALES, "Sales", "division", ACME),
    UnitAdded(FIELD, "Field", "team", SALES),
    UnitAdded(TECH, "Tech", "team", ACME),
    PersonAdded(ADA, "Ada", FIELD),
)


# Renaming and moving


def test_a_unit_is_called_otherwise_from_a_day_on() -> None:
    acme.when(RenameUnit(SALES, "Growth", AUGUST)).then(UnitRenamed(SALES, "Growth", AUGUST))
    state = acme.given(UnitRenamed(SALES, "Growth", AUGUST)).state()
    assert state.at(AUGUST - DAY).units[SALES].name == "Sales"
    assert state.at(AUGUST).units[SALES].name == "Growth"


def test_a_name_that_is_recorded_late_holds_until_the_next_one() -> None:
    told = acme.given(UnitRenamed(SALES, "Growth", OCTOBER), UnitRenamed(SALES, "Trade", JULY))
    state = told.state()
    assert [state.at(day).units[SALES].name for day in (JULY - DAY, JULY, OCTOBER)] == [
        "Sales", "Trade", "Growth",
    ]  # fmt: skip


def test_a_change_of_one_kind_leaves_later_ones_of_another_as_they_are() -> None:
    told = acme.given(UnitMoved(FIELD, TECH, OCTOBER), UnitRenamed(FIELD, "Partners", JULY))
    assert told.state().at(OCTOBER).units[FIELD] == Unit(FIELD, "Partners", "team", TECH)


def test_a_unit_moves_with_all_that_is_below_it() -> None:
    acme.when(MoveUnit(SALES, TECH, AUGUST)).then(UnitMoved(SALES, TECH, AUGUST))
    after = acme.given(UnitMoved(SALES, TECH, AUGUST)).state()
    assert [unit.unit_id for unit in after.at(AUGUST).path(FIELD)] == [ACME, TECH, SALES, FIELD]
    assert [unit.unit_id for unit in after.at(JULY).path(FIELD)] == [ACME, SALES, FIELD]


def test_what_is_so_already_is_not_said_again() -> None:
    acme.when(RenameUnit(SALES, "Sales", AUGUST)).then_nothing()
    acme.when(MoveUnit(SALES, ACME, AUGUST)).then_nothing()
    acme.when(RenamePerson(ADA, "Ada", AUGUST)).then_nothing()
    acme.when(MovePerson(ADA, FIELD, AUGUST)).then_nothing()


def test_units_are_never_in_a_circle() -> None:
    acme.when(MoveUnit(SALES, FIELD, AUGUST)).then_rejected(UnitsInACircle, "'Sales'")
    acme.when(MoveUnit(SALES, SALES, AUGUST)).then_rejected(UnitsInACircle)


def test_a_circle_that_only_a_later_day_would_close_is_refused_too() -> None:
    told = acme.given(UnitMoved(TECH, FIELD, OCTOBER))
    told.when(MoveUnit(SALES, TECH, AUGUST)).then_rejected(UnitsInACircle)


def test_the_company_stays_the_root() -> None:
    acme.when(MoveUnit(ACME, SALES, AUGUST)).then_rejected(CompanyStays, "cannot be moved")
    acme.when(MergeUnit(ACME, SALES, AUGUST)).then_rejected(CompanyStays, "cannot be merged")
    acme.when(ArchiveUnit(ACME, "over", AUGUST)).then_rejected(CompanyStays, "cannot be archived")


def test_the_company_may_be_called_otherwise() -> None:
    acme.when(RenameUnit(ACME, "Acme Group", AUGUST)).then(UnitRenamed(ACME, "Acme Group", AUGUST))


def test_siblings_have_different_names_at_any_time() -> None:
    acme.when(RenameUnit(TECH, "Sales", AUGUST)).then_rejected(UnitNameTaken, "'Sales'")
    later = acme.given(UnitRenamed(SALES, "Growth", OCTOBER))
    later.when(RenameUnit(TECH, "Growth", AUGUST)).then_rejected(UnitNameTaken, "'Growth'")
    later.when(RenameUnit(TECH, "Sales", OCTOBER)).then(UnitRenamed(TECH, "Sales", OCTOBER))


def test_a_unit_that_moves_may_not_meet_its_own_name() -> None:
    told = acme.given(UnitAdded(UnitId("other"), "Field", "team", TECH))
    told.when(MoveUnit(FIELD, TECH, AUGUST)).then_rejected(UnitNameTaken)


def test_only_what_is_there_can_be_reorganized() -> None:
    nowhere, nobody = UnitId("nowhere"), PersonId("nobody")
    acme.when(RenameUnit(nowhere, "X", AUGUST)).then_rejected(UnknownUnit, "nowhere")
    acme.when(MoveUnit(nowhere, SALES, AUGUST)).then_rejected(UnknownUnit)
    acme.when(MoveUnit(SALES, nowhere, AUGUST)).then_rejected(UnknownTargetUnit, "nowhere")
    acme.when(MergeUnit(SALES, nowhere, AUGUST)).then_rejected(UnknownTargetUnit)
    acme.when(MovePerson(ADA, nowhere, AUGUST)).then_rejected(UnknownTargetUnit)
    acme.when(RenamePerson(nobody, "X", AUGUST)).then_rejected(NoSuchPerson, "nobody")


# From a day on


def test_a_unit_may_begin_on_a_day() -> None:
    lab = UnitId("lab")
    acme.when(AddUnit(lab, "Lab", "team", TECH, AUGUST)).then(
        UnitAdded(lab, "Lab", "team", TECH, AUGUST)
    )
    told = acme.given(UnitAdded(lab, "Lab", "team", TECH, AUGUST))
    assert lab not in told.state().at(AUGUST - DAY).units
    assert lab in told.state().at(AUGUST).units
    told.when(RenameUnit(lab, "Labs", JULY)).then_rejected(UnitNotYetThere, "2026-08-01")
    told.when(MovePerson(ADA, lab, JULY)).then_rejected(UnitNotYetThere)
    told.when(AddUnit(UnitId("x"), "X", "team", lab)).then_rejected(UnitNotYetThere)


def test_a_person_may_join_on_a_day() -> None:
    acme.when(AddPerson(BOB, "Bob", TECH, AUGUST)).then(PersonAdded(BOB, "Bob", TECH, AUGUST))
    told = acme.given(PersonAdded(BOB, "Bob", TECH, AUGUST))
    assert BOB not in told.state().at(AUGUST - DAY).people
    assert told.state().at(AUGUST).people[BOB].unit_id == TECH
    told.when(MovePerson(BOB, SALES, JULY)).then_rejected(PersonNotYetThere, "'Bob'")


# Merging


def test_a_merged_unit_hands_over_its_people_and_what_is_below_it() -> None:
    acme.when(MergeUnit(SALES, TECH, AUGUST)).then(UnitMerged(SALES, TECH, AUGUST))
    chart = acme.given(UnitMerged(SALES, TECH, AUGUST)).state().at(AUGUST)
    assert SALES not in chart.units
    assert [unit.unit_id for unit in chart.children(TECH)] == [FIELD]
    into_tech = acme.given(UnitMerged(FIELD, TECH, AUGUST)).state()
    assert into_tech.at(AUGUST).unit_of(Owner("person", ADA)) == TECH
    assert into_tech.at(AUGUST - DAY).unit_of(Owner("person", ADA)) == FIELD


def test_a_unit_is_not_merged_into_itself_or_a_part_of_it() -> None:
    acme.when(MergeUnit(SALES, SALES, AUGUST)).then_rejected(MergedIntoItself)
    acme.when(MergeUnit(SALES, FIELD, AUGUST)).then_rejected(MergedIntoItself, "'Field'")


def test_what_is_handed_over_may_not_meet_its_own_name() -> None:
    told = acme.given(UnitAdded(UnitId("other"), "Field", "team", TECH))
    told.when(MergeUnit(SALES, TECH, AUGUST)).then_rejected(UnitNameTaken, "'Field'")


def test_nobody_is_handed_over_to_a_unit_that_ends() -> None:
    told = acme.given(UnitArchived(TECH, "Done.", OCTOBER))
    told.when(MergeUnit(FIELD, TECH, AUGUST)).then_rejected(UnitIsArchived, "'Tech'")
    told.when(MergeUnit(SALES, TECH, AUGUST)).then_rejected(UnitIsArchived, "'Tech'")
    told.when(MergeUnit(FIELD, TECH, OCTOBER)).then_rejected(UnitIsArchived, "'Tech'")


# Archiving


def test_a_unit_with_nobody_in_it_is_archived_and_keeps_its_name() -> None:
    acme.when(ArchiveUnit(TECH, "Done.", AUGUST)).then(UnitArchived(TECH, "Done.", AUGUST))
    chart = acme.given(UnitArchived(TECH, "Done.", AUGUST)).state().at(OCTOBER)
    assert TECH not in chart.units
    assert chart.name_of(Owner("unit", TECH)) == "Tech"
    assert [unit.unit_id for unit in chart.path(TECH)] == [ACME, TECH]


def test_a_unit_in_use_is_not_archived() -> None:
    acme.when(ArchiveUnit(SALES, "Done.", AUGUST)).then_rejected(UnitStillInUse, "Field")
    acme.when(ArchiveUnit(FIELD, "Done.", AUGUST)).then_rejected(UnitStillInUse, "Ada")
    moved = acme.given(PersonMoved(ADA, TECH, AUGUST))
    moved.when(ArchiveUnit(FIELD, "Done.", AUGUST)).then(UnitArchived(FIELD, "Done.", AUGUST))
    moved.when(ArchiveUnit(FIELD, "Done.", JULY)).then_rejected(UnitStillInUse)


def test_many_in_the_way_are_counted_rather_than_named() -> None:
    crowd = [PersonAdded(PersonId(str(n)), f"P{n}", TECH) for n in range(7)]
    acme.given(*crowd).when(ArchiveUnit(TECH, "Done.", AUGUST)).then_rejected(
        UnitStillInUse, "P0, P1, P2, P3, P4 and 2 more"
    )


def test_what_is_archived_stays_so() -> None:
    over = acme.given(UnitArchived(TECH, "Done.", AUGUST))
    over.when(ArchiveUnit(TECH, "Done.", AUGUST)).then_nothing()
    over.when(ArchiveUnit(TECH, "Done.", JULY)).then_rejected(UnitIsArchived, "2026-08-01")
    over.when(MergeUnit(TECH, SALES, OCTOBER)).then_rejected(UnitIsArchived)
    over.when(RenameUnit(TECH, "Labs", OCTOBER)).then_rejected(UnitIsArchived)
    over.when(MoveUnit(SALES, TECH, OCTOBER)).then_rejected(UnitIsArchived)
    over.when(MovePerson(ADA, TECH, JULY)).then_rejected(UnitIsArchived)
    over.when(AddPerson(BOB, "Bob", TECH)).then_rejected(UnitIsArchived)
    over.when(AddUnit(UnitId("x"), "X", "team", TECH)).then_rejected(UnitIsArchived)
    over.when(RenameUnit(TECH, "Labs", JULY)).then(UnitRenamed(TECH, "Labs", JULY))


def test_nothing_is_archived_before_what_is_known_of_it_later() -> None:
    renamed = acme.given(UnitRenamed(TECH, "Labs", OCTOBER))
    renamed.when(ArchiveUnit(TECH, "Done.", AUGUST)).then_rejected(ChangesLater, "2026-10-01")
    expected = acme.given(PersonMoved(ADA, TECH, OCTOBER))
    expected.when(ArchiveUnit(TECH, "Done.", AUGUST)).then_rejected(ArrivesLater, "'Ada'")
    below = acme.given(UnitMoved(FIELD, TECH, OCTOBER))
    below.when(MergeUnit(TECH, SALES, AUGUST)).then_rejected(ArrivesLater, "'Field'")
    merging = acme.given(UnitMerged(FIELD, TECH, OCTOBER))
    merging.when(MergeUnit(TECH, FIELD, AUGUST)).then_rejected(ArrivesLater, "'Field'")
    merging.when(MergeUnit(TECH, SALES, AUGUST)).then_rejected(ArrivesLater, "2026-10-01")
    merging.when(MergeUnit(TECH, SALES, OCTOBER)).then(UnitMerged(TECH, SALES, OCTOBER))


# People


def test_people_move_are_called_otherwise_and_leave() -> None:
    acme.when(MovePerson(ADA, TECH, AUGUST)).then(PersonMoved(ADA, TECH, AUGUST))
    acme.when(RenamePerson(ADA, "Ada B.", AUGUST)).then(PersonRenamed(ADA, "Ada B.", AUGUST))
    acme.when(LeaveOrganization(ADA, AUGUST)).then(PersonLeft(ADA, AUGUST))
    chart = acme.given(PersonLeft(ADA, AUGUST)).state().at(AUGUST)
    ada = Owner("person", ADA)
    assert ADA not in chart.people
    assert (chart.name_of(ada), chart.unit_of(ada)) == ("Ada", FIELD)


def test_whoever_has_left_is_not_reorganized_any_more() -> None:
    gone = acme.given(PersonLeft(ADA, AUGUST))
    gone.when(MovePerson(ADA, TECH, OCTOBER)).then_rejected(PersonHasLeft, "'Ada'")
    gone.when(LeaveOrganization(ADA, JULY)).then_rejected(PersonHasLeft)
    gone.when(ArchiveUnit(FIELD, "Done.", AUGUST)).then(UnitArchived(FIELD, "Done.", AUGUST))


def test_nobody_leaves_before_what_is_known_of_them_later() -> None:
    moving = acme.given(PersonMoved(ADA, TECH, OCTOBER))
    moving.when(LeaveOrganization(ADA, AUGUST)).then_rejected(ChangesLater, "'Ada'")


def test_whoever_has_left_can_come_back_as_a_member_and_is_the_same_person() -> None:
    told = acme.given(RoleGiven(ADA, "unit_lead", JULY), PersonLeft(ADA, AUGUST))
    told.when(ReturnToOrganization(ADA, TECH, OCTOBER)).then(PersonReturned(ADA, TECH, OCTOBER))
    back = told.given(PersonReturned(ADA, TECH, OCTOBER))
    back.when(ReturnToOrganization(ADA, TECH, OCTOBER)).then_nothing()
    assert ADA in back.state().at(JULY).people
    assert ADA not in back.state().at(AUGUST).people
    assert ADA not in back.state().at(OCTOBER - DAY).people
    there = back.state().at(OCTOBER).people[ADA]
    assert (there.unit_id, there.role) == (TECH, "member")


def test_only_who_has_left_comes_back_and_not_before() -> None:
    acme.when(ReturnToOrganization(BOB, TECH, OCTOBER)).then_rejected(NoSuchPerson)
    acme.when(ReturnToOrganization(ADA, TECH, OCTOBER)).then_rejected(PersonIsThere, "'Ada'")
    leaving = acme.given(PersonLeft(ADA, OCTOBER))
    leaving.when(ReturnToOrganization(ADA, TECH, AUGUST)).then_rejected(
        BackBeforeLeaving, "2026-10-01"
    )
    leaving.when(ReturnToOrganization(ADA, UnitId("x"), OCTOBER)).then_rejected(UnknownTargetUnit)
    closed = leaving.given(UnitArchived(SALES, "Done", AUGUST))
    closed.when(ReturnToOrganization(ADA, SALES, OCTOBER)).then_rejected(UnitIsArchived)


def test_nothing_is_said_of_somebody_while_they_are_away() -> None:
    back = acme.given(PersonLeft(ADA, AUGUST), PersonReturned(ADA, TECH, OCTOBER))
    back.when(RenamePerson(ADA, "Ada B.", OCTOBER - DAY)).then_rejected(PersonHasLeft, "2026-08-01")
    back.when(RenamePerson(ADA, "Ada B.", OCTOBER)).then(PersonRenamed(ADA, "Ada B.", OCTOBER))
    back.when(LeaveOrganization(ADA, AUGUST)).then_rejected(PersonHasLeft)
    gone = back.given(PersonLeft(ADA, date(2026, 12, 1)))
    assert ADA not in gone.state().at(date(2026, 12, 1)).people
    assert ADA in gone.state().at(OCTOBER).people


# Roles


def test_somebody_has_a_role_from_a_day_on_and_none_before_it_was_said() -> None:
    acme.when(GiveRole(ADA, "unit_lead", AUGUST)).then(RoleGiven(ADA, "unit_lead", AUGUST))
    told = acme.given(RoleGiven(ADA, "unit_lead", AUGUST))
    told.when(GiveRole(ADA, "unit_lead", OCTOBER)).then_nothing()
    told.when(GiveRole(ADA, "member", OCTOBER)).then(RoleGiven(ADA, "member", OCTOBER))
    roles = [told.state().at(day).people[ADA].role for day in (AUGUST - DAY, AUGUST, OCTOBER)]
    assert roles == [None, "unit_lead", "unit_lead"]


def test_only_who_is_there_has_a_role() -> None:
    acme.when(GiveRole(BOB, "member", AUGUST)).then_rejected(NoSuchPerson)
    gone = acme.given(PersonLeft(ADA, AUGUST))
    gone.when(GiveRole(ADA, "member", OCTOBER)).then_rejected(PersonHasLeft)
    named = acme.given(RoleGiven(ADA, "member", OCTOBER))
    named.when(LeaveOrganization(ADA, AUGUST)).then_rejected(ChangesLater, "'Ada'")


def test_the_last_administrator_stays_one_until_there_is_another() -> None:
    alone = acme.given(PersonAdded(BOB, "Bob", TECH), RoleGiven(ADA, "administrator", JULY))
    alone.when(GiveRole(ADA, "member", AUGUST)).then_rejected(LastAdministrator, "2026-08-01")
    alone.when(LeaveOrganization(ADA, AUGUST)).then_rejected(LastAdministrator)
    alone.when(LeaveOrganization(BOB, AUGUST)).then(PersonLeft(BOB, AUGUST))
    both = alone.given(RoleGiven(BOB, "administrator", AUGUST))
    both.when(GiveRole(ADA, "member", AUGUST)).then(RoleGiven(ADA, "member", AUGUST))
    both.when(GiveRole(ADA, "member", JULY)).then_rejected(LastAdministrator, "2026-07-01")


def test_no_later_day_is_left_without_an_administrator_either() -> None:
    told = acme.given(
        PersonAdded(BOB, "Bob", TECH),
        RoleGiven(ADA, "administrator", JULY),
        RoleGiven(BOB, "administrator", JULY),
        RoleGiven(ADA, "member", OCTOBER),
    )
    told.when(LeaveOrganization(BOB, AUGUST)).then_rejected(LastAdministrator, "2026-10-01")


# Charts


def test_days_between_two_changes_have_the_very_same_chart() -> None:
    state = acme.given(UnitRenamed(SALES, "Growth", AUGUST)).state()
    assert state.at(JULY) is state.at(AUGUST - DAY)
    assert state.at(AUGUST) is state.at(date(2030, 1, 1))
    assert state.at(JULY) is not state.at(AUGUST)


def test_facts_about_the_unknown_change_nothing() -> None:
    state = acme.state()
    for fact in (
        UnitRenamed(UnitId("x"), "X", AUGUST),
        UnitMerged(UnitId("x"), SALES, AUGUST),
        PersonLeft(PersonId("x"), AUGUST),
    ):
        after = organization.evolve(state, fact)
        assert (after.units, after.people) == (state.units, state.people)
