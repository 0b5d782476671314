"""The organization: a tree of units, and the people in them."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event
from domain.organization import consistency, reorganization, standing_in
from domain.organization.chart import EVER, Chart, Organization, PersonRecord, UnitRecord
from domain.organization.reorganization import (
    ArchiveUnit,
    GiveRole,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PersonReturned,
    RenamePerson,
    RenameUnit,
    ReorganizationCommand,
    ReorganizationEvent,
    ReturnToOrganization,
    RoleGiven,
    UnitArchived,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
)
from domain.organization.standing_in import (
    EndStandIn,
    NameStandIn,
    StandInCommand,
    StandInEnded,
    StandInEvent,
    StandInNamed,
)
from domain.values import Name, Owner, PersonId, UnitId, UnitKind

# Commands


class AddUnit(Command, frozen=True):
    """Add a company, division or team. The company is the one unit without a parent.

    Without an `effective` day, the unit has always been there.
    """

    unit_id: UnitId
    name: Name
    kind: UnitKind
    parent_id: UnitId | None = None
    effective: date | None = None


class AddPerson(Command, frozen=True):
    """Add a person to a unit, from the `effective` day on; without it, always."""

    person_id: PersonId
    name: Name
    unit_id: UnitId
    effective: date | None = None


OrganizationCommand = AddUnit | AddPerson | ReorganizationCommand | StandInCommand

# Events


class UnitAdded(Event, frozen=True, omit_defaults=True, tag="unit_added"):
    unit_id: UnitId
    name: str
    kind: UnitKind
    parent_id: UnitId | None = None
    effective: date | None = None


class PersonAdded(Event, frozen=True, omit_defaults=True, tag="person_added"):
    person_id: PersonId
    name: str
    unit_id: UnitId
    effective: date | None = None


OrganizationEvent = UnitAdded | PersonAdded | ReorganizationEvent | StandInEvent

# State: see domain/organization/chart.py, which has its shape and its questions

EMPTY = Organization()

# Decide


def decide(state: Organization, command: OrganizationCommand) -> list[OrganizationEvent]:
    match command:
        case AddUnit():
            return [*_add_unit(state, command)]
        case AddPerson():
            return [*_add_person(state, command)]
        case (
            RenameUnit() | MoveUnit() | MergeUnit() | ArchiveUnit()
            | RenamePerson() | MovePerson() | GiveRole() | LeaveOrganization()
            | ReturnToOrganization()
        ):  # fmt: skip
            return [*reorganization.decide(state, command)]
        case NameStandIn() | EndStandIn():
            return [*standing_in.decide(state, command)]
        case _:
            assert_never(command)


def _add_unit(state: Organization, command: AddUnit) -> list[UnitAdded]:
    added = UnitAdded(
        command.unit_id, command.name, command.kind, command.parent_id, command.effective
    )
    present = state.units.get(command.unit_id)
    if present is not None:
        wanted = _unit(added)
        if (present.kind, present.names[0], present.parents[:1]) == (
            wanted.kind,
            wanted.names[0],
            wanted.parents,
        ):
            return []
        raise UnitExists(name=present.names[-1][1])
    if (command.parent_id is None) != (command.kind == "company"):
        raise CompanyIsTheRoot
    if command.parent_id is None:
        for unit in state.units.values():
            if not unit.parents:
                raise CompanyExists(name=unit.names[-1][1])
    elif command.parent_id not in state.units:
        raise UnknownParentUnit(parent_id=command.parent_id)
    after = evolve(state, added)
    consistency.check_place(after, [command.unit_id], command.effective or EVER)
    return [added]


def _add_person(state: Organization, command: AddPerson) -> list[PersonAdded]:
    added = PersonAdded(command.person_id, command.name, command.unit_id, command.effective)
    wanted = _person(added)
    present = state.people.get(command.person_id)
    if present is not None:
        if (present.names[0], present.units[0]) == (wanted.names[0], wanted.units[0]):
            return []
        raise PersonExists(name=present.names[-1][1])
    if command.unit_id not in state.units:
        raise consistency.UnknownUnit(unit_id=command.unit_id)
    consistency.check_homes(state, wanted, wanted.since)
    return [added]


# What others decide about units and people


def check_there(chart: Chart, unit_id: UnitId, field: str = "unit_id") -> None:
    """Refuse a unit that is not there on the day of the chart, and say why it is not."""
    unit = chart.unit_records.get(unit_id)
    if unit is None:
        raise consistency.UnknownUnit(unit_id=unit_id).at(field)
    consistency.check_unit(unit, chart.day, field)


def check_owner(chart: Chart, owner: Owner, field: str = "owner") -> None:
    """Refuse somebody who is not there on the day of the chart, and say why they are not."""
    unit = chart.unit_records.get(UnitId(owner.id)) if owner.kind == "unit" else None
    person = chart.person_records.get(PersonId(owner.id)) if owner.kind == "person" else None
    if unit is not None:
        consistency.check_unit(unit, chart.day, field)
    elif person is not None:
        consistency.check_person(person, chart.day, field)
    else:
        raise UnknownOwner(kind=owner.kind, id=owner.id).at(field)


# Evolve


def evolve(state: Organization, event: OrganizationEvent) -> Organization:
    match event:
        case UnitAdded():
            units = {**state.units, event.unit_id: _unit(event)}
            return replace(state, units=units, days=_with(state, event.effective))
        case PersonAdded():
            people = {**state.people, event.person_id: _person(event)}
            return replace(state, people=people, days=_with(state, event.effective))
        case (
            UnitRenamed() | UnitMoved() | UnitMerged() | UnitArchived()
            | PersonRenamed() | PersonMoved() | RoleGiven() | PersonLeft() | PersonReturned()
        ):  # fmt: skip
            after = reorganization.evolve(state, event)
            return replace(after, days=_with(after, event.effective))
        case StandInNamed() | StandInEnded():
            return standing_in.evolve(state, event)
        case _:
            assert_never(event)


def _with(state: Organization, day: date | None) -> tuple[date, ...]:
    if day is None or day in state.days:
        return state.days
    return tuple(sorted((*state.days, day)))


def _unit(event: UnitAdded) -> UnitRecord:
    since = event.effective or EVER
    parents = () if event.parent_id is None else ((since, event.parent_id),)
    return UnitRecord(event.unit_id, event.kind, ((since, event.name),), parents)


def _person(event: PersonAdded) -> PersonRecord:
    since = event.effective or EVER
    return PersonRecord(event.person_id, ((since, event.name),), ((since, event.unit_id),))


# Refusals


class UnitExists(Rejection, code="unit-exists", kind="conflict"):
    """This identifier already belongs to the unit '{name}', which differs from what was sent."""


class CompanyIsTheRoot(Rejection, code="company-is-the-root", field="parent_id"):
    """A company has no parent unit; every division and team has one."""


class CompanyExists(Rejection, code="company-exists", kind="conflict", field="kind"):
    """A workspace has one company, and '{name}' is it: give this unit a parent."""


class UnknownParentUnit(Rejection, code="unknown-parent-unit", field="parent_id"):
    """There is no unit {parent_id} in this workspace to be the parent."""


class PersonExists(Rejection, code="person-exists", kind="conflict"):
    """This identifier already belongs to '{name}', which differs from what was sent."""


class UnknownOwner(Rejection, code="unknown-owner", field="owner"):
    """There is no {kind} {id} in this workspace to own it."""
