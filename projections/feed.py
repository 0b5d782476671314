"""The activity feed: every event in a sentence, in pages of a fixed number of positions.

Page n holds positions n * 50 + 1 to n * 50 + 50, so a page that is full never changes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.alignment import ObjectiveLinked, ObjectiveUnlinked
from domain.check_in import CheckedIn, CheckInCorrected
from domain.cycle import Cycle, CycleDefined, CycleMoved
from domain.messages import Event
from domain.objective import (
    KeyResultAdded,
    ObjectiveCommitted,
    ObjectiveDrafted,
    ObjectivePublished,
)
from domain.organization import PersonAdded, UnitAdded
from domain.workspace import WorkspaceCreated
from events.catalog import CATALOG, TAGS, Unknown
from projections.projection import View
from projections.workspace import PAGE, Entry, Recorded, Workspace


class Activity(View, frozen=True):
    position: int
    recorded_at: datetime
    actor: str
    type: str
    text: str
    objective_id: str | None
    key_result_id: str | None


class Page(View, frozen=True):
    """Newest first; `older` is the key of the page before, None on the first one."""

    page: int
    older: int | None
    activities: tuple[Activity, ...]


class FeedView:
    name = "feed"
    on: frozenset[type[Event]] = frozenset({*CATALOG.values(), Unknown})
    ages = False

    def affected(self, workspace: Workspace, recorded: Recorded) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return (str((recorded.position - 1) // PAGE),)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return ()

    def render(self, workspace: Workspace, key: str) -> View | None:
        if not key.isdecimal():
            return None
        number = int(key)
        entries = workspace.pages.get(number)
        if not entries:
            return None
        return Page(
            page=number,
            older=number - 1 if number else None,
            activities=tuple(_activity(entry) for entry in reversed(entries)),
        )


def _activity(entry: Entry) -> Activity:
    recorded = entry.recorded
    event = recorded.event
    tag = event.stored_as if isinstance(event, Unknown) else TAGS[type(event)]
    return Activity(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        type=tag,
        text=sentence(entry),
        objective_id=getattr(event, "objective_id", None),
        key_result_id=getattr(event, "key_result_id", None),
    )


def sentence(entry: Entry) -> str:  # noqa: C901 - a case per type
    """What happened, in words."""
    event = entry.recorded.event
    title = entry.subject or "an objective"
    part = entry.part or "a key result"
    match event:
        case WorkspaceCreated():
            return f"The workspace '{event.name}' was created."
        case UnitAdded():
            return f"The {event.kind} '{event.name}' joined the organization."
        case PersonAdded():
            return f"{event.name} joined the organization."
        case CycleDefined():
            return f"The cycle '{event.name}' was defined, {event.starts} to {event.ends}."
        case CycleMoved():
            return f"The cycle '{entry.subject}' moved to {event.phase}."
        case ObjectiveDrafted():
            return f"Drafted the objective: {event.title}"
        case KeyResultAdded():
            return f"Added a key result: {event.title}"
        case ObjectiveCommitted():
            return f"Committed to: {title}"
        case ObjectivePublished():
            return f"Published: {title}"
        case CheckedIn():
            return f"Checked in{_reading(event)} on: {part}"
        case CheckInCorrected():
            return f"Corrected a check-in{_reading(event)} on: {part} ({event.reason})"
        case ObjectiveLinked():
            verb = "contributes to" if event.kind == "contributes" else "supports"
            how = f" ({event.mechanism})" if event.mechanism else ""
            return f"'{title}' now {verb} '{part}'{how}"
        case ObjectiveUnlinked():
            return f"The link of '{title}' to '{part}' was taken back."
        case _:
            return "Something that a newer version of Sightline records."


def _reading(event: CheckedIn | CheckInCorrected) -> str:
    value = "" if event.value is None else f" {event.value:.15g}"
    confidence = "" if event.confidence is None else f" with confidence {event.confidence}"
    blocked = (
        f", blocked by {', '.join(one.name for one in event.blockers)}," if event.blockers else ""
    )
    return f"{value}{confidence}{blocked}"
