"""Conversation: what is said about an objective, where it is, and who has taken note of a report.

A conversation belongs to an objective; a comment in it is about the objective, one of its key
results, a check-in, or a dependency. Whoever wrote a comment may put it differently or take it
back; what it said before stays in the log.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.errors import Rejection
from domain.measuring import check_in
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective
from domain.organization.chart import Chart
from domain.values import (
    AN_ID,
    LINES,
    CheckInId,
    CommentId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    PersonId,
)

MOST: Final = 2_000
"""How many comments one objective may have."""

MOST_MENTIONS: Final = 20

Words = Annotated[str, Meta(min_length=1, max_length=5_000, pattern=LINES)]
Mentions = Annotated[tuple[Annotated[PersonId, AN_ID], ...], Meta(max_length=MOST_MENTIONS)]


class About(Value, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a comment is about; with nothing said, the objective as a whole."""

    kind: Literal["objective", "key_result", "check_in", "dependency"] = "objective"
    id: str = ""


# Commands


class PostComment(Command, frozen=True):
    """Say something about an objective or a part of it. Those mentioned hear of it."""

    objective_id: ObjectiveId
    comment_id: CommentId
    text: Words
    about: About = About()
    mentions: Mentions = ()


class EditComment(Command, frozen=True):
    """Put it differently. Only whoever wrote a comment may."""

    objective_id: ObjectiveId
    comment_id: CommentId
    text: Words
    mentions: Mentions = ()


class RemoveComment(Command, frozen=True):
    """Take a comment back. Only whoever wrote it may."""

    objective_id: ObjectiveId
    comment_id: CommentId


class AcknowledgeCheckIn(Command, frozen=True):
    """Take note of a check-in, as one who reviews it, so that its owner knows it was read."""

    objective_id: ObjectiveId
    check_in_id: CheckInId


ConversationCommand = PostComment | EditComment | RemoveComment | AcknowledgeCheckIn

# Events


class CommentPosted(Event, frozen=True, omit_defaults=True, tag="comment_posted"):
    objective_id: ObjectiveId
    comment_id: CommentId
    by: str
    text: str
    about: About = About()
    mentions: tuple[PersonId, ...] = ()


class CommentEdited(Event, frozen=True, omit_defaults=True, tag="comment_edited"):
    objective_id: ObjectiveId
    comment_id: CommentId
    text: str
    mentions: tuple[PersonId, ...] = ()


class CommentRemoved(Event, frozen=True, tag="comment_removed"):
    objective_id: ObjectiveId
    comment_id: CommentId


class CheckInAcknowledged(Event, frozen=True, tag="check_in_acknowledged"):
    objective_id: ObjectiveId
    check_in_id: CheckInId
    by: str


ConversationEvent = CommentPosted | CommentEdited | CommentRemoved | CheckInAcknowledged

# State


class Comment(Value, frozen=True):
    """A comment as it was posted, and as it is put now."""

    posted: CommentPosted
    text: str
    mentions: tuple[PersonId, ...] = ()
    edited: bool = False
    removed: bool = False


class Conversation(Value, frozen=True):
    comments: dict[CommentId, Comment] = {}
    acknowledged: dict[CheckInId, tuple[str, ...]] = {}
    """Who took note of each check-in, in their order."""


EMPTY = Conversation()


class Context(Value, frozen=True):
    """Who speaks, about which objective, and who there is to be mentioned."""

    actor: str
    objective: Objective | None
    organization: Chart


# Decide


def decide(
    state: Conversation, command: ConversationCommand, context: Context
) -> list[ConversationEvent]:
    if context.objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    match command:
        case PostComment():
            return _post(state, command, context, context.objective)
        case EditComment():
            return _edit(state, command, context)
        case RemoveComment():
            return _remove(state, command, context)
        case AcknowledgeCheckIn():
            return _acknowledge(state, command, context, context.objective)
        case _:
            assert_never(command)


def _post(
    state: Conversation, command: PostComment, context: Context, objective: Objective
) -> list[ConversationEvent]:
    posted = CommentPosted(
        command.objective_id,
        command.comment_id,
        context.actor,
        command.text,
        command.about,
        _mentioned(command.mentions),
    )
    present = state.comments.get(command.comment_id)
    if present is not None:
        if present.posted == posted:
            return []
        raise CommentExists(comment_id=command.comment_id)
    if len(state.comments) >= MOST:
        raise TooManyComments(most=MOST)
    if not _is_there(objective, command.about):
        raise NothingToCommentOn(kind=command.about.kind.replace("_", " "), id=command.about.id)
    _check_mentions(posted.mentions, context.organization)
    return [posted]


