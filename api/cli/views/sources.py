"""Where a view's documents come from: as they are stored, or folded from the log for a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from api.cli.context import Backend
from api.cli.exits import USAGE, Failure, NotFound
from api.cli.views.absent import why_not
from api.cli.views.freshness import catch_up
from api.cli.views.layouts import PREPARED, projection_of
from api.cli.views.places import Asked, Place, key_of
from domain.organization.chart import Organization
from events import streams
from events.log import EventLog
from projections.keeping.documents import Documents, NotMade, failure_in
from projections.keeping.fold import PROJECTIONS
from projections.keeping.fold import as_of as folded
from projections.keeping.rendering import document
from projections.model.feed import PAGE
from projections.model.workspace import Workspace
from projections.views.agendas.business_review import SOURCES, prepare
from projections.views.rituals.session import SessionView
from runtime.clock import now

SHORTEST_KEY = 4


class Source(Protocol):
    """The documents of one workspace, and what their keys are chosen by."""

    @property
    def place(self) -> Place: ...

    async def read(self, projection: str, key: str) -> bytes | None:
        """A document. Raises NotMade."""

    async def keys(self, projection: str, beginning: str, limit: int) -> list[str]:
        """The first keys of a view's documents that begin so."""


async def find(source: Source, asked: Asked) -> bytes:
    """The document that is asked for; raises Failure with the reason where there is none."""
    key = key_of(asked, source.place)
    found = await read(source, asked.view, key)
    if found is None and len(key) >= SHORTEST_KEY and asked.view != PREPARED:
        projection = projection_of(asked.view)
        whole = only(await source.keys(projection, key, 2), key)
        found = None if whole is None else await source.read(projection, whole)
    if found is None:
        raise await why_not(source, asked, key)
    return found


def only(keys: Sequence[str], beginning: str) -> str | None:
    """The one key that begins so, if there is one; raises Failure where there are more."""
    if len(keys) > 1:
        raise Failure(f"More than one id begins with '{beginning}': write more of it.", USAGE)
    return keys[0] if keys else None


async def read(source: Source, view: str, key: str) -> bytes | None:
    """A document by its whole key, prepared if it has to be."""
    if view != PREPARED:
        return await source.read(projection_of(view), key)
    read = {name: await source.read(name, key) for name in SOURCES}
    made = prepare({name: body for name, body in read.items() if body is not None})
    return None if made is None else msgspec.json.encode(made)


class Stored(msgspec.Struct, frozen=True):
    """What the API would give, after the views have caught up with the log."""

    documents: Documents
    workspace_id: str
    place: Place

    async def read(self, projection: str, key: str) -> bytes | None:
        found = await self.documents.read(self.workspace_id, projection, key)
        return None if found is None else found.body

    async def keys(self, projection: str, beginning: str, limit: int) -> list[str]:
        page = await self.documents.page(
            self.workspace_id, projection, after=beginning, limit=limit
        )
        return [one.key for one in page if one.key.startswith(beginning)]


class Folded(msgspec.Struct, frozen=True):
    """What it would have given then, or gives those who may read each draft."""

    log: EventLog
    workspace_id: str
    workspace: Workspace
    place: Place
    unveiled: bool

    async def read(self, projection: str, key: str) -> bytes | None:
        workspace = self.workspace
        if projection == "feed" and key.isdecimal():
            # Only the last page is kept by a fold; an older one is the last page of a shorter log.
            upto = min(workspace.position, (int(key) + 1) * PAGE)
            workspace = await folded(self.log, self.workspace_id, upto, unveiled=self.unveiled)
        found = document(workspace, PROJECTIONS[projection], key)
        if found.failed:
            raise NotMade(failure_in(found.body or b""))
        return found.body

    async def keys(self, projection: str, beginning: str, limit: int) -> list[str]:
        known = (key for key in self._known(projection) if key.startswith(beginning))
        there = (
            key for key in known if document(self.workspace, PROJECTIONS[projection], key).body
        )
        return [key for key, _ in zip(there, range(limit), strict=False)]

    def _known(self, projection: str) -> Iterable[str]:
        """The keys that there may be; a session is of no cycle, since it shows as it was held."""
        if projection == SessionView.name:
            return dict.fromkeys(
                one for ids in self.workspace.sessions.about.values() for one in ids
            )
        cycles = self.workspace.calendar.cycles.values()
        of_cycle = PROJECTIONS[projection].of_cycle
        return (key for cycle in cycles for key in of_cycle(self.workspace, cycle))


async def stored(backend: Backend, workspace_id: str) -> Stored:
    head = await catch_up(backend, workspace_id)
    today = now().astimezone(await backend.zone(workspace_id)).date()
    organization: Organization = await backend.desk.state(workspace_id, streams.ORGANIZATION)
    calendar = await backend.desk.state(workspace_id, streams.CYCLES)
    place = Place(calendar, organization.at(today), today, head)
    return Stored(Documents(backend.pool), workspace_id, place)


async def at_moment(
    log: EventLog, workspace_id: str, moment: int | datetime, *, unveiled: bool
) -> Folded:
    workspace = await folded(log, workspace_id, moment, unveiled=unveiled)
    if workspace.position == 0:
        raise NotFound("Nothing had happened in the workspace by then.")
    place = Place(
        workspace.calendar,
        workspace.organization_at(workspace.today),
        workspace.today,
        workspace.position,
    )
    return Folded(log, workspace_id, workspace, place, unveiled)
