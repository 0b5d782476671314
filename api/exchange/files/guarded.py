"""Cells of a CSV file that no program runs as a formula, and that are read back as they were.

A file has no types: a text that begins like a formula is one to a spreadsheet, and what begins a
cell depends on which character the program takes for a separator. So an apostrophe goes before
whatever could begin a formula at the beginning of any cell, as people put it there themselves
(OWASP, CSV Injection). Where apostrophes stand already there is one more, so that none is lost.
"""

from __future__ import annotations

import re

from api.exchange.cells import NotReadable, read_number

_BEGINS = r"(?:(?<=[;\t|\r\n])|\A)(?P<quote>\"*)"
_RUNS = "(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])"
_GUARD = re.compile(f"{_BEGINS}(?P<guards>'*){_RUNS}")
_GUARDED = re.compile(f"{_BEGINS}'(?P<guards>'*){_RUNS}")

_HARMLESS = frozenset({"-"})
"""Marks of our own, which no program takes for a formula."""


def guarded(cell: str) -> str:
    return cell if is_plain(cell) else _GUARD.sub(r"\g<quote>'\g<guards>", cell)


def unguarded(cell: str) -> str:
    return cell if is_plain(cell) else _GUARDED.sub(r"\g<quote>\g<guards>", cell)


def is_plain(cell: str) -> bool:
    """Whether it is nothing but a number, which a spreadsheet should have as one."""
    if cell in _HARMLESS:
        return True
    try:
        read_number(cell)
    except NotReadable:
        return False
    return True
