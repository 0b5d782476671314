"""Which failures pass by themselves, and how long to stay away from those that do not."""

from __future__ import annotations

import time
from collections.abc import Callable

import asyncpg

from events.log import LogUnavailable

#: The database is away, or lost on the way: nothing is wrong with the workspace.
UNAVAILABLE = (
    LogUnavailable,
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
)

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 300.0


class BackOff:
    """Which workspaces failed lately, and from when on each may be tried again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take seconds from a clock that never runs backwards."""
        self._clock = clock
        self._failed: dict[str, tuple[int, float]] = {}

    def resting(self, workspace_id: str) -> bool:
        known = self._failed.get(workspace_id)
        return known is not None and self._clock() < known[1]

    def failed(self, workspace_id: str) -> float:
        """Double the pause, and tell how many seconds it lasts."""
        times = self._failed.get(workspace_id, (0, 0.0))[0] + 1
        pause: float = min(FIRST_SECONDS * 2.0 ** (times - 1), LONGEST_SECONDS)
        self._failed[workspace_id] = (times, self._clock() + pause)
        return pause

    def succeeded(self, workspace_id: str) -> None:
        self._failed.pop(workspace_id, None)
