"""A closed cycle takes late reports, and what is said about its findings. Nothing else changes."""

from __future__ import annotations

from datetime import date
from typing import get_args

import msgspec
import pytest

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import (
    AnswerFinding,
    CloseReview,
    Finding,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
)
from domain.closing.closing import CallRoll
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import (
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
)
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
from domain.drift.handling import (
    AcknowledgeAlert,
    JudgeAlert,
    ReopenAlert,
    ResolveAlert,
    SnoozeAlert,
)
from domain.errors import Rejection
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Boolean
from domain.messages import Command
from domain.objectives.advancing import SetOutcomes
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    CommitObjective,
    ProposeObjective,
    PublishObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.planning import (
    AddKeyResult,
    DraftObjective,
    EditKeyResult,
    EditObjective,
    RemoveKeyResult,
)
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Changes
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import OpenPool
from domain.rituals.sessions import OpenSession
from domain.strategy.outcome import RefreshOutcome, SetOutcome
from domain.values import (
    CheckInId,
    ClaimId,
    CommentId,
    CycleId,
    DependencyId,
    FindingId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    OutcomeId,
    Owner,
    PoolId,
    ReviewId,
    RevisionId,
    TaskId,
)
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from events.streams import AnyCommand
from tests.projections.closed import CALM, DELIGHT, Q4, QUICK, ROLL, looked_back, planned
from tests.support.company import ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SUPPORT, Quarter

NEW = ObjectiveId("new")
LATENCY, KEY = KeyResultId("latency"), KeyResultId("key")
ASKED, OPEN = DependencyId("asked"), DependencyId("promised")
DESIGN, CLAIM, TASK = PoolId("design"), ClaimId("claim"), TaskId("task")
YEAR, AIM = CycleId("year"), OutcomeId("aim")
GAP, REVISION = FindingId("gap"), RevisionId("pending")
DUE = date(2026, 9, 1)

REFUSED: list[AnyCommand] = [
    MoveCycle(Q3, "active"),
    DraftObjective(NEW, Q3, "New", Owner("unit", SUPPORT)),
    EditObjective(QUICK, "Quicker"),
    AddKeyResult(QUICK, KEY, "Key", Boolean()),
    EditKeyResult(QUICK, LATENCY, "Key", Boolean()),
    RemoveKeyResult(QUICK, LATENCY),
    ProposeObjective(QUICK),
    ChallengeObjective(QUICK, "Why?"),
    RefineObjective(QUICK, "So"),
    AcceptObjective(ObjectiveId("draft")),
    CommitObjective(ObjectiveId("draft")),
    PublishObjective(ObjectiveId("draft")),
    WithdrawObjective(ObjectiveId("draft"), "Never mind"),
    RequestRevision(CALM, RevisionId("r"), "Easier", Changes(title="Calmer")),
    ApproveRevision(QUICK, REVISION),
    RequestDependency(QUICK, LATENCY, DependencyId("d"), SUPPORT, "help", DUE),
    AcceptDependency(QUICK, ASKED),
    DeclineDependency(QUICK, ASKED, "No"),
    FlagDependency(QUICK, OPEN, "Late"),
    ConfirmDependency(QUICK, OPEN),
    SlipDependency(QUICK, OPEN, ENDS, "Later"),
    DeliverDependency(QUICK, OPEN, DUE),
    WithdrawDependency(QUICK, OPEN, "Not needed"),
    ReopenDependency(QUICK, OPEN, "Again"),
    SetOutcomes(QUICK, (AIM,)),
    LinkObjective(Q3, LinkId("l"), CALM, DELIGHT, None, "supports"),
    UnlinkObjective(Q3, LinkId("quick to nps"), QUICK),
    OpenReview(Q3, ReviewId("late")),
    RaiseFinding(Q3, FindingId("f"), "other", "Too late"),
    ClaimResource(Q3, ClaimId("c"), DESIGN, QUICK, STARTS, ENDS, 1),
    ChangeClaim(Q3, CLAIM, STARTS, ENDS, 2),
    ReleaseClaim(Q3, CLAIM),
    PlanTask(Q3, ENGINEERING, TaskId("t"), 1, "Late", 1),
    EditTask(Q3, ENGINEERING, TASK, "Other", 1),
    MoveTask(Q3, ENGINEERING, TASK, 2),
    FinishTask(Q3, ENGINEERING, TASK),
    DropTask(Q3, ENGINEERING, TASK),
    GiveForecast(QUICK, LATENCY, 60),
    AcknowledgeAlert(QUICK, LATENCY),
    SnoozeAlert(QUICK, LATENCY, DUE),
    ResolveAlert(QUICK, LATENCY, "It is over"),
    ReopenAlert(QUICK, LATENCY, "It is not"),
    JudgeAlert(QUICK, LATENCY, "useful"),
    CallRoll(Q3, ROLL, 2),
    ScoreObjective(Q3, CALM, {KeyResultId("calls"): 0.9}),
    HoldRetrospective(Q3, None, ("All well",), (), (Lesson("None", "keep"),)),
    ResetCycle(Q3, Q4, ()),
]

