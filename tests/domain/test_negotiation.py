from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from domain.access.rights import DOES, may
from domain.cycles.cycle import Calendar, Phase, PlanningIsOver
from domain.messages import Event
from domain.objectives import objective
from domain.objectives.negotiation import (
    STEPS,
    AcceptObjective,
    ChallengeObjective,
    CommitObjective,
    NegotiationCommand,
    NotAccepted,
    NotCommitted,
    ObjectiveAccepted,
    ObjectiveChallenged,
    ObjectiveProposed,
    ObjectiveRefined,
    ObjectiveWithdrawn,
    ProposeObjective,
    PublishObjective,
    RefineObjective,
    StepOutOfOrder,
    WithdrawObjective,
)
from domain.objectives.state import CommitmentLocked, Context, ObjectiveIsWithdrawn, Stage
from tests.support.company import (
    CYCLE,
    ENDS,
    ORGANIZATION,
    Q3,
    RELIABLE,
    committed,
    drafted,
    measured,
    published,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario


def during(phase: Phase) -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase)})
    context = Context(ENDS, "ada", ORGANIZATION, calendar)
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, context)),
        objective.evolve,
        None,
    )


STAGES: tuple[Stage, ...] = get_args(Stage)
proposed = ObjectiveProposed(RELIABLE)
challenged = ObjectiveChallenged(RELIABLE, "Too easy")
refined = ObjectiveRefined(RELIABLE, "Twice as much")
accepted = ObjectiveAccepted(RELIABLE)
withdrawn = ObjectiveWithdrawn(RELIABLE, "No time")
BECAME: dict[Stage, tuple[Event, ...]] = {
    "draft": (),
    "proposed": (proposed,),
    "challenged": (proposed, challenged),
    "refined": (proposed, challenged, refined),
    "accepted": (proposed, accepted),
    "committed": (committed,),
    "published": (committed, published),
    "withdrawn": (withdrawn,),
}
COMMANDS: dict[type[NegotiationCommand], NegotiationCommand] = {
    ProposeObjective: ProposeObjective(RELIABLE),
    ChallengeObjective: ChallengeObjective(RELIABLE, "Still too easy"),
    RefineObjective: RefineObjective(RELIABLE, "Twice as much"),
    AcceptObjective: AcceptObjective(RELIABLE, "Well done"),
    CommitObjective: CommitObjective(RELIABLE),
    PublishObjective: PublishObjective(RELIABLE),
    WithdrawObjective: WithdrawObjective(RELIABLE, "No time"),
}

MEANT = """
            draft     proposed   challenged refined    accepted   committed  published withdrawn
propose     member    -          -          -          -          -          -         -
challenge   -         unit_lead  unit_lead  unit_lead  unit_lead  unit_lead  -         -
refine      -         -          member     -          -          -          -         -
accept      -         unit_lead  -          unit_lead  -          -          -         -
commit      unit_lead -          -          -          unit_lead  -          -         -
publish     -         -          -          -          -          unit_lead  -         -
withdraw    unit_lead unit_lead  unit_lead  unit_lead  unit_lead  unit_lead  -         -
"""
"""Who may take which step from which stage, at the least."""

TABLE = {
    (command, stage): who
    for row, command in zip(MEANT.strip().splitlines()[1:], COMMANDS, strict=True)
    for stage, who in zip(STAGES, row.split()[1:], strict=True)
}


def at(stage: Stage) -> Scenario:
    return during("drafting").given(drafted, measured, *BECAME[stage])


def test_the_table_names_every_step_and_every_stage() -> None:
    assert set(COMMANDS) == set(get_args(NegotiationCommand)) == set(STEPS)
    assert MEANT.split()[: len(STAGES)] == list(STAGES)
    for stage in STAGES:
        assert at(stage).state().stage == stage


@pytest.mark.parametrize(("command", "stage"), TABLE, ids=str)
def test_a_step_is_possible_exactly_where_the_table_says(
    command: type[NegotiationCommand], stage: Stage
) -> None:
    step = STEPS[command]
    assert (stage in step.before) == (TABLE[command, stage] != "-")
    if stage in step.before:
        [event] = at(stage).decide(COMMANDS[command])
        assert at(stage).state(event).stage == step.after
        at(stage).when(COMMANDS[command]).then(event)


@pytest.mark.parametrize(("command", "stage"), TABLE, ids=str)
def test_a_step_is_open_to_exactly_those_whom_the_table_names_and_above(
    command: type[NegotiationCommand], stage: Stage
) -> None:
    who = TABLE[command, stage]
    if who != "-":
        assert may("member", DOES[command], "unit") == (who == "member")
        assert may("unit_lead", DOES[command], "unit")
        assert not may("service", DOES[command], "unit")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda one: type(one).__name__)
def test_a_step_taken_is_not_taken_again(command: NegotiationCommand) -> None:
    after = STEPS[type(command)].after
    if isinstance(command, ChallengeObjective):
        command = ChallengeObjective(RELIABLE, challenged.reason)
    at(after).when(command).then_nothing()


def test_there_can_be_more_than_one_challenge_to_answer() -> None:
    at("challenged").when(ChallengeObjective(RELIABLE, "And too vague")).then(
        ObjectiveChallenged(RELIABLE, "And too vague")
    )


def test_what_was_challenged_is_refined_before_it_is_accepted() -> None:
    at("challenged").when(AcceptObjective(RELIABLE)).then_rejected(
        StepOutOfOrder, "is challenged", "accepted", "proposed or refined"
    )


def test_a_draft_that_nobody_was_asked_of_is_committed_without_a_negotiation() -> None:
    at("draft").when(CommitObjective(RELIABLE)).then(committed)


@pytest.mark.parametrize("stage", ["proposed", "challenged", "refined"])
def test_what_somebody_was_asked_of_is_committed_once_it_is_accepted(stage: Stage) -> None:
    at(stage).when(CommitObjective(RELIABLE)).then_rejected(NotAccepted, stage)


@pytest.mark.parametrize("stage", ["draft", "proposed", "accepted"])
def test_what_nobody_stands_by_is_not_published(stage: Stage) -> None:
    at(stage).when(PublishObjective(RELIABLE)).then_rejected(NotCommitted, stage)


@pytest.mark.parametrize(
    "command", [ChallengeObjective(RELIABLE, "Why"), WithdrawObjective(RELIABLE, "No time")]
)
def test_what_is_published_is_no_longer_negotiated(command: NegotiationCommand) -> None:
    at("published").when(command).then_rejected(CommitmentLocked)


def test_nothing_is_done_to_what_was_withdrawn() -> None:
    for command in COMMANDS.values():
        if not isinstance(command, WithdrawObjective):
            at("withdrawn").when(command).then_rejected(ObjectiveIsWithdrawn)


@pytest.mark.parametrize("phase", ["scoring", "closed"])
def test_there_is_no_negotiation_once_a_cycle_is_in(phase: Phase) -> None:
    late = during(phase).given(drafted, measured)
    late.when(ProposeObjective(RELIABLE)).then_rejected(PlanningIsOver, phase)


def test_the_question_is_kept_until_it_is_answered() -> None:
    assert at("challenged").state().challenge == "Too easy"
    assert at("refined").state().challenge == ""
