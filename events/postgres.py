"""The log in PostgreSQL: insert-only tables, one call for each group of appends.

The append itself is the function `append_events` of the migrations. This module carries arguments
and answers; `events.group_commit` decides what travels together, and `events.database.connections`
on what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from pathlib import Path

import asyncpg

from events.admission import admit, admit_workspace, is_workspace_id
from events.database.connections import Connections
from events.group_commit import GroupCommit, Outcome
from events.log import (
    GENESIS,
    Append,
    Appended,
    Fact,
    Head,
    KeyReused,
    Stored,
    UnknownWorkspace,
    VersionConflict,
    WorkspaceEntry,
    WorkspaceExists,
)


def _query(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_APPEND = _query("append_events")
_READ = _query("read_events")
_READ_FACTS = _query("read_facts")
_READ_STREAMS = _query("read_streams")
_HEAD = _query("head")
_FIND_KEY = _query("find_key")
_POSITION_AT = "select public.position_at($1, $2)"
_WORKSPACES = "select workspace_id::text, name, created_at from public.list_workspaces()"
_FIND = "select workspace_id::text, name, created_at from public.find_workspace($1)"
_CREATE = "insert into public.workspace (workspace_id, name) values ($1, $2)"

_END = (1 << 63) - 1


class PostgresLog:
    """An `EventLog` on a migrated database (see `events.migrate`).

    Any number of processes may append to one workspace; each keeps a queue of its own in front of
    the workspace's lock.
    """

    def __init__(self, dsn: str, connections: int = 8) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self._connections = Connections(dsn, connections)
        self._groups = GroupCommit(self._store)

    async def close(self) -> None:
        """Let queued appends finish, then close the connections."""
        await self._groups.finish()
        await self._connections.close()

    async def create_workspace(self, workspace: str, name: str) -> None:
        """See `EventLog`."""
        admit_workspace(workspace, name)
        try:
            await self._connections.run(workspace, lambda c: c.execute(_CREATE, workspace, name))
        except asyncpg.UniqueViolationError:
            raise WorkspaceExists(name) from None

    async def find_workspace(self, name: str) -> WorkspaceEntry | None:
        """See `EventLog`."""
        row = await self._connections.run(None, lambda c: c.fetchrow(_FIND, name))
        return WorkspaceEntry(*row) if row else None

    async def workspaces(self) -> list[WorkspaceEntry]:
        """See `EventLog`."""
        rows = await self._connections.run(None, lambda c: c.fetch(_WORKSPACES))
        return [WorkspaceEntry(*row) for row in rows]

    async def append(self, workspace: str, append: Append) -> Appended:
        """See `EventLog`."""
        admit(append)
        if not is_workspace_id(workspace):
            raise UnknownWorkspace(workspace)
        return await self._groups.append(workspace, append)

    async def read(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Stored]:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            return []
        last = _END if upto is None else upto
        rows = await self._connections.run(
            workspace, lambda c: c.fetch(_READ, workspace, after, last, limit)
        )
        return [Stored(*row) for row in rows]

    async def read_facts(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Fact]:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            return []
        last = _END if upto is None else upto
        rows = await self._connections.run(
            workspace, lambda c: c.fetch(_READ_FACTS, workspace, after, last, limit)
        )
        return [Fact(*row) for row in rows]

    async def read_streams(
        self, workspace: str, after: Mapping[str, int], limit: int = 10_000
    ) -> list[Stored]:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            return []
        streams, versions = list(after), list(after.values())
        rows = await self._connections.run(
            workspace,
            lambda c: c.fetch(_READ_STREAMS, workspace, streams, versions, limit),
            enters=True,
        )
        return [Stored(*row) for row in rows]

    async def head(self, workspace: str) -> Head:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            raise UnknownWorkspace(workspace)
        row = await self._connections.run(workspace, lambda c: c.fetchrow(_HEAD, workspace))
        if row is None:
            raise UnknownWorkspace(workspace)
        return Head(*row) if row["position"] is not None else Head(0, GENESIS, None)

    async def find_key(self, workspace: str, key: str) -> tuple[Appended, bytes] | None:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            return None
        row = await self._connections.run(
            workspace, lambda c: c.fetchrow(_FIND_KEY, workspace, key)
        )
        if row is None:
            return None
        first, last, fingerprint = row
        return Appended(first, last), fingerprint

    async def position_at(self, workspace: str, moment: datetime) -> int:
        """See `EventLog`."""
        if not is_workspace_id(workspace):
            return 0
        position: int = await self._connections.run(
            workspace, lambda c: c.fetchval(_POSITION_AT, workspace, moment)
        )
        return position

    async def _store(self, workspace: str, appends: Sequence[Append]) -> Sequence[Outcome]:
        arguments = _columns(appends)
        answers: list[int] | None = await self._connections.run(
            workspace, lambda c: c.fetchval(_APPEND, workspace, *arguments), enters=True
        )
        if answers is None:
            return [UnknownWorkspace(workspace) for _ in appends]
        return [
            _outcome(append, answers[at : at + 3])
            for append, at in zip(appends, range(0, len(answers), 3), strict=True)
        ]


def _columns(appends: Sequence[Append]) -> tuple[Sequence[object], ...]:
    """Lay appends out as the arrays `append_events` takes."""
    drafts = [draft for append in appends for draft in append.events]
    places: dict[str, int] = {}
    event_streams = [places.setdefault(draft.stream, len(places) + 1) for draft in drafts]
    expected = [
        [places.setdefault(stream, len(places) + 1), version]
        for append in appends
        for stream, version in append.expected.items()
    ]
    events_end = accumulate(len(append.events) for append in appends)
    expected_end = accumulate(len(append.expected) for append in appends)
    return (
        [[append.key, append.actor, append.correlation, append.causation] for append in appends],
        [append.fingerprint for append in appends],
        [[append.occurred_at, append.recorded_at] for append in appends],
        [list(ends) for ends in zip(events_end, expected_end, strict=True)],
        list(places),
        event_streams,
        [draft.type for draft in drafts],
        [draft.data for draft in drafts],
        expected,
    )


def _outcome(append: Append, answer: list[int]) -> Outcome:
    match answer:
        case [0, first, last]:
            return Appended(first, last)
        case [1, first, last]:
            return Appended(first, last, duplicate=True)
        case [2, _, _]:
            return KeyReused(append.key or "")
        case [3, nth, actual]:
            stream, expected = list(append.expected.items())[nth - 1]
            return VersionConflict(stream, expected, actual)
        case _:
            raise AssertionError(f"append_events answered {answer}")
