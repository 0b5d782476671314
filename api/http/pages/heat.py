"""The heat map of confidence: a cycle, a unit or an objective, line by line and week by week."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from api.http.pages.documents import Documents
from api.http.requests.pages import READ
from projections.views.alignment.alignment import AlignmentOfCycle
from projections.views.objective.confidence import (
    ConfidenceWeek,
    KeyResultHistory,
    ObjectiveHistory,
    UnitHistory,
)
from projections.views.projection import Days
from projections.views.rituals.adherence import AdherenceOfCycle

MOST: Final = 60
"""How many key results, objectives or units a map has; what is left off is counted."""


class Row(NamedTuple):
    """A line of the map, and the page that says more of it, if another one does."""

    title: str
    page: str
    weeks: Sequence[ConfidenceWeek]


class Group(NamedTuple):
    title: str
    page: str
    rows: Sequence[Row]


class Heat(NamedTuple):
    title: str
    cycle: Days
    groups: Sequence[Group]
    left_off: int

    @property
    def weeks(self) -> Sequence[ConfidenceWeek]:
        return next((row.weeks for one in self.groups for row in one.rows), ())


async def map_of_cycle(documents: Documents, found: AlignmentOfCycle) -> Heat:
    """The company's key results, and each unit as a whole."""
    cycle_id = found.cycle.cycle_id
    measured = [each for one in found.objectives for each in one.key_results]
    known = {
        row.page: row for row in await _rows(documents, [one.key_result_id for one in measured])
    }
    groups = [
        Group(
            one.title,
            f"{READ}/objectives/{one.objective_id}",
            [
                known[page]
                for each in one.key_results
                if (page := _page(each.key_result_id)) in known
            ],
        )
        for one in found.objectives
    ]
    below = await documents.find("adherence", cycle_id, AdherenceOfCycle)
    units = () if below is None else below.units
    lines = await _rows(documents, [f"{cycle_id}:{one.unit.id}" for one in units])
    hidden = max(0, len(measured) - MOST)
    if below is not None:
        hidden += below.units_total - min(len(units), MOST)
    return Heat("Confidence", found.cycle, [*groups, Group("Units", "", lines)], hidden)


async def map_of_unit(documents: Documents, found: UnitHistory) -> Heat:
    """The unit as a whole, and its objectives."""
    rows = await _rows(documents, [one.id for one in found.objectives])
    page = f"{READ}/brief/{found.cycle.cycle_id}:{found.unit_id}"
    return _of_one(found, found.name, page, rows, len(found.objectives))


async def map_of_objective(documents: Documents, found: ObjectiveHistory) -> Heat:
    """The objective as a whole, and its key results."""
    rows = await _rows(documents, [one.id for one in found.key_results])
    page = f"{READ}/objectives/{found.objective_id}"
    return _of_one(found, found.title, page, rows, len(found.key_results))


def _of_one(
    found: UnitHistory | ObjectiveHistory, name: str, page: str, rows: list[Row], total: int
) -> Heat:
    groups = [Group(name, page, [Row("As a whole", "", found.weeks), *rows])]
    return Heat(f"Confidence: {name}", found.cycle, groups, max(0, total - MOST))


async def _rows(documents: Documents, keys: Sequence[str]) -> list[Row]:
    """Those of the first keys that have a history which may be seen."""
    kept = await asyncio.gather(*(_history(documents, key) for key in keys[:MOST]))
    found = zip(keys, kept, strict=False)
    return [Row(_name(one), _page(key), one.weeks) for key, one in found if one is not None]


History = KeyResultHistory | ObjectiveHistory | UnitHistory


async def _history(documents: Documents, key: str) -> History | None:
    kinds: Iterable[type[History]] = (KeyResultHistory, ObjectiveHistory, UnitHistory)
    return await documents.find("confidence", key, *kinds)


def _name(found: History) -> str:
    return found.name if isinstance(found, UnitHistory) else found.title


def _page(key: str) -> str:
    return f"{READ}/confidence/{key}"
