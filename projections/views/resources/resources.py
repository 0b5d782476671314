"""Resources: what is asked of the pools in a cycle, and where it is more than they hold.

One document per cycle, one per pool in a cycle (its key is the cycle's identifier, a colon, and the
pool's), and one with all the pools of the workspace. No check-in touches any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles.cycle import Cycle, CycleDefined
from domain.objectives.objective import CommitmentEvent
from domain.resources.claims import ClaimChanged, ClaimReleased, Claims, ResourceClaimed
from domain.resources.pools import CapacityChanged, Pool, PoolClosed, PoolOpened
from domain.values import ClaimId, CycleId, ObjectiveId, Owner, PoolId
from domain.wording import counted, listed
from domain.workspace import WorkspaceCreated
from events import streams
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.activity.directory import KEY
from projections.views.projection import Named, Projection, View, named
from projections.views.resources.contention import (
    Contention,
    ContentionWeek,
    Counted,
    claims_by_pool,
    contentions,
    of_pool,
    pool_weeks,
    sharing,
    summed,
)
from projections.views.shared.link_paths import around, below

SHOWN = 100
"""How many pools, contentions and claims a document shows; the totals count all."""

ASKED_MOST = 2
"""How many of the pools that most is asked of the answer names."""


class PoolInCycle(View, frozen=True):
    """What is asked of a pool in a cycle. Amounts are summed up over the weeks.

    `over` is what is asked for beyond what it holds, week by week.
    """

    pool_id: str
    name: str
    measured_in: str
    unit: Named | None
    claims: int
    objectives: int
    capacity: float
    claimed: float
    over: float
    contested_weeks: int


class Claimed(View, frozen=True):
    claim_id: str
    objective_id: str
    title: str
    owner: Named
    starts: date
    ends: date
    first_week: int
    last_week: int
    per_week: float
    note: str


class Held(View, frozen=True):
    """So much a week from a day on."""

    starts: date
    per_week: float


class PoolEntry(View, frozen=True):
    pool_id: str
    name: str
    measured_in: str
    unit_id: str | None
    opens: date
    closes: date | None
    capacities: tuple[Held, ...]


class ResourcesOfWorkspace(View, frozen=True):
    """The newest pools, with what each held and holds."""

    pools_total: int
    pools: tuple[PoolEntry, ...]


class ResourcesOfCycle(View, frozen=True):
    """The pools by how much is asked of them: by number of claims, then by amount."""

    cycle_id: str
    name: str
    weeks: int
    text: tuple[str, ...]
    pools_total: int
    pools: tuple[PoolInCycle, ...]
    contentions_total: int
    contentions: tuple[Contention, ...]


class ResourcesOfPool(View, frozen=True):
    cycle_id: str
    cycle: str
    pool: PoolInCycle
    text: tuple[str, ...]
    weeks: tuple[ContentionWeek, ...]
    contentions: tuple[Contention, ...]
    claims_total: int
    claims: tuple[Claimed, ...]


class ResourcesView(Projection):
    name = "resources"
    on = frozenset(
        {
            WorkspaceCreated,
            CycleDefined,
            PoolOpened,
            CapacityChanged,
            PoolClosed,
            ResourceClaimed,
            ClaimChanged,
            ClaimReleased,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *REWORDING,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case WorkspaceCreated():
                return (KEY,)
            case CycleDefined() as event:
                return self._all(workspace, event.cycle_id)
            case PoolOpened() | CapacityChanged() | PoolClosed() as event:
                return (KEY, *self._around(workspace.calendar.cycles, {event.pool_id}))
            case ResourceClaimed() | ClaimChanged() | ClaimReleased() as event:
                return self._claimed(workspace, event.cycle_id, event.claim_id)
            case ObjectiveLinked() as event:
                return self._below(workspace, event.cycle_id, below(workspace, event.objective_id))
            case ObjectiveUnlinked() as event:
                gone = change.link
                if gone is None:
                    return ()
                return self._below(workspace, event.cycle_id, below(workspace, gone.objective_id))
            case event if isinstance(event, CommitmentEvent):
                objective = workspace.objectives.planned(event.objective_id)
                if objective is None:
                    return ()
                concerned = around(workspace, objective)
                return self._below(workspace, objective.cycle_id, concerned)
            case _:
                return ()

    def _all(self, workspace: Workspace, cycle_id: CycleId) -> Iterable[str]:
        return (cycle_id, *self._around([cycle_id], workspace.state(streams.POOLS).pools))

    def _around(self, cycles: Iterable[CycleId], pools: Iterable[PoolId]) -> Iterable[str]:
        for cycle_id in cycles:
            keys = [f"{cycle_id}:{pool_id}" for pool_id in pools]
            if keys:
                yield cycle_id
                yield from keys

    def _claimed(self, workspace: Workspace, cycle_id: CycleId, claim_id: ClaimId) -> Iterable[str]:
        claim = _claims(workspace, cycle_id).claims.get(claim_id)
        if claim is None:
            return ()
        return self._around(sharing(workspace, cycle_id), [claim.pool_id])

    def _below(
        self, workspace: Workspace, cycle_id: CycleId, concerned: AbstractSet[ObjectiveId]
    ) -> Iterable[str]:
        """What some objectives claim, with what of the company's is behind it."""
        claims = _claims(workspace, cycle_id).claims.values()
        pools = {one.pool_id: None for one in claims if one.objective_id in concerned}
        return self._around(sharing(workspace, cycle_id), pools)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return self._all(workspace, cycle.cycle_id)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        return (KEY,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key == KEY:
            return _of_workspace(workspace)
        cycle_id, _, pool_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None:
            return None
        asked = claims_by_pool(workspace, cycle)
        pools: dict[PoolId, Pool] = workspace.state(streams.POOLS).pools
        if not pool_id:
            there = [one for one in pools.values() if one.pool_id in asked or _is_there(one, cycle)]
            return _of_cycle(workspace, cycle, there, asked)
        pool = pools.get(PoolId(pool_id))
        if pool is None or not (pool.pool_id in asked or _is_there(pool, cycle)):
            return None
        return _of_pool(workspace, cycle, pool, asked.get(pool.pool_id, []))


def _of_workspace(workspace: Workspace) -> View | None:
    pools = list(workspace.state(streams.POOLS).pools.values())
    return ResourcesOfWorkspace(len(pools), tuple(map(_entry, pools[: -SHOWN - 1 : -1])))


def _entry(pool: Pool) -> PoolEntry:
    capacities = pool.capacities[-SHOWN:]
    return PoolEntry(
        pool.pool_id,
        pool.name,
        pool.measured_in,
        pool.unit_id,
        pool.opens,
        pool.closes,
        tuple(Held(one.starts, one.per_week) for one in capacities),
    )


def _claims(workspace: Workspace, cycle_id: CycleId) -> Claims:
    found: Claims = workspace.state(streams.claims_stream(cycle_id))
    return found


def _is_there(pool: Pool, cycle: Cycle) -> bool:
    """Whether a pool is open on some day of a cycle."""
    return pool.opens <= cycle.ends and (pool.closes is None or pool.closes > cycle.starts)


def _of_cycle(
    workspace: Workspace,
    cycle: Cycle,
    there: Sequence[Pool],
    asked: dict[PoolId, list[Counted]],
) -> View:
    pools = sorted(
        (_in_cycle(workspace, cycle, one, asked.get(one.pool_id, [])) for one in there),
        key=lambda one: (-one.claims, -one.claimed, one.name, one.pool_id),
    )
    contested = contentions(workspace, cycle, workspace.objectives)
    return ResourcesOfCycle(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        weeks=cycle.weeks,
        text=tuple(_sentences(pools, contested)),
        pools_total=len(pools),
        pools=tuple(pools[:SHOWN]),
        contentions_total=len(contested),
        contentions=tuple(contested[:SHOWN]),
    )


def _in_cycle(
    workspace: Workspace, cycle: Cycle, pool: Pool, claims: Sequence[Counted]
) -> PoolInCycle:
    weeks = pool_weeks(cycle, pool, claims)
    owner = None if pool.unit_id is None else Owner("unit", pool.unit_id)
    return PoolInCycle(
        pool_id=pool.pool_id,
        name=pool.name,
        measured_in=pool.measured_in,
        unit=None if owner is None else named(workspace, owner, cycle.cycle_id),
        claims=len(claims),
        objectives=len({one.claim.objective_id for one in claims}),
        capacity=summed(one.capacity for one in weeks),
        claimed=summed(one.claimed for one in weeks),
        over=summed(one.over for one in weeks),
        contested_weeks=sum(one.over > 0 for one in weeks),
    )


def _of_pool(workspace: Workspace, cycle: Cycle, pool: Pool, claims: Sequence[Counted]) -> View:
    contested = of_pool(workspace, cycle, pool, claims, workspace.objectives)
    first = sorted(claims, key=_place)[:SHOWN]
    shown = (_claimed(workspace, cycle, one) for one in first)
    return ResourcesOfPool(
        cycle_id=cycle.cycle_id,
        cycle=cycle.name,
        pool=_in_cycle(workspace, cycle, pool, claims),
        text=tuple(one.text for one in contested) or (_uncontested(len(claims)),),
        weeks=tuple(pool_weeks(cycle, pool, claims)),
        contentions=tuple(contested[:SHOWN]),
        claims_total=len(claims),
        claims=tuple(one for one in shown if one is not None),
    )


def _place(one: Counted) -> tuple[date, float, str]:
    return (one.claim.starts, -one.claim.per_week, one.claim.claim_id)


def _claimed(workspace: Workspace, cycle: Cycle, one: Counted) -> Claimed | None:
    claim, weeks = one
    objective = workspace.objectives.planned(claim.objective_id)
    if objective is None:
        return None
    return Claimed(
        claim_id=claim.claim_id,
        objective_id=claim.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, cycle.cycle_id),
        starts=claim.starts,
        ends=claim.ends,
        first_week=weeks.start,
        last_week=weeks.stop - 1,
        per_week=claim.per_week,
        note=claim.note,
    )


def _sentences(pools: Sequence[PoolInCycle], contested: Sequence[Contention]) -> Iterable[str]:
    if not pools:
        yield "No resource pool is open in this cycle."
        return
    asked = [one for one in pools if one.claims][:ASKED_MOST]
    if asked:
        names = [f"{one.name} ({counted(one.claims, 'claim')})" for one in asked]
        yield f"Most claimed: {listed(names)}."
    if not contested:
        yield _uncontested(sum(one.claims for one in pools))
    for one in contested[:SHOWN]:
        yield one.text


def _uncontested(claims: int) -> str:
    return "No resource pool is overbooked." if claims else "Nothing has been claimed yet."
