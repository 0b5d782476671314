"""Reorganization: units and people are renamed, moved, merged and let go, each from a day on.

The day may lie in the past (it is recorded late), or in the future (it is announced). Whatever is
recorded has to fit all that is known of the days after it.
"""

from __future__ import annotations

from datetime import date
from typing import Final, assert_never

from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event
from domain.organization import consistency
from domain.organization.chart import Archived, Organization, PersonRecord, UnitRecord, changed
from domain.values import Name, PersonId, PersonRole, Sentence, UnitId

NAMED: Final = 5
"""How many of those in the way are named."""

# Commands


class RenameUnit(Command, frozen=True):
    """Give a unit another name from a day on."""

    unit_id: UnitId
    name: Name
    effective: date


class MoveUnit(Command, frozen=True):
    """Move a unit, with everything below it, under another parent from a day on."""

    unit_id: UnitId
    parent_id: UnitId
    effective: date


class MergeUnit(Command, frozen=True):
    """Merge a unit into another: from that day on, its people and sub-units belong to the other."""

    unit_id: UnitId
    into_id: UnitId
    effective: date


class ArchiveUnit(Command, frozen=True):
    """Archive a unit with no people and no sub-units, from a day on."""

    unit_id: UnitId
    reason: Sentence
    effective: date


class RenamePerson(Command, frozen=True):
    """Give a person another name from a day on."""

    person_id: PersonId
    name: Name
    effective: date


class MovePerson(Command, frozen=True):
    """Move a person to another unit from a day on."""

    person_id: PersonId
    unit_id: UnitId
    effective: date


class ReturnToOrganization(Command, frozen=True):
    """Record that a person who had left is back in a unit, as a member until a role is given."""

    person_id: PersonId
    unit_id: UnitId
    effective: date


class LeaveOrganization(Command, frozen=True):
    """Record that a person leaves; the day is the first on which they are gone."""

    person_id: PersonId
    effective: date


class GiveRole(Command, frozen=True):
    """Give somebody a role from a day on, in whichever unit they are: it says what they may do."""

    person_id: PersonId
    role: PersonRole
    effective: date


ReorganizationCommand = (
    RenameUnit
    | MoveUnit
    | MergeUnit
    | ArchiveUnit
    | RenamePerson
    | MovePerson
    | GiveRole
    | LeaveOrganization
    | ReturnToOrganization
)

# Events


class UnitRenamed(Event, frozen=True, tag="unit_renamed"):
    unit_id: UnitId
    name: str
    effective: date


class UnitMoved(Event, frozen=True, tag="unit_moved"):
    unit_id: UnitId
    parent_id: UnitId
    effective: date


class UnitMerged(Event, frozen=True, tag="unit_merged"):
    unit_id: UnitId
    into_id: UnitId
    effective: date


class UnitArchived(Event, frozen=True, tag="unit_archived"):
    unit_id: UnitId
    reason: str
    effective: date


class PersonRenamed(Event, frozen=True, tag="person_renamed"):
    person_id: PersonId
    name: str
    effective: date


class PersonMoved(Event, frozen=True, tag="person_moved"):
    person_id: PersonId
    unit_id: UnitId
    effective: date


class RoleGiven(Event, frozen=True, tag="role_given"):
    person_id: PersonId
    role: PersonRole
    effective: date


class PersonLeft(Event, frozen=True, tag="person_left"):
    person_id: PersonId
    effective: date


class PersonReturned(Event, frozen=True, tag="person_returned"):
    person_id: PersonId
    unit_id: UnitId
    effective: date


PersonEvent = PersonRenamed | PersonMoved | RoleGiven | PersonLeft | PersonReturned

ReorganizationEvent = UnitRenamed | UnitMoved | UnitMerged | UnitArchived | PersonEvent

# Decide


