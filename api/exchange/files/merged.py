"""Cells of a sheet that were merged: what stands in the first of them is meant for all their rows.

Not for all their columns: a title that is spread over several stands in the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from openpyxl.utils.cell import column_index_from_string

from api.exchange.files.readable import Cell
from api.exchange.problems import ImportRefused, Problem

MOST = 100_000
"""How many merged cells a sheet may have."""

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]+)(\d+):[A-Z]+(\d+)["']""")
"""Nothing else in a sheet looks like it: a text with such words has its brackets written otherwise.

openpyxl leaves merged cells out when it reads row by row, which is what keeps a large sheet small.
"""


class Span(NamedTuple):
    """The first column of some merged cells, counted from 0, and their first and last row."""

    column: int
    first: int
    last: int


def merged_in(sheet: Any) -> Iterator[Span]:
    """The merged cells of a sheet that is read row by row, over several rows each."""
    with sheet._get_source() as source:  # noqa: SLF001 - the one way to the sheet's own text
        text = source.read()
    for number, found in enumerate(_MERGED.finditer(text), 1):
        if number > MOST:
            message = f"It has more than {MOST:,} merged cells; split it."
            raise ImportRefused([Problem(0, "", message)])
        column, first, last = found[1].decode(), int(found[2]), int(found[3])
        if last > first:
            yield Span(column_index_from_string(column) - 1, first, last)


class Merged:
    """Fills rows from top to bottom."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._beginning: dict[int, list[Span]] = {}
        for span in spans:
            self._beginning.setdefault(span.first, []).append(span)
        self._reaching: dict[int, tuple[int, Cell]] = {}
        """By column: to which row something is meant, and what."""

    def filled(self, number: int, cells: list[Cell]) -> list[Cell]:
        """The row of that number with what is meant for it; one without cells of its own is blank.

        Where merged cells begin there is something, so that is known without looking further.
        """
        if not any(cells):
            return []
        for column in [one for one, (last, _) in self._reaching.items() if last < number]:
            del self._reaching[column]
        for column, (_, cell) in self._reaching.items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cell
        for span in self._beginning.get(number, ()):
            if span.column < len(cells) and cells[span.column]:
                self._reaching[span.column] = (span.last, cells[span.column])
        return cells
