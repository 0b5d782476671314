"""Workbooks, read: their sheets, each with the same rows and columns as in a CSV file.

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
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from api.exchange.cells import NO, YES, NotReadable
from api.exchange.files.merged import Merged, merged_in
from api.exchange.files.readable import Cell, Figure, Line, Reading
from api.exchange.files.shown_numbers import as_shown
from api.exchange.problems import ImportRefused, Problem

MAGIC = b"PK\x03\x04"
OLD_MAGIC = b"\xd0\xcf\x11\xe0"
"""How workbooks of the older kind (.xls) begin."""

UNPACKED = 200 * 1024 * 1024
"""How many bytes a workbook may be, unpacked."""
MOST_CELLS = 5_000_000
NAMED = 8
"""How many sheets are named in a sentence."""

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


def escaped(text: str) -> str:
    """A text with what XML does not keep written as `_xHHHH_`, as workbooks do (ST_Xstring)."""
    literal = _LITERAL.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda one: f"_x{ord(one[0]):04X}_", literal)


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text)


def readings(body: bytes, named: str | None) -> list[Reading]:
    """The sheets that can be meant, in their order: the one `named`, or all that are to be seen.

    Raises ImportRefused.
    """
    try:
        formulas = _has_formulas(body)
        book = _opened(body, data_only=True)
        titles = {sheet.title: sheet.sheet_state == "visible" for sheet in book.worksheets}
    except _BROKEN:
        raise ImportRefused([Problem(0, "", NOT_READABLE)]) from None
    seen = [title for title, visible in titles.items() if visible]
    if named is not None and named not in titles:
        message = f"There is no sheet '{named}'; there are: {_listed(list(titles))}."
        raise ImportRefused([Problem(0, "", message)])
    wanted = [named] if named is not None else seen or list(titles)
    return [
        Reading(
            title if len(titles) > 1 else "",
            partial(_lines, body, title, formulas=formulas),
            _note(title, [one for one in titles if one != title]),
            typed=True,
        )
        for title in wanted
    ]


def _note(title: str, others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    verb = "is" if len(others) == 1 else "are"
    return (f"The sheet '{title}' is read; {_listed(others)} {verb} not (--sheet names another).",)


def _listed(titles: list[str]) -> str:
    shown = ", ".join(f"'{title}'" for title in titles[:NAMED])
    return shown if len(titles) <= NAMED else f"{shown} and {len(titles) - NAMED} more"


def _has_formulas(body: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        size = sum(member.file_size for member in packed.infolist())
        if size > UNPACKED:
            message = f"Unpacked it would be larger than {UNPACKED >> 20} MB; split it."
            raise ImportRefused([Problem(0, "", message)])
        return any(
            b"<f" in packed.read(name)
            for name in packed.namelist()
            if name.startswith("xl/worksheets/")
        )


def _lines(body: bytes, title: str, *, formulas: bool) -> Iterator[Line]:
    """The rows of a sheet with their numbers. Raises ImportRefused."""
    try:
        yield from _rows(body, title, formulas=formulas)
    except _BROKEN:
        raise ImportRefused([Problem(0, "", NOT_READABLE)]) from None


def _rows(body: bytes, title: str, *, formulas: bool) -> Iterator[Line]:
    sheet = _opened(body, data_only=True)[title]
    merged = Merged(merged_in(sheet))
    asked = iter(_cells(_opened(body, data_only=False)[title])) if formulas else None
    seen = 0
    for number, row in enumerate(_cells(sheet), 1):
        behind = row if asked is None else next(asked, row)
        cells = [_text(value, asked) for value, asked in zip(row, behind, strict=False)]
        cells = merged.filled(number, cells)
        seen += max(1, len(row), len(cells))
        if seen > MOST_CELLS:
            message = f"It has more than {MOST_CELLS:,} cells; split it."
            raise ImportRefused([Problem(number, "", message)])
        yield number, cells


def _opened(body: bytes, *, data_only: bool) -> Any:
    return load_workbook(io.BytesIO(body), read_only=True, data_only=data_only, keep_links=False)


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
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
            return Figure(as_shown(value, cell.number_format))
        case datetime() as value if value.time() == time():
            return value.date().isoformat()
        case date() | time() as value:
            return value.isoformat()
        case _:
            return str(cell.value)
