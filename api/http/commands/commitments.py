"""How a commitment comes about: edited, negotiated, and revised once it is published."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.objectives import ONE
from api.http.commands.requests import NewKeyResult, NewLink, ReasonGiven, known_as
from domain.alignment.linking import Alignment, announced, rehearse
from domain.errors import Rejection
from domain.objectives import revision
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    ProposeObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import EditKeyResult, EditObjective, RemoveKeyResult
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import (
    Changes,
    Objective,
    RevisedKeyResult,
    RevisedLink,
    UnknownKeyResult,
)
from domain.values import (
    KeyResultId,
    LinkId,
    ObjectiveId,
    RevisionId,
    Sentence,
    Text,
)
from events.streams import alignment_stream, objective_stream

change = Chapter("planning")

KEY_RESULT = ONE + "/key-results/{key_result_id:uuid}"
REVISIONS = ONE + "/revisions"


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    title: Sentence
    description: Text = ""


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    answer: Sentence


class Remark(Struct, frozen=True, forbid_unknown_fields=True):
    note: Text = ""


class KeyResultWanted(NewKeyResult, frozen=True, forbid_unknown_fields=True):
    """A key result as a revision wants it, with all its terms; without an id it is a new one."""

    key_result_id: UUID | None = None


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """What a revision changes; everything it does not name stays as it is."""

    title: Sentence | None = None
    description: Text | None = None
    key_results: tuple[KeyResultWanted, ...] = ()
    remove: tuple[UUID, ...] = ()
    link: tuple[NewLink, ...] = ()
    unlink: tuple[UUID, ...] = ()
    withdraw: bool = False

    def of_domain(self, call: Call) -> Changes:
        return Changes(
            title=self.title,
            description=self.description,
            key_results=tuple(
                _key_result(call, number, one) for number, one in enumerate(self.key_results)
            ),
            remove=tuple(KeyResultId(str(one)) for one in self.remove),
            link=tuple(_link(call, number, one) for number, one in enumerate(self.link)),
            unlink=tuple(LinkId(str(one)) for one in self.unlink),
            withdraw=self.withdraw,
        )


class NewRevision(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence
    changes: Wanted


def _key_result(call: Call, number: int, wanted: KeyResultWanted) -> RevisedKeyResult:
    known = wanted.key_result_id
    key = call.new_id(f"key result {number}") if known is None else str(known)
    return RevisedKeyResult(KeyResultId(key), *wanted.terms)


def _link(call: Call, number: int, wanted: NewLink) -> RevisedLink:
    return RevisedLink(
        LinkId(call.new_id(f"link {number}")),
        ObjectiveId(str(wanted.parent_objective_id)),
        known_as(KeyResultId, wanted.key_result_id),
        wanted.kind,
        wanted.mechanism,
        wanted.strength,
        wanted.link_test,
    )


@change("POST", ONE + "/edit", summary="Edit an objective", example=examples.WORDING, etag=True)
async def edit_objective(
    objective_id: FromPath[UUID], data: JSONBody[Wording], call: NamedDependency[Call]
) -> Response[Done]:
    """Change the text of an objective, unless it is already accepted or beyond."""
    command = EditObjective(ObjectiveId(str(objective_id)), data.title, data.description)
    return await call.carry_out(command, command.objective_id)


@change(
    "POST",
    KEY_RESULT + "/edit",
    summary="Edit a key result",
    example=examples.KEY_RESULT,
    etag=True,
)
async def edit_key_result(
    objective_id: FromPath[UUID],
    key_result_id: FromPath[UUID],
    data: JSONBody[NewKeyResult],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Replace all terms of a key result, unless its objective is already accepted or beyond."""
    command = EditKeyResult(
        ObjectiveId(str(objective_id)), KeyResultId(str(key_result_id)), *data.terms
    )
    return await call.carry_out(command, command.key_result_id)


