"""Comments: what people say about an objective, where it is, and what they say to each other.

A comment is about the objective, one of its key results, a check-in, or a dependency. It may have
replies, which have none themselves. Whoever wrote one may put it differently or take it back; what
it said before stays in the log. People talk in every phase of a cycle and after it: no commitment,
no number and no score depends on what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal, NamedTuple, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import KeyResult, Objective, UnknownKeyResult
from domain.organization.chart import Chart
from domain.values import (
    AN_ID,
    PARAGRAPHS,
    CheckInId,
    CommentId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    PersonId,
    Sentence,
)

MOST: Final = 500
"""How many comments an objective may have, replies and those taken back included."""

MOST_MENTIONS: Final = 20

Words = Annotated[str, Meta(min_length=1, max_length=4_000, pattern=PARAGRAPHS)]
Mentions = Annotated[tuple[Annotated[PersonId, AN_ID], ...], Meta(max_length=MOST_MENTIONS)]

# Commands


class PostComment(Command, frozen=True):
    """Say something about an objective, a key result, a check-in or a dependency.

    Whoever is mentioned is named by their id, whatever the text calls them.
    """

    objective_id: ObjectiveId
    comment_id: CommentId
    text: Words
    key_result_id: KeyResultId | None = None
    check_in_id: CheckInId | None = None
    dependency_id: DependencyId | None = None
    mentions: Mentions = ()


class ReplyToComment(Command, frozen=True):
    """Say something to a comment. It is about the same thing."""

    objective_id: ObjectiveId
    comment_id: CommentId
    reply_id: CommentId
    text: Words
    mentions: Mentions = ()


class EditComment(Command, frozen=True):
    """Put a comment or a reply of one's own differently."""

    objective_id: ObjectiveId
    comment_id: CommentId
    text: Words
    mentions: Mentions = ()


class WithdrawComment(Command, frozen=True):
    """Take back a comment or a reply of one's own."""

    objective_id: ObjectiveId
    comment_id: CommentId


class RemoveComment(Command, frozen=True):
    """Take down what somebody else wrote, and say why."""

    objective_id: ObjectiveId
    comment_id: CommentId
    reason: Sentence


CommentCommand = PostComment | ReplyToComment | EditComment | WithdrawComment | RemoveComment

# Events


class CommentPosted(Event, frozen=True, omit_defaults=True, tag="comment_posted"):
    """On a check-in or a dependency, `key_result_id` is the key result that has it.

    `by` is an identity.
    """

    objective_id: ObjectiveId
    comment_id: CommentId
    by: str
    text: str
    key_result_id: KeyResultId | None = None
    check_in_id: CheckInId | None = None
    dependency_id: DependencyId | None = None
    mentions: tuple[PersonId, ...] = ()


class CommentReplied(Event, frozen=True, omit_defaults=True, tag="comment_replied"):
    objective_id: ObjectiveId
    comment_id: CommentId
    reply_id: CommentId
    by: str
    text: str
    mentions: tuple[PersonId, ...] = ()


class CommentEdited(Event, frozen=True, omit_defaults=True, tag="comment_edited"):
    objective_id: ObjectiveId
    comment_id: CommentId
    text: str
    mentions: tuple[PersonId, ...] = ()


class CommentWithdrawn(Event, frozen=True, tag="comment_withdrawn"):
    objective_id: ObjectiveId
    comment_id: CommentId


class CommentRemoved(Event, frozen=True, tag="comment_removed"):
    objective_id: ObjectiveId
    comment_id: CommentId
    reason: str


CommentEvent = CommentPosted | CommentReplied | CommentEdited | CommentWithdrawn | CommentRemoved

# State


class Comment(Value, frozen=True):
    """A comment or a reply as it was written, and as it is put now."""

    written: CommentPosted | CommentReplied
    text: str
    mentions: tuple[PersonId, ...]
    edited: bool = False
    gone: Literal["", "withdrawn", "removed"] = ""
    why_gone: str = ""

    @property
    def by(self) -> str:
        return self.written.by


