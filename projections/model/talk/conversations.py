"""When comments were written, and who has spoken where."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.conversation.comments import (
    CommentEdited,
    CommentEvent,
    CommentPosted,
    CommentReplied,
    Comments,
)
from domain.values import CommentId, ObjectiveId
from projections.model.still import copied


class Written(Struct, frozen=True, gc=False):
    """When a comment was written, and when it was put differently last."""

    at: datetime
    edited_at: datetime | None = None


class Conversations:
    """What the comments themselves do not say."""

    def __init__(self) -> None:
        self.written: dict[ObjectiveId, dict[CommentId, Written]] = {}
        self.speaking: dict[str, dict[ObjectiveId, None]] = {}
        """The objectives that somebody has commented on, by their identity."""

    def take(self, recorded_at: datetime, event: CommentEvent) -> None:
        times = self.written.setdefault(event.objective_id, {})
        match event:
            case CommentPosted():
                times[event.comment_id] = Written(recorded_at)
                self._spoke(event.by, event.objective_id)
            case CommentReplied():
                times[event.reply_id] = Written(recorded_at)
                self._spoke(event.by, event.objective_id)
            case CommentEdited() if event.comment_id in times:
                times[event.comment_id] = replace(times[event.comment_id], edited_at=recorded_at)
            case _:
                pass

    def restore(self, objective_id: ObjectiveId, comments: Comments) -> None:
        """Find again who has spoken, in the comments of a snapshot."""
        for one in comments.known.values():
            self._spoke(one.by, objective_id)

    def _spoke(self, identity: str, objective_id: ObjectiveId) -> None:
        self.speaking.setdefault(identity, {})[objective_id] = None

    def still(self) -> Conversations:
        """A copy that later events leave as it is."""
        return copied(self)
