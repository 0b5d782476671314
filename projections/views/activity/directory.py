"""The directory: the workspace, its cycles, units and people, with the identifiers to use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import get_args

from domain.cycles.cycle import CycleDefined, CycleMoved
from domain.organization.chart import (
    EVER,
    Archived,
    Dated,
    Organization,
    PersonRecord,
    UnitRecord,
    on,
)
from domain.organization.organization import OrganizationEvent
from domain.preferences import PreferenceEvent, Preferences
from domain.telling import Policy
from domain.values import Owner, UnitId
from domain.workspace import WorkspaceEvent
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.projection import Projection, View

KEY = "workspace"

SHOWN = 100
"""How many announced changes are listed; `announced` counts all."""


class CycleEntry(View, frozen=True):
    cycle_id: str
    name: str
    kind: str
    starts: date
    ends: date
    phase: str


class UnitEntry(View, frozen=True):
    """A unit as it is called today, or was when it ended; without `since`, it always was there.

    `until` is the first day on which it is no more: for a reason, or merged into another unit.
    """

    unit_id: str
    name: str
    kind: str
    parent_id: str | None
    archived: bool
    since: date | None
    until: date | None
    reason: str
    into_id: str | None


class PersonEntry(View, frozen=True):
    """A person; `until` is the first day on which they are no longer there.

    `time_zone` is by which clock they are told of things, null for the workspace's; `digest_only`
    whether all of it is told in the daily digest.
    """

    person_id: str
    name: str
    unit_id: str
    since: date | None
    until: date | None
    time_zone: str | None
    digest_only: bool


class StandInEntry(View, frozen=True):
    """Who stands in for a person, from the first day to the last one, both included."""

    stand_in_id: str
    person_id: str
    substitute_id: str
    first: date
    last: date


class Upcoming(View, frozen=True):
    """A change of the organization that has been announced."""

    effective: date
    id: str
    text: str


class Directory(View, frozen=True):
    name: str
    time_zone: str
    fiscal_start: int
    notices: Policy
    cycles: tuple[CycleEntry, ...]
    units: tuple[UnitEntry, ...]
    people: tuple[PersonEntry, ...]
    announced: int
    upcoming: tuple[Upcoming, ...]
    stand_ins_total: int
    stand_ins: tuple[StandInEntry, ...]
    """The latest to begin come first."""


class DirectoryView(Projection):
    name = "directory"
    on = frozenset(
        {
            *get_args(WorkspaceEvent),
            CycleDefined,
            CycleMoved,
            *get_args(OrganizationEvent),
            PreferenceEvent,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        return (KEY,)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        return (KEY,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key != KEY:
            return None
        organization, today = workspace.organization, workspace.today
        wanted = workspace.preferences
        upcoming = sorted(_upcoming(workspace), key=lambda one: (one.effective, one.id))
        return Directory(
            name=workspace.settings.name,
            time_zone=workspace.settings.time_zone,
            fiscal_start=workspace.settings.fiscal_start,
            notices=workspace.settings.notices,
            cycles=tuple(
                CycleEntry(one.cycle_id, one.name, one.kind, one.starts, one.ends, one.phase)
                for one in workspace.calendar.cycles.values()
            ),
            units=tuple(_unit(one, today) for one in organization.units.values()),
            people=tuple(_person(one, today, wanted) for one in organization.people.values()),
            announced=len(upcoming),
            upcoming=tuple(upcoming[:SHOWN]),
            stand_ins_total=len(organization.stand_ins),
            stand_ins=tuple(_stand_ins(organization)),
        )


def _stand_ins(organization: Organization) -> Iterable[StandInEntry]:
    latest = sorted(organization.stand_ins.items(), key=lambda one: one[1].first, reverse=True)
    for key, one in latest[:SHOWN]:
        yield StandInEntry(key, one.person_id, one.substitute_id, one.first, one.until)


def _unit(record: UnitRecord, today: date) -> UnitEntry:
    end = record.archived
    return UnitEntry(
        record.unit_id,
        record.name_on(today),
        record.kind,
        record.parent_on(today),
        archived=end is not None and end.day <= today,
        since=_known(record.since),
        until=end.day if end else None,
        reason=end.reason if end else "",
        into_id=end.into_id if end else None,
    )


def _person(record: PersonRecord, today: date, preferences: Preferences) -> PersonEntry:
    wanted = preferences.of(record.person_id)
    return PersonEntry(
        record.person_id,
        record.name_on(today),
        record.unit_id_on(today),
        since=_known(record.since),
        until=record.left,
        time_zone=wanted.time_zone,
        digest_only=wanted.digest_only,
    )


def _known(since: date) -> date | None:
    return None if since == EVER else since


def _upcoming(workspace: Workspace) -> Iterable[Upcoming]:
    """What is known of the days after today, about everybody who is there by then."""
    today = workspace.today
    for unit in workspace.organization.units.values():
        for day, text in _changes(workspace, unit.names, unit.parents, today):
            yield Upcoming(day, unit.unit_id, text)
        if unit.archived is not None and unit.archived.day > today:
            yield Upcoming(unit.archived.day, unit.unit_id, _end(workspace, unit, unit.archived))
    for person in workspace.organization.people.values():
        for day, text in _changes(workspace, person.names, person.units, today):
            yield Upcoming(day, person.person_id, text)
        for left, back in person.absences:
            if back > today:
                yield Upcoming(back, person.person_id, f"'{person.name_on(back)}' is back.")
            if left > today:
                yield Upcoming(left, person.person_id, _leaves(person, left))
        if person.left is not None and person.left > today:
            yield Upcoming(person.left, person.person_id, _leaves(person, person.left))


def _leaves(person: PersonRecord, day: date) -> str:
    return f"'{person.name_on(day)}' leaves the organization."


def _changes(
    workspace: Workspace, names: Dated[str], homes: Dated[UnitId], today: date
) -> Iterable[tuple[date, str]]:
    if names[0][0] > today:
        yield names[0][0], f"'{names[0][1]}' joins the organization."
    for (_, before), (day, name) in pairwise(names):
        if day > today:
            yield day, f"'{before}' is renamed to '{name}'."
    for day, home in homes[1:]:
        if day > today:
            place = workspace.organization_at(day).name_of(Owner("unit", home))
            yield day, f"'{on(names, day)}' moves to '{place}'."


def _end(workspace: Workspace, unit: UnitRecord, end: Archived) -> str:
    name = unit.name_on(end.day)
    if end.into_id is None:
        return f"'{name}' is archived."
    into = workspace.organization_at(end.day).name_of(Owner("unit", end.into_id))
    return f"'{name}' becomes part of '{into}'."
