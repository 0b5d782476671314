"""Which failures pass by themselves, and how long to stay away from those that do not."""

from __future__ import annotations

import time
from collections.abc import Callable

from events.database import connections
from events.log import LogUnavailable

#: The database is away, or lost on the way: nothing is wrong with the workspace.
UNAVAILABLE = (LogUnavailable, *connections.UNAVAILABLE)

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 300.0


class BackOff:
    """Which workspaces failed lately, and from when on each may be tried again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take seconds from a clock that never runs backwards."""
        self._clock = clock
        self._resting: dict[str, tuple[float, float]] = {}  # for how long, and until when

    def resting(self, workspace_id: str) -> bool:
        known = self._resting.get(workspace_id)
        return known is not None and self._clock() < known[1]

    def failed(self, workspace_id: str) -> float:
        """Double the pause, and tell how many seconds it lasts."""
        last = self._resting.get(workspace_id, (FIRST_SECONDS / 2, 0.0))[0]
        pause = min(2 * last, LONGEST_SECONDS)
        self._resting[workspace_id] = (pause, self._clock() + pause)
        return pause

    def succeeded(self, workspace_id: str) -> None:
        self._resting.pop(workspace_id, None)
