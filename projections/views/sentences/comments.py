"""What people talk about, in sentences.

What they say stays out of them: a page of the feed never changes, and words can be taken back.
"""

from __future__ import annotations

from typing import assert_never

from domain.conversation.acknowledging import CheckInAcknowledged
from domain.conversation.comments import (
    CommentEdited,
    CommentEvent,
    CommentPosted,
    CommentRemoved,
    CommentReplied,
    CommentWithdrawn,
)
from projections.model.feed import Entry


def tell(event: CommentEvent, entry: Entry) -> str:
    match event:
        case CommentPosted():
            return f"Commented on {_about(event, entry)}{_mentioning(len(event.mentions))}"
        case CommentReplied():
            return f"Replied to a comment on {_what(entry)}{_mentioning(len(event.mentions))}"
        case CommentEdited():
            return f"Put a comment on {_what(entry)} differently"
        case CommentWithdrawn():
            return f"Took back a comment on {_what(entry)}"
        case CommentRemoved():
            return f"Took down a comment on {_what(entry)}"
        case _:
            assert_never(event)


def tell_of_acknowledgement(_: CheckInAcknowledged, entry: Entry) -> str:
    return f"Acknowledged a check-in on {_what(entry)}"


def _about(event: CommentPosted, entry: Entry) -> str:
    if event.check_in_id is not None:
        return f"a check-in on {_what(entry)}"
    if event.dependency_id is not None:
        return f"what {_what(entry)} depends on"
    return _what(entry)


def _what(entry: Entry) -> str:
    return f"'{entry.part or entry.subject or 'an objective'}'"


def _mentioning(number: int) -> str:
    if not number:
        return ""
    return f", mentioning {'one person' if number == 1 else f'{number} people'}"
