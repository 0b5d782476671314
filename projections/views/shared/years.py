"""The strategic outcomes of a year, as several views read them off the model."""

from __future__ import annotations

from collections.abc import Iterable

from domain.cycles.cycle import Cycle
from domain.strategy.outcome import Outcome
from domain.strategy.strategy import Strategy
from domain.values import CycleId, OutcomeId
from events.streams import STRATEGY
from projections.model.workspace import Workspace


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


def years_of(workspace: Workspace, cycle: Cycle) -> Iterable[CycleId]:
    """The years that a cycle belongs to; more than one where calendar and fiscal years are kept."""
    for year in workspace.calendar.cycles.values():
        if year.kind == "year" and cycle.within(year):
            yield year.cycle_id


def spans_of(workspace: Workspace, year: Cycle) -> list[Cycle]:
    """The quarters of a year and whatever else belongs to it, the year itself among them."""
    found = [
        cycle
        for cycle in workspace.calendar.cycles.values()
        if cycle.cycle_id == year.cycle_id or (cycle.kind != "year" and cycle.within(year))
    ]
    return sorted(found, key=lambda cycle: (cycle.starts, cycle.ends, cycle.cycle_id))
