"""Finding what no bell was heard for: lost nudges, days that are over, what is due or waits.

The bells are only a way to be quick. While Redis is away the sweep does the work itself, so that
everything goes on, at the pace of the sweep.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import redis
from dramatiq import DramatiqError
from msgspec import Struct

from events.database.pool import Pool
from projections.keeping.fold import LAYOUT
from workers.bells import Bells, Work
from workers.faults import UNAVAILABLE

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
PAGE = 1_000
AT_ONCE = 4
_LOWEST = "00000000-0000-0000-0000-000000000000"

_LAGGING = "select workspace_id::text, lagging from public.lagging_workspaces($1, $2, $3)"
_DUE = "select workspace_id::text from public.workspaces_with_deliveries_due($1)"
_WAITING = "select workspace_id::text from public.workspaces_with_texts_waiting($1, $2)"


class Writing(Struct, frozen=True):
    """How texts are written by a language model, and after how long one was lost with a worker."""

    write: Work
    lease_seconds: float


class Sweep:
    """Rings for what is behind; what is given besides does it here while Redis is away."""

    def __init__(
        self,
        pool: Pool,
        bells: Bells,
        *,
        refresh: Work,
        deliver: Work,
        writing: Writing | None = None,
    ) -> None:
        """Look for texts that wait if `writing` says how they are written."""
        self._pool = pool
        self._bells = bells
        self._refresh = refresh
        self._deliver = deliver
        self._writing = writing

    async def once(self) -> int:
        """Go through all workspaces and tell how many were behind."""
        found = 0
        async for page in self._lagging():
            found += len(page)
            await self._see_to(page, self._bells.ring_refresh, self._refresh)
        await self._see_to(due := await self._named(_DUE), self._bells.ring_deliver, self._deliver)
        found += len(due)
        if (how := self._writing) is not None:
            waiting = await self._named(_WAITING, how.lease_seconds)
            await self._see_to(waiting, self._bells.ring_write, how.write)
            found += len(waiting)
        return found

    async def run(self, stop: asyncio.Event, every: float = EVERY_SECONDS) -> None:
        """Sweep again and again until asked to stop, whatever happens."""
        while not stop.is_set():
            try:
                await self.once()
            except UNAVAILABLE as error:
                log.warning("the database is away", extra={"reason": repr(error)})
            except Exception:
                log.exception("a sweep failed")
            try:
                await asyncio.wait_for(stop.wait(), every)
            except TimeoutError:
                continue

    async def _lagging(self) -> AsyncIterator[list[str]]:
        after = _LOWEST
        while True:
            async with self._pool.within(None) as session:
                rows = await session.fetch(_LAGGING, after, PAGE, LAYOUT)
            yield [row["workspace_id"] for row in rows if row["lagging"]]
            if len(rows) < PAGE:
                return
            after = rows[-1]["workspace_id"]

    async def _named(self, query: str, *rest: object) -> list[str]:
        async with self._pool.within(None) as session:
            return [row["workspace_id"] for row in await session.fetch(query, PAGE, *rest)]

    async def _see_to(self, workspaces: list[str], ring: Callable[[str], None], work: Work) -> None:
        if not workspaces or await asyncio.to_thread(_rung, workspaces, ring):
            return
        at_once = asyncio.Semaphore(AT_ONCE)

        async def one(workspace_id: str) -> None:
            async with at_once:
                await work(workspace_id)

        await asyncio.gather(*(one(workspace_id) for workspace_id in workspaces))


def _rung(workspaces: list[str], ring: Callable[[str], None]) -> bool:
    """Whether Redis has taken the message for each of them."""
    try:
        for workspace_id in workspaces:
            ring(workspace_id)
    except (redis.RedisError, DramatiqError, OSError) as error:
        log.warning("Redis is away, the sweep does it itself", extra={"reason": repr(error)})
        return False
    return True
