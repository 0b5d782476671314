"""What a file can tell: the acts of the practice, each with its kind of row, command and event.

A row tells what somebody said. Those that make a record are called after it (`pool`), those that
say what became of one after the event (`capacity_changed`), and stand below its row. Lists within
a command are rows of their own below the row of the act. New kinds are added here, and are then
both written and read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.exchange.fields import Field, by_path, fields_of, inside_of
from domain import work as weekly
from domain import workspace
from domain.alignment import linking, review
from domain.closing import closing, reset, retrospective, scores
from domain.cycles import cycle
from domain.dependencies import dependency
from domain.measuring import check_in
from domain.messages import Command, Event
from domain.objectives import advancing, negotiation, planning, revision, state
from domain.organization import organization, reorganization
from domain.resources import claims, pools
from domain.rituals import schedule, sessions
from domain.strategy import outcome, outcome_reports, strategy
from events.catalog import TAGS


class Part(NamedTuple):
    """A kind of row below that of an act: one item of the list that is its field `field`."""

    kind: str
    field: str
    item: Any
    called: Mapping[str, str] = {}
    makes: str = ""
    """The field that identifies what an item makes, where it does not name what is there."""

    @property
    def fields(self) -> Sequence[Field]:
        """Its fields, or the one that tells which of several it is."""
        called = tuple(self.called.items())
        if isinstance(self.item, type):
            return fields_of(self.item, called)
        inside = inside_of(self.item, called)
        return [Field(self.kind, self.kind, self.item, False, None, None, inside)]

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field, by its path within the command."""
        whole = isinstance(self.item, type)
        kinds = [self.fields] if whole else [one for _, one in self.fields[0].inside.values()]
        found: dict[str, str] = {}
        for described in kinds:
            found |= by_path(described, f"{self.field}.")
        return found


