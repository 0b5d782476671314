"""What is wrong with an import file, by line and column."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


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
