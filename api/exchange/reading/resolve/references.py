"""What the cells of rows refer to: cycles, units, people, and records of other rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_origin

from msgspec import Struct

from api.exchange.fields import Field
from api.exchange.reading.parse.rows import as_uuid
from api.exchange.reading.resolve.cycles import Cycles
from api.exchange.reading.resolve.goals import Goals
from api.exchange.reading.resolve.owners import Owners
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from api.exchange.row_kind import RowKind
from api.exchange.row_kinds import BY_KIND, CLOSING, PARTS
from domain.values import CycleId, FindingId, LinkId, Owner, PersonId, UnitId

CLOSING_KINDS = frozenset({"cycle_moved", *(one.kind for one in CLOSING)})
"""Kinds of row that are carried out once the cycles are where the file says that they are."""

Cell = tuple[int, str, str]
"""The line, the column, and what the cell or an item of its list says."""


class References(Struct, frozen=True):
    """What each cell means, and which rows each row refers to, in the order of its fields."""

    meant: Mapping[Cell, Any]
    rows: Mapping[int, Sequence[Row]]


class ReferencesFound:
    """Goes through the cells of all rows but those that are read apart."""

    def __init__(
        self,
        into: Collector,
        known: Mapping[str, Row],
        owners: Owners,
        cycles: Cycles,
        goals: Goals,
        identifiers: Mapping[int, str],
    ) -> None:
        self._into = into
        self._read = into.read
        self._known = known
        self._owners = owners
        self._cycles = cycles
        self._goals = goals
        self._identifiers = identifiers
        self._meant: dict[Cell, Any] = {}
        self._rows: dict[int, list[Row]] = {}
        self._below: dict[str, list[Row]] = {}
        for row in into.rows:
            if row.kind in PARTS:
                self._below.setdefault(row.parent_id, []).append(row)

    def find(self) -> References:
        parts: set[int] = set()
        for row in self._into.rows:
            kind = BY_KIND.get(row.kind)
            if kind is None or kind.read_apart or row.in_circle:
                continue
            self._into.place(Step.CLOSING if row.kind in CLOSING_KINDS else Step.RECORDS, row)
            found = self._rows.setdefault(row.line, [])
            found.extend(self._above(row))
            for one in kind.parts:
                for item in self._below.get(row.id, ()):
                    if item.kind == one.kind and item.line not in parts:
                        parts.add(item.line)
                        found.append(item)
                        self._cells(item, one.fields, frozenset())
                        found.extend(self._rows.get(item.line, ()))
            self._cells(row, kind.fields, self._inherits(row, kind))
        for row in self._into.rows:
            if row.kind in PARTS and row.line not in parts:
                self._cells(row, PARTS[row.kind][1].fields, frozenset())
        return References(self._meant, self._rows)

    def _above(self, row: Row) -> Iterator[Row]:
        parent = self._known.get(row.parent_id)
        if parent is not None and parent.kind == "revised_key_result":
            parent = self._known.get(parent.parent_id)
        if parent is not None and parent.kind in BY_KIND:
            yield parent

    def _inherits(self, row: Row, kind: RowKind) -> frozenset[str]:
        parent = self._known.get(row.parent_id)
        if parent is None:
            return frozenset()
        made = "key_result" if parent.kind == "revised_key_result" else parent.kind
        record = BY_KIND[made].record if made in BY_KIND else made
        return frozenset(kind.inherited_of(record))

    def _cells(self, row: Row, fields: Sequence[Field], inherited: frozenset[str]) -> None:
        for field in fields:
            cell = row[field.column].strip() if field.column else ""
            if field.inside:
                inside = field.inside.get(cell.lower() if field.column else "")
                if inside is not None:
                    self._cells(row, inside[1], frozenset())
            elif field.refers is CycleId and field.column == "cycle":
                if cell or field.name not in inherited:
                    self._meant[row.line, "cycle", cell] = self._cycles.of(row).cycle_id
            elif cell and field.hint is Owner:
                self._meant[row.line, field.column, cell] = self._owners.spoken_of(
                    row, field.column
                )
            elif cell and field.refers is not None:
                for name in self._names(row, field):
                    place = row.line, field.column, name
                    self._meant[place] = self._reference(row, field.column, name, field.refers)

    def _names(self, row: Row, field: Field) -> list[str]:
        """What the cell of a field refers to: itself, the items of its list, or their names."""
        if get_origin(field.hint) is None:
            return [row[field.column].strip()]
        parts = 2 if get_origin(field.hint) is dict else 1
        return [item[0] for item in self._read.items(row, field.column, parts)]

    def _reference(self, row: Row, column: str, name: str, kind: Any) -> str:
        """The identifier behind the id, the name or the identifier of another record."""
        if kind in (UnitId, PersonId):
            wanted: Literal["unit", "person"] = "unit" if kind is UnitId else "person"
            return self._owners.called(row, column, name, wanted)
        other = self._known.get(name)
        if kind is CycleId and other is None:
            cycle = self._cycles.known(name)
            if cycle is None:
                self._read.wrong(row, column, f"There is no cycle called '{name}'.")
            return name if cycle is None else cycle.cycle_id
        if other is None:
            anything = kind in (FindingId, LinkId) or self._recorded(row)
            if not anything and as_uuid(name) != name:
                self._read.wrong(row, column, f"There is no row with the id '{name}'.")
            return name
        self._rows.setdefault(row.line, []).append(other)
        key_result = self._goals.key_results.get(name)
        if key_result is not None:
            return key_result.key_result_id
        if other.kind not in BY_KIND or BY_KIND[other.kind].own is None:
            self._read.wrong(row, column, f"Row '{name}' is of kind {other.kind}.")
        return self._identifiers.get(other.line, name)

    def _recorded(self, row: Row) -> bool:
        """Whether it was recorded once, and the domain has to say whether it can be again."""
        stated = self._known.get(row.parent_id, row) if row.kind in PARTS else row
        return bool(stated["recorded"])
