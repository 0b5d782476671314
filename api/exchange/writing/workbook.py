"""Spreadsheet files, written: the same rows and columns as in a CSV file, on one sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from api.exchange.cells import NotReadable, read_number, written
from api.exchange.fields import Field
from api.exchange.files.spreadsheet import escaped
from api.exchange.row_kinds import PARTS, ROW_KINDS
from api.exchange.writing.exporting import Exported

LONGEST = 32_767
"""How many characters one cell of a workbook holds; those beyond U+FFFF count as two."""


class TooLong(Exception):
    """A cell is longer than a workbook can hold: write a CSV file instead."""


def write(exported: Exported) -> bytes:
    """A workbook with the rows on one sheet. Raises TooLong."""
    if any(_length(cell) > LONGEST for row in exported.rows for cell in row.values()):
        raise TooLong(TooLong.__doc__)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("OKRs")
    sheet.freeze_panes = "A2"
    header = exported.header
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    for row in exported.rows:
        sheet.append([_written(sheet, column, row.get(column, "")) for column in header])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _length(cell: str) -> int:
    return len(escaped(cell).encode("utf-16-le")) // 2


def _written(sheet: Any, column: str, cell: str) -> Any:
    """Days and numbers as such, so that a spreadsheet can sort and add them; all else as text."""
    if not cell:
        return None
    try:
        if column in DAYS:
            return date.fromisoformat(cell)
        if column in NUMBERS and cell == written(float(f"{read_number(cell):.15g}")):
            return read_number(cell)
    except (ValueError, NotReadable):
        pass
    return _cell(sheet, cell)


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, escaped(text))
    cell.data_type = "s"  # also where it looks like a formula
    if bold:
        cell.font = Font(bold=True)
    return cell


def _columns_of(types: tuple[type, ...]) -> frozenset[str]:
    """The columns that hold nothing but values of such types."""
    found: dict[str, set[bool]] = {}
    described: list[Sequence[Field]] = [one.fields for one in ROW_KINDS]
    described.extend(part.fields for _, part in PARTS.values())
    for field in (one for fields in described for one in fields):
        found.setdefault(field.column, set()).add(field.hint in types)
    return frozenset(column for column, fitting in found.items() if fitting == {True})


DAYS = _columns_of((date,))
NUMBERS = _columns_of((float, int)) | {"baseline", "target", "stretch", "low", "high"}