class Comments(Value, frozen=True):
    """All comments and replies of an objective, in the order in which they were written."""

    known: dict[CommentId, Comment] = {}

    @property
    def present(self) -> Iterable[Comment]:
        """Those that are neither taken back nor taken down."""
        return (one for one in self.known.values() if not one.gone)

    def about(self, comment_id: CommentId) -> KeyResultId | None:
        """The key result that a comment or a reply is about, if it is about one or a part of it."""
        comment = self.known.get(comment_id)
        if comment is None:
            return None
        written = comment.written
        if isinstance(written, CommentReplied):
            return self.about(written.comment_id)
        return written.key_result_id


EMPTY = Comments()


class Context(Value, frozen=True):
    """Who speaks, about which objective, and who there is to be mentioned."""

    actor: str
    objective: Objective | None
    chart: Chart


# Decide


def decide(state: Comments, command: CommentCommand, context: Context) -> list[CommentEvent]:
    if context.objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    match command:
        case PostComment():
            return _post(state, command, context, context.objective)
        case ReplyToComment():
            return _reply(state, command, context)
        case EditComment():
            return _edit(state, command, context)
        case WithdrawComment():
            return _withdraw(state, command, context)
        case RemoveComment():
            return _remove(state, command)
        case _:
            assert_never(command)


def _post(
    state: Comments, command: PostComment, context: Context, objective: Objective
) -> list[CommentEvent]:
    posted = CommentPosted(
        command.objective_id,
        command.comment_id,
        context.actor,
        command.text,
        *_about(command, objective),
        mentions=_once(command.mentions),
    )
    return _written(state, command.comment_id, posted, context)


def _reply(state: Comments, command: ReplyToComment, context: Context) -> list[CommentEvent]:
    above = state.known.get(command.comment_id)
    if above is None:
        raise UnknownComment(comment_id=command.comment_id)
    if isinstance(above.written, CommentReplied):
        raise ReplyToReply(comment_id=above.written.comment_id)
    replied = CommentReplied(
        command.objective_id,
        command.comment_id,
        command.reply_id,
        context.actor,
        command.text,
        mentions=_once(command.mentions),
    )
    if above.gone and command.reply_id not in state.known:
        raise CommentIsGone(gone=above.gone)
    return _written(state, command.reply_id, replied, context)


def _written(
    state: Comments,
    comment_id: CommentId,
    event: CommentPosted | CommentReplied,
    context: Context,
) -> list[CommentEvent]:
    present = state.known.get(comment_id)
    if present is not None:
        # Whoever imports a file says again what others said.
        if replace(present.written, by=event.by) == event:
            return []
        raise CommentExists(comment_id=comment_id)
    if len(state.known) >= MOST:
        raise TooManyComments(most=MOST)
    _check_mentions(event.mentions, context.chart)
    return [event]


def _edit(state: Comments, command: EditComment, context: Context) -> list[CommentEvent]:
    present = _known(state, command.comment_id)
    if present.by != context.actor:
        raise NotYourComment
    if present.gone:
        raise CommentIsGone(gone=present.gone)
    mentions = _once(command.mentions)
    if (present.text, present.mentions) == (command.text, mentions):
        return []
    _check_mentions((one for one in mentions if one not in present.mentions), context.chart)
    return [CommentEdited(command.objective_id, command.comment_id, command.text, mentions)]


def _withdraw(state: Comments, command: WithdrawComment, context: Context) -> list[CommentEvent]:
    present = _known(state, command.comment_id)
    if present.by != context.actor:
        raise NotYourComment
    if present.gone:
        return []
    return [CommentWithdrawn(command.objective_id, command.comment_id)]


def _remove(state: Comments, command: RemoveComment) -> list[CommentEvent]:
    if _known(state, command.comment_id).gone:
        return []
    return [CommentRemoved(command.objective_id, command.comment_id, command.reason)]


def _known(state: Comments, comment_id: CommentId) -> Comment:
    present = state.known.get(comment_id)
    if present is None:
        raise UnknownComment(comment_id=comment_id)
    return present


class _About(NamedTuple):
    """What a comment is about, in the order of its event; the whole objective if nothing."""

    key_result_id: KeyResultId | None
    check_in_id: CheckInId | None
    dependency_id: DependencyId | None


