"""Spreadsheet files, read: the same rows and columns as in a CSV file, on the first sheet.

A workbook is a zip file full of XML, so whoever sends one can make it as large as they like once it
is unpacked. It is measured before it is; and where defusedxml is there, as it is with us, openpyxl
has it refuse what would grow while it is parsed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from api.exchange.cells import NO, YES, NotReadable, written
from api.exchange.problems import ImportRefused, Problem

MAGIC = b"PK\x03\x04"
OLD_MAGIC = b"\xd0\xcf\x11\xe0"
"""How workbooks of the older kind (.xls) begin."""

UNPACKED = 200 * 1024 * 1024
"""How many bytes a workbook may be, unpacked."""
MOST_CELLS = 5_000_000

NOT_READABLE = "It is no workbook that can be read; save it as .xlsx, or as CSV in UTF-8."
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException,
    KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What comes of a file that only begins like a workbook."""
_ERROR = "e"
"""The type of a cell that holds an error, which a text such as `#N/A` is not."""

_LITERAL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x((?!0000|[Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # no text: NUL, half a pair
_NOT_IN_XML = re.compile("[\r\ufffe\uffff]")

Cell = str | NotReadable


def escaped(text: str) -> str:
    """A text with what XML does not keep written as `_xHHHH_`, as workbooks do (ST_Xstring)."""
    literal = _LITERAL.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda one: f"_x{ord(one[0]):04X}_", literal)


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text)


def read(body: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet, with their numbers. Raises ImportRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            size = sum(member.file_size for member in packed.infolist())
            if size > UNPACKED:
                message = f"Unpacked it would be larger than {UNPACKED >> 20} MB; split it."
                raise ImportRefused([Problem(0, "", message)])
            formulas = any(
                b"<f" in packed.read(name)
                for name in packed.namelist()
                if name.startswith("xl/worksheets/")
            )
        yield from _rows(body, formulas=formulas)
    except _BROKEN:
        raise ImportRefused([Problem(0, "", NOT_READABLE)]) from None


def _rows(body: bytes, *, formulas: bool) -> Iterator[tuple[int, list[Cell]]]:
    values = _sheet(body, data_only=True)
    asked = _sheet(body, data_only=False) if formulas else None
    seen = 0
    for number, row in enumerate(values, 1):
        behind = row if asked is None else next(asked, row)
        seen += max(1, len(row))
        if seen > MOST_CELLS:
            message = f"It has more than {MOST_CELLS:,} cells; split it."
            raise ImportRefused([Problem(number, "", message)])
        yield number, [_text(value, asked) for value, asked in zip(row, behind, strict=False)]


def _sheet(body: bytes, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(body), read_only=True, data_only=data_only, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what a sheet says of its own size need not be so
    return iter(sheet.iter_rows())


def _text(cell: Any, behind: Any) -> Cell:
    """What a cell says, in the words of a CSV file."""
    if cell.data_type == _ERROR:
        return NotReadable(f"It holds the error {cell.value}")
    match cell.value:
        case None if isinstance(behind.value, str) and behind.value.startswith("="):
            return NotReadable("It is a formula that was never reckoned; write its value")
        case None:
            return ""
        case str() as text:
            return unescaped(text)
        case bool() as value:
            return YES if value else NO
        case int() | float() as value:
            return written(value)
        case datetime() as value if value.time() == time():
            return value.date().isoformat()
        case date() | time() as value:
            return value.isoformat()
        case _:
            return str(cell.value)
