"""Weekly work: the tasks that a unit plans for the weeks of a cycle."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import known_as
from domain.values import (
    CycleId,
    KeyResultId,
    ObjectiveId,
    PersonId,
    Sentence,
    TaskId,
    Text,
    UnitId,
)
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask

change = Chapter("weekly work")

TASKS = "/cycles/{cycle_id:uuid}/units/{unit_id:uuid}/tasks"
TASK = TASKS + "/{task_id:uuid}"


class Edited(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`hours` is its effort; without objective and key result it is work toward none."""

    title: Sentence
    hours: float
    objective_id: UUID | None = None
    key_result_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def toward(self) -> tuple[ObjectiveId | None, KeyResultId | None, PersonId | None]:
        return (
            known_as(ObjectiveId, self.objective_id),
            known_as(KeyResultId, self.key_result_id),
            known_as(PersonId, self.person_id),
        )


class NewTask(Edited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    week: int


class AnotherWeek(Struct, frozen=True, forbid_unknown_fields=True):
    week: int


class Dropping(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Text = ""


@change("POST", TASKS, summary="Plan a task", example=examples.TASK, creates=True)
async def plan_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    data: JSONBody[NewTask],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Plan a task for a week of the cycle (1, 2, 3 ...), toward a key result or toward none."""
    command = PlanTask(
        CycleId(str(cycle_id)),
        UnitId(str(unit_id)),
        TaskId(call.new_id()),
        data.week,
        data.title,
        data.hours,
        *data.toward,
    )
    return await call.carry_out(
        command, command.task_id, created_at=f"/v1/weekly/{cycle_id}:{unit_id}"
    )


@change("POST", TASK + "/edit", summary="Edit a task", example=examples.EDITED_TASK)
async def edit_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[Edited],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Replace what the task is, its hours, what it works toward and who does it."""
    command = EditTask(
        CycleId(str(cycle_id)),
        UnitId(str(unit_id)),
        TaskId(str(task_id)),
        data.title,
        data.hours,
        *data.toward,
    )
    return await call.carry_out(command, command.task_id)


@change(
    "POST", TASK + "/move", summary="Move a task to another week", example=examples.ANOTHER_WEEK
)
async def move_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[AnotherWeek],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Move a task that is neither done nor dropped to another week."""
    command = MoveTask(
        CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)), data.week
    )
    return await call.carry_out(command, command.task_id)


@change("POST", TASK + "/finish", summary="Finish a task")
async def finish_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Mark a task as done. Takes no body."""
    command = FinishTask(CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)))
    return await call.carry_out(command, command.task_id)


@change("POST", TASK + "/drop", summary="Drop a task", example=examples.DROPPING)
async def drop_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[Dropping],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Drop a task; the reason stays in the log, and its hours no longer count."""
    command = DropTask(
        CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)), data.reason
    )
    return await call.carry_out(command, command.task_id)
