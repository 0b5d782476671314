"""What each decision is told beside the state of its own stream."""

from __future__ import annotations

from collections.abc import Sequence

from domain import preferences, work, workspace
from domain.access.identity import person_of
from domain.access.whose import counted_as, speaks_as
from domain.alignment import linking, review
from domain.alignment.linking import AlignmentCommand, LinkObjective
from domain.alignment.review import AnswerFinding, RaiseFinding, ReviewCommand
from domain.closing import closing
from domain.closing.closing import ClosingCommand
from domain.conversation import acknowledging, comments
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import CommentCommand
from domain.cycles import cycle
from domain.cycles.cycle import CycleCommand
from domain.dependencies.dependency import AcceptDependency
from domain.drift import handling
from domain.drift.handling import AlertCommand
from domain.messages import Event
from domain.objectives import objective, state
from domain.objectives.objective import ObjectiveCommand
from domain.objectives.planning import DraftObjective
from domain.organization import organization
from domain.organization.organization import OrganizationCommand
from domain.preferences import PreferenceCommand
from domain.resources import claims, pools
from domain.resources.claims import ClaimCommand, ClaimResource
from domain.resources.pools import PoolCommand
from domain.rituals import schedule, sessions
from domain.rituals.schedule import RitualCommand
from domain.rituals.sessions import SessionCommand
from domain.strategy import strategy
from domain.strategy.strategy import StrategyCommand
from domain.work import EditTask, PlanTask, WorkCommand
from domain.workspace import WorkspaceCommand
from events.basis import Basis
from events.streams import (
    POOLS,
    RITUALS,
    STRATEGY,
    WORKSPACE,
    closing_stream,
)


def about_workspace(command: WorkspaceCommand, basis: Basis) -> Sequence[Event]:
    return workspace.decide(basis.own, command)


def about_organization(command: OrganizationCommand, basis: Basis) -> Sequence[Event]:
    return organization.decide(basis.own, command)


def about_preferences(command: PreferenceCommand, basis: Basis) -> Sequence[Event]:
    return preferences.decide(basis.own, command, basis.chart)


def about_cycles(command: CycleCommand, basis: Basis) -> Sequence[Event]:
    about = basis.calendar.cycles.get(command.cycle_id)
    account = basis.shared(closing_stream(command.cycle_id), lambda known: known.account(about))
    return cycle.decide(basis.own, command, account, basis.state(WORKSPACE).fiscal_start)


def about_strategy(command: StrategyCommand, basis: Basis) -> Sequence[Event]:
    context = strategy.Context(basis.today, basis.chart, basis.calendar)
    return strategy.decide(basis.own, command, context)


def about_objective(command: ObjectiveCommand, basis: Basis) -> Sequence[Event]:
    producing = source = basis.withheld("objective")
    if isinstance(command, AcceptDependency):
        producing = basis.objective(command.by_objective_id)
    if isinstance(command, DraftObjective):
        source = basis.objective(command.carried_from)
    context = state.Context(
        basis.today,
        basis.actor.id,
        basis.organization,
        basis.calendar,
        producing,
        source,
        basis.strategy,
        counted_as(basis.actor, basis.organization, basis.today),
        basis.actor.for_id,
        speaks_as(basis.actor, basis.organization, basis.today),
    )
    return objective.decide(basis.own, command, context)


def about_alignment(command: AlignmentCommand, basis: Basis) -> Sequence[Event]:
    parent = basis.withheld("objective")
    if isinstance(command, LinkObjective):
        parent = basis.objective(command.parent_objective_id)
    context = linking.Context(basis.objective(command.objective_id), parent, basis.calendar)
    return linking.decide(basis.own, command, context)


def about_review(command: ReviewCommand, basis: Basis) -> Sequence[Event]:
    about = basis.withheld("objective")
    if isinstance(command, RaiseFinding | AnswerFinding):
        about = basis.objective(command.objective_id)
    cycle_of_review = basis.calendar.cycles.get(command.cycle_id)
    context = review.Context(cycle_of_review, basis.chart_of(command.cycle_id), about)
    return review.decide(basis.own, command, context)


def about_pools(command: PoolCommand, basis: Basis) -> Sequence[Event]:
    return pools.decide(basis.own, command, basis.chart)


def about_claims(command: ClaimCommand, basis: Basis) -> Sequence[Event]:
    about = basis.withheld("objective")
    if isinstance(command, ClaimResource):
        about = basis.objective(command.objective_id)
    context = claims.Context(basis.calendar, basis.shared(POOLS), about)
    return claims.decide(basis.own, command, context)


def about_work(command: WorkCommand, basis: Basis) -> Sequence[Event]:
    toward = basis.withheld("objective")
    if isinstance(command, PlanTask | EditTask):
        toward = basis.objective(command.objective_id)
    context = work.Context(basis.calendar, basis.chart_of(command.cycle_id), toward)
    return work.decide(basis.own, command, context)


def about_rituals(command: RitualCommand, basis: Basis) -> Sequence[Event]:
    return schedule.decide(basis.own, command, basis.chart)


def about_session(command: SessionCommand, basis: Basis) -> Sequence[Event]:
    objectives = (
        one for one in sessions.objectives_in(command) if basis.objective(one) is not None
    )
    outcomes = sessions.outcomes_in(command)
    if outcomes:
        outcomes &= basis.state(STRATEGY).outcomes.keys()
    context = sessions.Context(
        basis.today, basis.chart, basis.calendar, frozenset(objectives), outcomes
    )
    return sessions.decide(basis.own, command, context)


def about_comments(command: CommentCommand, basis: Basis) -> Sequence[Event]:
    about = basis.objective(command.objective_id)
    return comments.decide(basis.own, command, comments.Context(basis.actor.id, about, basis.chart))


def about_acknowledging(command: AcknowledgeCheckIn, basis: Basis) -> Sequence[Event]:
    about = basis.objective(command.objective_id)
    counted = counted_as(basis.actor, basis.organization, basis.today)
    people = frozenset(one for one in map(person_of, counted) if one is not None)
    context = acknowledging.Context(basis.actor.id, counted, people, about)
    return acknowledging.decide(basis.own, command, context)


def about_alerts(command: AlertCommand, basis: Basis) -> Sequence[Event]:
    context = handling.Context(
        basis.actor.id,
        basis.today,
        basis.objective(command.objective_id),
        basis.calendar,
        basis.organization,
        basis.shared(RITUALS),
    )
    return handling.decide(basis.own, command, context)


def about_closing(command: ClosingCommand, basis: Basis) -> Sequence[Event]:
    context = closing.Context(
        basis.calendar,
        basis.chart_of(command.cycle_id),
        basis.strategy,
        {one: basis.objective(one) for one in closing.about(command)},
    )
    return closing.decide(basis.own, command, context)
