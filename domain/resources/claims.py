"""Claims: what objectives ask of the resource pools, week by week of a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar, CycleClosed
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective, ObjectiveIsWithdrawn
from domain.resources import pools
from domain.resources.pools import Pool, PoolIsClosed, Pools
from domain.values import ClaimId, CycleId, ObjectiveId, PoolId, Text, ordinary

# Commands


class ClaimResource(Command, frozen=True):
    """Claim an amount of a pool per week, in every week that has a day of the claim."""

    cycle_id: CycleId
    claim_id: ClaimId
    pool_id: PoolId
    objective_id: ObjectiveId
    starts: date
    ends: date
    per_week: float
    note: Text = ""


class ChangeClaim(Command, frozen=True):
    """Change the amount or the days of a claim."""

    cycle_id: CycleId
    claim_id: ClaimId
    starts: date
    ends: date
    per_week: float
    note: Text = ""


class ReleaseClaim(Command, frozen=True):
    """Release a claim; the reason stays in the log."""

    cycle_id: CycleId
    claim_id: ClaimId
    reason: Text = ""


ClaimCommand = ClaimResource | ChangeClaim | ReleaseClaim

# Events


class ResourceClaimed(Event, frozen=True, tag="resource_claimed"):
    cycle_id: CycleId
    claim_id: ClaimId
    pool_id: PoolId
    objective_id: ObjectiveId
    starts: date
    ends: date
    per_week: float
    note: str = ""


class ClaimChanged(Event, frozen=True, tag="claim_changed"):
    cycle_id: CycleId
    claim_id: ClaimId
    starts: date
    ends: date
    per_week: float
    note: str = ""


class ClaimReleased(Event, frozen=True, tag="claim_released"):
    cycle_id: CycleId
    claim_id: ClaimId
    reason: str = ""


ClaimEvent = ResourceClaimed | ClaimChanged | ClaimReleased

# State


class Claim(Value, frozen=True):
    claim_id: ClaimId
    pool_id: PoolId
    objective_id: ObjectiveId
    starts: date
    ends: date
    per_week: float
    note: str = ""
    released: bool = False


class Claims(Value, frozen=True):
    """The claims of one cycle, those that were released included."""

    claims: dict[ClaimId, Claim] = {}


class Context(Value, frozen=True):
    """What there is to claim, when, and for what; the objective of a new claim only."""

    calendar: Calendar
    pools: Pools
    objective: Objective | None = None


EMPTY = Claims()

# Decide


def decide(state: Claims, command: ClaimCommand, context: Context) -> Sequence[ClaimEvent]:
    match command:
        case ClaimResource():
            return _claim(state, command, context)
        case ChangeClaim():
            return _change(_known(state, command), command, context)
        case ReleaseClaim():
            return _release(_known(state, command), command, context)
        case _:
            assert_never(command)


def _known(state: Claims, command: ClaimCommand) -> Claim:
    claim = state.claims.get(command.claim_id)
    if claim is None:
        raise UnknownClaim(claim_id=command.claim_id)
    return claim


def _claim(state: Claims, command: ClaimResource, context: Context) -> Sequence[ClaimEvent]:
    event = ResourceClaimed(
        cycle_id=command.cycle_id,
        claim_id=command.claim_id,
        pool_id=command.pool_id,
        objective_id=command.objective_id,
        starts=command.starts,
        ends=command.ends,
        per_week=command.per_week,
        note=command.note,
    )
    present = state.claims.get(command.claim_id)
    if present is not None:
        if present == _claimed(event):
            return []
        raise ClaimExists(claim_id=command.claim_id)
    objective = context.objective
    if objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    if objective.cycle_id != command.cycle_id:
        raise ClaimAcrossCycles
    if objective.withdrawn:
        raise ObjectiveIsWithdrawn
    _check(command, pools.known(context.pools, command.pool_id), context)
    return [event]


def _change(claim: Claim, command: ChangeClaim, context: Context) -> Sequence[ClaimEvent]:
    if claim.released:
        raise ClaimIsReleased
    event = ClaimChanged(
        command.cycle_id,
        command.claim_id,
        command.starts,
        command.ends,
        command.per_week,
        command.note,
    )
    if _changed(claim, event) == claim:
        return []
    _check(command, pools.known(context.pools, claim.pool_id), context)
    return [event]


def _check(command: ClaimResource | ChangeClaim, pool: Pool, context: Context) -> None:
    cycle = cycles.open_for_planning(context.calendar, command.cycle_id)
    if not (ordinary(command.per_week) and command.per_week > 0):
        raise ClaimOutOfBounds
    if command.ends < command.starts:
        raise ClaimEndsBeforeItStarts(starts=command.starts, ends=command.ends)
    for field, day in (("starts", command.starts), ("ends", command.ends)):
        if not cycle.starts <= day <= cycle.ends:
            raise ClaimOutsideCycle(day=day, starts=cycle.starts, ends=cycle.ends).at(field)
        if not pool.is_open(day, day):
            raise PoolIsClosed(name=pool.name, day=day)


def _release(claim: Claim, command: ReleaseClaim, context: Context) -> Sequence[ClaimEvent]:
    if claim.released:
        return []
    cycle = cycles.known(context.calendar, command.cycle_id)
    if cycle.phase == "closed":
        raise CycleClosed(cycle=cycle.name)
    return [ClaimReleased(command.cycle_id, command.claim_id, command.reason)]


# Evolve


def evolve(state: Claims, event: ClaimEvent) -> Claims:
    """Total: an event about a claim that is not there changes nothing."""
    if isinstance(event, ResourceClaimed):
        return Claims({**state.claims, event.claim_id: _claimed(event)})
    claim = state.claims.get(event.claim_id)
    if claim is None:
        return state
    match event:
        case ClaimChanged():
            claim = _changed(claim, event)
        case ClaimReleased():
            claim = replace(claim, released=True)
        case _:
            assert_never(event)
    return Claims({**state.claims, event.claim_id: claim})


def _claimed(event: ResourceClaimed) -> Claim:
    return Claim(
        event.claim_id,
        event.pool_id,
        event.objective_id,
        event.starts,
        event.ends,
        event.per_week,
        event.note,
    )


def _changed(claim: Claim, event: ClaimChanged) -> Claim:
    return replace(
        claim, starts=event.starts, ends=event.ends, per_week=event.per_week, note=event.note
    )


# Refusals


class ClaimExists(Rejection, code="claim-exists", kind="conflict", field="claim_id"):
    """The claim {claim_id} already exists and differs from what was sent: change it instead."""


class UnknownClaim(Rejection, code="unknown-claim", kind="missing", field="claim_id"):
    """There is no claim {claim_id} in this cycle."""


class ClaimIsReleased(Rejection, code="claim-is-released", kind="conflict", field="claim_id"):
    """The claim was released: make a new one."""


class ClaimAcrossCycles(Rejection, code="claim-across-cycles", field="objective_id"):
    """The objective and the claim belong to different cycles."""


class ClaimOutOfBounds(Rejection, code="claim-out-of-bounds", field="per_week"):
    """A claim asks for a number above 0, up to 1e15."""


class ClaimEndsBeforeItStarts(Rejection, code="claim-ends-before-it-starts", field="ends"):
    """The claim ends on {ends}, before it starts on {starts}."""


class ClaimOutsideCycle(Rejection, code="claim-outside-cycle", field="starts"):
    """{day} lies outside the cycle, which runs from {starts} to {ends}."""
