"""Events are for ever: each stored shape is kept as a sample, and read as it was meant.

`python -m` this writes the samples that are missing, and leaves those that are there alone.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import (
    Finding,
    FindingAnswered,
    FindingRaised,
    FindingReopened,
    FindingResolved,
    ReviewClosed,
    ReviewOpened,
)
from domain.closing.closing import RollCalled
from domain.closing.reset import CarryOver, CycleReset, Drop, Finish
from domain.closing.retrospective import Lesson, RetrospectiveHeld
from domain.closing.scores import KeyResultScore, ObjectiveScored
from domain.conversation.acknowledging import CheckInAcknowledged
from domain.conversation.comments import (
    CommentEdited,
    CommentPosted,
    CommentRemoved,
    CommentReplied,
    CommentWithdrawn,
)
from domain.cycles.cycle import CycleDefined, CycleMoved
from domain.dependencies.dependency import (
    DependencyAccepted,
    DependencyBroughtForward,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyFlagged,
    DependencyReopened,
    DependencyRequested,
    DependencySlipped,
    DependencyWithdrawn,
)
from domain.drift.handling import (
    AlertAcknowledged,
    AlertJudged,
    AlertReopened,
    AlertResolved,
    AlertSnoozed,
)
from domain.measuring.check_in import Blocker, CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Milestone,
    Step,
)
from domain.messages import Event
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import (
    ObjectiveAccepted,
    ObjectiveChallenged,
    ObjectiveCommitted,
    ObjectiveProposed,
    ObjectivePublished,
    ObjectiveRefined,
    ObjectiveWithdrawn,
)
from domain.objectives.planning import (
    KeyResultAdded,
    KeyResultEdited,
    KeyResultRemoved,
    ObjectiveDrafted,
    ObjectiveEdited,
)
from domain.objectives.revision import RevisionApproved, RevisionDeclined, RevisionRequested
from domain.objectives.state import Changes, RevisedKeyResult, RevisedLink
from domain.organization.organization import PersonAdded, UnitAdded
from domain.organization.reorganization import (
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PersonReturned,
    RoleGiven,
    UnitArchived,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
)
from domain.organization.standing_in import StandInEnded, StandInNamed
from domain.preferences import NoticePreferencesSet
from domain.resources.claims import ClaimChanged, ClaimReleased, ResourceClaimed
from domain.resources.pools import CapacityChanged, PoolClosed, PoolOpened
from domain.rituals.cadence import EndOfCycle, Monthly, Weekly
from domain.rituals.schedule import (
    HolidayDeclared,
    HolidayWithdrawn,
    RitualCancelled,
    RitualRestored,
    RitualScheduled,
)
from domain.rituals.sessions import (
    Blocked,
    Decision,
    Escalation,
    EscalationAnswered,
    Note,
    OutputRecorded,
    Refreshed,
    Scored,
    SessionClosed,
    SessionOpened,
)
from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.strategy.outcome_reports import OutcomeAssessed, OutcomeReported
from domain.strategy.strategy import BetEnded, BetPlaced
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
    RevisionId,
    SessionId,
    StandInId,
    TaskId,
    UnitId,
)
from domain.work import TaskDropped, TaskEdited, TaskFinished, TaskMoved, TaskPlanned
from domain.workspace import FiscalStartSet, NoticePolicySet, WorkspaceCreated
from events import catalog
from events.catalog import CATALOG, TAGS, Unknown, UnreadableEvent
from events.log import GENESIS, Stored
from events.upcasts import UPCASTS

SAMPLES = Path(__file__).parent / "samples"

FROZEN = {
    "alert_acknowledged",
    "alert_judged",
    "alert_reopened",
    "alert_resolved",
    "alert_snoozed",
    "fiscal_start_set",
    "notice_policy_set",
    "notice_preferences_set",
    "forecast_given",
    "capacity_changed",
    "bet_ended",
    "bet_placed",
    "check_in_acknowledged",
    "check_in_corrected",
    "checked_in",
    "claim_changed",
    "claim_released",
    "ritual_cancelled",
    "ritual_restored",
    "ritual_scheduled",
    "holiday_declared",
    "holiday_withdrawn",
    "session_opened",
    "session_closed",
    "output_recorded",
    "escalation_answered",
    "comment_edited",
    "comment_posted",
    "comment_removed",
    "comment_replied",
    "comment_withdrawn",
    "cycle_defined",
    "cycle_moved",
    "dependency_accepted",
    "dependency_brought_forward",
    "dependency_confirmed",
    "dependency_declined",
    "dependency_delivered",
    "dependency_flagged",
    "dependency_reopened",
    "dependency_requested",
    "dependency_slipped",
    "dependency_withdrawn",
    "cycle_reset",
    "finding_raised",
    "finding_answered",
    "finding_reopened",
    "finding_resolved",
    "key_result_added",
    "key_result_edited",
    "key_result_removed",
    "objective_accepted",
    "objective_challenged",
    "objective_committed",
    "objective_drafted",
    "objective_edited",
    "objective_linked",
    "objective_proposed",
    "objective_published",
    "objective_scored",
    "objective_refined",
    "objective_unlinked",
    "outcome_assessed",
    "outcome_dropped",
    "outcome_edited",
    "outcome_reported",
    "outcome_set",
    "outcomes_advanced",
    "person_added",
    "review_closed",
    "review_opened",
    "pool_closed",
    "pool_opened",
    "resource_claimed",
    "task_dropped",
    "task_edited",
    "task_finished",
    "task_moved",
    "task_planned",
    "retrospective_held",
    "roll_called",
    "person_left",
    "role_given",
    "person_returned",
    "person_moved",
    "person_renamed",
    "objective_withdrawn",
    "revision_approved",
    "revision_declined",
    "revision_requested",
    "stand_in_ended",
    "stand_in_named",
    "unit_added",
    "unit_archived",
    "unit_merged",
    "unit_moved",
    "unit_renamed",
    "workspace_created",
}
"""Tags that are stored somewhere. One may be added here; none is ever changed or removed."""

GOAL = ObjectiveId("7d9f0c52-0a5e-4e3b-9a61-0f6b0a0c1e01")
PARENT = ObjectiveId("7d9f0c52-0a5e-4e3b-9a61-0f6b0a0c1e02")
KEY = KeyResultId("2b1f6c1e-51f0-4a55-8f5c-9be1d7a5c301")
CYCLE = CycleId("a9d3c7e4-6d0b-4a39-8a44-1f2e3d4c5b01")
ACME = UnitId("c0ffee00-0000-4000-8000-000000000001")
SUPPORT = UnitId("c0ffee00-0000-4000-8000-000000000002")
ADA = PersonId("ada00000-0000-4000-8000-000000000001")
REPORT = CheckInId("c4ec0000-0000-4000-8000-000000000001")
REVIEW = ReviewId("4e71e300-0000-4000-8000-000000000001")
FINDING = FindingId("gap:2b1f6c1e-51f0-4a55-8f5c-9be1d7a5c301")
BET = BetId("be700000-0000-4000-8000-000000000001")
OUTCOME = OutcomeId("0c0e0000-0000-4000-8000-000000000001")
LINK = LinkId("11440000-0000-4000-8000-000000000001")
POOL = PoolId("90010000-0000-4000-8000-000000000001")
CLAIM = ClaimId("c1a10000-0000-4000-8000-000000000001")
TASK = TaskId("7a5c0000-0000-4000-8000-000000000001")
NEED = DependencyId("deb00000-0000-4000-8000-000000000001")
SAID = date(2026, 7, 20)
HOLIDAY = HolidayId("ca110000-0000-4000-8000-000000000001")
COMMENT = CommentId("c0440000-0000-4000-8000-000000000001")
REPLY = CommentId("c0440000-0000-4000-8000-000000000002")
STAND_IN = StandInId("57a4d100-0000-4000-8000-000000000001")
BOB = PersonId("b0b00000-0000-4000-8000-000000000001")
SESSION = SessionId("5e550000-0000-4000-8000-000000000001")


NEXT = CycleId("a9d3c7e4-6d0b-4a39-8a44-1f2e3d4c5b02")
OLD_KEY = KeyResultId("2b1f6c1e-51f0-4a55-8f5c-9be1d7a5c302")
OUTCOME = OutcomeId("0c0e0000-0000-4000-8000-000000000001")
REVISION = RevisionId("4e715000-0000-4000-8000-000000000001")


def measured(metric: Any) -> KeyResultAdded:
    return KeyResultAdded(GOAL, KEY, "Any", metric, 1.0)


MEANT: dict[str, Event] = {
    "bet_placed": BetPlaced(
        BET,
        "north_star",
        "Every team finishes what it plans",
        date(2026, 1, 1),
        date(2028, 12, 31),
        "Since the merger half of it is left lying.",
        "Teams that finish their week's plan",
        Increase(400.0, 2000.0, None, "teams"),
    ),
    "bet_placed.shortest": BetPlaced(
        BET, "north_star", "Every team finishes what it plans", date(2026, 1, 1), None, "", "", None
    ),
    "bet_ended": BetEnded(BET, date(2027, 6, 30), "It came true"),
    "outcome_set": OutcomeSet(
        OUTCOME,
        CYCLE,
        "Customers renew without being asked",
        Owner("person", ADA),
        "Three years ago they did.",
        Increase(82.0, 90.0, None, "%"),
        BET,
        OutcomeId("0c0e0000-0000-4000-8000-000000000002"),
    ),
    "outcome_set.shortest": OutcomeSet(
        OUTCOME,
        CYCLE,
        "Customers renew without being asked",
        Owner("person", ADA),
        "",
        None,
        None,
        None,
    ),
    "outcome_edited": OutcomeEdited(
        OUTCOME,
        "Customers renew on their own",
        Owner("unit", ACME),
        "As it was.",
        Boolean(),
        BET,
    ),
    "outcome_edited.shortest": OutcomeEdited(
        OUTCOME, "Customers renew on their own", Owner("unit", ACME), "", None, None
    ),
    "outcome_dropped": OutcomeDropped(OUTCOME, "The market is gone"),
    "outcome_reported": OutcomeReported(
        OUTCOME, date(2026, 8, 31), 25.0, ("draft",), "From billing"
    ),
    "outcome_reported.shortest": OutcomeReported(OUTCOME, date(2026, 8, 31), 25.0, None, ""),
    "outcome_assessed": OutcomeAssessed(
        OUTCOME, "partly", "Late, but there", ("Renewals follow the first week",)
    ),
    "outcome_assessed.shortest": OutcomeAssessed(OUTCOME, "partly", "", ()),
    "outcomes_advanced": OutcomesAdvanced(GOAL, (OUTCOME,)),
    "fiscal_start_set": FiscalStartSet(10),
    "notice_policy_set": NoticePolicySet(5, 20, 7, 8, 10, 4),
    "notice_preferences_set": NoticePreferencesSet(ADA, "America/New_York", digest_only=True),
    "notice_preferences_set.shortest": NoticePreferencesSet(ADA),
    "workspace_created": WorkspaceCreated("Acme", "Europe/Berlin"),
    "workspace_created.shortest": WorkspaceCreated("Acme", "UTC"),
    "unit_added": UnitAdded(SUPPORT, "Support", "team", ACME),
    "unit_added.shortest": UnitAdded(SUPPORT, "Support", "team", None),
    "person_added": PersonAdded(ADA, "Ada", SUPPORT),
    "unit_added.dated": UnitAdded(SUPPORT, "Support", "team", ACME, date(2026, 8, 1)),
    "person_added.shortest": PersonAdded(ADA, "Ada", SUPPORT),
    "person_added.dated": PersonAdded(ADA, "Ada", SUPPORT, date(2026, 8, 1)),
    "unit_renamed": UnitRenamed(SUPPORT, "Customer care", date(2026, 8, 1)),
    "unit_moved": UnitMoved(SUPPORT, ACME, date(2026, 8, 1)),
    "unit_merged": UnitMerged(SUPPORT, ACME, date(2026, 8, 1)),
    "unit_archived": UnitArchived(SUPPORT, "Its work is done.", date(2026, 8, 1)),
    "person_renamed": PersonRenamed(ADA, "Ada Byron", date(2026, 8, 1)),
    "person_moved": PersonMoved(ADA, ACME, date(2026, 8, 1)),
    "person_left": PersonLeft(ADA, date(2026, 8, 1)),
    "person_returned": PersonReturned(ADA, ACME, date(2026, 10, 1)),
    "stand_in_named": StandInNamed(STAND_IN, ADA, BOB, date(2026, 8, 3), date(2026, 8, 21)),
    "stand_in_ended": StandInEnded(STAND_IN, date(2026, 8, 17)),
    "role_given": RoleGiven(ADA, "unit_lead", date(2026, 8, 1)),
    "cycle_defined": CycleDefined(CYCLE, "2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
    "cycle_moved": CycleMoved(CYCLE, "active"),
    "objective_drafted": ObjectiveDrafted(
        GOAL,
        CYCLE,
        "Customers trust us daily",
        Owner("unit", SUPPORT),
        "team",
        "Since spring they call twice.",
    ),
    "objective_drafted.carried": ObjectiveDrafted(
        GOAL,
        CYCLE,
        "Customers trust us daily",
        Owner("unit", SUPPORT),
        "team",
        "Since spring they call twice.",
        PARENT,
    ),
    "objective_drafted.shortest": ObjectiveDrafted(
        GOAL, CYCLE, "Customers trust us daily", Owner("unit", SUPPORT), "team", ""
    ),
    "key_result_added": KeyResultAdded(
        GOAL,
        KEY,
        "Onboarding is rebuilt",
        Milestone((Step("draft", 1.0, date(2026, 8, 1)), Step("launch", 3.0, None))),
        2.5,
        Owner("person", ADA),
        date(2026, 9, 15),
        "committed",
        0.2,
    ),
    "key_result_added.carried": KeyResultAdded(
        GOAL,
        KEY,
        "Onboarding is rebuilt",
        Milestone((Step("draft", 1.0, date(2026, 8, 1)), Step("launch", 3.0, None))),
        2.5,
        Owner("person", ADA),
        date(2026, 9, 15),
        "committed",
        0.2,
        OLD_KEY,
    ),
    "key_result_added.shortest": KeyResultAdded(
        GOAL,
        KEY,
        "Onboarding is rebuilt",
        Increase(0.0, 1.0, None, ""),
        1.0,
        None,
        None,
        "aspirational",
        None,
    ),
    "key_result_added.increase": measured(Increase(4.8, 4.9, 4.95, "stars")),
    "key_result_added.decrease": measured(Decrease(10.0, -2.0, None, "%")),
    "key_result_added.maintain_at_least": measured(MaintainAtLeast(99.9, "%")),
    "key_result_added.maintain_at_most": measured(MaintainAtMost(-1.5, "")),
    "key_result_added.maintain_in_range": measured(MaintainInRange(1.0, 3.0, "days")),
    "key_result_added.boolean": measured(Boolean()),
    "objective_committed": ObjectiveCommitted(GOAL),
    "objective_committed.at_risk": ObjectiveCommitted(GOAL, (NEED,)),
    "key_result_edited": KeyResultEdited(
        GOAL,
        KEY,
        "Onboarding is rebuilt twice",
        Decrease(14.0, 5.0, 3.0, "days"),
        2.5,
        Owner("person", ADA),
        date(2026, 9, 15),
        "committed",
        0.2,
    ),
    "key_result_edited.shortest": KeyResultEdited(
        GOAL, KEY, "Onboarding is rebuilt twice", Boolean(), 1.0
    ),
    "key_result_removed": KeyResultRemoved(GOAL, KEY),
    "objective_edited": ObjectiveEdited(GOAL, "Customers trust us", "They call twice."),
    "objective_edited.shortest": ObjectiveEdited(GOAL, "Customers trust us"),
    "objective_proposed": ObjectiveProposed(GOAL),
    "objective_challenged": ObjectiveChallenged(GOAL, "Which customers?"),
    "objective_refined": ObjectiveRefined(GOAL, "Those in their first year"),
    "objective_accepted": ObjectiveAccepted(GOAL, "Go ahead"),
    "objective_accepted.shortest": ObjectiveAccepted(GOAL),
    "objective_withdrawn": ObjectiveWithdrawn(GOAL, "Nobody has time"),
    "revision_requested": RevisionRequested(
        GOAL,
        REVISION,
        "ada",
        "The market shrank",
        Changes(
            title="Customers trust us weekly",
            description="",
            key_results=(
                RevisedKeyResult(
                    KEY,
                    "Fewer calls",
                    Decrease(10.0, 4.0),
                    2.0,
                    Owner("unit", SUPPORT),
                    date(2026, 9, 15),
                    "committed",
                    0.5,
                ),
            ),
            remove=(KeyResultId("2b1f6c1e-51f0-4a55-8f5c-9be1d7a5c302"),),
            link=(RevisedLink(LINK, PARENT, KEY, "contributes", "Fewer calls", "strong", "yes"),),
            unlink=(LinkId("11440000-0000-4000-8000-000000000002"),),
        ),
    ),
    "revision_requested.withdraw": RevisionRequested(
        GOAL, REVISION, "ada", "The market is gone", Changes(withdraw=True)
    ),
    "revision_requested.standing_in": RevisionRequested(
        GOAL, REVISION, f"person:{BOB}", "It is gone", Changes(withdraw=True), f"person:{ADA}"
    ),
    "revision_approved": RevisionApproved(GOAL, REVISION, "With regret"),
    "revision_approved.shortest": RevisionApproved(GOAL, REVISION),
    "revision_declined": RevisionDeclined(GOAL, REVISION, "Try harder"),
    "objective_published": ObjectivePublished(GOAL),
    "checked_in": CheckedIn(
        GOAL,
        KEY,
        REPORT,
        date(2026, 8, 5),
        25.0,
        3,
        "Zürich: draft — done",
        (Blocker("no designer", "resource", "until August"),),
        ("draft",),
    ),
    "checked_in.shortest": CheckedIn(GOAL, KEY, REPORT, date(2026, 8, 5), None, None, "", (), None),
    "checked_in.reported_by": CheckedIn(
        GOAL,
        KEY,
        REPORT,
        date(2026, 8, 5),
        25.0,
        None,
        "",
        (),
        None,
        f"person:{BOB}",
        f"person:{ADA}",
    ),
    "check_in_corrected": CheckInCorrected(
        GOAL, KEY, REPORT, "Misread", 100.0, 4, "", (), ("draft", "launch")
    ),
    "check_in_corrected.shortest": CheckInCorrected(
        GOAL, KEY, REPORT, "Misread", None, None, "", (), None
    ),
    "check_in_corrected.reported_by": CheckInCorrected(
        GOAL, KEY, REPORT, "Misread", 100.0, None, "", (), None, f"person:{BOB}", f"person:{ADA}"
    ),
    "forecast_given": ForecastGiven(GOAL, KEY, 34.5, date(2026, 8, 17), "The import is late"),
    "forecast_given.given_as": ForecastGiven(
        GOAL, KEY, 34.5, date(2026, 8, 17), "The import is late", (f"person:{BOB}", f"person:{ADA}")
    ),
    "forecast_given.shortest": ForecastGiven(GOAL, KEY, 0.0, date(2026, 8, 17), ""),
    "dependency_requested": DependencyRequested(
        GOAL, KEY, NEED, SUPPORT, "the list of open cases", date(2026, 8, 7), "With dates, please."
    ),
    "dependency_requested.shortest": DependencyRequested(
        GOAL, KEY, NEED, SUPPORT, "the list of open cases", date(2026, 8, 7), ""
    ),
    "dependency_accepted": DependencyAccepted(
        GOAL, KEY, NEED, date(2026, 8, 10), PARENT, "After the holidays"
    ),
    "dependency_accepted.shortest": DependencyAccepted(
        GOAL, KEY, NEED, date(2026, 8, 10), None, ""
    ),
    "dependency_declined": DependencyDeclined(GOAL, KEY, NEED, "Nobody has the time"),
    "dependency_flagged": DependencyFlagged(GOAL, KEY, NEED, "The archive is locked"),
    "dependency_confirmed": DependencyConfirmed(GOAL, KEY, NEED, "It is open again"),
    "dependency_confirmed.shortest": DependencyConfirmed(GOAL, KEY, NEED, ""),
    "dependency_slipped": DependencySlipped(
        GOAL, KEY, NEED, date(2026, 8, 10), date(2026, 8, 17), "The archive was locked"
    ),
    "dependency_brought_forward": DependencyBroughtForward(
        GOAL, KEY, NEED, date(2026, 8, 17), date(2026, 8, 12), "Easier than thought"
    ),
    "dependency_delivered": DependencyDelivered(GOAL, KEY, NEED, date(2026, 8, 12), "By mail"),
    "dependency_delivered.shortest": DependencyDelivered(GOAL, KEY, NEED, date(2026, 8, 12), ""),
    "dependency_withdrawn": DependencyWithdrawn(GOAL, KEY, NEED, "We counted them ourselves"),
    "dependency_reopened": DependencyReopened(
        GOAL, KEY, NEED, date(2026, 8, 21), "A later day would do"
    ),
    "dependency_requested.dated": DependencyRequested(
        GOAL, KEY, NEED, SUPPORT, "the list of open cases", date(2026, 8, 7), "", SAID
    ),
    "dependency_accepted.dated": DependencyAccepted(
        GOAL, KEY, NEED, date(2026, 8, 10), None, "", SAID
    ),
    "dependency_declined.dated": DependencyDeclined(GOAL, KEY, NEED, "Nobody has the time", SAID),
    "dependency_flagged.dated": DependencyFlagged(GOAL, KEY, NEED, "The archive is locked", SAID),
    "dependency_confirmed.dated": DependencyConfirmed(GOAL, KEY, NEED, "", SAID),
    "dependency_slipped.dated": DependencySlipped(
        GOAL, KEY, NEED, date(2026, 8, 10), date(2026, 8, 17), "The archive was locked", SAID
    ),
    "dependency_brought_forward.dated": DependencyBroughtForward(
        GOAL, KEY, NEED, date(2026, 8, 17), date(2026, 8, 12), "Easier than thought", SAID
    ),
    "dependency_delivered.dated": DependencyDelivered(GOAL, KEY, NEED, date(2026, 8, 12), "", SAID),
    "dependency_withdrawn.dated": DependencyWithdrawn(
        GOAL, KEY, NEED, "We counted them ourselves", SAID
    ),
    "dependency_reopened.dated": DependencyReopened(
        GOAL, KEY, NEED, date(2026, 8, 21), "A later day would do", SAID
    ),
    "objective_linked": ObjectiveLinked(
        CYCLE,
        LINK,
        GOAL,
        PARENT,
        KEY,
        "contributes",
        "Fewer calls per customer",
        "strong",
        "yes",
    ),
    "objective_linked.shortest": ObjectiveLinked(
        CYCLE, LINK, GOAL, PARENT, None, "contributes", "", None, None
    ),
    "objective_unlinked": ObjectiveUnlinked(CYCLE, LINK, "Merged into another"),
    "objective_unlinked.shortest": ObjectiveUnlinked(CYCLE, LINK, ""),
    "review_opened": ReviewOpened(
        CYCLE, REVIEW, (Finding(FINDING, "gap", "Nobody works toward: NPS", PARENT, KEY, ACME),)
    ),
    "review_opened.shortest": ReviewOpened(CYCLE, REVIEW, ()),
    "finding_raised": FindingRaised(
        CYCLE, REVIEW, Finding(FINDING, "conflict", "Two teams pull apart", None, None, None)
    ),
    "finding_resolved": FindingResolved(CYCLE, FINDING, "settled", "Support links to it"),
    "finding_answered": FindingAnswered(
        CYCLE,
        Finding(
            FindingId("too_long:2b1f6c1e-51f0-4a55-8f5c-9be1d7a5c301"),
            "diagnosis",
            "'Customers recommend us' of Support: It has 19 words: nobody remembers that.",
            PARENT,
            KEY,
            None,
            "5e884898da28",
        ),
        "dismissed",
        "It is a quotation",
    ),
    "finding_answered.shortest": FindingAnswered(
        CYCLE, Finding(FINDING, "orphan", "Linked to nothing"), "accepted", "It is a trial"
    ),
    "finding_reopened": FindingReopened(CYCLE, FINDING, "Support left"),
    "review_closed": ReviewClosed(CYCLE, REVIEW, "One gap is left"),
    "review_closed.shortest": ReviewClosed(CYCLE, REVIEW, ""),
    "pool_opened": PoolOpened(POOL, "Design", "person-days", 12.5, date(2026, 7, 1), SUPPORT),
    "pool_opened.shortest": PoolOpened(POOL, "Design", "person-days", 12.5, date(2026, 7, 1), None),
    "capacity_changed": CapacityChanged(POOL, date(2026, 8, 3), 10.0),
    "pool_closed": PoolClosed(POOL, date(2026, 9, 1)),
    "resource_claimed": ResourceClaimed(
        CYCLE, CLAIM, POOL, GOAL, date(2026, 7, 8), date(2026, 8, 4), 2.5, "Mock-ups"
    ),
    "resource_claimed.shortest": ResourceClaimed(
        CYCLE, CLAIM, POOL, GOAL, date(2026, 7, 8), date(2026, 8, 4), 2.5, ""
    ),
    "claim_changed": ClaimChanged(
        CYCLE, CLAIM, date(2026, 7, 15), date(2026, 8, 4), 3.0, "A week later"
    ),
    "claim_changed.shortest": ClaimChanged(
        CYCLE, CLAIM, date(2026, 7, 15), date(2026, 8, 4), 3.0, ""
    ),
    "claim_released": ClaimReleased(CYCLE, CLAIM, "Somebody else does it"),
    "claim_released.shortest": ClaimReleased(CYCLE, CLAIM, ""),
    "task_planned": TaskPlanned(CYCLE, SUPPORT, TASK, 3, "Call ten of them", 6.5, GOAL, KEY, ADA),
    "task_planned.shortest": TaskPlanned(
        CYCLE, SUPPORT, TASK, 3, "Call ten of them", 6.5, None, None, None
    ),
    "task_edited": TaskEdited(CYCLE, SUPPORT, TASK, "Call twenty of them", 9.0, GOAL, KEY, ADA),
    "task_edited.shortest": TaskEdited(
        CYCLE, SUPPORT, TASK, "Call twenty of them", 9.0, None, None, None
    ),
    "task_moved": TaskMoved(CYCLE, SUPPORT, TASK, 4),
    "task_finished": TaskFinished(CYCLE, SUPPORT, TASK),
    "task_dropped": TaskDropped(CYCLE, SUPPORT, TASK, "They wrote instead"),
    "task_dropped.shortest": TaskDropped(CYCLE, SUPPORT, TASK, ""),
    "ritual_scheduled": RitualScheduled(
        "check_in", Weekly("friday", 2), time(15, 30), 30, date(2026, 8, 3), SUPPORT, "Asia/Tokyo"
    ),
    "ritual_scheduled.shortest": RitualScheduled(
        "check_in", Weekly("friday", 1), time(15, 30), 30, date(2026, 8, 3), None, None
    ),
    "ritual_scheduled.monthly": RitualScheduled(
        "business_review", Monthly("wednesday", -1), time(9), 90, date(2026, 8, 3), SUPPORT, "UTC"
    ),
    "ritual_scheduled.end_of_cycle": RitualScheduled(
        "scoring", EndOfCycle("thursday", "year"), time(9), 240, date(2026, 8, 3), SUPPORT, "UTC"
    ),
    "ritual_cancelled": RitualCancelled("sync", date(2026, 8, 3), SUPPORT),
    "ritual_cancelled.shortest": RitualCancelled("sync", date(2026, 8, 3), None),
    "ritual_restored": RitualRestored("sync", date(2026, 8, 3), SUPPORT),
    "ritual_restored.shortest": RitualRestored("sync", date(2026, 8, 3), None),
    "holiday_declared": HolidayDeclared(
        HOLIDAY, "Summer", date(2026, 8, 10), date(2026, 8, 14), SUPPORT
    ),
    "holiday_declared.shortest": HolidayDeclared(
        HOLIDAY, "Summer", date(2026, 8, 10), date(2026, 8, 14), None
    ),
    "holiday_withdrawn": HolidayWithdrawn(HOLIDAY, SUPPORT),
    "holiday_withdrawn.shortest": HolidayWithdrawn(HOLIDAY, None),
    "session_opened": SessionOpened(SESSION, "sync", CYCLE, date(2026, 8, 4), (SUPPORT, ACME)),
    "session_closed": SessionClosed(SESSION, "Short and good"),
    "session_closed.shortest": SessionClosed(SESSION, ""),
    "output_recorded": OutputRecorded(
        SESSION, 1, Escalation("The API is late", Owner("unit", ACME), GOAL)
    ),
    "output_recorded.blocker": OutputRecorded(SESSION, 2, Blocked("hiring", "resource", GOAL)),
    "output_recorded.decision": OutputRecorded(
        SESSION, 3, Decision("Ada helps", "resources", GOAL)
    ),
    "output_recorded.scored": OutputRecorded(SESSION, 4, Scored(GOAL)),
    "output_recorded.refreshed": OutputRecorded(SESSION, 5, Refreshed(OUTCOME)),
    "output_recorded.note": OutputRecorded(SESSION, 6, Note("Nice")),
    "escalation_answered": EscalationAnswered(SESSION, 1, "From Monday on"),
    "roll_called": RollCalled(CYCLE, (GOAL, PARENT), 1),
    "objective_scored": ObjectiveScored(
        CYCLE,
        GOAL,
        0.55,
        0.6,
        0.75,
        (
            KeyResultScore(KEY, 3.0, 0.7, True, 0.8, 0.65, 0.65, 0.8, 1.2),
            KeyResultScore(OLD_KEY, 1.0, 0.1, True, 0.1, None, None, None, None),
        ),
        "Fair",
    ),
    "objective_scored.again": ObjectiveScored(
        CYCLE, GOAL, 0.7, 0.7, 1.0, (KeyResultScore(KEY, 1.0, 0.7, True, 0.7),), "At last", 2
    ),
    "objective_scored.shortest": ObjectiveScored(CYCLE, GOAL, 0.0, 0.0, 0.0, (), ""),
    "retrospective_held": RetrospectiveHeld(
        CYCLE,
        SUPPORT,
        ("Fewer calls",),
        ("Late start",),
        (Lesson("Ask first", "change", "We guessed", GOAL, OUTCOME),),
    ),
    "retrospective_held.shortest": RetrospectiveHeld(CYCLE, None, (), (), ()),
    "alert_acknowledged": AlertAcknowledged(GOAL, KEY, 6, SAID, f"person:{ADA}", "On it"),
    "alert_acknowledged.shortest": AlertAcknowledged(GOAL, KEY, 6, SAID, f"person:{ADA}"),
    "alert_snoozed": AlertSnoozed(
        GOAL, KEY, 6, SAID, "chat", date(2026, 8, 3), lost=True, note="It is known"
    ),
    "alert_snoozed.shortest": AlertSnoozed(GOAL, KEY, 6, SAID, f"person:{ADA}", date(2026, 8, 3)),
    "alert_resolved": AlertResolved(GOAL, KEY, 6, SAID, f"person:{ADA}", "We live with it"),
    "alert_reopened": AlertReopened(GOAL, KEY, 6, SAID, f"person:{ADA}", "We do not"),
    "alert_judged": AlertJudged(GOAL, KEY, 6, SAID, f"person:{ADA}", "useful", "In time"),
    "alert_judged.shortest": AlertJudged(GOAL, KEY, 6, SAID, f"person:{ADA}", "not_useful"),
    "check_in_acknowledged": CheckInAcknowledged(
        GOAL, KEY, REPORT, f"person:{ADA}", "Seen, thank you"
    ),
    "check_in_acknowledged.shortest": CheckInAcknowledged(GOAL, KEY, REPORT, f"person:{ADA}"),
    "comment_posted": CommentPosted(
        GOAL, COMMENT, f"person:{ADA}", "Why so few?\n\nWe had more.", KEY, REPORT, mentions=(ADA,)
    ),
    "comment_posted.dependency": CommentPosted(
        GOAL, COMMENT, "chat", "Is it late?", KEY, dependency_id=NEED
    ),
    "comment_posted.shortest": CommentPosted(GOAL, COMMENT, f"person:{ADA}", "Well done"),
    "comment_replied": CommentReplied(
        GOAL, COMMENT, REPLY, f"person:{ADA}", "Because of the holidays", (ADA,)
    ),
    "comment_replied.shortest": CommentReplied(GOAL, COMMENT, REPLY, f"person:{ADA}", "Yes"),
    "comment_edited": CommentEdited(GOAL, COMMENT, "Why so many?", (ADA,)),
    "comment_edited.shortest": CommentEdited(GOAL, COMMENT, "Why so many?"),
    "comment_withdrawn": CommentWithdrawn(GOAL, COMMENT),
    "comment_removed": CommentRemoved(GOAL, COMMENT, "Not our tone"),
    "cycle_reset": CycleReset(
        CYCLE, NEXT, (CarryOver(GOAL, PARENT), Drop(PARENT, "The market left"), Finish(GOAL))
    ),
}


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def test_the_tags_are_exactly_the_frozen_ones() -> None:
    assert set(CATALOG) == FROZEN


def test_a_tag_leads_to_its_class_and_back() -> None:
    assert {tag: TAGS[kind] for tag, kind in CATALOG.items()} == {tag: tag for tag in CATALOG}


def test_every_entry_of_the_catalog_has_a_sample_and_every_sample_a_meaning() -> None:
    names = {path.stem for path in SAMPLES.glob("*.json")}
    assert names == set(MEANT)
    assert {name.partition(".")[0] for name in names} == set(CATALOG)


def test_each_optional_field_of_an_event_has_a_sample_with_it_and_one_without() -> None:
    for tag, kind in CATALOG.items():
        shapes = [set(json.loads(sample(one))) for one in MEANT if one.partition(".")[0] == tag]
        for field in msgspec.structs.fields(kind):
            stored = [field.encode_name in shape for shape in shapes]
            assert any(stored), (tag, field.name)
            assert all(stored) == field.required, (tag, field.name)


@pytest.mark.parametrize("name", MEANT)
def test_a_stored_event_is_read_as_it_was_meant(name: str) -> None:
    assert catalog.decode(name.partition(".")[0], sample(name)) == MEANT[name]


@pytest.mark.parametrize("name", MEANT)
def test_an_event_is_still_written_in_the_shape_of_its_sample(name: str) -> None:
    """All that was written is written still; what is written beside it came later, by default."""
    draft = catalog.draft("any", MEANT[name])
    assert draft.type == name.partition(".")[0]
    assert_holds(json.loads(draft.data), json.loads(sample(name)))


def assert_holds(written: Any, stored: Any) -> None:
    match written, stored:
        case dict(), dict():
            assert stored.keys() <= written.keys()
            for key, value in stored.items():
                assert_holds(written[key], value)
        case list(), list():
            assert len(written) == len(stored)
            for one, other in zip(written, stored, strict=True):
                assert_holds(one, other)
        case _:
            assert written == stored


def test_an_event_of_the_log_is_read_by_its_tag() -> None:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    data = sample("cycle_moved")
    stored = Stored(1, "cycles", 1, "cycle_moved", data, "ada", "", "", moment, moment, GENESIS)
    assert catalog.read(stored) == CycleMoved(CYCLE, "active")


# Newer writers


def test_an_unknown_type_is_kept_and_passed_over() -> None:
    assert catalog.decode("objective_painted", b'{"colour":"red"}') == Unknown("objective_painted")
    assert catalog.decode("objective_painted", b"\x00 not even JSON") == Unknown(
        "objective_painted"
    )


@pytest.mark.parametrize("name", MEANT)
def test_a_field_that_a_newer_version_added_is_passed_over_wherever_it_is(name: str) -> None:
    newer = json.dumps(with_more(json.loads(sample(name)))).encode()
    assert catalog.decode(name.partition(".")[0], newer) == MEANT[name]


def with_more(raw: Any) -> Any:
    match raw:
        case dict():
            return {key: with_more(value) for key, value in raw.items()} | {"added_later": [1]}
        case list():
            return [with_more(one) for one in raw]
        case _:
            return raw


@pytest.mark.parametrize(
    "data",
    [
        b'{"type":"cycle_moved"}',
        b'{"type":"cycle_moved","cycle_id":1,"phase":"active"}',
        b'{"type":"cycle_moved","cycle_id":"q3","phase":"paused"}',
        b"[]",
        b"{",
        b"",
        b"\xff",
    ],
)
def test_a_known_event_in_another_shape_is_an_error_that_names_the_type(data: bytes) -> None:
    with pytest.raises(UnreadableEvent, match="Type cycle_moved: "):
        catalog.decode("cycle_moved", data)


# Older writers


def renamed(raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A made-up history: cycles were once moved by the name of their next phase."""
    return "cycle_moved", {"cycle_id": raw["cycle"], "phase": raw["to"].lower()}


