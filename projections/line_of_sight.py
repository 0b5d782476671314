"""Line of sight: from a unit's tasks up to what the company is after, and from there down to tasks.

Upward there is one document per unit and cycle (its key is the cycle's identifier, a colon, and the
unit's). Downward there is one per company objective and one per company key result. No check-in
touches any of them; a task touches its unit's, and those of what it works toward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from domain.alignment import ObjectiveLinked, ObjectiveUnlinked
from domain.cycle import Cycle
from domain.messages import Event
from domain.objective import KeyResultAdded, Objective, ObjectiveDrafted
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.work import Task, Work, WorkEvent
from projections.at_work import counting, work_of, working_on
from projections.projection import Days, Named, View, days, named
from projections.reach import behind, below, reach
from projections.wording import counted, listed, spoken
from projections.workspace import Recorded, Workspace

SHOWN = 50
"""How many tasks, lines and units are shown; the totals count all."""

TITLES = 10
"""How many tasks of one unit are named on the way down."""

ROUTES = 5
"""How many ways up are shown from one key result; a way is a chain of links."""


class Step(View, frozen=True):
    """An objective on the way up, and which of its key results; None where all of it is meant."""

    objective_id: str
    objective: str
    owner: Named
    key_result_id: str | None
    key_result: str | None


class Line(View, frozen=True):
    """A key result that a unit works toward, and the ways that lead from it up to the company.

    Each way begins with the key result's own objective. There is none where links do not reach.
    """

    key_result_id: str
    key_result: str
    ways: tuple[tuple[Step, ...], ...]
    text: str


class TaskUp(View, frozen=True):
    task_id: str
    title: str
    hours: float
    status: str
    key_result_id: str | None


class LineOfSightOfUnit(View, frozen=True):
    """Up: this week's tasks, and the lines from all that the unit worked toward in the cycle."""

    cycle: Days
    unit: Named
    text: tuple[str, ...]
    tasks_total: int
    tasks: tuple[TaskUp, ...]
    lines_total: int
    lines: tuple[Line, ...]


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
    """Down: this week's tasks toward something of the company's, most hours first."""

    cycle: Days
    kind: Literal["objective", "key_result"]
    id: str
    title: str
    text: str
    tasks: int
    hours: float
    units_total: int
    units: tuple[UnitDown, ...]


class LineOfSightView:
    name = "line_of_sight"
    on: frozenset[type[Event]] = frozenset(
        {
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *get_args(WorkEvent),
        }
    )
    ages = True

    def affected(self, workspace: Workspace, recorded: Recorded) -> Iterable[str]:
        match recorded.event:
            case ObjectiveDrafted() as event:
                return (event.objective_id,)
            case KeyResultAdded() as event:
                return (event.key_result_id,)
            case ObjectiveLinked() as event:
                return self._linked(workspace, event)
            case ObjectiveUnlinked():
                gone = workspace.unlinked
                return () if gone is None else self._linked(workspace, gone)
            case event if isinstance(event, WorkEvent):
                return self._worked(workspace, event)
            case _:
                return ()

    def _linked(self, workspace: Workspace, link: ObjectiveLinked) -> Iterable[str]:
        """All above the link, and the units that work below it."""
        yield from _above(workspace, link.parent_objective_id, link.key_result_id)
        concerned = below(workspace, link.objective_id)
        for unit in working_on(workspace, link.cycle_id, concerned):
            yield f"{link.cycle_id}:{unit}"

    def _worked(self, workspace: Workspace, event: WorkEvent) -> Iterable[str]:
        yield f"{event.cycle_id}:{event.unit_id}"
        before: Work = workspace.before
        for work in (before, work_of(workspace, event.cycle_id, event.unit_id)):
            task = work.tasks.get(event.task_id)
            if task is not None and task.objective_id is not None:
                yield from _above(workspace, task.objective_id, task.key_result_id)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for objective_id in workspace.company.get(cycle.cycle_id, ()):
            yield objective_id
            objective = workspace.planned(objective_id)
            yield from objective.key_results if objective else ()
        for unit in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit}"

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return ()

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit = key.partition(":")
        if unit:
            cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
            if cycle is None or unit not in workspace.at_work.get(cycle.cycle_id, ()):
                return None
            return _up(workspace, cycle, UnitId(unit))
        home = workspace.home.get(KeyResultId(key))
        objective = workspace.planned(ObjectiveId(key) if home is None else home)
        if objective is None or objective.level != "company":
            return None
        return _down(workspace, objective, None if home is None else KeyResultId(key))


def _above(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None
) -> Iterator[str]:
    yield from reach(workspace, objective_id).objectives
    yield from behind(workspace, objective_id, key_result_id)


# Up


