"""What a file can state: the commands of the practice, each with its kind of row and its event.

Rows that make a record are called after it (`pool`), those that state what became of one after the
event (`capacity_changed`), and stand below its row. Lists within a command are rows of their own
below the row of the command. New kinds are added here, and are then both written and read. Each
says which of its fields are cells of its own, in which column, and which identifiers it inherits of
the row above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.exchange.row_kind import RowKind, below, check_inheritance, event, part, record
from domain import preferences, workspace
from domain import work as weekly
from domain.alignment import linking, review
from domain.closing import closing, reset, retrospective, scores
from domain.conversation import acknowledging, comments
from domain.cycles import cycle
from domain.dependencies import dependency
from domain.drift import handling
from domain.measuring import check_in, forecast
from domain.objectives import advancing, negotiation, planning, revision, state
from domain.organization import organization, reorganization, standing_in
from domain.resources import claims, pools
from domain.rituals import schedule, sessions
from domain.strategy import outcome, outcome_reports, strategy

FOUNDING = (
    event(workspace.SetFiscalStart, workspace.FiscalStartSet, cells="month"),
    event(workspace.SetNoticePolicy, workspace.NoticePolicySet,
          cells="buffer_minutes quiet_from quiet_until digest_hour most_a_week rungs"),
    record("cycle", cycle.DefineCycle, cycle.CycleDefined, "cycle_id",
           cells="name:text starts ends kind:type", read_apart=True),
    record("unit", organization.AddUnit, organization.UnitAdded, "unit_id", below("unit"),
           cells="name:text kind:level parent_id effective", alone=True, read_apart=True),
    record("person", organization.AddPerson, organization.PersonAdded, "person_id", below("unit"),
           cells="name:text unit_id:parent_id effective", read_apart=True),
    event(cycle.MoveCycle, cycle.CycleMoved, below("cycle", inherits="cycle_id"), cells="phase"),
    event(reorganization.RenameUnit, reorganization.UnitRenamed, below("unit", inherits="unit_id"),
          cells="name:text effective"),
    event(reorganization.MoveUnit, reorganization.UnitMoved, below("unit", inherits="unit_id"),
          cells="parent_id:into effective"),
    event(reorganization.MergeUnit, reorganization.UnitMerged, below("unit", inherits="unit_id"),
          cells="into_id:into effective"),
    event(reorganization.ArchiveUnit, reorganization.UnitArchived,
          below("unit", inherits="unit_id"), cells="reason effective"),
    event(reorganization.RenamePerson, reorganization.PersonRenamed,
          below("person", inherits="person_id"), cells="name:text effective"),
    event(reorganization.MovePerson, reorganization.PersonMoved,
          below("person", inherits="person_id"), cells="unit_id:into effective"),
    event(reorganization.GiveRole, reorganization.RoleGiven,
          below("person", inherits="person_id"), cells="role effective"),
    event(reorganization.LeaveOrganization, reorganization.PersonLeft,
          below("person", inherits="person_id"), cells="effective"),
    event(reorganization.ReturnToOrganization, reorganization.PersonReturned,
          below("person", inherits="person_id"), cells="unit_id:into effective"),
    record("stand_in", standing_in.NameStandIn, standing_in.StandInNamed, "stand_in_id",
           below("person", inherits="person_id"), cells="substitute_id:substitute first last"),
    event(preferences.SetNoticePreferences, preferences.NoticePreferencesSet,
          below("person", inherits="person_id"), cells="time_zone digest_only"),
    event(standing_in.EndStandIn, standing_in.StandInEnded,
          below("stand_in", inherits="stand_in_id"), cells="effective"),
)  # fmt: skip

STRATEGY = (
    record("bet", strategy.PlaceBet, strategy.BetPlaced, "bet_id",
           cells="kind:bet_kind title:text starts ends description measure metric"),
    event(strategy.EndBet, strategy.BetEnded, below("bet", inherits="bet_id"), cells="on reason"),
    record("outcome", outcome.SetOutcome, outcome.OutcomeSet, "outcome_id",
           below("bet", inherits="bet_id"),
           cells="cycle_id:cycle title:text owner description metric bet_id:bet", alone=True),
    event(outcome.EditOutcome, outcome.OutcomeEdited, below("outcome", inherits="outcome_id"),
          cells="title:text owner description metric bet_id:bet"),
    event(outcome.DropOutcome, outcome.OutcomeDropped, below("outcome", inherits="outcome_id"),
          cells="reason"),
    record("outcome_refreshed", outcome.RefreshOutcome, outcome.OutcomeSet, "refreshed_as",
           below("outcome", inherits="outcome_id"),
           cells="cycle_id:cycle title:text owner description metric bet_id:bet",
           stands_for="outcome"),
    event(outcome_reports.ReportOutcome, outcome_reports.OutcomeReported,
          below("outcome", inherits="outcome_id"), cells="effective value done note"),
    event(outcome_reports.AssessOutcome, outcome_reports.OutcomeAssessed,
          below("outcome", inherits="outcome_id"), cells="verdict comment lessons"),
    event(advancing.SetOutcomes, advancing.OutcomesAdvanced,
          below("objective", inherits="objective_id"), cells="outcome_ids:outcomes"),
)  # fmt: skip

PLANNING = (
    record("objective", planning.DraftObjective, planning.ObjectiveDrafted, "objective_id",
           below("objective key_result"),
           cells="cycle_id:cycle title:text owner description carried_from", alone=True,
           read_apart=True),
    record("key_result", planning.AddKeyResult, planning.KeyResultAdded,
           "objective_id key_result_id", below("objective"),
           cells="objective_id:parent_id title:text metric weight owner due ambition midpoint"
                 " carried_from", gives="cycle_id", alone=True, read_apart=True),
    event(planning.EditObjective, planning.ObjectiveEdited,
          below("objective", inherits="objective_id"), cells="title:text description"),
    event(planning.EditKeyResult, planning.KeyResultEdited,
          below("key_result", inherits="objective_id key_result_id"),
          cells="title:text metric weight owner due ambition midpoint"),
    event(planning.RemoveKeyResult, planning.KeyResultRemoved,
          below("key_result", inherits="objective_id key_result_id")),
    event(negotiation.ProposeObjective, negotiation.ObjectiveProposed,
          below("objective", inherits="objective_id")),
    event(negotiation.ChallengeObjective, negotiation.ObjectiveChallenged,
          below("objective", inherits="objective_id"), cells="reason"),
    event(negotiation.RefineObjective, negotiation.ObjectiveRefined,
          below("objective", inherits="objective_id"), cells="answer"),
    event(negotiation.AcceptObjective, negotiation.ObjectiveAccepted,
          below("objective", inherits="objective_id"), cells="note"),
    event(negotiation.CommitObjective, negotiation.ObjectiveCommitted,
          below("objective", inherits="objective_id")),
    event(negotiation.PublishObjective, negotiation.ObjectivePublished,
          below("objective", inherits="objective_id")),
    event(negotiation.WithdrawObjective, negotiation.ObjectiveWithdrawn,
          below("objective", inherits="objective_id"), cells="reason"),
    record("revision", revision.RequestRevision, revision.RevisionRequested,
           "objective_id revision_id", below("objective", inherits="objective_id"),
           cells="reason changes.title:text changes.description changes.remove changes.unlink"
                 " changes.withdraw",
           parts=(
               part("revised_key_result", "changes.key_results", state.RevisedKeyResult,
                    cells="key_result_id:key_result title:text metric weight owner due ambition"
                          " midpoint", makes="key_result_id"),
               part("revised_link", "changes.link", state.RevisedLink,
                    cells="link_id:link parent_objective_id:parent_objective"
                          " key_result_id:key_result kind:link_kind mechanism strength link_test"),
           )),
    event(revision.ApproveRevision, revision.RevisionApproved,
          below("revision", inherits="objective_id revision_id"), cells="note"),
    event(revision.DeclineRevision, revision.RevisionDeclined,
          below("revision", inherits="objective_id revision_id"), cells="reason"),
    record("link", linking.LinkObjective, linking.ObjectiveLinked, "cycle_id link_id",
           below("objective key_result"),
           cells="objective_id:from_id parent_objective_id:parent_id key_result_id:parent_id"
                 " kind:link_kind mechanism strength link_test revision_id:revision",
           without="cycle_id", read_apart=True),
    event(linking.UnlinkObjective, linking.ObjectiveUnlinked,
          below("link", inherits="cycle_id link_id objective_id"),
          cells="reason revision_id:revision"),
)  # fmt: skip

REPORTING = (
    record("check_in", check_in.CheckIn, check_in.CheckedIn, "key_result_id check_in_id",
           below("key_result"),
           cells="key_result_id:parent_id effective value confidence narrative blockers done",
           without="objective_id", read_apart=True),
    event(check_in.CorrectCheckIn, check_in.CheckInCorrected,
          below("check_in", inherits="objective_id key_result_id check_in_id"),
          cells="reason value confidence narrative blockers done"),
    event(forecast.GiveForecast, forecast.ForecastGiven,
          below("key_result", inherits="objective_id key_result_id"), cells="value note"),
)  # fmt: skip

DEPENDENCIES = (
    record("dependency", dependency.RequestDependency, dependency.DependencyRequested,
           "objective_id dependency_id", below("key_result", inherits="objective_id key_result_id"),
           cells="provider_id:provider deliverable:text due note"),
    event(dependency.AcceptDependency, dependency.DependencyAccepted,
          below("dependency", inherits="objective_id dependency_id"),
          cells="promised by_objective_id:by_objective note"),
    event(dependency.DeclineDependency, dependency.DependencyDeclined,
          below("dependency", inherits="objective_id dependency_id"), cells="reason"),
    event(dependency.FlagDependency, dependency.DependencyFlagged,
          below("dependency", inherits="objective_id dependency_id"), cells="reason"),
    event(dependency.ConfirmDependency, dependency.DependencyConfirmed,
          below("dependency", inherits="objective_id dependency_id"), cells="note"),
    event(dependency.SlipDependency, dependency.DependencySlipped,
          below("dependency", inherits="objective_id dependency_id"), cells="promised reason"),
    event(dependency.DeliverDependency, dependency.DependencyDelivered,
          below("dependency", inherits="objective_id dependency_id"), cells="on note"),
    event(dependency.WithdrawDependency, dependency.DependencyWithdrawn,
          below("dependency", inherits="objective_id dependency_id"), cells="reason"),
    event(dependency.ReopenDependency, dependency.DependencyReopened,
          below("dependency", inherits="objective_id dependency_id"), cells="reason due"),
)  # fmt: skip

ALERTS = tuple(
    event(command, answered, below("key_result", inherits="objective_id key_result_id"),
          cells=f"{cells} since_week:week")
    for command, answered, cells in (
        (handling.AcknowledgeAlert, handling.AlertAcknowledged, "note"),
        (handling.SnoozeAlert, handling.AlertSnoozed, "until note"),
        (handling.ResolveAlert, handling.AlertResolved, "reason"),
        (handling.ReopenAlert, handling.AlertReopened, "reason"),
        (handling.JudgeAlert, handling.AlertJudged, "verdict note"),
    )
)  # fmt: skip

CONVERSATION = (
    event(acknowledging.AcknowledgeCheckIn, acknowledging.CheckInAcknowledged,
          below("check_in", inherits="objective_id key_result_id check_in_id"), cells="note"),
    record("comment", comments.PostComment, comments.CommentPosted, "objective_id comment_id",
           below("check_in", inherits="objective_id key_result_id check_in_id"),
           below("dependency", inherits="objective_id key_result_id dependency_id"),
           below("key_result", inherits="objective_id key_result_id"),
           below("objective", inherits="objective_id"), cells="text mentions"),
    record("reply", comments.ReplyToComment, comments.CommentReplied, "objective_id reply_id",
           below("comment", inherits="objective_id comment_id"), cells="text mentions",
           stands_for="comment"),
    event(comments.EditComment, comments.CommentEdited,
          below("comment", inherits="objective_id comment_id"), cells="text mentions"),
    event(comments.WithdrawComment, comments.CommentWithdrawn,
          below("comment", inherits="objective_id comment_id")),
    event(comments.RemoveComment, comments.CommentRemoved,
          below("comment", inherits="objective_id comment_id"), cells="reason"),
)  # fmt: skip

RESOURCES = (
    record("pool", pools.OpenPool, pools.PoolOpened, "pool_id",
           cells="name:text measured_in per_week opens unit_id:owner"),
    event(pools.ChangeCapacity, pools.CapacityChanged, below("pool", inherits="pool_id"),
          cells="starts per_week"),
    event(pools.ClosePool, pools.PoolClosed, below("pool", inherits="pool_id"), cells="closes"),
    record("claim", claims.ClaimResource, claims.ResourceClaimed, "cycle_id claim_id",
           below("objective", inherits="cycle_id objective_id"),
           cells="pool_id:pool starts ends per_week note"),
    event(claims.ChangeClaim, claims.ClaimChanged, below("claim", inherits="cycle_id claim_id"),
          cells="starts ends per_week note"),
    event(claims.ReleaseClaim, claims.ClaimReleased, below("claim", inherits="cycle_id claim_id"),
          cells="reason"),
)  # fmt: skip

WORK = (
    record("task", weekly.PlanTask, weekly.TaskPlanned, "cycle_id unit_id task_id",
           below("key_result", inherits="cycle_id objective_id key_result_id"),
           cells="cycle_id:cycle unit_id:owner week title:text hours objective_id:objective"
                 " key_result_id:key_result person_id:person", alone=True),
    event(weekly.EditTask, weekly.TaskEdited, below("task", inherits="cycle_id unit_id task_id"),
          cells="title:text hours objective_id:objective key_result_id:key_result"
                " person_id:person"),
    event(weekly.MoveTask, weekly.TaskMoved, below("task", inherits="cycle_id unit_id task_id"),
          cells="week"),
    event(weekly.FinishTask, weekly.TaskFinished,
          below("task", inherits="cycle_id unit_id task_id")),
    event(weekly.DropTask, weekly.TaskDropped, below("task", inherits="cycle_id unit_id task_id"),
          cells="reason"),
)  # fmt: skip

REVIEWS = (
    record("review", review.OpenReview, review.ReviewOpened, "cycle_id review_id",
           below("cycle", inherits="cycle_id"),
           parts=(
               part("found", "found", review.Finding,
                    cells="finding_id:finding kind:type text objective_id:objective"
                          " key_result_id:key_result unit_id:owner of"),
           )),
    record("finding", review.RaiseFinding, review.FindingRaised, "cycle_id finding_id",
           below("cycle", inherits="cycle_id"),
           cells="kind:type text objective_id:objective key_result_id:key_result unit_id:owner"),
    event(review.ResolveFinding, review.FindingResolved,
          below("finding", inherits="cycle_id finding_id"), below("cycle", inherits="cycle_id"),
          cells="finding_id:finding resolution how"),
    event(review.AnswerFinding, review.FindingAnswered,
          below("cycle", inherits="cycle_id"),
          cells="finding_id:finding kind:type text objective_id:objective"
                " key_result_id:key_result unit_id:owner of resolution how"),
    event(review.ReopenFinding, review.FindingReopened,
          below("finding", inherits="cycle_id finding_id"), below("cycle", inherits="cycle_id"),
          cells="finding_id:finding reason"),
    event(review.CloseReview, review.ReviewClosed, below("review", inherits="cycle_id review_id"),
          cells="summary"),
)  # fmt: skip

TELLING_FOR_WHOM = ("revision", "check_in", "check_in_corrected")
"""Kinds of row of which it matters later in whose place somebody said it."""

TELLING_WHO = (
    *TELLING_FOR_WHOM, *(one.kind for one in ALERTS), "check_in_acknowledged", "forecast_given",
    "comment", "reply", "comment_edited", "comment_withdrawn",
)  # fmt: skip
"""Kinds of row of which it matters later who it was, whatever they were called."""

RITUALS = (
    event(schedule.ScheduleRitual, schedule.RitualScheduled,
          cells="kind:type recurrence recurrence.weekday recurrence.every recurrence.nth"
                " recurrence.cycle:each at minutes starting unit_id:owner time_zone"),
    event(schedule.CancelRitual, schedule.RitualCancelled,
          cells="kind:type starting unit_id:owner"),
    event(schedule.RestoreRitual, schedule.RitualRestored,
          cells="kind:type starting unit_id:owner"),
    record("holiday", schedule.DeclareHoliday, schedule.HolidayDeclared, "unit_id holiday_id",
           cells="name:text first last unit_id:owner"),
    event(schedule.WithdrawHoliday, schedule.HolidayWithdrawn,
          below("holiday", inherits="holiday_id unit_id")),
    record("session", sessions.OpenSession, sessions.SessionOpened, "session_id",
           cells="kind:type cycle_id:cycle day unit_ids:units"),
    event(sessions.RecordOutput, sessions.OutputRecorded, below("session", inherits="session_id"),
          cells="output output.name:text output.kind:type output.objective_id:objective"
                " output.text output.to output.about output.outcome_id:outcome"),
    event(sessions.CloseSession, sessions.SessionClosed, below("session", inherits="session_id"),
          cells="summary", without="outputs"),
    event(sessions.AnswerEscalation, sessions.EscalationAnswered,
          below("session", inherits="session_id"), cells="number answer"),
)  # fmt: skip

CLOSING = (
    event(closing.CallRoll, closing.RollCalled, below("cycle", inherits="cycle_id"),
          cells="objectives round"),
    event(scores.ScoreObjective, scores.ObjectiveScored,
          below("objective", inherits="cycle_id objective_id"), cells="scores comment"),
    event(retrospective.HoldRetrospective, retrospective.RetrospectiveHeld,
          below("cycle", inherits="cycle_id"), cells="unit_id:owner went_well went_badly",
          parts=(
              part("lesson", "lessons", retrospective.Lesson,
                   cells="text verdict root_cause objective_id:objective outcome_id:outcome"),
          )),
    event(reset.ResetCycle, reset.CycleReset, below("cycle", inherits="cycle_id"),
          cells="into_cycle_id:into_cycle",
          parts=(
              part("decision", "decisions", reset.Decision,
                   cells="decision objective_id:objective into_objective_id:into_objective"
                         " reason"),
          )),
)  # fmt: skip

ROW_KINDS: tuple[RowKind, ...] = (
    *FOUNDING, *STRATEGY, *PLANNING, *REPORTING, *DEPENDENCIES, *ALERTS, *CONVERSATION,
    *RESOURCES, *WORK, *REVIEWS, *RITUALS, *CLOSING,
)  # fmt: skip
check_inheritance(ROW_KINDS)

BY_KIND: dict[str, RowKind] = {one.kind: one for one in ROW_KINDS}
BY_COMMAND: dict[type[Any], RowKind] = {one.command: one for one in ROW_KINDS}
PARTS = {part.kind: (one, part) for one in ROW_KINDS for part in one.parts}


def identifiers(kind: RowKind, command: Any) -> dict[str, str]:
    """The identifiers that a command names, by its fields, and that of what it makes."""
    named = {
        field.name: str(getattr(command, field.name))
        for field in kind.fields
        if field.refers and getattr(command, field.name) is not None
    }
    if kind.stands_for and kind.own:
        named[str(BY_KIND[kind.record].own)] = named[kind.own]
    return named


def inherited(kind: RowKind, above: RowKind, known: Mapping[str, str]) -> dict[str, str]:
    """Of the identifiers that the row above has, those that a row of some kind inherits."""
    return {name: known[name] for name in kind.inherited_of(above.record) if name in known}