def _about(command: PostComment, objective: Objective) -> _About:
    """What a comment is about, with the key result that it is of; removed ones can be talked of."""
    check_in_id, dependency_id = command.check_in_id, command.dependency_id
    if check_in_id is not None and dependency_id is not None:
        raise AboutTwoThings
    measured_by = objective.ever_measured_by
    key_result_id = command.key_result_id
    if key_result_id is not None and key_result_id not in measured_by:
        raise UnknownKeyResult(key_result_id=key_result_id)
    for key, key_result in measured_by.items():
        if key_result_id in (None, key) and _has(key_result, check_in_id, dependency_id):
            return _About(key, check_in_id, dependency_id)
    if check_in_id is not None:
        raise NothingToCommentOn(what="check-in", id=check_in_id).at("check_in_id")
    if dependency_id is not None:
        raise NothingToCommentOn(what="dependency", id=dependency_id).at("dependency_id")
    return _About(key_result_id, None, None)


def _has(
    key_result: KeyResult, check_in_id: CheckInId | None, dependency_id: DependencyId | None
) -> bool:
    if check_in_id is not None:
        return key_result.check_in(check_in_id) is not None
    return dependency_id in key_result.dependencies


def _once(mentions: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(mentions))


def _check_mentions(mentions: Iterable[PersonId], chart: Chart) -> None:
    for person_id in mentions:
        record = chart.person_records.get(person_id)
        if record is None:
            raise NobodyToMention(person_id=person_id)
        if person_id not in chart.people:
            raise MentionedIsNotThere(name=record.name_on(chart.day))


# Evolve


def evolve(state: Comments, event: CommentEvent) -> Comments:
    """Total: what is said of a comment that is not there changes nothing."""
    if isinstance(event, CommentPosted):
        return _with(state, event.comment_id, Comment(event, event.text, event.mentions))
    if isinstance(event, CommentReplied):
        return _with(state, event.reply_id, Comment(event, event.text, event.mentions))
    present = state.known.get(event.comment_id)
    if present is None:
        return state
    match event:
        case CommentEdited():
            now = replace(present, text=event.text, mentions=event.mentions, edited=True)
        case CommentWithdrawn():
            now = replace(present, gone="withdrawn")
        case CommentRemoved():
            now = replace(present, gone="removed", why_gone=event.reason)
        case _:
            assert_never(event)
    return _with(state, event.comment_id, now)


def _with(state: Comments, comment_id: CommentId, comment: Comment) -> Comments:
    return Comments({**state.known, comment_id: comment})


# Refusals


class CommentExists(Rejection, code="comment-exists", kind="conflict", field="comment_id"):
    """The comment {comment_id} exists and differs from what was sent: edit it instead."""


class UnknownComment(Rejection, code="unknown-comment", kind="missing", field="comment_id"):
    """There is no comment {comment_id} on this objective."""


class ReplyToReply(Rejection, code="reply-to-reply", kind="conflict", field="comment_id"):
    """A reply takes no replies: reply to the comment {comment_id} instead."""


class CommentIsGone(Rejection, code="comment-is-gone", kind="conflict", field="comment_id"):
    """The comment was {gone}: nothing can be added to it."""


class NotYourComment(Rejection, code="not-your-comment", kind="forbidden"):
    """Only whoever wrote a comment may put it differently or take it back."""


class AboutTwoThings(Rejection, code="about-two-things", field="check_in_id"):
    """A comment is about a check-in or about a dependency, not about both."""


class NothingToCommentOn(Rejection, code="nothing-to-comment-on", kind="missing"):
    """There is no {what} {id} on what the comment is said to be about."""


class NobodyToMention(Rejection, code="nobody-to-mention", kind="missing", field="mentions"):
    """There is no person {person_id} in this workspace to mention."""


class MentionedIsNotThere(Rejection, code="mentioned-is-not-there", field="mentions"):
    """{name} is not in the organization on this day, and so cannot be mentioned."""


class TooManyComments(Rejection, code="too-many-comments", kind="conflict"):
    """This objective has {most} comments, and takes no more."""
