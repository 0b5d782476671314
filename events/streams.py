"""The streams of a workspace: how each is named, where it begins, and how its events fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, assert_never, get_args

from domain import (
    alignment,
    claims,
    closing,
    cycle,
    objective,
    organization,
    resources,
    review,
    rituals,
    sessions,
    strategy,
    work,
    workspace,
)
from domain.advancing import SetOutcomes
from domain.alignment import AlignmentCommand, AlignmentEvent, LinkObjective, UnlinkObjective
from domain.check_in import CheckInCommand
from domain.claims import (
    ChangeClaim,
    ClaimCommand,
    ClaimEvent,
    ClaimResource,
    ReleaseClaim,
)
from domain.closing import CallRoll, ClosingCommand, ClosingEvent
from domain.course import AssessOutcome, ReportOutcome
from domain.cycle import CycleCommand, CycleEvent, DefineCycle, DefineYear, MoveCycle
from domain.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.messages import Event
from domain.negotiation import NegotiationCommand
from domain.objective import ObjectiveCommand, ObjectiveEvent
from domain.organization import OrganizationCommand, OrganizationEvent
from domain.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.planning import DraftObjective, PlanningCommand
from domain.reset import ResetCycle
from domain.resources import ChangeCapacity, ClosePool, OpenPool, PoolCommand, PoolEvent
from domain.retrospective import HoldRetrospective
from domain.review import (
    CloseReview,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
    ReviewCommand,
    ReviewEvent,
)
from domain.revision import RevisionCommand
from domain.rituals import (
    CancelRitual,
    DeclareHoliday,
    RestoreRitual,
    RitualCommand,
    RitualEvent,
    ScheduleRitual,
    WithdrawHoliday,
)
from domain.scores import ScoreObjective
from domain.sessions import (
    AnswerEscalation,
    CloseSession,
    OpenSession,
    RecordOutput,
    SessionCommand,
    SessionEvent,
)
from domain.strategy import (
    EndBet,
    PlaceBet,
    StrategyCommand,
    StrategyEvent,
)
from domain.values import CycleId, ObjectiveId, SessionId, UnitId
from domain.work import (
    DropTask,
    EditTask,
    FinishTask,
    MoveTask,
    PlanTask,
    WorkCommand,
    WorkEvent,
)
from domain.workspace import CreateWorkspace, SetFiscalStart, WorkspaceCommand, WorkspaceEvent

WORKSPACE = "workspace"
ORGANIZATION = "organization"
CYCLES = "cycles"
STRATEGY = "strategy"
POOLS = "pools"
RITUALS = "rituals"

AnyCommand = (
    WorkspaceCommand
    | OrganizationCommand
    | CycleCommand
    | StrategyCommand
    | ObjectiveCommand
    | AlignmentCommand
    | ReviewCommand
    | PoolCommand
    | ClaimCommand
    | WorkCommand
    | RitualCommand
    | SessionCommand
    | ClosingCommand
)


def objective_stream(objective_id: ObjectiveId) -> str:
    return f"objective:{objective_id}"


def review_stream(cycle_id: CycleId) -> str:
    return f"review:{cycle_id}"


def alignment_stream(cycle_id: CycleId) -> str:
    return f"alignment:{cycle_id}"


def claims_stream(cycle_id: CycleId) -> str:
    return f"claims:{cycle_id}"


def work_stream(cycle_id: CycleId, unit_id: UnitId) -> str:
    return f"work:{cycle_id}:{unit_id}"


def session_stream(session_id: SessionId) -> str:
    return f"session:{session_id}"


def closing_stream(cycle_id: CycleId) -> str:
    return f"closing:{cycle_id}"


class Aggregate(NamedTuple):
    """Where a stream's state begins, how an event changes it, and which events its stream has.

    `told_apart_by` are the fields of those events that name the stream, where there is more than
    one of its kind. `title` is what people call the thing that an event is about, from the state
    after it.
    """

    empty: Any
    evolve: Callable[[Any, Any], Any]
    events: Any
    told_apart_by: tuple[str, ...] = ()
    title: Callable[[Any, Any], str] = lambda state, event: ""  # noqa: ARG005 - has none


AGGREGATES: dict[str, Aggregate] = {
    "workspace": Aggregate(workspace.EMPTY, workspace.evolve, WorkspaceEvent),
    "organization": Aggregate(organization.EMPTY, organization.evolve, OrganizationEvent),
    "cycles": Aggregate(cycle.EMPTY, cycle.evolve, CycleEvent),
    "strategy": Aggregate(strategy.EMPTY, strategy.evolve, StrategyEvent, (), strategy.title),
    "objective": Aggregate(None, objective.evolve, ObjectiveEvent, ("objective_id",)),
    "review": Aggregate(review.EMPTY, review.evolve, ReviewEvent, ("cycle_id",), review.title),
    "alignment": Aggregate(alignment.EMPTY, alignment.evolve, AlignmentEvent, ("cycle_id",)),
    "pools": Aggregate(resources.EMPTY, resources.evolve, PoolEvent, (), resources.title),
    "claims": Aggregate(claims.EMPTY, claims.evolve, ClaimEvent, ("cycle_id",)),
    "work": Aggregate(work.EMPTY, work.evolve, WorkEvent, ("cycle_id", "unit_id"), work.title),
    "rituals": Aggregate(rituals.EMPTY, rituals.evolve, RitualEvent, title=rituals.title),
    "session": Aggregate(
        sessions.EMPTY, sessions.evolve, SessionEvent, ("session_id",), sessions.title
    ),
    "closing": Aggregate(closing.EMPTY, closing.evolve, ClosingEvent, ("cycle_id",)),
}

KINDS: dict[type[Event], str] = {
    event: kind
    for kind, known in AGGREGATES.items()
    for event in get_args(known.events) or (known.events,)
}
"""The aggregate of each type of event."""


def aggregate(stream: str) -> Aggregate:
    return AGGREGATES[stream.partition(":")[0]]


def stream_of(event: Event) -> str:
    """The stream that an event belongs to, from its type and its fields."""
    kind = KINDS[type(event)]
    fields = AGGREGATES[kind].told_apart_by
    return ":".join((kind, *(str(getattr(event, field)) for field in fields)))


def reads(command: AnyCommand) -> tuple[str, ...]:  # noqa: C901 - a case per command
    """The streams that a decision depends on: first the one it is about, which gets the events.

    The workspace's own stream is read for every command, since it says what day it is there.
    """
    if isinstance(command, OrganizationCommand):
        return (ORGANIZATION, WORKSPACE)
    if isinstance(command, NegotiationCommand | CheckInCommand):
        return (objective_stream(command.objective_id), CYCLES, WORKSPACE)
    if isinstance(command, DraftObjective) and command.carried_from is not None:
        own, source = objective_stream(command.objective_id), objective_stream(command.carried_from)
        return (own, ORGANIZATION, CYCLES, WORKSPACE, source)
    if isinstance(command, PlanningCommand | RevisionCommand):
        return (objective_stream(command.objective_id), ORGANIZATION, CYCLES, WORKSPACE)
    match command:
        case CreateWorkspace() | SetFiscalStart():
            return (WORKSPACE,)
        case OpenReview() | RaiseFinding() | ResolveFinding() | ReopenFinding() | CloseReview():
            return (review_stream(command.cycle_id), CYCLES, WORKSPACE)
        case DefineCycle() | DefineYear():
            return (CYCLES, WORKSPACE)
        case MoveCycle():
            return (CYCLES, closing_stream(command.cycle_id), WORKSPACE)
        case (
            PlaceBet()
            | EndBet()
            | SetOutcome()
            | EditOutcome()
            | DropOutcome()
            | RefreshOutcome()
            | ReportOutcome()
            | AssessOutcome()
        ):
            return (STRATEGY, ORGANIZATION, CYCLES, WORKSPACE)
        case SetOutcomes():
            return (objective_stream(command.objective_id), STRATEGY, CYCLES, WORKSPACE)
        case RequestDependency():
            own = objective_stream(command.objective_id)
            return (own, ORGANIZATION, CYCLES, WORKSPACE)
        case AcceptDependency() if command.by_objective_id is not None:
            own, producing = (
                objective_stream(command.objective_id),
                objective_stream(command.by_objective_id),
            )
            return (own, producing, ORGANIZATION, CYCLES, WORKSPACE)
        case (
            AcceptDependency()
            | DeclineDependency()
            | FlagDependency()
            | ConfirmDependency()
            | SlipDependency()
            | DeliverDependency()
            | WithdrawDependency()
            | ReopenDependency()
        ):
            return (objective_stream(command.objective_id), CYCLES, WORKSPACE)
        case LinkObjective():
            return (
                alignment_stream(command.cycle_id),
                objective_stream(command.objective_id),
                objective_stream(command.parent_objective_id),
                CYCLES,
                WORKSPACE,
            )
        case UnlinkObjective():
            return (
                alignment_stream(command.cycle_id),
                objective_stream(command.objective_id),
                CYCLES,
                WORKSPACE,
            )
        case OpenPool():
            return (POOLS, ORGANIZATION, WORKSPACE)
        case ChangeCapacity() | ClosePool():
            return (POOLS, WORKSPACE)
        case ClaimResource():
            own, about = claims_stream(command.cycle_id), objective_stream(command.objective_id)
            return (own, about, POOLS, CYCLES, WORKSPACE)
        case ChangeClaim() | ReleaseClaim():
            return (claims_stream(command.cycle_id), POOLS, CYCLES, WORKSPACE)
        case PlanTask() | EditTask() if command.objective_id is not None:
            own = work_stream(command.cycle_id, command.unit_id)
            about = objective_stream(command.objective_id)
            return (own, about, ORGANIZATION, CYCLES, WORKSPACE)
        case PlanTask() | EditTask():
            own = work_stream(command.cycle_id, command.unit_id)
            return (own, ORGANIZATION, CYCLES, WORKSPACE)
        case MoveTask() | FinishTask() | DropTask():
            return (work_stream(command.cycle_id, command.unit_id), CYCLES, WORKSPACE)
        case (
            ScheduleRitual()
            | CancelRitual()
            | RestoreRitual()
            | DeclareHoliday()
            | WithdrawHoliday()
        ):
            return (RITUALS, ORGANIZATION, WORKSPACE)
        case OpenSession() | RecordOutput() | CloseSession() | AnswerEscalation():
            named = map(objective_stream, sessions.objectives_in(command))
            own = session_stream(command.session_id)
            aims = (STRATEGY,) if sessions.outcomes_in(command) else ()
            return (own, *named, *aims, ORGANIZATION, CYCLES, WORKSPACE)
        case CallRoll() | ScoreObjective() | HoldRetrospective() | ResetCycle():
            scored = map(objective_stream, closing.about(command))
            return (
                closing_stream(command.cycle_id),
                CYCLES,
                ORGANIZATION,
                STRATEGY,
                WORKSPACE,
                *scored,
            )
        case _:
            assert_never(command)
