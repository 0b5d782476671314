"""Numbers of a workbook, told in per cent where the spreadsheet shows them so."""

from __future__ import annotations

import re

from api.exchange.cells import written

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
"""Of a number format: characters that are shown as they are, or only take up space."""


def as_shown(number: float, number_format: str) -> str:
    """0.6 that shows as 60% is 60 per cent, and so is 60 with a mere sign behind it."""
    form = _section(number, number_format)
    if "%" in _LITERAL.sub("", form):
        return f"{written(float(f'{number * 100:.15g}'))}%"
    if any("%" in (one[1] or one[2] or "") for one in _LITERAL.finditer(form)):
        return f"{written(number)}%"
    return written(number)


def _section(number: float, number_format: str) -> str:
    """The part of a format that is for numbers of that sign: positive; negative; zero."""
    sections = number_format.split(";")
    place = 1 if number < 0 else 2 if number == 0 else 0
    return sections[place] if place < len(sections) else sections[0]
