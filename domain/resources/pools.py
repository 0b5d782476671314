"""Resource pools: what several teams draw from, and how much of it there is per week.

The people of a design team, a laboratory's hours, a budget: each pool is measured in a unit of its
own. How much there is changes from a day on, and what was there before stays known.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Annotated, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.organization.chart import Chart
from domain.organization.organization import check_there
from domain.values import SAID, Name, PoolId, UnitId, ordinary

Measure = Annotated[str, Meta(min_length=1, max_length=60, pattern=SAID)]
"""What a pool is counted in, in the plural: person-days."""

# Commands


class OpenPool(Command, frozen=True):
    """Open a pool to claims from a day on; it may belong to a unit, such as the time of a team."""

    pool_id: PoolId
    name: Name
    measured_in: Measure
    per_week: float
    opens: date
    unit_id: UnitId | None = None


class ChangeCapacity(Command, frozen=True):
    """Change the capacity per week from a day on, until a later change."""

    pool_id: PoolId
    starts: date
    per_week: float


class ClosePool(Command, frozen=True):
    """Close a pool from a day on. Claims beyond that day are contested."""

    pool_id: PoolId
    closes: date


PoolCommand = OpenPool | ChangeCapacity | ClosePool

# Events


class PoolOpened(Event, frozen=True, tag="pool_opened"):
    pool_id: PoolId
    name: str
    measured_in: str
    per_week: float
    opens: date
    unit_id: UnitId | None = None


class CapacityChanged(Event, frozen=True, tag="capacity_changed"):
    pool_id: PoolId
    starts: date
    per_week: float


class PoolClosed(Event, frozen=True, tag="pool_closed"):
    pool_id: PoolId
    closes: date


PoolEvent = PoolOpened | CapacityChanged | PoolClosed

# State


class Capacity(Value, frozen=True):
    """How much there is per week from a day on."""

    starts: date
    per_week: float


class Pool(Value, frozen=True):
    """`capacities` are in the order of their days, the first of them on the day it opens."""

    pool_id: PoolId
    name: str
    measured_in: str
    unit_id: UnitId | None
    opens: date
    capacities: tuple[Capacity, ...]
    closes: date | None = None

    def per_week(self, day: date) -> float:
        """How much there is per week on a day: nothing before the pool opens or once it closes."""
        if self.closes is not None and day >= self.closes:
            return 0.0
        place = bisect_right(self.capacities, day, key=_starts)
        return self.capacities[place - 1].per_week if place else 0.0

    def most(self, first: date, last: date) -> float:
        """The most that there is per week on any day from the first to the last."""
        days = [first, *(one.starts for one in self.capacities if first < one.starts <= last)]
        return max(map(self.per_week, days))

    def is_open(self, first: date, last: date) -> bool:
        """Whether it is open from the first day to the last."""
        return self.opens <= first and (self.closes is None or last < self.closes)


def _starts(capacity: Capacity) -> date:
    return capacity.starts


class Pools(Value, frozen=True):
    pools: dict[PoolId, Pool] = {}


EMPTY = Pools()

# Decide


def decide(state: Pools, command: PoolCommand, organization: Chart) -> list[PoolEvent]:
    match command:
        case OpenPool():
            return _open(state, command, organization)
        case ChangeCapacity():
            return _change(known(state, command.pool_id), command)
        case ClosePool():
            return _close(known(state, command.pool_id), command)
        case _:
            assert_never(command)


def known(state: Pools, pool_id: PoolId) -> Pool:
    pool = state.pools.get(pool_id)
    if pool is None:
        raise UnknownPool(pool_id=pool_id)
    return pool


def _open(state: Pools, command: OpenPool, organization: Chart) -> list[PoolEvent]:
    event = PoolOpened(
        pool_id=command.pool_id,
        name=command.name,
        measured_in=command.measured_in,
        per_week=command.per_week,
        opens=command.opens,
        unit_id=command.unit_id,
    )
    present = state.pools.get(command.pool_id)
    if present is not None:
        # As it was opened: its capacity may have changed since, and it may be closed.
        first = present.capacities[:1]
        if replace(present, capacities=first, closes=None) == _opened(event):
            return []
        raise PoolExists(name=present.name)
    _ordinary(command.per_week)
    if command.unit_id is not None:
        check_there(organization, command.unit_id)
    for pool in state.pools.values():
        if pool.name == command.name and pool.closes is None:
            raise PoolNameTaken(name=command.name)
    return [event]


def _change(pool: Pool, command: ChangeCapacity) -> list[PoolEvent]:
    _ordinary(command.per_week)
    if not pool.is_open(command.starts, command.starts):
        raise PoolIsClosed(name=pool.name, day=command.starts)
    if pool.per_week(command.starts) == command.per_week:
        return []
    return [CapacityChanged(command.pool_id, command.starts, command.per_week)]


def _close(pool: Pool, command: ClosePool) -> list[PoolEvent]:
    if pool.closes == command.closes:
        return []
    if not pool.is_open(command.closes, command.closes):
        raise PoolIsClosed(name=pool.name, day=command.closes)
    return [PoolClosed(command.pool_id, command.closes)]


def _ordinary(per_week: float) -> None:
    if not (ordinary(per_week) and per_week >= 0):
        raise CapacityOutOfBounds


# Evolve


def evolve(state: Pools, event: PoolEvent) -> Pools:
    """Total: an event about a pool that is not there changes nothing."""
    if isinstance(event, PoolOpened):
        return Pools({**state.pools, event.pool_id: _opened(event)})
    pool = state.pools.get(event.pool_id)
    if pool is None:
        return state
    match event:
        case CapacityChanged():
            changed = replace(pool, capacities=_with(pool.capacities, event))
        case PoolClosed():
            changed = replace(pool, closes=event.closes)
        case _:
            assert_never(event)
    return Pools({**state.pools, event.pool_id: changed})


def _opened(event: PoolOpened) -> Pool:
    return Pool(
        pool_id=event.pool_id,
        name=event.name,
        measured_in=event.measured_in,
        unit_id=event.unit_id,
        opens=event.opens,
        capacities=(Capacity(event.opens, event.per_week),),
    )


def _with(capacities: tuple[Capacity, ...], event: CapacityChanged) -> tuple[Capacity, ...]:
    """The later change of the same day holds."""
    others = [one for one in capacities if one.starts != event.starts]
    return tuple(sorted([*others, Capacity(event.starts, event.per_week)], key=_starts))


def title(state: Pools, event: PoolEvent) -> str:
    pool = state.pools.get(event.pool_id)
    return pool.name if pool else ""


# Refusals


class PoolExists(Rejection, code="pool-exists", kind="conflict"):
    """This identifier already belongs to the pool '{name}', which differs from what was sent."""


class PoolNameTaken(Rejection, code="pool-name-taken", kind="conflict", field="name"):
    """There is already an open pool called '{name}'."""


class CapacityOutOfBounds(Rejection, code="capacity-out-of-bounds", field="per_week"):
    """A capacity has to be a number from 0 to 1e15."""


class UnknownPool(Rejection, code="unknown-pool", kind="missing", field="pool_id"):
    """There is no pool {pool_id} in this workspace."""


class PoolIsClosed(Rejection, code="pool-is-closed", kind="conflict", field="pool_id"):
    """The pool '{name}' is not open on {day}."""
