"""The fourth stage of an import: in which order its commands are carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from api.exchange.reading.row_command import RowCommand, Step


def order(commands: Iterable[RowCommand]) -> list[RowCommand]:
    """What was recorded before comes first, as it was then; all else step by step after it."""
    stepwise = sorted(commands, key=lambda one: (one.step, one.at))
    arranged = list(_after_what_they_refer_to(stepwise))
    recorded = [(moment, one) for one in arranged if (moment := _recorded_at(one)) is not None]
    recorded.sort(key=lambda pair: pair[0])
    return [one for _, one in recorded] + [one for one in arranged if _recorded_at(one) is None]


def _recorded_at(one: RowCommand) -> tuple[datetime, int] | None:
    if one.given is None or one.row is None or not one.row["recorded"]:
        return None
    return one.given.at, one.row.line


def _after_what_they_refer_to(commands: Sequence[RowCommand]) -> Iterator[RowCommand]:
    """Put each record after those that its row refers to, wherever they stand in the file."""
    waiting: dict[int, list[RowCommand]] = {}
    for one in commands:
        if _is_of_a_record(one):
            waiting.setdefault(one.at, []).append(one)

    def due(line: int) -> Iterator[RowCommand]:
        own = waiting.pop(line, ())
        for other in (line for one in own for line in one.after):
            yield from due(other)
        yield from own

    for one in commands:
        if _is_of_a_record(one):
            yield from due(one.at)
        else:
            yield one


def _is_of_a_record(one: RowCommand) -> bool:
    return one.step in (Step.RECORDS, Step.CLOSING)
