"""What units ask of each other, promise and deliver, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.dependencies.dependency import (
    DependencyAccepted,
    DependencyBroughtForward,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyEvent,
    DependencyFlagged,
    DependencyReopened,
    DependencyRequested,
    DependencySlipped,
    DependencyWithdrawn,
)
from projections.model.feed import Entry


def tell(event: DependencyEvent, entry: Entry) -> str:
    return in_words(event, entry.part or "a dependency")


def in_words(event: DependencyEvent, what: str) -> str:  # noqa: C901 - a case per type
    """What happened to a dependency; `what` are the words for it, as in "'X' from Y"."""
    match event:
        case DependencyRequested():
            return f"Asked for {what}, needed by {event.due}."
        case DependencyAccepted():
            return f"Promised for {event.promised}: {what}."
        case DependencyDeclined():
            return f"Declined: {what} ({event.reason})"
        case DependencyFlagged():
            return f"At risk: {what} ({event.reason})"
        case DependencyConfirmed():
            return f"No longer at risk: {what}."
        case DependencySlipped():
            moved = f"from {event.before} to {event.promised}"
            return f"Slipped {moved}: {what} ({event.reason})"
        case DependencyBroughtForward():
            moved = f"from {event.before} to {event.promised}"
            return f"Brought forward {moved}: {what} ({event.reason})"
        case DependencyDelivered():
            return f"Delivered on {event.on}: {what}."
        case DependencyWithdrawn():
            return f"No longer needed: {what} ({event.reason})"
        case DependencyReopened():
            return f"Asked again for {what}, needed by {event.due} ({event.reason})"
        case _:
            assert_never(event)
