"""What happens to the workspace, its organization and its cycles, in sentences."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from typing import assert_never

from domain.access.rights import ROLES
from domain.cycles.cycle import CycleDefined, CycleEvent, CycleMoved, Phase
from domain.organization.organization import OrganizationEvent, PersonAdded, UnitAdded
from domain.organization.reorganization import (
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PersonReturned,
    ReorganizationEvent,
    RoleGiven,
    UnitArchived,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
)
from domain.organization.standing_in import StandInEnded, StandInNamed
from domain.wording import counted
from domain.workspace import FiscalStartSet, NoticePolicySet, WorkspaceCreated, WorkspaceEvent
from projections.model.feed import Entry

StructureEvent = WorkspaceEvent | OrganizationEvent | CycleEvent

_PHASES: dict[Phase, str] = {
    "drafting": "is being drafted",
    "review": "is in review",
    "active": "is under way",
    "scoring": "is being scored",
    "closed": "was closed",
}


def tell(event: StructureEvent, entry: Entry) -> str:
    match event:
        case WorkspaceCreated():
            return f"The workspace '{event.name}' was created."
        case NoticePolicySet():
            most = counted(event.most_a_week, "message")
            quiet = f"none from {event.quiet_from}:00 to {event.quiet_until}:00"
            return f"Nobody is sent more than {most} a week from now on, and {quiet}."
        case FiscalStartSet():
            return f"Fiscal years begin in {month_name[event.month]}."
        case UnitAdded():
            return f"The {event.kind} '{event.name}' joined the organization."
        case PersonAdded():
            return f"{event.name} joined the organization."
        case CycleDefined():
            return f"The cycle '{event.name}' was defined, {event.starts} to {event.ends}."
        case CycleMoved():
            return f"The cycle '{entry.subject}' {_PHASES[event.phase]}."
        case StandInNamed():
            days = f"from {event.first} to {event.last}"
            return f"'{entry.part}' stands in for '{entry.subject}' {days}."
        case StandInEnded():
            since = _from(event.effective)
            return f"'{entry.part}' no longer stands in for '{entry.subject}' {since}."
        case _:
            return _reorganized(event, entry)


def _reorganized(event: ReorganizationEvent, entry: Entry) -> str:
    match event:
        case UnitRenamed() | PersonRenamed():
            return f"'{entry.subject}' is renamed to '{event.name}' {_from(event.effective)}."
        case UnitMoved() | PersonMoved():
            return f"'{entry.subject}' moves to '{entry.part}' {_from(event.effective)}."
        case UnitMerged():
            return f"'{entry.subject}' becomes part of '{entry.part}' {_from(event.effective)}."
        case UnitArchived():
            return f"'{entry.subject}' is archived {_from(event.effective)}: {event.reason}"
        case RoleGiven():
            return f"'{entry.subject}' is {ROLES[event.role]} {_from(event.effective)}."
        case PersonReturned():
            return f"'{entry.subject}' is back, in '{entry.part}', {_from(event.effective)}."
        case PersonLeft():
            return f"'{entry.subject}' is no longer in the organization {_from(event.effective)}."
        case _:
            assert_never(event)


def _from(day: date) -> str:
    return f"from {day} on"
