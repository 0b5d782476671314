"""CSV files, read: their records with the lines on which they begin, or what is wrong with them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from api.exchange.files.encodings import NotText, text_of
from api.exchange.files.readable import Line, Reading
from api.exchange.problems import ImportRefused, Problem

LONGEST_CELL = 1_000_000

_SEPARATORS = (",", ";", "\t", "|")
_DECLARED = re.compile(r'"?sep=(?P<separator>[^\r\n"])"?[,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""How spreadsheets are told by a file's first line which character separates the cells."""


def readings(body: bytes) -> list[Reading]:
    """The ways in which the file may be meant: one for each separator. Raises ImportRefused."""
    try:
        text, concluded = text_of(body)
    except NotText as error:
        line = body.count(b"\n", 0, error.at) + 1
        raise ImportRefused([Problem(line, "", f"{error}")]) from None
    if not text.strip():
        raise ImportRefused([Problem(0, "", "It is empty; the first line names the columns.")])
    if "\0" in text:
        raise ImportRefused([Problem(0, "", "It holds zero bytes, which no CSV file does.")])
    declared = _DECLARED.match(text)
    separators = (declared["separator"],) if declared else _SEPARATORS
    notes = (_shown(text, concluded),) if concluded else ()
    above = 1 if declared else 0
    rest = text[declared.end() :] if declared else text
    return [Reading("", partial(_records, rest, above, one), notes) for one in separators]


def _shown(text: str, encoding: str) -> str:
    """What to look at, for those who know how it should read."""
    word = next(one for one in text.split() if not one.isascii())
    return f"The file is not UTF-8 and is read as {encoding}: it has '{word[:40]}', for example."


def _records(text: str, above: int, separator: str) -> Iterator[Line]:
    """The records of a text that has some lines `above` it. Raises ImportRefused."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            yield line + above, [*cells]
    except csv.Error as error:
        problem = _quoting(text, before, above, separator)
        problem = problem or Problem(reader.line_num + above, "", f"{error}.")
        raise ImportRefused([problem]) from None


_CALLED = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def _quoting(text: str, before: int, above: int, separator: str) -> Problem | None:
    """The quoted cell, in the record below the line `before`, that does not end as it should."""
    opened = 0
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if number <= before:
            continue
        starts = not opened
        characters = iter(zip(line, [*line[1:], ""], strict=True))
        for character, following in characters:
            if not opened:
                opened = number if starts and character == '"' else 0
                starts = character == separator
            elif character == '"' and following == '"':
                next(characters)
            elif character == '"' and following in ("", separator, "\r", "\n"):
                opened = 0
            elif character == '"':
                message = (
                    f"A quoted cell begins here and ends on line {number + above}, where no"
                    f" {_CALLED.get(separator, separator)} follows;"
                    " a quote within a cell is written twice."
                )
                return Problem(opened + above, "", message)
    if not opened:
        return None
    return Problem(opened + above, "", "A quote is opened here and never closed.")
