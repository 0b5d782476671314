"""Rows that say what was done, as commands: pools, claims, tasks, and what became of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Literal, get_args, get_origin

from api.exchange import metrics
from api.exchange.cells import NotReadable, read_change, read_number
from api.exchange.columns import BELOW_SOMETHING
from api.exchange.fields import Field
from api.exchange.reading.commands.check_ins import read_blockers, read_done
from api.exchange.reading.commands.objectives import Goals
from api.exchange.reading.commands.row_command import Plan
from api.exchange.reading.resolve.cycles import Spans
from api.exchange.reading.resolve.owners import Owners
from api.exchange.reading.row import Row
from api.exchange.row_kind import Part, RowKind
from api.exchange.row_kinds import BY_COMMAND, BY_KIND, PARTS, identifiers, inherited
from domain.measuring.check_in import Blocker
from domain.values import CycleId, FindingId, LinkId, Owner, PersonId, UnitId
from events.streams import AnyCommand

_SOMETHING: Mapping[Any, Any] = {date: date.min, float: 0.0, int: 0, str: "", time: time.min}
"""Stands for what a row does not say although it has to; its row is wrong, and is not told."""

_NONE: Mapping[str, tuple[Any, ...]] = {}


class Telling:
    """Turns the rows of acts into commands, each after what it refers to."""

    def __init__(
        self,
        plan: Plan,
        rows: Sequence[Row],
        known: Mapping[str, Row],
        owners: Owners,
        spans: Spans,
        goals: Goals,
    ) -> None:
        self._plan = plan
        self._known = known
        self._owners = owners
        self._spans = spans
        self._goals = goals
        self._below: dict[str, list[Row]] = {}
        for row in rows:
            if row.kind in PARTS:
                self._below.setdefault(row.parent_id, []).append(row)
        self._said: dict[str, Any] = {}
        """What was said on a row, by its id."""
        for one in plan.commands:
            if one.row is not None and isinstance(one.command, BY_KIND[one.row.kind].command):
                self._said.setdefault(one.row.id, one.command)
        self._told: set[int] = set()
        self._needs: dict[int, set[Row]] = {}

    def tell(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._tell(row)

    def _tell(self, row: Row) -> None:
        act = BY_KIND.get(row.kind)
        if act is None or act.read_apart or row.line in self._told or row.in_circle:
            return
        self._told.add(row.line)
        self._needs[row.line] = {row}
        above = self._above(row)
        taken = self._missing(row, act) if above is None else inherited(act, *above)
        items = {
            part.field: tuple(
                self._item(one, part, row)
                for one in self._below.get(row.id, ())
                if one.kind == part.kind
            )
            for part in act.parts
        }
        values = self._values(row, act.fields, taken, act.own, items)
        lacks = any(
            not (
                one.column or one.inside or one.optional or one.name in taken or one.name == act.own
            )
            for one in act.fields
        )
        sound = row.sound and not lacks and (above is not None or row.kind not in BELOW_SOMETHING)
        if not sound or any(not one.sound for one in self._needs[row.line]):
            return
        command: AnyCommand = act.command(**values)  # type: ignore[assignment]
        self._said[row.id] = command
        above_says = (one.name for one in act.fields if one.name in taken)
        called = {
            name: "parent_id" for name in above_says if not row[act.columns.get(name, "")].strip()
        }
        self._plan.ask(command, row, self._needs[row.line], called)

    def read_the_rest(self, rows: Iterable[Row]) -> None:
        """Find what is wrong with items whose list is nowhere."""
        for row in rows:
            if row.kind in PARTS and row.line not in self._told:
                self._item(row, PARTS[row.kind][1], row)

    def _missing(self, row: Row, act: RowKind) -> dict[str, str]:
        """What the row above would say, if it were sound: it is told of, and not its children."""
        if act.alone and not row.parent_id:
            return {}
        own = {field.name for field in act.cells}
        return {field.name: "" for field in act.fields if field.name not in own}

    def _above(self, row: Row) -> tuple[RowKind, dict[str, str]] | None:
        """What the row above stands for, and the identifiers that it gives."""
        parent = self._known.get(row.parent_id)
        if parent is not None and parent.kind == "revised_key_result":
            return self._revised(row, parent)
        if parent is None or parent.kind not in BY_KIND:
            return None
        self._rest(row, parent)
        act = BY_KIND[parent.kind]
        if parent.kind in ("unit", "person"):
            owner = self._owners.registered(parent.id)
            return None if owner is None else (act, {f"{parent.kind}_id": owner.id})
        command = self._said.get(parent.id)
        if command is None:
            return None
        act = BY_COMMAND[type(command)]
        known = identifiers(act, command)
        key_result = self._goals.key_results.get(parent.id)
        if key_result is not None:
            known["cycle_id"] = key_result.cycle.cycle_id
        return act, known

    def _revised(self, row: Row, parent: Row) -> tuple[RowKind, dict[str, str]] | None:
        """What a key result gives that came with a revision."""
        self._rest(row, self._known[parent.parent_id])
        made = self._goals.key_results.get(parent.id)
        if made is None:
            return None
        return BY_KIND["key_result"], {
            "objective_id": made.objective_id,
            "key_result_id": made.key_result_id,
            "cycle_id": made.cycle.cycle_id,
        }

    def _rest(self, row: Row, other: Row) -> None:
        """Have a row told after another, and only if that one is sound."""
        self._tell(other)
        self._needs[row.line] |= self._needs.get(other.line, {other})
        objective = self._goals.objectives.get(other.id)
        key_result = self._goals.key_results.get(other.id)
        needed = objective.needs if objective else key_result.needs if key_result else ()
        self._needs[row.line].update(needed)

    def _item(self, row: Row, part: Part, act_row: Row) -> Any:
        self._told.add(row.line)
        self._needs.setdefault(row.line, {row})
        named = [one.column for one in part.fields if one.name == part.makes]
        new = part.makes if named and not row[named[0]].strip() else None
        values = self._values(row, part.fields, {}, new)
        self._needs[act_row.line] |= self._needs[row.line]
        if isinstance(part.item, type):
            return part.item(**values)
        return values[part.fields[0].name]

    def _values(
        self,
        row: Row,
        described: Sequence[Field],
        taken: Mapping[str, str],
        own: str | None,
        items: Mapping[str, tuple[Any, ...]] = _NONE,
    ) -> dict[str, Any]:
        """The fields by name; `items` are those that are rows of their own, by dotted path."""
        values: dict[str, Any] = {path: one for path, one in items.items() if "." not in path}
        for field in described:
            if field.name == own:
                values[field.name] = self._own(field, row)
            elif field.name in taken and not row[field.column].strip():
                values[field.name] = taken[field.name]
            elif field.inside:
                values[field.name] = self._nested(row, field, items)
            elif not field.column:
                values[field.name] = field.default if field.optional else ""
            else:
                values[field.name] = self._value(row, field)
        return values

    def _own(self, field: Field, row: Row) -> str:
        if field.refers is FindingId and not row["identifier"].strip():
            return row.id
        return self._spans.own(row)

    def _value(self, row: Row, field: Field) -> Any:
        if field.is_metric:
            empty = field.optional and metrics.is_without_numbers(row)
            return field.default if empty else metrics.read(row)
        if field.refers is CycleId and field.column == "cycle":
            return self._spans.of(row).cycle_id
        if not row[field.column].strip() and get_origin(field.hint) is not tuple:
            if not field.optional and field.hint is not str:
                row.wrong(field.column, f"It is empty; a row of kind {row.kind} needs it.")
                return _SOMETHING.get(field.hint, "")
            return field.default if field.optional else ""
        return self._read(row, field)

    def _nested(self, row: Row, field: Field, items: Mapping[str, tuple[Any, ...]]) -> Any:
        if not field.column:
            ((struct, described),) = field.inside.values()
            begins = f"{field.name}."
            inner = {
                path.removeprefix(begins): one
                for path, one in items.items()
                if path.startswith(begins)
            }
            return struct(**self._values(row, described, {}, None, inner))
        tag = row.choice(field.column, tuple(field.inside))
        if tag is None:
            if not row[field.column].strip() and not field.optional:
                row.wrong(field.column, f"It is empty; write one of: {', '.join(field.inside)}.")
            return field.default
        struct, described = field.inside[tag]
        return struct(**self._values(row, described, {}, None))

    def _read(self, row: Row, field: Field) -> Any:  # noqa: C901 - one line per type
        column, hint = field.column, field.hint
        if hint is Owner:
            return self._owners.spoken_of(row, column)
        if field.refers is not None and get_origin(hint) is None:
            return self._reference(row, column, row[column].strip(), field.refers)
        if get_origin(hint) is tuple:
            return self._list(row, field)
        if get_origin(hint) is dict:
            return self._pairs(row, field)
        if get_origin(hint) is Literal:
            return self._choice(row, column, get_args(hint))
        if hint is date:
            return row.day(column)
        if hint is time:
            return row.time(column)
        if hint is int:
            return row.whole(column)
        if hint is float:
            return row.number(column)
        if hint is bool:
            return row.choice(column, ("yes", "no")) == "yes"
        changes = field.optional and field.default is None
        return read_change(row[column]) if changes else row[column]

    def _told_before(self, row: Row) -> bool:
        """Whether it was said once already, and the domain has to say whether it can be again."""
        act_row = self._known.get(row.parent_id, row) if row.kind in PARTS else row
        return bool(act_row["recorded"])

    def _choice(self, row: Row, column: str, options: Sequence[Any]) -> Any:
        words = {str(one): one for one in options}
        chosen = row.choice(column, tuple(words))
        return None if chosen is None else words[chosen]

    def _list(self, row: Row, field: Field) -> Any:
        item = get_args(field.hint)[0]
        if field.name == "done":
            return read_done(row)
        if item is Blocker:
            return read_blockers(row)
        found = [one for (one,) in row.items(field.column, 1)]
        if field.refers is None:
            return tuple(found)
        return tuple(self._reference(row, field.column, one, field.refers) for one in found)

    def _pairs(self, row: Row, field: Field) -> dict[str, float]:
        pairs: dict[str, float] = {}
        for name, number in row.items(field.column, 2):
            try:
                pairs[self._reference(row, field.column, name, field.refers)] = read_number(number)
            except NotReadable as problem:
                row.wrong(field.column, f"{problem}.")
        return pairs

    def _reference(self, row: Row, column: str, name: str, kind: Any) -> str:
        """The identifier behind the id, the name or the identifier of another record."""
        if kind in (UnitId, PersonId):
            wanted: Literal["unit", "person"] = "unit" if kind is UnitId else "person"
            return self._owners.called(row, column, name, wanted)
        other = self._known.get(name)
        if kind is CycleId and other is None:
            cycle = self._spans.known(name)
            if cycle is None:
                row.wrong(column, f"There is no cycle called '{name}'.")
            return name if cycle is None else cycle.cycle_id
        if other is None:
            anything = kind in (FindingId, LinkId) or self._told_before(row)
            if not anything and self._plan.identifier(name) != name:
                row.wrong(column, f"There is no row with the id '{name}'.")
            return name
        self._rest(row, other)
        objective, key_result = self._goals.objectives.get(name), self._goals.key_results.get(name)
        if objective is not None:
            return objective.objective_id
        if key_result is not None:
            return key_result.key_result_id
        command = self._said.get(name)
        own = BY_KIND[other.kind].own if other.kind in BY_KIND else None
        if own is None:
            row.wrong(column, f"Row '{name}' is of kind {other.kind}.")
        return str(getattr(command, own or "", name))
