"""Numbers and days as words in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

NAMED = 3
"""How many names a sentence has room for; the rest are counted."""


def in_words(number: int) -> str:
    """Up to nine in words: 'four'; from ten on in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def spoken_day(day: date, on: date | None = None) -> str:
    """A day of a cycle that everybody knows: '15 November'.

    With the year where it is another one than that of the day `on` which it is spoken.
    """
    words = f"{day.day} {day:%B}"
    return words if on is None or day.year == on.year else f"{words} {day.year}"


def counted(number: float, one: str, many: str | None = None) -> str:
    """1 week, 1.5 hours, 2,000 rows."""
    return f"{number:,.15g} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent: 41%."""
    return f"{share:.0%}"


def two_places(score: float) -> str:
    """A score: 0.70."""
    return f"{score:.2f}"


def beside(number: float, least: float, shown: Callable[[float], str] = percent) -> str:
    """A number that a sentence holds against another, which it must not seem to reach by rounding.

    'just under 70%' of 69.6%, if 70% is needed.
    """
    hidden = number < least and shown(number) == shown(least)
    return f"just under {shown(least)}" if hidden else shown(number)


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """A, B and C; or A, B, C and 4 more."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    if len(shown) < 2:  # noqa: PLR2004 - one is no list
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def out_of(part: int, whole: int, what: str, one: str = "is", many: str = "are") -> str:
    """1 of 3 findings is, 2 of 3 findings are; whatever there is one of goes with `one`."""
    return f"{part} of {counted(whole, what)} {one if 1 in (part, whole) else many}"


def spoken(number: float) -> str:
    """A number as one would speak it: 12, 12.5, 0.1."""
    return f"{round(number, 2):.15g}"
