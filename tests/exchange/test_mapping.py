from __future__ import annotations

import csv
import io

import pytest

from api.exchange.mapping import convert, read_rules
from api.exchange.problems import ImportRefused

RULES = b"""
[tables.stage]
done = "published"
open = "draft"

[[row]]
cells = { kind = "unit", id = "all", text = "Everybody", level = "company" }

[[row]]
from = "wishes.csv"
cells = { kind = "person", id = "{who}", parent_id = "all", text = "{who}" }

[[row]]
from = "wishes.csv"
when = { kind = ["goal"] }
[row.cells]
kind = "objective"
id = "wish {line}"
owner = "{who}"
text = "{title|kind}"
stage = "{state>stage}"
"""
WISHES = b"kind,who,title,state\ngoal,Ada,Fly,done\nnote,Ada,,\ngoal,Bo,,open\n"


def rows(rules: bytes = RULES, wishes: bytes = WISHES) -> list[dict[str, str]]:
    body = convert(read_rules(rules), {"wishes.csv": wishes}).decode()
    return list(csv.DictReader(io.StringIO(body)))


def refusal(rules: bytes = RULES, wishes: bytes = WISHES) -> str:
    with pytest.raises(ImportRefused) as refused:
        rows(rules, wishes)
    return str(refused.value.problems[0])


def test_each_line_becomes_the_rows_that_the_mapping_says() -> None:
    objectives = [one for one in rows() if one["kind"] == "objective"]
    assert [(one["id"], one["text"], one["stage"]) for one in objectives] == [
        ("wish 2", "Fly", "published"),
        ("wish 4", "goal", "draft"),
    ]


def test_rows_that_come_out_the_same_are_written_once() -> None:
    assert [one["id"] for one in rows() if one["kind"] == "person"] == ["Ada", "Bo"]


def test_two_different_rows_cannot_have_one_id() -> None:
    rules = RULES.replace(b'id = "wish {line}"', b'id = "wish"')
    assert "Two different rows would have the id 'wish'." in refusal(rules)


def test_a_cell_that_the_file_does_not_have_is_told_by_line_and_column() -> None:
    assert refusal(RULES.replace(b"{title|kind}", b"{name}")).startswith("line 2, column name:")


def test_a_word_that_a_table_does_not_know_is_told_by_line() -> None:
    said = refusal(wishes=WISHES.replace(b",open", b",perhaps"))
    assert said == "line 4, column stage: The table does not say what 'perhaps' means."


def test_a_mapping_fills_only_columns_that_an_import_reads() -> None:
    assert "fills no such column" in refusal(RULES.replace(b"text = ", b"txet = "))


def test_what_is_no_mapping_is_told() -> None:
    assert "It is no mapping" in refusal(b"[[row]]\ncells = 5")
    assert "It is no mapping" in refusal(b"\xff")


def test_a_file_that_the_mapping_needs_is_named() -> None:
    rules = RULES.replace(b"wishes.csv", b"others.csv")
    assert "needs the file others.csv" in refusal(rules)


@pytest.mark.parametrize("text", [b"{title", b"title}", b"{{title}}", b"{}"])
def test_a_brace_without_its_other_half_is_told(text: bytes) -> None:
    said = refusal(RULES.replace(b"{title|kind}", text))
    assert said.startswith("the file, column text: Row 3 of the mapping has a brace")


def test_a_line_that_does_not_fit_its_file_is_told() -> None:
    said = refusal(wishes=WISHES + b"goal,Cy,Swim,open,soon\n")
    assert said == "line 5: wishes.csv has 5 cells under 4 columns here."
    assert "wishes.csv is no CSV file" in refusal(wishes=WISHES + b"x" * 2_000_000)


def test_lines_may_be_shorter_than_the_header_or_empty() -> None:
    assert len(rows(wishes=WISHES + b"\nnote,Cy\n")) == len(rows()) + 1
    assert rows(wishes=b"\n" + WISHES.replace(b"done\n", b"done,, \n")) != []
