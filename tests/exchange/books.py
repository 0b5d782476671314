"""Workbooks as people make them: several sheets, merged cells, number formats, colours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import PatternFill

Rows = Iterable[Sequence[Any]]
_YELLOW = PatternFill("solid", fgColor="FFFF00")


def book(
    sheets: Rows | Mapping[str, Rows],
    *,
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    coloured: Iterable[str] = (),
    hidden: Iterable[str] = (),
) -> bytes:
    """A workbook; cells are merged, formatted and coloured on the first of its sheets."""
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    named = sheets if isinstance(sheets, Mapping) else {"OKRs": sheets}
    for number, (title, rows) in enumerate(named.items()):
        sheet = made.create_sheet(title) if number else first
        sheet.title = title
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                sheet.cell(line, place, value)
        if title in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        first.merge_cells(cells)
    for cell, number_format in (formats or {}).items():
        first[cell].number_format = number_format
    for cell in coloured:
        first[cell].fill = _YELLOW
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()
