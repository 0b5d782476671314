"""Negotiation: teams propose, leaders challenge, teams refine, until somebody stands by it."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, assert_never

from msgspec.structs import replace

from domain.cycles.cycle import open_for_planning
from domain.dependencies.dependency import UNPROMISED
from domain.errors import Rejection, either
from domain.messages import Command, Event
from domain.objectives.state import (
    CommitmentLocked,
    Context,
    Objective,
    ObjectiveIsWithdrawn,
    Stage,
    can_be_committed,
    nobody_waits,
)
from domain.values import DependencyId, ObjectiveId, Sentence, Text

# Commands


class ProposeObjective(Command, frozen=True):
    """Ask for agreement to a draft."""

    objective_id: ObjectiveId


class ChallengeObjective(Command, frozen=True):
    """Ask for a better objective, and say why. Reopens an accepted or committed one for edits."""

    objective_id: ObjectiveId
    reason: Sentence


class RefineObjective(Command, frozen=True):
    """Answer a challenge with an improved objective."""

    objective_id: ObjectiveId
    answer: Sentence


class AcceptObjective(Command, frozen=True):
    """Agree to a proposed objective."""

    objective_id: ObjectiveId
    note: Text = ""


class CommitObjective(Command, frozen=True):
    """Commit to an objective that is accepted, or to a draft that was never proposed."""

    objective_id: ObjectiveId


class PublishObjective(Command, frozen=True):
    """Make a committed objective visible to everybody, and open to check-ins."""

    objective_id: ObjectiveId


class WithdrawObjective(Command, frozen=True):
    """Withdraw an objective before it is published."""

    objective_id: ObjectiveId
    reason: Sentence


NegotiationCommand = (
    ProposeObjective
    | ChallengeObjective
    | RefineObjective
    | AcceptObjective
    | CommitObjective
    | PublishObjective
    | WithdrawObjective
)


class Step(NamedTuple):
    """From which stages a step may be taken, where it leads, and by whom at the least."""

    before: tuple[Stage, ...]
    after: Stage
    by: Literal["member", "unit_lead"]


UNPUBLISHED: Final[tuple[Stage, ...]] = (
    "draft", "proposed", "challenged", "refined", "accepted", "committed",
)  # fmt: skip

STEPS: Final[dict[type[NegotiationCommand], Step]] = {
    ProposeObjective: Step(("draft",), "proposed", "member"),
    ChallengeObjective: Step(
        ("proposed", "challenged", "refined", "accepted", "committed"), "challenged", "unit_lead"
    ),
    RefineObjective: Step(("challenged",), "refined", "member"),
    AcceptObjective: Step(("proposed", "refined"), "accepted", "unit_lead"),
    CommitObjective: Step(("draft", "accepted"), "committed", "unit_lead"),
    PublishObjective: Step(("committed",), "published", "unit_lead"),
    WithdrawObjective: Step(UNPUBLISHED, "withdrawn", "unit_lead"),
}
"""Who may take which step from which stage. Nothing else moves an objective but a revision."""

# Events


class ObjectiveProposed(Event, frozen=True, tag="objective_proposed"):
    objective_id: ObjectiveId


class ObjectiveChallenged(Event, frozen=True, tag="objective_challenged"):
    objective_id: ObjectiveId
    reason: str


class ObjectiveRefined(Event, frozen=True, tag="objective_refined"):
    objective_id: ObjectiveId
    answer: str


class ObjectiveAccepted(Event, frozen=True, tag="objective_accepted"):
    objective_id: ObjectiveId
    note: str = ""


class ObjectiveCommitted(Event, frozen=True, tag="objective_committed"):
    """`unaccepted` are the dependencies without a promise by then: a risk taken knowingly."""

    objective_id: ObjectiveId
    unaccepted: tuple[DependencyId, ...] = ()


class ObjectivePublished(Event, frozen=True, tag="objective_published"):
    objective_id: ObjectiveId


class ObjectiveWithdrawn(Event, frozen=True, tag="objective_withdrawn"):
    objective_id: ObjectiveId
    reason: str


NegotiationEvent = (
    ObjectiveProposed
    | ObjectiveChallenged
    | ObjectiveRefined
    | ObjectiveAccepted
    | ObjectiveCommitted
    | ObjectivePublished
    | ObjectiveWithdrawn
)

# Decide


def decide(
    state: Objective, command: NegotiationCommand, context: Context
) -> list[NegotiationEvent]:
    if _taken(state, command):
        return []
    open_for_planning(context.calendar, state.cycle_id)
    if state.stage not in STEPS[type(command)].before:
        raise _out_of_order(state.stage, command)
    return [_step(state, command)]


def _taken(state: Objective, command: NegotiationCommand) -> bool:
    match command:
        case ChallengeObjective():  # there can be more than one thing to answer
            return state.stage == "challenged" and state.challenge == command.reason
        case CommitObjective():
            return state.stage in ("committed", "published")
        case _:
            return state.stage == STEPS[type(command)].after


def _step(state: Objective, command: NegotiationCommand) -> NegotiationEvent:
    match command:
        case ProposeObjective():
            return ObjectiveProposed(state.objective_id)
        case ChallengeObjective():
            return ObjectiveChallenged(state.objective_id, command.reason)
        case RefineObjective():
            return ObjectiveRefined(state.objective_id, command.answer)
        case AcceptObjective():
            return ObjectiveAccepted(state.objective_id, command.note)
        case CommitObjective():
            can_be_committed(state.key_results)
            return ObjectiveCommitted(state.objective_id, _unaccepted(state))
        case PublishObjective():
            return ObjectivePublished(state.objective_id)
        case WithdrawObjective():
            nobody_waits(state.key_results.values())
            return ObjectiveWithdrawn(state.objective_id, command.reason)
        case _:
            assert_never(command)


def _unaccepted(state: Objective) -> tuple[DependencyId, ...]:
    return tuple(
        dependency_id
        for key_result in state.key_results.values()
        for dependency_id, one in key_result.dependencies.items()
        if one.status in UNPROMISED
    )


def _out_of_order(stage: Stage, command: NegotiationCommand) -> Rejection:
    match command:
        case _ if stage == "published":
            return CommitmentLocked()
        case _ if stage == "withdrawn":
            return ObjectiveIsWithdrawn()
        case CommitObjective():
            return NotAccepted(stage=stage)
        case PublishObjective():
            return NotCommitted(stage=stage)
        case _:
            step = STEPS[type(command)]
            possible = either([one for one in step.before if one != step.after])
            return StepOutOfOrder(stage=stage, wanted=step.after, possible=possible)


# Evolve


def evolve(state: Objective, event: NegotiationEvent) -> Objective:
    match event:
        case ObjectiveProposed():
            return replace(state, stage="proposed")
        case ObjectiveChallenged():
            return replace(state, stage="challenged", challenge=event.reason)
        case ObjectiveRefined():
            return replace(state, stage="refined", challenge="")
        case ObjectiveAccepted():
            return replace(state, stage="accepted")
        case ObjectiveCommitted():
            return replace(state, stage="committed", unaccepted=event.unaccepted)
        case ObjectivePublished():
            return replace(state, stage="published")
        case ObjectiveWithdrawn():
            return replace(state, stage="withdrawn")
        case _:
            assert_never(event)


# Refusals


class StepOutOfOrder(Rejection, code="step-out-of-order", kind="conflict"):
    """The objective is {stage}: it has to be {possible} before it can be {wanted}."""


class NotAccepted(Rejection, code="not-accepted", kind="conflict"):
    """The objective is {stage}: it was proposed, so it is committed once it is accepted."""


class NotCommitted(Rejection, code="not-committed", kind="conflict"):
    """The objective is {stage}: commit it before publishing it."""
