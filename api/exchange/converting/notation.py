"""How a file writes numbers and days, told by example: 1234.5, and the last day of 2026.

A per cent sign or a currency may stand around a number. Days as ISO 8601 writes them are always
read: a workbook's days come so, and they are like no other notation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from api.exchange.cells import NotReadable
from api.exchange.files.readable import Figure

EXAMPLE = date(2026, 12, 31)
SHOWN = 2
"""How many of the ways in which days are written are told to whom wrote them otherwise."""

_PARTS = {
    "23:59:59": "%H:%M:%S", "23:59": "%H:%M", "11:59:59": "%I:%M:%S", "11:59": "%I:%M",
    "PM": "%p", "Thursday": "%A", "Thu": "%a", "December": "%B", "Dec": "%b",
    "2026": "%Y", "31": "%d", "12": "%m", "26": "%y", "%": "%%",
}  # fmt: skip
"""What a part of the example stands for; of two that begin alike, the longer comes first."""

_EXAMPLE_PARTS = re.compile("|".join(map(re.escape, _PARTS)))
_EXAMPLE_NUMBER = re.compile(r"1(?P<group>\D?)234(?P<point>\D)5")
_SPACES = re.compile(r"\s")
_MINUS = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'"}
)
_BRACKETED = re.compile(r"\((?P<amount>[^()]+)\)")


class Numbers:
    """Numbers as in an example; raises NotReadable for one that is none of 1234.5."""

    def __init__(self, example: str) -> None:
        self.example = example
        found = _EXAMPLE_NUMBER.fullmatch(_plain(example))
        if found is None or found["group"] == found["point"]:
            raise NotReadable('write 1234.5 as the file does, such as "1,234.5" or "1.234,5"')
        self._group, self._point = found["group"], found["point"]
        group, point = re.escape(self._group), re.escape(self._point)
        grouped = rf"\d{{1,3}}(?:{group}\d{{3}})+|" if group else ""
        self._number = re.compile(
            rf"(?P<before>[^\d{point}]*)(?P<digits>(?:{grouped}\d*)(?:{point}\d+)?)(?P<after>\D*)"
        )

    def read(self, cell: str) -> str:
        """A number as an import reads it, per cents with their sign. Raises NotReadable."""
        if isinstance(cell, Figure):
            return cell
        number, unit = self._parts(cell)
        return f"{number}%" if unit == "%" else number

    def unit(self, cell: str) -> str:
        """What stands around a number: a per cent sign or a currency; else the cell as it is."""
        if isinstance(cell, Figure):
            return "%" if cell.endswith("%") else ""
        try:
            return self._parts(cell)[1]
        except NotReadable:
            return cell

    def _parts(self, cell: str) -> tuple[str, str]:
        text = _plain(cell)
        bracketed = _BRACKETED.fullmatch(text)
        found = self._number.fullmatch(bracketed["amount"] if bracketed else text)
        if found is None or not found["digits"]:
            raise self._unreadable(cell)
        before, after = found["before"].strip(), found["after"].strip()
        signs = [one for one in (*before, *after) if one in "+-"]
        units = [one.strip("+- ") for one in (before, after)]
        if len(signs) > 1 - bool(bracketed) or not all(map(_is_unit, units)):
            raise self._unreadable(cell)
        minus = "-" if bracketed or signs == ["-"] else ""
        whole, _, part = found["digits"].partition(self._point)
        whole = whole.replace(self._group, "") if self._group else whole
        return f"{minus}{whole or '0'}{'.' if part else ''}{part}", "".join(units)

    def _unreadable(self, cell: str) -> NotReadable:
        return NotReadable(
            f"'{cell}' is not a number that is written like {self.example}"
            " (`numbers` in the mapping says how, or --numbers)"
        )


class Days:
    """Days as in one of some examples; raises NotReadable for one that is not 31 December 2026."""

    def __init__(self, examples: Sequence[str]) -> None:
        self.examples = examples
        self._formats = [_EXAMPLE_PARTS.sub(lambda one: _PARTS[one[0]], one) for one in examples]
        for example, form in zip(examples, self._formats, strict=True):
            if _day(example, form) != EXAMPLE:
                raise NotReadable(
                    'write 31 December 2026 as the file does, such as "31/12/2026" or "31-Dec-26"'
                )

    def read(self, cell: str) -> str:
        """A day as an import reads it. Raises NotReadable."""
        for form in self._formats:
            day = _day(cell, form)
            if day is not None:
                return day.isoformat()
        try:
            return datetime.fromisoformat(cell).date().isoformat()
        except ValueError:
            shown = " or ".join([*self.examples[:SHOWN], EXAMPLE.isoformat()])
            raise NotReadable(
                f"'{cell}' is not a date that is written like {shown}"
                " (`dates` in the mapping says how, or --dates)"
            ) from None


def _plain(cell: str) -> str:
    """One space for each kind of space, one minus for each kind of minus."""
    return _SPACES.sub(" ", cell.strip()).translate(_MINUS)


def _is_unit(text: str) -> bool:
    """Whether it is a per cent sign, a currency (€, US$, CHF) or nothing."""
    if text and unicodedata.category(text[-1]) == "Sc":
        return re.fullmatch("[A-Z]{0,3}", text[:-1]) is not None
    return text in ("", "%") or re.fullmatch("[A-Z]{3}", text) is not None


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, wherever it is
    except ValueError:
        return None
