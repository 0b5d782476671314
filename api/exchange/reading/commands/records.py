"""Rows that state what was done, as commands: pools, claims, tasks, and what became of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.exchange.columns import BELOW_SOMETHING
from api.exchange.reading.commands.values import Values
from api.exchange.reading.resolve.references import CLOSING_KINDS
from api.exchange.reading.resolve.resolving import Resolved
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from api.exchange.row_kind import Part, RowKind
from api.exchange.row_kinds import BY_COMMAND, BY_KIND, PARTS, identifiers, inherited
from events.streams import AnyCommand


class Records:
    """Turns rows into commands; each inherits identifiers of the row above it."""

    def __init__(self, resolved: Resolved, into: Collector) -> None:
        self._resolved = resolved
        self._into = into
        self._values = Values(resolved.references, into.read)
        self._below: dict[str, list[Row]] = {}
        for row in resolved.rows:
            if row.kind in PARTS:
                self._below.setdefault(row.parent_id, []).append(row)
        self._commands: dict[str, Any] = {}
        """Commands by the ids of their rows."""
        for one in (*resolved.made.commands, *into.commands):
            if one.row is not None and isinstance(one.command, BY_KIND[one.row.kind].command):
                self._commands.setdefault(one.row.id, one.command)
        self._read: set[int] = set()
        self._needs: dict[int, dict[int, Row]] = {}

    def ask(self) -> None:
        for closing in (False, True):
            for row in self._resolved.rows:
                if (row.kind in CLOSING_KINDS) == closing:
                    self._ask(row)
        # What is wrong with items whose list is nowhere is told as well.
        for row in self._resolved.rows:
            if row.kind in PARTS and row.line not in self._read:
                self._item(row, PARTS[row.kind][1])

    def _ask(self, row: Row) -> None:
        """Ask for what a row states, once what it refers to is known to be sound or not."""
        kind = BY_KIND.get(row.kind)
        if kind is None or kind.read_apart or row.line in self._read or row.in_circle:
            return
        self._read.add(row.line)
        others = self._resolved.references.rows.get(row.line, ())
        for other in others:
            self._ask(other)
        above = self._above(row)
        known = self._unknown(row, kind) if above is None else inherited(kind, *above)
        items = {
            part.field: tuple(
                self._item(one, part)
                for one in self._below.get(row.id, ())
                if one.kind == part.kind
            )
            for part in kind.parts
        }
        own = {kind.own: self._resolved.identifiers[row.line]} if kind.own else {}
        values = self._values.of(row, kind.fields, {**known, **own}, items)
        lacks = any(name not in known for name in self._inherited_only(kind))
        misplaced = above is None and row.kind in BELOW_SOMETHING
        needs = self._needed(row)
        if lacks or misplaced or not all(map(self._into.read.is_sound, needs.values())):
            return
        command: AnyCommand = kind.command(**values)  # type: ignore[assignment]
        self._commands[row.id] = command
        columns = {one.name: one.column for one in kind.fields}
        called = {name: "parent_id" for name in known if not row[columns[name]].strip()}
        self._into.place(Step.CLOSING if row.kind in CLOSING_KINDS else Step.RECORDS, row)
        after = tuple(one.line for one in others)
        self._into.ask(command, row, needs.values(), called, after)

    def _inherited_only(self, kind: RowKind) -> list[str]:
        """The fields that a row cannot state itself, and has to have of the row above."""
        return [
            one.name
            for one in kind.fields
            if not (one.column or one.inside or one.optional or one.name == kind.own)
        ]

    def _unknown(self, row: Row, kind: RowKind) -> dict[str, str]:
        """What the row above would give, if it were sound: it is told of, and not its children."""
        return (
            {}
            if kind.alone and not row.parent_id
            else dict.fromkeys(self._inherited_only(kind), "")
        )

    def _above(self, row: Row) -> tuple[RowKind, Mapping[str, str]] | None:
        """What the row above stands for, and the identifiers that it gives."""
        parent = self._resolved.known.get(row.parent_id)
        if parent is None:
            return None
        key_result = self._resolved.goals.key_results.get(parent.id)
        if parent.kind == "revised_key_result":
            if key_result is None:
                return None
            return BY_KIND["key_result"], {
                "objective_id": key_result.objective.objective_id,
                "key_result_id": key_result.key_result_id,
                "cycle_id": key_result.cycle.cycle_id,
            }
        if parent.kind in ("unit", "person"):
            owner = self._resolved.people.get(parent.id)
            return (
                None if owner is None else (BY_KIND[parent.kind], {f"{parent.kind}_id": owner.id})
            )
        command = self._commands.get(parent.id)
        if command is None or parent.kind not in BY_KIND:
            return None
        kind = BY_COMMAND[type(command)]
        given = identifiers(kind, command)
        if key_result is not None:
            given["cycle_id"] = key_result.cycle.cycle_id
        return kind, given

    def _needed(self, row: Row) -> dict[int, Row]:
        """What a row rests on, by line: itself, and what those rows need that it refers to."""
        if row.line in self._needs:
            return self._needs[row.line]
        found = self._needs[row.line] = {row.line: row}
        goals = self._resolved.goals
        for other in self._resolved.references.rows.get(row.line, ()):
            found |= self._needed(other)
            goal = goals.objectives.get(other.id) or goals.key_results.get(other.id)
            found |= {one.line: one for one in goal.needs} if goal else {}
        return found

    def _item(self, row: Row, part: Part) -> Any:
        self._read.add(row.line)
        known: dict[str, Any] = {}
        if part.makes and row.line in self._resolved.identifiers:
            known[part.makes] = self._resolved.identifiers[row.line]
        values = self._values.of(row, part.fields, known)
        if isinstance(part.item, type):
            return part.item(**values)
        return values[part.fields[0].name]
