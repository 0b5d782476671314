"""When comments were written and check-ins acknowledged, and who has spoken where.

Who answers an alert speaks too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.conversation.acknowledging import Acknowledged, CheckInAcknowledged
from domain.conversation.comments import (
    CommentEdited,
    CommentEvent,
    CommentPosted,
    CommentReplied,
    Comments,
)
from domain.drift.handling import AlertEvent, Alerts
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
        """The objectives that somebody has said something about, by their identity."""
        self.acknowledged: dict[ObjectiveId, list[datetime]] = {}
        """When each of the acknowledgements of an objective came, in their order."""

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

    def acknowledge(self, recorded_at: datetime, event: CheckInAcknowledged) -> None:
        self.acknowledged.setdefault(event.objective_id, []).append(recorded_at)
        self._spoke(event.by, event.objective_id)

    def answer(self, event: AlertEvent) -> None:
        self._spoke(event.by, event.objective_id)

    def __contains__(self, objective_id: ObjectiveId) -> bool:
        """Whether anybody has said anything about an objective."""
        return objective_id in self.written or objective_id in self.acknowledged

    def restore(self, objective_id: ObjectiveId, said: Comments | Acknowledged | Alerts) -> None:
        """Find again who has spoken, in what was said by the time of a snapshot."""
        for by in _speakers(said):
            self._spoke(by, objective_id)

    def _spoke(self, identity: str, objective_id: ObjectiveId) -> None:
        self.speaking.setdefault(identity, {})[objective_id] = None

    def still(self) -> Conversations:
        """A copy that later events leave as it is."""
        return copied(self)


def _speakers(said: Comments | Acknowledged | Alerts) -> Iterator[str]:
    match said:
        case Comments():
            yield from (one.by for one in said.known.values())
        case Acknowledged():
            yield from (one.by for one in said.said)
        case Alerts():
            yield from (one.by for of_one in said.said.values() for one in of_one)
        case _:
            assert_never(said)
