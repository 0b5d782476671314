"""The first stage of an import: a file as rows, or what is wrong with its form."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from api.exchange.cells import NotReadable, is_broken
from api.exchange.columns import ALIASES, COLUMNS, KINDS, REQUIRED
from api.exchange.files.guarded import unguarded
from api.exchange.files.readable import Cell
from api.exchange.files.sheet import Sheet, read_sheet
from api.exchange.problems import ImportRefused, Problem, lines_of
from api.exchange.reading.parse.tree import check_identifiers, check_parents
from api.exchange.reading.row import Problems, Row
from api.exchange.row_kinds import PARTS
from domain.values import trimmed

_ONE_LINE = frozenset({
    "text", "theme", "provider", "person", "to", "into", "cycle", "unit", "measured_in",
})  # fmt: skip
"""Columns of titles and names: what is on several lines there was broken to fit its cell."""
_BREAK = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")

_IDENTIFIER = re.compile(r"[\x20-\x7e]{1,100}")


class Parsed(Struct, frozen=True):
    """The rows that could be made out, and what is wrong with them and with the file besides.

    `notes` are what was concluded about the file.
    """

    rows: tuple[Row, ...]
    problems: Problems
    notes: tuple[str, ...] = ()


def parse(body: bytes, sheet_name: str | None = None) -> Parsed:
    """The rows of a file. Raises ImportRefused when it is no table of records at all.

    `sheet_name` is the sheet that was asked for, of a workbook with several.
    """
    sheet = read_sheet(body, _fits, sheet_name)
    _check_header(sheet)
    problems = Problems()
    found = [_cells(line, cells, sheet.problems) for line, cells in sheet.lines]
    lines = [one for one in found if one is not None]
    problems.of_file(sheet.problems)
    if not lines and not sheet.problems:
        raise ImportRefused([Problem(sheet.line, "", "There is a header and nothing below it.")])
    recorded = _recorded(lines)
    rows = [_row(one, one.line in recorded, sheet.typed, problems) for one in lines]
    check_identifiers(rows, problems)
    rows, moved = check_parents(rows, problems)
    return Parsed(tuple(rows), problems, (*sheet.notes, *_note_of(moved)))


def _note_of(moved: Sequence[Row]) -> Iterator[str]:
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


class _Line(NamedTuple):
    """A line of a known kind, with its cells and what cannot be read at all."""

    line: int
    kind: str
    cells: dict[str, str]
    unreadable: dict[str, NotReadable]


def _cells(line: int, cells: Mapping[str, Cell], problems: list[Problem]) -> _Line | None:
    called = {_column(name): cell for name, cell in cells.items()}
    unreadable = {name: cell for name, cell in called.items() if isinstance(cell, NotReadable)}
    named = {name: cell for name, cell in called.items() if isinstance(cell, str)}
    given = named.get("kind", "").strip().lower()
    kind = next((one for one in KINDS if one == ALIASES.get(given, given)), None)
    if kind is None:
        known = ", ".join((*KINDS, "kr"))
        message = (
            f"'{given}' is none of: {known}." if given else f"It is empty; write one of: {known}."
        )
        problems.append(Problem(line, "kind", message))
        return None
    return _Line(line, kind, named, unreadable)


def _recorded(lines: Sequence[_Line]) -> frozenset[int]:
    """The lines of what was recorded before, parts included: it is taken letter by letter."""
    recorded = {one.cells.get("id", "").strip() for one in lines if one.cells.get("recorded")}
    return frozenset(
        one.line
        for one in lines
        if one.cells.get("recorded")
        or (one.kind in PARTS and one.cells.get("parent_id", "").strip() in recorded)
    )


def _row(one: _Line, recorded: bool, typed: bool, problems: Problems) -> Row:  # noqa: FBT001 - private
    """A row with its cells as they are meant: as they were recorded, or as a request would be."""
    written: Mapping[str, str] = one.cells
    if recorded and not typed:  # without what keeps programs from running it
        written = {column: unguarded(cell) for column, cell in one.cells.items()}
    wrong = [
        (column, f"It means nothing on a row of kind {one.kind}.")
        for column in one.cells
        if one.kind not in COLUMNS[column]
    ]
    wrong.extend((column, f"{reason}.") for column, reason in one.unreadable.items())
    cells = dict(written) if recorded else _as_meant(written, wrong)
    stated = cells.get("identifier", "").strip()
    own = as_uuid(stated)
    if own is not None:
        cells["identifier"] = own
    elif stated and not (recorded and _IDENTIFIER.fullmatch(stated)):
        wrong.append(("identifier", "It is no UUID; leave it out, and the record gets one."))
    row = Row(one.line, one.kind, cells, written, letter_by_letter=recorded)
    for column, message in wrong:
        problems.wrong(row, column, message)
    return row


def _as_meant(written: Mapping[str, str], wrong: list[tuple[str, str]]) -> dict[str, str]:
    """What cells say as a request would: what nobody sees around a text is not in it.

    What stands for an error or for nothing in other programs is no text of anybody's.
    """
    cells = {}
    for column, cell in written.items():
        text = trimmed(cell)
        if is_broken(text):
            wrong.append((column, f"'{text}' is what a program writes where it has no value."))
        else:
            cells[column] = _BREAK.sub(" ", text) if column in _ONE_LINE else text
    return cells


def as_uuid(text: str) -> str | None:
    """A UUID as it is always written here; None for what is none."""
    try:
        own = str(uuid.UUID(text))
    except ValueError:
        return None
    return own if own == text.lower() else None
