"""Which key results of a cycle two teams may both be after, without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations

from domain.diagnosis.likeness import Statement, repeats
from domain.diagnosis.rules import COMMON
from domain.values import KeyResultId, UnitId


class Entry(Statement, frozen=True):
    """A statement, and the unit whose it is."""

    unit: UnitId | None = None


Pair = tuple[KeyResultId, KeyResultId]


def duplicates(entries: Mapping[KeyResultId, Entry]) -> list[Pair]:
    """The pairs that repeat each other, in the order of the entries; those of one unit are its own.

    Only those are compared that have something in common which few others have: the same figures,
    the same numbers, or the very same words. So the work grows with the entries, not their square.
    """
    few = (one for one in _sharing(entries).values() if len(one) <= COMMON)
    pairs = dict.fromkeys(pair for sharing in few for pair in combinations(sharing, 2))
    order = {key: at for at, key in enumerate(entries)}
    found = [pair for pair in pairs if _repeat(*(entries[key] for key in pair))]
    return sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _repeat(one: Entry, other: Entry) -> bool:
    return one.unit != other.unit and repeats(one, other)


def _sharing(entries: Mapping[KeyResultId, Entry]) -> Mapping[Hashable, list[KeyResultId]]:
    sharing: dict[Hashable, list[KeyResultId]] = defaultdict(list)
    for key, entry in entries.items():
        for mark in _marks(entry):
            sharing[mark].append(key)
    return sharing


def _marks(entry: Entry) -> Iterator[Hashable]:
    if entry.words:
        yield entry.words
    if entry.figures is not None:
        yield entry.figures
    if entry.numbers:
        yield entry.numbers
