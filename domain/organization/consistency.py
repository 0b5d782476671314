"""Whether a change of the organization fits all that is known of its day and the days after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.errors import Rejection
from domain.organization.chart import Dated, Organization, PersonRecord, UnitRecord
from domain.values import UnitId


def check_place(state: Organization, units: Iterable[UnitId], since: date) -> None:
    """Refuse units that from a day on have no parent, are in a circle, or share a name."""
    for unit_id in units:
        record = state.units[unit_id]
        for day in (since, *state.days_after(since)):
            parent_id = record.parent_on(day)
            if parent_id is None or not record.is_there(day):
                continue
            if parent_id == unit_id or unit_id in upward(state, parent_id, day):
                raise UnitsInACircle(
                    name=record.name_on(day), parent=state.units[parent_id].name_on(day)
                )
            check_unit(state.units[parent_id], day, "parent_id")
            _check_name(state, record, parent_id, day)


def _check_name(state: Organization, record: UnitRecord, parent_id: UnitId, day: date) -> None:
    name = record.name_on(day)
    for other in state.units.values():
        if (
            other.name_on(day) == name
            and other.unit_id != record.unit_id
            and other.parent_on(day) == parent_id
            and other.is_there(day)
        ):
            if other.archived is not None:
                raise UnitNameTakenUntil(name=name, day=other.archived.day)
            raise UnitNameTaken(name=name)


def check_homes(state: Organization, person: PersonRecord, since: date) -> None:
    """Refuse a person whose unit of a day is not there for as long as they belong to it."""
    unit = state.units[person.unit_id_on(since)]
    check_unit(unit, since, "unit_id")
    later = [day for day, _ in person.units if day > since]
    until = min([*later, person.left or date.max])
    if unit.archived is not None and unit.archived.day < until:
        raise UnitIsArchived(name=unit.name_on(since), day=unit.archived.day).at("unit_id")


def check_unit(unit: UnitRecord, day: date, field: str = "effective") -> None:
    if day < unit.since:
        raise UnitNotYetThere(name=unit.name_on(day), since=unit.since).at(field)
    if not unit.is_there(day) and unit.archived is not None:
        raise UnitIsArchived(name=unit.name_on(day), day=unit.archived.day).at(field)


def check_person(person: PersonRecord, day: date, field: str = "effective") -> None:
    if day < person.since:
        raise PersonNotYetThere(name=person.name_on(day), since=person.since).at(field)
    left = person.left_by(day)
    if left is not None:
        raise PersonHasLeft(name=person.name_on(day), day=left).at(field)


def check_end(state: Organization, unit: UnitRecord, day: date) -> None:
    """Refuse to end a unit that has ended already, or of which more is known after its end."""
    name = unit.name_on(day)
    if unit.archived is not None:
        raise UnitIsArchived(name=name, day=unit.archived.day)
    check_unit(unit, day)
    check_nothing_later(name, (unit.names, unit.parents), day)
    for other in state.units.values():
        _check_no_arrival(name, other.name_on(day), unit.unit_id, _homes(other), day)
    for person in state.people.values():
        _check_no_arrival(name, person.name_on(day), unit.unit_id, person.units, day)


def _homes(unit: UnitRecord) -> Dated[UnitId]:
    """What a unit belongs to, and what it becomes part of."""
    ended = unit.archived
    if ended is None or ended.into_id is None:
        return unit.parents
    return (*unit.parents, (ended.day, ended.into_id))


def check_nothing_later(name: str, dated: Iterable[Dated[Any]], day: date) -> None:
    later = [since for changes in dated for since, _ in changes if since > day]
    if later:
        raise ChangesLater(name=name, day=min(later))


def _check_no_arrival(
    name: str, who: str, unit_id: UnitId, homes: Dated[UnitId], day: date
) -> None:
    for since, home in homes:
        if since > day and home == unit_id:
            raise ArrivesLater(name=name, who=who, day=since)


def upward(state: Organization, unit_id: UnitId, day: date) -> set[UnitId]:
    """A unit and those above it on a day."""
    found: set[UnitId] = set()
    here: UnitId | None = unit_id
    while here is not None and here not in found:
        found.add(here)
        here = state.units[here].parent_on(day)
    return found


def below(state: Organization, unit_id: UnitId, day: date) -> list[UnitId]:
    return [
        key
        for key, unit in state.units.items()
        if unit.parent_on(day) == unit_id and unit.is_there(day)
    ]


def within(state: Organization, unit_id: UnitId, day: date) -> list[PersonRecord]:
    return [
        person
        for person in state.people.values()
        if person.unit_id_on(day) == unit_id and person.is_there(day)
    ]


# Refusals


class UnknownUnit(Rejection, code="unknown-unit", kind="missing", field="unit_id"):
    """There is no unit {unit_id} in this workspace."""


class UnitNameTaken(Rejection, code="unit-name-taken", kind="conflict", field="name"):
    """There is already a unit called '{name}' under the same parent."""


class UnitNameTakenUntil(
    Rejection, code="unit-name-taken-until", kind="conflict", field="effective"
):
    """Under the same parent a unit is called '{name}' until {day}: the name is free from then."""


class UnitNotYetThere(Rejection, code="unit-not-yet-there", kind="conflict", field="effective"):
    """The unit '{name}' does not exist before {since}."""


class UnitIsArchived(Rejection, code="unit-is-archived", kind="conflict", field="effective"):
    """The unit '{name}' is archived from {day} on."""


class PersonNotYetThere(Rejection, code="person-not-yet-there", kind="conflict", field="effective"):
    """'{name}' is not there before {since}."""


class PersonHasLeft(Rejection, code="person-has-left", kind="conflict", field="effective"):
    """'{name}' has left, and is no longer there from {day} on."""


class UnitsInACircle(Rejection, code="units-in-a-circle", kind="conflict", field="parent_id"):
    """'{name}' cannot be under '{parent}', which is the same unit or part of it."""


class ChangesLater(Rejection, code="changes-later", kind="conflict", field="effective"):
    """'{name}' still changes on {day}, so it cannot end before that."""


class ArrivesLater(Rejection, code="arrives-later", kind="conflict", field="effective"):
    """'{who}' becomes part of '{name}' on {day}, so that cannot end before."""
