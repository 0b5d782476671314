"""An objective with its key results, from draft to published: what a team commits to.

This is the aggregate put together. What an objective is: `commitment`. Its rules: `planning`,
`negotiation`, `revision`, `check_in`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import open_for_planning
from domain.dependencies import dependency
from domain.dependencies.dependency import (
    AcceptDependency,
    DependencyCommand,
    DependencyEvent,
    RequestDependency,
    UnknownDependency,
)
from domain.errors import Rejection
from domain.measuring import check_in, forecast
from domain.measuring.check_in import CheckInCommand, CheckInEvent, CheckIns
from domain.measuring.forecast import ForecastGiven, GiveForecast
from domain.objectives import advancing, negotiation, planning, revision
from domain.objectives.advancing import OutcomesAdvanced, SetOutcomes
from domain.objectives.negotiation import NegotiationCommand, NegotiationEvent
from domain.objectives.planning import (
    DraftObjective,
    ObjectiveDrafted,
    PlanningCommand,
    PlanningEvent,
)
from domain.objectives.revision import RevisionCommand, RevisionEvent
from domain.objectives.state import (
    Context,
    KeyResult,
    Objective,
    ObjectiveIsWithdrawn,
    UnknownKeyResult,
)
from domain.organization.chart import Chart
from domain.values import KeyResultId, UnitId

ObjectiveCommand = (
    PlanningCommand
    | NegotiationCommand
    | RevisionCommand
    | CheckInCommand
    | GiveForecast
    | DependencyCommand
    | SetOutcomes
)

CommitmentEvent = PlanningEvent | NegotiationEvent | RevisionEvent
"""What is planned, agreed and revised, as opposed to what is reported."""

ObjectiveEvent = CommitmentEvent | CheckInEvent | ForecastGiven | DependencyEvent | OutcomesAdvanced

# Decide


def decide(
    state: Objective | None, command: ObjectiveCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    if isinstance(command, DraftObjective):
        return planning.draft(state, command, context)
    if state is None:
        raise UnknownObjective(objective_id=command.objective_id)
    if isinstance(command, PlanningCommand):
        return planning.decide(state, command, context)
    if isinstance(command, NegotiationCommand):
        return negotiation.decide(state, command, context)
    if isinstance(command, RevisionCommand):
        return revision.decide(state, command, context)
    if isinstance(command, CheckInCommand):
        return _report(state, command, context)
    if isinstance(command, GiveForecast):
        return _forecast(state, command, context)
    if isinstance(command, DependencyCommand):
        return _depend(state, command, context)
    if isinstance(command, SetOutcomes):
        return _set_outcomes(state, command, context)
    assert_never(command)


def _measured(state: Objective, key_result_id: KeyResultId) -> KeyResult:
    """A key result that is there and published, so that something can be said of how it goes."""
    key_result = state.key_results.get(key_result_id)
    if key_result is None:
        planning.not_removed(state, key_result_id)
        raise UnknownKeyResult(key_result_id=key_result_id)
    if state.withdrawn:
        raise ObjectiveIsWithdrawn
    if state.stage != "published":
        raise NotPublished(stage=state.stage)
    return key_result


def _report(
    state: Objective, command: CheckInCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    key_result = _measured(state, command.key_result_id)
    cycle = cycles.known(context.calendar, state.cycle_id)
    if cycle.phase in ("drafting", "review"):
        raise CycleNotActive(cycle=cycle.name, phase=cycle.phase)
    who = context.actor, context.acting_for
    about = check_in.Context(context.today, key_result.metric, cycle, *who)
    return check_in.decide(key_result.check_ins, command, about)


def _forecast(
    state: Objective, command: GiveForecast, context: Context
) -> Sequence[ObjectiveEvent]:
    key_result = _measured(state, command.key_result_id)
    cycle = cycles.known(context.calendar, state.cycle_id)
    about = forecast.Context(context.today, key_result.metric, cycle, context.speaks_as)
    return forecast.decide(key_result.forecasts, command, about)


def _depend(
    state: Objective, command: DependencyCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    if isinstance(command, RequestDependency):
        key_result = state.key_results.get(command.key_result_id)
        if key_result is None:
            raise UnknownKeyResult(key_result_id=command.key_result_id)
        _asked_here_only(state, command)
    else:
        key_result = state.needing(command.dependency_id)
        if key_result is None:
            raise UnknownDependency(dependency_id=command.dependency_id)
    cycle = cycles.known(context.calendar, state.cycle_id)
    owners = (state.owner, key_result.owner or state.owner)
    consumer = dependency.Consumer(owners, key_result.dependencies)
    about = dependency.Context(context.today, cycle, context.organization)
    if isinstance(command, AcceptDependency):
        about = replace(about, producer=_producer(state, context.producing, about.chart))
    decided = dependency.decide(consumer, command, about)
    if decided and state.withdrawn:
        raise ObjectiveIsWithdrawn
    return decided


def _producer(state: Objective, producing: Objective | None, chart: Chart) -> UnitId | None:
    """The unit of the objective that will produce it, if that is one of this cycle."""
    if producing is None or producing.withdrawn or producing.cycle_id != state.cycle_id:
        return None
    return chart.unit_of(producing.owner)


def _asked_here_only(state: Objective, command: RequestDependency) -> None:
    """Refuse an identifier that belongs to what another key result needs, or needed."""
    for key, other in state.ever_measured_by.items():
        if key != command.key_result_id and command.dependency_id in other.dependencies:
            asked = other.dependencies[command.dependency_id].asked
            raise dependency.DependencyExists(deliverable=asked.deliverable)


def _set_outcomes(
    state: Objective, command: SetOutcomes, context: Context
) -> Sequence[ObjectiveEvent]:
    cycle = cycles.known(context.calendar, state.cycle_id)
    about = advancing.Context(context.strategy, context.calendar, cycle)
    decided = advancing.decide(state.outcomes, command, about)
    if decided:
        open_for_planning(context.calendar, state.cycle_id)
        if state.withdrawn:
            raise ObjectiveIsWithdrawn
    return decided


# Evolve


def evolve(state: Objective | None, event: ObjectiveEvent) -> Objective | None:
    """Total: an event about an objective or key result that is not there changes nothing."""
    if isinstance(event, ObjectiveDrafted):
        return planning.drafted(event)
    if state is None:
        return None
    if isinstance(event, CheckInEvent):
        return take_reports(state, [event])
    if isinstance(event, ForecastGiven):
        return _with_forecast(state, event)
    if isinstance(event, PlanningEvent):
        return planning.evolve(state, event)
    if isinstance(event, NegotiationEvent):
        return negotiation.evolve(state, event)
    if isinstance(event, RevisionEvent):
        return revision.evolve(state, event)
    if isinstance(event, DependencyEvent):
        return _with_dependency(state, event)
    if isinstance(event, OutcomesAdvanced):
        return replace(state, outcomes=advancing.evolve(state.outcomes, event))
    assert_never(event)


def _with_forecast(state: Objective, event: ForecastGiven) -> Objective:
    key_result = state.key_results.get(event.key_result_id)
    if key_result is None:
        return state
    changed = replace(key_result, forecasts=forecast.evolve(key_result.forecasts, event))
    return replace(state, key_results={**state.key_results, event.key_result_id: changed})


def _with_dependency(state: Objective, event: DependencyEvent) -> Objective:
    key_result = state.key_results.get(event.key_result_id)
    if key_result is None:
        return state
    changed = replace(key_result, dependencies=dependency.evolve(key_result.dependencies, event))
    return replace(state, key_results={**state.key_results, event.key_result_id: changed})


def take_reports(state: Objective, events: Sequence[CheckInEvent]) -> Objective:
    """What evolving by one event after the other gives, with one copy for all of what changes."""
    known = state.key_results
    taken: dict[KeyResultId, CheckIns] = {}
    for event in events:
        key = event.key_result_id
        if key in known:
            taken[key] = check_in.evolve(taken.get(key, known[key].check_ins), event)
    changed = {key: replace(known[key], check_ins=check_ins) for key, check_ins in taken.items()}
    return replace(state, key_results={**known, **changed})


# Refusals


class UnknownObjective(Rejection, code="unknown-objective", kind="missing", field="objective_id"):
    """There is no objective {objective_id} in this workspace."""


class NotPublished(Rejection, code="not-published", kind="conflict"):
    """The objective is {stage}: it takes check-ins and forecasts once it is published."""


class CycleNotActive(Rejection, code="cycle-not-active", kind="conflict"):
    """The cycle '{cycle}' is in its {phase} phase: check-ins begin when it is active."""
