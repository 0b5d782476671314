"""What a file can be read as, before it is known which of it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from api.exchange.cells import NotReadable


class Figure(str):
    """A number of a workbook: written as numbers are here, whatever its users' notation is."""

    __slots__ = ()


Cell = str | NotReadable
Line = tuple[int, list[Cell]]
"""The cells of a line or row, with its number in the file."""


class Reading(Struct, frozen=True):
    """One sheet of a workbook, or a CSV file with one separator.

    `lines` reads it from the beginning, and raises ImportRefused where it cannot go on.
    """

    name: str
    lines: Callable[[], Iterator[Line]]
    notes: tuple[str, ...] = ()
    typed: bool = False
    """Whether its cells have types, so that a text is no formula."""
