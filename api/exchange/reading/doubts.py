"""What of a file is worth a second thought; none of it speaks against bringing it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from api.exchange.reading.row_command import RowCommand
from domain.diagnosis.drafting import of_command
from domain.diagnosis.rules import Rule, Severity


class Doubt(Struct, frozen=True):
    """A finding of diagnosis in a row: the words it rests on, why, and which way to rewrite.

    The `title` is that of what the row states, empty of a link.
    """

    line: int
    rule: Rule
    severity: Severity
    title: str
    words: tuple[str, ...]
    why: str
    direction: str

    def __str__(self) -> str:
        words = f" ({', '.join(self.words)})" if self.words else ""
        called = self.rule.replace("_", " ")
        title = f", '{self.title}'" if self.title else ""
        return f"line {self.line}{title}: {called}{words}. {self.why}"


def doubts(commands: Iterable[RowCommand]) -> list[Doubt]:
    """In the order of the file, what deserves an answer first."""
    found = [doubt for one in commands for doubt in _doubts(one)]
    return sorted(found, key=lambda one: (one.severity != "warn", one.line))


def _doubts(one: RowCommand) -> Iterator[Doubt]:
    if one.row is None or one.given is not None:
        return
    for found in of_command(one.command):
        yield Doubt(
            line=one.row.line,
            rule=found.rule,
            severity=found.guide.severity,
            title=getattr(one.command, "title", ""),
            words=found.words,
            why=found.why,
            direction=found.guide.direction,
        )