def decide(state: Organization, command: ReorganizationCommand) -> list[ReorganizationEvent]:
    match command:
        case RenameUnit():
            return _rename_unit(state, command)
        case MoveUnit():
            return _move_unit(state, command)
        case MergeUnit():
            return _merge(state, command)
        case ArchiveUnit():
            return _archive(state, command)
        case RenamePerson():
            return _rename_person(state, command)
        case MovePerson():
            return _move_person(state, command)
        case GiveRole():
            return _give_role(state, command)
        case LeaveOrganization():
            return _leave(state, command)
        case ReturnToOrganization():
            return _return(state, command)
        case _:
            assert_never(command)


def _rename_unit(state: Organization, command: RenameUnit) -> list[ReorganizationEvent]:
    unit = _known_unit(state, command.unit_id)
    consistency.check_unit(unit, command.effective)
    if unit.name_on(command.effective) == command.name:
        return []
    event = UnitRenamed(command.unit_id, command.name, command.effective)
    consistency.check_place(evolve(state, event), [command.unit_id], command.effective)
    return [event]


def _move_unit(state: Organization, command: MoveUnit) -> list[ReorganizationEvent]:
    unit = _known_unit(state, command.unit_id)
    if not unit.parents:
        raise CompanyStays(name=unit.name_on(command.effective), verb="moved")
    consistency.check_unit(unit, command.effective)
    if unit.parent_on(command.effective) == command.parent_id:
        return []
    _named_unit(state, command.parent_id, "parent_id")
    event = UnitMoved(command.unit_id, command.parent_id, command.effective)
    consistency.check_place(evolve(state, event), [command.unit_id], command.effective)
    return [event]


def _merge(state: Organization, command: MergeUnit) -> list[ReorganizationEvent]:
    unit = _known_unit(state, command.unit_id)
    if unit.archived == Archived(command.effective, into_id=command.into_id):
        return []
    if not unit.parents:
        raise CompanyStays(name=unit.name_on(command.effective), verb="merged")
    consistency.check_end(state, unit, command.effective)
    target = _named_unit(state, command.into_id, "into_id")
    consistency.check_unit(target, command.effective, "into_id")
    if command.unit_id in consistency.upward(state, command.into_id, command.effective):
        raise MergedIntoItself(
            name=unit.name_on(command.effective), into=target.name_on(command.effective)
        )
    event = UnitMerged(command.unit_id, command.into_id, command.effective)
    after = evolve(state, event)
    consistency.check_place(
        after, consistency.below(state, command.unit_id, command.effective), command.effective
    )
    for person in consistency.within(state, command.unit_id, command.effective):
        consistency.check_homes(after, after.people[person.person_id], command.effective)
    return [event]


def _archive(state: Organization, command: ArchiveUnit) -> list[ReorganizationEvent]:
    unit = _known_unit(state, command.unit_id)
    if unit.archived == Archived(command.effective, command.reason):
        return []
    if not unit.parents:
        raise CompanyStays(name=unit.name_on(command.effective), verb="archived")
    day = command.effective
    consistency.check_end(state, unit, day)
    left = [state.units[one].name_on(day) for one in consistency.below(state, command.unit_id, day)]
    left += [person.name_on(day) for person in consistency.within(state, command.unit_id, day)]
    if left:
        raise UnitStillInUse(name=unit.name_on(day), left=_some(left))
    return [UnitArchived(command.unit_id, command.reason, command.effective)]


def _rename_person(state: Organization, command: RenamePerson) -> list[ReorganizationEvent]:
    person = _known_person(state, command.person_id)
    consistency.check_person(person, command.effective)
    if person.name_on(command.effective) == command.name:
        return []
    return [PersonRenamed(command.person_id, command.name, command.effective)]


def _move_person(state: Organization, command: MovePerson) -> list[ReorganizationEvent]:
    person = _known_person(state, command.person_id)
    consistency.check_person(person, command.effective)
    if person.unit_id_on(command.effective) == command.unit_id:
        return []
    _named_unit(state, command.unit_id, "unit_id")
    event = PersonMoved(command.person_id, command.unit_id, command.effective)
    after = evolve(state, event)
    consistency.check_homes(after, after.people[command.person_id], command.effective)
    return [event]


