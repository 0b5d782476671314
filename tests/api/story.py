"""A small company, told with the examples of the documentation, and its views.

`python -m tests.api.story` writes the examples that the documentation shows.
"""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from api.http import examples, views
from api.http.commands import closing, requests, rituals, sessions, strategy
from api.http.commands.conversation import comments
from domain.access.identity import acting
from domain.alignment.linking import LinkObjective
from domain.alignment.review import Finding, OpenReview, ResolveFinding
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import PostComment, ReplyToComment
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.dependencies.dependency import AcceptDependency, RequestDependency, SlipDependency
from domain.measuring.check_in import CheckIn
from domain.measuring.metric import Increase
from domain.objectives.advancing import SetOutcomes
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddPerson, AddUnit
from domain.resources.claims import ClaimResource
from domain.resources.pools import OpenPool
from domain.rituals.schedule import DeclareHoliday, ScheduleRitual
from domain.rituals.sessions import CloseSession, OpenSession, RecordOutput
from domain.strategy.outcome import SetOutcome
from domain.strategy.outcome_reports import ReportOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import (
    BetId,
    CheckInId,
    ClaimId,
    CommentId,
    CycleId,
    DependencyId,
    FindingId,
    HolidayId,
    KeyResultId,
    LinkId,
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
from domain.workspace import CreateWorkspace
from events.handling import Desk, Request
from events.memory import MemoryLog
from events.streams import AnyCommand
from projections.keeping.fold import replay

FILE = Path(views.__path__[0]) / "view_examples.json"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(examples.CYCLE_ID), name))


COMPANY, TEAM = UnitId(_id("company")), UnitId(examples.UNIT_ID)
PLATFORM, DEPENDENCY = UnitId(_id("platform")), DependencyId(_id("dependency"))
CYCLE, BEFORE = CycleId(examples.CYCLE_ID), CycleId(_id("before"))
YEAR = CycleId(examples.YEAR_ID)
BET, OUTCOME = BetId(examples.BET_ID), OutcomeId(examples.OUTCOME_ID)
PARENT, CHILD = ObjectiveId(examples.OBJECTIVE_ID), ObjectiveId(_id("child"))
SESSION, COMMENT = SessionId(_id("session")), CommentId(_id("comment"))
TARGET, CHILD_KEY_RESULT = KeyResultId(examples.KEY_RESULT_ID), KeyResultId(_id("key result"))
POOL = PoolId(examples.POOL_ID)


def commands() -> list[AnyCommand]:
    key_result = msgspec.convert(examples.KEY_RESULT, requests.NewKeyResult)
    check_in = msgspec.convert(examples.CHECK_IN, requests.NewCheckIn)
    schedule = msgspec.convert(examples.SCHEDULE, rituals.NewSchedule)
    holiday = msgspec.convert(examples.HOLIDAY, rituals.NewHoliday)
    output = msgspec.convert(examples.OUTPUT, sessions.NewOutput)
    said = msgspec.convert(examples.COMMENT, comments.NewComment)
    answer = msgspec.convert(examples.SAID, comments.Said)
    closed = msgspec.convert(examples.SESSION_CLOSED, sessions.Closed)
    return [
        CreateWorkspace("Acme", "Europe/Berlin"),
        AddUnit(COMPANY, "Acme", "company"),
        AddUnit(TEAM, examples.UNIT["name"], "team", COMPANY),
        AddUnit(PLATFORM, "Platform", "team", COMPANY),
        AddPerson(PersonId(examples.PERSON_ID), examples.PERSON["name"], TEAM),
        DefineCycle(CYCLE, examples.CYCLE["name"], date(2026, 1, 1), date(2026, 3, 31)),
        *_year(),
        DraftObjective(PARENT, CYCLE, "Customers stay with us", Owner("unit", COMPANY)),
        AddKeyResult(
            PARENT, TARGET, "Renewal rate rises from 82 to 90 %", Increase(82, 90, unit="%")
        ),
        CommitObjective(PARENT),
        PublishObjective(PARENT),
        SetOutcomes(PARENT, (OUTCOME,)),
        DraftObjective(CHILD, CYCLE, examples.OBJECTIVE["title"], Owner("unit", TEAM)),
        AddKeyResult(CHILD, CHILD_KEY_RESULT, key_result.title, key_result.metric),
        LinkObjective(
            CYCLE, LinkId(_id("link")), CHILD, PARENT, TARGET,
            mechanism=examples.LINK["mechanism"], strength="strong", link_test="yes",
        ),
        OpenReview(
            CYCLE,
            ReviewId(_id("review")),
            (Finding(FindingId(f"orphan:{CHILD}"), "orphan", "Linked to nothing: ...", CHILD),),
        ),
        ResolveFinding(
            CYCLE, FindingId(f"orphan:{CHILD}"), "settled", "It is linked to the renewal rate now"
        ),
        CommitObjective(CHILD),
        PublishObjective(CHILD),
        MoveCycle(CYCLE, "active"),
        RequestDependency(
            CHILD, CHILD_KEY_RESULT, DEPENDENCY, PLATFORM, examples.DEPENDENCY["deliverable"],
            date(2026, 2, 13), examples.DEPENDENCY["note"],
        ),
        AcceptDependency(CHILD, DEPENDENCY),
        SlipDependency(CHILD, DEPENDENCY, date(2026, 2, 20), examples.SLIP["reason"]),
        OpenPool(POOL, examples.POOL["name"], examples.POOL["measured_in"], 10.0, date(2026, 1, 1)),
        ClaimResource(
            CYCLE, ClaimId(_id("claim")), POOL, CHILD, date(2026, 1, 19), date(2026, 2, 13),
            examples.CLAIM["per_week"], examples.CLAIM["note"],
        ),
        PlanTask(
            CYCLE, TEAM, TaskId(_id("task")), 5, examples.TASK["title"], 6.0, CHILD,
            CHILD_KEY_RESULT,
        ),
        PlanTask(CYCLE, TEAM, TaskId(_id("own task")), 5, "Tidy up the templates", 3.0),
        CheckIn(PARENT, TARGET, CheckInId(_id("first")), date(2026, 1, 30), 83.5, 3),
        CheckIn(
            CHILD, CHILD_KEY_RESULT, CheckInId(_id("second")), check_in.effective, check_in.value,
            check_in.confidence, check_in.narrative, check_in.blockers,
        ),
        PostComment(
            CHILD, COMMENT, said.text, CHILD_KEY_RESULT, CheckInId(_id("second")),
            mentions=said.mentioned,
        ),
        ReplyToComment(CHILD, COMMENT, CommentId(_id("reply")), answer.text),
        AcknowledgeCheckIn(
            CHILD, CHILD_KEY_RESULT, CheckInId(_id("second")), examples.SEEN["note"]
        ),
        ScheduleRitual(
            schedule.kind, schedule.recurrence, time.fromisoformat(schedule.at),
            schedule.minutes, schedule.starting, TEAM,
        ),
        DeclareHoliday(
            HolidayId(_id("holiday")), holiday.name, holiday.first, holiday.last
        ),
        OpenSession(SESSION, "sync", CYCLE, date(2026, 2, 3), (TEAM,)),
        RecordOutput(SESSION, output.output),
        CloseSession(SESSION, closed.summary, closed.outputs),
        *the_quarter_before(),
    ]  # fmt: skip


