from __future__ import annotations

import re
from pathlib import Path

from api.exchange.columns import COLUMNS, KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_column_is_documented_with_the_kinds_of_row_it_belongs_to() -> None:
    table = PAGE.partition("## Columns")[2].partition("\n## ")[0]
    documented: dict[str, set[str]] = {}
    for line in table.splitlines():
        if line.startswith("| `"):
            names, kinds = line.split(" | ")[:2]
            for name in re.findall(r"`(\w+)`", names):
                every = list(KINDS) if kinds == "all" else kinds.split(", ")
                documented.setdefault(name, set()).update(every)
    assert documented == {name: set(kinds) for name, kinds in COLUMNS.items()}


def test_every_kind_of_row_is_documented() -> None:
    rows = PAGE.partition("## Rows")[2].partition("\n## ")[0]
    assert {*re.findall(r"^\| `(\w+)`", rows, re.MULTILINE)} == {"kind", *KINDS}
