"""Which streams each decision reads: one table of all commands.

A decision that looks at another stream is refused at once, by `events.basis`, rather than decided
on an empty one. What an append rests on are the versions of these streams and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

from domain.access.identity import Actor
from domain.alignment.linking import AlignmentCommand, LinkObjective, UnlinkObjective
from domain.alignment.review import (
    AnswerFinding,
    CloseReview,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
    ReviewCommand,
)
from domain.closing import closing
from domain.closing.closing import CallRoll, ClosingCommand
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import CommentCommand
from domain.cycles.cycle import DefineCycle, DefineYear, MoveCycle
from domain.dependencies.dependency import (
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
from domain.drift.handling import AlertCommand
from domain.measuring.check_in import CheckInCommand
from domain.measuring.forecast import GiveForecast
from domain.messages import Command, Event
from domain.objectives.advancing import SetOutcomes
from domain.objectives.negotiation import NegotiationCommand
from domain.objectives.objective import ObjectiveCommand
from domain.objectives.planning import (
    AddKeyResult,
    DraftObjective,
    EditKeyResult,
    EditObjective,
    RemoveKeyResult,
)
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.organization.organization import OrganizationCommand
from domain.preferences import PreferenceCommand
from domain.resources.claims import ChangeClaim, ClaimCommand, ClaimResource, ReleaseClaim
from domain.resources.pools import PoolCommand
from domain.rituals import sessions
from domain.rituals.schedule import RitualCommand
from domain.rituals.sessions import (
    AnswerEscalation,
    CloseSession,
    OpenSession,
    RecordOutput,
    SessionCommand,
)
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import CourseCommand
from domain.strategy.strategy import EndBet, PlaceBet
from domain.values import ObjectiveId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask, WorkCommand
from domain.workspace import WorkspaceCommand
from events import contexts
from events.basis import Basis, Streams
from events.streams import (
    CYCLES,
    ORGANIZATION,
    POOLS,
    PREFERENCES,
    RITUALS,
    STRATEGY,
    WORKSPACE,
    AnyCommand,
    acknowledged_stream,
    alerts_stream,
    alignment_stream,
    claims_stream,
    closing_stream,
    comments_stream,
    objective_stream,
    review_stream,
    session_stream,
    work_stream,
)

Decide = Callable[[Any, Basis], Sequence[Event]]
Named = Callable[[Any], Streams]


class Decision(NamedTuple):
    """What becomes of a command: the stream that gets its events, and the streams beside it.

    A stream is given by its name, or by how a command names it. `decide` tells the domain what it
    needs of them; looking at any other raises UndeclaredStream.
    """

    own: Callable[[Any], str]
    decide: Decide
    beside: tuple[str | Named, ...]

    def reads(self, command: AnyCommand) -> Streams:
        found = [self.own(command)]
        for one in self.beside:
            found += (one,) if isinstance(one, str) else one(command)
        # Every decision reads what day it is in the workspace, and whose a thing is.
        return tuple(dict.fromkeys((*found, WORKSPACE, ORGANIZATION)))


def reads(command: AnyCommand) -> Streams:
    """The streams that a decision depends on: first the one it is about, which gets the events."""
    return DECISIONS[type(command)].reads(command)


def stream_of(command: AnyCommand) -> str:
    """The stream that a command is about."""
    return DECISIONS[type(command)].own(command)


def decide(
    command: AnyCommand, streams: Streams, states: Mapping[str, Any], today: date, actor: Actor
) -> Sequence[Event]:
    """What the domain says on the states of these streams, those that the command reads.

    Raises the domain's Rejection, and UndeclaredStream.
    """
    return DECISIONS[type(command)].decide(command, Basis(command, streams, states, today, actor))


# What commands name


def _objectives(*named: ObjectiveId | None) -> Streams:
    return tuple(objective_stream(one) for one in named if one is not None)


def _its_objective(
    command: AlignmentCommand
    | RaiseFinding
    | AnswerFinding
    | ClaimResource
    | PlanTask
    | EditTask
    | CommentCommand
    | AcknowledgeCheckIn
    | AlertCommand,
) -> Streams:
    return _objectives(command.objective_id)


def _both_ends(command: LinkObjective) -> Streams:
    return _objectives(command.objective_id, command.parent_objective_id)


def _its_source(command: DraftObjective) -> Streams:
    return _objectives(command.carried_from)


def _the_producing(command: AcceptDependency) -> Streams:
    return _objectives(command.by_objective_id)


def _its_closing(command: MoveCycle) -> Streams:
    return (closing_stream(command.cycle_id),)


def _of_the_session(command: SessionCommand) -> Streams:
    """What a session's outputs are about."""
    outcomes = (STRATEGY,) if sessions.outcomes_in(command) else ()
    return (*_objectives(*sessions.objectives_in(command)), *outcomes)


def _of_the_closing(command: ClosingCommand) -> Streams:
    return _objectives(*closing.about(command))


# The table


def _of_objective(command: ObjectiveCommand) -> str:
    return objective_stream(command.objective_id)


def _of_alignment(command: AlignmentCommand) -> str:
    return alignment_stream(command.cycle_id)


def _of_review(command: ReviewCommand) -> str:
    return review_stream(command.cycle_id)


def _of_claims(command: ClaimCommand) -> str:
    return claims_stream(command.cycle_id)


def _of_work(command: WorkCommand) -> str:
    return work_stream(command.cycle_id, command.unit_id)


def _of_session(command: SessionCommand) -> str:
    return session_stream(command.session_id)


def _of_closing(command: ClosingCommand) -> str:
    return closing_stream(command.cycle_id)


