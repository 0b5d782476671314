"""Dependencies: ask another unit, answer with a promise, say how it goes, deliver."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http.commands import examples
from api.http.commands.call import Call, Done
from api.http.openapi import REFUSED, documented
from domain.dependencies.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.values import DependencyId, KeyResultId, ObjectiveId, Sentence, Text, UnitId

DEPENDENCIES = "/objectives/{objective_id:uuid}/dependencies"
ONE = DEPENDENCIES + "/{dependency_id:uuid}"


class NewDependency(Struct, frozen=True, forbid_unknown_fields=True):
    key_result_id: UUID
    provider_id: UUID
    deliverable: Sentence
    due: date
    note: Text = ""


class NewPromise(Struct, frozen=True, forbid_unknown_fields=True):
    promised: date | None = None
    by_objective_id: UUID | None = None
    note: Text = ""


class AnotherDay(Struct, frozen=True, forbid_unknown_fields=True):
    promised: date
    reason: Sentence


class Delivered(Struct, frozen=True, forbid_unknown_fields=True):
    on: date | None = None
    note: Text = ""


class AskedAgain(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence
    due: date | None = None


class Why(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence


class Noted(Struct, frozen=True, forbid_unknown_fields=True):
    note: Text = ""


@post(
    DEPENDENCIES,
    summary="Ask another unit for something",
    operation_class=documented(examples.DEPENDENCY, examples.DONE, etag=True, location=True),
    responses=REFUSED,
)
async def request_dependency(
    objective_id: FromPath[UUID], data: JSONBody[NewDependency], call: NamedDependency[Call]
) -> Response[Done]:
    """Say what a key result needs, from which unit, and by which day of the cycle.

    The unit is another one than that of the key result and its objective. Nobody has to wait for
    the answer: an objective that is committed to without one has the risk on its card.
    """
    command = RequestDependency(
        objective_id=ObjectiveId(str(objective_id)),
        key_result_id=KeyResultId(str(data.key_result_id)),
        dependency_id=DependencyId(call.new_id()),
        provider_id=UnitId(str(data.provider_id)),
        deliverable=data.deliverable,
        due=data.due,
        note=data.note,
    )
    created_at = f"/v1/dependencies/{command.dependency_id}"
    return await call.carry_out(command, command.dependency_id, created_at=created_at)


@post(
    ONE + "/accept",
    status_code=200,
    summary="Promise what was asked for",
    operation_class=documented(examples.PROMISE, examples.DONE, etag=True),
    responses=REFUSED,
)
async def accept_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[NewPromise],
    call: NamedDependency[Call],
) -> Response[Done]:
    """For the day it is needed by, or for another one.

    `by_objective_id` names the provider's objective that will produce it: what that objective waits
    for itself is then in the chain, and nothing else that the unit waits for.
    """
    by = data.by_objective_id
    command = AcceptDependency(
        ObjectiveId(str(objective_id)),
        DependencyId(str(dependency_id)),
        data.promised,
        None if by is None else ObjectiveId(str(by)),
        data.note,
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/decline",
    status_code=200,
    summary="Decline what was asked for",
    operation_class=documented(examples.NO_TIME, examples.DONE, etag=True),
    responses=REFUSED,
)
async def decline_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """At once, or going back on a promise."""
    command = DeclineDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/flag",
    status_code=200,
    summary="Say that a promise is at risk",
    operation_class=documented(examples.AT_RISK, examples.DONE, etag=True),
    responses=REFUSED,
)
async def flag_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Before it is broken; either side can."""
    command = FlagDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/confirm",
    status_code=200,
    summary="Say that a promise stands after all",
    operation_class=documented(examples.CONFIRMED, examples.DONE, etag=True),
    responses=REFUSED,
)
async def confirm_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Noted],
    call: NamedDependency[Call],
) -> Response[Done]:
    """The risk is over, and the day is kept."""
    command = ConfirmDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.note
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/slip",
    status_code=200,
    summary="Promise another day",
    operation_class=documented(examples.SLIP, examples.DONE, etag=True),
    responses=REFUSED,
)
async def slip_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[AnotherDay],
    call: NamedDependency[Call],
) -> Response[Done]:
    """A later day is a slip, and the ledger keeps the day before it; an earlier one is none."""
    command = SlipDependency(
        ObjectiveId(str(objective_id)),
        DependencyId(str(dependency_id)),
        data.promised,
        data.reason,
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/deliver",
    status_code=200,
    summary="Deliver what was promised",
    operation_class=documented(examples.DELIVERED, examples.DONE, etag=True),
    responses=REFUSED,
)
async def deliver_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Delivered],
    call: NamedDependency[Call],
) -> Response[Done]:
    """It is there, since the day that is given or else since today."""
    command = DeliverDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.on, data.note
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/withdraw",
    status_code=200,
    summary="Need it no more",
    operation_class=documented(examples.NOT_NEEDED, examples.DONE, etag=True),
    responses=REFUSED,
)
async def withdraw_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Whoever asked found another way."""
    command = WithdrawDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@post(
    ONE + "/reopen",
    status_code=200,
    summary="Ask again",
    operation_class=documented(examples.ASKED_AGAIN, examples.DONE, etag=True),
    responses=REFUSED,
)
async def reopen_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[AskedAgain],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Ask once more for what was declined, for the same day or another."""
    command = ReopenDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason, data.due
    )
    return await call.carry_out(command, command.dependency_id)


HANDLERS = (
    request_dependency,
    accept_dependency,
    decline_dependency,
    flag_dependency,
    confirm_dependency,
    slip_dependency,
    deliver_dependency,
    withdraw_dependency,
    reopen_dependency,
)
