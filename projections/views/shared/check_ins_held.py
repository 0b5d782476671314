"""In which weeks of a cycle check-ins are held, and for whom each unit answers there."""

from __future__ import annotations

from datetime import date

from domain.cycles.cycle import Cycle
from domain.progress.plan import Held
from domain.rituals import check_ins_held
from domain.rituals.check_ins_held import CHECK_IN
from domain.rituals.schedule import HolidayDeclared, HolidayWithdrawn, RitualEvent, Rituals
from domain.values import Owner, UnitId
from events import streams
from projections.model.workspace import Workspace


def rituals(workspace: Workspace) -> Rituals:
    state: Rituals = workspace.state(streams.RITUALS)
    return state


def changed_from(workspace: Workspace, event: RitualEvent) -> date:
    """The first day from which a change of rituals may make check-ins due in other weeks."""
    if isinstance(event, HolidayDeclared | HolidayWithdrawn):
        known = rituals(workspace).holidays.get(event.holiday_id)
        return date.max if known is None else known.first
    return event.starting if event.kind == CHECK_IN else date.max


def held_by(workspace: Workspace, cycle: Cycle, owner: Owner) -> Held:
    """The weeks in which the unit of an owner holds a check-in; every week for who is in none."""
    unit_id = workspace.organization_of(cycle).unit_of(owner)
    if unit_id is None:
        return workspace.memo.remember(
            ("every week", cycle.cycle_id), (cycle,), lambda: check_ins_held.every_week(cycle)
        )
    return held_in(workspace, cycle, unit_id)


def held_in(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> Held:
    """The weeks in which a unit holds a check-in, while it or what became part of it is there."""
    there = [
        workspace.organization.units[UnitId(owner.id)]
        for owner in owners(workspace, cycle).get(unit_id, ())
        if owner.kind == "unit"
    ]
    organization, state = workspace.organization_of(cycle), rituals(workspace)
    return workspace.memo.remember(
        ("check-ins held", cycle.cycle_id, unit_id),
        (organization, state, cycle),
        lambda: check_ins_held.held_in(
            state, workspace.calendar, cycle, organization, unit_id, there
        ),
    )


def owners(workspace: Workspace, cycle: Cycle) -> dict[UnitId, list[Owner]]:
    """For whom each unit answers: itself, what became part of it, and who belongs to it, or did."""
    organization = workspace.organization_of(cycle)

    def grouped() -> dict[UnitId, list[Owner]]:
        found: dict[UnitId, list[Owner]] = {}
        everybody = (
            *(Owner("unit", key) for key in organization.unit_records),
            *(Owner("person", key) for key in organization.person_records),
        )
        for owner in everybody:
            unit_id = organization.unit_of(owner)
            if unit_id is not None:
                found.setdefault(unit_id, []).append(owner)
        return found

    return workspace.memo.remember(("owners", cycle.cycle_id), (organization,), grouped)
