"""Who may do what, and whose it has to be: one table.

A row is something that is done, a column is whose it is, seen from who asks:

- own: they own it
- unit: it is their unit's, or that of somebody in it
- below: it belongs to a unit below theirs
- other: it belongs to a unit elsewhere, or above theirs
- company: it is a goal of the company, and they do not own it
- all: it concerns the whole workspace

A cell names the roles: Member, unit Lead, eXecutive, Administrator, Service. An auditor reads
everything and changes nothing, and so stands in no cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, get_args

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import AnswerFinding, ReviewCommand
from domain.closing.closing import CallRoll
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective
from domain.closing.scores import ScoreObjective
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import (
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
)
from domain.cycles.cycle import CycleCommand
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
from domain.drift.handling import AlertCommand
from domain.errors import Rejection, either
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
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
from domain.objectives.planning import PlanningCommand
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.organization.organization import OrganizationCommand
from domain.organization.reorganization import GiveRole
from domain.organization.standing_in import StandInCommand
from domain.preferences import SetNoticePreferences
from domain.resources.claims import ClaimCommand
from domain.resources.pools import PoolCommand
from domain.rituals.schedule import RitualCommand
from domain.rituals.sessions import SessionCommand
from domain.strategy.strategy import StrategyCommand
from domain.values import Role
from domain.work import WorkCommand
from domain.workspace import WorkspaceCommand

Whose = Literal["own", "unit", "below", "other", "company", "all"]

Act = Literal[
    "report", "forecast", "plan", "propose", "link", "decide", "revise", "approve", "score",
    "acknowledge", "handle", "comment", "moderate", "ask", "promise", "claim", "work", "provide",
    "schedule", "meet", "delegate", "prefer", "answer", "review", "aim", "steer", "run",
]  # fmt: skip

TABLE: Final = """
             own        unit       below      other      company    all
