"""Cells as people write them, and as they were recorded."""

from __future__ import annotations

import pytest

from api.exchange.reading.parse.rows import parse
from api.exchange.reading.reader import Reader
from api.exchange.reading.row import Problems, Row


def only(kind: str, column: str, cell: str, recorded: str = "") -> Row:
    quoted = cell.replace('"', '""')
    text = f'kind,id,text,recorded,{column}\n{kind},x,,{recorded},"{quoted}"\n'
    (row,) = parse(text.encode()).rows
    return row


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" Grow ", "Grow"),
        ("Files:\r\nin C:\\", "Files:\nin C:\\"),
        ("one\rtwo\\ \r\n", "one\ntwo\\"),
        ("Grow\\\u00a0\n", "Grow\\"),
    ],
)
def test_a_backslash_is_an_ordinary_character_of_a_text(written: str, read: str) -> None:
    assert only("objective", "description", written)["description"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a; b", ["a", "b"]),
        ("a; c\\ ", ["a", "c"]),
        ("a\r\nb; c\\ ", ["a\nb", "c"]),
        ("a\\\r\n; \\ ", ["a"]),
        ("C:\\", ["C:\\"]),
    ],
)
def test_the_items_of_a_list_are_trimmed_one_by_one(written: str, read: list[str]) -> None:
    row = only("key_result", "blockers", written)
    assert [item for (item,) in Reader(Problems()).items(row, "blockers", 1)] == read


def test_what_was_recorded_is_read_letter_by_letter() -> None:
    moment = "2026-08-01T00:00:00Z"
    assert only("objective", "description", " a\r", moment)["description"] == " a\r"
    row = only("check_in", "blockers", "a\\ ; \\\r", moment)
    assert [item for (item,) in Reader(Problems()).items(row, "blockers", 1)] == ["a ", "\r"]
