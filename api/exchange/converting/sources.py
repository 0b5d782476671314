"""The files that are converted, as lines with named cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from api.exchange.files.readable import Cell, Figure
from api.exchange.files.sheet import Sheet, read_sheet
from api.exchange.problems import ConvertRefused, ImportRefused, Problem
from domain.values import trimmed


class Line(Struct, frozen=True):
    """A line of a file, by the number under which a spreadsheet or an editor shows it."""

    number: int
    cells: Mapping[str, Cell]


class Source(Struct, frozen=True):
    """A file: its header, on the line `top`, and the lines below it; `notes` are for the reader."""

    name: str
    top: int
    header: Sequence[str]
    lines: Sequence[Line]
    notes: Sequence[str]


class Wanted(Struct, frozen=True):
    """The columns that a file should have, each by the names it may have, and how it is read.

    Some are filled down: a blank cell holds what stands above it. Some words stand for nothing.
    """

    columns: Sequence[Sequence[str]]
    filled_down: Collection[str] = ()
    nothing: Collection[str] = ()
    sheet: str | None = None


def read_source(name: str, body: bytes, wanted: Wanted) -> Source:
    """A CSV file or a workbook. Raises ConvertRefused for what is neither.

    The header is where all columns are that it should have or, where they nowhere are, some of
    them: it is easier to see there which are missing.
    """

    def has(header: Sequence[str], names: Sequence[str]) -> bool:
        return any(columns_called(one, header) for one in names)

    def has_all(header: Sequence[str]) -> bool:
        return all(has(header, names) for names in wanted.columns)

    def has_some(header: Sequence[str]) -> bool:
        return any(has(header, names) for names in wanted.columns)

    try:
        sheet = read_sheet(body, has_all, wanted.sheet)
        if not has_all(sheet.header):
            sheet = read_sheet(body, has_some, wanted.sheet)
    except ImportRefused as refused:
        raise _of_file(name, refused.problems) from None
    if sheet.problems and has_all(sheet.header):
        raise _of_file(name, sheet.problems)
    filled = [one for called in wanted.filled_down for one in columns_called(called, sheet.header)]
    lines = list(_filled_down(sheet, frozenset(filled), wanted.nothing))
    return Source(name, sheet.line, sheet.header, lines, sheet.notes)


def columns_called(name: str, header: Sequence[str]) -> list[str]:
    """The columns of that very name or, if there are none, whatever their case and form."""
    exact = [one for one in header if one == name]
    return exact or [one for one in header if one and _bare(one) == _bare(name)]


def files_called(name: str, given: Sequence[str]) -> list[str]:
    """The files that a mapping means by a name, in which * stands for anything."""
    return [one for one in given if fnmatchcase(one.casefold(), name.casefold())]


def _of_file(name: str, problems: Sequence[Problem]) -> ConvertRefused:
    return ConvertRefused(
        [Problem(one.line, one.column, f"{name}: {one.message}") for one in problems]
    )


def _filled_down(sheet: Sheet, filled: Collection[str], nothing: Collection[str]) -> Iterator[Line]:
    above: dict[str, Cell] = {}
    for number, cells in sheet.lines:
        here = {
            column: cell if isinstance(cell, Figure) or not isinstance(cell, str) else trimmed(cell)
            for column, cell in cells.items()
            if not (isinstance(cell, str) and trimmed(cell).casefold() in nothing)
        }
        above |= {column: cell for column, cell in here.items() if column in filled}
        yield Line(number, above | here)


def _bare(name: str) -> str:
    """A column's name without case, spaces, hyphens and underscores: `goal_id` is `Goal ID`."""
    bare = "".join(one for one in name.casefold() if one.isalnum())
    return bare or name
