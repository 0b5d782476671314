"""The days of a cycle from its name, where the name says it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from msgspec import Struct

from domain.cycles import fiscal
from domain.cycles.cycle import CycleKind
from domain.naming import known_as

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_BY_MONTH = {
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}

_GAP = r"[\s_/.,'\u2019\u2010-\u2015-]*"
_YEAR = (
    rf"(?:(?P<fiscal>fy|fiscal\s+year){_GAP}|cy{_GAP}|')?"
    r"(?P<year>\d{4}|\d{2})(?:[/\u2010-\u2015-](?P<next>\d{4}|\d{2}))?"
)
_QUARTER = (
    r"(?:q(?P<q1>[1-4])|(?P<q2>[1-4])q|(?:quarter|quartal)\s*(?P<q3>[1-4])"
    r"|(?P<q4>[1-4])(?:st|nd|rd|th|\.)\s*(?:quarter|quartal))"
)
_HALF = (
    r"(?:hj?(?P<h1>[12])|(?P<h2>[12])h|half\s*(?P<h3>[12])"
    r"|(?P<h4>[12])(?:st|nd|\.)\s*(?:half|halbjahr))"
)
_MONTH = rf"(?P<named>{'|'.join(sorted(_BY_MONTH, key=len, reverse=True))})\b\.?"
_NUMBER = r"m?(?P<number>0[1-9]|1[0-2]|[1-9])"

_EDGE = r"(?<![^\W_])", r"(?![^\W_])"
"""A name may say more, in words, before and after."""


def _either_way(part: str, gap: str = _GAP) -> tuple[re.Pattern[str], ...]:
    """The year behind the part and before it."""
    orders = (rf"{part}(?:{gap}|\s+of\s+){_YEAR}", rf"{_YEAR}{gap}{part}")
    return tuple(re.compile(f"{_EDGE[0]}{order}{_EDGE[1]}") for order in orders)


_PARTS = (*_either_way(_QUARTER), *_either_way(_HALF), *_either_way(_MONTH))
_WHOLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>\d{{4}})[-/._]?{_NUMBER}",
        rf"{_NUMBER}[-/._](?P<year>\d{{4}})",
        rf"(?:year\s+)?{_YEAR}",
    )
)
_ROMAN = re.compile(r"\b(iv|i{1,3})(?=\.?\s*(?:quarter|quartal)\b)")
_CENTURY = 100
_FIRST, _LAST = 1000, 9998
"""Years that can be reckoned with. Which of them a cycle may lie in is not decided here."""


class Span(Struct, frozen=True):
    """First and last day, what kind of cycle that is, and in words how we came to them."""

    starts: date
    ends: date
    kind: CycleKind
    how: str


class NotUnderstood(Exception):
    """'{name}' does not say its days; write it as 2026-Q4, H2 2026 or 2026-11, or say them.

    They are said with --starts and --ends, or in a row of kind cycle.
    """

    def __init__(self, name: str) -> None:
        super().__init__(" ".join(str(NotUnderstood.__doc__).format(name=name).split()))


def span_of(name: str, today: date, begins: fiscal.Month = fiscal.JANUARY) -> Span:
    """The days that a name like 2026-Q3, H1 2026, Nov 2026 or FY21-Q1 speaks of.

    A name without digits is that of the present calendar quarter. `begins` is the month in which
    fiscal years begin. Raises NotUnderstood.
    """
    span = span_named(name, begins)
    if span is not None:
        return span
    if any(one.isdigit() for one in known_as(name)):
        raise NotUnderstood(name)
    quarter = (today.month + 2) // 3
    how = "the present calendar quarter, as the name does not say"
    return _months(today.year, 3 * quarter - 2, 3, "quarter", how)


def span_named(name: str, begins: fiscal.Month = fiscal.JANUARY) -> Span | None:
    """The days that a name speaks of; None if it speaks of none."""
    text = _ROMAN.sub(lambda one: str(("i", "ii", "iii", "iv").index(one[1]) + 1), known_as(name))
    for pattern in _PARTS:
        found = pattern.search(text)
        if found and not any(one.isdigit() for one in text[: found.start()] + text[found.end() :]):
            return _span(found, begins)
    for pattern in _WHOLE:
        found = pattern.fullmatch(text)
        if found:
            return _span(found, begins)
    return None


def _span(found: re.Match[str], begins: fiscal.Month) -> Span | None:
    parts = {name: text for name, text in found.groupdict().items() if text}
    year = _year(parts)
    if year is None:
        return None
    first, length, kind = _within(parts)
    of_fiscal_years = "fiscal" in parts or "next" in parts
    if not of_fiscal_years or "named" in parts:
        return _months(year, first, length, kind, f"the {_NOUNS[kind, length]} of that name")
    if begins == fiscal.JANUARY:
        how = f"the {_NOUNS[kind, length]} of that name (fiscal years that begin in another month"
        return _months(year, first, length, kind, f"{how}: --starts and --ends say it exactly)")
    starts = fiscal.year(year, begins).starts
    month = starts.month + first - 1
    how = f"as fiscal years begin in {_MONTHS[begins - 1].capitalize()} here"
    return _months(starts.year + (month - 1) // 12, (month - 1) % 12 + 1, length, kind, how)


_NOUNS = {
    ("quarter", 3): "calendar quarter", ("custom", 6): "half of the calendar year",
    ("custom", 1): "month", ("year", 12): "calendar year",
}  # fmt: skip


def _year(parts: dict[str, str]) -> int | None:
    """The year; of two, as in 2026/27, the later one, by which a fiscal year is called."""
    year = int(parts["year"])
    year += 2000 if year < _CENTURY else 0
    if not _FIRST <= year < _LAST:
        return None
    if "next" not in parts:
        return year
    return year + 1 if int(parts["next"]) % _CENTURY == (year + 1) % _CENTURY else None


def _within(parts: dict[str, str]) -> tuple[int, int, CycleKind]:
    """The first month of it within its year, how many months it has, and what kind it is."""
    for name, text in parts.items():
        if name.startswith("q"):
            return 3 * int(text) - 2, 3, "quarter"
        if name.startswith("h"):
            return 6 * int(text) - 5, 6, "custom"
        if name == "named":
            return _BY_MONTH[text], 1, "custom"
        if name == "number":
            return int(text), 1, "custom"
    return 1, 12, "year"


def _months(year: int, first: int, length: int, kind: CycleKind, how: str) -> Span:
    last = first + length - 1
    ends_in, ends_of = (last - 1) % 12 + 1, year + (last - 1) // 12
    ends = date(ends_of, ends_in, monthrange(ends_of, ends_in)[1])
    return Span(date(year, first, 1), ends, kind, how)
