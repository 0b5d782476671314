"""Fiscal years: twelve months from the month that a workspace says, in four quarters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

JANUARY: Final = 1

Month = Annotated[int, Meta(ge=1, le=12)]
FiscalYear = Annotated[int, Meta(ge=1970, le=9000)]
"""A fiscal year is called after the calendar year in which it ends."""


class Span(NamedTuple):
    """A stretch of time with its name, first and last day included."""

    name: str
    starts: date
    ends: date


def year(of: FiscalYear, begins: Month = JANUARY) -> Span:
    """FY27 is 2027, or, where years begin in October, October 2026 to September 2027."""
    starts = date(of if begins == JANUARY else of - 1, begins, 1)
    return Span(f"FY{of % 100:02}", starts, _later(starts, 12) - timedelta(days=1))


def quarters(of: FiscalYear, begins: Month = JANUARY) -> tuple[Span, ...]:
    """The four quarters of a fiscal year: FY27-Q1 and so on."""
    whole = year(of, begins)
    firsts = [_later(whole.starts, months) for months in (0, 3, 6, 9, 12)]
    return tuple(
        Span(f"{whole.name}-Q{number}", first, after - timedelta(days=1))
        for number, (first, after) in enumerate(pairwise(firsts), 1)
    )


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
