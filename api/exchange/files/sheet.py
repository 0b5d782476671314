"""A file as a table: what its columns are called, and the cells of each line below them.

The file is a CSV file, in whichever way programs write those, or a workbook with one or several
sheets. Blank lines, and columns without a name, are passed over as long as nothing stands in them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from msgspec import Struct

from api.exchange.files import delimited, spreadsheet
from api.exchange.files.readable import Cell, Line, Reading
from api.exchange.problems import ImportRefused, Problem
from domain.values import BLANK, trimmed

LARGEST = 50 * 1024 * 1024
"""How many bytes a file may be: several times what one import can record."""

HEAD = 20
"""Among how many lines that are not blank the one with the names of the columns is looked for."""

Fits = Callable[[Sequence[str]], bool]
"""Whether some names of columns are those that are looked for."""


class Sheet(Struct, frozen=True):
    """The names of the columns as they are written, the line they stand on, and what is below.

    `lines` have their number in the file and, by name, those cells that are not blank. A column
    without a name has an empty one here. `problems` are cells that stand under no column, `notes`
    what was concluded. `name` is that of the sheet in a workbook with several, else empty; `typed`
    are the cells of a workbook.
    """

    name: str
    line: int
    header: list[str]
    lines: list[tuple[int, dict[str, Cell]]]
    problems: list[Problem]
    notes: tuple[str, ...]
    typed: bool


def read_sheet(body: bytes, fits: Fits, named: str | None = None) -> Sheet:
    """The table in a file. Raises ImportRefused when there is none.

    Which separator, which sheet and which line is meant is told by the columns: they are where they
    fit. `named` is the sheet that was asked for.
    """
    reading = _chosen(_readings(body, named), fits)
    number, names = _heading(_head(reading), fits)
    problems: list[Problem] = []
    lines = [
        (line, _under(names, line, cells, problems))
        for line, cells in reading.lines()
        if line > number and not _is_blank(cells)
    ]
    return Sheet(reading.name, number, names, lines, problems, reading.notes, reading.typed)


def evened(text: str) -> str:
    """A text on one line, with one space where there is white space."""
    return " ".join(text.strip(BLANK).split())


def _readings(body: bytes, named: str | None) -> list[Reading]:
    if len(body) > LARGEST:
        message = f"It is larger than {LARGEST >> 20} MB; split it."
        raise ImportRefused([Problem(0, "", message)])
    if body.startswith(spreadsheet.OLD_MAGIC):
        raise ImportRefused([Problem(0, "", spreadsheet.NOT_READABLE)])
    if body.startswith(spreadsheet.MAGIC):
        return spreadsheet.readings(body, named)
    if named is not None:
        message = f"It is no workbook, so it has no sheet '{named}': leave --sheet out."
        raise ImportRefused([Problem(0, "", message)])
    return delimited.readings(body)


def _chosen(readings: Sequence[Reading], fits: Fits) -> Reading:
    """The first one with columns that fit, or else the one that tells most columns apart."""
    widest, most = readings[0], -1
    for reading in readings:
        head = _head(reading)
        if any(fits(_names(cells)) for _, cells in head):
            return reading
        width = len(head[0][1]) if head else 0
        if width > most:
            widest, most = reading, width
    return widest


def _head(reading: Reading) -> list[Line]:
    """The first lines that are not blank, up to where it cannot be read."""
    found = []
    try:
        for line in islice((one for one in reading.lines() if not _is_blank(one[1])), HEAD):
            found.append(line)  # noqa: PERF402 - what came before a fault is kept
    except ImportRefused:
        pass
    return found


def _heading(head: Sequence[Line], fits: Fits) -> tuple[int, list[str]]:
    """The line with the names of the columns, and those; before all lines where there is none."""
    for number, cells in head:
        if fits(_names(cells)):
            return number, _names(cells)
    return (head[0][0], _names(head[0][1])) if head else (0, [])


def _names(cells: Sequence[Cell]) -> list[str]:
    names = [evened(str(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) and not trimmed(cell) for cell in cells)


def _under(
    names: Sequence[str], line: int, cells: Sequence[Cell], problems: list[Problem]
) -> dict[str, Cell]:
    """The cells of a line by the names of their columns; the first of two that are called alike."""
    found: dict[str, Cell] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and not trimmed(cell):
            continue
        name = names[place] if place < len(names) else ""
        if name:
            found.setdefault(name, cell)
        else:
            message = f"'{_short(str(cell))}' stands in column {place + 1}, which has no name."
            problems.append(Problem(line, "", message))
    return found


def _short(text: str) -> str:
    line = evened(text)
    return line if len(line) <= 40 else f"{line[:37]}..."  # noqa: PLR2004
