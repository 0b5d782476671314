"""Effort: what the units' work of a cycle goes into, and how much of it no link connects.

One document per cycle. Coverage says where objectives are missing; this says where the hours go.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles.cycle import Cycle, CycleDefined
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import counted, listed, percent, spoken
from domain.work import WorkEvent
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Days, Named, Projection, View, days, named, rounded
from projections.views.work.effort_spent import QUESTIONED, Effort, Spent, question, spent

SHOWN = 100
"""How many units and key results are shown, each of the totals counts all."""

ASKED = 10
"""How many units are asked the question in sentences."""


class UnitEffort(View, frozen=True):
    """`questioned`: more than three tenths of it leads to no goal of the company."""

    unit: Named
    effort: Effort
    questioned: bool


class KeyResultEffort(View, frozen=True):
    """Hours of work that links lead from, up to a company key result.

    Work that reaches two key results counts for both, so these add up to more than there is.
    """

    key_result_id: str
    objective_id: str
    title: str
    units: int
    hours: float
    hours_this_week: float


class SilentUnits(View, frozen=True):
    """Units with objectives of which no effort is recorded: nothing is known of their work."""

    total: int
    units: tuple[Named, ...]


class EffortOfCycle(View, frozen=True):
    """Effort up to this week: of the cycle, of each unit (most unlinked first), of each goal."""

    cycle: Days
    text: tuple[str, ...]
    effort: Effort
    questioned: int
    units_total: int
    units: tuple[UnitEffort, ...]
    silent: SilentUnits
    key_results_total: int
    key_results: tuple[KeyResultEffort, ...]


class EffortView(Projection):
    name = "effort"
    on = frozenset(
        {
            CycleDefined,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *get_args(WorkEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case KeyResultAdded() as event:
                about = workspace.objectives.planned(event.objective_id)
                return () if about is None else (about.cycle_id,)
            case event if type(event) in REWORDING and isinstance(event, CommitmentEvent):
                return self._reworded(workspace, change, event.objective_id)
            case (
                CycleDefined() | ObjectiveDrafted() | ObjectiveLinked() | ObjectiveUnlinked()
            ) as event:
                return (event.cycle_id,)
            case event if isinstance(event, WorkEvent):
                return (event.cycle_id,)
            case _:
                return ()

    def _reworded(
        self, workspace: Workspace, change: Change, objective_id: ObjectiveId
    ) -> Iterable[str]:
        """Of the words only the company's are shown; what is there decides where hours go."""
        about = workspace.objectives.planned(objective_id)
        if about is None:
            return
        if about.level == "company" or change.reshaped:
            yield about.cycle_id

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None:
            return None
        week = cycle.week(workspace.as_of(cycle))
        found = {
            unit: spent(workspace, cycle, unit, week)
            for unit in workspace.at_work.units.get(cycle.cycle_id, ())
        }
        recorded = {unit: one.effort for unit, one in found.items() if one.effort.hours}
        most = sorted(recorded.items(), key=_most_unlinked)
        units = [_unit(workspace, cycle, unit, one) for unit, one in most[:SHOWN]]
        silent = _silent(workspace, cycle, recorded)
        key_results = sorted(
            _key_results(workspace, cycle, list(found.values())),
            key=lambda one: -one.hours,
        )
        total = _total(list(recorded.values()))
        return EffortOfCycle(
            cycle=days(workspace, cycle),
            text=tuple(_sentences(total, units, silent, key_results)),
            effort=total,
            questioned=sum(map(_questioned, recorded.values())),
            units_total=len(recorded),
            units=tuple(units),
            silent=SilentUnits(
                len(silent),
                tuple(
                    named(workspace, Owner("unit", one), cycle.cycle_id) for one in silent[:SHOWN]
                ),
            ),
            key_results_total=len(key_results),
            key_results=tuple(key_results[:SHOWN]),
        )


def _most_unlinked(entry: tuple[UnitId, Effort]) -> tuple[float, float, str]:
    unit_id, found = entry
    return (-(found.unlinked_share or 0.0), -found.hours, unit_id)


def _questioned(found: Effort) -> bool:
    return found.unlinked_share is not None and found.unlinked_share > QUESTIONED


def _unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId, found: Effort) -> UnitEffort:
    unit = named(workspace, Owner("unit", unit_id), cycle.cycle_id)
    return UnitEffort(unit, found, _questioned(found))


def _silent(workspace: Workspace, cycle: Cycle, recorded: Container[UnitId]) -> list[UnitId]:
    """The units below the company that own objectives, also through people, without effort."""
    company = workspace.organization_of(cycle).company
    return [
        unit
        for unit in workspace.by_unit(cycle)
        if unit not in recorded and (company is None or unit != company.unit_id)
    ]


def _key_results(
    workspace: Workspace, cycle: Cycle, found: Sequence[Spent]
) -> Iterable[KeyResultEffort]:
    hours: dict[KeyResultId, float] = {}
    now: dict[KeyResultId, float] = {}
    units: dict[KeyResultId, int] = {}
    for one in found:
        for key, number in one.so_far.items():
            hours[key] = hours.get(key, 0.0) + number
            units[key] = units.get(key, 0) + 1
        for key, number in one.this_week.items():
            now[key] = now.get(key, 0.0) + number
    for objective_id in workspace.objectives.company.get(cycle.cycle_id, ()):
        objective = workspace.objectives.planned(objective_id)
        if objective is None or objective.withdrawn:
            continue
        for key, key_result in objective.key_results.items():
            yield KeyResultEffort(
                key,
                objective_id,
                key_result.title,
                units.get(key, 0),
                rounded(hours.get(key, 0.0)) or 0.0,
                rounded(now.get(key, 0.0)) or 0.0,
            )


def _total(efforts: Sequence[Effort]) -> Effort:
    hours = sum(one.hours for one in efforts)
    unlinked = sum(one.unlinked_hours for one in efforts)
    return Effort(
        sum(one.tasks for one in efforts),
        round(hours, 4),
        round(sum(one.done_hours for one in efforts), 4),
        round(unlinked, 4),
        rounded(unlinked / hours) if hours else None,
    )


def _sentences(
    total: Effort,
    units: Sequence[UnitEffort],
    silent: Sequence[UnitId],
    key_results: Sequence[KeyResultEffort],
) -> Iterable[str]:
    if total.unlinked_share is None:
        yield "No effort is recorded in this cycle."
        return
    yield (
        f"{percent(total.unlinked_share)} of the {spoken(total.hours)} hours so far lead"
        " to no company goal."
    )
    questions = [question(one.unit.name, one.effort) for one in units if one.questioned]
    for one in questions[:ASKED]:
        if one is not None:
            yield one
    idle = [f"'{one.title}'" for one in key_results if not one.hours]
    if idle:
        yield f"No recorded work goes into {listed(idle)}."
    if silent:
        who = counted(len(silent), "unit has", "units have")
        yield f"{who} objectives but no recorded effort."
