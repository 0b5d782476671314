"""What alignment reviews find and settle, in sentences.

What was found stays out of them: it names drafts, and the review itself is for reviewers.
"""

from __future__ import annotations

from typing import assert_never

from domain.alignment.review import (
    FindingAnswered,
    FindingRaised,
    FindingReopened,
    FindingResolved,
    ReviewClosed,
    ReviewEvent,
    ReviewOpened,
)
from projections.model.feed import Entry


def tell(event: ReviewEvent, entry: Entry) -> str:
    match event:
        case ReviewOpened():
            found = len(event.found)
            what = "1 finding" if found == 1 else f"{found or 'no'} findings"
            return f"An alignment review of '{entry.subject}' was opened with {what}."
        case FindingRaised():
            return f"The review of '{entry.subject}' raised another finding."
        case FindingResolved() | FindingAnswered():
            return f"A finding about '{entry.subject}' was {event.resolution}."
        case FindingReopened():
            return f"A finding about '{entry.subject}' was reopened."
        case ReviewClosed():
            return f"The alignment review of '{entry.subject}' was closed."
        case _:
            assert_never(event)