class RowKind(NamedTuple):
    """One kind of row.

    `key` are the fields that tell its record from others, its own identifier last; an act that
    makes no record has none. Below a row of one of its `parents` it takes over the identifiers of
    that record, unless it is `read_apart`, by a reader that knows files as people keep them.
    """

    kind: str
    command: type[Command]
    event: type[Event]
    key: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    called: Mapping[str, str] = {}
    parts: tuple[Part, ...] = ()
    alone: bool = False
    """Whether it may also stand below nothing."""
    read_apart: bool = False
    stands_for: str = ""
    """The kind of record that it makes, where that has another kind of row as well."""
    anew: tuple[str, ...] = ()
    """Identifiers that it does not take over from the row above."""

    @property
    def record(self) -> RowKind:
        """The kind of row that its record is known by."""
        return BY_KIND[self.stands_for] if self.stands_for else self

    @property
    def own(self) -> str | None:
        return self.key[-1] if self.key else None

    @property
    def fields(self) -> Sequence[Field]:
        parts = frozenset(part.field for part in self.parts)
        return fields_of(self.command, tuple(self.called.items()), parts)

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field by its path, those of its parts and its own `id` included."""
        found = by_path(self.fields)
        for part in self.parts:
            found |= part.columns
        return found if self.own is None else found | {self.own: "id"}


def _then(
    command: type[Command],
    event: type[Event],
    /,
    *parents: str,
    parts: tuple[Part, ...] = (),
    alone: bool = False,
    **called: str,
) -> RowKind:
    """What became of a record: called like the event."""
    return RowKind(TAGS[event], command, event, (), parents, called, parts, alone or not parents)


def _record(
    kind: str,
    command: type[Command],
    event: type[Event],
    key: str,
    /,
    *parents: str,
    parts: tuple[Part, ...] = (),
    alone: bool = False,
    **called: str,
) -> RowKind:
    alone = alone or not parents
    return RowKind(kind, command, event, tuple(key.split()), parents, called, parts, alone)


def _apart(act: RowKind) -> RowKind:
    return act._replace(read_apart=True)


FOUNDING = (
    _then(workspace.SetFiscalStart, workspace.FiscalStartSet),
    _apart(_record("cycle", cycle.DefineCycle, cycle.CycleDefined, "cycle_id")),
    _apart(_record("unit", organization.AddUnit, organization.UnitAdded, "unit_id", "unit",
                   alone=True, kind="level", parent_id="parent_id")),
    _apart(_record("person", organization.AddPerson, organization.PersonAdded, "person_id", "unit",
                   unit_id="parent_id")),
    _then(cycle.MoveCycle, cycle.CycleMoved, "cycle"),
    _then(reorganization.RenameUnit, reorganization.UnitRenamed, "unit"),
    _then(reorganization.MoveUnit, reorganization.UnitMoved, "unit", parent_id="into"
          )._replace(anew=("parent_id",)),
    _then(reorganization.MergeUnit, reorganization.UnitMerged, "unit"),
    _then(reorganization.ArchiveUnit, reorganization.UnitArchived, "unit"),
    _then(reorganization.RenamePerson, reorganization.PersonRenamed, "person"),
    _then(reorganization.MovePerson, reorganization.PersonMoved, "person", unit_id="into"
          )._replace(anew=("unit_id",)),
    _then(reorganization.LeaveOrganization, reorganization.PersonLeft, "person"),
)  # fmt: skip

PLANNING = (
    _apart(_record("objective", planning.DraftObjective, planning.ObjectiveDrafted,
                   "objective_id", "objective", "key_result", alone=True)),
    _apart(_record("key_result", planning.AddKeyResult, planning.KeyResultAdded,
                   "objective_id key_result_id", "objective", alone=True,
                   objective_id="parent_id")),
    _then(planning.EditObjective, planning.ObjectiveEdited, "objective"),
    _then(planning.EditKeyResult, planning.KeyResultEdited, "key_result"),
    _then(planning.RemoveKeyResult, planning.KeyResultRemoved, "key_result"),
    _then(negotiation.ProposeObjective, negotiation.ObjectiveProposed, "objective"),
    _then(negotiation.ChallengeObjective, negotiation.ObjectiveChallenged, "objective"),
    _then(negotiation.RefineObjective, negotiation.ObjectiveRefined, "objective"),
    _then(negotiation.AcceptObjective, negotiation.ObjectiveAccepted, "objective"),
    _then(negotiation.CommitObjective, negotiation.ObjectiveCommitted, "objective"),
    _then(negotiation.PublishObjective, negotiation.ObjectivePublished, "objective"),
    _then(negotiation.WithdrawObjective, negotiation.ObjectiveWithdrawn, "objective"),
    _record("revision", revision.RequestRevision, revision.RevisionRequested,
            "objective_id revision_id", "objective", parts=(
                Part("revised_key_result", "changes.key_results", state.RevisedKeyResult,
                     makes="key_result_id"),
                Part("revised_link", "changes.link", state.RevisedLink, {"kind": "link_kind"}),
            )),
    _then(revision.ApproveRevision, revision.RevisionApproved, "revision"),
    _then(revision.DeclineRevision, revision.RevisionDeclined, "revision"),
    _apart(_record("link", linking.LinkObjective, linking.ObjectiveLinked, "cycle_id link_id",
                   "objective", "key_result", cycle_id="", objective_id="from_id",
                   parent_objective_id="parent_id", key_result_id="parent_id", kind="link_kind")),
    _then(linking.UnlinkObjective, linking.ObjectiveUnlinked, "link"),
)  # fmt: skip

REPORTING = (
    _apart(_record("check_in", check_in.CheckIn, check_in.CheckedIn, "key_result_id check_in_id",
                   "key_result", objective_id="", key_result_id="parent_id")),
    _then(check_in.CorrectCheckIn, check_in.CheckInCorrected, "check_in"),
)  # fmt: skip

RESOURCES = (
    _record("pool", pools.OpenPool, pools.PoolOpened, "pool_id"),
    _then(pools.ChangeCapacity, pools.CapacityChanged, "pool"),
    _then(pools.ClosePool, pools.PoolClosed, "pool"),
    _record("claim", claims.ClaimResource, claims.ResourceClaimed, "cycle_id claim_id",
            "objective"),
    _then(claims.ChangeClaim, claims.ClaimChanged, "claim"),
    _then(claims.ReleaseClaim, claims.ClaimReleased, "claim"),
)  # fmt: skip

WORK = (
    _record("task", weekly.PlanTask, weekly.TaskPlanned, "cycle_id unit_id task_id", "key_result",
            alone=True),
    _then(weekly.EditTask, weekly.TaskEdited, "task"),
    _then(weekly.MoveTask, weekly.TaskMoved, "task"),
    _then(weekly.FinishTask, weekly.TaskFinished, "task"),
    _then(weekly.DropTask, weekly.TaskDropped, "task"),
)  # fmt: skip

REVIEWS = (
    _record("review", review.OpenReview, review.ReviewOpened, "cycle_id review_id", "cycle",
            parts=(Part("found", "found", review.Finding),)),
    _record("finding", review.RaiseFinding, review.FindingRaised, "cycle_id finding_id", "cycle"),
    _then(review.ResolveFinding, review.FindingResolved, "finding", "cycle"),
    _then(review.ReopenFinding, review.FindingReopened, "finding", "cycle"),
    _then(review.CloseReview, review.ReviewClosed, "review"),
)  # fmt: skip


DEPENDENCIES = (
    _record("dependency", dependency.RequestDependency, dependency.DependencyRequested,
            "objective_id dependency_id", "key_result"),
    _then(dependency.AcceptDependency, dependency.DependencyAccepted, "dependency"),
    _then(dependency.DeclineDependency, dependency.DependencyDeclined, "dependency"),
    _then(dependency.FlagDependency, dependency.DependencyFlagged, "dependency"),
    _then(dependency.ConfirmDependency, dependency.DependencyConfirmed, "dependency"),
    _then(dependency.SlipDependency, dependency.DependencySlipped, "dependency"),
    _then(dependency.DeliverDependency, dependency.DependencyDelivered, "dependency"),
    _then(dependency.WithdrawDependency, dependency.DependencyWithdrawn, "dependency"),
    _then(dependency.ReopenDependency, dependency.DependencyReopened, "dependency"),
)  # fmt: skip

STRATEGY = (
    _record("bet", strategy.PlaceBet, strategy.BetPlaced, "bet_id", kind="bet_kind"),
    _then(strategy.EndBet, strategy.BetEnded, "bet"),
    _record("outcome", outcome.SetOutcome, outcome.OutcomeSet, "outcome_id", "bet", alone=True),
    _then(outcome.EditOutcome, outcome.OutcomeEdited, "outcome"),
    _then(outcome.DropOutcome, outcome.OutcomeDropped, "outcome"),
    _record("outcome_refreshed", outcome.RefreshOutcome, outcome.OutcomeSet, "refreshed_as",
            "outcome")._replace(stands_for="outcome", anew=("cycle_id",)),
    _then(outcome_reports.ReportOutcome, outcome_reports.OutcomeReported, "outcome"),
    _then(outcome_reports.AssessOutcome, outcome_reports.OutcomeAssessed, "outcome"),
    _then(advancing.SetOutcomes, advancing.OutcomesAdvanced, "objective", outcome_ids="outcomes"),
)  # fmt: skip

RITUALS = (
    _then(schedule.ScheduleRitual, schedule.RitualScheduled, cycle="each"),
    _then(schedule.CancelRitual, schedule.RitualCancelled),
    _then(schedule.RestoreRitual, schedule.RitualRestored),
    _record("holiday", schedule.DeclareHoliday, schedule.HolidayDeclared, "unit_id holiday_id"),
    _then(schedule.WithdrawHoliday, schedule.HolidayWithdrawn, "holiday"),
    _record("session", sessions.OpenSession, sessions.SessionOpened, "session_id",
            unit_ids="units"),
    _then(sessions.RecordOutput, sessions.OutputRecorded, "session"),
    _then(sessions.CloseSession, sessions.SessionClosed, "session", outputs=""),
    _then(sessions.AnswerEscalation, sessions.EscalationAnswered, "session"),
)  # fmt: skip

CLOSING = (
    _then(closing.CallRoll, closing.RollCalled, "cycle"),
    _then(scores.ScoreObjective, scores.ObjectiveScored, "objective"),
    _then(retrospective.HoldRetrospective, retrospective.RetrospectiveHeld, "cycle",
          parts=(Part("lesson", "lessons", retrospective.Lesson),)),
    _then(reset.ResetCycle, reset.CycleReset, "cycle",
          parts=(Part("decision", "decisions", reset.Decision),)),
)  # fmt: skip

ROW_KINDS: tuple[RowKind, ...] = (
    *FOUNDING, *STRATEGY, *PLANNING, *REPORTING, *DEPENDENCIES, *RESOURCES, *WORK, *REVIEWS,
    *RITUALS, *CLOSING,
)  # fmt: skip
BY_KIND: dict[str, RowKind] = {one.kind: one for one in ROW_KINDS}
BY_COMMAND: dict[type[Any], RowKind] = {one.command: one for one in ROW_KINDS}
PARTS: dict[str, tuple[RowKind, Part]] = {
    part.kind: (act, part) for act in ROW_KINDS for part in act.parts
}


def cells_of(act: RowKind) -> list[Field]:
    """The fields that a row holds itself: neither its `id` nor what each of its parents says."""
    said = [field for field in act.fields if field.name != act.own]
    if act.alone or act.read_apart:
        return said
    taken = [
        taken_over(act, BY_KIND[kind], dict.fromkeys(_identified_by(BY_KIND[kind]), ""))
        for kind in act.parents
    ]
    return [field for field in said if not all(field.name in one for one in taken)]


def _identified_by(act: RowKind) -> list[str]:
    return [field for field in act.command.__struct_fields__ if field.endswith("_id")]


def identifiers(act: RowKind, command: Any) -> dict[str, str]:
    """The identifiers that a command names, by its fields, and that of what it makes."""
    named = {
        field: getattr(command, field)
        for field in command.__struct_fields__
        if field.endswith("_id") and getattr(command, field) is not None
    }
    own = {act.record.own: getattr(command, act.own)} if act.stands_for and act.own else {}
    return {str(field): str(value) for field, value in (named | own).items()}


def taken_over(act: RowKind, above: RowKind, known: Mapping[str, str]) -> dict[str, str]:
    """The identifiers that a row has of the row above it.

    What it need not have, it takes over only if that is what the row above stands for.
    """
    return {
        field.name: known[field.name]
        for field in act.fields
        if field.name in known
        and field.name not in act.anew
        and (not field.optional or field.name in above.record.key)
    }
