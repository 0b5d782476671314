"""How the domain says no.

    Rejection
    ├── kind "invalid"    the request contradicts itself or a rule of OKR practice
    ├── kind "missing"    it speaks of something that is not there
    ├── kind "conflict"   it was possible once, or will be, but not in the present situation
    └── kind "forbidden"  somebody else may do it

Each class has one sentence, its docstring, and that sentence with its values filled in is the
message. The code is stable: clients may branch on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

Kind = Literal["invalid", "missing", "conflict", "forbidden"]


class Rejection(Exception):
    """The request was refused."""

    code: ClassVar[str] = "rejected"
    kind: ClassVar[Kind] = "invalid"
    field: str | None = None

    def __init_subclass__(
        cls, *, code: str, kind: Kind = "invalid", field: str | None = None
    ) -> None:
        cls.code, cls.kind, cls.field = code, kind, field

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__((self.__doc__ or "").format(**values))

    def at(self, field: str) -> Self:
        """Name the field where it is another one each time."""
        self.field = field
        return self

    @staticmethod
    def all() -> list[type[Rejection]]:
        """Every refusal there is, by code, for the documentation and its tests."""
        return sorted(Rejection.__subclasses__(), key=lambda rejection: rejection.code)


def either(words: Sequence[str]) -> str:
    """A, B or C; nothing where there is none."""
    *others, last = words or ("",)
    return f"{', '.join(others)} or {last}" if others else last
