"""Strategic outcomes: the few things that a year is for, in plain language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar, Cycle
from domain.errors import Rejection
from domain.measuring import metric as metrics
from domain.measuring.metric import Metric
from domain.messages import Command, Event, Value
from domain.organization.chart import Chart
from domain.organization.organization import check_owner
from domain.strategy import outcome_reports
from domain.strategy.outcome_reports import (
    AssessOutcome,
    Course,
    CourseCommand,
    CourseEvent,
    OutcomeAssessed,
    OutcomeReported,
    ReportOutcome,
)
from domain.values import BetId, CycleId, OutcomeId, Owner, Sentence, Text

# Commands


class SetOutcome(Command, frozen=True):
    """State what a year is for, and which longer bet it belongs to, if any."""

    outcome_id: OutcomeId
    cycle_id: CycleId
    title: Sentence
    owner: Owner
    description: Text = ""
    metric: Metric | None = None
    bet_id: BetId | None = None


class EditOutcome(Command, frozen=True):
    """Replace the words and numbers of an outcome, all of them; objectives go on advancing it."""

    outcome_id: OutcomeId
    title: Sentence
    owner: Owner
    description: Text = ""
    metric: Metric | None = None
    bet_id: BetId | None = None


class DropOutcome(Command, frozen=True):
    """Drop an outcome; what advanced it is still shown."""

    outcome_id: OutcomeId
    reason: Sentence


class RefreshOutcome(Command, frozen=True):
    """Carry an outcome into a later year under a new identity; omitted fields stay as they were."""

    outcome_id: OutcomeId
    refreshed_as: OutcomeId
    cycle_id: CycleId
    title: Sentence | None = None
    owner: Owner | None = None
    description: Text | None = None
    metric: Metric | None = None
    bet_id: BetId | None = None


OutcomeCommand = SetOutcome | EditOutcome | DropOutcome | RefreshOutcome | CourseCommand

# Events


class OutcomeSet(Event, frozen=True, tag="outcome_set"):
    outcome_id: OutcomeId
    cycle_id: CycleId
    title: str
    owner: Owner
    description: str = ""
    metric: Metric | None = None
    bet_id: BetId | None = None
    refreshed_from: OutcomeId | None = None


class OutcomeEdited(Event, frozen=True, tag="outcome_edited"):
    outcome_id: OutcomeId
    title: str
    owner: Owner
    description: str = ""
    metric: Metric | None = None
    bet_id: BetId | None = None


class OutcomeDropped(Event, frozen=True, tag="outcome_dropped"):
    outcome_id: OutcomeId
    reason: str


OutcomeEvent = OutcomeSet | OutcomeEdited | OutcomeDropped | CourseEvent

# State


class Outcome(Value, frozen=True):
    outcome_id: OutcomeId
    cycle_id: CycleId
    title: str
    owner: Owner
    description: str
    metric: Metric | None
    bet_id: BetId | None
    refreshed_from: OutcomeId | None = None
    dropped: str | None = None
    """The reason, once it is given up."""
    course: Course = outcome_reports.EMPTY


Outcomes = Mapping[OutcomeId, Outcome]


class Context(Value, frozen=True):
    """What is known around an outcome; `bets` are the spans of the bets that may stand above it."""

    today: date
    organization: Chart
    calendar: Calendar
    bets: Mapping[BetId, tuple[date, date]]


# Decide


def decide(state: Outcomes, command: OutcomeCommand, context: Context) -> list[OutcomeEvent]:
    match command:
        case SetOutcome():
            return _set(state, command, context)
        case EditOutcome():
            return _edit(state, command, context)
        case DropOutcome():
            return _drop(state, command, context)
        case ReportOutcome() | AssessOutcome():
            return _course(known(state, command.outcome_id), command, context)
        case RefreshOutcome():
            return _refresh(state, command, context)
        case _:
            assert_never(command)


def known(state: Outcomes, outcome_id: OutcomeId) -> Outcome:
    """An outcome that still stands; raises UnknownOutcome, OutcomeGivenUp."""
    outcome = state.get(outcome_id)
    if outcome is None:
        raise UnknownOutcome(outcome_id=outcome_id)
    if outcome.dropped is not None:
        raise OutcomeGivenUp(title=outcome.title)
    return outcome


def _set(state: Outcomes, command: SetOutcome, context: Context) -> list[OutcomeEvent]:
    event = OutcomeSet(
        command.outcome_id,
        command.cycle_id,
        command.title,
        command.owner,
        command.description,
        command.metric,
        command.bet_id,
    )
    return _new(state, event, context)


def _new(state: Outcomes, event: OutcomeSet, context: Context) -> list[OutcomeEvent]:
    present = state.get(event.outcome_id)
    if present is not None:
        if replace(present, course=outcome_reports.EMPTY, dropped=None) == _outcome(event):
            return []
        raise OutcomeExists(title=present.title)
    year = year_of(context.calendar, event.cycle_id)
    _check(event, year, context)
    return [event]


def _edit(state: Outcomes, command: EditOutcome, context: Context) -> list[OutcomeEvent]:
    outcome = known(state, command.outcome_id)
    event = OutcomeEdited(
        command.outcome_id,
        command.title,
        command.owner,
        command.description,
        command.metric,
        command.bet_id,
    )
    if _edited(outcome, event) == outcome:
        return []
    if outcome.course.assessed is not None:
        raise OutcomeAlreadyAssessed(title=outcome.title)
    _check(event, year_of(context.calendar, outcome.cycle_id), context)
    if outcome.course.reports and not _measured_alike(outcome.metric, event.metric):
        raise OutcomeMeasuredOtherwise(title=outcome.title)
    return [event]


def _check(event: OutcomeSet | OutcomeEdited, year: Cycle, context: Context) -> None:
    if year.planning_is_over:
        raise YearIsOver(year=year.name, phase=year.phase)
    check_owner(context.organization, event.owner)
    if event.metric is not None:
        metrics.check(event.metric)
    if event.bet_id is not None:
        span = context.bets.get(event.bet_id)
        if span is None:
            raise UnknownBetAbove(bet_id=event.bet_id)
        if span[1] < year.starts or span[0] > year.ends:
            raise BetOutsideYear(starts=span[0], ends=span[1], year=year.name)


def _measured_alike(one: Metric | None, other: Metric | None) -> bool:
    return one is not None and other is not None and metrics.comparable(one, other)


def _drop(state: Outcomes, command: DropOutcome, context: Context) -> list[OutcomeEvent]:
    present = state.get(command.outcome_id)
    if present is not None and present.dropped == command.reason:
        return []
    outcome = known(state, command.outcome_id)
    if outcome.course.assessed is not None:
        raise OutcomeAlreadyAssessed(title=outcome.title)
    year = year_of(context.calendar, outcome.cycle_id)
    if year.planning_is_over:
        raise YearIsOver(year=year.name, phase=year.phase)
    return [OutcomeDropped(command.outcome_id, command.reason)]


def _course(outcome: Outcome, command: CourseCommand, context: Context) -> list[OutcomeEvent]:
    year = year_of(context.calendar, outcome.cycle_id)
    about = outcome_reports.Context(context.today, outcome.title, outcome.metric, year)
    return [*outcome_reports.decide(outcome.course, command, about)]


def _refresh(state: Outcomes, command: RefreshOutcome, context: Context) -> list[OutcomeEvent]:
    old = known(state, command.outcome_id)
    event = OutcomeSet(
        command.refreshed_as,
        command.cycle_id,
        command.title or old.title,
        command.owner or old.owner,
        old.description if command.description is None else command.description,
        command.metric or old.metric,
        command.bet_id or old.bet_id,
        refreshed_from=old.outcome_id,
    )
    decided = _new(state, event, context)
    if not decided:
        return []
    here = year_of(context.calendar, old.cycle_id)
    ahead = year_of(context.calendar, command.cycle_id)
    if ahead.starts <= here.starts:
        raise RefreshedBackwards(here=here.name, there=ahead.name)
    for outcome in state.values():
        if (outcome.refreshed_from, outcome.cycle_id) == (old.outcome_id, command.cycle_id):
            raise AlreadyRefreshed(title=outcome.title, year=ahead.name)
    return decided


def year_of(calendar: Calendar, cycle_id: CycleId) -> Cycle:
    """The year under an identifier; raises UnknownCycle, NotAYear."""
    cycle = cycles.known(calendar, cycle_id)
    if cycle.kind != "year":
        raise NotAYear(cycle=cycle.name, kind=cycle.kind)
    return cycle


# Evolve


def evolve(state: Outcomes, event: OutcomeEvent) -> Outcomes:
    """Total: an event about an outcome that is not there changes nothing."""
    if isinstance(event, OutcomeSet):
        return {**state, event.outcome_id: _outcome(event)}
    outcome = state.get(event.outcome_id)
    if outcome is None:
        return state
    return {**state, event.outcome_id: _changed(outcome, event)}


def _changed(outcome: Outcome, event: OutcomeEdited | OutcomeDropped | CourseEvent) -> Outcome:
    match event:
        case OutcomeEdited():
            return _edited(outcome, event)
        case OutcomeDropped():
            return replace(outcome, dropped=event.reason)
        case OutcomeReported() | OutcomeAssessed():
            return replace(outcome, course=outcome_reports.evolve(outcome.course, event))
        case _:
            assert_never(event)


def _outcome(event: OutcomeSet) -> Outcome:
    return Outcome(
        event.outcome_id,
        event.cycle_id,
        event.title,
        event.owner,
        event.description,
        event.metric,
        event.bet_id,
        event.refreshed_from,
    )


def _edited(outcome: Outcome, event: OutcomeEdited) -> Outcome:
    return replace(
        outcome,
        title=event.title,
        owner=event.owner,
        description=event.description,
        metric=event.metric,
        bet_id=event.bet_id,
    )


# Refusals


class UnknownOutcome(Rejection, code="unknown-outcome", kind="missing", field="outcome_id"):
    """There is no outcome {outcome_id} in this workspace."""


class OutcomeExists(Rejection, code="outcome-exists", kind="conflict"):
    """This identifier belongs to the outcome '{title}', which differs from what was sent."""


class OutcomeGivenUp(Rejection, code="outcome-given-up", kind="conflict"):
    """The outcome '{title}' was given up."""


class OutcomeAlreadyAssessed(Rejection, code="outcome-already-assessed", kind="conflict"):
    """The outcome '{title}' has been assessed: refresh it for another year instead."""


class OutcomeMeasuredOtherwise(
    Rejection, code="outcome-measured-otherwise", kind="conflict", field="metric"
):
    """Earlier reports on '{title}' would change their meaning: give it up, and set another."""


class NotAYear(Rejection, code="not-a-year", field="cycle_id"):
    """The cycle '{cycle}' is of the kind {kind}: strategic outcomes belong to a year."""


class YearIsOver(Rejection, code="year-is-over", kind="conflict"):
    """The year '{year}' is in its {phase} phase: its outcomes can only be assessed now."""


class UnknownBetAbove(Rejection, code="unknown-bet-above", field="bet_id"):
    """There is no bet {bet_id} in this workspace for the outcome to belong to."""


class BetOutsideYear(Rejection, code="bet-outside-year", field="bet_id"):
    """The bet runs from {starts} to {ends}, which is all outside the year '{year}'."""


class RefreshedBackwards(Rejection, code="refreshed-backwards", field="cycle_id"):
    """An outcome is refreshed for a later year, and '{there}' does not come after '{here}'."""


class AlreadyRefreshed(Rejection, code="already-refreshed", kind="conflict", field="cycle_id"):
    """The outcome has already been refreshed for '{year}', as '{title}'."""
