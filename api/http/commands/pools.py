"""Resources: pools, their capacity, and what objectives claim of them."""

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
from api.http.commands.links import cycle_of
from api.http.commands.requests import known_as
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool, Measure, OpenPool
from domain.values import ClaimId, CycleId, Name, ObjectiveId, PoolId, Text, UnitId
from projections.views.activity.directory import KEY

change = Chapter("resources")

POOL = "/pools/{pool_id:uuid}"
CLAIM = "/cycles/{cycle_id:uuid}/claims/{claim_id:uuid}"


class NewPool(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    measured_in: Measure
    per_week: float
    opens: date
    unit_id: UUID | None = None


class NewCapacity(Struct, frozen=True, forbid_unknown_fields=True):
    starts: date
    per_week: float


class Closing(Struct, frozen=True, forbid_unknown_fields=True):
    closes: date


class ClaimTerms(Struct, frozen=True, forbid_unknown_fields=True):
    starts: date
    ends: date
    per_week: float
    note: Text = ""


class NewClaim(ClaimTerms, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pool_id: UUID


class Releasing(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Text = ""


@change("POST", "/pools", summary="Open a resource pool", example=examples.POOL, creates=True)
async def open_pool(data: JSONBody[NewPool], call: NamedDependency[Call]) -> Response[Done]:
    """Open a pool that several teams draw from, with its capacity per week."""
    pool_id = PoolId(call.new_id())
    unit_id = known_as(UnitId, data.unit_id)
    command = OpenPool(pool_id, data.name, data.measured_in, data.per_week, data.opens, unit_id)
    return await call.carry_out(command, pool_id, created_at=f"/v1/resources/{KEY}")


@change("POST", POOL + "/capacity", summary="Change what a pool holds", example=examples.CAPACITY)
async def change_capacity(
    pool_id: FromPath[UUID], data: JSONBody[NewCapacity], call: NamedDependency[Call]
) -> Response[Done]:
    """Change the capacity from a day on; earlier capacities stay known."""
    command = ChangeCapacity(PoolId(str(pool_id)), data.starts, data.per_week)
    return await call.carry_out(command, command.pool_id)


@change("POST", POOL + "/close", summary="Close a pool", example=examples.CLOSING)
async def close_pool(
    pool_id: FromPath[UUID], data: JSONBody[Closing], call: NamedDependency[Call]
) -> Response[Done]:
    """Close a pool from a day on. Claims beyond that day exceed its capacity."""
    command = ClosePool(PoolId(str(pool_id)), data.closes)
    return await call.carry_out(command, command.pool_id)


@change(
    "POST",
    "/objectives/{objective_id:uuid}/claims",
    summary="Claim a resource",
    example=examples.CLAIM,
    creates=True,
)
async def claim_resource(
    objective_id: FromPath[UUID], data: JSONBody[NewClaim], call: NamedDependency[Call]
) -> Response[Done]:
    """Claim an amount per week, in every week that has a day of the claim."""
    asking = ObjectiveId(str(objective_id))
    command = ClaimResource(
        cycle_id=await cycle_of(call, asking),
        claim_id=ClaimId(call.new_id()),
        pool_id=PoolId(str(data.pool_id)),
        objective_id=asking,
        starts=data.starts,
        ends=data.ends,
        per_week=data.per_week,
        note=data.note,
    )
    return await call.carry_out(
        command,
        command.claim_id,
        created_at=f"/v1/resources/{command.cycle_id}:{command.pool_id}",
    )


@change("POST", CLAIM + "/terms", summary="Change a claim", example=examples.TERMS)
async def change_claim(
    cycle_id: FromPath[UUID],
    claim_id: FromPath[UUID],
    data: JSONBody[ClaimTerms],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Ask the same pool for more, less, or at another time."""
    command = ChangeClaim(
        CycleId(str(cycle_id)),
        ClaimId(str(claim_id)),
        data.starts,
        data.ends,
        data.per_week,
        data.note,
    )
    return await call.carry_out(command, command.claim_id)


@change("POST", CLAIM + "/release", summary="Release a claim", example=examples.RELEASING)
async def release_claim(
    cycle_id: FromPath[UUID],
    claim_id: FromPath[UUID],
    data: JSONBody[Releasing],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Release a claim; the reason stays in the log."""
    command = ReleaseClaim(CycleId(str(cycle_id)), ClaimId(str(claim_id)), data.reason)
    return await call.carry_out(command, command.claim_id)
