"""A quarter at Acme in which everything happens that can: each type of event, at least once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import (
    AnswerFinding,
    CloseReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
)
from domain.closing.reset import CarryOver, Drop, ResetCycle
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import (
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
)
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
from domain.measuring.check_in import Blocker, CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Increase
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    CommitObjective,
    ProposeObjective,
    PublishObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.planning import EditKeyResult, EditObjective, RemoveKeyResult
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Changes, RevisedKeyResult
from domain.organization.organization import AddPerson
from domain.organization.reorganization import (
    ArchiveUnit,
    GiveRole,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    RenamePerson,
    RenameUnit,
    ReturnToOrganization,
)
from domain.organization.standing_in import EndStandIn, NameStandIn
from domain.preferences import SetNoticePreferences
from domain.resources.claims import ChangeClaim, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool
from domain.rituals.cadence import Weekly
from domain.rituals.schedule import CancelRitual, RestoreRitual, ScheduleRitual, WithdrawHoliday
from domain.rituals.sessions import AnswerEscalation, CloseSession, Escalation, RecordOutput
from domain.strategy.outcome import DropOutcome, EditOutcome
from domain.strategy.outcome_reports import AssessOutcome, ReportOutcome
from domain.strategy.strategy import EndBet
from domain.values import (
    CheckInId,
    ClaimId,
    CommentId,
    DependencyId,
    FindingId,
    HolidayId,
    KeyResultId,
    Owner,
    PersonId,
    RevisionId,
    SessionId,
    StandInId,
)
from domain.work import DropTask, EditTask, FinishTask, MoveTask
from domain.workspace import SetFiscalStart, SetNoticePolicy
from events.streams import AnyCommand
from tests.support.acme import (
    ADA,
    CYCLES,
    FOUNDING,
    OBJECTIVES,
    STARTS,
    STILL_DRAFTS,
    UNITS,
    key_result_of,
    link_of,
    planned,
)
from tests.support.logs import GivenCommand
from tests.support.practice import (
    closing,
    negotiation,
    organization,
    resources,
    reviews,
    rituals,
    strategy,
    work,
)
from tests.support.practice.reviews import review_of
from tests.support.practice.work import task_of

Q3 = CYCLES[0]
LEAD = "somebody else"


def story() -> list[GivenCommand]:
    """In the order in which it was said; the last reports are two months after the first."""
    said = _on(0, *FOUNDING, *_plan(), *_asked())
    for part in (resources, work, rituals, reviews, closing, negotiation, strategy, organization):
        said += _on(0, *part.BEGUN)
    said += _on(1, *_negotiated())
    for week in range(9):
        said += _on(7 * week + 2, *_reported(week))
    said += _on(10, *_answered(), *_scheduled(), *_met())
    said += _on(12, *_claimed(), *_worked(), *_reviewed())
    said += _revised()
    said += _on(25, *_talked()) + _on(25, *_read(), actor=LEAD)
    said += _on(30, *_scored())
    said += _on(40, *_reorganized())
    said += _on(46, GiveForecast(OBJECTIVES[0], key_result_of(OBJECTIVES[0], 0), 12.0, "Stuck"))
    said += _on(48, *_alerted())
    said += _on(50, *_of_the_year())
    key_result, last = key_result_of(OBJECTIVES[0], 0), CheckInId(f"{OBJECTIVES[0]} 8")
    said += _on(70, CorrectCheckIn(OBJECTIVES[0], key_result, last, "typo", 19.0, 5))
    return sorted(said, key=lambda one: one.at)


def _day(number: int) -> date:
    return STARTS + timedelta(number)


def _on(day: int, *commands: AnyCommand, actor: str = "somebody") -> list[GivenCommand]:
    at = datetime.combine(_day(day), time(9), tzinfo=UTC)
    return [GivenCommand(at, command, actor) for command in commands]


def _plan() -> list[AnyCommand]:
    plans = [planned(index) for index in range(4)]
    top, below = key_result_of(OBJECTIVES[0], 0), key_result_of(OBJECTIVES[1], 0)
    links: list[AnyCommand] = [
        _contribution(1, top),
        _contribution(2, below),
        LinkObjective(Q3, link_of(Q3, 3), OBJECTIVES[3], OBJECTIVES[0], kind="supports"),
        LinkObjective(Q3, link_of(Q3, 4), OBJECTIVES[3], OBJECTIVES[1], kind="supports"),
        UnlinkObjective(Q3, link_of(Q3, 4), OBJECTIVES[3]),
    ]
    drafted = [command for plan in plans for command in plan[:-2]]
    return [*drafted, *links, *(command for plan in plans for command in plan[-2:])]


def _contribution(child: int, parent: KeyResultId) -> LinkObjective:
    return LinkObjective(
        Q3, link_of(Q3, child), OBJECTIVES[child], OBJECTIVES[child - 1], parent,
        mechanism="by doing it", strength="medium", link_test="yes",
    )  # fmt: skip


def _asked() -> list[AnyCommand]:
    asked: list[AnyCommand] = []
    for number in range(5):
        objective = OBJECTIVES[number % 3]
        asked.append(
            RequestDependency(
                objective, key_result_of(objective, 0), DependencyId(f"d{number}"),
                UNITS[(number + 1) % 3], "a thing", _day(20),
            )
        )  # fmt: skip
    return asked


def _answered() -> list[AnyCommand]:
    """The first waits; the second slips; the third is delivered; the others are given up."""
    _, slow, sound, refused, spared = (
        (OBJECTIVES[number % 3], DependencyId(f"d{number}")) for number in range(5)
    )
    return [
        AcceptDependency(*slow),
        SlipDependency(*slow, _day(40), "ill"),
        AcceptDependency(*sound),
        SlipDependency(*sound, _day(15), "sooner than thought"),
        FlagDependency(*sound, "away"),
        ConfirmDependency(*sound, "back again"),
        DeliverDependency(*sound),
        DeclineDependency(*refused, "no time"),
        ReopenDependency(*refused, "please", _day(60)),
        WithdrawDependency(*spared, "found another way"),
    ]


def _negotiated() -> list[AnyCommand]:
    """One draft is agreed on, with its edits; the second is given up; the third stays one."""
    ours, given_up, _ = (OBJECTIVES[index] for index in STILL_DRAFTS)
    return [
        ProposeObjective(ours),
        ChallengeObjective(ours, "Too easy"),
        EditObjective(ours, "Harder"),
        EditKeyResult(ours, key_result_of(ours, 0), "Measured anew", Increase(0, 50), owner=ADA),
        RemoveKeyResult(ours, key_result_of(ours, 1)),
        RefineObjective(ours, "Harder now"),
        AcceptObjective(ours),
        CommitObjective(ours),
        PublishObjective(ours),
        WithdrawObjective(given_up, "No time"),
    ]


def _reported(week: int) -> list[AnyCommand]:
    stuck = (Blocker("hiring", "resource"),)
    return [
        CheckIn(
            objective, key_result_of(objective, 0), CheckInId(f"{objective} {week}"),
            _day(7 * week + 2), 10.0 + week / 10, max(1, 4 - week // 2), "slow", stuck,
        )
        for objective in OBJECTIVES[:2]
    ]  # fmt: skip


def _revised() -> list[GivenCommand]:
    """One objective is harder from now on; another one is given up at the second attempt."""
    harder = RevisedKeyResult(key_result_of(OBJECTIVES[1], 0), "More of it", Increase(10, 30))
    anew = Changes("In other words", key_results=(harder,))
    first, second = ((OBJECTIVES[3], RevisionId(f"r{number}")) for number in (1, 2))
    return [
        *_on(20, RequestRevision(OBJECTIVES[1], RevisionId("r0"), "We know better", anew)),
        *_on(21, ApproveRevision(OBJECTIVES[1], RevisionId("r0")), actor=LEAD),
        *_on(22, RequestRevision(*first, "No time", Changes(withdraw=True))),
        *_on(23, DeclineRevision(*first, "Try harder"), actor=LEAD),
        *_on(60, RequestRevision(*second, "Really no time", Changes(withdraw=True))),
        *_on(61, ApproveRevision(*second), actor=LEAD),
    ]


def _scheduled() -> list[AnyCommand]:
    return [
        ScheduleRitual("check_in", Weekly("friday", 2), time(9), 30, STARTS, UNITS[2]),
        CancelRitual("sync", _day(20)),
        RestoreRitual("sync", _day(40)),
        WithdrawHoliday(HolidayId("holiday 0")),
    ]


def _met() -> list[AnyCommand]:
    session = SessionId("s0")
    return [
        RecordOutput(session, Escalation("The API is late", Owner("unit", UNITS[0]))),
        AnswerEscalation(session, 1, "Ada will help"),
        CloseSession(session, "Well done"),
    ]


def _claimed() -> list[AnyCommand]:
    claim = ClaimId("c0")
    return [
        ChangeCapacity(resources.POOLS[0], _day(30), 3.0),
        ChangeClaim(Q3, claim, _day(14), _day(40), 6.0),
        ReleaseClaim(Q3, claim, "no longer needed"),
        ClosePool(resources.POOLS[0], _day(60)),
    ]


def _worked() -> list[AnyCommand]:
    first, second, third = ((Q3, UNITS[2], task_of(Q3, UNITS[2], week)) for week in range(1, 4))
    return [
        EditTask(*first, "Write it down", 3.0),
        FinishTask(*first),
        MoveTask(*second, 4),
        DropTask(*third, "in vain"),
    ]


def _reviewed() -> list[AnyCommand]:
    finding = FindingId("f1")
    return [
        RaiseFinding(Q3, finding, "conflict", "Both want the same", OBJECTIVES[2]),
        ResolveFinding(Q3, finding, "settled", "Talked about it"),
        ReopenFinding(Q3, finding, "Not so"),
        AnswerFinding(
            Q3,
            FindingId(f"too_long:{OBJECTIVES[1]}"),
            "diagnosis",
            "It is too long",
            "dismissed",
            "A quotation",
            OBJECTIVES[1],
            of="5e884898da28",
        ),
        CloseReview(Q3, review_of(Q3, 0), "All said"),
    ]


def _talked() -> list[AnyCommand]:
    """About a draft, an objective, a key result, a check-in and a dependency; some in vain."""
    first, draft = OBJECTIVES[0], OBJECTIVES[STILL_DRAFTS[2]]
    of_it, key_result = [CommentId(f"c{number}") for number in range(5)], key_result_of(first, 0)
    return [
        PostComment(draft, CommentId("of a draft"), "Is this the one?"),
        PostComment(first, of_it[0], "Well begun.\n\nKeep at it."),
        PostComment(first, of_it[1], "Slow?", key_result, mentions=(PersonId("ada"),)),
        PostComment(first, of_it[2], "Why slow?", key_result, CheckInId(f"{first} 0")),
        PostComment(
            first, of_it[3], "When?", key_result, dependency_id=DependencyId("d0"),
            mentions=(PersonId("ada"), organization.BOB),
        ),
        ReplyToComment(first, of_it[2], of_it[4], "Hiring", (organization.BOB,)),
        ReplyToComment(first, of_it[2], CommentId("beside the point"), "So what"),
        EditComment(first, of_it[1], "Slower than planned?"),
        EditComment(first, of_it[4], "Hiring takes long"),
        WithdrawComment(first, of_it[0]),
        RemoveComment(first, CommentId("beside the point"), "Not our tone"),
    ]  # fmt: skip


def _alerted() -> list[AnyCommand]:
    """About the alert of what stands still, which has been up since week 6."""
    it = (OBJECTIVES[0], key_result_of(OBJECTIVES[0], 0))
    return [
        AcknowledgeAlert(*it, "On it"),
        JudgeAlert(*it, "not_useful"),
        SnoozeAlert(*it, _day(60), "Until then we know more"),
        ResolveAlert(*it, "We live with it"),
        ReopenAlert(*it, "We do not"),
        JudgeAlert(*it, "useful", "After all"),
    ]


def _read() -> list[AnyCommand]:
    first, key_result = OBJECTIVES[0], key_result_of(OBJECTIVES[0], 0)
    return [
        AcknowledgeCheckIn(first, key_result, CheckInId(f"{first} 2"), "Seen"),
        AcknowledgeCheckIn(first, key_result, CheckInId(f"{first} 3")),
    ]


def _scored() -> list[AnyCommand]:
    anew = CarryOver(closing.BELOW, closing.ANEW)
    return [
        ScoreObjective(closing.BEFORE, closing.TOP, {closing.TOP_KEY: 0.4}),
        ResetCycle(closing.BEFORE, closing.NEXT, (anew, Drop(closing.TOP, "The market left"))),
    ]


def _reorganized() -> list[AnyCommand]:
    carol, away = PersonId("carol"), StandInId("away")
    return [
        RenameUnit(UNITS[1], "Growth", _day(40)),
        MoveUnit(UNITS[2], UNITS[0], _day(35)),
        MovePerson(PersonId("ada"), organization.CARE, _day(40)),
        RenamePerson(PersonId("ada"), "Ada B.", _day(40)),
        MergeUnit(organization.LAB, organization.CARE, STARTS),
        GiveRole(PersonId("ada"), "unit_lead", _day(40)),
        NameStandIn(away, PersonId("ada"), organization.BOB, _day(42), _day(60)),
        EndStandIn(away, _day(55)),
        LeaveOrganization(organization.BOB, _day(200)),
        ReturnToOrganization(organization.BOB, organization.CARE, _day(230)),
        AddPerson(carol, "Carol", UNITS[1]),
        MovePerson(carol, UNITS[0], _day(41)),
        ArchiveUnit(UNITS[1], "no longer needed", _day(80)),
        SetFiscalStart(10),
        SetNoticePolicy(most_a_week=5),
        SetNoticePreferences(PersonId("ada"), "America/New_York", digest_only=True),
    ]


def _of_the_year() -> list[AnyCommand]:
    first, second = strategy.OUTCOMES[:2]
    return [
        ReportOutcome(second, _day(45), 12.0),
        EditOutcome(second, "Customers stay", ADA, metric=Increase(10, 40)),
        DropOutcome(first, "no market"),
        AssessOutcome(second, "partly", "Late", ()),
        EndBet(strategy.BETS[0], _day(50), "came true"),
    ]
