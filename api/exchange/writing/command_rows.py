"""Commands as the rows of a file."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from api.exchange.cells import written_change, written_value
from api.exchange.fields import Field
from api.exchange.row_kind import Part, RowKind
from api.exchange.row_kinds import BY_COMMAND, BY_KIND, identifiers, inherited
from api.exchange.writing.metric import metric_cells
from api.exchange.writing.recorded_commands import RecordedCommand
from domain.cycles.cycle import DefineCycle
from domain.naming import known_as
from domain.objectives.planning import AddKeyResult
from domain.organization.organization import AddPerson, AddUnit
from domain.values import KeyResultId, Owner

Record = dict[str, str]
Place = tuple[str, str]
"""A record: the type of its identifier, and the identifier."""


class _Row(NamedTuple):
    """The row of a record, with the command that it is."""

    id: str
    row_kind: RowKind
    command: Any


class Writer:
    """Rows of commands; what refers to something that is not in the file is left out."""

    def __init__(self, commands: Sequence[RecordedCommand], elsewhere: frozenset[Place]) -> None:
        self._commands = commands
        self._elsewhere = elsewhere
        self._used: set[str] = set()
        self._named = _names(commands)
        self._rows: dict[tuple[str, ...], _Row] = {}
        self._known: dict[Place, str] = {}
        """The row of a record."""
        self._ids = [self._identify(one.command) for one in commands]
        self.events = 0

    def rows(self) -> list[Record]:
        return [
            row
            for one, given in zip(self._commands, self._ids, strict=True)
            for row in self._written(one, given)
        ]

    def _identify(self, command: Any) -> str:
        """The id of a command's row: the record's own identifier, where it is not in use yet."""
        row_kind = BY_COMMAND[type(command)]
        for part in row_kind.parts:
            if part.makes:
                self._identify_parts(part, attrgetter(part.field)(command))
        if row_kind.own is None:
            return self._made(row_kind.kind) if row_kind.parts else ""
        place = _place(row_kind.fields, row_kind.own, command)
        row_id = self._made(row_kind.kind) if place[1] in self._used else place[1]
        self._used.add(row_id)
        self._known.setdefault(place, row_id)
        return row_id

    def _identify_parts(self, part: Part, items: Iterable[Any]) -> None:
        """Give rows to what is made by items of a list, and is not there yet."""
        for item in items:
            place = _place(part.fields, part.makes, item)
            if place not in self._known:
                known = self._made(part.kind) if place[1] in self._used else place[1]
                self._known[place] = known
                self._used.add(known)

    def _made(self, kind: str) -> str:
        name = f"{kind} {len(self._used) + 1}"
        while name in self._used:
            name += "+"
        self._used.add(name)
        return name

    def _written(self, one: RecordedCommand, row_id: str) -> Iterable[Record]:
        command: Any = one.command
        row_kind = BY_COMMAND[type(command)]
        row: Record = {"kind": row_kind.kind, "id": row_id, "text": ""}
        takes: dict[str, str] = {}
        if not row_kind.read_apart and row_kind.parents:
            above = self._above(row_kind, command)
            if above is None and not row_kind.alone:
                return
            if above is not None:
                row["parent_id"] = above.id
                takes = inherited(
                    row_kind, above.row_kind, identifiers(above.row_kind, above.command)
                )
        if not self._fill(row, command, row_kind.fields, takes, row_kind.own):
            return
        items = [
            item
            for part in row_kind.parts
            for item in self._parts(part, attrgetter(part.field)(command), row_id, command)
        ]
        if None in items:  # without one of them it would mean something else
            return
        row["recorded"], row["by"] = one.at.isoformat(), one.by
        for column, person_id in (("by_person", one.person_id), ("for_person", one.for_person_id)):
            if person_id is not None:
                row[column] = self._reference("PersonId", person_id) or ""
        if row_kind.own is not None:
            own = str(getattr(command, row_kind.own))
            if own != row_id or not _is_uuid(own):
                row["identifier"] = own
            key = (*_key(row_kind, command)[:-1], own)
            self._rows[row_kind.record, *key] = _Row(row_id, row_kind, command)
        self.events += 1
        yield row
        yield from (one for one in items if one is not None)

    def _above(self, row_kind: RowKind, command: Any) -> _Row | None:
        """The row that this one stands below: of the first kind of parent that it speaks of."""
        for kind in row_kind.parents:
            row = self._rows.get((kind, *_key(BY_KIND[kind], command)))
            if row is not None:
                return row
        return None

    def _parts(
        self, part: Part, items: Iterable[Any], parent_id: str, command: Any
    ) -> Iterable[Record | None]:
        """The rows of a list; None stands for an item that needs what is not in the file."""
        for item in items:
            row: Record = {"kind": part.kind, "id": self._made(part.kind), "text": ""}
            row["parent_id"] = parent_id
            own = self._new(part, item, command, row)
            fields = part.fields
            if not isinstance(part.item, type):
                tag = str(item.__struct_config__.tag)
                row[part.kind], fields = tag, fields[0].inside[tag][1]
            yield row if self._fill(row, item, fields, {}, own) else None

    def _new(self, part: Part, item: Any, command: Any, row: Record) -> str | None:
        """Make the row of an item that of a new record, if it is one, and say by which field."""
        if not part.makes:
            return None
        own = KeyResultId(getattr(item, part.makes))
        place = ("key_result", command.objective_id, own)
        if place in self._rows:
            return None
        row["id"] = self._known["KeyResultId", own]
        if own != row["id"] or not _is_uuid(own):
            row["identifier"] = own
        made = AddKeyResult(command.objective_id, own, item.title, item.metric)
        self._rows[place] = _Row(row["id"], BY_COMMAND[AddKeyResult], made)
        return part.makes

    def _fill(
        self,
        row: Record,
        struct: Any,
        described: Sequence[Field],
        takes: dict[str, str],
        own: str | None,
    ) -> bool:
        """Write the cells of a struct; false if it needs what is not in the file."""
        for field in described:
            value = getattr(struct, field.name)
            if field.name == own or value is None or takes.get(field.name) == value:
                continue
            if field.inside:
                tag = str(value.__struct_config__.tag or "")
                if field.column:
                    row[field.column] = tag
                if not self._fill(row, value, field.inside[tag][1], takes, None):
                    return False
            elif field.is_metric:
                row |= metric_cells(value)
            elif field.column:
                cell = self._cell(field, value)
                if cell is None and (not field.optional or isinstance(value, tuple)):
                    return False
                row[field.column] = cell or row.get(field.column, "")
            elif field.name in takes:  # no column could hold another value
                return False
        return True

    def _cell(self, field: Field, value: Any) -> str | None:
        if isinstance(value, Owner):
            kind = "UnitId" if value.kind == "unit" else "PersonId"
            return self._reference(kind, value.id)
        if field.refers is None:
            changes = isinstance(value, str) and field.optional and field.default is None
            return written_change(value) if changes else written_value(value, field.name)
        kind = field.refers.__name__
        if isinstance(value, tuple):
            found = [self._reference(kind, one) for one in value]
            return None if None in found else written_value(tuple(found), "")
        if isinstance(value, dict):
            pairs = {self._reference(kind, one): number for one, number in value.items()}
            return None if None in pairs else written_value(pairs, "")
        if field.column in ("parent_id", "from_id"):
            return self._known.get((kind, value))
        return self._reference(kind, value)

    def _reference(self, kind: str, identifier: str) -> str | None:
        """How a record is spoken of: by its name, if that is clear, or by its row."""
        row_id = self._known.get((kind, identifier))
        if row_id is None:
            return None if (kind, identifier) in self._elsewhere else identifier
        return self._named.get((kind, identifier), row_id)


def made(commands: Sequence[RecordedCommand]) -> frozenset[Place]:
    """All records that were ever made: what else is spoken of is written as it is."""
    found: set[Place] = set()
    for command in (one.command for one in commands):
        row_kind = BY_COMMAND[type(command)]
        if row_kind.own is not None:
            found.add(_place(row_kind.fields, row_kind.own, command))
        for part in row_kind.parts:
            if part.makes:
                items = attrgetter(part.field)(command)
                found.update(_place(part.fields, part.makes, item) for item in items)
    return frozenset(found)


def _place(fields: Sequence[Field], name: str, struct: Any) -> Place:
    refers = next(one.refers.__name__ for one in fields if one.name == name)
    return (refers, str(getattr(struct, name)))


def _key(row_kind: RowKind, command: Any) -> tuple[str, ...]:
    return tuple(str(getattr(command, field, "")) for field in row_kind.key)


def _names(commands: Sequence[RecordedCommand]) -> dict[Place, str]:
    """Units, people and cycles by names that nothing else has, be it as its name or identifier."""
    named: dict[Place, str] = {}
    for one in commands:
        match one.command:
            case AddUnit() as unit:
                named["UnitId", unit.unit_id] = unit.name
            case AddPerson() as person:
                named["PersonId", person.person_id] = person.name
            case DefineCycle() as cycle:
                named["CycleId", cycle.cycle_id] = cycle.name
            case _:
                pass
    often = Counter(known_as(name) for name in named.values())
    identifiers = {identifier for _, identifier in named}
    return {
        place: name
        for place, name in named.items()
        if often[known_as(name)] == 1 and name == name.strip() and name not in identifiers
    }


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
