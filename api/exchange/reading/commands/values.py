"""What cells say as the fields of a command: texts, numbers, days, lists, and references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Literal, get_args, get_origin

from api.exchange.cells import NotReadable, read_change, read_number
from api.exchange.fields import Field
from api.exchange.reading.commands.check_ins import read_blockers, read_done
from api.exchange.reading.metric import is_without_numbers, read_metric
from api.exchange.reading.reader import Reader
from api.exchange.reading.resolve.references import References
from api.exchange.reading.row import Row
from domain.measuring.check_in import Blocker
from domain.values import CycleId, Owner

_SOMETHING: Mapping[Any, Any] = {date: date.min, float: 0.0, int: 0, str: "", time: time.min}
"""Stands for what a row does not say although it has to; its row is wrong, and is not told."""

_NONE: Mapping[str, tuple[Any, ...]] = {}


class Values:
    """Reads the fields of commands from rows, with what their cells were found to mean."""

    def __init__(self, references: References, read: Reader) -> None:
        self._meant = references.meant
        self._read = read

    def of(
        self,
        row: Row,
        fields: Sequence[Field],
        known: Mapping[str, Any],
        items: Mapping[str, tuple[Any, ...]] = _NONE,
    ) -> dict[str, Any]:
        """The fields by name. `known` is what an empty cell means, `items` are rows of their own.

        Those are by the dotted paths of their lists.
        """
        values: dict[str, Any] = {path: one for path, one in items.items() if "." not in path}
        for field in fields:
            if field.name in known and not row[field.column].strip():
                values[field.name] = known[field.name]
            elif field.inside:
                values[field.name] = self._nested(row, field, items)
            elif not field.column:
                values[field.name] = field.default if field.optional else ""
            else:
                values[field.name] = self._value(row, field)
        return values

    def _value(self, row: Row, field: Field) -> Any:
        if field.is_metric:
            empty = field.optional and is_without_numbers(row)
            return field.default if empty else read_metric(self._read, row)
        cell = row[field.column].strip()
        if field.refers is CycleId and field.column == "cycle":
            return self._meant.get((row.line, "cycle", cell), "")
        if not cell and get_origin(field.hint) is not tuple:
            if not field.optional and field.hint is not str:
                why = f"It is empty; a row of kind {row.kind} needs it."
                self._read.wrong(row, field.column, why)
                return _SOMETHING.get(field.hint, "")
            return field.default if field.optional else ""
        return self._cell(row, field)

    def _nested(self, row: Row, field: Field, items: Mapping[str, tuple[Any, ...]]) -> Any:
        if not field.column:
            ((struct, described),) = field.inside.values()
            begins = f"{field.name}."
            inner = {
                path.removeprefix(begins): one
                for path, one in items.items()
                if path.startswith(begins)
            }
            return struct(**self.of(row, described, {}, inner))
        tag = self._read.choice(row, field.column, tuple(field.inside))
        if tag is None:
            if not row[field.column].strip() and not field.optional:
                self._read.wrong(
                    row, field.column, f"It is empty; write one of: {', '.join(field.inside)}."
                )
            return field.default
        struct, described = field.inside[tag]
        return struct(**self.of(row, described, {}))

    def _cell(self, row: Row, field: Field) -> Any:
        column, hint, read = field.column, field.hint, self._read
        origin = get_origin(hint)
        if hint is Owner or (field.refers is not None and origin is None):
            return self._meaning(row, column, row[column].strip())
        if origin is tuple:
            return self._list(row, field)
        if origin is dict:
            return self._pairs(row, field)
        if origin is Literal:
            return self._choice(row, column, get_args(hint))
        if hint is bool:
            return read.choice(row, column, ("yes", "no")) == "yes"
        plain = {date: read.day, time: read.time, int: read.whole, float: read.number}.get(hint)
        if plain is not None:
            return plain(row, column)
        changes = field.optional and field.default is None
        return read_change(row[column]) if changes else row[column]

    def _meaning(self, row: Row, column: str, name: str) -> Any:
        """What was resolved; the name itself where its row was not."""
        return self._meant.get((row.line, column, name), name)

    def _choice(self, row: Row, column: str, options: Sequence[Any]) -> Any:
        words = {str(one): one for one in options}
        chosen = self._read.choice(row, column, tuple(words))
        return None if chosen is None else words[chosen]

    def _list(self, row: Row, field: Field) -> Any:
        item = get_args(field.hint)[0]
        if field.name == "done":
            return read_done(self._read, row)
        if item is Blocker:
            return read_blockers(self._read, row)
        found = [one for (one,) in self._read.items(row, field.column, 1)]
        if field.refers is None:
            return tuple(found)
        return tuple(self._meaning(row, field.column, one) for one in found)

    def _pairs(self, row: Row, field: Field) -> dict[str, float]:
        pairs: dict[str, float] = {}
        for name, number in self._read.items(row, field.column, 2):
            try:
                pairs[self._meaning(row, field.column, name)] = read_number(number)
            except NotReadable as problem:
                self._read.wrong(row, field.column, f"{problem}.")
        return pairs
