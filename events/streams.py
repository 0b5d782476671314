"""The streams of a workspace: how each is named, where it begins, and how its events fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, get_args

from domain import preferences, work, workspace
from domain.alignment import linking, review
from domain.alignment.linking import AlignmentCommand, AlignmentEvent
from domain.alignment.review import ReviewCommand, ReviewEvent
from domain.closing import closing
from domain.closing.closing import ClosingCommand, ClosingEvent
from domain.conversation import acknowledging, comments
from domain.conversation.acknowledging import AcknowledgeCheckIn, CheckInAcknowledged
from domain.conversation.comments import CommentCommand, CommentEvent
from domain.cycles import cycle
from domain.cycles.cycle import CycleCommand, CycleEvent
from domain.drift import handling
from domain.drift.handling import AlertCommand, AlertEvent
from domain.messages import Event
from domain.objectives import objective
from domain.objectives.objective import ObjectiveCommand, ObjectiveEvent
from domain.organization import organization
from domain.organization.organization import OrganizationCommand, OrganizationEvent
from domain.preferences import PreferenceCommand, PreferenceEvent
from domain.resources import claims, pools
from domain.resources.claims import ClaimCommand, ClaimEvent
from domain.resources.pools import PoolCommand, PoolEvent
from domain.rituals import schedule, sessions
from domain.rituals.schedule import RitualCommand, RitualEvent
from domain.rituals.sessions import SessionCommand, SessionEvent
from domain.strategy import strategy
from domain.strategy.strategy import StrategyCommand, StrategyEvent
from domain.values import CycleId, ObjectiveId, SessionId, UnitId
from domain.work import WorkCommand, WorkEvent
from domain.workspace import WorkspaceCommand, WorkspaceEvent

WORKSPACE = "workspace"
ORGANIZATION = "organization"
CYCLES = "cycles"
STRATEGY = "strategy"
POOLS = "pools"
RITUALS = "rituals"
PREFERENCES = "preferences"

AnyCommand = (
    WorkspaceCommand
    | OrganizationCommand
    | PreferenceCommand
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
    | CommentCommand
    | AcknowledgeCheckIn
    | AlertCommand
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


def comments_stream(objective_id: ObjectiveId) -> str:
    return f"comments:{objective_id}"


def acknowledged_stream(objective_id: ObjectiveId) -> str:
    return f"acknowledged:{objective_id}"


def alerts_stream(objective_id: ObjectiveId) -> str:
    return f"alerts:{objective_id}"


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
    "preferences": Aggregate(preferences.EMPTY, preferences.evolve, PreferenceEvent),
    "cycles": Aggregate(cycle.EMPTY, cycle.evolve, CycleEvent),
    "strategy": Aggregate(strategy.EMPTY, strategy.evolve, StrategyEvent, (), strategy.title),
    "objective": Aggregate(None, objective.evolve, ObjectiveEvent, ("objective_id",)),
    "review": Aggregate(review.EMPTY, review.evolve, ReviewEvent, ("cycle_id",)),
    "alignment": Aggregate(linking.EMPTY, linking.evolve, AlignmentEvent, ("cycle_id",)),
    "pools": Aggregate(pools.EMPTY, pools.evolve, PoolEvent, (), pools.title),
    "claims": Aggregate(claims.EMPTY, claims.evolve, ClaimEvent, ("cycle_id",)),
    "work": Aggregate(work.EMPTY, work.evolve, WorkEvent, ("cycle_id", "unit_id"), work.title),
    "rituals": Aggregate(schedule.EMPTY, schedule.evolve, RitualEvent, title=schedule.title),
    "session": Aggregate(
        sessions.EMPTY, sessions.evolve, SessionEvent, ("session_id",), sessions.title
    ),
    "closing": Aggregate(closing.EMPTY, closing.evolve, ClosingEvent, ("cycle_id",)),
    "comments": Aggregate(comments.EMPTY, comments.evolve, CommentEvent, ("objective_id",)),
    "acknowledged": Aggregate(
        acknowledging.EMPTY, acknowledging.evolve, CheckInAcknowledged, ("objective_id",)
    ),
    "alerts": Aggregate(handling.EMPTY, handling.evolve, AlertEvent, ("objective_id",)),
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
