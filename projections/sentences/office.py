"""What happens to the workspace, its organization and its cycles, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.cycle import CycleDefined, CycleEvent, CycleMoved
from domain.organization import OrganizationEvent, PersonAdded, UnitAdded
from domain.workspace import WorkspaceCreated, WorkspaceEvent
from projections.workspace import Entry

OfficeEvent = WorkspaceEvent | OrganizationEvent | CycleEvent


def tell(event: OfficeEvent, entry: Entry) -> str:
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
        case _:
            assert_never(event)
