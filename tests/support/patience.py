"""How long a test waits for what is bound to come: longer than a busy machine takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 300.0
"""Seconds. Who waits so long in vain has met a mistake, not a load; nothing is measured by it."""


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition that nobody tells of."""
    async with asyncio.timeout(PATIENCE):
        while not await so():  # noqa: ASYNC110 - it comes about elsewhere
            await asyncio.sleep(0.02)
