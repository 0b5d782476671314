"""The event log: what goes in, what comes out, and what it refuses.

Every workspace has a log of its own. Its events are numbered 1, 2, 3 ... without a gap (the
position), become visible in that order, and are chained by hashes (see `events.chain`). An event
also has a version within its stream, which is what optimistic concurrency compares.

The log knows nothing of what events mean: `data` is kept as the exact bytes that were given.
`events.memory` and `events.postgres` keep the same contract, held by the same tests.

Errors::

    LogError
    ├── InvalidAppend       the caller's mistake; nothing was stored
    ├── InvalidWorkspace    the caller's mistake; nothing was stored
    ├── VersionConflict     somebody else was faster; read again, decide again
    ├── KeyReused           an idempotency key came back with another request
    ├── UnknownWorkspace
    ├── WorkspaceExists
    └── LogUnavailable      the outcome is unknown; ask again under the same key
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from msgspec import Struct

#: What the first event of a workspace is chained to.
GENESIS = bytes(32)


class Draft(Struct, frozen=True, gc=False):
    """An event on its way into the log."""

    stream: str
    type: str
    data: bytes


class Append(Struct, frozen=True):
    """Events that are stored together or not at all, and on what condition.

    `expected` maps a stream to the version it must have now, 0 meaning that it has no event yet;
    streams that are not named are not compared. A decision names every stream it has read.
    """

    events: tuple[Draft, ...]
    #: Streams may be expected that no event goes to.
    expected: Mapping[str, int]
    actor: str
    #: When it happened in the world, as far as the caller knows.
    occurred_at: datetime
    correlation: str = ""
    causation: str = ""
    #: Idempotency key, unique within the workspace. With a key, `events` may be empty.
    key: str | None = None
    #: Of the request behind the key, so that another request under the same key is noticed.
    fingerprint: bytes = b""
    #: Only generated histories give a time of their own; otherwise the log's clock is taken.
    recorded_at: datetime | None = None


class Appended(Struct, frozen=True):
    """Where the events of an append are; `first` is greater than `last` when there were none."""

    first: int
    last: int
    #: The key had been used: these are the positions of the first answer.
    duplicate: bool = False


class Stored(Struct, frozen=True, gc=False):
    """An event as the log holds it, for ever."""

    position: int
    stream: str
    version: int
    type: str
    data: bytes
    actor: str
    correlation: str
    causation: str
    occurred_at: datetime
    #: Never runs backwards within a workspace.
    recorded_at: datetime
    hash: bytes


class Fact(Struct, frozen=True, gc=False):
    """As much of a stored event as a fold needs: who, when and what, without the proof of it."""

    position: int
    version: int
    type: str
    data: bytes
    actor: str
    recorded_at: datetime
    correlation: str = ""


IMPORT: Final = "import "
"""What begins the correlation of all that a file says; no client can send one with a space."""


def is_imported(stored: Fact | Stored) -> bool:
    """Whether an event was read from a file, which may tell of what happened long ago."""
    return stored.correlation.startswith(IMPORT)


class Head(Struct, frozen=True):
    """The newest position of a workspace; an empty one is at 0, chained to `GENESIS`."""

    position: int
    hash: bytes
    recorded_at: datetime | None


class WorkspaceEntry(Struct, frozen=True):
    """A workspace as the log's directory names it."""

    workspace: str
    name: str
    created_at: datetime


class LogError(Exception):
    """The event log refused."""

    def __init__(self, detail: str = "") -> None:
        """Let the class's sentence be the message, with the particulars after it."""
        sentence = (self.__doc__ or "").strip()
        super().__init__(f"{sentence.rstrip('.')}: {detail}." if detail else sentence)
        self.detail = detail


class InvalidAppend(LogError):
    """The log cannot hold this append as it was given."""


class InvalidWorkspace(LogError):
    """A workspace is named by a lower-case UUID and a name of 1 to 200 characters."""


class VersionConflict(LogError):
    """A stream has changed since it was read."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        """Keep what a caller needs to tell the user or to decide again."""
        super().__init__(f"{stream} was expected at version {expected} and is at {actual}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


class KeyReused(LogError):
    """This idempotency key was already used for a different request."""

    def __init__(self, key: str) -> None:
        """Keep the key."""
        super().__init__(key)
        self.key = key


class UnknownWorkspace(LogError):
    """There is no such workspace."""

    def __init__(self, workspace: str) -> None:
        """Keep which one was asked for."""
        super().__init__(workspace)
        self.workspace = workspace


class WorkspaceExists(LogError):
    """A workspace of this name or id exists already."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        super().__init__(name)
        self.name = name


class LogUnavailable(LogError):
    """The log could not be reached, and whether it stored the events is unknown."""


class EventLog(Protocol):
    """What both logs do. Only `append` and `head` notice that a workspace does not exist."""

    async def create_workspace(self, workspace: str, name: str) -> None:
        """Make an empty log; raises WorkspaceExists, InvalidWorkspace."""

    async def find_workspace(self, name: str) -> WorkspaceEntry | None:
        """Look a workspace up by its name."""

    async def workspaces(self) -> list[WorkspaceEntry]:
        """List all workspaces, by name."""

    async def append(self, workspace: str, append: Append) -> Appended:
        """Store all the events or none.

        Raises InvalidAppend, VersionConflict, KeyReused, UnknownWorkspace, LogUnavailable. An
        append under a key that was used before gives the first answer and compares nothing else.
        """

    async def read(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Stored]:
        """Events with `after < position <= upto`, in order, at most `limit`."""

    async def read_facts(
        self, workspace: str, after: int = 0, upto: int | None = None, limit: int = 10_000
    ) -> list[Fact]:
        """Read the same events as `read`, in half the time."""

    async def read_streams(
        self, workspace: str, after: Mapping[str, int], limit: int = 10_000
    ) -> list[Stored]:
        """Events of several streams, each after a version, in order of position.

        All are of one moment: an event is never given without those before it in these streams.
        """

    async def head(self, workspace: str) -> Head:
        """Tell the newest position; raises UnknownWorkspace."""

    async def find_key(self, workspace: str, key: str) -> tuple[Appended, bytes] | None:
        """Tell the first answer under an idempotency key, and the fingerprint of its request."""

    async def position_at(self, workspace: str, moment: datetime) -> int:
        """Tell the last position recorded at or before a moment, 0 if there is none."""
