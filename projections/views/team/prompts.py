"""What a team is asked this week: the few questions that matter, each with what answers it.

One document per unit and cycle (its key is the cycle's identifier, a colon, and the unit's) while
the cycle is active, for units that answer for a published key result or were asked for something.
It is there from the first day of each week on, before the check-in is due. A check-in touches the
document of the unit that answers for the key result, and makes only that question anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, get_args

from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import DependencyEvent
from domain.drift.handling import AlertEvent
from domain.measuring.check_in import CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.prompting.rules import ORDER, VERSION
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import counted, spoken_day
from domain.work import WorkEvent
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.dependencies.dependencies import find, needed_by
from projections.views.dependencies.open_dependencies import Known, asked
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.rituals.adherence import answered, silent_in
from projections.views.team.questions import (
    CheckInDue,
    Prompt,
    Ranked,
    due,
    of_key_result,
    of_promise,
)
from projections.views.work.effort_spent import concerned, counting, work_of

SHOWN: Final = 5
"""How many questions a team is asked in a week; the total counts all."""

DRAFTED: Final = 20
"""How many check-ins that are due are drafted; the total counts all."""


class PromptsOfUnit(View, frozen=True):
    """`pressing` counts the questions that go beyond the routine of a check-in.

    `due_by` is the last day on which this week's check-ins come on time, None if none is due.
    """

    cycle: Days
    unit: Named
    rules: int
    text: str
    pressing: int
    questions_total: int
    questions: tuple[Prompt, ...]
    due_by: date | None
    due_total: int
    due: tuple[CheckInDue, ...]


class PromptsView(Projection):
    name = "prompts"
    on = frozenset(
        {
            *get_args(CheckInEvent),
            ForecastGiven,
            *get_args(AlertEvent),
            *get_args(DependencyEvent),
            *get_args(WorkEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case event if isinstance(event, CheckInEvent | ForecastGiven | AlertEvent):
                return self._answering(workspace, event.objective_id, event.key_result_id)
            case event if isinstance(event, DependencyEvent):
                return self._promised(workspace, event)
            case event if isinstance(event, WorkEvent):
                return self._worked(workspace, change, event)
            case event if isinstance(event, CommitmentEvent):
                return self._reworded(workspace, change, event.objective_id)
            case _:
                return ()

    def _answering(
        self, workspace: Workspace, objective_id: ObjectiveId, key: KeyResultId | None
    ) -> Iterator[str]:
        """The unit that answers for a key result, or those that do for all of an objective."""
        objective = workspace.objectives.planned(objective_id)
        if objective is not None:
            for one in _units(workspace, objective, objective, key):
                yield f"{objective.cycle_id}:{one}"

    def _promised(self, workspace: Workspace, event: DependencyEvent) -> Iterator[str]:
        """Who waits and who was asked."""
        yield from self._answering(workspace, event.objective_id, event.key_result_id)
        objective = workspace.objectives.planned(event.objective_id)
        known = find(workspace, event.dependency_id)
        if objective is not None and known is not None:
            yield f"{objective.cycle_id}:{known.provider}"

    def _worked(self, workspace: Workspace, change: Change, event: WorkEvent) -> Iterator[str]:
        """Who works, and who answers for what the work is for, or was until now."""
        yield f"{event.cycle_id}:{event.unit_id}"
        for objective_id, task in concerned(change, event):
            yield from self._answering(workspace, objective_id, task.key_result_id)

    def _reworded(
        self, workspace: Workspace, change: Change, objective_id: ObjectiveId
    ) -> Iterator[str]:
        """Who answers for it, or did, and whom it asked for something."""
        objective, was = workspace.objectives.planned(objective_id), change.was
        if objective is None or was is None:
            return
        units = {*_units(workspace, objective, objective), *_units(workspace, objective, was)}
        units.update(known.provider for known in needed_by(workspace, objective))
        yield from (f"{objective.cycle_id}:{one}" for one in units)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (f"{cycle.cycle_id}:{unit}" for unit in workspace.organization.units)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit = key.partition(":")
        cycle, unit_id = workspace.calendar.cycles.get(CycleId(cycle_id)), UnitId(unit)
        return None if cycle is None else prompts_of(workspace, cycle, unit_id)


def prompts_of(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> PromptsOfUnit | None:
    """What a unit is asked on the day it is; None where there is nothing to ask about."""
    if cycle.phase != "active" or not _runs(workspace, cycle):
        return None
    ours, owed = _concerning(workspace, cycle, unit_id)
    return _prompts(workspace, cycle, unit_id, ours, owed) if ours or owed else None


def beyond_routine(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> list[Prompt]:
    """All that a unit is asked on the day it is beside its check-ins, what weighs most first."""
    if cycle.phase != "active" or not _runs(workspace, cycle):
        return []
    ours, owed = _concerning(workspace, cycle, unit_id)
    found = _ranked(workspace, cycle, unit_id, ours, owed)
    return [one.prompt for one in found if _is_pressing(one)]


def _concerning(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId
) -> tuple[list[tuple[Objective, KeyResult]], list[Known]]:
    """What a unit answers for, and what others wait for from it."""
    everything = asked(workspace, cycle).of_unit.get(unit_id, ())
    owed = [one for one in everything if one.provider == unit_id]
    return list(answered(workspace, cycle, unit_id)), owed


def _is_pressing(one: Ranked) -> bool:
    return one.place[0] < ORDER.index("check_in_due")


def _runs(workspace: Workspace, cycle: Cycle) -> bool:
    return not (cycle.is_ahead(workspace.today) or cycle.is_over(workspace.today))


def _units(
    workspace: Workspace, now: Objective, planned: Objective, key: KeyResultId | None = None
) -> Iterator[UnitId]:
    """The units that answer for key results as they were planned, on the chart of today."""
    chart = workspace.organization_of(workspace.calendar.cycles[now.cycle_id])
    for one in planned.ever_measured_by.values():
        unit = chart.unit_of(one.owner or planned.owner)
        if unit is not None and key in (None, one.key_result_id):
            yield unit


def _due_by(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> date | None:
    silent = silent_in(workspace, cycle, unit_id)
    return cycle.last_day(cycle.week(workspace.as_of(cycle))) if silent else None


def _ranked(
    workspace: Workspace,
    cycle: Cycle,
    unit_id: UnitId,
    ours: list[tuple[Objective, KeyResult]],
    owed: list[Known],
) -> list[Ranked]:
    """All questions of the week, what weighs most first."""
    silent = silent_in(workspace, cycle, unit_id)
    due_by = _due_by(workspace, cycle, unit_id)
    late = {key_result.key_result_id for _, key_result in silent}
    plans = bool(counting(work_of(workspace, cycle.cycle_id, unit_id)))
    found = [
        one
        for objective, key_result in ours
        if (
            one := of_key_result(
                workspace,
                objective,
                key_result,
                due_by if key_result.key_result_id in late else None,
                plans=plans,
            )
        )
    ]
    found.extend(one for known in owed if (one := of_promise(workspace, known)))
    return sorted(found, key=lambda one: (one.place, one.order))


def _prompts(
    workspace: Workspace,
    cycle: Cycle,
    unit_id: UnitId,
    ours: list[tuple[Objective, KeyResult]],
    owed: list[Known],
) -> PromptsOfUnit:
    silent = silent_in(workspace, cycle, unit_id)
    due_by = _due_by(workspace, cycle, unit_id)
    found = _ranked(workspace, cycle, unit_id, ours, owed)
    pressing = sum(map(_is_pressing, found))
    unit = named(workspace, Owner("unit", unit_id), cycle.cycle_id)
    return PromptsOfUnit(
        cycle=days(workspace, cycle),
        unit=unit,
        rules=VERSION,
        text=_summary(unit.name, pressing, len(silent), due_by),
        pressing=pressing,
        questions_total=len(found),
        questions=tuple(one.prompt for one in found[:SHOWN]),
        due_by=due_by,
        due_total=len(silent),
        due=tuple(due(workspace, *one) for one in silent[:DRAFTED]),
    )


def _summary(name: str, pressing: int, due: int, due_by: date | None) -> str:
    if pressing:
        text = f"{counted(pressing, 'question')} for {name} this week"
        text += f", the {SHOWN} that matter most shown" if pressing > SHOWN else ""
    else:
        text = f"Nothing has to be asked of {name} this week"
    if due_by is None:
        return f"{text}. No check-in is due."
    return f"{text}. {counted(due, 'check-in is', 'check-ins are')} due by {spoken_day(due_by)}."
