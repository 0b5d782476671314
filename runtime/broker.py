"""The bell between the processes: dramatiq on Redis, made when asked for and never at import."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import redis
from dramatiq import DramatiqError, Worker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AsyncIO
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

# An idle consumer looks again after 10 to 20 ms; dramatiq's own second would delay every view.
IDLE_MILLISECONDS = 20
REDIS_SECONDS = 2.0  # the longest that one attempt to reach Redis takes
MOST_WAITING = 10_000  # workspaces; beyond that the sweep has to find them


class _Broker(RedisBroker):
    """Dramatiq's own leaves its connections to the garbage collector."""

    def close(self) -> None:
        super().close()
        self.client.close()


def create_broker(redis_url: str) -> RedisBroker:
    """A broker for async actors; it connects when it is first used."""
    client = redis.Redis.from_url(
        redis_url,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 1),  # a connection that Redis closed meanwhile is opened again
    )
    broker = _Broker(client=client)  # type: ignore[no-untyped-call]  # dramatiq's own gap
    broker.add_middleware(AsyncIO())
    return broker


def create_worker(broker: RedisBroker, *, threads: int = 4) -> Worker:
    """A worker for the actors declared on the broker; start it, and stop it at the end."""
    return Worker(broker, worker_timeout=IDLE_MILLISECONDS, worker_threads=threads)


class Doorbell:
    """Rings for workspaces whose log has grown, from a thread of its own.

    `ring` sends one message. Workspaces that are waiting are rung once, however often they were
    nudged. What cannot be delivered is dropped: the sweep finds lagging workspaces without it.
    """

    def __init__(self, ring: Callable[[str], object]) -> None:
        self._ring = ring
        self._waiting: dict[str, None] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._reachable = True
        self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
        self._thread.start()

    def nudge(self, workspace: str) -> None:
        """Return at once, whatever the state of Redis; never raises."""
        with self._changed:
            if not self._closed and len(self._waiting) < MOST_WAITING:
                self._waiting[workspace] = None
                self._changed.notify()

    def close(self) -> None:
        """Ring for those that are waiting, unless Redis is away, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                workspaces, self._waiting = list(self._waiting), {}
            for workspace in workspaces:
                if not self._deliver(workspace):
                    break

    def _deliver(self, workspace: str) -> bool:
        try:
            self._ring(workspace)
        except (redis.RedisError, DramatiqError, OSError) as error:
            if self._reachable:
                log.warning("Redis cannot be reached, the sweep will do", extra={"reason": error})
            self._reachable = False
        else:
            if not self._reachable:
                log.info("Redis can be reached again")
            self._reachable = True
        return self._reachable
