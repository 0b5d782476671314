"""How long a test waits for what is bound to come: longer than a busy machine takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 300.0
"""Seconds. Who waits so long in vain has met a mistake, not a load; nothing is measured by it."""

PAUSE = 0.02


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition that nobody tells of."""
    async with asyncio.timeout(PATIENCE):
        while not await so():  # noqa: ASYNC110 - it comes about elsewhere
            await asyncio.sleep(PAUSE)


def wait_until(so: Callable[[], bool]) -> None:
    """The same where there is no event loop."""
    for _ in range(int(PATIENCE / PAUSE)):
        if so():
            return
        time.sleep(PAUSE)
    raise TimeoutError
