"""Who owns what: units and people that are there, that the file names, or that have to be made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from api.exchange.planned import Plan
from api.exchange.row import Row
from domain.chart import Unit
from domain.organization import AddPerson, AddUnit
from domain.values import Owner, PersonId, UnitId, UnitKind

NAMED = 8
"""How many of the units that were made are named in the report."""

KINDS: Sequence[UnitKind] = ("company", "division", "team")


class Owners:
    """Resolves owner cells; what it makes is asked of the plan as it goes."""

    def __init__(self, plan: Plan, rows: Sequence[Row], known: dict[str, Row]) -> None:
        self._plan = plan
        self._known = known
        self._rows: dict[str, Row] = {}
        self._units: dict[str, list[Unit]] = {}
        self._people: dict[str, list[tuple[PersonId, UnitId]]] = {}
        self._made: dict[str, Unit] = {}
        self._making: set[str] = set()
        self._first: dict[str, Row] = {}
        self._by_row: dict[str, Owner] = {}
        self._in_file: dict[str, set[Owner]] = {}
        organization = plan.present.organization
        for unit in organization.units.values():
            self._remember(unit)
        for person in organization.people.values():
            self._people.setdefault(person.name.strip(), []).append(
                (person.person_id, person.unit_id)
            )
        self._company = organization.company
        for row in rows:
            if row["owner"].strip():
                self._first.setdefault(row["owner"].strip(), row)
        for row in rows:
            if row.kind == "unit":
                self._unit_of(row)
        for row in rows:
            if row.kind == "person":
                self._person_of(row)
        self._founder = _founder(rows) or plan.present.workspace_name

    def of(self, row: Row) -> Owner:
        """The owner a row names, else the one of the nearest row above it that names one."""
        here: Row | None = row
        seen: set[str] = set()
        while here is not None and here.id not in seen:
            if here["owner"].strip():
                return self._named(here["owner"].strip(), here)
            seen.add(here.id)
            here = self._known.get(here.parent_id)
        return Owner("unit", self.company().unit_id)

    def needs(self, row: Row) -> list[Row]:
        """The row of the unit or person that owns a row, where the file has one."""
        owner = self._rows.get(self.of(row).id)
        return [] if owner is None else [owner]

    def registered(self, record: str) -> Owner | None:
        """The unit or person that a row of the file speaks of."""
        return self._by_row.get(record)

    def called(self, row: Row, column: str, name: str, kind: Literal["unit", "person"]) -> str:
        """The identifier of a unit or person that there has to be."""
        owner = self._spoken_of(row, column, name)
        if owner is not None and owner.kind != kind:
            row.wrong(column, f"'{name}' is a {owner.kind}; name a {kind} here.")
        return name if owner is None else owner.id

    def spoken_of(self, row: Row, column: str) -> Owner:
        """The unit or person in a cell, that there has to be."""
        name = row[column].strip()
        return self._spoken_of(row, column, name) or Owner("unit", name)

    def _spoken_of(self, row: Row, column: str, name: str) -> Owner | None:
        known = self._by_row.get(name) or self._meant(name)
        if known is not None:
            return known
        units, people = self._units.get(name, []), self._people.get(name, [])
        found = [Owner("unit", one.unit_id) for one in units]
        found.extend(Owner("person", one) for one, _ in people)
        if not found:
            row.wrong(column, f"There is no unit or person called '{name}'.")
        if len(found) > 1:
            row.wrong(column, f"Several are called '{name}'; write the identifier instead.")
        return found[0] if found else None

    def _meant(self, name: str) -> Owner | None:
        """The one that the file calls so, whoever else is called so now, or by its identifier."""
        named = self._in_file.get(name, set())
        if len(named) == 1:
            return next(iter(named))
        organization = self._plan.present.organization
        if name in organization.unit_records:
            return Owner("unit", name)
        return Owner("person", name) if name in organization.person_records else None

    def company(self) -> Unit:
        if self._company is None:
            self._company = self._make(self._founder, "company", None)
        return self._company

    def say_what_was_made(self) -> None:
        made = list(self._made.values())
        if not made:
            return
        names = {unit.unit_id: unit.name for units in self._units.values() for unit in units}
        shown = [
            f"{unit.name} (the company)"
            if unit.parent_id is None
            else f"{unit.name} below {names[unit.parent_id]}"
            for unit in made[:NAMED]
        ]
        more = f" and {len(made) - NAMED} more" if len(made) > NAMED else ""
        noun = "1 owner becomes a unit" if len(made) == 1 else f"{len(made)} owners become units"
        self._plan.notes.append(f"{noun}: {'; '.join(shown)}{more}.")

    def _named(self, name: str, row: Row) -> Owner:
        known = self._by_row.get(name) or self._meant(name)
        if known is not None:
            return known
        units, people = self._units.get(name, []), self._people.get(name, [])
        if len(units) + len(people) > 1:
            row.wrong("owner", f"Several are called '{name}'; write the identifier instead.")
        if units:
            return Owner("unit", units[0].unit_id)
        if people:
            return Owner("person", people[0][0])
        return Owner("unit", self._unit_for(name).unit_id)

    def _unit_for(self, name: str) -> Unit:
        """Make a unit for an owner: below the nearest other owner above its first row."""
        if self._company is None and name == self._founder:
            return self.company()
        self._making.add(name)
        parent = self._above(name)
        self._making.discard(name)
        return self._make(name, "division" if parent.kind == "company" else "team", parent)

    def _above(self, name: str) -> Unit:
        here = self._known.get(self._first[name].parent_id)
        seen: set[str] = set()
        while here is not None and here.id not in seen:
            seen.add(here.id)
            other = here["owner"].strip()
            if other and other != name and other not in self._making:
                owner = self._named(other, here)
                unit = self._unit(owner)
                if unit is not None:
                    return unit
            here = self._known.get(here.parent_id)
        return self.company()

    def _unit(self, owner: Owner) -> Unit | None:
        unit_id = owner.id
        if owner.kind == "person":
            belongs = {one: unit for people in self._people.values() for one, unit in people}
            unit_id = belongs[PersonId(owner.id)]
        return next(
            (unit for units in self._units.values() for unit in units if unit.unit_id == unit_id),
            None,
        )

    def _make(self, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
        unit_id = UnitId(self._plan.identifier("unit", name))
        unit = Unit(unit_id, name, kind, parent.unit_id if parent else None)
        self._remember(unit)
        self._made[name] = unit
        command = AddUnit(unit.unit_id, name, kind, unit.parent_id)
        self._plan.ask(command, self._first.get(name), called={"name": "owner"})
        return unit

    def _remember(self, unit: Unit) -> None:
        self._units.setdefault(unit.name.strip(), []).append(unit)

    def _unit_of(self, row: Row) -> Unit:
        """The unit that a row of the file speaks of, its parents first."""
        name = row["text"]
        unit_id = UnitId(self._plan.identifier("unit row", row.id, row=row))
        done = next(
            (one for one in self._units.get(name.strip(), ()) if one.unit_id == unit_id), None
        )
        if done is not None and row.id in self._by_row:
            return done
        above = self._known.get(row.parent_id)
        parent = self._unit_of(above) if above is not None and above.sound else None
        kind = row.choice("level", KINDS) or ("team" if parent else "company")
        if not row["level"].strip() and parent is not None and parent.kind == "company":
            kind = "division"
        same = [
            one
            for one in self._units.get(name.strip(), ())
            if one.unit_id in self._plan.present.organization.unit_records
            and one.parent_id == (parent.unit_id if parent else None)
        ]
        unit = Unit(unit_id, name, _kind(kind), parent.unit_id if parent else None)
        if same and unit_id not in self._plan.present.organization.unit_records:
            unit = same[0]  # there already, by its name
        else:
            command = AddUnit(unit.unit_id, name, unit.kind, unit.parent_id, row.day("effective"))
            self._plan.ask(command, row, [row, above] if above else [row])
            if done is None:
                self._remember(unit)
        if parent is None and self._company is None:
            self._company = unit
        self._register(row, Owner("unit", unit.unit_id))
        return unit

    def _person_of(self, row: Row) -> None:
        above = self._known.get(row.parent_id)
        if above is None or above.kind != "unit" or row.problems:
            return
        name, unit = row["text"], self._unit_of(above)
        person_id = PersonId(self._plan.identifier("person row", row.id, row=row))
        same = [one for one, where in self._people.get(name.strip(), ()) if where == unit.unit_id]
        if same and person_id not in same:
            person_id = same[0]
        else:
            self._plan.ask(
                AddPerson(person_id, name, unit.unit_id, row.day("effective")), row, [row, above]
            )
            if all(one != person_id for one, _ in self._people.get(name.strip(), ())):
                self._people.setdefault(name.strip(), []).append((person_id, unit.unit_id))
        self._register(row, Owner("person", person_id))

    def _register(self, row: Row, owner: Owner) -> None:
        self._by_row[row.id] = owner
        self._rows[owner.id] = row
        self._in_file.setdefault(row["text"].strip(), set()).add(owner)


def _kind(word: str) -> UnitKind:
    return next(kind for kind in KINDS if kind == word)


def _founder(rows: Sequence[Row]) -> str:
    """Who becomes the company if there is none: the owner of what stands at the top."""
    for kind in ("key_result", "objective"):
        for row in rows:
            if row.kind == kind and not row.parent_id and row["owner"].strip():
                return row["owner"].strip()
    return ""
