"""Mappings as TOML; one that cannot be used is refused with its table and key."""

from __future__ import annotations

import pytest

from api.exchange.converting.mapping import read_rules
from api.exchange.problems import BadMapping

ROW = '[[row]]\nfrom = "goals.csv"\ncells = { kind = "objective", id = "{Goal}" }\n'


def refusal(mapping: str) -> str:
    with pytest.raises(BadMapping) as refused:
        read_rules(mapping.encode())
    return str(refused.value).removeprefix("The mapping cannot be used: ")


def test_what_is_no_toml_is_told_with_its_place() -> None:
    assert refusal("[[row]\n") == (
        "it is not TOML: Expected ']]' at the end of an array declaration (at line 1, column 6)."
    )
    with pytest.raises(BadMapping, match="it is not TOML"):
        read_rules(b"\xff")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("", "row: a mapping has at least one [[row]]."),
        ("row = 5", "row: a mapping has at least one [[row]]."),
        ("[[row]]\ncells = 5", "row 1, cells: it has to be a table of keys."),
        ('[[row]]\nfrom = "a.csv"', "row 1: it has no cells."),
        (f"{ROW}[[row]]\nform = 'a.csv'\ncells = {{ kind = 'unit' }}",
         ("row 2: there is no key 'form'; there are: cells, each, from, if_given, once, unless,"
          " when.")),
        ('[[row]]\ncells = { kind = "unit", id = "{Team}" }',
         "row 1: it has no 'from', so nothing can be filled in."),
        (f"{ROW}once = 'yes'", "row 1: once has to be true or false, not 'yes'."),
        (f"{ROW}when = {{ State = [true] }}",
         "row 1, when: State has to be a text in quotes, not True."),
        (f"{ROW}when = {{ '?' = ['x'] }}", "row 1, when: '?' names no column."),
        (ROW.replace("id =", "ident ="), "row 1, cells: there is no column 'ident' to fill."),
        (ROW.replace('"{Goal}"', "[1]"), "row 1, cells: id has to be a text in quotes, not [1]."),
        (ROW.replace("{Goal}", "{Goal>state}"),
         "row 1, cells.id: there is no table 'state'; there are: none."),
        (f"[tables.state]\ndone = ['x']\n{ROW}",
         "tables.state: done has to be a text in quotes, not ['x']."),
        (f"[tables]\nstate = 'x'\n{ROW}", "tables.state: it has to be a table of keys."),
        (f"nubmers = '1,234.5'\n{ROW}",
         ("the mapping: there is no key 'nubmers'; there are: about, columns, dates, fill_down,"
          " lists, lookup, nothing, numbers, row, tables, title.")),
        (f"numbers = '1,23'\n{ROW}",
         'numbers: write 1234.5 as the file does, such as "1,234.5" or "1.234,5".'),
        (f"dates = ['31/12/2026', 'DD.MM.']\n{ROW}",
         'dates: write 31 December 2026 as the file does, such as "31/12/2026" or "31-Dec-26".'),
        (f"[lists]\nOwners = 5.5\n[lookup.parent]\nfrom = 'x'\n{ROW}",
         "lookup.parent: 'where' names one column there, and the one here that it equals."),
        (f"[lookup.parent]\nwhere = {{ ID = 'Parent' }}\nof = 'x'\n{ROW}",
         "lookup.parent: there is no key 'of'; there are: from, if_given, where."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_mapping_is_told_by_table_and_key(mapping: str, said: str) -> None:
    assert refusal(mapping) == said


@pytest.mark.parametrize("text", ["{title", "title}", "{{title}}", "{}"])
def test_a_brace_without_its_other_half_is_told(text: str) -> None:
    said = refusal(ROW.replace("{Goal}", text))
    assert said == f"row 1, cells: id has a brace without its other half: {text}."


def test_numbers_in_a_table_need_no_quotes() -> None:
    rules = read_rules(f"[tables.confidence]\n'On  track' = 4\n{ROW}".encode())
    assert rules.tables == {"confidence": {"on track": "4"}}
