"""How often somebody may try to get in: so often in a minute, and then they are told to wait.

Secrets cannot be guessed, with or without this: what it bounds is the work that strangers cause.
Attempts are counted in Redis, for all processes of the API together; while it is away each process
counts for itself. A count ends a minute after its first attempt, whatever comes in between, so that
nobody stays locked out.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, NamedTuple, Protocol

import redis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from api.http.requests.problems import TooManyAttempts

log = logging.getLogger(__name__)

Seconds = Callable[[], float]

REMEMBERED: Final = 10_000
"""Counts that a process keeps; beyond that the oldest are forgotten."""

ANSWERS_WITHIN: Final = 0.5
"""Seconds in which Redis has to answer."""

LEFT_ALONE: Final = 5.0
"""Seconds for which Redis is not asked after it did not answer."""


class Rate(NamedTuple):
    """At most so many attempts of a kind within so many seconds."""

    kind: str
    most: int
    seconds: int


DOOR: Final = Rate("door", 300, 60)
"""From one address to the pages of logging in; a whole office may share it."""

WRONG_SECRET: Final = Rate("wrong secret", 300, 60)
"""From one address with tokens and sessions that let nobody in, each of them counted once."""

LOGIN: Final = Rate("login", 10, 60)
"""Of one person: only those count in which they would be let in."""


class Counted(NamedTuple):
    """How many attempts there were, this one included, and the seconds until they are forgotten."""

    times: int
    left: float


class Tally(Protocol):
    async def add(self, key: str, seconds: int) -> Counted: ...


class OwnTally:
    """Counts in this process."""

    def __init__(self, now: Seconds = time.monotonic) -> None:
        self._now = now
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def add(self, key: str, seconds: int) -> Counted:
        now = self._now()
        times, ends = self._counts.pop(key, (0, 0.0))
        if ends <= now:
            times, ends = 0, now + seconds
        self._counts[key] = times + 1, ends
        if len(self._counts) > REMEMBERED:
            self._counts.popitem(last=False)
        return Counted(times + 1, ends - now)


class SharedTally:
    """Counts in Redis and, while it is away, in this process."""

    def __init__(self, client: Redis, now: Seconds = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._own = OwnTally(now)
        self._asked_again = 0.0

    async def add(self, key: str, seconds: int) -> Counted:
        if self._now() < self._asked_again:
            return await self._own.add(key, seconds)
        try:
            async with self._client.pipeline(transaction=True) as steps:
                steps.set(key, 0, ex=seconds, nx=True)
                steps.incr(key)
                steps.pttl(key)
                _, times, milliseconds = await steps.execute()
        except (redis.RedisError, OSError) as error:
            log.warning("Attempts to log in are counted without Redis", extra={"reason": error})
            self._asked_again = self._now() + LEFT_ALONE
            return await self._own.add(key, seconds)
        return Counted(times, milliseconds / 1000)


@asynccontextmanager
async def shared_tally(redis_url: str) -> AsyncIterator[SharedTally]:
    client = Redis.from_url(
        redis_url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        retry=Retry(NoBackoff(), 1),  # a connection that Redis closed meanwhile is opened again
    )
    try:
        yield SharedTally(client)
    finally:
        await client.aclose()


class Attempts:
    """Counts attempts by whoever makes them, and refuses what is too much."""

    def __init__(self, tally: Tally, now: Seconds = time.monotonic) -> None:
        self._tally = tally
        self._now = now
        #: Until when they wait who were over a limit, so that refusing them costs nothing.
        self._waiting: OrderedDict[str, float] = OrderedDict()

    def check(self, rate: Rate, who: str) -> None:
        """Raises TooManyAttempts for as long as somebody has to wait."""
        left = self._waiting.get(_key(rate, who), 0.0) - self._now()
        if left > 0:
            raise TooManyAttempts(left)

    async def note(self, rate: Rate, who: str) -> None:
        """Count an attempt; the first one too many makes those after it wait."""
        key = _key(rate, who)
        counted = await self._tally.add(key, rate.seconds)
        if counted.times > rate.most:
            self._waiting[key] = self._now() + counted.left
            self._waiting.move_to_end(key)
            if len(self._waiting) > REMEMBERED:
                self._waiting.popitem(last=False)

    async def take(self, rate: Rate, who: str) -> None:
        """Count an attempt, and refuse it if it is one too many. Raises TooManyAttempts."""
        self.check(rate, who)
        await self.note(rate, who)
        self.check(rate, who)


def _key(rate: Rate, who: str) -> str:
    """Redis gets to know nobody's address."""
    digest = hashlib.sha256(f"{rate.kind} {who}".encode()).hexdigest()[:32]
    return f"sightline:attempts:{digest}"
