"""The log in memory: the same contract, for tests and for trying things out.

It computes the same hashes as the database, from the same times. Nothing here awaits between
reading and writing, so a single event loop cannot interleave two appends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from events.admission import admit, admit_workspace
from events.chain import link
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


class _Workspace:
    """One workspace's events and what is looked up in them."""

    def __init__(self, entry: WorkspaceEntry) -> None:
        self.entry = entry
        self.events: list[Stored] = []
        self.streams: dict[str, list[Stored]] = {}
        self.keys: dict[str, tuple[Appended, bytes]] = {}

    @property
    def head(self) -> Head:
        if not self.events:
            return Head(0, GENESIS, None)
        last = self.events[-1]
        return Head(last.position, last.hash, last.recorded_at)

    def version(self, stream: str) -> int:
        return len(self.streams.get(stream, ()))

    def add(self, stored: Stored) -> None:
        self.events.append(stored)
        self.streams.setdefault(stored.stream, []).append(stored)


class MemoryLog:
    """An `EventLog` that forgets everything when the process ends."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Take times from `clock`, which gives aware UTC datetimes."""
        self._clock = clock
        self._workspaces: dict[str, _Workspace] = {}

    async def create_workspace(self, workspace: str, name: str) -> None:
        """See `EventLog`."""
        admit_workspace(workspace, name)
        if workspace in self._workspaces or await self.find_workspace(name):
            raise WorkspaceExists(name)
        entry = WorkspaceEntry(workspace, name, self._clock())
        self._workspaces[workspace] = _Workspace(entry)

    async def find_workspace(self, name: str) -> WorkspaceEntry | None:
        """See `EventLog`."""
        return next((entry for entry in await self.workspaces() if entry.name == name), None)

    async def workspaces(self) -> list[WorkspaceEntry]:
        """See `EventLog`."""
        return sorted((held.entry for held in self._workspaces.values()), key=lambda e: e.name)

    async def append(self, workspace: str, append: Append) -> Appended:
        """See `EventLog`."""
        admit(append)
        held = self._known(workspace)
        if append.key is not None and (known := held.keys.get(append.key)):
            answer, fingerprint = known
            if fingerprint != append.fingerprint:
                raise KeyReused(append.key)
            return replace(answer, duplicate=True)
        for stream, expected in append.expected.items():
            if held.version(stream) != expected:
                raise VersionConflict(stream, expected, held.version(stream))
        first = held.head.position + 1
        for stored in self._numbered(held, append):
            held.add(stored)
        answer = Appended(first, held.head.position)
        if append.key is not None:
            held.keys[append.key] = (answer, append.fingerprint)
        return answer

    async def read(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Stored]:
        """See `EventLog`."""
        held = self._workspaces.get(workspace)
        return held.events[after:upto][:limit] if held else []

    async def read_facts(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Fact]:
        """See `EventLog`."""
        return [
            Fact(
                one.position,
                one.version,
                one.type,
                one.data,
                one.actor,
                one.recorded_at,
                one.correlation,
            )
            for one in await self.read(workspace, after, upto, limit)
        ]

    async def read_streams(
        self, workspace: str, after: Mapping[str, int], limit: int = 10_000
    ) -> list[Stored]:
        """See `EventLog`."""
        held = self._workspaces.get(workspace)
        if held is None:
            return []
        found = [
            stored
            for stream, version in after.items()
            for stored in held.streams.get(stream, [])[version:]
        ]
        return sorted(found, key=lambda stored: stored.position)[:limit]

    async def head(self, workspace: str) -> Head:
        """See `EventLog`."""
        return self._known(workspace).head

    async def find_key(self, workspace: str, key: str) -> tuple[Appended, bytes] | None:
        """See `EventLog`."""
        held = self._workspaces.get(workspace)
        return held.keys.get(key) if held else None

    async def position_at(self, workspace: str, moment: datetime) -> int:
        """See `EventLog`."""
        held = self._workspaces.get(workspace)
        return bisect_right(held.events, moment, key=lambda e: e.recorded_at) if held else 0

    def _known(self, workspace: str) -> _Workspace:
        held = self._workspaces.get(workspace)
        if held is None:
            raise UnknownWorkspace(workspace)
        return held

    def _numbered(self, held: _Workspace, append: Append) -> Iterator[Stored]:
        """Give the drafts their places, one after the other, as each is added."""
        now = append.recorded_at or self._clock()
        for draft in append.events:
            head = held.head
            unlinked = Stored(
                position=head.position + 1,
                stream=draft.stream,
                version=held.version(draft.stream) + 1,
                type=draft.type,
                data=draft.data,
                actor=append.actor,
                correlation=append.correlation,
                causation=append.causation,
                occurred_at=append.occurred_at,
                recorded_at=max(head.recorded_at, now) if head.recorded_at else now,
                hash=b"",
            )
            yield replace(unlinked, hash=link(head.hash, unlinked))
