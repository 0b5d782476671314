from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.files.guarded import guarded, unguarded
from api.exchange.reading.parse.rows import parse
from api.exchange.writing.exporting import Exported
from domain.values import trimmed

RUNS = tuple("=+-@")
TEXTS = st.text("=+-@'\";|\t\r\n a1", max_size=12) | st.text()


@given(text=TEXTS)
def test_what_is_guarded_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(text=TEXTS, separator=st.sampled_from(",;\t|"))
def test_no_program_sees_a_formula_whichever_separator_it_takes(text: str, separator: str) -> None:
    exported = Exported([{"kind": "note", "id": "n", "text": text}], {}, 1)
    body = exported.csv.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(body, newline=""), delimiter=separator)
             for cell in row]  # fmt: skip
    for cell in cells:
        begins = cell.startswith(RUNS)
        assert not begins or re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?|-", cell.strip()), cells


@pytest.mark.parametrize("text", ["-3", "-0.5", "99", "-", "Grow", "a = b", "Kosten - 5 %"])
def test_numbers_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(text=TEXTS.filter(lambda one: "\0" not in one and trimmed(one)))
def test_an_export_is_read_back_letter_by_letter(text: str) -> None:
    moment = "2026-08-01T09:00:00+00:00"
    row = {"kind": "objective", "id": "o", "text": "x", "description": text, "recorded": moment}
    parsed = parse(Exported([row], {}, 1).csv)
    assert [one["description"] for one in parsed.rows] == [text]
    assert parsed.problems.all == []


def test_an_apostrophe_that_somebody_typed_is_theirs() -> None:
    (row,) = parse(b"kind,id,text\nobjective,o,'=quoted'\n").rows
    assert row["text"] == "'=quoted'"


def test_umlauts_open_intact_in_spreadsheet_programs() -> None:
    body = Exported([{"kind": "note", "id": "n", "text": "Büro"}], {}, 1).csv
    assert body.startswith(b"\xef\xbb\xbfkind,id,text\r\n")
    assert "Büro" in body.decode()
