"""What a command works with: settings, servers and the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import click
import msgspec
from msgspec import Struct

from api.cli.exits import USAGE, Failure, NotFound, NotReady, Refused
from domain.access import identity
from domain.access.identity import Actor
from domain.cycles.cycle import Calendar, Cycle
from domain.naming import pick
from domain.organization.chart import Chart, Organization, Person
from domain.values import UnitId
from domain.workspace import Settings as WorkspaceSettings
from events import streams
from events.database.pool import Pool
from events.handling import Desk
from events.log import EventLog, WorkspaceEntry
from events.migrate import migrate, pending
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.clock import now
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings, read_settings

T = TypeVar("T")


class Backend(Struct, frozen=True):
    """Everything that is open while a command works."""

    settings: Settings
    log: EventLog
    desk: Desk
    pool: Pool
    refresher: Refresher

    @property
    def operator(self) -> Actor:
        """As whom the log knows what is done here."""
        return identity.operator(self.settings.operator_name)

    async def workspace(self, name: str) -> WorkspaceEntry:
        """A workspace by its name or its id; raises NotFound."""
        found = await self.log.find_workspace(name)
        if found is not None:
            return found
        entries = await self.log.workspaces()
        found = find(name, entries, "workspace")
        if found is not None:
            return found
        names = ", ".join(entry.name for entry in entries[:10])
        raise NotFound(
            f"There is no workspace called '{name}'.",
            f"There are: {names}." if names else f"Create it: sightline workspace create {name}",
        )

    async def only_workspace(self, name: str | None) -> WorkspaceEntry:
        """A workspace by its name or its id, or the only one there is; raises Failure."""
        if name is not None:
            return await self.workspace(name)
        entries = await self.log.workspaces()
        if len(entries) == 1:
            return entries[0]
        names = ", ".join(entry.name for entry in entries[:10])
        raise Failure(
            "Which workspace? Name it with --workspace NAME.",
            USAGE,
            f"There are: {names}." if names else "Create one: sightline workspace create NAME",
        )

    async def zone(self, workspace_id: str) -> ZoneInfo:
        known: WorkspaceSettings = await self.desk.state(workspace_id, streams.WORKSPACE)
        return known.zone

    async def cycle(self, workspace_id: str, name: str | None) -> Cycle:
        """A cycle by its name or id; without one, today's, or else the latest."""
        calendar: Calendar = await self.desk.state(workspace_id, streams.CYCLES)
        today = now().astimezone(await self.zone(workspace_id)).date()
        return choose(calendar, name, today)

    async def chart(self, workspace_id: str) -> Chart:
        """The organization as it is today."""
        known: Organization = await self.desk.state(workspace_id, streams.ORGANIZATION)
        return known.at(now().astimezone(await self.zone(workspace_id)).date())

    async def unit(self, workspace_id: str, name: str) -> UnitId:
        """A unit by its name or id, as it is called today."""
        chart = await self.chart(workspace_id)
        unit = find(name, chart.units.values(), "unit_id")
        if unit is not None:
            return unit.unit_id
        raise NotFound(f"There is no unit called '{name}' in this workspace.")

    async def person(self, workspace_id: str, name: str) -> Person:
        """Somebody by name or id, as they are called today."""
        people = (await self.chart(workspace_id)).people.values()
        person = find(name, people, "person_id")
        if person is None:
            raise NotFound(f"There is nobody called '{name}' in this workspace.")
        same = [one.person_id for one in people if one.name == person.name]
        if len(same) > 1 and person.person_id != name:
            raise Refused(
                f"{len(same)} people are called '{person.name}': say which by id.",
                f"They are: {', '.join(same)}.",
            )
        return person


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def find(name: str, records: Iterable[N], identifier: str) -> N | None:
    """One of some records, by its identifier (the field of that name) or by its name."""
    known = [*records]
    by_identifier = [(getattr(one, identifier), one) for one in known]
    return pick(name, [*by_identifier, *((one.name, one) for one in known)])


def choose(calendar: Calendar, name: str | None, today: date) -> Cycle:
    """The cycle of that name or id; without one the shortest of today's, or else the latest."""
    cycles = sorted(
        calendar.cycles.values(), key=lambda one: (one.starts, one.starts - one.ends, one.name)
    )
    if name is not None:
        found = find(name, cycles, "cycle_id")
        if found is not None:
            return found
        names = ", ".join(one.name for one in cycles)
        raise NotFound(f"There is no cycle called '{name}'.", f"There are: {names or 'none yet'}.")
    if not cycles:
        raise NotFound(
            "The workspace has no cycle yet.",
            "Import one: sightline import FILE --workspace NAME --cycle 2026-Q3",
        )
    running = [one for one in cycles if one.starts <= today <= one.ends]
    return (running or cycles)[-1]


class Environment(Struct):
    """Where a command works: opened by `pass_environment`, from what the environment says."""

    settings: Settings = msgspec.field(default_factory=read_settings)

    def listen(self, host: str | None, port: int | None) -> None:
        """Let what is given stand instead of what the environment says."""
        given = {"host": host, "port": port}
        changed = {name: value for name, value in given.items() if value is not None}
        self.settings = msgspec.structs.replace(self.settings, **changed)

    def run(self, work: Callable[[Backend], Awaitable[T]]) -> T:
        """Do asynchronous work with log and database open."""
        with self.ready(redis=False) as running:
            return asyncio.run(_with_backend(self.settings, running, work))

    @contextmanager
    def ready(self, *, redis: bool) -> Iterator[Servers]:
        """Servers whose database fits this version; raises NotReady, NewerDatabase."""
        with servers(self.settings, redis=redis) as running:
            if self.settings.database_url is None:
                asyncio.run(migrate(running.owner_database_url))
            elif missing := asyncio.run(pending(running.database_url)):
                raise NotReady(
                    f"The database lacks {len(missing)} migrations of this version"
                    f" ({missing[0]} ...)." if len(missing) > 1 else
                    f"The database lacks the migration {missing[0]}.",
                    "Bring it up to date: sightline migrate",
                )  # fmt: skip
            yield running


pass_environment = click.make_pass_decorator(Environment, ensure=True)
"""Hands the environment to a command. Help asks for none: a wrong setting is not in its way."""


async def _with_backend(
    settings: Settings, running: Servers, work: Callable[[Backend], Awaitable[T]]
) -> T:
    async with _backend(settings, running) as backend:
        return await work(backend)


@asynccontextmanager
async def _backend(settings: Settings, running: Servers) -> AsyncIterator[Backend]:
    log = PostgresLog(running.database_url)
    async with open_pool(running.database_url) as pool:
        refresher = Refresher(log, pool, clock=now)
        try:
            yield Backend(settings, log, Desk(log), pool, refresher)
        finally:
            await refresher.close()
            await log.close()
