"""How large a generated company is, and the seed that makes it the same one every time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from msgspec import Struct

_NAMESPACE = uuid.UUID("6d1a8a52-0c5a-5f39-9a52-3d7d41a1c0de")
_LONGEST = 156


def identifier_below(*path: object) -> str:
    """The identifier of something in a generated story: the same whenever it is told."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, path))))


class ImpossibleShape(Exception):
    """No company can have this shape."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class Shape(Struct, frozen=True):
    """Exact numbers of units, objectives and key results, and for how many weeks they report."""

    units: int = 500
    objectives: int = 2000
    key_results: int = 8000
    weeks: int = 13
    seed: int = 1

    least: ClassVar[int] = 1

    def check(self) -> None:
        """Raise ImpossibleShape for a shape that cannot be told."""
        for name in ("units", "objectives", "weeks"):
            if getattr(self, name) < self.least:
                raise ImpossibleShape(f"A company has at least one of its {name}.")
        if self.weeks > _LONGEST:
            raise ImpossibleShape(f"A cycle has at most {_LONGEST} weeks (three years).")
        if self.key_results < self.objectives:
            raise ImpossibleShape(
                f"Every objective needs a key result: {self.objectives} objectives cannot share"
                f" {self.key_results}."
            )

    @property
    def name(self) -> str:
        return (
            f"{self.units}/{self.objectives}/{self.key_results}/{self.weeks} weeks/seed {self.seed}"
        )

    def identifier(self, *path: object) -> str:
        return identifier_below(self.name, *path)
