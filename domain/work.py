"""Weekly work: the tasks that a unit plans for the weeks of a cycle, and what they work toward.

Effort is stated in hours. A task without a key result is allowed, counted and shown: the question
is how much of such work there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, assert_never

from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective, ObjectiveIsWithdrawn, UnknownKeyResult
from domain.organization.chart import Chart
from domain.organization.organization import check_owner, check_there
from domain.values import (
    CycleId,
    KeyResultId,
    ObjectiveId,
    Owner,
    PersonId,
    Sentence,
    TaskId,
    Text,
    UnitId,
    ordinary,
)

MOST: Final = 3_000
"""How many tasks a unit may plan in one cycle: fifty-two weeks of almost sixty."""

# Commands


class PlanTask(Command, frozen=True):
    """Plan a task for a week of the cycle, toward one of the cycle's key results or toward none."""

    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    week: int
    title: Sentence
    hours: float
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    person_id: PersonId | None = None


class EditTask(Command, frozen=True):
    """Replace what a task is, its hours, what it works toward and who does it."""

    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    title: Sentence
    hours: float
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    person_id: PersonId | None = None


class MoveTask(Command, frozen=True):
    """Move a task to another week."""

    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    week: int


class FinishTask(Command, frozen=True):
    """Mark a task as done."""

    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId


class DropTask(Command, frozen=True):
    """Drop a task, for a reason that stays in the log."""

    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    reason: Text = ""


WorkCommand = PlanTask | EditTask | MoveTask | FinishTask | DropTask

# Events


class TaskPlanned(Event, frozen=True, tag="task_planned"):
    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    week: int
    title: str
    hours: float
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    person_id: PersonId | None = None


class TaskEdited(Event, frozen=True, tag="task_edited"):
    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    title: str
    hours: float
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    person_id: PersonId | None = None


class TaskMoved(Event, frozen=True, tag="task_moved"):
    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    week: int


class TaskFinished(Event, frozen=True, tag="task_finished"):
    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId


class TaskDropped(Event, frozen=True, tag="task_dropped"):
    cycle_id: CycleId
    unit_id: UnitId
    task_id: TaskId
    reason: str = ""


WorkEvent = TaskPlanned | TaskEdited | TaskMoved | TaskFinished | TaskDropped

# State

Status = Literal["planned", "done", "dropped"]


class Task(Value, frozen=True):
    task_id: TaskId
    week: int
    title: str
    hours: float
    objective_id: ObjectiveId | None
    key_result_id: KeyResultId | None
    person_id: PersonId | None
    status: Status = "planned"


class Work(Value, frozen=True):
    """What one unit planned in one cycle."""

    tasks: dict[TaskId, Task] = {}


class Context(Value, frozen=True):
    """The cycle, the organization, and the objective that a task is to work toward, if it is."""

    calendar: Calendar
    organization: Chart
    objective: Objective | None = None


EMPTY = Work()

# Decide


def decide(state: Work, command: WorkCommand, context: Context) -> Sequence[WorkEvent]:
    match command:
        case PlanTask():
            return _plan(state, command, context)
        case EditTask():
            return _edit(_known(state, command), command, context)
        case MoveTask():
            return _move(_known(state, command), command, context)
        case FinishTask():
            return _finish(_known(state, command), command, context)
        case DropTask():
            return _drop(_known(state, command), command, context)
        case _:
            assert_never(command)


def _known(state: Work, command: WorkCommand) -> Task:
    task = state.tasks.get(command.task_id)
    if task is None:
        raise UnknownTask(task_id=command.task_id)
    return task


def _plan(state: Work, command: PlanTask, context: Context) -> Sequence[WorkEvent]:
    event = TaskPlanned(
        cycle_id=command.cycle_id,
        unit_id=command.unit_id,
        task_id=command.task_id,
        week=command.week,
        title=command.title,
        hours=command.hours,
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        person_id=command.person_id,
    )
    present = state.tasks.get(command.task_id)
    if present is not None:
        if present == _planned(event):
            return []
        raise TaskExists(title=present.title)
    _open(context, command)
    check_there(context.organization, command.unit_id)
    _within(context, command)
    _check(command, context)
    if len(state.tasks) >= MOST:
        raise TooManyTasks(most=MOST)
    return [event]


def _edit(task: Task, command: EditTask, context: Context) -> Sequence[WorkEvent]:
    event = TaskEdited(
        cycle_id=command.cycle_id,
        unit_id=command.unit_id,
        task_id=command.task_id,
        title=command.title,
        hours=command.hours,
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        person_id=command.person_id,
    )
    if _edited(task, event) == task:
        return []
    _open(context, command)
    if task.status == "dropped":
        raise TaskIsOver(status=task.status)
    _check(command, context)
    return [event]


