"""One row of an import file, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from api.exchange.cells import NotReadable, is_broken, read_list, read_number, read_per_cent
from api.exchange.files.guarded import unguarded
from api.exchange.problems import Problem
from domain.values import trimmed

_ONE_LINE = frozenset({
    "text", "theme", "provider", "person", "to", "into", "cycle", "unit", "measured_in",
})  # fmt: skip
"""Columns of titles and names: what is on several lines there was broken to fit its cell."""
_BREAK = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")

_SHARES = frozenset({"midpoint"})
"""Columns of numbers from 0 to 1, in which 40 % is 0.4."""
_PER_CENT = frozenset({"baseline", "target", "stretch", "low", "high", "value", "result_pct"})


class Row:
    """One row. Its readers note a problem and give None when a cell does not fit its column."""

    def __init__(self, line: int, kind: str, cells: dict[str, str]) -> None:
        self.line = line
        self.kind = kind
        self.cells = self._written = cells
        self._letter_by_letter = True
        self.problems: list[Problem] = []
        self.in_circle = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def take_as_meant(self) -> None:
        """Take what it says as a request would be: what nobody sees around a text is not in it.

        What stands for an error or for nothing in other programs is no text of anybody's.
        """
        self.cells = {}
        self._letter_by_letter = False
        for column, cell in self._written.items():
            text = trimmed(cell)
            if is_broken(text):
                self.wrong(column, f"'{text}' is what a program writes where it has no value.")
            else:
                self.cells[column] = _BREAK.sub(" ", text) if column in _ONE_LINE else text

    def take_guards_off(self) -> None:
        """Take what was exported as it was said, without what keeps programs from running it."""
        self.cells = self._written = {
            column: unguarded(cell) for column, cell in self._written.items()
        }

    @property
    def id(self) -> str:
        return self["id"].strip()

    @property
    def parent_id(self) -> str:
        return self["parent_id"].strip()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it. Of a circle, one row is blamed and none is sound."""
        return not self.problems and not self.in_circle

    def wrong(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.line, column, message))

    def is_wrong_in(self, *columns: str) -> bool:
        return any(problem.column in columns for problem in self.problems)

    def is_in_per_cent(self, column: str) -> bool:
        return column in _PER_CENT and read_per_cent(self[column]) is not None

    def number(self, column: str) -> float | None:
        """The number in a cell; 60% is 60, or 0.6 where a column holds shares of one."""
        cell = self[column]
        if not cell.strip():
            return None
        share = read_per_cent(cell) if column in _PER_CENT | _SHARES else None
        try:
            if share is None:
                return read_number(cell)
            return share / 100 if column in _SHARES else share
        except NotReadable as problem:
            self.wrong(column, f"{problem}.")
            return None

    def whole(self, column: str) -> int | None:
        number = self.number(column)
        if number is None:
            return None
        if number != int(number):
            self.wrong(column, f"'{self[column]}' is not a whole number.")
            return None
        return int(number)

    def day(self, column: str) -> date | None:
        cell = self[column].strip()
        return self.as_day(column, cell) if cell else None

    def as_day(self, column: str, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(column, f"'{text}' is not a date; write it as 2026-03-31.")
            return None

    def time(self, column: str) -> time | None:
        cell = self[column].strip()
        try:
            return time.fromisoformat(cell) if cell else None
        except ValueError:
            self.wrong(column, f"'{cell}' is not a time of day; write it as 09:30.")
            return None

    def moment(self, column: str) -> datetime | None:
        """A moment, with where on Earth its clock hangs."""
        cell = self[column].strip()
        if not cell:
            return None
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.wrong(column, f"'{cell}' is no moment; write it as 2026-03-31T09:30:00Z.")
            return None
        return moment

    def choice(self, column: str, options: Sequence[str]) -> str | None:
        cell = self[column].strip().lower()
        if not cell:
            return None
        if cell not in options:
            self.wrong(column, f"'{self[column]}' is none of: {', '.join(options)}.")
            return None
        return cell

    def items(self, column: str, most_parts: int) -> list[list[str]]:
        """The items of a list, each filled up with empty parts."""
        items = read_list(self._written.get(column, ""))
        if not self._letter_by_letter:
            parts = ([trimmed(part) for part in item] for item in items)
            items = [item for item in parts if any(item)]
        for item in items:
            if len(item) > most_parts:
                shown = " | ".join(item)
                self.wrong(column, f"'{shown}' has more than {most_parts} parts between bars.")
        return [[*item, *[""] * most_parts][:most_parts] for item in items]