@change("DELETE", KEY_RESULT, summary="Remove a key result", etag=True)
async def remove_key_result(
    objective_id: FromPath[UUID], key_result_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """Remove a key result, unless its objective is already accepted or beyond."""
    command = RemoveKeyResult(ObjectiveId(str(objective_id)), KeyResultId(str(key_result_id)))
    return await call.carry_out(command, command.key_result_id)


@change("POST", ONE + "/propose", summary="Propose an objective", etag=True)
async def propose_objective(
    objective_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """Ask for agreement to a draft. Takes no body."""
    command = ProposeObjective(ObjectiveId(str(objective_id)))
    return await call.carry_out(command, command.objective_id)


@change(
    "POST",
    ONE + "/challenge",
    summary="Challenge an objective",
    example=examples.CHALLENGE,
    etag=True,
)
async def challenge_objective(
    objective_id: FromPath[UUID], data: JSONBody[ReasonGiven], call: NamedDependency[Call]
) -> Response[Done]:
    """Ask for a better objective, and say why. Reopens an accepted or committed one for edits."""
    command = ChallengeObjective(ObjectiveId(str(objective_id)), data.reason)
    return await call.carry_out(command, command.objective_id)


@change(
    "POST", ONE + "/refine", summary="Refine an objective", example=examples.REFINEMENT, etag=True
)
async def refine_objective(
    objective_id: FromPath[UUID], data: JSONBody[Answer], call: NamedDependency[Call]
) -> Response[Done]:
    """Answer a challenge."""
    command = RefineObjective(ObjectiveId(str(objective_id)), data.answer)
    return await call.carry_out(command, command.objective_id)


@change(
    "POST", ONE + "/accept", summary="Accept an objective", example={"note": "Go ahead"}, etag=True
)
async def accept_objective(
    objective_id: FromPath[UUID], data: JSONBody[Remark], call: NamedDependency[Call]
) -> Response[Done]:
    """Agree to a proposed objective. Takes no body."""
    command = AcceptObjective(ObjectiveId(str(objective_id)), data.note)
    return await call.carry_out(command, command.objective_id)


@change(
    "POST",
    ONE + "/withdraw",
    summary="Withdraw an objective",
    example={"reason": "Another team does it"},
    etag=True,
)
async def withdraw_objective(
    objective_id: FromPath[UUID], data: JSONBody[ReasonGiven], call: NamedDependency[Call]
) -> Response[Done]:
    """Withdraw an objective before it is published; after that, only a revision can."""
    command = WithdrawObjective(ObjectiveId(str(objective_id)), data.reason)
    return await call.carry_out(command, command.objective_id)


@change(
    "POST",
    REVISIONS,
    summary="Ask for a revision",
    example=examples.REVISION,
    creates=True,
    etag=True,
)
async def request_revision(
    objective_id: FromPath[UUID], data: JSONBody[NewRevision], call: NamedDependency[Call]
) -> Response[Done]:
    """Ask to change a published objective, its links included. Somebody else has to approve it.

    A key result is given with all its terms. Check-ins can go on meanwhile, and afterwards.
    """
    command = RequestRevision(
        ObjectiveId(str(objective_id)),
        RevisionId(call.new_id()),
        data.reason,
        data.changes.of_domain(call),
    )
    await _check_named(call, command, [one.key_result_id for one in data.changes.key_results])
    return await call.carry_out(
        command, command.revision_id, created_at=f"/v1/objectives/{objective_id}"
    )


async def _check_named(call: Call, command: RequestRevision, named: list[UUID | None]) -> None:
    """Refuse key results of others, since new ones get their ids here, and links that cannot be."""
    changes = command.changes
    linking = changes.link or changes.unlink
    if not (any(named) or linking) or await call.was_sent_before():
        return
    await call.allow(command)
    parents = [one.parent_objective_id for one in changes.link]
    names = map(objective_stream, (command.objective_id, *parents))
    known = await call.resources.desk.states(call.workspace_id, list(dict.fromkeys(names)))
    about: Objective | None = known[objective_stream(command.objective_id)].state
    if about is None:
        return
    for number, key in enumerate(named):
        if key is not None and str(key) not in about.ever_measured_by:
            place = f"changes.key_results[{number}].key_result_id"
            raise UnknownKeyResult(key_result_id=key).at(place)
    if not linking or about.stage != "published" or about.pending is not None:
        return
    alignment: Alignment = await call.resources.desk.state(
        call.workspace_id, alignment_stream(about.cycle_id)
    )
    ends = {one: known[objective_stream(one)].state for one in parents}
    rehearse(alignment, about, changes, ends)


@change(
    "POST",
    REVISIONS + "/{revision_id:uuid}/approve",
    summary="Approve a revision",
    example={"note": "The market has changed"},
    etag=True,
)
async def approve_revision(
    objective_id: FromPath[UUID],
    revision_id: FromPath[UUID],
    data: JSONBody[Remark],
    call: NamedDependency[Call],
) -> Response[Done]:
    """The revision takes effect, with its changes of links: all of it or nothing."""
    command = ApproveRevision(
        ObjectiveId(str(objective_id)), RevisionId(str(revision_id)), data.note
    )
    state: Objective | None = await call.resources.desk.state(
        call.workspace_id, objective_stream(command.objective_id)
    )
    if state is None:
        raise UnknownObjective(objective_id=command.objective_id)
    found = revision.find(state, command.revision_id)
    links = () if found is None else announced(state, found)
    try:
        return await call.carry_out_together([command, *links], command.revision_id)
    except UnknownObjective:
        raise
    except Rejection as refused:  # the fields are those of the revision, which was sent before
        raise refused.at("revision_id") if refused.field else refused from None


@change(
    "POST",
    REVISIONS + "/{revision_id:uuid}/decline",
    summary="Decline a revision",
    example={"reason": "Try for two more weeks"},
    etag=True,
)
async def decline_revision(
    objective_id: FromPath[UUID],
    revision_id: FromPath[UUID],
    data: JSONBody[ReasonGiven],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Decline a revision; whoever asked for it can ask a lead to."""
    command = DeclineRevision(
        ObjectiveId(str(objective_id)), RevisionId(str(revision_id)), data.reason
    )
    return await call.carry_out(command, command.revision_id)
