"""Which document of a view is meant: a cycle, a unit in it, a record, by what people call them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, assert_never

from api.cli.context import choose, find
from api.cli.exits import USAGE, Failure, NotFound
from api.cli.views.layouts import SHOWN
from domain.cycles.cycle import Calendar, Cycle
from domain.organization.chart import Chart
from domain.values import CycleId, UnitId
from projections.model.feed import PAGE


class Asked(NamedTuple):
    view: str
    cycle: str | None
    key: str | None


class Place(NamedTuple):
    """What a key is chosen by: what there is, on which day, and where the log ends."""

    calendar: Calendar
    chart: Chart
    today: date
    position: int

    def cycle(self, named: str | None) -> Cycle:
        return choose(self.calendar, named, self.today)

    @property
    def last_page(self) -> int:
        return max(self.position - 1, 0) // PAGE


def key_of(asked: Asked, place: Place) -> str:
    """The key that is meant; raises Failure where one has to be named."""
    match SHOWN[asked.view].keyed_by:
        case "page":
            return asked.key or str(place.last_page)
        case "record":
            if asked.key is None:
                raise _unnamed(asked.view)
            return asked.key
        case "cycle":
            return _in_cycle(asked, place)
        case "year":
            return asked.key or year_of(asked.cycle, place)
        case "unit":
            unit = unit_of(asked.key, place.chart)
            if unit is None and asked.key is not None:
                return asked.key
            if unit is None:
                raise NotFound(
                    "The workspace has no company whose part could be shown.",
                    "Name a unit with --key NAME.",
                )
            return f"{place.cycle(asked.cycle).cycle_id}:{unit}"
        case _ as never:
            assert_never(never)


def _in_cycle(asked: Asked, place: Place) -> str:
    """A cycle, what a unit is in it, or a record of it."""
    unit = None if asked.key is None else unit_of(asked.key, place.chart)
    if asked.key is not None and unit is None:
        return asked.key
    cycle_id = place.cycle(asked.cycle).cycle_id
    return cycle_id if unit is None else f"{cycle_id}:{unit}"


def year_of(named: str | None, place: Place) -> str:
    cycles = place.calendar.cycles
    years = Calendar({key: one for key, one in cycles.items() if one.kind == "year"})
    if not years.cycles:
        raise NotFound(
            "The workspace has no year yet.",
            "A year is a cycle of that kind, with outcomes that quarters advance: docs/practice.md",
        )
    other = None if named is None else find(named, cycles.values(), "cycle_id")
    if other is not None and other.cycle_id not in years.cycles:
        names = ", ".join(one.name for one in years.cycles.values())
        raise NotFound(f"{other.name} is not a year.", f"There are: {names}.")
    return choose(years, named, place.today).cycle_id


def unit_of(named: str | None, chart: Chart) -> UnitId | None:
    """The unit with an identifier or a name, one that is there before one that is not."""
    if named is None:
        return None if chart.company is None else chart.company.unit_id
    elsewhere = (record.unit_on(chart.day) for record in chart.unit_records.values())
    unit = find(named, (*chart.units.values(), *elsewhere), "unit_id")
    return None if unit is None else unit.unit_id


def unit_name(identifier: str, chart: Chart) -> str | None:
    unit = chart.unit_records.get(UnitId(identifier))
    return None if unit is None else unit.unit_on(chart.day).name


def cycle_in(key: str, place: Place) -> Cycle | None:
    """The cycle that a key begins with, if it is one of a cycle or of something in it."""
    return place.calendar.cycles.get(CycleId(key.partition(":")[0]))


_IDS_SHOWN_BY = {"objective": "alignment", "conversation": "alignment", "session": "rituals"}


def _unnamed(view: str) -> Failure:
    return Failure(
        f"Which {view}? Name it with --key ID.",
        USAGE,
        f"`sightline view {_IDS_SHOWN_BY[view]} --workspace NAME` shows their ids.",
    )