def _move(task: Task, command: MoveTask, context: Context) -> Sequence[WorkEvent]:
    if task.week == command.week:
        return []
    _open(context, command)
    _still_planned(task)
    _within(context, command)
    return [TaskMoved(command.cycle_id, command.unit_id, command.task_id, command.week)]


def _finish(task: Task, command: FinishTask, context: Context) -> Sequence[WorkEvent]:
    if task.status == "done":
        return []
    _open(context, command)
    _still_planned(task)
    return [TaskFinished(command.cycle_id, command.unit_id, command.task_id)]


def _drop(task: Task, command: DropTask, context: Context) -> Sequence[WorkEvent]:
    if task.status == "dropped":
        return []
    _open(context, command)
    _still_planned(task)
    return [TaskDropped(command.cycle_id, command.unit_id, command.task_id, command.reason)]


def _open(context: Context, command: WorkCommand) -> None:
    """The last week's work may still be recorded while the cycle is scored."""
    cycle = cycles.known(context.calendar, command.cycle_id)
    if cycle.phase == "closed":
        raise WorkIsOver(cycle=cycle.name)


def _within(context: Context, command: PlanTask | MoveTask) -> None:
    weeks = context.calendar.cycles[command.cycle_id].weeks
    if not 1 <= command.week <= weeks:
        raise WeekOutsideCycle(week=command.week, weeks=weeks)


def _still_planned(task: Task) -> None:
    if task.status != "planned":
        raise TaskIsOver(status=task.status)


def _check(command: PlanTask | EditTask, context: Context) -> None:
    if not (ordinary(command.hours) and command.hours >= 0):
        raise EffortOutOfBounds
    if (command.objective_id is None) != (command.key_result_id is None):
        raise HalfAKeyResult
    if command.objective_id is not None:
        objective = context.objective
        if objective is None:
            raise UnknownObjective(objective_id=command.objective_id)
        if objective.cycle_id != command.cycle_id:
            raise WorkAcrossCycles
        if objective.withdrawn:
            raise ObjectiveIsWithdrawn
        if command.key_result_id not in objective.key_results:
            raise UnknownKeyResult(key_result_id=command.key_result_id)
    if command.person_id is not None:
        check_owner(context.organization, Owner("person", command.person_id), "person_id")


# Evolve


def evolve(state: Work, event: WorkEvent) -> Work:
    """Total: an event about a task that is not there changes nothing."""
    if isinstance(event, TaskPlanned):
        return Work({**state.tasks, event.task_id: _planned(event)})
    task = state.tasks.get(event.task_id)
    if task is None:
        return state
    match event:
        case TaskEdited():
            task = _edited(task, event)
        case TaskMoved():
            task = replace(task, week=event.week)
        case TaskFinished():
            task = replace(task, status="done")
        case TaskDropped():
            task = replace(task, status="dropped")
        case _:
            assert_never(event)
    return Work({**state.tasks, event.task_id: task})


def _planned(event: TaskPlanned) -> Task:
    return Task(
        event.task_id,
        event.week,
        event.title,
        event.hours,
        event.objective_id,
        event.key_result_id,
        event.person_id,
    )


def _edited(task: Task, event: TaskEdited) -> Task:
    return replace(
        task,
        title=event.title,
        hours=event.hours,
        objective_id=event.objective_id,
        key_result_id=event.key_result_id,
        person_id=event.person_id,
    )


def title(state: Work, event: WorkEvent) -> str:
    task = state.tasks.get(event.task_id)
    return task.title if task else ""


# Refusals


class TaskExists(Rejection, code="task-exists", kind="conflict", field="task_id"):
    """This identifier belongs to the task '{title}', which differs from what was sent."""


class UnknownTask(Rejection, code="unknown-task", kind="missing", field="task_id"):
    """There is no task {task_id} of this unit in this cycle."""


class WorkIsOver(Rejection, code="work-is-over", kind="conflict", field="cycle_id"):
    """The cycle '{cycle}' is closed: the work of its weeks stays as it was recorded."""


class WeekOutsideCycle(Rejection, code="week-outside-cycle", field="week"):
    """There is no week {week}: the cycle has the weeks 1 to {weeks}."""


class TaskIsOver(Rejection, code="task-is-over", kind="conflict", field="task_id"):
    """The task is {status}: it can no longer be changed."""


class EffortOutOfBounds(Rejection, code="effort-out-of-bounds", field="hours"):
    """The hours of a task have to be a number from 0 to 1e15."""


class HalfAKeyResult(Rejection, code="half-a-key-result", field="key_result_id"):
    """Work toward a key result names it and its objective; other work names neither."""


class WorkAcrossCycles(Rejection, code="work-across-cycles", field="objective_id"):
    """The objective belongs to another cycle than the task."""


class TooManyTasks(Rejection, code="too-many-tasks", kind="conflict"):
    """A unit plans at most {most} tasks in a cycle: plan the work in larger pieces."""
