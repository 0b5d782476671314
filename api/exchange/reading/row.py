"""One row of an import file, and what is wrong with rows as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from api.exchange.cells import read_per_cent
from api.exchange.problems import Problem

_PER_CENT = frozenset({"baseline", "target", "stretch", "low", "high", "value", "result_pct"})


class Row(Struct, frozen=True, eq=False):
    """One row: its cells by column, as they are meant and as they are `written`.

    What was recorded before is taken `letter_by_letter`. Of rows `in_circle`, each is said to stand
    below another.
    """

    line: int
    kind: str
    cells: Mapping[str, str]
    written: Mapping[str, str]
    letter_by_letter: bool
    in_circle: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def id(self) -> str:
        return self["id"].strip()

    @property
    def parent_id(self) -> str:
        return self["parent_id"].strip()

    def is_in_per_cent(self, column: str) -> bool:
        return column in _PER_CENT and read_per_cent(self[column]) is not None


class Problems:
    """What is wrong with a file as far as it is known: each stage adds to what those before found.

    Problems of a row are told apart from those of the file, and of lines that are no rows at all.
    """

    def __init__(
        self,
        of_file: Iterable[Problem] = (),
        of_rows: Mapping[int, Iterable[Problem]] = MappingProxyType({}),
    ) -> None:
        self._of_file = [*of_file]
        self._of_rows = {line: [*found] for line, found in of_rows.items()}

    def copy(self) -> Problems:
        return Problems(self._of_file, self._of_rows)

    def of_file(self, problems: Iterable[Problem]) -> None:
        self._of_file.extend(problems)

    def wrong(self, row: Row, column: str, message: str) -> None:
        self._of_rows.setdefault(row.line, []).append(Problem(row.line, column, message))

    def of_row(self, row: Row, problems: Iterable[Problem]) -> None:
        """Note problems that may be told at another row, but that make this one unsound."""
        self._of_rows.setdefault(row.line, []).extend(problems)

    def has_any(self, row: Row) -> bool:
        return bool(self._of_rows.get(row.line))

    def is_sound(self, row: Row) -> bool:
        """Whether nothing is wrong with it. Of a circle, one row is blamed and none is sound."""
        return not row.in_circle and not self.has_any(row)

    def is_wrong_in(self, row: Row, *columns: str) -> bool:
        return any(problem.column in columns for problem in self._of_rows.get(row.line, ()))

    @property
    def in_file(self) -> list[Problem]:
        return list(self._of_file)

    @property
    def all(self) -> list[Problem]:
        of_rows = (one for found in self._of_rows.values() for one in found)
        return list(dict.fromkeys((*self._of_file, *of_rows)))
