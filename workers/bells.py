"""What can be rung for, and how: a name and a workspace, never data.

A bell that has been rung and not yet been heard need not be rung again: a mark in Redis says so. It
is taken away before the work begins, so that what is committed after that rings anew, and it
expires by itself, so that a lost message costs seconds at most.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dramatiq
from dramatiq import Broker, MessageProxy, Middleware
from dramatiq.brokers.redis import RedisBroker

from runtime.broker import Doorbell, create_broker

MARK_MILLISECONDS = 2_000
LONGEST_MILLISECONDS = 3_600_000  # catching up with a whole log may take a while
OLDEST_MILLISECONDS = 600_000  # by then the sweep has been there many times

Work = Callable[[str], Awaitable[None]]


class Bells:
    """The bells on a broker. Those who only ring say nothing of the work behind them."""

    def __init__(
        self,
        broker: RedisBroker,
        *,
        refresh: Work | None = None,
        deliver: Work | None = None,
        write: Work | None = None,
    ) -> None:
        self._broker = broker
        broker.add_middleware(_Heard(broker))
        self._refresh = _declare(broker, "refresh", refresh or _elsewhere)
        self._deliver = _declare(broker, "deliver", deliver or _elsewhere)
        self._write = _declare(broker, "write", write or _elsewhere)

    def ring_refresh(self, workspace_id: str) -> None:
        """The workspace's log has grown, or its day is over. Raises what Redis raises."""
        self._ring(self._refresh, workspace_id)

    def ring_deliver(self, workspace_id: str) -> None:
        """The workspace has notifications that are due. Raises what Redis raises."""
        self._ring(self._deliver, workspace_id)

    def ring_write(self, workspace_id: str) -> None:
        """Texts wait in the workspace for the language model. Raises what Redis raises."""
        self._ring(self._write, workspace_id)

    def _ring(self, actor: dramatiq.Actor[[str], Any], workspace_id: str) -> None:
        mark = _mark(actor.actor_name, workspace_id)
        if self._broker.client.set(mark, b"", nx=True, px=MARK_MILLISECONDS):
            actor.send(workspace_id)


@contextmanager
def doorbell(redis_url: str) -> Iterator[Doorbell]:
    """For those who write to the log: `nudge(workspace_id)` after a commit, whatever Redis does."""
    broker = create_broker(redis_url)
    bell = Doorbell(Bells(broker).ring_refresh)
    try:
        yield bell
    finally:
        bell.close()
        broker.close()


def _declare(broker: Broker, name: str, work: Work) -> dramatiq.Actor[[str], Any]:
    return dramatiq.actor(
        broker=broker,
        actor_name=name,
        queue_name=name,
        max_retries=0,  # the sweep is the retry
        max_age=OLDEST_MILLISECONDS,
        time_limit=LONGEST_MILLISECONDS,
    )(work)


async def _elsewhere(_workspace_id: str) -> None:
    """The work is done by another process."""


def _mark(name: str, workspace_id: str) -> str:
    return f"sightline:rung:{name}:{workspace_id}"


class _Heard(Middleware):
    def __init__(self, broker: RedisBroker) -> None:
        self._redis = broker.client

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:  # noqa: ARG002 - dramatiq's
        self._redis.delete(_mark(message.actor_name, str(message.args[0])))
