"""What a projection is: which documents does an event touch, and what is in such a document."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Final

import msgspec

from domain.cycles.cycle import Cycle
from domain.messages import Event
from domain.values import CycleId, ObjectiveId, Owner
from events.catalog import CATALOG, Unknown
from projections.model.change import Change
from projections.model.veil import EVERYBODY, REVIEWERS
from projections.model.workspace import Workspace


class View(msgspec.Struct, frozen=True, gc=False):
    """A piece of a document, as it is sent to readers."""

    @property
    def record_version(self) -> int | None:
        """The version of the record that the document shows, where it shows one."""
        return None

    @property
    def part(self) -> str:
        """The part of the workspace by which documents of its kind are listed, where they are."""
        return ""

    def audience(self, workspace: Workspace) -> str:
        """For whom the document is: everybody, reviewers, or the members of a unit beside them."""
        return EVERYBODY


def audience_of(workspace: Workspace, objective_id: ObjectiveId) -> str:
    """For whom the documents of an objective are: of a draft, for the unit that it is owned in.

    Readers are who they are today, and what is announced is not yet so.
    """
    objective = workspace.objectives.planned(objective_id)
    if objective is None or not objective.is_hidden:
        return EVERYBODY
    cycle = workspace.calendar.cycles[objective.cycle_id]
    chart = workspace.organization_at(min(workspace.today, cycle.ends))
    return chart.unit_of(objective.owner) or REVIEWERS


class Projection(ABC):
    """A view as pure functions of the workspace. None of them ever raises.

    A new one says how it is called, which documents there are (`of_cycle`, `of_workspace`) and what
    is in one (`render`). That is enough for it to be right: each event, and each day that goes by,
    then touches all of its documents. To name the few that are touched (`on`, `affected`, `ages`)
    makes it quick.
    """

    name: ClassVar[str]
    on: ClassVar[frozenset[type[Event]]] = frozenset({*CATALOG.values(), Unknown})
    """The types of event that may touch a document of this projection."""
    ages: ClassVar[bool] = True
    """Whether documents change when a day goes by: a cycle's for as long as it runs."""

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        """The keys of the documents that an event touches; the workspace is as it is after it."""
        return self.everything(workspace)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        """The keys of all documents that a cycle has or had.

        People move, so a document for each unit means for every unit there ever was.
        """
        return ()

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        """The keys of the documents that belong to no cycle and show how things are today."""
        return ()

    @abstractmethod
    def render(self, workspace: Workspace, key: str) -> View | None:
        """The document under a key, None when there is none (any more)."""

    def everything(self, workspace: Workspace) -> Iterator[str]:
        """The keys of all its documents."""
        for cycle in workspace.calendar.cycles.values():
            yield from self.of_cycle(workspace, cycle)
        yield from self.of_workspace(workspace)


def rounded(number: float | None) -> float | None:
    """Four decimals: enough for any reader, and the same bytes wherever a mean was summed up."""
    return None if number is None else round(number, 4) + 0.0


class Days(msgspec.Struct, frozen=True, gc=False):
    """Where in its cycle a document stands.

    `after_closing` counts the reports that came after the cycle was closed: what is shown of key
    results takes them in, the scores do not.
    """

    cycle_id: str
    name: str
    starts: date
    ends: date
    week: int
    weeks: int
    as_of: date
    after_closing: int


def days(workspace: Workspace, cycle: Cycle) -> Days:
    as_of = workspace.as_of(cycle)
    return Days(
        cycle.cycle_id,
        cycle.name,
        cycle.starts,
        cycle.ends,
        cycle.week(as_of),
        cycle.weeks,
        as_of,
        workspace.reports.after_closing.get(cycle.cycle_id, 0),
    )


THIS_WEEK: Final = "this week"


def week_of(workspace: Workspace, cycle: Cycle) -> str:
    """The week in which a cycle is seen, in words: of one that does not run, its nearest."""
    if cycle.is_ahead(workspace.today):
        return f"the first week of {cycle.name}"
    return f"the last week of {cycle.name}" if cycle.is_over(workspace.today) else THIS_WEEK


class Named(View, frozen=True):
    """Somebody or something, by identifier and by name."""

    kind: str
    id: str
    name: str


def named(workspace: Workspace, owner: Owner, cycle_id: CycleId) -> Named:
    """The owner as called at the time of a cycle."""
    organization = workspace.organization_of(workspace.calendar.cycles[cycle_id])
    return Named(owner.kind, owner.id, organization.name_of(owner))
