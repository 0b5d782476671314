"""Down: from something that the company is after to the objectives and tasks toward it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from msgspec import Struct

from domain.alignment.linking import covers
from domain.cycles.cycle import Cycle
from domain.objectives.state import Objective
from domain.strategy.outcome import Outcome
from domain.values import KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import counted, listed, spoken
from domain.work import Task
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER
from projections.views.projection import THIS_WEEK, Days, Named, View, days, named, week_of
from projections.views.shared.link_paths import descent, linked_below
from projections.views.work.effort_spent import in_week, working_on

SHOWN = 50
"""How many units, and how many objectives, are shown; the totals count all."""

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


class ObjectiveDown(View, frozen=True):
    """An objective on the way down, so many links away, and this week's tasks toward it."""

    objective_id: str
    title: str
    owner: Named
    steps: int
    tasks: int
    hours: float


class RefusedDown(View, frozen=True):
    """An objective so many links away, the last of which covers nothing by its owner's answer."""

    objective_id: str
    title: str
    owner: Named
    steps: int


class LineOfSightDown(View, frozen=True):
    """Down: the objectives that work toward something of the company's, and this week's tasks.

    The nearest objectives come first, and the units with most hours. `refused` are linked to it, or
    to one of the objectives, by a link that covers nothing. `cycle` is that of the objective, and
    the year of an outcome.
    """

    cycle: Days
    kind: Kind
    id: str
    title: str
    text: str
    objectives_total: int
    objectives: tuple[ObjectiveDown, ...]
    refused_total: int
    refused: tuple[RefusedDown, ...]
    tasks: int
    hours: float
    units_total: int
    units: tuple[UnitDown, ...]


class _About(NamedTuple):
    kind: Kind
    id: str
    title: str
    week: str


class _Sight(Struct, frozen=True, gc=False):
    """What is below something: objectives by how many links away they are, and tasks by unit."""

    between: dict[ObjectiveId, int]
    refused: dict[ObjectiveId, int]
    tasks: dict[UnitId, list[Task]]

    def add(self, other: _Sight, further: int) -> None:
        for known, more in ((self.between, other.between), (self.refused, other.refused)):
            for one, steps in more.items():
                known[one] = min(steps + further, known.get(one, steps + further))
        for unit, tasks in other.tasks.items():
            known_tasks = self.tasks.setdefault(unit, [])
            known_tasks += [one for one in tasks if one not in known_tasks]


def of_objective(workspace: Workspace, objective: Objective, key: KeyResultId | None) -> View:
    """From a company objective, or from one of its key results."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    home, week = objective.objective_id, week_of(workspace, cycle)
    sight = _sight(workspace, cycle, home, key)
    if key is None:
        del sight.between[home]
        return _down(workspace, cycle, _About("objective", home, objective.title, week), sight)
    about = _About("key_result", key, objective.key_results[key].title, week)
    return _down(workspace, cycle, about, sight)


def of_outcome(workspace: Workspace, outcome: Outcome) -> View | None:
    """From an outcome of the year, over the objectives of the cycles that run today."""
    year = workspace.calendar.cycles.get(outcome.cycle_id)
    if year is None:
        return None
    sight = _Sight({}, {}, {})
    for objective_id in sorted(workspace.objectives.advancing.get(outcome.outcome_id, ())):
        objective = workspace.objectives.planned(objective_id)
        if objective is not None and not objective.withdrawn:
            cycle = workspace.calendar.cycles[objective.cycle_id]
            if cycle.starts <= workspace.today <= cycle.ends:
                sight.add(_sight(workspace, cycle, objective_id, None), 1)
    for one in sight.between:
        sight.refused.pop(one, None)
    about = _About("outcome", outcome.outcome_id, outcome.title, THIS_WEEK)
    return _down(workspace, year, about, sight)


def _sight(
    workspace: Workspace, cycle: Cycle, home: ObjectiveId, key: KeyResultId | None
) -> _Sight:
    """What is below an objective, itself included, or below one key result of it."""
    between = dict(descent(workspace, home, key))
    return _Sight(
        between,
        _refused(workspace, between, key),
        _tasks(workspace, cycle, between, None if key is None else (home, key)),
    )


def _refused(
    workspace: Workspace, between: Mapping[ObjectiveId, int], key: KeyResultId | None
) -> dict[ObjectiveId, int]:
    links = [(1, link) for link in workspace.links.into_key_result.get(key, ())] if key else []
    for one, steps in between.items():
        links += [(steps + 1, link) for link in linked_below(workspace, one)]
    found: dict[ObjectiveId, int] = {}
    for steps, link in links:
        if not covers(link) and link.objective_id not in between:
            found.setdefault(link.objective_id, steps)
    return found


def _tasks(
    workspace: Workspace,
    cycle: Cycle,
    concerned: Mapping[ObjectiveId, int],
    own: tuple[ObjectiveId, KeyResultId] | None,
) -> dict[UnitId, list[Task]]:
    """This week's tasks toward some objectives, or toward one key result itself, by unit."""
    home, key = own or (None, None)
    week = cycle.week(workspace.as_of(cycle))
    found: dict[UnitId, list[Task]] = {}
    for unit_id in working_on(workspace, concerned if home is None else {**concerned, home: 0}):
        tasks = [
            one
            for one in in_week(workspace, cycle.cycle_id, unit_id, week)
            if one.objective_id in concerned or (key is not None and one.key_result_id == key)
        ]
        if tasks:
            found[unit_id] = tasks
    return found