def the_quarter_before() -> list[AnyCommand]:
    """One objective of the company, reported on once, scored and looked back on."""
    done, measure = ObjectiveId(_id("before")), KeyResultId(_id("measure"))
    retrospective = msgspec.convert(examples.RETROSPECTIVE, closing.NewRetrospective)
    lessons = tuple(
        Lesson(one.text, one.verdict, one.root_cause, done) for one in retrospective.lessons
    )
    return [
        DefineCycle(BEFORE, "2025 Q4", date(2025, 10, 1), date(2025, 12, 31)),
        DraftObjective(done, BEFORE, "Customers stay with us", Owner("unit", COMPANY)),
        AddKeyResult(
            done, measure, "Renewal rate rises from 78 to 84 %", Increase(78, 84, unit="%")
        ),
        CommitObjective(done),
        PublishObjective(done),
        MoveCycle(BEFORE, "active"),
        CheckIn(done, measure, CheckInId(_id("third")), date(2025, 12, 30), 82, 4),
        MoveCycle(BEFORE, "scoring"),
        CallRoll(BEFORE, (done,), 1),
        ScoreObjective(BEFORE, done, {measure: 0.7}, examples.SCORES["comment"]),
        HoldRetrospective(BEFORE, None, retrospective.went_well, retrospective.went_badly, lessons),
        MoveCycle(BEFORE, "closed"),
    ]


def _year() -> list[AnyCommand]:
    outcome = msgspec.convert(examples.OUTCOME, strategy.NewOutcome)
    bet = msgspec.convert(examples.BET, strategy.NewBet)
    return [
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        PlaceBet(BET, bet.kind, bet.title, bet.starts, bet.ends, "", bet.measure, bet.metric),
        SetOutcome(OUTCOME, YEAR, outcome.title, Owner("unit", COMPANY), "", outcome.metric, BET),
        ReportOutcome(OUTCOME, date(2026, 1, 31), 83.5),
    ]


async def told() -> dict[str, Any]:
    """One document of each view."""
    log, workspace_id = MemoryLog(lambda: NOW), _id("workspace")
    await log.create_workspace(workspace_id, "Acme")
    desk = Desk(log)
    for command in commands():
        # Whoever reported does not acknowledge it.
        name = "bo" if isinstance(command, AcknowledgeCheckIn) else "ada"
        await desk.handle(workspace_id, Request((command,), acting(name, "administrator"), NOW))
    documents = replay(await log.read(workspace_id), NOW.date())
    assert [place for place, one in documents.items() if one.failed] == []
    keys = {
        "alignment": CYCLE,
        "coverage": CYCLE,
        "confidence": CHILD_KEY_RESULT,
        "drift": CHILD_KEY_RESULT,
        "backtest": BEFORE,
        "profile": CYCLE,
        "dependencies": DEPENDENCY,
        "promises": f"{CYCLE}:{PLATFORM}",
        "objective": CHILD,
        "conversation": CHILD,
        "acknowledgements": f"{CYCLE}:{COMPANY}",
        "review": CYCLE,
        "diagnosis": CYCLE,
        "year": YEAR,
        "brief": f"{CYCLE}:{TEAM}",
        "prompts": f"{CYCLE}:{TEAM}",
        "adherence": f"{CYCLE}:{TEAM}",
        "rituals": f"{CYCLE}:{TEAM}",
        "session": SESSION,
        "resources": CYCLE,
        "effort": CYCLE,
        "weekly": f"{CYCLE}:{TEAM}",
        "line_of_sight": f"{CYCLE}:{TEAM}",
        "closing": BEFORE,
        "scorecard": BEFORE,
        "directory": "workspace",
    }
    return {
        name: msgspec.json.decode(documents[name, key].body or b"") for name, key in keys.items()
    }


if __name__ == "__main__":
    shown = msgspec.json.format(msgspec.json.encode(asyncio.run(told())), indent=1)
    FILE.write_bytes(shown + b"\n")