def _edit(state: Conversation, command: EditComment, context: Context) -> list[ConversationEvent]:
    present = _own(state, command.comment_id, context)
    mentions = _mentioned(command.mentions)
    if (present.text, present.mentions) == (command.text, mentions):
        return []
    _check_mentions(mentions, context.organization)
    return [CommentEdited(command.objective_id, command.comment_id, command.text, mentions)]


def _remove(
    state: Conversation, command: RemoveComment, context: Context
) -> list[ConversationEvent]:
    present = state.comments.get(command.comment_id)
    if present is not None and present.removed and present.posted.by == context.actor:
        return []
    _own(state, command.comment_id, context)
    return [CommentRemoved(command.objective_id, command.comment_id)]


def _acknowledge(
    state: Conversation, command: AcknowledgeCheckIn, context: Context, objective: Objective
) -> list[ConversationEvent]:
    if not _is_there(objective, About("check_in", command.check_in_id)):
        raise check_in.UnknownCheckIn(check_in_id=command.check_in_id)
    if context.actor in state.acknowledged.get(command.check_in_id, ()):
        return []
    return [CheckInAcknowledged(command.objective_id, command.check_in_id, context.actor)]


def _own(state: Conversation, comment_id: CommentId, context: Context) -> Comment:
    present = state.comments.get(comment_id)
    if present is None or present.removed:
        raise UnknownComment(comment_id=comment_id)
    if present.posted.by != context.actor:
        raise NotYourComment
    return present


def _is_there(objective: Objective, about: About) -> bool:
    measured_by = objective.ever_measured_by
    match about.kind:
        case "objective":
            return about.id in ("", objective.objective_id)
        case "key_result":
            return KeyResultId(about.id) in measured_by
        case "check_in":
            return any(
                check_in.find(one.check_ins, CheckInId(about.id)) for one in measured_by.values()
            )
        case "dependency":
            return any(DependencyId(about.id) in one.dependencies for one in measured_by.values())
        case _:
            assert_never(about.kind)


def _mentioned(given: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(given))


def _check_mentions(mentions: tuple[PersonId, ...], chart: Chart) -> None:
    for person_id in mentions:
        if person_id not in chart.people:
            raise NobodyToMention(person_id=person_id)


# Evolve


def evolve(state: Conversation, event: ConversationEvent) -> Conversation:
    match event:
        case CommentPosted():
            return _with(state, Comment(event, event.text, event.mentions))
        case CommentEdited():
            present = state.comments.get(event.comment_id)
            if present is None:
                return state
            return _with(
                state, replace(present, text=event.text, mentions=event.mentions, edited=True)
            )
        case CommentRemoved():
            present = state.comments.get(event.comment_id)
            return state if present is None else _with(state, replace(present, removed=True))
        case CheckInAcknowledged():
            known = state.acknowledged.get(event.check_in_id, ())
            acknowledged = {**state.acknowledged, event.check_in_id: (*known, event.by)}
            return replace(state, acknowledged=acknowledged)
        case _:
            assert_never(event)


def _with(state: Conversation, comment: Comment) -> Conversation:
    return replace(state, comments={**state.comments, comment.posted.comment_id: comment})


# Refusals


class CommentExists(Rejection, code="comment-exists", kind="conflict"):
    """The comment {comment_id} is there and says something else: edit it instead."""


class UnknownComment(Rejection, code="unknown-comment", kind="missing"):
    """There is no comment {comment_id} on this objective."""


class NotYourComment(Rejection, code="not-your-comment", kind="forbidden"):
    """Only whoever wrote a comment may change it or take it back."""


class NothingToCommentOn(Rejection, code="nothing-to-comment-on", kind="missing", field="about"):
    """This objective has no {kind} {id}."""


class NobodyToMention(Rejection, code="nobody-to-mention", field="mentions"):
    """There is no person {person_id} in this workspace to be mentioned."""


class TooManyComments(Rejection, code="too-many-comments", kind="conflict"):
    """This objective has {most} comments, and takes no more."""
