"""Sending what is due, by whatever channel: again until it works or it is too late."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import httpx
from asyncpg import Record
from msgspec import Struct
from msgspec.structs import replace

from domain.notices.notice import ALSO
from events.database.pool import Pool
from projections.keeping.messages import TAKEN_BACK
from workers.addresses import AddressRefused
from workers.channels.posting import TIMEOUT_SECONDS
from workers.channels.transport import Answer, Claimed, Posted, Told, Transport
from workers.channels.webhook import GONE
from workers.faults import UNAVAILABLE
from workers.handing_on import HandingOn

log = logging.getLogger(__name__)

PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between attempts, as Standard Webhooks suggest; after the tenth we give up."""

JITTER = 0.2
"""Up to this share is added to each pause, so that a receiver that comes back is not stormed."""

LEASE_SECONDS = 60.0  # longer than any attempt takes
AT_ONCE = 20  # of one workspace
AT_ONCE_EACH = 4  # in one lane, so that a receiver that hangs leaves room for the others

_SQL = Path(__file__).parent / "sql"
_CLAIM = (_SQL / "claim_deliveries.sql").read_text(encoding="utf-8")
_RECORD = (_SQL / "record_attempt.sql").read_text(encoding="utf-8")
_DISABLE = (_SQL / "disable_webhook.sql").read_text(encoding="utf-8")


class _Watch(Struct):
    """A workspace that is being seen to."""

    woken: asyncio.Event
    news: bool = True
    """Whether there may be messages to hand on."""
    task: asyncio.Task[None] | None = None


class Courier:
    """Hands messages on to the channels, and delivers what is due.

    A delivery keeps its id over all attempts, so that a receiver can drop the double that remains
    possible: one was sent, and its worker was lost before that was written down.
    """

    def __init__(
        self, pool: Pool, handing_on: HandingOn, transports: Mapping[str, Transport]
    ) -> None:
        """Take the transports by the names of their channels."""
        self._pool = pool
        self._handing_on = handing_on
        self._transports = transports
        self._closing = False
        self._running: dict[str, _Watch] = {}
        self._resting: dict[tuple[str, str], float] = {}
        """Until when lanes of workspaces are left alone, since their receivers asked for it."""

    async def wake(self, workspace_id: str) -> None:
        """Begin to deliver, or look again for what is due; do not wait for slow receivers."""
        if (known := self._running.get(workspace_id)) is not None:
            known.news = True
            known.woken.set()
        elif not self._closing:
            watch = self._running[workspace_id] = _Watch(asyncio.Event())
            watch.task = asyncio.create_task(self._see_to(workspace_id, watch))

    async def close(self) -> None:
        """Finish what is under way; what is not begun stays due."""
        self._closing = True
        running = list(self._running.values())
        for one in running:
            one.woken.set()
        await asyncio.gather(*(one.task for one in running if one.task), return_exceptions=True)

    async def deliver(self, workspace_id: str) -> None:
        """Send all that is due in a workspace now. Failures are recorded, never raised."""
        await self.wake(workspace_id)
        watch = self._running.get(workspace_id)
        if watch is not None and watch.task is not None:
            await watch.task

    async def _see_to(self, workspace_id: str, watch: _Watch) -> None:
        """Claim as often as a delivery is over or somebody wakes, until nothing is left."""
        under_way: dict[asyncio.Task[None], str] = {}
        watch.woken.set()
        while watch.woken.is_set() and not self._closing:
            watch.woken.clear()
            if watch.news:
                watch.news = False
                await self._hand_on(workspace_id)
            under_way = {task: lane for task, lane in under_way.items() if not task.done()}
            for one in await self._claim(workspace_id, list(under_way.values())):
                task = asyncio.create_task(self._attempt(workspace_id, one))
                task.add_done_callback(lambda _: watch.woken.set())
                under_way[task] = one.lane
            if under_way:
                await watch.woken.wait()
        await asyncio.gather(*under_way, return_exceptions=True)
        del self._running[workspace_id]

    async def _hand_on(self, workspace_id: str) -> None:
        with _told(workspace_id):
            await self._handing_on.hand_on(workspace_id)

    async def _claim(self, workspace_id: str, under_way: Sequence[str] = ()) -> list[Claimed]:
        """Some of what is due, beside what is under way in these lanes; nothing if that fails."""
        free, now = AT_ONCE - len(under_way), time.monotonic()
        self._resting = {place: until for place, until in self._resting.items() if now < until}
        resting = [lane for of, lane in self._resting if of == workspace_id]
        rows: list[Record] = []
        with _told(workspace_id):
            rows = await self._pool.fetch(
                _CLAIM,
                workspace_id,
                free,
                LEASE_SECONDS,
                AT_ONCE_EACH,
                under_way,
                resting,
                ALSO,
                TAKEN_BACK,
            )
        return [_claimed(row) for row in rows]

    async def _attempt(self, workspace_id: str, claimed: Claimed) -> None:
        """Send, and write down what became of it; if that fails, the lease will be over."""
        with _told(workspace_id):
            await self._record(workspace_id, claimed, await self._answer(workspace_id, claimed))

    async def _answer(self, workspace_id: str, claimed: Claimed) -> Answer:
        transport = self._transports.get(claimed.channel)
        if transport is None:
            return Answer(error=f"{claimed.channel} is not set up here")
        if claimed.taken_back:
            return Answer(error="the message was taken back", final=True)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await transport.send(workspace_id, claimed)
        except AddressRefused as error:
            return Answer(error=str(error))
        except TimeoutError:
            return Answer(error=f"TimeoutError: no answer within {TIMEOUT_SECONDS:g} seconds")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Answer(error=f"{type(error).__name__}: {error}")
        except Exception as error:
            log.exception("a channel failed", extra={"workspace": workspace_id})
            return Answer(error=f"{claimed.channel} failed: {type(error).__name__}")

    async def _record(self, workspace_id: str, claimed: Claimed, answer: Answer) -> None:
        if answer.pause:
            self._resting[workspace_id, claimed.lane] = time.monotonic() + answer.pause
        if answer.status == GONE and claimed.webhook_id is not None:
            await self._pool.execute(_DISABLE, workspace_id, claimed.webhook_id)
        outcome, pause = _judge(answer, claimed.attempts)
        await self._pool.execute(
            _RECORD,
            workspace_id,
            claimed.delivery_id,
            claimed.attempts,
            answer.status,
            answer.error,
            answer.receipt,
            outcome,
            pause,
        )


def _claimed(row: Record) -> Claimed:
    posted = row[-5:]
    found = Claimed(Told(*row[:4]), *row[4:-5])
    return found if posted[0] is None else replace(found, updates=Posted(*posted))


@contextmanager
def _told(workspace_id: str) -> Iterator[None]:
    """Write down in the logs what goes wrong, and go on."""
    try:
        yield
    except UNAVAILABLE as error:
        log.warning("the database is away", extra={"reason": repr(error)})
    except Exception:
        log.exception("deliveries failed", extra={"workspace": workspace_id})


def _judge(answer: Answer, attempts: int) -> tuple[Literal["delivered", "failed", "due"], float]:
    """What becomes of a delivery after an attempt, and in how many seconds it is tried again."""
    if answer.error is None:
        return "delivered", 0.0
    if answer.final or attempts > len(PAUSES):
        return "failed", 0.0
    jitter = 1 + random.uniform(0, JITTER)  # noqa: S311 - spreads load, keeps no secret
    return "due", max(PAUSES[attempts - 1] * jitter, answer.pause)
