"""Conversation: comments on an objective and its parts, and replies to them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import ReasonGiven, known_as
from domain.conversation.comments import (
    MOST_MENTIONS,
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
    Words,
)
from domain.values import (
    CheckInId,
    CommentId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    PersonId,
)

change = Chapter("conversation")

ONE = "/objectives/{objective_id:uuid}"
COMMENTS = ONE + "/comments"
COMMENT = COMMENTS + "/{comment_id:uuid}"


class Said(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`mentions` are people by their ids, whatever the text calls them."""

    text: Words
    mentions: Annotated[tuple[UUID, ...], Meta(max_length=MOST_MENTIONS)] = ()

    @property
    def mentioned(self) -> tuple[PersonId, ...]:
        return tuple(PersonId(str(one)) for one in self.mentions)


class NewComment(Said, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With nothing named, it is about the objective as a whole."""

    key_result_id: UUID | None = None
    check_in_id: UUID | None = None
    dependency_id: UUID | None = None


@change(
    "POST",
    COMMENTS,
    summary="Comment on an objective, or on a part of it",
    example=examples.COMMENT,
    creates=True,
)
async def post_comment(
    objective_id: FromPath[UUID], data: JSONBody[NewComment], call: NamedDependency[Call]
) -> Response[Done]:
    """Say something about an objective, or about a key result, a check-in or a dependency of it.

    Whoever may read the objective reads it and may comment, but for auditors and services, in every
    phase of its cycle and after it. An objective has 500 comments at most.
    """
    command = PostComment(
        ObjectiveId(str(objective_id)),
        CommentId(call.new_id()),
        data.text,
        known_as(KeyResultId, data.key_result_id),
        known_as(CheckInId, data.check_in_id),
        known_as(DependencyId, data.dependency_id),
        data.mentioned,
    )
    return await call.carry_out(
        command, command.comment_id, created_at=f"/v1/objectives/{objective_id}/conversation"
    )


@change(
    "POST",
    COMMENT + "/replies",
    summary="Reply to a comment",
    example=examples.SAID,
    creates=True,
)
async def reply_to_comment(
    objective_id: FromPath[UUID],
    comment_id: FromPath[UUID],
    data: JSONBody[Said],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Say something to a comment. A reply takes no replies itself: reply to the same comment."""
    command = ReplyToComment(
        ObjectiveId(str(objective_id)),
        CommentId(str(comment_id)),
        CommentId(call.new_id()),
        data.text,
        data.mentioned,
    )
    return await call.carry_out(
        command, command.reply_id, created_at=f"/v1/objectives/{objective_id}/conversation"
    )


@change("POST", COMMENT + "/edit", summary="Put a comment differently", example=examples.SAID)
async def edit_comment(
    objective_id: FromPath[UUID],
    comment_id: FromPath[UUID],
    data: JSONBody[Said],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Put a comment or reply of one's own differently, mentions included.

    It is shown as edited; what it said before stays in the log.
    """
    command = EditComment(
        ObjectiveId(str(objective_id)), CommentId(str(comment_id)), data.text, data.mentioned
    )
    return await call.carry_out(command, command.comment_id)


@change("DELETE", COMMENT, summary="Take a comment back")
async def withdraw_comment(
    objective_id: FromPath[UUID], comment_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """Take back a comment or reply of one's own: its words are shown no more, its replies are."""
    command = WithdrawComment(ObjectiveId(str(objective_id)), CommentId(str(comment_id)))
    return await call.carry_out(command, command.comment_id)


@change("POST", COMMENT + "/remove", summary="Take a comment down", example=examples.NOT_OUR_TONE)
async def remove_comment(
    objective_id: FromPath[UUID],
    comment_id: FromPath[UUID],
    data: JSONBody[ReasonGiven],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Take down what somebody else wrote. The reason is shown in its place."""
    command = RemoveComment(ObjectiveId(str(objective_id)), CommentId(str(comment_id)), data.reason)
    return await call.carry_out(command, command.comment_id)
