"""The page on import files has every kind of row and every column: `python -m` this writes them."""

from __future__ import annotations

import re
from operator import attrgetter
from pathlib import Path

import pytest

from api.exchange.columns import COLUMNS, KINDS, PARENTS
from api.exchange.fields import columns_of
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import column_of
from api.exchange.row_kind import RowKind
from api.exchange.row_kinds import PARTS, ROW_KINDS

PATH = Path(__file__).parents[2] / "docs" / "import.md"
EVERYWHERE = {"kind", "id", "parent_id", "identifier", "recorded", "by"}
"""Columns that the page explains once, for all rows that tell something."""
HEAD = "| `kind` | what it tells | stands below | columns |\n|---|---|---|---|\n"


def sentences() -> dict[str, str]:
    """What each kind of row tells, in the words of the domain."""
    told = {act.kind: act.command.__doc__ or "" for act in ROW_KINDS}
    for kind, (_, part) in PARTS.items():
        several = ", ".join(f"`{tag}`" for tag in part.fields[0].inside)
        told[kind] = f"One of the {part.field}: {several}." if several else part.item.__doc__
    return {kind: " ".join(text.partition("\n\n")[0].split()) for kind, text in told.items()}


def rows(kinds: list[str]) -> str:
    """The table of the kinds, as the page has it."""
    lines = []
    legacy = {column for column, on in COLUMNS.items() if on == KINDS} - EVERYWHERE
    for kind in kinds:
        columns = [
            f"`{column}`"
            for column, on in COLUMNS.items()
            if kind in on and column not in EVERYWHERE | legacy
        ]
        above = " or ".join(f"`{one}`" for one in PARENTS[kind])
        lines.append(f"| `{kind}` | {sentences()[kind]} | {above} | {', '.join(columns)} |\n")
    return HEAD + "".join(lines)


def written() -> str:
    return rows([kind for kind in KINDS if kind != "note"])


def test_every_kind_of_row_is_documented_with_its_parents_and_columns() -> None:
    assert written() in PATH.read_text(encoding="utf-8")


def test_every_column_is_explained_once() -> None:
    page = PATH.read_text(encoding="utf-8")
    table = page.partition("## Columns")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    explained = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(explained) == sorted(COLUMNS)


@pytest.mark.parametrize("act", ROW_KINDS, ids=attrgetter("kind"))
def test_what_is_wrong_with_a_field_is_told_at_the_column_it_was_read_from(
    act: RowKind,
) -> None:
    whole = Row(2, act.kind, {}, {}, letter_by_letter=False)
    told = {column_of(path, act.command, whole) for path in act.columns}
    assert set(columns_of(act.cells)) <= told
    for part in act.parts:
        item = Row(3, part.kind, {}, {}, letter_by_letter=False)
        told = {column_of(path, act.command, item) for path in part.columns}
        assert set(columns_of(part.fields)) - {part.kind} <= told


if __name__ == "__main__":
    page = PATH.read_text(encoding="utf-8")
    before, _, rest = page.partition(HEAD)
    after = rest
    while after.startswith("|") and not after.startswith("| `note`"):
        after = after.partition("\n")[2]
    PATH.write_text(before + written() + after, encoding="utf-8")