STILL_SAID: list[AnyCommand] = [
    AcknowledgeCheckIn(QUICK, LATENCY, CheckInId("latency 2026-08-12")),
    CheckIn(QUICK, LATENCY, CheckInId("late"), DUE, 60, 3),
    CorrectCheckIn(QUICK, LATENCY, CheckInId("latency 2026-08-12"), "Misread", 55, 3),
    ResolveFinding(Q3, GAP, "accepted", "We lived with it"),
    AnswerFinding(Q3, FindingId("new"), "diagnosis", "Too long", "accepted", "We lived with it"),
    ReopenFinding(Q3, GAP, "We did not"),
    CloseReview(Q3, ReviewId("r"), "Late, but closed"),
    DeclineRevision(QUICK, REVISION, "It is over"),
    PostComment(QUICK, CommentId("c"), "What did we learn?"),
    ReplyToComment(QUICK, CommentId("c"), CommentId("r"), "To ask erlier"),
    EditComment(QUICK, CommentId("r"), "To ask earlier"),
    WithdrawComment(QUICK, CommentId("r")),
    RemoveComment(QUICK, CommentId("old"), "It named a customer"),
]
"""In this order."""

OF_NO_PLAN: set[type[Command]] = {
    DefineCycle, DefineYear, SetOutcome, RefreshOutcome, OpenSession,
}  # fmt: skip
"""They name a cycle that is not the closed one, or only look back on it."""


def over() -> Quarter:
    """A quarter that has one of everything, and is closed."""
    quarter = planned()
    quarter.say(
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        SetOutcome(AIM, YEAR, "Customers stay", Owner("unit", SUPPORT)),
        DraftObjective(ObjectiveId("draft"), Q3, "Draft", Owner("unit", SUPPORT)),
        RequestDependency(QUICK, LATENCY, ASKED, SUPPORT, "advice", DUE),
        RequestDependency(QUICK, LATENCY, OPEN, SUPPORT, "help", DUE),
        AcceptDependency(QUICK, OPEN),
        FlagDependency(QUICK, OPEN, "Somebody is ill"),
        OpenPool(DESIGN, "Design", "days", 5, STARTS),
        ClaimResource(Q3, CLAIM, DESIGN, QUICK, STARTS, ENDS, 1),
        PlanTask(Q3, ENGINEERING, TASK, 1, "Task", 4, QUICK, LATENCY),
        OpenReview(Q3, ReviewId("r"), (Finding(GAP, "gap", "A gap"),)),
    )
    quarter.say(RequestRevision(QUICK, REVISION, "Easier", Changes(title="Slower")), actor="bob")
    quarter.say(PostComment(QUICK, CommentId("old"), "They said so"), actor="bob")
    return quarter.on(ENDS).say(
        MoveCycle(Q3, "scoring"),
        CallRoll(Q3, ROLL, 1),
        ScoreObjective(Q3, DELIGHT),
        ScoreObjective(Q3, QUICK, {KeyResultId("uptime"): 0.0}),
        ScoreObjective(Q3, CALM, {KeyResultId("calls"): 0.2}),
        looked_back(),
        MoveCycle(Q3, "closed"),
    )


def test_nothing_that_was_planned_in_a_closed_cycle_changes() -> None:
    quarter = over()
    before = len(quarter.log)
    for command in REFUSED:
        with pytest.raises(Rejection) as refused:
            quarter.say(command)
        assert refused.value.kind in ("conflict", "invalid"), (command, refused.value)
    assert len(quarter.log) == before


def test_late_reports_and_the_fate_of_findings_are_still_said() -> None:
    quarter = over()
    for command in STILL_SAID:
        before = len(quarter.log)
        quarter.say(command, actor="bob")
        assert len(quarter.log) == before + 1, command


def test_every_command_about_a_cycle_or_an_objective_is_accounted_for() -> None:
    about = {
        command
        for command in get_args(AnyCommand)
        if {"cycle_id", "objective_id"} & {one.name for one in msgspec.structs.fields(command)}
    }
    assert {type(one) for one in (*REFUSED, *STILL_SAID)} | OF_NO_PLAN == about
