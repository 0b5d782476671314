"""CSV files, read: their records with the lines on which they begin, or what is wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from api.exchange.problems import ImportRefused, Problem

NOT_UTF_8 = "It is not UTF-8 text; save it as CSV in UTF-8."
LONGEST_CELL = 1_000_000


def read(body: bytes, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file. What ends the reading is told with the `problems` so far."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ImportRefused([Problem(line, "", NOT_UTF_8)]) from None
    if not text.strip():
        raise ImportRefused([Problem(0, "", "It is empty; the first line names the columns.")])
    if "\0" in text:
        raise ImportRefused([Problem(0, "", "It holds zero bytes, which no CSV file does.")])
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            yield line, cells
    except csv.Error as error:
        problem = _quoting(text, before) or Problem(reader.line_num, "", f"{error}.")
        raise ImportRefused([*problems, problem]) from None


def _quoting(text: str, before: int) -> Problem | None:
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
                starts = character == ","
            elif character == '"' and following == '"':
                next(characters)
            elif character == '"' and following in ("", ",", "\r", "\n"):
                opened = 0
            elif character == '"':
                message = (
                    f"A quoted cell begins here and ends on line {number}, where no comma follows;"
                    " a quote within a cell is written twice."
                )
                return Problem(opened, "", message)
    return Problem(opened, "", "A quote is opened here and never closed.") if opened else None
