"""In which weeks of a cycle check-ins are held, by whoever answers for something."""

from __future__ import annotations

from collections.abc import Iterable

from domain.cycles.cycle import Calendar, Cycle
from domain.organization.chart import Chart, UnitRecord
from domain.rituals import rhythm
from domain.rituals.cadence import RitualKind
from domain.rituals.schedule import Rituals
from domain.values import Owner, UnitId

CHECK_IN: RitualKind = "check_in"


def held_by(
    state: Rituals, calendar: Calendar, cycle: Cycle, chart: Chart, owner: Owner
) -> frozenset[int]:
    """The weeks in which the unit of an owner holds a check-in; every week for who is in none."""
    unit_id = chart.unit_of(owner)
    if unit_id is None:
        return every_week(cycle)
    known = chart.unit_records.items()
    there = [record for key, record in known if chart.unit_of(Owner("unit", key)) == unit_id]
    return held_in(state, calendar, cycle, chart, unit_id, there)


def every_week(cycle: Cycle) -> frozenset[int]:
    return frozenset(range(1, cycle.weeks + 1))


def held_in(
    state: Rituals,
    calendar: Calendar,
    cycle: Cycle,
    chart: Chart,
    unit_id: UnitId,
    there: Iterable[UnitRecord],
) -> frozenset[int]:
    """The weeks in which a unit holds a check-in, while it or what became part of it is `there`."""
    units, above = tuple(there), rhythm.chain(chart, unit_id)
    planned = rhythm.occurrences(state, CHECK_IN, above, calendar, cycle.starts, cycle.ends)
    return frozenset(
        cycle.week(one.day)
        for one in planned
        if one.day is not None and any(unit.is_there(one.day) for unit in units)
    )
