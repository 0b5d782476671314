"""The organization: a tree of units, and the people in them."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.values import Level, Name, Owner, PersonId, UnitId, UnitKind

# Commands


class AddUnit(Command, frozen=True):
    """Add a company, division or team. The company is the one unit without a parent."""

    unit_id: UnitId
    name: Name
    kind: UnitKind
    parent_id: UnitId | None = None


class AddPerson(Command, frozen=True):
    """Add somebody who belongs to a unit."""

    person_id: PersonId
    name: Name
    unit_id: UnitId


OrganizationCommand = AddUnit | AddPerson

# Events


class UnitAdded(Event, frozen=True, tag="unit_added"):
    unit_id: UnitId
    name: str
    kind: UnitKind
    parent_id: UnitId | None = None


class PersonAdded(Event, frozen=True, tag="person_added"):
    person_id: PersonId
    name: str
    unit_id: UnitId


OrganizationEvent = UnitAdded | PersonAdded

# State


class Unit(Value, frozen=True):
    unit_id: UnitId
    name: str
    kind: UnitKind
    parent_id: UnitId | None


class Person(Value, frozen=True):
    person_id: PersonId
    name: str
    unit_id: UnitId


class Organization(Value, frozen=True):
    units: dict[UnitId, Unit] = {}
    people: dict[PersonId, Person] = {}

    @property
    def company(self) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.parent_id is None), None)

    def knows(self, owner: Owner) -> bool:
        return owner.id in (self.units if owner.kind == "unit" else self.people)

    def level(self, owner: Owner) -> Level:
        """The level of an objective follows from who owns it."""
        if owner.kind == "person":
            return "individual"
        unit = self.units.get(UnitId(owner.id))
        return unit.kind if unit else "team"

    def name_of(self, owner: Owner) -> str:
        if owner.kind == "person":
            person = self.people.get(PersonId(owner.id))
            return person.name if person else owner.id
        unit = self.units.get(UnitId(owner.id))
        return unit.name if unit else owner.id

    def unit_of(self, owner: Owner) -> UnitId | None:
        """The unit that an owner is, or belongs to."""
        if owner.kind == "unit":
            return UnitId(owner.id)
        person = self.people.get(PersonId(owner.id))
        return person.unit_id if person else None


EMPTY = Organization()

# Decide


def decide(state: Organization, command: OrganizationCommand) -> list[OrganizationEvent]:
    match command:
        case AddUnit():
            return _add_unit(state, command)
        case AddPerson():
            return _add_person(state, command)
        case _:
            assert_never(command)


def _add_unit(state: Organization, command: AddUnit) -> list[OrganizationEvent]:
    wanted = Unit(command.unit_id, command.name, command.kind, command.parent_id)
    present = state.units.get(command.unit_id)
    if present is not None:
        if present == wanted:
            return []
        raise UnitExists(name=present.name)
    if (command.parent_id is None) != (command.kind == "company"):
        raise CompanyIsTheRoot
    if command.parent_id is None:
        if state.company is not None:
            raise CompanyExists(name=state.company.name)
    elif command.parent_id not in state.units:
        raise UnknownParentUnit(parent_id=command.parent_id)
    for unit in state.units.values():
        if unit.parent_id == command.parent_id and unit.name == command.name:
            raise UnitNameTaken(name=command.name)
    return [UnitAdded(command.unit_id, command.name, command.kind, command.parent_id)]


def _add_person(state: Organization, command: AddPerson) -> list[OrganizationEvent]:
    wanted = Person(command.person_id, command.name, command.unit_id)
    present = state.people.get(command.person_id)
    if present is not None:
        if present == wanted:
            return []
        raise PersonExists(name=present.name)
    if command.unit_id not in state.units:
        raise UnknownUnit(unit_id=command.unit_id)
    return [PersonAdded(command.person_id, command.name, command.unit_id)]


# Evolve


def evolve(state: Organization, event: OrganizationEvent) -> Organization:
    match event:
        case UnitAdded():
            unit = Unit(event.unit_id, event.name, event.kind, event.parent_id)
            return replace(state, units={**state.units, event.unit_id: unit})
        case PersonAdded():
            person = Person(event.person_id, event.name, event.unit_id)
            return replace(state, people={**state.people, event.person_id: person})
        case _:
            assert_never(event)


# Refusals


class UnitExists(Rejection, code="unit-exists", kind="conflict"):
    """This identifier already belongs to the unit '{name}', which differs from what was sent."""


class CompanyIsTheRoot(Rejection, code="company-is-the-root", field="parent_id"):
    """A company has no parent unit, and every division and team has one."""


class CompanyExists(Rejection, code="company-exists", kind="conflict", field="kind"):
    """A workspace has one company, and '{name}' is it: give this unit a parent."""


class UnknownParentUnit(Rejection, code="unknown-parent-unit", field="parent_id"):
    """There is no unit {parent_id} to be the parent."""


class UnitNameTaken(Rejection, code="unit-name-taken", kind="conflict", field="name"):
    """There is already a unit called '{name}' under the same parent."""


class PersonExists(Rejection, code="person-exists", kind="conflict"):
    """This identifier already belongs to '{name}', which differs from what was sent."""


class UnknownUnit(Rejection, code="unknown-unit", field="unit_id"):
    """There is no unit {unit_id} in this workspace."""


class UnknownOwner(Rejection, code="unknown-owner", field="owner"):
    """There is no {kind} {id} in this workspace to own it."""