def test_an_old_shape_is_made_new_before_it_is_read() -> None:
    old = b'{"type":"phase_changed","cycle":"q3","to":"Active"}'
    found = catalog.decode("phase_changed", old, {"phase_changed": renamed})
    assert found == CycleMoved(CycleId("q3"), "active")


def test_an_old_shape_that_cannot_be_made_new_is_an_error() -> None:
    with pytest.raises(UnreadableEvent, match="Type phase_changed: "):
        catalog.decode("phase_changed", b'{"cycle":"q3","to":"Paused"}', {"phase_changed": renamed})


def test_no_upcast_hides_a_type_that_is_still_written() -> None:
    assert not set(UPCASTS) & set(CATALOG)


def _as_stored(name: str) -> bytes:
    """The bytes of an event; of a `.shortest` one without what has a default."""
    raw = json.loads(catalog.draft("any", MEANT[name]).data)
    optional = [one for one in msgspec.structs.fields(type(MEANT[name])) if not one.required]
    left_out = [one.encode_name for one in optional] if name.endswith(".shortest") else []
    return msgspec.json.encode({key: raw[key] for key in raw if key not in left_out})


if __name__ == "__main__":
    for missing in MEANT:
        path = SAMPLES / f"{missing}.json"
        if not path.exists():
            path.write_bytes(_as_stored(missing))