def _give_role(state: Organization, command: GiveRole) -> list[ReorganizationEvent]:
    person = _known_person(state, command.person_id)
    consistency.check_person(person, command.effective)
    if person.role_on(command.effective) == command.role:
        return []
    event = RoleGiven(command.person_id, command.role, command.effective)
    _check_administrators(state, evolve(state, event), command.effective)
    return [event]


def _check_administrators(before: Organization, after: Organization, since: date) -> None:
    """Refuse to leave nobody who may change the organization, on a day when somebody could."""
    for day in (since, *before.days_after(since)):
        if _administrators(before, day) and not _administrators(after, day):
            raise LastAdministrator(day=day)


def _administrators(state: Organization, day: date) -> bool:
    return any(
        one.role_on(day) == "administrator" and one.is_there(day) for one in state.people.values()
    )


def _leave(state: Organization, command: LeaveOrganization) -> list[ReorganizationEvent]:
    person = _known_person(state, command.person_id)
    if person.left == command.effective:
        return []
    if person.left is not None:
        raise consistency.PersonHasLeft(name=person.name_on(command.effective), day=person.left)
    consistency.check_person(person, command.effective)
    consistency.check_nothing_later(
        person.names[0][1], (person.names, person.units, person.roles), command.effective
    )
    event = PersonLeft(command.person_id, command.effective)
    _check_administrators(state, evolve(state, event), command.effective)
    return [event]


def _return(state: Organization, command: ReturnToOrganization) -> list[ReorganizationEvent]:
    person, day = _known_person(state, command.person_id), command.effective
    if person.left is None:
        if any(back == day for _, back in person.absences) and (
            person.unit_id_on(day) == command.unit_id
        ):
            return []
        raise PersonIsThere(name=person.name_on(day))
    if day < person.left:
        raise BackBeforeLeaving(name=person.name_on(day), day=person.left)
    _named_unit(state, command.unit_id, "unit_id")
    event = PersonReturned(command.person_id, command.unit_id, day)
    after = evolve(state, event)
    consistency.check_homes(after, after.people[command.person_id], day)
    return [event]


def _known_unit(state: Organization, unit_id: UnitId) -> UnitRecord:
    unit = state.units.get(unit_id)
    if unit is None:
        raise consistency.UnknownUnit(unit_id=unit_id)
    return unit


def _named_unit(state: Organization, unit_id: UnitId, field: str) -> UnitRecord:
    """A unit that a command names beside the one that it is about."""
    unit = state.units.get(unit_id)
    if unit is None:
        raise UnknownTargetUnit(unit_id=unit_id).at(field)
    return unit


def _known_person(state: Organization, person_id: PersonId) -> PersonRecord:
    person = state.people.get(person_id)
    if person is None:
        raise NoSuchPerson(person_id=person_id)
    return person


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


# Evolve


def evolve(state: Organization, event: ReorganizationEvent) -> Organization:
    """Total: an event about a unit or a person that is not there changes nothing."""
    match event:
        case UnitMerged():
            return _merged(state, event)
        case UnitRenamed() | UnitMoved() | UnitArchived():
            unit = state.units.get(event.unit_id)
            if unit is None:
                return state
            return replace(state, units={**state.units, event.unit_id: _unit(unit, event)})
        case PersonRenamed() | PersonMoved() | RoleGiven() | PersonLeft() | PersonReturned():
            person = state.people.get(event.person_id)
            if person is None:
                return state
            if isinstance(event, PersonLeft):
                state = _without_stand_ins(state, event)
            return replace(state, people={**state.people, event.person_id: _person(person, event)})
        case _:
            assert_never(event)


def _without_stand_ins(state: Organization, event: PersonLeft) -> Organization:
    """Whoever comes back is stood in for, and stands in, when that is said again."""
    ended = {
        key: replace(one, ended=event.effective)
        for key, one in state.stand_ins.items()
        if event.person_id in (one.person_id, one.substitute_id) and event.effective <= one.until
    }
    return replace(state, stand_ins={**state.stand_ins, **ended})


