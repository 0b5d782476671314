"""Who may do what."""

from __future__ import annotations

from typing import Literal, get_args

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import (
    CloseReview,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
)
from domain.closing.closing import CallRoll
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective
from domain.closing.scores import ScoreObjective
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
from domain.errors import Rejection
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.messages import Command
from domain.objectives.advancing import SetOutcomes
from domain.objectives.negotiation import STEPS
from domain.objectives.planning import PlanningCommand
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.organization.organization import OrganizationCommand
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool, OpenPool
from domain.rituals.schedule import (
    CancelRitual,
    DeclareHoliday,
    RestoreRitual,
    ScheduleRitual,
    WithdrawHoliday,
)
from domain.rituals.sessions import AnswerEscalation, CloseSession, OpenSession, RecordOutput
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, ReportOutcome
from domain.strategy.strategy import EndBet, PlaceBet
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from domain.workspace import WorkspaceCommand

Role = Literal["administrator", "executive", "unit_lead", "member", "auditor", "service"]

REVIEWERS: frozenset[Role] = frozenset({"unit_lead", "executive", "administrator", "auditor"})
"""The roles that read the drafts of every unit."""

Commands = frozenset[type[Command]]


def _steps_of(role: Role) -> Commands:
    """The steps of the negotiation that a role may take, and those above it."""
    return frozenset(command for command, step in STEPS.items() if step.by == role)


REPORTING: Commands = frozenset({CheckIn, CorrectCheckIn})
WORKING: Commands = frozenset({PlanTask, EditTask, MoveTask, FinishTask, DropTask})
CLAIMING: Commands = frozenset({ClaimResource, ChangeClaim, ReleaseClaim})
PROVIDING: Commands = frozenset({OpenPool, ChangeCapacity, ClosePool})
ASKING: Commands = frozenset(
    {RequestDependency, FlagDependency, WithdrawDependency, ReopenDependency}
)
ANSWERING: Commands = frozenset(
    {AcceptDependency, DeclineDependency, ConfirmDependency, SlipDependency, DeliverDependency}
)
MEETING: Commands = frozenset({OpenSession, RecordOutput, CloseSession, AnswerEscalation})
PLANNING: Commands = frozenset(
    {
        *REPORTING,
        *ASKING,
        *WORKING,
        *CLAIMING,
        *MEETING,
        *get_args(PlanningCommand),
        *_steps_of("member"),
        RequestRevision,
        SetOutcomes,
        LinkObjective,
        UnlinkObjective,
    }
)
REVIEWING: Commands = frozenset(
    {OpenReview, RaiseFinding, ResolveFinding, ReopenFinding, CloseReview}
)
SCHEDULING: Commands = frozenset(
    {ScheduleRitual, CancelRitual, RestoreRitual, DeclareHoliday, WithdrawHoliday}
)
"""A lead may do these in a unit; what holds for the whole workspace takes those who steer it."""

AIMING: Commands = frozenset(
    {
        PlaceBet,
        EndBet,
        SetOutcome,
        EditOutcome,
        DropOutcome,
        RefreshOutcome,
        ReportOutcome,
        AssessOutcome,
    }
)
LEADING: Commands = frozenset(
    {
        *PLANNING,
        *ANSWERING,
        *REVIEWING,
        *PROVIDING,
        *SCHEDULING,
        *_steps_of("unit_lead"),
        ApproveRevision,
        DeclineRevision,
        ScoreObjective,
        HoldRetrospective,
    }
)
STEERING: Commands = (
    LEADING | AIMING | frozenset({DefineCycle, DefineYear, MoveCycle, CallRoll, ResetCycle})
)
RUNNING: Commands = STEERING | frozenset(
    {*get_args(WorkspaceCommand), *get_args(OrganizationCommand)}
)

MAY: dict[Role, Commands] = {
    "administrator": RUNNING,
    "executive": STEERING,
    "unit_lead": LEADING,
    "member": PLANNING,
    "auditor": frozenset(),
    "service": REPORTING,
}
"""An auditor reads everything and changes nothing; a service reports what other systems know."""


def check(role: Role, command: Command) -> None:
    if type(command) not in MAY[role]:
        raise NotAllowed(role=role.replace("_", " "), command=_words(command))
    everywhere = type(command) in SCHEDULING and getattr(command, "unit_id", None) is None
    if everywhere and role == "unit_lead":
        raise NotAllowed(role="unit lead", command=f"{_words(command)} for the whole workspace")


def _words(command: Command) -> str:
    name = type(command).__name__
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


class NotAllowed(Rejection, code="not-allowed", kind="forbidden"):
    """A token with the role {role} is not allowed to do this: {command}."""
