"""Objectives: draft, measure, commit, publish; then check in, and correct check-ins."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.learned import lessons_for
from api.http.commands.requests import (
    Correction,
    NewCheckIn,
    NewForecast,
    NewKeyResult,
    NewObjective,
)
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.values import CheckInId, CycleId, KeyResultId, ObjectiveId

change = Chapter("planning")
report = Chapter("check-ins")

ONE = "/objectives/{objective_id:uuid}"
MEASURE = ONE + "/key-results/{key_result_id:uuid}"
CHECK_INS = MEASURE + "/check-ins"


@change(
    "POST",
    "/objectives",
    summary="Draft an objective",
    example=examples.OBJECTIVE,
    creates=True,
    etag=True,
)
async def draft_objective(
    data: JSONBody[NewObjective], call: NamedDependency[Call]
) -> Response[Done]:
    """Draft a qualitative objective for one cycle, owned by one unit or one person.

    The answer has up to three `lessons` that the unit and the company learned in the cycle before.
    """
    objective_id = ObjectiveId(call.new_id())
    command = DraftObjective(
        objective_id,
        CycleId(str(data.cycle_id)),
        data.title,
        data.owner.of_domain(),
        data.description,
    )
    return await call.carry_out(
        command,
        objective_id,
        created_at=f"/v1/objectives/{objective_id}",
        lessons=await lessons_for(call, command),
    )


@change(
    "POST",
    ONE + "/key-results",
    summary="Add a key result",
    example=examples.KEY_RESULT,
    creates=True,
    etag=True,
)
async def add_key_result(
    objective_id: FromPath[UUID], data: JSONBody[NewKeyResult], call: NamedDependency[Call]
) -> Response[Done]:
    """Add a measure to a draft. Without an owner of its own, it has that of the objective."""
    command = AddKeyResult(ObjectiveId(str(objective_id)), KeyResultId(call.new_id()), *data.terms)
    return await call.carry_out(
        command, command.key_result_id, created_at=f"/v1/objectives/{objective_id}"
    )


@change("POST", ONE + "/commit", summary="Commit to an objective", etag=True)
async def commit_objective(
    objective_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """Commit to the objective as it is drafted. Takes no body."""
    command = CommitObjective(ObjectiveId(str(objective_id)))
    return await call.carry_out(command, command.objective_id)


@change("POST", ONE + "/publish", summary="Publish an objective", etag=True)
async def publish_objective(
    objective_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """Make the objective visible to everybody, and open to check-ins. Takes no body."""
    command = PublishObjective(ObjectiveId(str(objective_id)))
    return await call.carry_out(command, command.objective_id)


@report(
    "POST",
    CHECK_INS,
    summary="Check in on a key result",
    example=examples.CHECK_IN,
    creates=True,
    etag=True,
)
async def check_in(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[NewCheckIn],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Report where a key result stood on the effective date, how sure you are (1 to 5), and why.

    A milestone with steps takes `done`, the names of the steps done so far, instead of a value.
    """
    command = CheckIn(
        ObjectiveId(str(objective_id)),
        KeyResultId(str(key_result_id)),
        CheckInId(call.new_id()),
        data.effective,
        *data.report,
    )
    return await call.carry_out(
        command, command.check_in_id, created_at=f"/v1/confidence/{key_result_id}"
    )


@report(
    "POST",
    CHECK_INS + "/{check_in_id:uuid}/corrections",
    summary="Correct a check-in",
    example=examples.CORRECTION,
    etag=True,
)
async def correct_check_in(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    check_in_id: FromPath[UUID],
    data: JSONBody[Correction],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Replace the content of a check-in. The original stays in the log, along with the reason."""
    command = CorrectCheckIn(
        ObjectiveId(str(objective_id)),
        KeyResultId(str(key_result_id)),
        CheckInId(str(check_in_id)),
        data.reason,
        *data.report,
    )
    return await call.carry_out(command, command.check_in_id)


@report(
    "POST",
    MEASURE + "/forecasts",
    summary="Forecast where a key result will end",
    example=examples.FORECAST,
    etag=True,
)
async def give_forecast(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[NewForecast],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say what value you expect on the last day of the cycle. Owners are asked at mid-cycle.

    Of a milestone it is the per cent that will be complete, of a level to keep the per cent of
    weeks in which it will have held, of a yes or no 1 or 0.
    """
    command = GiveForecast(
        ObjectiveId(str(objective_id)), KeyResultId(str(key_result_id)), data.value, data.note
    )
    return await call.carry_out(command, command.key_result_id)


REPORTING = (check_in, correct_check_in, give_forecast)
