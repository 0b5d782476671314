"""A workspace as a file that `importing` reads back: what was said, row by row, in its order.

What is written is what people said, when and who; said again to an empty workspace it gives the
same records under the same identifiers.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from api.exchange import metrics
from api.exchange.acts import BY_COMMAND, BY_KIND, Act, Part, identifiers, taken_over
from api.exchange.cells import EMPTIED, written_value
from api.exchange.columns import COLUMNS, REQUIRED
from api.exchange.fields import Field
from api.exchange.retelling import Said
from domain.cycle import DefineCycle
from domain.objective import AddKeyResult, DraftObjective
from domain.organization import AddPerson, AddUnit
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner
from events.admission import MAX_EVENTS

Record = dict[str, str]


class Exported(Struct, frozen=True):
    """The rows of a file, how many records it has by kind, and how many events they amount to."""

    rows: list[Record]
    records: dict[str, int]
    events: int

    @property
    def header(self) -> list[str]:
        """The columns that the rows fill, in the order of the documentation."""
        filled = {column for row in self.rows for column, cell in row.items() if cell}
        return [column for column in COLUMNS if column in filled or column in REQUIRED]

    @property
    def csv(self) -> bytes:
        text = io.StringIO(newline="")
        header = self.header
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([row.get(column, "") for column in header] for row in self.rows)
        return text.getvalue().encode()

    @property
    def advice(self) -> str | None:
        """What to do about a file that is more than one import takes."""
        if self.events <= MAX_EVENTS:
            return None
        return (
            f"These {sum(self.records.values()):,} rows amount to {self.events:,} events, and one"
            f" import takes {MAX_EVENTS:,}: export cycle by cycle (--cycle), or import the file"
            " in parts (docs/import.md)."
        )


def export(told: Sequence[Said], cycle_id: CycleId | None = None) -> Exported:
    """What was said about one cycle or all, and about the organization and all beside cycles."""
    writer = _Writer(_about(told, cycle_id), elsewhere=_made(told))
    rows = writer.rows()
    return Exported(rows, dict(Counter(row["kind"] for row in rows)), writer.events)


def _about(told: Sequence[Said], cycle_id: CycleId | None) -> list[Said]:
    if cycle_id is None:
        return list(told)
    cycle_of = {
        one.command.objective_id: one.command.cycle_id
        for one in told
        if isinstance(one.command, DraftObjective)
    }

    def concerns(command: Any) -> bool:
        about = getattr(command, "cycle_id", None)
        if about is None:
            about = cycle_of.get(getattr(command, "objective_id", ObjectiveId("")))
        return about in (None, cycle_id)

    return [one for one in told if concerns(one.command)]


class _Row(NamedTuple):
    """The row of a record, and what was said on it."""

    id: str
    act: Act
    command: Any


class _Writer:
    """Rows of what was said; what refers to something that is not in the file is left out."""

    def __init__(self, told: Sequence[Said], elsewhere: frozenset[str]) -> None:
        self._told = told
        self._elsewhere = elsewhere
        self._used: set[str] = set()
        self._named = _names(told)
        self._rows: dict[tuple[str, ...], _Row] = {}
        self._known: dict[tuple[str, str], str] = {}
        """The row of a record, by the type and the text of its identifier."""
        self._ids = [self._identify(one.command) for one in told]
        self.events = 0

    def rows(self) -> list[Record]:
        return [
            row
            for one, given in zip(self._told, self._ids, strict=True)
            for row in self._written(one, given)
        ]

    def _identify(self, command: Any) -> str:
        """The id of a command's row: the record's own identifier, where it is not in use yet."""
        act = BY_COMMAND[type(command)]
        for part in act.parts:
            if part.makes:
                self._identify_parts(part, attrgetter(part.field)(command))
        if act.own is None:
            return self._made(act.kind) if act.parts else ""
        own = str(getattr(command, act.own))
        row_id = self._made(act.kind) if own in self._used else own
        self._used.add(row_id)
        own_field = next(one for one in act.fields if one.name == act.own)
        self._known.setdefault((own_field.refers.__name__, own), row_id)
        return row_id

    def _identify_parts(self, part: Part, items: Iterable[Any]) -> None:
        """Give rows to what is made by items of a list, and is not there yet."""
        refers = next(one.refers.__name__ for one in part.fields if one.name == part.makes)
        for item in items:
            own = str(getattr(item, part.makes))
            if (refers, own) not in self._known:
                self._known[refers, own] = self._made(part.kind) if own in self._used else own
                self._used.add(self._known[refers, own])

    def _made(self, kind: str) -> str:
        name = f"{kind} {len(self._used) + 1}"
        while name in self._used:
            name += "+"
        self._used.add(name)
        return name

    def _written(self, one: Said, row_id: str) -> Iterable[Record]:
        command: Any = one.command
        act = BY_COMMAND[type(command)]
        row: Record = {"kind": act.kind, "id": row_id, "text": ""}
        takes: dict[str, str] = {}
        if not act.read_apart and act.parents:
            above = self._above(act, command)
            if above is None and not act.alone:
                return
            if above is not None:
                row["parent_id"] = above.id
                takes = taken_over(act, above.act, identifiers(above.act, above.command))
        if not self._fill(row, command, act.fields, takes, act.own):
            return
        row["recorded"], row["by"] = one.at.isoformat(), one.by
        if act.own is not None:
            own = str(getattr(command, act.own))
            if own != row_id or not _is_uuid(own):
                row["identifier"] = own
            key = (*_key(act, command)[:-1], own)
            self._rows[act.record.kind, *key] = _Row(row_id, act, command)
        self.events += 1
        yield row
        for part in act.parts:
            yield from self._parts(part, attrgetter(part.field)(command), row_id, command)

    def _above(self, act: Act, command: Any) -> _Row | None:
        """The row that this one stands below: of the first kind of parent that it speaks of."""
        for kind in act.parents:
            row = self._rows.get((kind, *_key(BY_KIND[kind], command)))
            if row is not None:
                return row
        return None

    def _parts(
        self, part: Part, items: Iterable[Any], parent_id: str, command: Any
    ) -> Iterable[Record]:
        for item in items:
            row: Record = {"kind": part.kind, "id": self._made(part.kind), "text": ""}
            row["parent_id"] = parent_id
            own = self._new(part, item, command, row)
            fields = part.fields
            if not isinstance(part.item, type):
                tag = str(item.__struct_config__.tag)
                row[part.kind], fields = tag, fields[0].inside[tag][1]
            if self._fill(row, item, fields, {}, own):
                yield row

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
                row |= metrics.record(value)
            elif field.column:
                cell = self._cell(field, value)
                if cell is None and not field.optional:
                    return False
                row[field.column] = cell or row.get(field.column, "")
        return True

    def _cell(self, field: Field, value: Any) -> str | None:
        if isinstance(value, Owner):
            kind = "UnitId" if value.kind == "unit" else "PersonId"
            return self._reference(kind, value.id)
        if field.refers is None:
            emptied = value == "" and field.optional and field.default is None
            return EMPTIED if emptied else written_value(value, field.name)
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
            return None if identifier in self._elsewhere else identifier
        return self._named.get((kind, identifier), row_id)


def _made(told: Sequence[Said]) -> frozenset[str]:
    """The identifiers of all records that were ever made: others are written as they are."""
    found = set()
    for command in (one.command for one in told):
        act = BY_COMMAND[type(command)]
        if act.own is not None:
            found.add(str(getattr(command, act.own)))
        for part in act.parts:
            if part.makes:
                items = attrgetter(part.field)(command)
                found.update(str(getattr(item, part.makes)) for item in items)
    return frozenset(found)


def _key(act: Act, command: Any) -> tuple[str, ...]:
    return tuple(str(getattr(command, field, "")) for field in act.key)


def _names(told: Sequence[Said]) -> dict[tuple[str, str], str]:
    """Units, people and cycles by names that nothing else has, be it as its name or identifier."""
    named: dict[tuple[str, str], str] = {}
    for one in told:
        match one.command:
            case AddUnit() as unit:
                named["UnitId", unit.unit_id] = unit.name
            case AddPerson() as person:
                named["PersonId", person.person_id] = person.name
            case DefineCycle() as cycle:
                named["CycleId", cycle.cycle_id] = cycle.name
            case _:
                pass
    often = Counter(name.strip() for name in named.values())
    identifiers = {identifier for _, identifier in named}
    return {
        place: name
        for place, name in named.items()
        if often[name.strip()] == 1 and name == name.strip() and name not in identifiers
    }


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def write_atomically(path: Path, body: bytes) -> None:
    """Put a file in its place whole, or leave what was there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