def _unit(unit: UnitRecord, event: UnitRenamed | UnitMoved | UnitArchived) -> UnitRecord:
    day = event.effective
    match event:
        case UnitRenamed():
            return replace(unit, names=changed(unit.names, day, event.name))
        case UnitMoved():
            return replace(unit, parents=changed(unit.parents, day, event.parent_id))
        case UnitArchived():
            return replace(unit, archived=Archived(day, event.reason))
        case _:
            assert_never(event)


def _person(person: PersonRecord, event: PersonEvent) -> PersonRecord:
    day = event.effective
    match event:
        case PersonRenamed():
            return replace(person, names=changed(person.names, day, event.name))
        case PersonMoved():
            return replace(person, units=changed(person.units, day, event.unit_id))
        case RoleGiven():
            return replace(person, roles=changed(person.roles, day, event.role))
        case PersonLeft():
            return replace(person, left=day)
        case PersonReturned():
            return _returned(person, event)
        case _:
            assert_never(event)


def _returned(person: PersonRecord, event: PersonReturned) -> PersonRecord:
    """Whoever was something before is a member again: a role is given, and not kept by leaving."""
    day, unit_id = event.effective, event.unit_id
    moved = person.unit_id_on(day) != unit_id
    return replace(
        person,
        units=changed(person.units, day, unit_id) if moved else person.units,
        roles=changed(person.roles, day, "member") if person.roles else (),
        absences=(*person.absences, (person.left or day, day)),
        left=None,
    )


def _merged(state: Organization, event: UnitMerged) -> Organization:
    day, target = event.effective, event.into_id
    if event.unit_id not in state.units:
        return state
    units, people = dict(state.units), dict(state.people)
    for unit_id in consistency.below(state, event.unit_id, day):
        units[unit_id] = replace(
            units[unit_id], parents=changed(units[unit_id].parents, day, target)
        )
    for person in consistency.within(state, event.unit_id, day):
        people[person.person_id] = replace(person, units=changed(person.units, day, target))
    units[event.unit_id] = replace(units[event.unit_id], archived=Archived(day, into_id=target))
    return replace(state, units=units, people=people)


def named(state: Organization, event: ReorganizationEvent) -> tuple[str, str]:
    """How the one an event is about was called before, and what its new place is called."""
    about: UnitRecord | PersonRecord | None
    target: UnitId | None = None
    match event:
        case UnitRenamed() | UnitArchived():
            about = state.units.get(event.unit_id)
        case UnitMoved():
            about, target = state.units.get(event.unit_id), event.parent_id
        case UnitMerged():
            about, target = state.units.get(event.unit_id), event.into_id
        case PersonRenamed() | RoleGiven() | PersonLeft():
            about = state.people.get(event.person_id)
        case PersonMoved() | PersonReturned():
            about, target = state.people.get(event.person_id), event.unit_id
        case _:
            assert_never(event)
    place = None if target is None else state.units.get(target)
    day = event.effective
    return (about.name_on(day) if about else "", place.name_on(day) if place else "")


# Refusals


class UnknownTargetUnit(Rejection, code="unknown-target-unit"):
    """There is no unit {unit_id} in this workspace to move to or merge into."""


class NoSuchPerson(Rejection, code="no-such-person", kind="missing"):
    """There is no person {person_id} in this workspace."""


class LastAdministrator(Rejection, code="last-administrator", kind="conflict"):
    """From {day} on nobody would be an administrator any more: make somebody else one first."""


class PersonIsThere(Rejection, code="person-is-there", kind="conflict"):
    """'{name}' has not left, so they cannot come back; move them if it is another unit."""


class BackBeforeLeaving(Rejection, code="back-before-leaving", kind="conflict", field="effective"):
    """'{name}' leaves on {day}: they can be back from then on, not before."""


class CompanyStays(Rejection, code="company-stays", kind="conflict"):
    """'{name}' is the company, the root of the tree: it cannot be {verb}."""


class MergedIntoItself(Rejection, code="merged-into-itself", kind="conflict", field="into_id"):
    """'{name}' cannot become part of '{into}', which is the same unit or part of it."""


class UnitStillInUse(Rejection, code="unit-still-in-use", kind="conflict"):
    """'{name}' cannot be archived while somebody is in it: {left}."""
