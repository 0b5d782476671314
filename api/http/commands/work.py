"""Weekly work: the tasks that a unit plans for the weeks of a cycle."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http.commands import examples
from api.http.commands.call import Call, Done
from api.http.openapi import REFUSED, documented
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

TASKS = "/cycles/{cycle_id:uuid}/units/{unit_id:uuid}/tasks"
TASK = TASKS + "/{task_id:uuid}"


class Edited(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`hours` is its effort; without objective and key result it is work of its own."""

    title: Sentence
    hours: float
    objective_id: UUID | None = None
    key_result_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def toward(self) -> tuple[ObjectiveId | None, KeyResultId | None, PersonId | None]:
        objective, key_result, person = self.objective_id, self.key_result_id, self.person_id
        return (
            None if objective is None else ObjectiveId(str(objective)),
            None if key_result is None else KeyResultId(str(key_result)),
            None if person is None else PersonId(str(person)),
        )


class NewTask(Edited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    week: int


class AnotherWeek(Struct, frozen=True, forbid_unknown_fields=True):
    week: int


class Dropping(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Text = ""


@post(
    TASKS,
    summary="Plan a task",
    operation_class=documented(examples.TASK, examples.DONE, location=True),
    responses=REFUSED,
)
async def plan_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    data: JSONBody[NewTask],
    call: NamedDependency[Call],
) -> Response[Done]:
    """For a week of the cycle (1, 2, 3 ...), toward one of its key results or toward none."""
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


@post(
    TASK + "/edit",
    status_code=200,
    summary="Edit a task",
    operation_class=documented(examples.EDITED_TASK, examples.DONE),
    responses=REFUSED,
)
async def edit_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[Edited],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say anew what it is, how long it takes, what it works toward and who does it."""
    command = EditTask(
        CycleId(str(cycle_id)),
        UnitId(str(unit_id)),
        TaskId(str(task_id)),
        data.title,
        data.hours,
        *data.toward,
    )
    return await call.carry_out(command, command.task_id)


@post(
    TASK + "/move",
    status_code=200,
    summary="Move a task to another week",
    operation_class=documented(examples.ANOTHER_WEEK, examples.DONE),
    responses=REFUSED,
)
async def move_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[AnotherWeek],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Only what is neither done nor dropped is moved."""
    command = MoveTask(
        CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)), data.week
    )
    return await call.carry_out(command, command.task_id)


@post(
    TASK + "/finish",
    status_code=200,
    summary="Finish a task",
    operation_class=documented(None, examples.DONE),
    responses=REFUSED,
)
async def finish_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    call: NamedDependency[Call],
) -> Response[Done]:
    """It is done. Takes no body."""
    command = FinishTask(CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)))
    return await call.carry_out(command, command.task_id)


@post(
    TASK + "/drop",
    status_code=200,
    summary="Drop a task",
    operation_class=documented(examples.DROPPING, examples.DONE),
    responses=REFUSED,
)
async def drop_task(
    cycle_id: FromPath[UUID],
    unit_id: FromPath[UUID],
    task_id: FromPath[UUID],
    data: JSONBody[Dropping],
    call: NamedDependency[Call],
) -> Response[Done]:
    """It will not be done; the reason stays in the log, and its hours count no longer."""
    command = DropTask(
        CycleId(str(cycle_id)), UnitId(str(unit_id)), TaskId(str(task_id)), data.reason
    )
    return await call.carry_out(command, command.task_id)


HANDLERS = (plan_task, edit_task, move_task, finish_task, drop_task)
