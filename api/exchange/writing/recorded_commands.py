"""Commands, from what was recorded: each event is the answer to one.

Giving the same commands in the same order to an empty workspace, each as of its day and by the
same people, gives the same events again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from api.exchange.row_kind import RowKind
from api.exchange.row_kinds import BY_COMMAND, ROW_KINDS
from domain.access import identity
from domain.access.identity import Actor, is_name
from domain.alignment import linking
from domain.alignment.linking import LinkObjective, ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import FindingAnswered, FindingRaised
from domain.closing.scores import ObjectiveScored
from domain.conversation.acknowledging import CheckInAcknowledged
from domain.conversation.comments import (
    CommentEdited,
    CommentPosted,
    CommentReplied,
    CommentWithdrawn,
)
from domain.dependencies.dependency import DependencyBroughtForward, SlipDependency
from domain.drift.handling import AlertEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected, CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Metric, Milestone
from domain.messages import Event
from domain.objectives import objective
from domain.objectives.objective import ObjectiveEvent
from domain.objectives.revision import RevisionRequested
from domain.objectives.state import Objective
from domain.strategy.outcome import OutcomeEdited, OutcomeSet, RefreshOutcome
from domain.strategy.outcome_reports import OutcomeReported
from domain.values import (
    CommentId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    OutcomeId,
    PersonId,
)
from events import catalog
from events.log import EventLog, Stored
from events.streams import AnyCommand

BY_EVENT: dict[type[Event], RowKind] = {
    **{one.event: one for one in ROW_KINDS if one.stands_for},
    **{one.event: one for one in ROW_KINDS if not one.stands_for},
    DependencyBroughtForward: BY_COMMAND[SlipDependency],
}


class RecordedCommand(NamedTuple):
    """A command, when it was given and by whom.

    Where what comes of it keeps who that was, and it was a person of the organization, they are
    `person_id`; `for_person_id` is then the person in whose place they did it.
    """

    command: AnyCommand
    at: datetime
    by: str
    person_id: PersonId | None = None
    for_person_id: PersonId | None = None


class _Teller(NamedTuple):
    """Who said something, as a file tells it."""

    name: str
    person_id: PersonId | None = None
    for_person_id: PersonId | None = None


def commands_of(log: Iterable[Stored]) -> Iterator[RecordedCommand]:
    """The commands that were given in a workspace, but for those that no file can hold."""
    memory = Memory()
    for stored in log:
        event = catalog.read(stored)
        command = command_behind(event, memory)
        memory.take(event)
        said = memory.who_said(event, identity.read(stored.actor))
        if command is not None:
            yield RecordedCommand(command, stored.recorded_at, *said)


async def commands_in(log: EventLog, workspace_id: str) -> list[RecordedCommand]:
    """All commands that were given in a workspace, in their order."""
    stored: list[Stored] = []
    position = 0
    while page := await log.read(workspace_id, position):
        stored.extend(page)
        position = page[-1].position
    return list(commands_of(stored))


class Memory:
    """What an event does not repeat of those before it."""

    def __init__(self) -> None:
        self._objectives: dict[ObjectiveId, Objective | None] = {}
        self._outcomes: dict[OutcomeId, Metric | None] = {}
        self._linked: dict[tuple[CycleId, LinkId], ObjectiveId] = {}
        self._wrote: dict[tuple[ObjectiveId, CommentId], _Teller] = {}

    def take(self, event: Event) -> None:
        if isinstance(event, ObjectiveEvent) and not isinstance(event, CheckInEvent):
            before = self._objectives.get(event.objective_id)
            self._objectives[event.objective_id] = objective.evolve(before, event)
        elif isinstance(event, ObjectiveLinked):
            self._linked[event.cycle_id, event.link_id] = event.objective_id
        elif isinstance(event, OutcomeSet | OutcomeEdited):
            self._outcomes[event.outcome_id] = event.metric

    def who_said(self, event: Event, recorded_by: Actor) -> _Teller:
        """Who it was, as a file tells it.

        Of what was recorded for others, as by an import, it is not who recorded it. Whoever wrote a
        comment goes by the same name when they change it, whatever they are called by then.
        """
        match event:
            case RevisionRequested():
                return _teller(recorded_by, event.requested_by, event.requested_for)
            case CheckedIn() | CheckInCorrected():
                return _teller(recorded_by, event.reported_by, event.reported_for)
            case ForecastGiven(given_as=[said_by, *_]):
                return _teller(recorded_by, said_by)
            case _ if isinstance(event, CheckInAcknowledged | AlertEvent):
                return _teller(recorded_by, event.by)
            case CommentPosted():
                wrote = _teller(recorded_by, event.by)
                return self._wrote.setdefault((event.objective_id, event.comment_id), wrote)
            case CommentReplied():
                wrote = _teller(recorded_by, event.by)
                return self._wrote.setdefault((event.objective_id, event.reply_id), wrote)
            case CommentEdited() | CommentWithdrawn():
                written = (event.objective_id, event.comment_id)
                return self._wrote.get(written, _Teller(recorded_by.shown))
            case _:
                return _Teller(recorded_by.shown)

    def has_steps_of_outcome(self, outcome_id: OutcomeId) -> bool:
        return _has_steps(self._outcomes.get(outcome_id))

    def who_linked(self, event: ObjectiveLinked | ObjectiveUnlinked) -> ObjectiveId:
        if isinstance(event, ObjectiveLinked):
            return event.objective_id
        return self._linked.get((event.cycle_id, event.link_id), ObjectiveId(""))

    def announced(self, event: Event) -> AnyCommand | None:
        """What an approved revision had announced to do to a link, if it was that."""
        if not isinstance(event, ObjectiveLinked | ObjectiveUnlinked):
            return None
        child = self._objectives.get(self.who_linked(event))
        approved = child.latest_approved if child and child.stage == "published" else None
        if child is None or approved is None:
            return None
        links = isinstance(event, ObjectiveLinked)
        return next(
            (
                one
                for one in linking.announced(child, approved)
                if one.link_id == event.link_id and isinstance(one, LinkObjective) == links
            ),
            None,
        )

    def has_steps(self, objective_id: ObjectiveId, key_result_id: KeyResultId) -> bool:
        """Whether a key result is a milestone with steps, whose value is reckoned from them."""
        known = self._objectives.get(objective_id)
        measured = known.key_results.get(key_result_id) if known else None
        return measured is not None and _has_steps(measured.metric)


def _teller(recorded_by: Actor, said_by: str, said_for: str = "") -> _Teller:
    """Of events from before they kept who it was, it is told by name."""
    named_otherwise = said_by and is_name(said_by) and said_by != recorded_by.id
    name = said_by if named_otherwise else recorded_by.shown
    return _Teller(name, identity.person_of(said_by), identity.person_of(said_for))


def _has_steps(metric: Metric | None) -> bool:
    return isinstance(metric, Milestone) and bool(metric.steps)


def command_behind(event: Event, memory: Memory) -> AnyCommand | None:
    """The command that an event answers; none if nobody gave any."""
    announced = memory.announced(event)
    if announced is not None:
        return announced
    if isinstance(event, OutcomeSet) and event.refreshed_from is not None:
        return _refreshed(event, event.refreshed_from)
    kind = BY_EVENT.get(type(event))
    if kind is None:
        return None
    values = {
        name: getattr(event, name)
        for name in kind.command.__struct_fields__
        if hasattr(event, name)
    }
    adjust = _OTHERWISE.get(type(event))
    if adjust is not None:
        values |= adjust(event, memory)
    command: AnyCommand = kind.command(**values)  # type: ignore[assignment]
    return command


def _reported(event: CheckedIn | CheckInCorrected, memory: Memory) -> dict[str, Any]:
    reckoned = memory.has_steps(event.objective_id, event.key_result_id)
    return {"value": None} if reckoned else {}


def _whose(event: ObjectiveUnlinked, memory: Memory) -> dict[str, Any]:
    return {"objective_id": memory.who_linked(event)}


def _came_to(event: OutcomeReported, memory: Memory) -> dict[str, Any]:
    return {"value": None} if memory.has_steps_of_outcome(event.outcome_id) else {}


def _scored(event: ObjectiveScored, _: Memory) -> dict[str, Any]:
    """The scores that the owner gave; the others are computed from what was reported."""
    return {"scores": {one.key_result_id: one.score for one in event.key_results if one.given}}


def _refreshed(event: OutcomeSet, outcome_id: OutcomeId) -> RefreshOutcome:
    return RefreshOutcome(
        outcome_id=outcome_id,
        refreshed_as=event.outcome_id,
        cycle_id=event.cycle_id,
        title=event.title,
        owner=event.owner,
        description=event.description,
        metric=event.metric,
        bet_id=event.bet_id,
    )


def _found(event: FindingRaised | FindingAnswered, _: Memory) -> dict[str, Any]:
    finding = event.finding
    command = BY_EVENT[type(event)].command
    fields = set(finding.__struct_fields__) & set(command.__struct_fields__)
    return {name: getattr(finding, name) for name in fields}


_OTHERWISE: dict[type[Event], Callable[[Any, Memory], dict[str, Any]]] = {
    CheckedIn: _reported,
    CheckInCorrected: _reported,
    FindingRaised: _found,
    FindingAnswered: _found,
    ObjectiveUnlinked: _whose,
    ObjectiveScored: _scored,
    OutcomeReported: _came_to,
}
