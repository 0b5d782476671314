"""Which strategic outcomes of the year an objective advances."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar, Cycle
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.strategy.outcome import OutcomeGivenUp
from domain.strategy.strategy import Strategy
from domain.values import ObjectiveId, OutcomeId

# Commands


class SetOutcomes(Command, frozen=True):
    """State which outcomes of its year an objective advances; the list replaces the one before."""

    objective_id: ObjectiveId
    outcome_ids: Annotated[tuple[OutcomeId, ...], Meta(max_length=20)]


# Events


class OutcomesAdvanced(Event, frozen=True, tag="outcomes_advanced"):
    objective_id: ObjectiveId
    outcome_ids: tuple[OutcomeId, ...]


# State

Advanced = tuple[OutcomeId, ...]

EMPTY: Advanced = ()


class Context(Value, frozen=True):
    """The strategy, the calendar with its years, and the cycle that the objective is for."""

    strategy: Strategy
    calendar: Calendar
    cycle: Cycle


# Decide


def decide(state: Advanced, command: SetOutcomes, context: Context) -> list[OutcomesAdvanced]:
    wanted = tuple(dict.fromkeys(command.outcome_ids))
    if wanted == state:
        return []
    for outcome_id in wanted:
        if outcome_id not in state:
            _check(outcome_id, context)
    return [OutcomesAdvanced(command.objective_id, wanted)]


def _check(outcome_id: OutcomeId, context: Context) -> None:
    outcome = context.strategy.outcomes.get(outcome_id)
    if outcome is None:
        raise NoSuchOutcome(outcome_id=outcome_id)
    if outcome.dropped is not None:
        raise OutcomeGivenUp(title=outcome.title).at("outcome_ids")
    year = cycles.known(context.calendar, outcome.cycle_id)
    if not context.cycle.within(year):
        raise OutcomeOfAnotherYear(title=outcome.title, year=year.name, cycle=context.cycle.name)


def possible(wanted: Advanced, context: Context) -> Advanced:
    """Those of some outcomes that an objective of the cycle could advance."""
    return tuple(one for one in wanted if _is_possible(one, context))


def _is_possible(outcome_id: OutcomeId, context: Context) -> bool:
    try:
        _check(outcome_id, context)
    except Rejection:
        return False
    return True


# Evolve


def evolve(_: Advanced, event: OutcomesAdvanced) -> Advanced:
    return event.outcome_ids


# Refusals


class NoSuchOutcome(Rejection, code="no-such-outcome", field="outcome_ids"):
    """There is no outcome {outcome_id} in this workspace for an objective to advance."""


class OutcomeOfAnotherYear(Rejection, code="outcome-of-another-year", field="outcome_ids"):
    """The outcome '{title}' belongs to '{year}', and '{cycle}' is not part of that year."""