def _of_comments(command: CommentCommand) -> str:
    return comments_stream(command.objective_id)


def _of_acknowledging(command: AcknowledgeCheckIn) -> str:
    return acknowledged_stream(command.objective_id)


def _of_alerts(command: AlertCommand) -> str:
    return alerts_stream(command.objective_id)


class _About(NamedTuple):
    """An aggregate's commands: the stream that they are about, and how they are decided on."""

    own: Callable[[Any], str]
    decide: Decide

    def reading(self, commands: Any, *beside: str | Named) -> dict[type[Command], Decision]:
        """One line for each command of a union, or for one."""
        decision = Decision(self.own, self.decide, beside)
        return dict.fromkeys(get_args(commands) or (commands,), decision)


_WORKSPACE = _About(lambda _: WORKSPACE, contexts.about_workspace)
_ORGANIZATION = _About(lambda _: ORGANIZATION, contexts.about_organization)
_CYCLES = _About(lambda _: CYCLES, contexts.about_cycles)
_STRATEGY = _About(lambda _: STRATEGY, contexts.about_strategy)
_OBJECTIVE = _About(_of_objective, contexts.about_objective)
_ALIGNMENT = _About(_of_alignment, contexts.about_alignment)
_REVIEW = _About(_of_review, contexts.about_review)
_POOLS = _About(lambda _: POOLS, contexts.about_pools)
_CLAIMS = _About(_of_claims, contexts.about_claims)
_WORK = _About(_of_work, contexts.about_work)
_PREFERENCES = _About(lambda _: PREFERENCES, contexts.about_preferences)
_RITUALS = _About(lambda _: RITUALS, contexts.about_rituals)
_SESSION = _About(_of_session, contexts.about_session)
_CLOSING = _About(_of_closing, contexts.about_closing)
_COMMENTS = _About(_of_comments, contexts.about_comments)
_ACKNOWLEDGING = _About(_of_acknowledging, contexts.about_acknowledging)
_ALERTS = _About(_of_alerts, contexts.about_alerts)

DECISIONS: dict[type[Command], Decision] = {
    **_WORKSPACE.reading(WorkspaceCommand),
    **_ORGANIZATION.reading(OrganizationCommand),
    **_CYCLES.reading(DefineCycle | DefineYear),
    **_CYCLES.reading(MoveCycle, _its_closing),
    **_STRATEGY.reading(PlaceBet | EndBet),
    **_STRATEGY.reading(SetOutcome | EditOutcome | RefreshOutcome, CYCLES),
    **_STRATEGY.reading(DropOutcome | CourseCommand, CYCLES),
    **_OBJECTIVE.reading(DraftObjective, CYCLES, _its_source),
    **_OBJECTIVE.reading(EditObjective | RemoveKeyResult, CYCLES),
    **_OBJECTIVE.reading(AddKeyResult | EditKeyResult, CYCLES),
    **_OBJECTIVE.reading(NegotiationCommand | CheckInCommand | GiveForecast, CYCLES),
    **_OBJECTIVE.reading(RequestRevision, CYCLES),
    **_OBJECTIVE.reading(ApproveRevision, CYCLES),
    **_OBJECTIVE.reading(DeclineRevision),
    **_OBJECTIVE.reading(RequestDependency | ConfirmDependency, CYCLES),
    **_OBJECTIVE.reading(SlipDependency | ReopenDependency, CYCLES),
    **_OBJECTIVE.reading(AcceptDependency, CYCLES, _the_producing),
    **_OBJECTIVE.reading(DeclineDependency | FlagDependency, CYCLES),
    **_OBJECTIVE.reading(DeliverDependency | WithdrawDependency, CYCLES),
    **_OBJECTIVE.reading(SetOutcomes, CYCLES, STRATEGY),
    **_ALIGNMENT.reading(LinkObjective, CYCLES, _both_ends),
    **_ALIGNMENT.reading(UnlinkObjective, CYCLES, _its_objective),
    **_REVIEW.reading(OpenReview | CloseReview | ResolveFinding | ReopenFinding, CYCLES),
    **_REVIEW.reading(RaiseFinding | AnswerFinding, CYCLES, _its_objective),
    **_POOLS.reading(PoolCommand),
    **_CLAIMS.reading(ClaimResource, CYCLES, POOLS, _its_objective),
    **_CLAIMS.reading(ChangeClaim, CYCLES, POOLS),
    **_CLAIMS.reading(ReleaseClaim, CYCLES),
    **_WORK.reading(PlanTask | EditTask, CYCLES, _its_objective),
    **_WORK.reading(MoveTask | FinishTask | DropTask, CYCLES),
    **_PREFERENCES.reading(PreferenceCommand),
    **_RITUALS.reading(RitualCommand),
    **_SESSION.reading(OpenSession, CYCLES),
    **_SESSION.reading(RecordOutput | CloseSession, _of_the_session),
    **_SESSION.reading(AnswerEscalation),
    **_CLOSING.reading(CallRoll | ResetCycle, CYCLES),
    **_CLOSING.reading(ScoreObjective, CYCLES, _of_the_closing),
    **_CLOSING.reading(HoldRetrospective, CYCLES, STRATEGY, _of_the_closing),
    **_COMMENTS.reading(CommentCommand, _its_objective),
    **_ACKNOWLEDGING.reading(AcknowledgeCheckIn, _its_objective),
    **_ALERTS.reading(AlertCommand, CYCLES, RITUALS, _its_objective),
}
"""Every command there is, and beside its own stream those that it reads.

The workspace's own stream and the organization, which every decision reads, are not named again.
"""
