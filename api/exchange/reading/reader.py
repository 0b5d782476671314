"""What the cells of a row say. What does not fit its column is noted, and read as nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from api.exchange.cells import NotReadable, read_list, read_number, read_per_cent
from api.exchange.reading.row import Problems, Row
from domain.values import trimmed

_SHARES = frozenset({"midpoint"})
"""Columns of numbers from 0 to 1, in which 40 % is 0.4."""


class Reader:
    """Reads cells; `problems` are those known before, and those that it finds."""

    def __init__(self, before: Problems) -> None:
        self.problems = before.copy()

    def wrong(self, row: Row, column: str, message: str) -> None:
        self.problems.wrong(row, column, message)

    def is_sound(self, row: Row) -> bool:
        return self.problems.is_sound(row)

    def has_no_problem(self, row: Row) -> bool:
        return not self.problems.has_any(row)

    def is_wrong_in(self, row: Row, *columns: str) -> bool:
        return self.problems.is_wrong_in(row, *columns)

    def number(self, row: Row, column: str) -> float | None:
        """The number in a cell; 60% is 60, or 0.6 where a column holds shares of one."""
        cell = row[column]
        if not cell.strip():
            return None
        in_per_cent = column in _SHARES or row.is_in_per_cent(column)
        share = read_per_cent(cell) if in_per_cent else None
        try:
            if share is None:
                return read_number(cell)
            return share / 100 if column in _SHARES else share
        except NotReadable as problem:
            self.wrong(row, column, f"{problem}.")
            return None

    def whole(self, row: Row, column: str) -> int | None:
        number = self.number(row, column)
        if number is None:
            return None
        if number != int(number):
            self.wrong(row, column, f"'{row[column]}' is not a whole number.")
            return None
        return int(number)

    def day(self, row: Row, column: str) -> date | None:
        cell = row[column].strip()
        return self.as_day(row, column, cell) if cell else None

    def as_day(self, row: Row, column: str, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(row, column, f"'{text}' is not a date; write it as 2026-03-31.")
            return None

    def time(self, row: Row, column: str) -> time | None:
        cell = row[column].strip()
        try:
            return time.fromisoformat(cell) if cell else None
        except ValueError:
            self.wrong(row, column, f"'{cell}' is not a time of day; write it as 09:30.")
            return None

    def moment(self, row: Row, column: str) -> datetime | None:
        """A moment, with where on Earth its clock hangs."""
        cell = row[column].strip()
        if not cell:
            return None
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.wrong(row, column, f"'{cell}' is no moment; write it as 2026-03-31T09:30:00Z.")
            return None
        return moment

    def choice(self, row: Row, column: str, options: Sequence[str]) -> str | None:
        cell = row[column].strip().lower()
        if not cell:
            return None
        if cell not in options:
            self.wrong(row, column, f"'{row[column]}' is none of: {', '.join(options)}.")
            return None
        return cell

    def items(self, row: Row, column: str, most_parts: int) -> list[list[str]]:
        """The items of a list, each filled up with empty parts."""
        items = read_list(row.written.get(column, ""))
        if not row.letter_by_letter:
            parts = ([trimmed(part) for part in item] for item in items)
            items = [item for item in parts if any(item)]
        for item in items:
            if len(item) > most_parts:
                shown = " | ".join(item)
                self.wrong(row, column, f"'{shown}' has more than {most_parts} parts between bars.")
        return [[*item, *[""] * most_parts][:most_parts] for item in items]