def _down(workspace: Workspace, cycle: Cycle, about: _About, sight: _Sight) -> View:
    hours = {unit_id: sum(one.hours for one in tasks) for unit_id, tasks in sight.tasks.items()}
    most = sorted(sight.tasks, key=lambda unit_id: (-hours[unit_id], unit_id))
    units = [
        _unit_down(workspace, cycle, one, sight.tasks[one], hours[one]) for one in most[:SHOWN]
    ]
    between = _objectives(workspace, sight.between, sight.tasks)
    refused = [
        RefusedDown(one.objective_id, one.title, one.owner, one.steps)
        for one in _objectives(workspace, sight.refused, {})
    ]
    total = sum(map(len, sight.tasks.values()))
    in_all = round(sum(hours[one] for one in most), 4)
    return LineOfSightDown(
        cycle=days(workspace, cycle),
        kind=about.kind,
        id=about.id,
        title=about.title,
        text=" ".join(_sentences(about, between, refused, units, (total, in_all, len(most)))),
        objectives_total=len(between),
        objectives=tuple(between[:SHOWN]),
        refused_total=len(refused),
        refused=tuple(refused[:SHOWN]),
        tasks=total,
        hours=in_all,
        units_total=len(most),
        units=tuple(units),
    )


def _objectives(
    workspace: Workspace,
    found: Mapping[ObjectiveId, int],
    tasks: Mapping[UnitId, Sequence[Task]],
) -> list[ObjectiveDown]:
    toward: dict[ObjectiveId | None, list[Task]] = {}
    for task in chain.from_iterable(tasks.values()):
        toward.setdefault(task.objective_id, []).append(task)
    shown = [
        ObjectiveDown(
            objective_id=one,
            title=objective.title,
            owner=named(workspace, objective.owner, objective.cycle_id),
            steps=steps,
            tasks=len(toward.get(one, ())),
            hours=round(sum(task.hours for task in toward.get(one, ())), 4),
        )
        for one, steps in found.items()
        if (objective := workspace.objectives.planned(one)) is not None
    ]
    return sorted(shown, key=lambda one: (one.steps, -one.hours, one.title, one.objective_id))


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


def _sentences(
    about: _About,
    between: Sequence[ObjectiveDown],
    refused: Sequence[RefusedDown],
    units: Sequence[UnitDown],
    totals: tuple[int, float, int],
) -> Iterable[str]:
    tasks, hours, units_total = totals
    when = about.week if about.week == THIS_WEEK else f"in {about.week}"
    if tasks:
        many = f"{counted(tasks, 'task')} ({spoken(hours)} hours)"
        who = _who([one.unit.name for one in units], units_total)
        verb = "works" if tasks == 1 else "work"
        yield f"{when[0].upper()}{when[1:]} {many} of {who} {verb} toward '{about.title}'."
    elif between:
        owners = list(dict.fromkeys(one.owner.name for one in between))
        verb = "works" if len(between) == 1 else "work"
        yield (
            f"{counted(len(between), 'objective')} of {listed(owners)} {verb} toward"
            f" '{about.title}', but {when} no task is linked to"
            f" {'it' if len(between) == 1 else 'any of them'}."
        )
    elif not refused:
        yield f"Nobody works toward '{about.title}': {_NONE[about.kind]}."
    linked = counted(len(refused), "objective is", "objectives are")
    if refused and not (tasks or between):
        yield (
            f"Nobody works toward '{about.title}': {linked} linked, but will not contribute"
            f" ({OWN_ANSWER})."
        )
    elif refused:
        yield f"{linked} linked without contributing: {OWN_ANSWER}."


_NONE: dict[Kind, str] = {
    "outcome": "no objective of a cycle under way advances it",
    "objective": "no objective is linked to it",
    "key_result": "no objective is linked to it",
}


def _who(names: Sequence[str], total: int) -> str:
    return listed(names) if total == len(names) else f"{total} units"