def _up(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> View:
    work = work_of(workspace, cycle.cycle_id, unit_id)
    tasks = _this_week(workspace, cycle, unit_id)
    toward = {
        one.key_result_id: one.objective_id
        for one in counting(work)
        if one.key_result_id is not None and one.objective_id is not None
    }
    known = (_line(workspace, home, key) for key, home in list(toward.items())[:SHOWN])
    lines = tuple(one for one in known if one is not None)
    return LineOfSightOfUnit(
        cycle=days(workspace, cycle),
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        text=tuple(_up_text(tasks, lines)),
        tasks_total=len(tasks),
        tasks=tuple(
            TaskUp(one.task_id, one.title, one.hours, one.status, one.key_result_id)
            for one in tasks[:SHOWN]
        ),
        lines_total=len(toward),
        lines=lines,
    )


def _this_week(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> list[Task]:
    week = cycle.week(workspace.as_of(cycle))
    work = work_of(workspace, cycle.cycle_id, unit_id)
    return workspace.standings.remember(
        ("this week", cycle.cycle_id, unit_id),
        (work, week),
        lambda: [one for one in counting(work) if one.week == week],
    )


def _line(workspace: Workspace, home: ObjectiveId, key: KeyResultId) -> Line | None:
    objective = workspace.planned(home)
    if objective is None or key not in objective.key_results:
        return None
    own = _step(workspace, objective, key)
    ways = tuple(_ways(workspace, objective, (own,)))
    return Line(key, objective.key_results[key].title, ways, _line_text(own, ways))


def _ways(
    workspace: Workspace, start: Objective, begun: tuple[Step, ...]
) -> list[tuple[Step, ...]]:
    """The shortest ways from an objective up to the company's; links never form a circle."""
    found: list[tuple[Step, ...]] = []
    ahead: list[tuple[Objective, tuple[Step, ...]]] = [(start, begun)]
    while ahead and len(found) < ROUTES:
        here, steps = ahead.pop(0)
        if here.level == "company":
            found.append(steps)
            continue
        for link in workspace.links_up(here)[:ROUTES]:
            parent = workspace.planned(link.parent_objective_id)
            if parent is not None and reach(workspace, parent.objective_id).objectives:
                ahead.append((parent, (*steps, _step(workspace, parent, link.key_result_id))))
    return found


def _step(workspace: Workspace, objective: Objective, key: KeyResultId | None) -> Step:
    key_result = None if key is None else objective.key_results.get(key)
    return Step(
        objective_id=objective.objective_id,
        objective=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        key_result_id=None if key_result is None else key_result.key_result_id,
        key_result=None if key_result is None else key_result.title,
    )


def _line_text(own: Step, ways: Sequence[Sequence[Step]]) -> str:
    if not ways:
        return f"{_said(own)} leads to nothing of the company's."
    first = ways[0]
    if len(first) == 1:
        return f"{_said(own)} is the company's own."
    toward = ", which works toward ".join(_said(one) for one in first[1:])
    more = f" ({counted(len(ways) - 1, 'other way', 'other ways')} up)" if len(ways) > 1 else ""
    return f"{_said(own)} works toward {toward}{more}."


def _said(step: Step) -> str:
    if step.key_result is None:
        return f"'{step.objective}' as a whole"
    return f"'{step.key_result}' of '{step.objective}'"


def _up_text(tasks: Sequence[Task], lines: Sequence[Line]) -> Iterable[str]:
    if not tasks:
        yield "Nothing is planned for this week."
    own = sum(one.key_result_id is None for one in tasks)
    if own:
        work = "works" if own == 1 else "work"
        yield f"{counted(own, 'task')} of this week {work} toward no key result."
    now = {one.key_result_id for one in tasks}
    for line in lines:
        if line.key_result_id in now:
            yield line.text


# Down


def _down(workspace: Workspace, objective: Objective, key: KeyResultId | None) -> View:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    concerned = below(workspace, objective.objective_id, key)
    units = []
    for unit_id in workspace.at_work.get(cycle.cycle_id, ()):
        tasks = [
            one
            for one in _this_week(workspace, cycle, unit_id)
            if one.objective_id in concerned or (key is not None and one.key_result_id == key)
        ]
        if tasks:
            units.append(_unit_down(workspace, cycle, unit_id, tasks))
    units.sort(key=lambda one: (-one.hours, one.unit.name, one.unit.id))
    title = objective.title if key is None else objective.key_results[key].title
    total, hours = sum(one.tasks_total for one in units), sum(one.hours for one in units)
    return LineOfSightDown(
        cycle=days(workspace, cycle),
        kind="objective" if key is None else "key_result",
        id=objective.objective_id if key is None else key,
        title=title,
        text=_down_text(title, total, hours, units),
        tasks=total,
        hours=round(hours, 4),
        units_total=len(units),
        units=tuple(units[:SHOWN]),
    )


def _unit_down(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId, tasks: Sequence[Task]
) -> UnitDown:
    return UnitDown(
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        tasks_total=len(tasks),
        done=sum(one.status == "done" for one in tasks),
        hours=round(sum(one.hours for one in tasks), 4),
        tasks=tuple(
            TaskDown(one.task_id, one.title, one.hours, one.status) for one in tasks[:TITLES]
        ),
    )


def _down_text(title: str, total: int, hours: float, units: Sequence[UnitDown]) -> str:
    if not units:
        return f"Nobody works toward '{title}' this week."
    who = listed([one.unit.name for one in units])
    many = f"{counted(total, 'task')} ({spoken(hours)} hours)"
    verb = "works" if total == 1 else "work"
    return f"This week {many} of {who} {verb} toward '{title}'."
