"""An import file as rows, or what is wrong with its form."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from msgspec import Struct

from api.exchange import delimited, spreadsheet
from api.exchange.acts import PARTS
from api.exchange.cells import NotReadable, read_list, read_number
from api.exchange.columns import (
    ALIASES,
    BELOW_SOMETHING,
    COLUMNS,
    KINDS,
    NAMELESS,
    PARENTS,
    REQUIRED,
)
from api.exchange.problems import ImportRefused, Problem
from api.exchange.spreadsheet import Cell
from domain.values import trimmed

LARGEST = 50 * 1024 * 1024
"""How many bytes a file may be: several times what one import can record."""


_IDENTIFIER = re.compile(r"[\x20-\x7e]{1,100}")


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

    def trim(self) -> None:
        """Take what it says as a request would be: what nobody sees around a text is not in it."""
        self.cells = {column: trimmed(cell) for column, cell in self._written.items()}
        self._letter_by_letter = False

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

    def number(self, column: str) -> float | None:
        if not self[column].strip():
            return None
        try:
            return read_number(self[column])
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


class Table(Struct, frozen=True):
    """The rows that could be made out (each with its own problems), and what is wrong besides."""

    rows: list[Row]
    problems: list[Problem]


def read_table(body: bytes) -> Table:
    """The rows of a file. Raises ImportRefused when it is no table of records at all."""
    rows: list[Row] = []
    problems: list[Problem] = []
    header: list[str] | None = None
    for line, cells in _lines(body, problems):
        if header is None:
            header = [str(name).strip().lower() for name in cells]
            _check_header(header)
        elif any(str(cell).strip() for cell in cells):
            row = _row(line, header, cells, problems)
            if row is not None:
                rows.append(row)
    if not rows and not problems:
        raise ImportRefused([Problem(1, "", "There is a header and nothing below it.")])
    told = _told(rows)
    for row in rows:
        if row.line not in told:
            row.trim()
        _check_stated(row, told=row.line in told)
    _check_identifiers(rows)
    _check_parents(rows)
    return Table(rows, problems)


def _lines(body: bytes, problems: list[Problem]) -> Iterator[tuple[int, Sequence[Cell]]]:
    if len(body) > LARGEST:
        message = f"It is larger than {LARGEST >> 20} MB; split it."
        raise ImportRefused([Problem(0, "", message)])
    if body.startswith(spreadsheet.OLD_MAGIC):
        raise ImportRefused([Problem(0, "", spreadsheet.NOT_READABLE)])
    if body.startswith(spreadsheet.MAGIC):
        return spreadsheet.read(body)
    return delimited.read(body, problems)


def _check_header(header: list[str]) -> None:
    problems = []
    if len(header) == 1 and ";" in header[0]:
        message = "The columns are separated by semicolons; separate them by commas."
        raise ImportRefused([Problem(1, "", message)])
    for place, name in enumerate(header):
        if name not in COLUMNS:
            shown = name or f"(the {place + 1}th, without a name)"
            problems.append(Problem(1, shown, "There is no such column."))
        elif name in header[:place]:
            problems.append(Problem(1, name, "The column occurs twice."))
    problems.extend(
        Problem(1, name, "The column is missing.") for name in REQUIRED if name not in header
    )
    if problems:
        raise ImportRefused(problems)


def _row(
    line: int, header: list[str], cells: Sequence[Cell], problems: list[Problem]
) -> Row | None:
    while len(cells) > len(header) and not str(cells[-1]).strip():
        cells = cells[:-1]
    if len(cells) > len(header):
        message = f"It has {len(cells)} cells under {len(header)} columns."
        problems.append(Problem(line, "", message))
        return None
    unreadable = {
        name: cell
        for name, cell in zip(header, cells, strict=False)
        if isinstance(cell, NotReadable)
    }
    named = {
        name: cell
        for name, cell in zip(header, cells, strict=False)
        if isinstance(cell, str) and trimmed(cell)
    }
    given = named.get("kind", "").strip().lower()
    kind = next((one for one in KINDS if one == ALIASES.get(given, given)), None)
    if kind is None:
        known = ", ".join((*KINDS, "kr"))
        message = (
            f"'{given}' is none of: {known}." if given else f"It is empty; write one of: {known}."
        )
        problems.append(Problem(line, "kind", message))
        return None
    row = Row(line, kind, named)
    for column in named:
        if kind not in COLUMNS[column]:
            row.wrong(column, f"It means nothing on a row of kind {kind}.")
    for column, reason in unreadable.items():
        row.wrong(column, f"{reason}.")
    return row


def _told(rows: list[Row]) -> frozenset[int]:
    """The lines of what was recorded before, parts included: it is taken letter by letter."""
    recorded = {row.id for row in rows if row["recorded"]}
    return frozenset(
        row.line
        for row in rows
        if row["recorded"] or (row.kind in PARTS and row.parent_id in recorded)
    )


def _check_identifiers(rows: list[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if not row.id and row.kind in NAMELESS:
            continue
        if not row.id:
            row.wrong("id", "It is empty; every row of this kind has one of its own.")
        elif row.id in first:
            row.wrong("id", f"'{row.id}' already stands on line {first[row.id]}.")
        else:
            first[row.id] = row.line


def as_uuid(text: str) -> str | None:
    """A UUID as it is always written here; None for what is none."""
    try:
        own = str(uuid.UUID(text))
    except ValueError:
        return None
    return own if own == text.lower() else None


def _check_stated(row: Row, *, told: bool) -> None:
    """Let a stated identifier be one that the API can be asked for, or one that was recorded."""
    stated = row["identifier"].strip()
    own = as_uuid(stated)
    if own is not None:
        row.cells["identifier"] = own
    elif stated and not (told and _IDENTIFIER.fullmatch(stated)):
        row.wrong("identifier", "It is no UUID; leave it out, and the record gets one.")


def _check_parents(rows: list[Row]) -> None:
    known = {row.id: row for row in rows if row.id}
    for row in rows:
        if row.kind in BELOW_SOMETHING and not row.parent_id:
            row.wrong("parent_id", f"It is empty; a {row.kind} belongs to something.")
        if not row.parent_id:
            continue
        parent = known.get(row.parent_id)
        if parent is None:
            row.wrong("parent_id", f"There is no row with the id '{row.parent_id}'.")
            continue
        wanted = row["parent_kind"].strip().lower()
        if wanted and ALIASES.get(wanted, wanted) != parent.kind:
            row.wrong("parent_kind", f"Row '{row.parent_id}' is of kind {parent.kind}.")
        elif parent.kind not in PARENTS[row.kind]:
            possible = " or ".join(PARENTS[row.kind]) or "nothing"
            row.wrong(
                "parent_id",
                f"Row '{row.parent_id}' is of kind {parent.kind};"
                f" a {row.kind} goes under: {possible}.",
            )
    _check_circles(rows, known)


def _check_circles(rows: list[Row], known: dict[str, Row]) -> None:
    """Report each circle once, at its first line."""
    harmless: set[str] = set()
    for row in rows:
        path: list[str] = []
        here: Row | None = row
        while here is not None and here.id not in harmless and here.id not in path:
            path.append(here.id)
            here = known.get(here.parent_id)
        if here is not None and here.id in path:
            circle = [known[record] for record in path[path.index(here.id) :]]
            first = circle.index(min(circle, key=lambda member: member.line))
            for member in circle:
                member.in_circle = True
            shown = [member.id for member in (*circle[first:], *circle[: first + 1])]
            circle[first].wrong("parent_id", f"The parents run in a circle: {' → '.join(shown)}.")
        harmless.update(path)
