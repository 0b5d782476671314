"""Who is known by which name while a file is read: from the organization, and from the file."""

from __future__ import annotations

from collections.abc import Sequence

from api.exchange.reading.row import Row
from domain.naming import known_as
from domain.organization.chart import Chart, Unit
from domain.values import Owner, PersonId, UnitId


class KnownOwners:
    """Units and people by their names; several may have the same one.

    `by_row` has the owner that a row of the file is about, `rows` the row by the owner's
    identifier.
    """

    def __init__(self, organization: Chart) -> None:
        self._organization = organization
        self._units: dict[str, list[Unit]] = {}
        self._people: dict[str, list[tuple[PersonId, UnitId]]] = {}
        self._in_file: dict[str, set[Owner]] = {}
        self.by_row: dict[str, Owner] = {}
        self.rows: dict[str, Row] = {}
        for unit in organization.units.values():
            self.add_unit(unit)
        for person in organization.people.values():
            self.add_person(person.name, person.person_id, person.unit_id)

    def add_unit(self, unit: Unit) -> None:
        self._units.setdefault(known_as(unit.name), []).append(unit)

    def add_person(self, name: str, person_id: PersonId, unit_id: UnitId) -> None:
        self._people.setdefault(known_as(name), []).append((person_id, unit_id))

    def add_row(self, row: Row, owner: Owner) -> None:
        self.by_row[row.id] = owner
        self.rows[owner.id] = row
        self._in_file.setdefault(known_as(row["text"]), set()).add(owner)

    def units(self, name: str) -> Sequence[Unit]:
        return self._units.get(known_as(name), ())

    def people(self, name: str) -> Sequence[tuple[PersonId, UnitId]]:
        """The people of that name, each with the unit they belong to."""
        return self._people.get(known_as(name), ())

    def everybody(self) -> list[str]:
        """All the names there are, of the workspace and of the file."""
        return [
            *(unit.name for unit in self._organization.units.values()),
            *(person.name for person in self._organization.people.values()),
            *(row["text"] for row in self.rows.values()),
        ]

    def meant(self, name: str) -> Owner | None:
        """The one that the file calls so, whoever else is called so now, or by its identifier."""
        named = self._in_file.get(known_as(name), set())
        if len(named) == 1:
            return next(iter(named))
        if name in self._organization.unit_records:
            return Owner("unit", name)
        return Owner("person", name) if name in self._organization.person_records else None

    def unit_of(self, owner: Owner) -> Unit | None:
        """The unit itself, or the one that a person belongs to."""
        unit_id = owner.id
        if owner.kind == "person":
            belongs = {one: unit for people in self._people.values() for one, unit in people}
            unit_id = belongs[PersonId(owner.id)]
        return next(
            (unit for units in self._units.values() for unit in units if unit.unit_id == unit_id),
            None,
        )
