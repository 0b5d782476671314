"""The page on security has the table that the code goes by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from domain.access.rights import TABLE, Act

PAGE = (Path(__file__).parents[1] / "docs" / "security.md").read_text(encoding="utf-8")


def test_the_page_has_the_table_of_rights_as_it_is() -> None:
    assert f"```\n{TABLE.lstrip(chr(10))}```" in PAGE


def test_the_page_says_of_each_row_what_is_done() -> None:
    rows = re.findall(r"^\| (\w+) \| [a-z].*; ?|^\| (\w+) \| ", PAGE, re.MULTILINE)
    assert set(get_args(Act)) <= {one or other for one, other in rows}
