"""Links: which key result an objective works toward, and by which mechanism. Never in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, assert_never

from msgspec.structs import replace

from domain.cycles import cycle as cycles
from domain.cycles.cycle import Calendar
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.state import (
    Changes,
    CommitmentLocked,
    Objective,
    ObjectiveIsWithdrawn,
    RevisedLink,
    Revision,
)
from domain.values import (
    CycleId,
    KeyResultId,
    LinkId,
    LinkKind,
    LinkTest,
    ObjectiveId,
    RevisionId,
    Strength,
    Text,
)

SHARE: dict[Strength, float] = {"strong": 1.0, "medium": 0.5, "weak": 0.2}
"""What a link of each strength weighs in a roll-up (measured for the drift detector)."""

# Commands


class LinkObjective(Command, frozen=True):
    """Link an objective to the key result it works toward or, more weakly, to a whole objective.

    `contributes` moves the parent's number, so it says how: the mechanism, the strength, and the
    answer to the link test (if we achieve this, will it meaningfully contribute?). `supports` moves
    no number and needs none of them.

    The links of a published objective are part of its commitment: `revision_id` then names the
    approved revision that announces this one.
    """

    cycle_id: CycleId
    link_id: LinkId
    objective_id: ObjectiveId
    parent_objective_id: ObjectiveId
    key_result_id: KeyResultId | None = None
    kind: LinkKind = "contributes"
    mechanism: Text = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None
    revision_id: RevisionId | None = None


class UnlinkObjective(Command, frozen=True):
    """Remove a link of an objective; of a published one, only as an approved revision announces."""

    cycle_id: CycleId
    link_id: LinkId
    objective_id: ObjectiveId
    reason: Text = ""
    revision_id: RevisionId | None = None


AlignmentCommand = LinkObjective | UnlinkObjective

# Events


class ObjectiveLinked(Event, frozen=True, tag="objective_linked"):
    cycle_id: CycleId
    link_id: LinkId
    objective_id: ObjectiveId
    parent_objective_id: ObjectiveId
    key_result_id: KeyResultId | None = None
    kind: LinkKind = "contributes"
    mechanism: str = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None


class ObjectiveUnlinked(Event, frozen=True, tag="objective_unlinked"):
    cycle_id: CycleId
    link_id: LinkId
    reason: str = ""


AlignmentEvent = ObjectiveLinked | ObjectiveUnlinked

# State


class Alignment(Value, frozen=True):
    """The links of one cycle, and for each objective the links that lead up from it."""

    links: dict[LinkId, ObjectiveLinked] = {}
    upward: dict[ObjectiveId, tuple[ObjectiveLinked, ...]] = {}


class Context(Value, frozen=True):
    """The ends of a link, as they are now; None where there is no such objective, or no matter."""

    objective: Objective | None
    parent: Objective | None = None
    calendar: Calendar = cycles.EMPTY


EMPTY = Alignment()


class Tested(Protocol):
    """A link, or what is shown of one: with the answer to the link test, None where none is due."""

    @property
    def link_test(self) -> LinkTest | None: ...


def covers(link: Tested) -> bool:
    """Whether a link counts as work toward what it leads to.

    A link whose owner answered the link test with no does not: such an owner counts neither among
    those who work on the target nor in what they achieve. A maybe counts until somebody has asked
    about it.
    """
    return link.link_test != "no"


class Weighed(Tested, Protocol):
    @property
    def kind(self) -> LinkKind: ...

    @property
    def strength(self) -> Strength | None: ...


def share(link: Weighed) -> float:
    """How much a link counts in what moves what it leads to: support alone moves nothing."""
    if link.kind != "contributes" or link.strength is None or not covers(link):
        return 0.0
    return SHARE[link.strength]


# Decide


def decide(state: Alignment, command: AlignmentCommand, context: Context) -> list[AlignmentEvent]:
    match command:
        case LinkObjective():
            return _link(state, command, context)
        case UnlinkObjective():
            return _unlink(state, command, context)
        case _:
            assert_never(command)


def _link(state: Alignment, command: LinkObjective, context: Context) -> list[AlignmentEvent]:
    event = ObjectiveLinked(
        cycle_id=command.cycle_id,
        link_id=command.link_id,
        objective_id=command.objective_id,
        parent_objective_id=command.parent_objective_id,
        key_result_id=command.key_result_id,
        kind=command.kind,
        mechanism=command.mechanism.strip(),
        strength=command.strength,
        link_test=command.link_test,
    )
    present = state.links.get(command.link_id)
    if present is not None:
        if present == event:
            return []
        raise LinkExists(link_id=command.link_id)
    _check_ends(command, context)
    _still_open(context.calendar, command.cycle_id)
    _check_commitment(context.objective, command)
    if command.kind == "contributes":
        _check_contribution(event)
    for link in state.upward.get(command.objective_id, ()):
        if (link.parent_objective_id, link.key_result_id) == (
            command.parent_objective_id,
            command.key_result_id,
        ):
            raise AlreadyLinked(link_id=link.link_id)
    if _reaches(state, command.parent_objective_id, command.objective_id):
        raise LinkClosesCircle
    return [event]


def _check_ends(command: LinkObjective, context: Context) -> None:
    child, parent = context.objective, context.parent
    if child is None:
        raise UnknownChild(objective_id=command.objective_id)
    if parent is None:
        raise UnknownParent(objective_id=command.parent_objective_id)
    if not child.cycle_id == parent.cycle_id == command.cycle_id:
        raise LinkAcrossCycles
    if parent.withdrawn:
        raise ParentIsWithdrawn
    if command.key_result_id is not None and command.key_result_id not in parent.key_results:
        raise UnknownTarget(key_result_id=command.key_result_id)


def _still_open(calendar: Calendar, cycle_id: CycleId) -> None:
    cycle = calendar.cycles.get(cycle_id)
    if cycle is not None and cycle.phase == "closed":
        raise cycles.CycleClosed(cycle=cycle.name)


def _check_contribution(event: ObjectiveLinked) -> None:
    if not event.mechanism:
        raise MechanismMissing
    if event.strength is None:
        raise StrengthMissing
    if event.link_test is None:
        raise LinkTestMissing


def _reaches(state: Alignment, start: ObjectiveId, goal: ObjectiveId) -> bool:
    """Whether links lead up from `start` to `goal`."""
    seen: set[ObjectiveId] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(link.parent_objective_id for link in state.upward.get(here, ()))
    return False


def _unlink(state: Alignment, command: UnlinkObjective, context: Context) -> list[AlignmentEvent]:
    link = state.links.get(command.link_id)
    if link is None or link.objective_id != command.objective_id:
        return []
    _still_open(context.calendar, command.cycle_id)
    _check_commitment(context.objective, command)
    return [ObjectiveUnlinked(command.cycle_id, command.link_id, command.reason)]


def _check_commitment(child: Objective | None, command: AlignmentCommand) -> None:
    """Links are part of what was published: only the last approved revision may change them.

    The links of a withdrawn objective may be removed by anybody.
    """
    if child is None or child.stage not in ("published", "withdrawn"):
        return
    if child.withdrawn and isinstance(command, UnlinkObjective):
        return
    if child.withdrawn:
        raise ObjectiveIsWithdrawn
    approved = child.latest_approved
    if approved is None or command not in announced(child, approved):
        raise CommitmentLocked


def announced(objective: Objective, revision: Revision) -> list[AlignmentCommand]:
    """The changes of links that a revision announces, as commands that go with its approval."""
    return [
        *(_announced_unlink(objective, key, revision) for key in revision.changes.unlink),
        *(_announced_link(objective, link, revision) for link in revision.changes.link),
    ]


def rehearse(
    state: Alignment,
    objective: Objective,
    changes: Changes,
    parents: Mapping[ObjectiveId, Objective | None],
) -> None:
    """Refuse a revision whose changes of links are impossible, before anybody has to answer it.

    `parents` are the objectives that it links to; None where there is no such objective.
    """
    free = replace(objective, stage="draft")
    for command in announced(free, Revision(RevisionId(""), "", "", changes)):
        parent = None
        if isinstance(command, LinkObjective):
            parent = parents.get(command.parent_objective_id)
        else:
            link = state.links.get(command.link_id)
            if link is None or link.objective_id != objective.objective_id:
                raise UnknownLink(link_id=command.link_id).at("changes.unlink")
        try:
            for event in decide(state, command, Context(free, parent)):
                state = evolve(state, event)
        except Rejection as refused:
            raise refused.at("changes.link") from None


def _announced_unlink(objective: Objective, link_id: LinkId, revision: Revision) -> UnlinkObjective:
    return UnlinkObjective(
        cycle_id=objective.cycle_id,
        link_id=link_id,
        objective_id=objective.objective_id,
        reason=revision.reason,
        revision_id=revision.revision_id,
    )


def _announced_link(objective: Objective, link: RevisedLink, revision: Revision) -> LinkObjective:
    return LinkObjective(
        cycle_id=objective.cycle_id,
        link_id=link.link_id,
        objective_id=objective.objective_id,
        parent_objective_id=link.parent_objective_id,
        key_result_id=link.key_result_id,
        kind=link.kind,
        mechanism=link.mechanism,
        strength=link.strength,
        link_test=link.link_test,
        revision_id=revision.revision_id,
    )


# Evolve


def evolve(state: Alignment, event: AlignmentEvent) -> Alignment:
    match event:
        case ObjectiveLinked():
            here = state.upward.get(event.objective_id, ())
            return Alignment(
                {**state.links, event.link_id: event},
                {**state.upward, event.objective_id: (*here, event)},
            )
        case ObjectiveUnlinked():
            gone = state.links.get(event.link_id)
            if gone is None:
                return state
            here = state.upward.get(gone.objective_id, ())
            return Alignment(
                {key: link for key, link in state.links.items() if key != event.link_id},
                {
                    **state.upward,
                    gone.objective_id: tuple(
                        link for link in here if link.link_id != event.link_id
                    ),
                },
            )
        case _:
            assert_never(event)


# Refusals


class LinkExists(Rejection, code="link-exists", kind="conflict", field="link_id"):
    """The link {link_id} already exists and differs from what was sent."""


class AlreadyLinked(Rejection, code="already-linked", kind="conflict"):
    """The objective is already linked there, by {link_id}: remove that link first."""


class UnknownChild(Rejection, code="unknown-child", kind="missing", field="objective_id"):
    """There is no objective {objective_id} in this workspace to link from."""


class UnknownParent(Rejection, code="unknown-parent", field="parent_objective_id"):
    """There is no objective {objective_id} in this workspace to link to."""


class UnknownLink(Rejection, code="unknown-link", kind="missing", field="link_id"):
    """This objective has no link {link_id}."""


class UnknownTarget(Rejection, code="unknown-target", field="key_result_id"):
    """The parent objective has no key result {key_result_id}."""


class ParentIsWithdrawn(
    Rejection, code="parent-is-withdrawn", kind="conflict", field="parent_objective_id"
):
    """The parent objective was withdrawn: nothing can be linked to it any more."""


class LinkAcrossCycles(Rejection, code="link-across-cycles", field="parent_objective_id"):
    """The two ends of a link have to belong to the same cycle; these do not."""


class LinkClosesCircle(Rejection, code="link-closes-circle", field="parent_objective_id"):
    """This link would close a circle: an objective cannot work toward itself."""


class MechanismMissing(Rejection, code="mechanism-missing", field="mechanism"):
    """A contributing link says by which lever it moves the parent; a supporting link need not."""


class StrengthMissing(Rejection, code="strength-missing", field="strength"):
    """A contributing link says how strongly it moves the parent: strong, medium or weak."""


class LinkTestMissing(Rejection, code="link-test-missing", field="link_test"):
    """If this objective is achieved, will it meaningfully contribute? Answer yes, maybe or no."""
