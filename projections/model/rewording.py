"""What happens to commitments, in sets of event types that views go by."""

from __future__ import annotations

from typing import get_args

from domain.messages import Event
from domain.objectives.negotiation import ObjectivePublished, ObjectiveWithdrawn
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultEdited, KeyResultRemoved, ObjectiveEdited
from domain.objectives.revision import RevisionApproved

COMMITMENT: frozenset[type[Event]] = frozenset(get_args(CommitmentEvent))
"""All that is planned, agreed and revised, as opposed to what is reported."""

REWORDING: frozenset[type[Event]] = frozenset(
    {
        ObjectiveEdited,
        KeyResultEdited,
        KeyResultRemoved,
        ObjectivePublished,
        RevisionApproved,
        ObjectiveWithdrawn,
    }
)
"""What changes how an objective or its key results are called, owned, or whether they are there.

To publish is to lift the veil from its words. All this is rare, and may show anywhere in its cycle.
"""