report       M L X A    M L X A S  L X A S    A          X A S      -
forecast     M L X A    M L X A    L X A      A          X A        -
plan         M L X A    M L X A    L X A      A          X A        -
propose      M L X A    M L X A    L X A      A          X A        -
link         M L X A    M L X A    L X A      A          X A        -
decide       L X A      L X A      L X A      A          X A        -
revise       M L X A    M L X A    L X A      A          X A        -
approve      L X A      L X A      L X A      A          X A        -
score        L X A      L X A      L X A      A          X A        X A
acknowledge  -          L X A      L X A      A          X A        -
handle       M L X A    L X A      L X A      A          X A        -
comment      M L X A    M L X A    M L X A    M L X A    M L X A    -
moderate     A          A          A          A          A          -
ask          M L X A    M L X A    L X A      A          X A        -
promise      -          L X A      L X A      A          -          -
claim        M L X A    M L X A    L X A      A          X A        -
work         -          M L X A    L X A      A          -          -
provide      -          L X A      L X A      A          -          X A
schedule     -          L X A      L X A      A          -          X A
meet         -          M L X A    L X A      A          -          -
delegate     M L X A    L X A      L X A      A          -          -
prefer       M L X A    A          A          A          -          -
answer       M L X A    M L X A    L X A      L X A      L X A      L X A
review       -          -          -          -          -          L X A
aim          -          -          -          -          -          X A
steer        -          -          -          -          -          X A
run          -          -          -          -          -          A
"""
"""A member proposes what a lead decides on; leads decide within their line, executives for the
company, and an administrator, who imports and repairs, anywhere: it is on record as theirs."""

DOES: Final[dict[type[Command], Act]] = {
    CheckIn: "report",
    CorrectCheckIn: "report",
    GiveForecast: "forecast",
    **dict.fromkeys(get_args(PlanningCommand), "plan"),
    SetOutcomes: "plan",
    ProposeObjective: "propose",
    RefineObjective: "propose",
    LinkObjective: "link",
    UnlinkObjective: "link",
    ChallengeObjective: "decide",
    AcceptObjective: "decide",
    CommitObjective: "decide",
    PublishObjective: "decide",
    WithdrawObjective: "decide",
    RequestRevision: "revise",
    ApproveRevision: "approve",
    DeclineRevision: "approve",
    ScoreObjective: "score",
    HoldRetrospective: "score",
    **dict.fromkeys([PostComment, ReplyToComment, EditComment, WithdrawComment], "comment"),
    RemoveComment: "moderate",
    AcknowledgeCheckIn: "acknowledge",
    **dict.fromkeys(get_args(AlertCommand), "handle"),
    RequestDependency: "ask",
    FlagDependency: "ask",
    WithdrawDependency: "ask",
    ReopenDependency: "ask",
    AcceptDependency: "promise",
    DeclineDependency: "promise",
    ConfirmDependency: "promise",
    SlipDependency: "promise",
    DeliverDependency: "promise",
    **dict.fromkeys(get_args(ClaimCommand), "claim"),
    **dict.fromkeys(get_args(WorkCommand), "work"),
    **dict.fromkeys(get_args(PoolCommand), "provide"),
    **dict.fromkeys(get_args(RitualCommand), "schedule"),
    **dict.fromkeys(get_args(SessionCommand), "meet"),
    **dict.fromkeys(get_args(ReviewCommand), "review"),
    AnswerFinding: "answer",
    **dict.fromkeys(get_args(StrategyCommand), "aim"),
    **dict.fromkeys(get_args(CycleCommand), "steer"),
    CallRoll: "steer",
    ResetCycle: "steer",
    **dict.fromkeys(get_args(OrganizationCommand), "run"),
    **dict.fromkeys(get_args(StandInCommand), "delegate"),
    SetNoticePreferences: "prefer",
    **dict.fromkeys(get_args(WorkspaceCommand), "run"),
}
"""Which row of the table each command is in."""

ROLES: Final[dict[Role, str]] = {
    "member": "a member",
    "unit_lead": "a unit lead",
    "executive": "an executive",
    "administrator": "an administrator",
    "auditor": "an auditor",
    "service": "a service",
}
"""Each role as a sentence says it."""

_LETTERS: Final[dict[str, Role]] = {
    "M": "member", "L": "unit_lead", "X": "executive", "A": "administrator", "S": "service",
}  # fmt: skip


def _read() -> dict[tuple[Act, Whose], frozenset[Role]]:
    head, *rows = TABLE.strip("\n").splitlines()
    columns = [(head.index(whose), whose) for whose in get_args(Whose)]
    ends = [*(start for start, _ in columns[1:]), None]
    return {
        (act, whose): frozenset(
            _LETTERS[letter] for letter in row[start:end].split() if letter != "-"
        )
        for row in rows
        for act in get_args(Act)
        if row.split()[0] == act
        for (start, whose), end in zip(columns, ends, strict=True)
    }


MAY: Final = _read()


def may(role: Role, act: Act, whose: Whose) -> bool:
    return role in MAY[act, whose]


REVIEWERS: Final[frozenset[Role]] = frozenset(
    {"unit_lead", "executive", "administrator", "auditor"}
)
"""The roles that read the drafts of every unit."""


def sees_drafts(role: Role | None, whose: Iterable[Whose]) -> bool:
    """Whether somebody sees a draft: a reviewer does, and those in whose unit it is."""
    return role in REVIEWERS or any(one in ("own", "unit") for one in whose)


def check(role: Role | None, kind: type[Command], whose: Iterable[Whose]) -> None:
    """Raises NotAllowed, which says who may. One way in which the thing is theirs is enough."""
    act, found = DOES[kind], list(whose)
    if role is not None and any(may(role, act, one) for one in found):
        return
    able = [ROLES[one] for one in _LETTERS.values() if one in MAY[act, found[0]]]
    raise NotAllowed(
        who="somebody without a role" if role is None else ROLES[role],
        command=_words(kind),
        about=_ABOUT[found[0]],
        able=either(able) or "somebody else",
    )


NOT_PASSED_ON: Final[frozenset[type[Command]]] = frozenset(
    {GiveRole, SetNoticePreferences, *get_args(StandInCommand)}
)
"""What would outlast the days for which somebody stands in: it makes others able to do more, or is
nobody's but their own."""


def check_passed_on(kind: type[Command]) -> None:
    """Raises NotPassedOn for what nobody does in the place of somebody else."""
    if kind in NOT_PASSED_ON:
        raise NotPassedOn


_ABOUT: Final[dict[Whose, str]] = {
    "own": "of their own",
    "unit": "in their own unit",
    "below": "in a unit below theirs",
    "other": "in a unit that is not theirs",
    "company": "for the company",
    "all": "for the whole workspace",
}


def _words(kind: type[Command]) -> str:
    spaced = (f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
    return "".join(spaced).strip()


class NotAllowed(Rejection, code="not-allowed", kind="forbidden"):
    """Not allowed: '{command}' {about} is not for {who}, but for {able}."""


class NotPassedOn(Rejection, code="not-passed-on", kind="forbidden"):
    """Nobody names stand-ins, gives roles or chooses how to be told in somebody else's place."""
