"""What happens to the resource pools, and who claims them, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.resources.claims import ClaimChanged, ClaimEvent, ClaimReleased, ResourceClaimed
from domain.resources.pools import CapacityChanged, PoolClosed, PoolEvent, PoolOpened
from projections.model.feed import Entry


def tell(event: PoolEvent | ClaimEvent, entry: Entry) -> str:
    match event:
        case PoolOpened():
            amount = f"{event.per_week:.15g} {event.measured_in} a week"
            return f"Opened the pool '{event.name}' on {event.opens}: {amount}."
        case CapacityChanged():
            capacity = f"{event.per_week:.15g} a week from {event.starts} on"
            return f"The capacity of the {_pool(entry)} is {capacity}."
        case PoolClosed():
            return f"The {_pool(entry)} closes on {event.closes}."
        case ResourceClaimed():
            asked = f"{event.per_week:.15g} a week of the {_pool(entry)}"
            return f"Claimed {asked}, {event.starts} to {event.ends}, for: {_title(entry)}"
        case ClaimChanged():
            asked = f"{event.per_week:.15g} a week of the {_pool(entry)}"
            return f"Changed a claim to {asked}, {event.starts} to {event.ends}: {_title(entry)}"
        case ClaimReleased():
            why = f" ({event.reason})" if event.reason else ""
            return f"Released a claim on the {_pool(entry)} for: {_title(entry)}{why}"
        case _:
            assert_never(event)


def _pool(entry: Entry) -> str:
    return f"pool '{entry.part}'" if entry.part else "pool"


def _title(entry: Entry) -> str:
    return entry.subject or "an objective"
