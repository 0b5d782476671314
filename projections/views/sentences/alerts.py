"""What people do about alerts, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.drift.handling import (
    AlertAcknowledged,
    AlertEvent,
    AlertJudged,
    AlertReopened,
    AlertResolved,
    AlertSnoozed,
)
from domain.wording import spoken_day
from projections.model.feed import Entry
from projections.model.veil import DRAFT


def tell(event: AlertEvent, entry: Entry) -> str:
    part = entry.part or "a key result"
    alert = f"the alert on '{part}'"
    match event:
        case AlertAcknowledged():
            return f"Acknowledged {alert}{_why(part, event.note)}"
        case AlertSnoozed():
            until = spoken_day(event.until, event.on)
            return f"Snoozed {alert} until {until}{_why(part, event.note)}"
        case AlertResolved():
            return f"Resolved {alert}{_why(part, event.reason)}"
        case AlertReopened():
            return f"Reopened {alert}{_why(part, event.reason)}"
        case AlertJudged():
            found = "useful" if event.verdict == "useful" else "not useful"
            return f"Found {alert} {found}{_why(part, event.note)}"
        case _:
            assert_never(event)


def _why(part: str, words: str) -> str:
    return f" ({words})" if words and part != DRAFT else ""
