"""The days of a cycle from its name, where the name says it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE).fullmatch
    for pattern in (
        r"(?P<fiscal>FY)?\s*(?P<year>\d{4}|\d{2})[\s_/-]*Q(?P<quarter>[1-4])",
        r"Q(?P<quarter>[1-4])[\s_/-]*(?P<fiscal>FY)?\s*(?P<year>\d{4}|\d{2})",
    )
)
_CENTURY = 100


class Span(Struct, frozen=True):
    """First and last day, and in words how we came to them."""

    starts: date
    ends: date
    said: str


def quarter_of(name: str, today: date) -> Span:
    """The quarter that a name like 2026-Q3 or FY21-Q1 speaks of, else the present one."""
    for named in _NAMES:
        found = named(name.strip())
        if found:
            year = int(found["year"])
            year += 2000 if year < _CENTURY else 0
            span = _quarter(year, int(found["quarter"]))
            how = "the calendar quarter of that name"
            if found["fiscal"]:
                how += " (fiscal years differ: --starts and --ends say it exactly)"
            return Span(span.starts, span.ends, how)
    span = _quarter(today.year, (today.month - 1) // 3 + 1)
    return Span(span.starts, span.ends, "the present calendar quarter, as the name does not say")


def _quarter(year: int, quarter: int) -> Span:
    starts = date(year, 3 * quarter - 2, 1)
    following = date(year + (quarter == 4), 3 * quarter % 12 + 1, 1)  # noqa: PLR2004
    return Span(starts, following - timedelta(days=1), "")
