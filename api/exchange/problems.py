"""What is wrong with an import file, by line and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

NAMED = 10
"""How many lines are named in a sentence."""


class Problem(Struct, frozen=True, order=True):
    """One thing to put right. Line 1 is the header; 0 stands for the file as a whole."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return (
            f"{place}, column {self.column}: {self.message}"
            if self.column
            else (f"{place}: {self.message}")
        )


class ImportRefused(Exception):
    """The file cannot be imported as it is, and nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "1 problem"
        super().__init__(f"The file was not imported: {count}. Nothing was stored.")


def lines_of(lines: Iterable[int]) -> str:
    """The numbers of some lines, as they stand in a sentence."""
    numbers = [*lines]
    shown = ", ".join(map(str, numbers[:NAMED]))
    noun = "line" if len(numbers) == 1 else "lines"
    return f"{noun} {shown}, ..." if len(numbers) > NAMED else f"{noun} {shown}"


class ConvertRefused(ImportRefused):
    """The file cannot be converted as it is, and nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "1 problem"
        self.args = (f"The file was not converted: {count}. Nothing was written.",)


class BadMapping(Exception):
    """A mapping that cannot be used: the table and key that are wrong, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"The mapping cannot be used: {where}{': ' if where else ''}{why}.")
