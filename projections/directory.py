"""The directory: the workspace, its cycles, units and people, with the identifiers to use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.cycle import Cycle, CycleDefined, CycleMoved
from domain.messages import Event
from domain.organization import PersonAdded, UnitAdded
from domain.workspace import WorkspaceCreated
from projections.projection import View
from projections.workspace import Recorded, Workspace

KEY = "workspace"


class CycleEntry(View, frozen=True):
    cycle_id: str
    name: str
    kind: str
    starts: date
    ends: date
    phase: str


class UnitEntry(View, frozen=True):
    unit_id: str
    name: str
    kind: str
    parent_id: str | None


class PersonEntry(View, frozen=True):
    person_id: str
    name: str
    unit_id: str


class Directory(View, frozen=True):
    name: str
    time_zone: str
    cycles: tuple[CycleEntry, ...]
    units: tuple[UnitEntry, ...]
    people: tuple[PersonEntry, ...]


class DirectoryView:
    name = "directory"
    on: frozenset[type[Event]] = frozenset(
        {WorkspaceCreated, UnitAdded, PersonAdded, CycleDefined, CycleMoved}
    )
    ages = False

    def affected(self, workspace: Workspace, recorded: Recorded) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return (KEY,)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return ()

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key != KEY:
            return None
        organization = workspace.organization
        return Directory(
            name=workspace.settings.name,
            time_zone=workspace.settings.time_zone,
            cycles=tuple(
                CycleEntry(one.cycle_id, one.name, one.kind, one.starts, one.ends, one.phase)
                for one in workspace.calendar.cycles.values()
            ),
            units=tuple(
                UnitEntry(one.unit_id, one.name, one.kind, one.parent_id)
                for one in organization.units.values()
            ),
            people=tuple(
                PersonEntry(one.person_id, one.name, one.unit_id)
                for one in organization.people.values()
            ),
        )
