"""From what happened to what there is to tell: one table, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from domain.conversation.comments import CommentRemoved, CommentWithdrawn
from domain.cycles.cycle import Cycle
from domain.notices import audience
from domain.notices.audience import Occasion
from domain.notices.notice import Addressee, Notice
from domain.organization.chart import Chart
from domain.rituals.cadence import CADENCE
from domain.rituals.sessions import Escalation, Session
from domain.values import CommentId, Owner, PersonId, UnitId
from domain.wording import listed

AFTERMATH: Final = timedelta(weeks=2)
"""How long after its last day people are told of what happens in a cycle: it is being scored."""

OLDEST: Final = timedelta(days=14)
"""What was recorded longer ago is told to nobody: an old history that is read in floods nobody."""


def is_past(cycle: Cycle, occasion: Occasion) -> bool:
    """Whether what happens in a cycle concerns nobody any more."""
    return cycle.phase == "closed" or occasion.day > cycle.ends + AFTERMATH


def of_comment(comment_id: CommentId) -> str:
    """The cause of what is told of a comment: putting it differently tells nobody twice."""
    return f"comment:{comment_id}"


def taken_back(event: CommentWithdrawn | CommentRemoved) -> str:
    """The cause of which nothing is to be repeated any more."""
    return of_comment(event.comment_id)


def of_event(position: int) -> str:
    return f"event:{position}"


def escalation(occasion: Occasion, found: Escalation, session: Session, cause: str) -> Notice:
    """Who is to settle what a session could not."""
    meeting = CADENCE[session.kind].name.lower()
    units = [occasion.chart.name_of(Owner("unit", one)) for one in session.unit_ids]
    hands_on = f"The {meeting} of {listed(units)} hands something on to"
    return Notice(
        kind="escalation",
        cause=cause,
        subject=f"session:{session.session_id}",
        title=f"{hands_on} you",
        text=f"{found.text}\nPlease settle it, and answer.",
        link=f"/v1/sessions/{session.session_id}",
        to=audience.hearers(occasion, _named(occasion.chart, found.to)),
        public=True,
        openly=f"{hands_on} {occasion.chart.name_of(found.to)}",
    )


def _named(chart: Chart, to: Owner) -> Iterable[Addressee]:
    heir = chart.heir(to)
    if heir.kind == "person":
        return (Addressee(PersonId(heir.id), "because it is addressed to you"),)
    return audience.of_unit(chart, UnitId(heir.id), "to which it is addressed")
