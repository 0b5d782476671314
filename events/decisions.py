"""Which streams each decision reads, and what of them the domain is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, assert_never

from domain import work, workspace
from domain.alignment import linking, review
from domain.alignment.linking import AlignmentCommand, LinkObjective
from domain.alignment.review import RaiseFinding, ReviewCommand
from domain.closing import closing
from domain.closing.closing import ClosingCommand
from domain.cycles import cycle
from domain.cycles.cycle import Calendar, CycleCommand, MoveCycle
from domain.dependencies.dependency import AcceptDependency, PromisingCommand
from domain.messages import Event
from domain.objectives import objective, state
from domain.objectives.advancing import SetOutcomes
from domain.objectives.objective import ObjectiveCommand
from domain.objectives.planning import DraftObjective, PlanningCommand
from domain.objectives.revision import RevisionCommand
from domain.objectives.state import Objective
from domain.organization import organization
from domain.organization.chart import Chart, Organization
from domain.organization.organization import OrganizationCommand
from domain.resources import claims, pools
from domain.resources.claims import ClaimCommand, ClaimResource
from domain.resources.pools import OpenPool, PoolCommand
from domain.rituals import schedule, sessions
from domain.rituals.schedule import RitualCommand
from domain.rituals.sessions import SessionCommand
from domain.strategy import strategy
from domain.strategy.strategy import StrategyCommand
from domain.values import CycleId, ObjectiveId
from domain.work import EditTask, PlanTask, WorkCommand
from domain.workspace import WorkspaceCommand
from events.streams import (
    CYCLES,
    ORGANIZATION,
    POOLS,
    RITUALS,
    STRATEGY,
    WORKSPACE,
    AnyCommand,
    alignment_stream,
    claims_stream,
    closing_stream,
    objective_stream,
    review_stream,
    session_stream,
    work_stream,
)

Streams = tuple[str, ...]


def reads(command: AnyCommand) -> Streams:
    """The streams that a decision depends on: first the one it is about, which gets the events.

    The workspace's own stream is read for every command, since it says what day it is there.
    """
    if isinstance(command, WorkspaceCommand):
        return (WORKSPACE,)
    return (*_reads(command), WORKSPACE)


def _reads(command: AnyCommand) -> Streams:  # noqa: C901 - a case per aggregate
    if isinstance(command, ObjectiveCommand):
        return (objective_stream(command.objective_id), *_beside_objective(command), CYCLES)
    if isinstance(command, AlignmentCommand):
        ends = [objective_stream(command.objective_id)]
        if isinstance(command, LinkObjective):
            ends.append(objective_stream(command.parent_objective_id))
        return (alignment_stream(command.cycle_id), *ends, CYCLES)
    if isinstance(command, OrganizationCommand):
        return (ORGANIZATION,)
    if isinstance(command, CycleCommand):
        account = (closing_stream(command.cycle_id),) if isinstance(command, MoveCycle) else ()
        return (CYCLES, *account)
    if isinstance(command, StrategyCommand):
        return (STRATEGY, ORGANIZATION, CYCLES)
    if isinstance(command, ReviewCommand):
        about = (*_named(_found_in(command)), ORGANIZATION)
        beside = about if isinstance(command, RaiseFinding) else ()
        return (review_stream(command.cycle_id), *beside, CYCLES)
    if isinstance(command, PoolCommand):
        return (POOLS, ORGANIZATION) if isinstance(command, OpenPool) else (POOLS,)
    if isinstance(command, ClaimCommand):
        return (claims_stream(command.cycle_id), *_named(_claimed_for(command)), POOLS, CYCLES)
    if isinstance(command, WorkCommand):
        own = work_stream(command.cycle_id, command.unit_id)
        return (own, *_named(_worked_toward(command)), ORGANIZATION, CYCLES)
    if isinstance(command, RitualCommand):
        return (RITUALS, ORGANIZATION)
    if isinstance(command, SessionCommand):
        named = map(objective_stream, sessions.objectives_in(command))
        aims = (STRATEGY,) if sessions.outcomes_in(command) else ()
        return (session_stream(command.session_id), *named, *aims, ORGANIZATION, CYCLES)
    if isinstance(command, ClosingCommand):
        scored = map(objective_stream, closing.about(command))
        return (closing_stream(command.cycle_id), CYCLES, ORGANIZATION, STRATEGY, *scored)
    if isinstance(command, WorkspaceCommand):
        return ()
    assert_never(command)


def _beside_objective(command: ObjectiveCommand) -> Streams:
    """What a decision about an objective reads beside it: check-ins, the many, read nothing."""
    if isinstance(command, DraftObjective):
        return (ORGANIZATION, *_named(command.carried_from))
    if isinstance(command, AcceptDependency):
        return (ORGANIZATION, *_named(command.by_objective_id))
    if isinstance(command, PlanningCommand | RevisionCommand | PromisingCommand):
        return (ORGANIZATION,)
    return (STRATEGY,) if isinstance(command, SetOutcomes) else ()


def _named(objective_id: ObjectiveId | None) -> Streams:
    return () if objective_id is None else (objective_stream(objective_id),)


def _claimed_for(command: ClaimCommand) -> ObjectiveId | None:
    return command.objective_id if isinstance(command, ClaimResource) else None


def _found_in(command: ReviewCommand) -> ObjectiveId | None:
    return command.objective_id if isinstance(command, RaiseFinding) else None


def _worked_toward(command: WorkCommand) -> ObjectiveId | None:
    return command.objective_id if isinstance(command, PlanTask | EditTask) else None


class Basis(NamedTuple):
    """What a decision rests on: the states that were read, the day, and who asks."""

    states: Mapping[str, Any]
    today: date
    actor: str

    def decide(self, command: AnyCommand) -> Sequence[Event]:  # noqa: C901 - a case per aggregate
        """What the domain says; raises its Rejection."""
        states = self.states
        own = reads(command)[0]
        if isinstance(command, ObjectiveCommand):
            return objective.decide(states[own], command, self._around_objective(command))
        if isinstance(command, AlignmentCommand):
            return linking.decide(states[own], command, self._ends(command))
        if isinstance(command, OrganizationCommand):
            return organization.decide(states[own], command)
        if isinstance(command, CycleCommand):
            begins = states[WORKSPACE].fiscal_start
            return cycle.decide(states[own], command, self._account(command), begins)
        if isinstance(command, StrategyCommand):
            aims = strategy.Context(self.today, self._chart(self.today), self._calendar)
            return strategy.decide(states[own], command, aims)
        if isinstance(command, ReviewCommand):
            cycle_of_review = self._calendar.cycles.get(command.cycle_id)
            chart, about = self._chart_of(command.cycle_id), self._objective(_found_in(command))
            seen = review.Context(cycle_of_review, chart, about)
            return review.decide(states[own], command, seen)
        if isinstance(command, PoolCommand):
            return pools.decide(states[own], command, self._chart(self.today))
        if isinstance(command, ClaimCommand):
            about = self._objective(_claimed_for(command))
            asked = claims.Context(self._calendar, states[POOLS], about)
            return claims.decide(states[own], command, asked)
        if isinstance(command, WorkCommand):
            about = self._objective(_worked_toward(command))
            there = work.Context(self._calendar, self._chart_of(command.cycle_id), about)
            return work.decide(states[own], command, there)
        if isinstance(command, RitualCommand):
            return schedule.decide(states[own], command, self._chart(self.today))
        if isinstance(command, SessionCommand):
            return sessions.decide(states[own], command, self._meeting(command))
        if isinstance(command, ClosingCommand):
            return closing.decide(states[own], command, self._sitting(command))
        if isinstance(command, WorkspaceCommand):
            return workspace.decide(states[own], command)
        assert_never(command)

    # What the states say

    @property
    def _calendar(self) -> Calendar:
        calendar: Calendar = self.states[CYCLES]
        return calendar

    def _objective(self, objective_id: ObjectiveId | None) -> Objective | None:
        return None if objective_id is None else self.states[objective_stream(objective_id)]

    def _chart(self, day: date) -> Chart:
        known: Organization = self.states.get(ORGANIZATION, organization.EMPTY)
        return known.at(day)

    def _chart_of(self, cycle_id: CycleId) -> Chart:
        """The organization of the day on which a cycle is seen."""
        about = self._calendar.cycles.get(cycle_id)
        return self._chart(about.as_of(self.today) if about else self.today)

    # What each decision is told beside its own state

    def _around_objective(self, command: ObjectiveCommand) -> state.Context:
        producing = command.by_objective_id if isinstance(command, AcceptDependency) else None
        source = command.carried_from if isinstance(command, DraftObjective) else None
        return state.Context(
            self.today,
            self.actor,
            self.states.get(ORGANIZATION, organization.EMPTY),
            self._calendar,
            self._objective(producing),
            self._objective(source),
            self.states.get(STRATEGY, strategy.EMPTY),
        )

    def _ends(self, command: AlignmentCommand) -> linking.Context:
        parent = command.parent_objective_id if isinstance(command, LinkObjective) else None
        child = self._objective(command.objective_id)
        return linking.Context(child, self._objective(parent), self._calendar)

    def _account(self, command: CycleCommand) -> cycle.Account:
        if not isinstance(command, MoveCycle):
            return cycle.NO_ACCOUNT
        state: closing.Closing = self.states[closing_stream(command.cycle_id)]
        return state.account(self._calendar.cycles.get(command.cycle_id))

    def _meeting(self, command: SessionCommand) -> sessions.Context:
        named = sessions.objectives_in(command)
        aims: strategy.Strategy = self.states.get(STRATEGY, strategy.EMPTY)
        return sessions.Context(
            self.today,
            self._chart(self.today),
            self._calendar,
            frozenset(one for one in named if self._objective(one) is not None),
            sessions.outcomes_in(command) & aims.outcomes.keys(),
        )

    def _sitting(self, command: ClosingCommand) -> closing.Context:
        return closing.Context(
            self._calendar,
            self._chart_of(command.cycle_id),
            self.states[STRATEGY],
            {one: self._objective(one) for one in closing.about(command)},
        )
