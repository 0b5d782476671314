"""Who owns what: units and people that are there, that the file names, or that have to be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from api.exchange.files.sheet import evened
from api.exchange.reading.asked import Answers
from api.exchange.reading.resolve.doubtful_names import is_address
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.resolve.known_owners import KnownOwners
from api.exchange.reading.resolve.new_owners import NewOwners
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from domain.naming import known_as, one_name
from domain.organization.chart import Unit
from domain.organization.organization import AddPerson, AddUnit
from domain.values import Owner, PersonId, UnitId, UnitKind

KINDS: Sequence[UnitKind] = ("company", "division", "team")

NAMED = 3
"""How many of those at the top are named in a question."""

_THE_COMPANY = ("Company", "The company", "Whole company", "Entire company")
"""What files call the company where they do not name it."""


class Owners:
    """Resolves owner cells; whoever is new is asked for as they are found."""

    def __init__(
        self, into: Collector, rows: Sequence[Row], known: Mapping[str, Row], answers: Answers
    ) -> None:
        self._into = into
        self._read = into.read
        self._by_id = known
        self._answers = answers
        self._known = KnownOwners(into.present.organization)
        self._made = NewOwners(into)
        self._making: set[str] = set()
        self._first: dict[str, Row] = {}
        self._company = into.present.organization.company
        for row in rows:
            if row["owner"].strip():
                self._first.setdefault(known_as(row["owner"]), row)
        self._heads = {self._head(key) for key in self._first}
        """Owners that other owners of the file stand below."""
        into.place(Step.UNITS)
        for row in rows:
            if row.kind == "unit":
                self._unit_of(row)
        into.place(Step.PEOPLE)
        for row in rows:
            if row.kind == "person":
                self._person_of(row)
        self._founder = self._named_company(rows)

    @property
    def by_row(self) -> dict[str, Owner]:
        """The unit or person that a row of the file is about, by the row's identifier."""
        return self._known.by_row

    def _named_company(self, rows: Sequence[Row]) -> str | None:
        """Who the company is to be if there is none: whoever is called so, and nobody else.

        Where no owner is named, all is the company's, and it is called as its workspace.
        """
        wanted = self._answers.company
        if wanted is not None:
            if self._is_another(wanted):
                why = (
                    f"The company is '{self.company().name}', not '{wanted}': leave --company out."
                )
                self._into.wrong(why)
            return wanted
        owners = [row["owner"].strip() for row in rows if row["owner"].strip()]
        named = self._into.present.workspace_name
        for name in owners:
            if _is_the_company(name) or one_name(name, named):
                return name
        return None if owners else named

    def _is_another(self, name: str) -> bool:
        """Whether the company, if there surely is one, is called otherwise."""
        if self._company is None or one_name(name, self._company.name):
            return False
        row = self._known.rows.get(self._company.unit_id)
        return row is None or (self._read.is_sound(row) and not row.parent_id)

    def of(self, row: Row) -> Owner:
        """The owner a row names, else the one of the nearest row above it that names one."""
        here: Row | None = row
        seen: set[str] = set()
        while here is not None and here.id not in seen:
            if here["owner"].strip():
                return self._named(here["owner"].strip(), here)
            seen.add(here.id)
            here = self._by_id.get(here.parent_id)
        return Owner("unit", self.company().unit_id)

    def needs(self, owner: Owner) -> list[Row]:
        """The row of a unit or person, where the file has one."""
        row = self._known.rows.get(owner.id)
        return [] if row is None else [row]

    def _identifier(self, *path: str, row: Row | None = None) -> str:
        return identifier(self._into.present.workspace_id, *path, row=row)

    def called(self, row: Row, column: str, name: str, kind: Literal["unit", "person"]) -> str:
        """The identifier of a unit or person that there has to be."""
        owner = self._spoken_of(row, column, name)
        if owner is not None and owner.kind != kind:
            self._read.wrong(row, column, f"'{name}' is a {owner.kind}; name a {kind} here.")
        return name if owner is None else owner.id

    def spoken_of(self, row: Row, column: str) -> Owner:
        """The unit or person in a cell, that there has to be."""
        name = row[column].strip()
        return self._spoken_of(row, column, name) or Owner("unit", name)

    def _spoken_of(self, row: Row, column: str, name: str) -> Owner | None:
        found = self._found(row, column, name)
        if found is None:
            self._read.wrong(row, column, f"There is no unit or person called '{name}'.")
        return found

    def _found(self, row: Row, column: str, name: str) -> Owner | None:
        """Who is called so, in the file or else in the workspace; the row is told of several."""
        known = self._known.by_row.get(name) or self._known.meant(name)
        if known is not None:
            named = self._known.rows.get(known.id)
            if named is not None and one_name(name, named["text"]):
                self._made.written(name, named["text"])
            return known
        units, people = self._known.units(name), self._known.people(name)
        found = [Owner("unit", one.unit_id) for one in units]
        found.extend(Owner("person", one) for one, _ in people)
        if len(found) > 1:
            self._read.wrong(
                row, column, f"Several are called '{name}'; write the identifier instead."
            )
        if not found and _is_the_company(name) and self._company is not None:
            return Owner("unit", self._company.unit_id)
        if units:
            self._made.written(name, units[0].name)
        return found[0] if found else None

    def company(self) -> Unit:
        if self._company is None:
            if self._founder is None:
                self._into.wrong(_who_is_it(self._first.values()))
            name = self._founder or self._into.present.workspace_name
            self._company = self._make(name, "company", None)
        return self._company

    def doubt_and_describe_new(self) -> list[str]:
        """Ask about new ones that look like mistakes; give what there is to say of them all."""
        self._made.doubt(self._known.everybody(), self._answers.owners)
        return self._made.notes()

    def _named(self, name: str, row: Row) -> Owner:
        known = self._found(row, "owner", name)
        if known is not None:
            return known
        if is_address(name):
            return Owner("person", self._person_for(name))
        unit = self._unit_for(name)
        if one_name(name, unit.name):
            self._made.written(name, unit.name)
        return Owner("unit", unit.unit_id)

    def _unit_for(self, name: str) -> Unit:
        """Make a unit for an owner: below the nearest other owner above its first row."""
        if self._company is None and self._founder is not None:
            founds = one_name(name, self._founder) or _is_the_company(name)
            if founds:
                return self.company()
        parent = self._above(name)
        is_division = parent.kind == "company" and known_as(name) in self._heads
        return self._make(name, "division" if is_division else "team", parent)

    def _person_for(self, name: str) -> PersonId:
        """Make a person for an address: in the unit of the nearest other owner above."""
        unit = self._above(name)
        person_id = PersonId(self._identifier("person", name))
        row = self._first.get(known_as(name))
        self._known.add_person(name, person_id, unit.unit_id)
        self._made.person(name, unit.name, row)
        command = AddPerson(person_id, name, unit.unit_id)
        self._into.ask(command, row, called={"name": "owner"})
        return person_id

    def _head(self, key: str) -> str | None:
        """The nearest other owner above the first row of one, who is no person."""
        here = self._by_id.get(self._first[key].parent_id)
        seen: set[str] = set()
        while here is not None and here.id not in seen:
            other = here["owner"].strip()
            if other and known_as(other) != key and not is_address(other):
                return known_as(other)
            seen.add(here.id)
            here = self._by_id.get(here.parent_id)
        return None

    def _above(self, name: str) -> Unit:
        key = known_as(name)
        self._making.add(key)
        here = self._by_id.get(self._first[key].parent_id)
        unit = None
        seen: set[str] = set()
        while unit is None and here is not None and here.id not in seen:
            seen.add(here.id)
            other = here["owner"].strip()
            if other and known_as(other) not in self._making:
                unit = self._known.unit_of(self._named(other, here))
            here = self._by_id.get(here.parent_id)
        self._making.discard(key)
        return unit or self.company()

    def _make(self, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
        unit_id = UnitId(self._identifier("unit", name))
        unit = Unit(unit_id, evened(name), kind, parent.unit_id if parent else None)
        self._known.add_unit(unit)
        row = self._first.get(known_as(name))
        self._made.unit(name, None if parent is None else parent.name, row)
        command = AddUnit(unit.unit_id, unit.name, kind, unit.parent_id)
        self._into.ask(command, row, called={"name": "owner"})
        return unit

    def _unit_of(self, row: Row) -> Unit:
        """The unit that a row of the file speaks of, its parents first."""
        name = row["text"]
        unit_id = UnitId(self._identifier("unit row", row.id, row=row))
        done = next((one for one in self._known.units(name) if one.unit_id == unit_id), None)
        if done is not None and row.id in self._known.by_row:
            return done
        above = self._by_id.get(row.parent_id)
        parent = self._unit_of(above) if above is not None and self._read.is_sound(above) else None
        kind = self._read.choice(row, "level", KINDS) or ("team" if parent else "company")
        if not row["level"].strip() and parent is not None and parent.kind == "company":
            kind = "division"
        same = [
            one
            for one in self._known.units(name)
            if one.unit_id in self._into.present.organization.unit_records
            and one.parent_id == (parent.unit_id if parent else None)
        ]
        unit = Unit(unit_id, name, _kind(kind), parent.unit_id if parent else None)
        if same and unit_id not in self._into.present.organization.unit_records:
            unit = same[0]  # there already, by its name
        else:
            command = AddUnit(
                unit.unit_id, name, unit.kind, unit.parent_id, self._read.day(row, "effective")
            )
            self._into.ask(command, row, [row, above] if above else [row])
            if done is None:
                self._known.add_unit(unit)
        if parent is None and self._company is None:
            self._company = unit
        self._known.add_row(row, Owner("unit", unit.unit_id))
        return unit

    def _person_of(self, row: Row) -> None:
        above = self._by_id.get(row.parent_id)
        if above is None or above.kind != "unit" or not self._read.has_no_problem(row):
            return
        name, unit = row["text"], self._unit_of(above)
        person_id = PersonId(self._identifier("person row", row.id, row=row))
        there = self._into.present.organization.person_records
        same = [
            one for one, where in self._known.people(name) if where == unit.unit_id and one in there
        ]
        if same and person_id not in there:
            person_id = same[0]  # there already, by their name
        else:
            self._into.ask(
                AddPerson(person_id, name, unit.unit_id, self._read.day(row, "effective")),
                row,
                [row, above],
            )
            if all(one != person_id for one, _ in self._known.people(name)):
                self._known.add_person(name, person_id, unit.unit_id)
        self._known.add_row(row, Owner("person", person_id))


def _kind(word: str) -> UnitKind:
    return next(kind for kind in KINDS if kind == word)


def _is_the_company(name: str) -> bool:
    return any(one_name(name, one) for one in _THE_COMPANY)


def _who_is_it(first: Iterable[Row]) -> str:
    """Ask for the company. Whoever stands at the top may be it, and may as well be one team."""
    top = [row["owner"].strip() for row in first if not row.parent_id]
    names = " or ".join(f"'{name}'" for name in top[:NAMED])
    hint = f" At the top stands {names}." if top else ""
    return f"It does not say who the company is; name it: --company NAME.{hint}"
