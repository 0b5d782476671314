"""Sending notifications: signed as Standard Webhooks say, again until it works or it is too late.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx
from asyncpg import Record
from msgspec import Struct
from standardwebhooks import Webhook

from events.database.pool import Pool
from runtime.clock import now as present
from workers.addresses import AddressRefused, resolve
from workers.faults import UNAVAILABLE

log = logging.getLogger(__name__)

PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between attempts, as the specification suggests; after the tenth we give up."""

JITTER = 0.2
"""Up to this share is added to each pause, so that a receiver that comes back is not stormed."""

TIMEOUT_SECONDS = 15.0
LEASE_SECONDS = 60.0  # longer than any attempt takes
AT_ONCE = 20  # of one workspace
AT_ONCE_EACH = 4  # to one receiver, so that one that hangs leaves room for the others
GONE = 410

_SQL = Path(__file__).parent / "sql"
_CLAIM = (_SQL / "claim_deliveries.sql").read_text(encoding="utf-8")
_RECORD = (_SQL / "record_attempt.sql").read_text(encoding="utf-8")
_DISABLE = (_SQL / "disable_webhook.sql").read_text(encoding="utf-8")


class _Claimed(Struct, frozen=True):
    delivery_id: str
    webhook_id: str
    payload: bytes
    attempts: int
    url: str
    secret: str


class _Answer(Struct, frozen=True):
    status: int | None
    error: str | None = None


def _signed(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a body is ours, and of when."""
    at = at.astimezone(UTC)  # the library takes the time that is written there for UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


class Courier:
    """Delivers what is due.

    The message id stays the same over all attempts, so that a receiver can drop the double that
    remains possible: one was sent, and its worker was lost before that was written down.
    """

    def __init__(
        self,
        pool: Pool,
        client: httpx.AsyncClient,
        *,
        private: bool,
        clock: Callable[[], datetime] = present,
    ) -> None:
        self._pool = pool
        self._client = client
        self._private = private
        self._clock = clock
        self._closing = False
        #: The workspaces that are being seen to; the event says that there may be more to do.
        self._running: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = {}

    async def wake(self, workspace_id: str) -> None:
        """Begin to deliver, or look again for what is due; do not wait for slow receivers."""
        if workspace_id in self._running:
            _, woken = self._running[workspace_id]
            woken.set()
        elif not self._closing:
            woken = asyncio.Event()
            task = asyncio.create_task(self._see_to(workspace_id, woken))
            self._running[workspace_id] = (task, woken)

    async def close(self) -> None:
        """Finish what is under way; what is not begun stays due."""
        self._closing = True
        running = list(self._running.values())
        for _, woken in running:
            woken.set()
        await asyncio.gather(*(task for task, _ in running), return_exceptions=True)

    async def deliver(self, workspace_id: str) -> None:
        """Send all that is due in a workspace now. Failures are recorded, never raised."""
        await self.wake(workspace_id)
        if workspace_id in self._running:
            task, _ = self._running[workspace_id]
            await task

    async def _see_to(self, workspace_id: str, woken: asyncio.Event) -> None:
        """Claim as often as a delivery is over or somebody wakes, until nothing is left."""
        under_way: dict[asyncio.Task[None], str] = {}
        woken.set()
        while woken.is_set() and not self._closing:
            woken.clear()
            under_way = {task: to for task, to in under_way.items() if not task.done()}
            for one in await self._claim(workspace_id, list(under_way.values())):
                task = asyncio.create_task(self._attempt(workspace_id, one))
                task.add_done_callback(lambda _: woken.set())
                under_way[task] = one.webhook_id
            if under_way:
                await woken.wait()
        await asyncio.gather(*under_way, return_exceptions=True)
        del self._running[workspace_id]

    async def _claim(self, workspace_id: str, under_way: Sequence[str] = ()) -> list[_Claimed]:
        """Some of what is due, beside deliveries to these webhooks; nothing if that fails."""
        free = AT_ONCE - len(under_way)
        rows: list[Record] = []
        with _told(workspace_id):
            rows = await self._pool.fetch(
                _CLAIM, workspace_id, free, LEASE_SECONDS, AT_ONCE_EACH, under_way
            )
        return [_Claimed(*row) for row in rows]

    async def _attempt(self, workspace_id: str, claimed: _Claimed) -> None:
        """Send, and write down what became of it; if that fails, the lease will be over."""
        with _told(workspace_id):
            await self._record(workspace_id, claimed, await self._answer(claimed))

    async def _answer(self, claimed: _Claimed) -> _Answer:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._send(claimed)
        except AddressRefused as error:
            return _Answer(None, str(error))
        except TimeoutError:
            return _Answer(None, f"TimeoutError: no answer within {TIMEOUT_SECONDS:g} seconds")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return _Answer(None, f"{type(error).__name__}: {error}")

    async def _record(self, workspace_id: str, claimed: _Claimed, answer: _Answer) -> None:
        if answer.status == GONE:
            await self._pool.execute(_DISABLE, workspace_id, claimed.webhook_id)
        outcome, pause = _judge(answer, claimed.attempts)
        await self._pool.execute(
            _RECORD,
            workspace_id,
            claimed.delivery_id,
            answer.status,
            answer.error,
            outcome,
            pause,
        )

    async def _send(self, claimed: _Claimed) -> _Answer:
        address = await resolve(claimed.url, private=self._private)
        parts = urlsplit(claimed.url)
        signed = _signed(claimed.secret, claimed.delivery_id, self._clock(), claimed.payload)
        url = httpx.URL(claimed.url).copy_with(host=address)
        async with self._client.stream(
            "POST",
            url,
            content=claimed.payload,
            headers={"host": parts.netloc, "content-type": "application/json", **signed},
            extensions={"sni_hostname": parts.hostname},
        ) as response:
            # The body is of no interest, and may be endless.
            error = None if response.is_success else f"answered {response.status_code}"
            return _Answer(response.status_code, error)


@contextmanager
def _told(workspace_id: str) -> Iterator[None]:
    """Write down in the logs what goes wrong, and go on."""
    try:
        yield
    except UNAVAILABLE as error:
        log.warning("the database is away", extra={"reason": repr(error)})
    except Exception:
        log.exception("deliveries failed", extra={"workspace": workspace_id})


def _judge(answer: _Answer, attempts: int) -> tuple[Literal["delivered", "failed", "due"], float]:
    """What becomes of a delivery after an attempt, and in how many seconds it is tried again."""
    if answer.error is None:
        return "delivered", 0.0
    if answer.status == GONE or attempts > len(PAUSES):
        return "failed", 0.0
    jitter = 1 + random.uniform(0, JITTER)  # noqa: S311 - spreads load, keeps no secret
    return "due", PAUSES[attempts - 1] * jitter


def new_client() -> httpx.AsyncClient:
    """No proxies from the environment, no redirects: they could lead where nobody has checked.

    No connection is reused either: they are kept by address, and another name at the same address
    has not shown its certificate on it.
    """
    for library in ("httpx", "httpcore"):  # they log addresses, and many of those hold a secret
        logging.getLogger(library).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS,
        limits=httpx.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "Sightline-Webhooks/1"},
    )
