"""Numbers and days as a sentence says them."""

from __future__ import annotations

from datetime import date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(number: int) -> str:
    """Up to nine in words: 'four'; from ten on in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def spoken_day(day: date, on: date | None = None) -> str:
    """A day of a cycle that everybody knows: '15 November'.

    With the year where it is another one than that of the day `on` which it is said.
    """
    said = f"{day.day} {day:%B}"
    return said if on is None or day.year == on.year else f"{said} {day.year}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 week, 3 weeks."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent: 41%."""
    return f"{share:.0%}"
