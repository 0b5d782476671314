"""What is planned, linked and reported, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.advancing import OutcomesAdvanced
from domain.alignment import AlignmentEvent, ObjectiveLinked, ObjectiveUnlinked
from domain.check_in import CheckedIn, CheckInCorrected
from domain.dependency import DependencyEvent
from domain.objective import (
    KeyResultAdded,
    ObjectiveCommitted,
    ObjectiveDrafted,
    ObjectiveEvent,
    ObjectivePublished,
)
from projections.sentences import dependencies
from projections.workspace import Entry


def tell(event: ObjectiveEvent | AlignmentEvent, entry: Entry) -> str:  # noqa: C901 - a case per type
    title = entry.subject or "an objective"
    part = entry.part or "a key result"
    if isinstance(event, DependencyEvent):
        return dependencies.tell(event, entry)
    match event:
        case CheckedIn():
            return f"Checked in{_reading(event)} on: {part}"
        case CheckInCorrected():
            return f"Corrected a check-in{_reading(event)} on: {part} ({event.reason})"
        case ObjectiveDrafted():
            return f"Drafted the objective: {event.title}"
        case KeyResultAdded():
            return f"Added a key result: {event.title}"
        case OutcomesAdvanced():
            return f"'{title}' now advances {_outcomes(len(event.outcome_ids))}."
        case ObjectiveCommitted():
            return f"Committed to: {title}{_risk(event)}"
        case ObjectivePublished():
            return f"Published: {title}"
        case ObjectiveLinked():
            verb = "contributes to" if event.kind == "contributes" else "supports"
            how = f" ({event.mechanism})" if event.mechanism else ""
            return f"'{title}' now {verb} '{part}'{how}"
        case ObjectiveUnlinked():
            return f"The link of '{title}' to '{part}' was taken back."
        case _:
            assert_never(event)


def _risk(event: ObjectiveCommitted) -> str:
    number = len(event.unaccepted)
    if not number:
        return ""
    return f" (with {'a dependency' if number == 1 else f'{number} dependencies'} not accepted)"


def _reading(event: CheckedIn | CheckInCorrected) -> str:
    value = "" if event.value is None else f" {event.value:.15g}"
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
