"""An import file as rows, or what is wrong with its form."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from api.exchange.cells import NotReadable
from api.exchange.columns import ALIASES, COLUMNS, KINDS, REQUIRED
from api.exchange.files.readable import Cell
from api.exchange.files.sheet import Sheet, read_sheet
from api.exchange.problems import ImportRefused, Problem, lines_of
from api.exchange.reading.parse.tree import check_identifiers, check_parents
from api.exchange.reading.row import Row
from api.exchange.row_kinds import PARTS

_IDENTIFIER = re.compile(r"[\x20-\x7e]{1,100}")


class Table(Struct, frozen=True):
    """The rows that could be made out (each with its own problems), and what is wrong besides.

    `notes` are what was concluded about the file.
    """

    rows: list[Row]
    problems: list[Problem]
    notes: tuple[str, ...] = ()


def read_table(body: bytes, named: str | None = None) -> Table:
    """The rows of a file. Raises ImportRefused when it is no table of records at all.

    `named` is the sheet that was asked for, of a workbook with several.
    """
    sheet = read_sheet(body, _fits, named)
    _check_header(sheet)
    problems = sheet.problems
    rows = []
    for line, cells in sheet.lines:
        row = _row(line, {_column(name): cell for name, cell in cells.items()}, problems)
        if row is not None:
            rows.append(row)
    if not rows and not problems:
        raise ImportRefused([Problem(sheet.line, "", "There is a header and nothing below it.")])
    told = _told(rows)
    for row in rows:
        if row.line not in told:
            row.take_as_meant()
        elif not sheet.typed:
            row.take_guards_off()
        _check_stated(row, told=row.line in told)
    check_identifiers(rows)
    moved = check_parents(rows)
    return Table(rows, problems, (*sheet.notes, *_said_of(moved)))


def _said_of(moved: Sequence[Row]) -> Iterator[str]:
    if moved:
        verb = "1 row stands" if len(moved) == 1 else f"{len(moved)} rows stand"
        where = "is read as if it stood" if len(moved) == 1 else "are read as if they stood"
        lines = lines_of(row.line for row in moved)
        yield f"{verb} below a note and {where} where the note does ({lines})."


def _column(name: str) -> str:
    return name.strip().lower()


def _fits(names: Sequence[str]) -> bool:
    return {*REQUIRED} <= {_column(name) for name in names}


def _check_header(sheet: Sheet) -> None:
    line, header = sheet.line, [_column(name) for name in sheet.header]
    problems = []
    for place, name in enumerate(header):
        if name and name not in COLUMNS:
            problems.append(Problem(line, name, "There is no such column."))
        elif name and name in header[:place]:
            problems.append(Problem(line, name, "The column occurs twice."))
    problems.extend(
        Problem(line, name, "The column is missing.") for name in REQUIRED if name not in header
    )
    if problems and sheet.name:
        problems.append(Problem(0, "", *sheet.notes))
    if problems:
        raise ImportRefused(problems)


def _row(line: int, cells: Mapping[str, Cell], problems: list[Problem]) -> Row | None:
    unreadable = {name: cell for name, cell in cells.items() if isinstance(cell, NotReadable)}
    named = {name: cell for name, cell in cells.items() if isinstance(cell, str)}
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
