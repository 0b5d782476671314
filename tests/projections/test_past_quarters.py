"""A past quarter stays as it was in every document, whatever is reorganized later."""

from __future__ import annotations

from datetime import date, timedelta

from domain.alignment.review import Finding, OpenReview
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.conversation.comments import PostComment
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.dependencies.dependency import AcceptDependency, RequestDependency, SlipDependency
from domain.objectives.advancing import SetOutcomes
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import (
    ArchiveUnit,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    RenamePerson,
    RenameUnit,
)
from domain.resources.claims import ClaimResource
from domain.resources.pools import OpenPool
from domain.rituals.sessions import CloseSession, Escalation, OpenSession
from domain.strategy.outcome import SetOutcome
from domain.values import (
    ClaimId,
    CommentId,
    CycleId,
    DependencyId,
    FindingId,
    KeyResultId,
    ObjectiveId,
    OutcomeId,
    Owner,
    PersonId,
    PoolId,
    ReviewId,
    SessionId,
    TaskId,
    UnitId,
)
from domain.work import PlanTask
from projections.keeping import fold
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit
from tests.support.quarter import SALES, SUPPORT, Quarter

AFTER = ENDS + timedelta(1)
MUCH_LATER = date(2031, 1, 1)
YEAR = CycleId("fy26")
BOB = PersonId("bob")
GROW, QUICK, ANSWER, LEARN = (
    ObjectiveId("grow"), ObjectiveId("quick"), ObjectiveId("answer"), ObjectiveId("learn"),
)  # fmt: skip
LATENCY = KeyResultId("latency")

OF_TODAY = {"directory", "feed", "acknowledgements", "prompts"}
"""What tells of no past quarter: the organization of today, the log as it grows, what waits, what
is asked this week."""


def lived() -> Quarter:
    """A quarter with which a fiscal year ends, and something in every view of it."""
    lesson = Lesson("Start earlier", "keep")
    return (
        _planned()
        .report("grow", "revenue", 5, 3)
        .report("quick", "latency", 50, 4)
        .report("answer", "minutes", 10, 2)
        .report("learn", "courses", 30, 3)
        .on(ENDS)
        .say(
            MoveCycle(Q3, "scoring"),
            CallRoll(Q3, (GROW, QUICK, ANSWER, LEARN), 1),
            *(ScoreObjective(Q3, one) for one in (GROW, QUICK, ANSWER, LEARN)),
            HoldRetrospective(Q3, None, lessons=(lesson,)),
            HoldRetrospective(Q3, ENGINEERING, lessons=(lesson,)),
            PostComment(QUICK, CommentId("c"), "What did we learn?"),
            MoveCycle(Q3, "closed"),
        )
    )


def _planned() -> Quarter:
    gap = Finding(FindingId("f"), "gap", "A gap", QUICK, unit_id=ENGINEERING)
    needed = DependencyId("d")
    return (
        Quarter()
        .say(
            DefineCycle(YEAR, "FY26", ENDS - timedelta(364), ENDS, "year"),
            SetOutcome(OutcomeId("loved"), YEAR, "Be loved", unit(ENGINEERING)),
            AddPerson(BOB, "Bob", SUPPORT),
            OpenPool(PoolId("design"), "Design", "person-days", 3, STARTS, ENGINEERING),
        )
        .goal("grow", COMPANY, ["revenue"])
        .goal("quick", ENGINEERING, ["latency"])
        .goal("answer", SUPPORT, ["minutes"])
        .goal("learn", Owner("person", ADA), ["courses"])
        .link("quick", "grow", "revenue")
        .link("learn", "grow", "revenue")
        .link("answer", "quick", "latency")
        .say(
            SetOutcomes(QUICK, (OutcomeId("loved"),)),
            OpenReview(Q3, ReviewId("r"), (gap,)),
            ClaimResource(Q3, ClaimId("1"), PoolId("design"), QUICK, STARTS, ENDS, 2),
            ClaimResource(Q3, ClaimId("2"), PoolId("design"), LEARN, STARTS, ENDS, 2),
            PlanTask(Q3, ENGINEERING, TaskId("1"), 13, "Cache", 5, QUICK, LATENCY, ADA),
            PlanTask(Q3, SUPPORT, TaskId("2"), 13, "Tidy up", 5, person_id=BOB),
            RequestDependency(QUICK, LATENCY, needed, SUPPORT, "logs", ENDS),
            AcceptDependency(QUICK, needed),
            SlipDependency(QUICK, needed, AFTER, "ill"),
            OpenSession(SessionId("s"), "business_review", Q3, STARTS, (ENGINEERING, SUPPORT)),
            CloseSession(SessionId("s"), "Fine", (Escalation("Help", unit(SUPPORT)),)),
        )
    )


def documents(told: Quarter) -> dict[tuple[str, str], bytes | None]:
    found = fold.replay(told.log, MUCH_LATER)
    return {place: one.body for place, one in found.items() if one.projection not in OF_TODAY}


def test_a_later_reorganization_changes_no_document_of_a_past_quarter() -> None:
    told = lived()
    before = documents(told)
    told.on(AFTER + timedelta(30)).say(
        AddUnit(UnitId("lab"), "Lab", "team", COMPANY, AFTER),
        RenameUnit(COMPANY, "Acme Group", AFTER),
        RenameUnit(ENGINEERING, "Platform", AFTER),
        RenamePerson(ADA, "Ada L.", AFTER),
        MoveUnit(ENGINEERING, SALES, AFTER),
        MovePerson(ADA, SALES, AFTER),
        MovePerson(BOB, SALES, AFTER),
        ArchiveUnit(SUPPORT, "Its work is done", AFTER),
        LeaveOrganization(ADA, AFTER + timedelta(20)),
        MergeUnit(ENGINEERING, SALES, AFTER + timedelta(25)),
    )
    assert documents(told) == before


def test_the_past_quarter_is_in_every_view() -> None:
    shown = {projection for projection, _ in documents(lived())}
    assert shown == set(fold.PROJECTIONS) - OF_TODAY
