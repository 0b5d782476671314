"""Closing a cycle: from the roll of its objectives over scores and lessons to the quarter reset.

The roll says which objectives are published. No decision could read them all, so whoever calls it
hands the list in; nothing is published while a cycle is scored, so a list that was read in the
present round of scoring is complete (docs/adr/0013).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from domain.closing import reset, retrospective, scores
from domain.closing.reset import CarryOver, CycleReset, ResetCycle
from domain.closing.retrospective import HoldRetrospective, RetrospectiveHeld
from domain.closing.scores import ObjectiveScored, ScoreObjective
from domain.cycles import cycle as cycles
from domain.cycles.cycle import Account, Calendar, Cycle
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.state import Objective
from domain.organization.chart import Chart
from domain.organization.consistency import UnknownUnit, check_unit
from domain.strategy.strategy import Strategy
from domain.values import CycleId, ObjectiveId, UnitId

# Commands


class CallRoll(Command, frozen=True):
    """List all published objectives of a cycle, as read since it last entered scoring."""

    cycle_id: CycleId
    objectives: tuple[ObjectiveId, ...]
    round: int


ClosingCommand = CallRoll | ScoreObjective | HoldRetrospective | ResetCycle

# Events


class RollCalled(Event, frozen=True, tag="roll_called"):
    cycle_id: CycleId
    objectives: tuple[ObjectiveId, ...]
    round: int


ClosingEvent = RollCalled | ObjectiveScored | RetrospectiveHeld | CycleReset

# State


class Closing(Value, frozen=True):
    """What there is to close a cycle with. The company's retrospective is kept under ''."""

    roll: tuple[ObjectiveId, ...] = ()
    round: int = 0
    scores: dict[ObjectiveId, ObjectiveScored] = {}
    retrospectives: dict[str, RetrospectiveHeld] = {}
    reset: CycleReset | None = None

    @property
    def looked_back(self) -> bool:
        """Whether the company has held its retrospective and learned something."""
        company = self.retrospectives.get("")
        return company is not None and bool(company.lessons)

    @property
    def carried(self) -> dict[ObjectiveId, ObjectiveId]:
        """What each objective that was carried over became."""
        decisions = () if self.reset is None else self.reset.decisions
        return {
            one.objective_id: one.into_objective_id
            for one in decisions
            if isinstance(one, CarryOver)
        }

    def scored(self, cycle: Cycle) -> dict[ObjectiveId, ObjectiveScored]:
        """The scores of this round: a cycle that was active again in between is scored anew."""
        return {key: one for key, one in self.scores.items() if one.round == cycle.rounds}

    def account(self, cycle: Cycle | None) -> Account:
        """What the phases of a cycle depend on."""
        if cycle is None:
            return cycles.NO_ACCOUNT
        scored = self.scored(cycle)
        return Account(
            called=0 < self.round == cycle.rounds,
            unscored=sum(one not in scored for one in self.roll),
            looked_back=self.looked_back,
            reset=self.reset is not None,
        )


class Context(Value, frozen=True):
    """What a decision depends on beside the closing: the objectives that it is about, as well."""

    calendar: Calendar
    organization: Chart
    strategy: Strategy
    objectives: dict[ObjectiveId, Objective | None] = {}


EMPTY = Closing()


def about(command: ClosingCommand) -> list[ObjectiveId]:
    """The objectives that a decision has to know."""
    match command:
        case ScoreObjective():
            return [command.objective_id]
        case HoldRetrospective():
            named = (lesson.objective_id for lesson in command.lessons)
            return list(dict.fromkeys(one for one in named if one is not None))
        case CallRoll() | ResetCycle():
            return []
        case _:
            assert_never(command)


def full(state: Closing, cycle: Cycle) -> bool:
    """Whether a cycle was run to its end: closed, scored and looked back on."""
    return cycle.phase == "closed" and state.looked_back and bool(state.scores)


# Decide


def decide(state: Closing, command: ClosingCommand, context: Context) -> Sequence[ClosingEvent]:
    cycle = cycles.known(context.calendar, command.cycle_id)
    match command:
        case CallRoll():
            return _call_roll(state, command, cycle)
        case ScoreObjective():
            return _score(state, command, cycle, context)
        case HoldRetrospective():
            return _hold_retrospective(state, command, cycle, context)
        case ResetCycle():
            return _reset(state, command, cycle, context)
        case _:
            assert_never(command)


def _call_roll(state: Closing, command: CallRoll, cycle: Cycle) -> Sequence[ClosingEvent]:
    if (state.roll, state.round) == (command.objectives, command.round):
        return []
    if cycle.phase != "scoring":
        raise NotInScoring(cycle=cycle.name, phase=cycle.phase)
    if command.round != cycle.rounds:
        raise RollOutdated
    named = set(command.objectives)
    for scored in state.scored(cycle):
        if scored not in named:
            raise RollIncomplete(objective_id=scored)
    return [RollCalled(command.cycle_id, command.objectives, command.round)]


