"""The promise ledger of a unit in a cycle: what it waits for, and what it promised to others.

One document per cycle and unit that asked for something or was asked. Check-ins touch none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import DependencyAccepted, DependencyEvent
from domain.objectives.objective import CommitmentEvent
from domain.values import CycleId, DependencyId, ObjectiveId, Owner, UnitId
from domain.wording import counted
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.dependencies.dependencies import (
    Slip,
    cycle_of,
    downstream_of,
    find,
    needed_by,
    slips_of,
    touched_by_link,
    touched_by_rewording,
    touched_by_step,
)
from projections.views.dependencies.dependency_shown import Need, by_urgency, need, outlasting
from projections.views.dependencies.open_dependencies import Downstream, Known, asked
from projections.views.projection import Days, Named, Projection, View, days, named

SHOWN = 100
"""How many needs, and how many promises, are shown; the totals count all."""

TOUCHED = 10
"""How much of what is downstream of a promise is shown; its own document shows more."""


class Promise(View, frozen=True):
    """What was asked of the unit, every slip of it, and what it touches."""

    need: Need
    slips: tuple[Slip, ...]
    downstream_total: int
    downstream: tuple[Downstream, ...]


class PromisesOfUnit(View, frozen=True):
    """`kept` of the delivered ones came by the day that was promised first."""

    cycle: Days
    unit: Named
    text: tuple[str, ...]
    waits_for_total: int
    waits_for: tuple[Need, ...]
    promised_total: int
    promised: tuple[Promise, ...]
    delivered: int
    kept: int


class PromisesView(Projection):
    name = "promises"
    on = frozenset({ObjectiveLinked, ObjectiveUnlinked, *get_args(DependencyEvent), *REWORDING})

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        if isinstance(event, ObjectiveLinked | ObjectiveUnlinked):
            touched = touched_by_link(workspace, change)
            return {f"{event.cycle_id}:{wait.provider_id}" for wait in touched}
        if isinstance(event, CommitmentEvent):
            return self._reworded(workspace, change, event.objective_id)
        if not isinstance(event, DependencyEvent):
            return ()
        cycle, known = cycle_of(workspace, event), find(workspace, event.dependency_id)
        if cycle is None or known is None:
            return ()
        providers = (wait.provider_id for wait in touched_by_step(workspace, event))
        units = {known.waiting, known.provider, *providers}
        return {f"{cycle.cycle_id}:{unit}" for unit in units}

    def _reworded(
        self, workspace: Workspace, change: Change, objective_id: ObjectiveId
    ) -> Iterable[str]:
        """Who waits for what it asked for, or did before, and whoever promised something to it."""
        objective, was = workspace.objectives.planned(objective_id), change.was
        if objective is None or was is None:
            return
        chart = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
        for known in needed_by(workspace, objective):
            before = was.ever_measured_by[known.key_result_id].owner or was.owner
            for unit in (known.waiting, known.provider, chart.unit_of(before)):
                yield f"{objective.cycle_id}:{unit}"
        for wait in touched_by_rewording(workspace, objective):
            yield f"{objective.cycle_id}:{wait.provider_id}"

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (f"{cycle.cycle_id}:{unit}" for unit in workspace.organization.units)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        """Who is between what may become overdue on the day it is, also once its cycle is over."""
        for cycle in workspace.calendar.cycles.values():
            for known in outlasting(workspace, cycle):
                yield from (
                    f"{cycle.cycle_id}:{known.waiting}",
                    f"{cycle.cycle_id}:{known.provider}",
                )

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None or not unit_id:
            return None
        known = asked(workspace, cycle).of_unit.get(UnitId(unit_id))
        return None if known is None else _of_unit(workspace, cycle, UnitId(unit_id), known)


def _of_unit(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId, known: list[Known]
) -> PromisesOfUnit:
    found = [(one, need(workspace, one)) for one in known]
    needs = by_urgency((one for at, one in found if at.waiting == unit_id), lambda one: one)
    promises = by_urgency((one for one in found if one[0].provider == unit_id), lambda one: one[1])
    unit = named(workspace, Owner("unit", unit_id), cycle.cycle_id)
    delivered = [one for _, one in promises if one.status == "delivered"]
    return PromisesOfUnit(
        cycle=days(workspace, cycle),
        unit=unit,
        text=tuple(_summary(unit.name, needs, [one for _, one in promises])),
        waits_for_total=len(needs),
        waits_for=tuple(needs[:SHOWN]),
        promised_total=len(promises),
        promised=tuple(_promise(workspace, cycle, *one) for one in promises[:SHOWN]),
        delivered=len(delivered),
        kept=sum(_kept(workspace, one) for one in delivered),
    )


def _promise(workspace: Workspace, cycle: Cycle, known: Known, shown: Need) -> Promise:
    touched = downstream_of(workspace, cycle, known)
    slips = slips_of(workspace, known.dependency_id)
    return Promise(shown, slips, len(touched), touched[:TOUCHED])


def _kept(workspace: Workspace, found: Need) -> bool:
    """Whether a delivery came by the day that was promised first."""
    first = next(
        (
            recorded.event.promised
            for recorded in workspace.promises.by_dependency[DependencyId(found.dependency_id)]
            if isinstance(recorded.event, DependencyAccepted)
        ),
        None,
    )
    return first is not None and found.delivered_on is not None and found.delivered_on <= first


def _summary(name: str, needs: list[Need], promises: list[Need]) -> Iterator[str]:
    for verb, found in (("waits for", needs), ("has been asked for", promises)):
        still_open = [one for one in found if one.urgency not in ("settled", "declined")]
        things = counted(len(still_open), "thing") if still_open else "nothing"
        yield f"{name} {verb} {things}{_late(still_open)}."
    declined = sum(one.urgency == "declined" for one in needs)
    if declined:
        were = counted(declined, f"thing that {name} needs was", f"things that {name} needs were")
        yield f"{were} declined."


def _late(still_open: list[Need]) -> str:
    """As in: , 1 of them overdue and 2 promised too late."""
    overdue = sum(one.urgency == "overdue" for one in still_open)
    too_late = sum(one.urgency == "too_late" for one in still_open)
    found = [(overdue, "overdue"), (too_late, "promised too late")]
    said = [(number, what) for number, what in found if number]
    if not said:
        return ""
    if len(still_open) == 1:
        return f", which is {said[0][1]}"
    (number, what), *more = said
    return "".join([f", {number} of them {what}", *(f" and {one} {what}" for one, what in more)])
