"""What is planned, linked and reported, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.alignment.linking import AlignmentEvent, ObjectiveLinked, ObjectiveUnlinked
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected, CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import (
    NegotiationEvent,
    ObjectiveAccepted,
    ObjectiveChallenged,
    ObjectiveCommitted,
    ObjectiveProposed,
    ObjectivePublished,
    ObjectiveRefined,
    ObjectiveWithdrawn,
)
from domain.objectives.objective import ObjectiveEvent
from domain.objectives.planning import (
    KeyResultAdded,
    KeyResultEdited,
    KeyResultRemoved,
    ObjectiveDrafted,
    ObjectiveEdited,
    PlanningEvent,
)
from domain.objectives.revision import (
    RevisionApproved,
    RevisionDeclined,
    RevisionEvent,
    RevisionRequested,
)
from domain.wording import spoken
from projections.model.feed import Entry
from projections.model.veil import DRAFT
from projections.views.sentences import dependencies


def tell(event: ObjectiveEvent | AlignmentEvent, entry: Entry) -> str:
    title = entry.subject or "an objective"
    part = entry.part or "a key result"
    if isinstance(event, CheckInEvent):
        return _report(event, part)
    if isinstance(event, ForecastGiven):
        return _forecast(event, part)
    if isinstance(event, PlanningEvent):
        return _planning(event, title, part)
    if isinstance(event, NegotiationEvent):
        return _negotiation(event, title)
    if isinstance(event, RevisionEvent):
        return _revision(event, title)
    if isinstance(event, AlignmentEvent):
        return _alignment(event, title, part)
    if isinstance(event, DependencyEvent):
        return dependencies.tell(event, entry)
    if isinstance(event, OutcomesAdvanced):
        return f"'{title}' now advances {_outcomes(len(event.outcome_ids))}."
    assert_never(event)


def _report(event: CheckInEvent, part: str) -> str:
    match event:
        case CheckedIn():
            return f"Checked in{_reading(event)} on: {part}"
        case CheckInCorrected():
            return f"Corrected a check-in{_reading(event)} on: {part} ({event.reason})"
        case _:
            assert_never(event)


def _forecast(event: ForecastGiven, part: str) -> str:
    why = f" ({event.note})" if event.note else ""
    return f"Forecast {spoken(event.value)} for the end of: {part}{why}"


def _alignment(event: AlignmentEvent, title: str, part: str) -> str:
    match event:
        case ObjectiveLinked():
            verb = "contributes to" if event.kind == "contributes" else "supports"
            return f"'{title}' now {verb} '{part}'{_why(title, event.mechanism)}"
        case ObjectiveUnlinked():
            return f"The link of '{title}' to '{part}' was removed."
        case _:
            assert_never(event)


def _planning(event: PlanningEvent, title: str, part: str) -> str:
    match event:
        case ObjectiveDrafted():
            return f"Drafted the objective: {title}"
        case ObjectiveEdited():
            return f"Reworded the objective: {title}"
        case KeyResultAdded():
            return f"Added a key result: {part}"
        case KeyResultEdited():
            return f"Edited a key result: {part}"
        case KeyResultRemoved():
            return f"Removed the key result '{part}' from: {title}"
        case _:
            assert_never(event)


def _risk(event: ObjectiveCommitted) -> str:
    number = len(event.unaccepted)
    if not number:
        return ""
    return f" (with {'a dependency' if number == 1 else f'{number} dependencies'} not accepted)"


def _negotiation(event: NegotiationEvent, title: str) -> str:
    match event:
        case ObjectiveProposed():
            return f"Proposed: {title}"
        case ObjectiveChallenged():
            return f"Challenged: {title}{_why(title, event.reason)}"
        case ObjectiveRefined():
            return f"Refined: {title}{_why(title, event.answer)}"
        case ObjectiveAccepted():
            return f"Accepted: {title}{_why(title, event.note)}"
        case ObjectiveCommitted():
            return f"Committed to: {title}{_risk(event)}"
        case ObjectivePublished():
            return f"Published: {title}"
        case ObjectiveWithdrawn():
            return f"Withdrew: {title}{_why(title, event.reason)}"
        case _:
            assert_never(event)


def _why(title: str, words: str) -> str:
    """What was said about an objective, unless it is for those who may read the draft."""
    return f" ({words})" if words and title != DRAFT else ""


def _revision(event: RevisionEvent, title: str) -> str:
    match event:
        case RevisionRequested():
            return f"Requested a revision of: {title} ({event.reason})"
        case RevisionApproved():
            return f"Approved the revision of: {title}{f' ({event.note})' if event.note else ''}"
        case RevisionDeclined():
            return f"Declined the revision of: {title} ({event.reason})"
        case _:
            assert_never(event)


def _reading(event: CheckedIn | CheckInCorrected) -> str:
    value = "" if event.value is None else f" {spoken(event.value)}"
    confidence = "" if event.confidence is None else f" with confidence {event.confidence}"
    blocked = (
        f", blocked by {', '.join(one.name for one in event.blockers)}," if event.blockers else ""
    )
    return f"{value}{confidence}{blocked}"


def _outcomes(number: int) -> str:
    match number:
        case 0:
            return "no outcome of the year"
        case 1:
            return "one outcome of the year"
        case _:
            return f"{number} outcomes of the year"
