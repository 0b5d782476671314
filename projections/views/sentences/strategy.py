"""What is bet on, aimed at and assessed, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.strategy.outcome_reports import OutcomeAssessed, OutcomeReported
from domain.strategy.strategy import BetEnded, BetPlaced, StrategyEvent
from projections.model.feed import Entry

ENDED = {"reached": "was reached", "partly": "was partly reached", "missed": "was missed"}


def tell(event: StrategyEvent, entry: Entry) -> str:
    title = entry.part or "an outcome"
    match event:
        case BetPlaced():
            verb = "Set the north star" if event.kind == "north_star" else "Placed a bet"
            return f"{verb}: {event.title}"
        case BetEnded():
            return f"Ended on {event.on}: {entry.part or 'a bet'} ({event.reason})"
        case OutcomeSet():
            verb = "Set an outcome" if event.refreshed_from is None else "Refreshed an outcome"
            return f"{verb} of the year: {event.title}"
        case OutcomeEdited():
            return f"Reworded an outcome of the year: {event.title}"
        case OutcomeDropped():
            return f"Dropped the outcome: {title} ({event.reason})"
        case OutcomeReported():
            return f"'{title}' stood at {event.value:.15g} on {event.effective}."
        case OutcomeAssessed():
            return f"'{title}' {ENDED[event.verdict]}."
        case _:
            assert_never(event)
