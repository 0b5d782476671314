"""The strategic outcomes of a year, as several views read them off the model."""

from __future__ import annotations

from domain.outcome import Outcome
from domain.strategy import Strategy
from domain.values import CycleId, OutcomeId
from events.streams import STRATEGY
from projections.workspace import Workspace


def strategy(workspace: Workspace) -> Strategy:
    found: Strategy = workspace.state(STRATEGY)
    return found


def titled(workspace: Workspace, outcome_id: OutcomeId) -> str:
    """What an outcome is called, or nothing where only a newer version knows it."""
    outcome = strategy(workspace).outcomes.get(outcome_id)
    return "" if outcome is None else outcome.title


def outcomes_of(workspace: Workspace, year: CycleId) -> list[Outcome]:
    """In the order in which they were set."""
    return [one for one in strategy(workspace).outcomes.values() if one.cycle_id == year]
