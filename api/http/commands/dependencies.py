"""Dependencies: ask another unit, answer with a promise, report risks, deliver."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import known_as
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

change = Chapter("dependencies")

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


@change(
    "POST",
    DEPENDENCIES,
    summary="Ask another unit for something",
    example=examples.DEPENDENCY,
    creates=True,
    etag=True,
)
async def request_dependency(
    objective_id: FromPath[UUID], data: JSONBody[NewDependency], call: NamedDependency[Call]
) -> Response[Done]:
    """State what a key result needs, from which unit, and by which day of the cycle.

    The unit must not be the one that owns the key result or its objective. Nobody has to wait for
    the answer: an objective that is committed without one shows the risk on its card.
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


@change(
    "POST",
    ONE + "/accept",
    summary="Promise what was asked for",
    example=examples.PROMISE,
    etag=True,
)
async def accept_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[NewPromise],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Promise it for the day it is needed by, or for another day.

    `by_objective_id` names the provider's objective that will deliver it: the chain then holds what
    that objective waits for, and nothing else that the unit waits for.
    """
    command = AcceptDependency(
        ObjectiveId(str(objective_id)),
        DependencyId(str(dependency_id)),
        data.promised,
        known_as(ObjectiveId, data.by_objective_id),
        data.note,
    )
    return await call.carry_out(command, command.dependency_id)


@change(
    "POST",
    ONE + "/decline",
    summary="Decline what was asked for",
    example=examples.NO_TIME,
    etag=True,
)
async def decline_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Decline a request, or go back on a promise."""
    command = DeclineDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@change(
    "POST",
    ONE + "/flag",
    summary="Say that a promise is at risk",
    example=examples.AT_RISK,
    etag=True,
)
async def flag_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Warn that a promise is at risk, before it is broken; either side can."""
    command = FlagDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@change(
    "POST",
    ONE + "/confirm",
    summary="Say that a promise stands after all",
    example=examples.CONFIRMED,
    etag=True,
)
async def confirm_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Noted],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Confirm that the risk is over and the promised day will be kept."""
    command = ConfirmDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.note
    )
    return await call.carry_out(command, command.dependency_id)


@change("POST", ONE + "/slip", summary="Promise another day", example=examples.SLIP, etag=True)
async def slip_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[AnotherDay],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Promise another day. A later one is a slip, and the ledger keeps the old day."""
    command = SlipDependency(
        ObjectiveId(str(objective_id)),
        DependencyId(str(dependency_id)),
        data.promised,
        data.reason,
    )
    return await call.carry_out(command, command.dependency_id)


@change(
    "POST",
    ONE + "/deliver",
    summary="Deliver what was promised",
    example=examples.DELIVERED,
    etag=True,
)
async def deliver_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Delivered],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Record the delivery, on the given day or by default today."""
    command = DeliverDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.on, data.note
    )
    return await call.carry_out(command, command.dependency_id)


@change(
    "POST", ONE + "/withdraw", summary="Need it no more", example=examples.NOT_NEEDED, etag=True
)
async def withdraw_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[Why],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Withdraw a request that is no longer needed."""
    command = WithdrawDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason
    )
    return await call.carry_out(command, command.dependency_id)


@change("POST", ONE + "/reopen", summary="Ask again", example=examples.ASKED_AGAIN, etag=True)
async def reopen_dependency(
    objective_id: FromPath[UUID],
    dependency_id: FromPath[UUID],
    data: JSONBody[AskedAgain],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Ask again for what was declined, for the same day or another."""
    command = ReopenDependency(
        ObjectiveId(str(objective_id)), DependencyId(str(dependency_id)), data.reason, data.due
    )
    return await call.carry_out(command, command.dependency_id)
