"""Sessions: a ritual as it was held, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar
from domain.errors import Rejection
from domain.measuring.check_in import BlockerKind
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.organization.chart import Chart
from domain.organization.organization import check_owner, check_there
from domain.rituals.cadence import CADENCE, RitualKind
from domain.strategy.outcome import UnknownOutcome
from domain.values import (
    AN_ID,
    CycleId,
    Name,
    ObjectiveId,
    OutcomeId,
    Owner,
    Sentence,
    SessionId,
    Text,
    UnitId,
)

MOST_OUTPUTS = 200


class Blocked(Value, frozen=True, forbid_unknown_fields=True, tag="blocker"):
    """Something stands in the way."""

    name: Name
    kind: BlockerKind
    objective_id: Annotated[ObjectiveId, AN_ID] | None = None


class Escalation(Value, frozen=True, forbid_unknown_fields=True, tag="escalation"):
    """Something to be settled by somebody else, who is named. It stays open until answered."""

    text: Sentence
    to: Owner
    objective_id: Annotated[ObjectiveId, AN_ID] | None = None


class Decision(Value, frozen=True, forbid_unknown_fields=True, tag="decision"):
    """What was decided: in general, to correct the course, or about resources."""

    text: Sentence
    about: Literal["general", "course", "resources"] = "general"
    objective_id: Annotated[ObjectiveId, AN_ID] | None = None


class Scored(Value, frozen=True, forbid_unknown_fields=True, tag="scored"):
    """An objective that was scored in this session."""

    objective_id: Annotated[ObjectiveId, AN_ID]


class Refreshed(Value, frozen=True, forbid_unknown_fields=True, tag="refreshed"):
    """A strategic outcome that was refreshed in this session."""

    outcome_id: Annotated[OutcomeId, AN_ID]


class Note(Value, frozen=True, forbid_unknown_fields=True, tag="note"):
    text: Sentence


Output = Blocked | Escalation | Decision | Scored | Refreshed | Note
Units = Annotated[tuple[UnitId, ...], Meta(min_length=1, max_length=50)]

# Commands


class OpenSession(Command, frozen=True):
    """Open a session of a ritual, of one or several units, about a cycle, on a day."""

    session_id: SessionId
    kind: RitualKind
    cycle_id: CycleId
    day: date
    unit_ids: Units


class RecordOutput(Command, frozen=True):
    """Record an output of a session while it is open."""

    session_id: SessionId
    output: Output


class CloseSession(Command, frozen=True):
    """Close a session, with a summary and further outputs."""

    session_id: SessionId
    summary: Text = ""
    outputs: Annotated[tuple[Output, ...], Meta(max_length=MOST_OUTPUTS)] = ()


class AnswerEscalation(Command, frozen=True):
    """Answer an escalation, named by its number among the outputs (from 1)."""

    session_id: SessionId
    number: int
    answer: Sentence


SessionCommand = OpenSession | RecordOutput | CloseSession | AnswerEscalation

# Events


class SessionOpened(Event, frozen=True, tag="session_opened"):
    session_id: SessionId
    kind: RitualKind
    cycle_id: CycleId
    day: date
    unit_ids: tuple[UnitId, ...]


class OutputRecorded(Event, frozen=True, tag="output_recorded"):
    session_id: SessionId
    number: int
    output: Output


class SessionClosed(Event, frozen=True, tag="session_closed"):
    session_id: SessionId
    summary: str = ""


class EscalationAnswered(Event, frozen=True, tag="escalation_answered"):
    session_id: SessionId
    number: int
    answer: str


SessionEvent = SessionOpened | OutputRecorded | SessionClosed | EscalationAnswered

# State


class Session(Value, frozen=True):
    """A session; `cycle_id` is None before it is opened."""

    session_id: SessionId = SessionId("")
    kind: RitualKind = "check_in"
    cycle_id: CycleId | None = None
    day: date = date.min
    unit_ids: tuple[UnitId, ...] = ()
    outputs: tuple[Output, ...] = ()
    answers: dict[int, str] = {}
    closed: bool = False
    summary: str = ""

    @property
    def open_escalations(self) -> dict[int, Escalation]:
        """The escalations that nobody has answered, by number."""
        return {
            number: output
            for number, output in enumerate(self.outputs, 1)
            if isinstance(output, Escalation) and number not in self.answers
        }


EMPTY = Session()


def title(state: Session, _: SessionEvent) -> str:
    return f"{CADENCE[state.kind].name.lower()} of {state.day}"


class Context(Value, frozen=True):
    """`objectives` and `outcomes` are those that a command names and that are there."""

    today: date
    organization: Chart
    calendar: Calendar
    objectives: frozenset[ObjectiveId] = frozenset()
    outcomes: frozenset[OutcomeId] = frozenset()


def objectives_in(command: SessionCommand) -> tuple[ObjectiveId, ...]:
    """The objectives that a command names."""
    found = (getattr(output, "objective_id", None) for output in _outputs(command))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def outcomes_in(command: SessionCommand) -> frozenset[OutcomeId]:
    """The outcomes that a command names."""
    return frozenset(one.outcome_id for one in _outputs(command) if isinstance(one, Refreshed))


def _outputs(command: SessionCommand) -> tuple[Output, ...]:
    match command:
        case RecordOutput():
            return (command.output,)
        case CloseSession():
            return command.outputs
        case OpenSession() | AnswerEscalation():
            return ()
        case _:
            assert_never(command)


# Decide


def decide(state: Session, command: SessionCommand, context: Context) -> Sequence[SessionEvent]:
    if isinstance(command, OpenSession):
        return _open(state, command, context)
    if state.cycle_id is None:
        raise UnknownSession(session_id=command.session_id)
    match command:
        case RecordOutput():
            return _record(state, (command.output,), ("output",), context)
        case CloseSession():
            return _close(state, command, context)
        case AnswerEscalation():
            return _answer(state, command)
        case _:
            assert_never(command)


def _open(state: Session, command: OpenSession, context: Context) -> Sequence[SessionEvent]:
    unit_ids = tuple(dict.fromkeys(command.unit_ids))
    if state.cycle_id is not None:
        present = (state.kind, state.cycle_id, state.day, state.unit_ids)
        if present == (command.kind, command.cycle_id, command.day, unit_ids):
            return []
        raise SessionExists(session_id=command.session_id)
    cycle = cycles.known(context.calendar, command.cycle_id)
    for unit_id in unit_ids:
        check_there(context.organization, unit_id, "unit_ids")
    if command.day > context.today:
        raise SessionInTheFuture(day=command.day, today=context.today)
    if command.day < cycle.earliest:
        raise SessionLongBefore(day=command.day, starts=cycle.starts)
    return [
        SessionOpened(command.session_id, command.kind, command.cycle_id, command.day, unit_ids)
    ]


def _record(
    state: Session, outputs: Sequence[Output], places: Sequence[str], context: Context
) -> Sequence[OutputRecorded]:
    """The outputs that are not recorded yet; recording the same again adds nothing.

    `places` are the fields that the outputs are in.
    """
    fresh = [one for one in dict.fromkeys(outputs) if one not in state.outputs]
    if fresh and state.closed:
        raise SessionIsClosed
    if len(state.outputs) + len(fresh) > MOST_OUTPUTS:
        raise TooManyOutputs(most=MOST_OUTPUTS)
    for output in fresh:
        _check(output, context, places[outputs.index(output)])
    return [
        OutputRecorded(state.session_id, number, output)
        for number, output in enumerate(fresh, len(state.outputs) + 1)
    ]


def _check(output: Output, context: Context, place: str) -> None:
    if isinstance(output, Escalation):
        check_owner(context.organization, output.to, f"{place}.to")
    objective_id = getattr(output, "objective_id", None)
    if objective_id is not None and objective_id not in context.objectives:
        raise UnknownObjective(objective_id=objective_id).at(f"{place}.objective_id")
    if isinstance(output, Refreshed) and output.outcome_id not in context.outcomes:
        raise UnknownOutcome(outcome_id=output.outcome_id).at(f"{place}.outcome_id")


def _close(state: Session, command: CloseSession, context: Context) -> Sequence[SessionEvent]:
    places = [f"outputs[{number}]" for number in range(len(command.outputs))]
    recorded = _record(state, command.outputs, places, context)
    if not state.closed:
        return [*recorded, SessionClosed(state.session_id, command.summary)]
    if command.summary != state.summary:
        raise SessionIsClosed
    return []


def _answer(state: Session, command: AnswerEscalation) -> Sequence[SessionEvent]:
    known = state.answers.get(command.number)
    if known == command.answer:
        return []
    if known is not None:
        raise EscalationIsAnswered(answer=known)
    if command.number not in state.open_escalations:
        raise UnknownEscalation(number=command.number)
    return [EscalationAnswered(state.session_id, command.number, command.answer)]


# Evolve


def evolve(state: Session, event: SessionEvent) -> Session:
    match event:
        case SessionOpened():
            return Session(event.session_id, event.kind, event.cycle_id, event.day, event.unit_ids)
        case OutputRecorded():
            return replace(state, outputs=(*state.outputs, event.output))
        case SessionClosed():
            return replace(state, closed=True, summary=event.summary)
        case EscalationAnswered():
            return replace(state, answers={**state.answers, event.number: event.answer})
        case _:
            assert_never(event)


# Refusals


class UnknownSession(Rejection, code="unknown-session", kind="missing", field="session_id"):
    """There is no session {session_id} in this workspace."""


class SessionExists(Rejection, code="session-exists", kind="conflict", field="session_id"):
    """The session {session_id} exists, but its kind, day, cycle or units differ."""


class SessionInTheFuture(Rejection, code="session-in-the-future", field="day"):
    """{day} is in the future: today is {today} in this workspace."""


class SessionLongBefore(Rejection, code="session-long-before", field="day"):
    """{day} is more than a year before the cycle, which starts on {starts}."""


class SessionIsClosed(Rejection, code="session-is-closed", kind="conflict"):
    """The session is closed: its outputs can be read, but no longer changed."""


class TooManyOutputs(Rejection, code="too-many-outputs", kind="conflict"):
    """A session has {most} outputs at most."""


class UnknownEscalation(Rejection, code="unknown-escalation", field="number"):
    """Output {number} of this session is not an escalation."""


class EscalationIsAnswered(Rejection, code="escalation-is-answered", kind="conflict"):
    """The escalation has already been answered, with: {answer}."""
