"""Down: from something that the company is after to the tasks of this week."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from domain.commitment import Objective
from domain.cycle import Cycle
from domain.outcome import Outcome
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.work import Task
from projections.at_work import in_week, working_on
from projections.projection import Days, Named, View, days, named
from projections.reach import below
from projections.wording import counted, listed, spoken
from projections.workspace import Workspace

SHOWN = 50
"""How many units are shown; the totals count all."""

TITLES = 10
"""How many tasks of one unit are named."""


Kind = Literal["outcome", "objective", "key_result"]


class TaskDown(View, frozen=True):
    task_id: str
    title: str
    hours: float
    status: str


class UnitDown(View, frozen=True):
    unit: Named
    tasks_total: int
    done: int
    hours: float
    tasks: tuple[TaskDown, ...]


class LineOfSightDown(View, frozen=True):
    """Down: this week's tasks toward something of the company's, most hours first.

    `cycle` is that of the objective, and the year of an outcome.
    """

    cycle: Days
    kind: Kind
    id: str
    title: str
    text: str
    tasks: int
    hours: float
    units_total: int
    units: tuple[UnitDown, ...]


def of_objective(workspace: Workspace, objective: Objective, key: KeyResultId | None) -> View:
    """From a company objective, or from one of its key results."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    home = objective.objective_id
    concerned = below(workspace, home, key)
    if key is None:
        found = _found(workspace, cycle, concerned)
        return _down(workspace, cycle, _About("objective", home, objective.title), found)
    about = _About("key_result", key, objective.key_results[key].title)
    return _down(workspace, cycle, about, _found(workspace, cycle, concerned, (home, key)))


def of_outcome(workspace: Workspace, outcome: Outcome) -> View | None:
    """From an outcome of the year, over the objectives of the cycles that run today."""
    year = workspace.calendar.cycles.get(outcome.cycle_id)
    if year is None:
        return None
    advancing: dict[CycleId, set[ObjectiveId]] = {}
    for objective_id in workspace.advancing.get(outcome.outcome_id, ()):
        objective = workspace.planned(objective_id)
        if objective is not None and not objective.withdrawn:
            concerned = advancing.setdefault(objective.cycle_id, set())
            concerned |= below(workspace, objective_id)
    found: Found = {}
    for cycle_id, concerned in advancing.items():
        cycle = workspace.calendar.cycles[cycle_id]
        if cycle.starts <= workspace.today <= cycle.ends:
            for unit, tasks in _found(workspace, cycle, concerned).items():
                found[unit] = [*found.get(unit, ()), *tasks]
    return _down(workspace, year, _About("outcome", outcome.outcome_id, outcome.title), found)


Found = dict[UnitId, list[Task]]


class _About(NamedTuple):
    kind: Kind
    id: str
    title: str


def _found(
    workspace: Workspace,
    cycle: Cycle,
    concerned: AbstractSet[ObjectiveId],
    own: tuple[ObjectiveId, KeyResultId] | None = None,
) -> Found:
    """This week's tasks toward some objectives, or toward one key result itself, by unit."""
    home, key = own or (None, None)
    week = cycle.week(workspace.as_of(cycle))
    found: Found = {}
    for unit_id in working_on(workspace, concerned if home is None else {*concerned, home}):
        tasks = [
            one
            for one in in_week(workspace, cycle.cycle_id, unit_id, week)
            if one.objective_id in concerned or (key is not None and one.key_result_id == key)
        ]
        if tasks:
            found[unit_id] = tasks
    return found


def _down(workspace: Workspace, cycle: Cycle, about: _About, found: Found) -> View:
    hours = {unit_id: sum(one.hours for one in tasks) for unit_id, tasks in found.items()}
    most = sorted(found, key=lambda unit_id: (-hours[unit_id], unit_id))
    units = [_unit_down(workspace, cycle, one, found[one], hours[one]) for one in most[:SHOWN]]
    total, in_all = sum(map(len, found.values())), round(sum(hours[one] for one in most), 4)
    return LineOfSightDown(
        cycle=days(workspace, cycle),
        kind=about.kind,
        id=about.id,
        title=about.title,
        text=_down_text(about.title, total, in_all, units, len(found)),
        tasks=total,
        hours=in_all,
        units_total=len(found),
        units=tuple(units),
    )


def _unit_down(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId, tasks: Sequence[Task], hours: float
) -> UnitDown:
    return UnitDown(
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        tasks_total=len(tasks),
        done=sum(one.status == "done" for one in tasks),
        hours=round(hours, 4),
        tasks=tuple(
            TaskDown(one.task_id, one.title, one.hours, one.status) for one in tasks[:TITLES]
        ),
    )


def _down_text(
    title: str, total: int, hours: float, units: Sequence[UnitDown], units_total: int
) -> str:
    if not units:
        return f"Nobody works toward '{title}' this week."
    names = [one.unit.name for one in units]
    who = listed(names) if units_total == len(units) else f"{units_total} units"
    many = f"{counted(total, 'task')} ({spoken(hours)} hours)"
    verb = "works" if total == 1 else "work"
    return f"This week {many} of {who} {verb} toward '{title}'."