def _score(
    state: Closing, command: ScoreObjective, cycle: Cycle, context: Context
) -> Sequence[ClosingEvent]:
    objective = context.objectives.get(command.objective_id)
    if objective is None or objective.cycle_id != command.cycle_id:
        raise NothingToScore(objective_id=command.objective_id)
    if cycle.phase != "scoring":
        raise NotInScoring(cycle=cycle.name, phase=cycle.phase)
    if objective.stage != "published":
        raise ScoredUnpublished(stage=objective.stage)
    event = scores.score(objective, command, cycle)
    return [] if state.scores.get(command.objective_id) == event else [event]


def _hold_retrospective(
    state: Closing, command: HoldRetrospective, cycle: Cycle, context: Context
) -> Sequence[ClosingEvent]:
    event = retrospective.hold(command, _whose(command.unit_id, cycle, context.organization))
    if state.retrospectives.get(event.unit_id or "") == event:
        return []
    if cycle.phase == "closed":
        raise cycles.CycleClosed(cycle=cycle.name)
    if cycle.phase not in ("active", "scoring"):
        raise NothingToLookBackOn(cycle=cycle.name, phase=cycle.phase)
    for number, lesson in enumerate(event.lessons):
        place = f"lessons[{number}]"
        objective_id, outcome_id = lesson.objective_id, lesson.outcome_id
        about = None if objective_id is None else context.objectives.get(objective_id)
        if objective_id is not None and (about is None or about.cycle_id != command.cycle_id):
            missing = LessonAboutNothing(kind="objective", id=objective_id)
            raise missing.at(f"{place}.objective_id")
        if outcome_id is not None and outcome_id not in context.strategy.outcomes:
            raise LessonAboutNothing(kind="outcome", id=outcome_id).at(f"{place}.outcome_id")
    return [event]


def _whose(unit_id: UnitId | None, cycle: Cycle, organization: Chart) -> UnitId | None:
    """Who looks back: the company if no unit does, or a unit that was there at any time."""
    if unit_id is None:
        return None
    unit = organization.unit_records.get(unit_id)
    if unit is None:
        raise UnknownUnit(unit_id=unit_id)
    check_unit(unit, min(max(unit.since, cycle.starts), organization.day), "unit_id")
    return unit_id if unit.parents else None


def _reset(
    state: Closing, command: ResetCycle, cycle: Cycle, context: Context
) -> Sequence[ClosingEvent]:
    event = CycleReset(command.cycle_id, command.into_cycle_id, command.decisions)
    if state.reset is not None:
        if state.reset == event:
            return []
        raise AlreadyReset(cycle=cycle.name)
    if cycle.phase not in ("scoring", "closed"):
        raise NotInScoring(cycle=cycle.name, phase=cycle.phase)
    cycles.check_account(state.account(cycle))
    into = context.calendar.cycles.get(command.into_cycle_id)
    if into is None:
        raise UnknownNextCycle(cycle_id=command.into_cycle_id)
    reset.check(command, state.roll, cycle, into)
    return [event]


# Evolve


def evolve(state: Closing, event: ClosingEvent) -> Closing:
    match event:
        case RollCalled():
            return replace(state, roll=event.objectives, round=event.round)
        case ObjectiveScored():
            return replace(state, scores={**state.scores, event.objective_id: event})
        case RetrospectiveHeld():
            held = {**state.retrospectives, event.unit_id or "": event}
            return replace(state, retrospectives=held)
        case CycleReset():
            return replace(state, reset=event)
        case _:
            assert_never(event)


# Refusals


class NotInScoring(Rejection, code="not-in-scoring", kind="conflict"):
    """The cycle '{cycle}' is in its {phase} phase: this is done in its scoring phase."""


class RollOutdated(Rejection, code="roll-outdated", kind="conflict", field="round"):
    """The cycle has changed phase since its objectives were listed: list them again."""


class RollIncomplete(Rejection, code="roll-incomplete", field="objectives"):
    """The objective {objective_id} already has a score, but is missing from the list."""


class NothingToScore(Rejection, code="nothing-to-score", kind="missing", field="objective_id"):
    """There is no objective {objective_id} in this cycle to score."""


class ScoredUnpublished(Rejection, code="scored-unpublished", kind="conflict"):
    """The objective is {stage}: only published objectives are scored."""


class NothingToLookBackOn(Rejection, code="nothing-to-look-back-on", kind="conflict"):
    """The cycle '{cycle}' is in its {phase} phase: there is nothing to look back on yet."""


class LessonAboutNothing(Rejection, code="lesson-about-nothing"):
    """There is no {kind} {id} in this cycle for a lesson to be about."""


class AlreadyReset(Rejection, code="already-reset", kind="conflict"):
    """The cycle '{cycle}' has already been reset, and can be reset only once."""


class UnknownNextCycle(Rejection, code="unknown-next-cycle", field="into_cycle_id"):
    """There is no cycle {cycle_id} in this workspace to reset into."""
