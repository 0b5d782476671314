"""Numbers and days as a sentence says them."""

from __future__ import annotations

from datetime import date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(number: int) -> str:
    """Up to nine in words: 'four'; from ten on in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def spoken_day(day: date) -> str:
    """A day of a cycle that everybody knows: '15 November'."""
    return f"{day.day} {day:%B}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 week, 3 weeks."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent: 41%."""
    return f"{share:.0%}"
