"""What was computed of the model, remembered until what it was made from changes.

It is not part of the model: a process that has just begun simply computes it again. What it is made
from is named with it: immutable states, days, names, and positions of the clock of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from operator import is_
from typing import Any, TypeVar

T = TypeVar("T")

_BY_VALUE = (date, int, str)


class Memo:
    """What is remembered of one workspace."""

    def __init__(self) -> None:
        self._remembered: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._moment: tuple[int, date] = (0, date.min)
        self._now: dict[Hashable, Any] = {}

    def now(self, position: int, today: date) -> dict[Hashable, Any]:
        """What is remembered until the next event or day: while it lasts, nothing is compared."""
        if self._moment != (position, today):
            self._moment, self._now = (position, today), {}
        return self._now

    def remember(self, key: Hashable, made_from: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives, made again only when one of the things it is made from is another."""
        known = self._remembered.get(key)
        if known is not None:
            before, found = known
            if len(before) == len(made_from) and (
                all(map(is_, before, made_from)) or all(map(same, before, made_from))
            ):
                remembered: T = found
                return remembered
        made = make()
        self._remembered[key] = (made_from, made)
        return made


def same(one: object, other: object) -> bool:
    """Immutable states are compared by identity, which is quick; days and names by value."""
    return one is other or (isinstance(one, _BY_VALUE) and one == other)
