from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import dramatiq
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from runtime.broker import Doorbell, create_broker, create_worker
from tests.support.patience import PATIENCE, wait_until


@pytest.fixture
def broker(redis_url: str) -> Iterator[RedisBroker]:
    made = create_broker(redis_url)
    yield made
    made.close()


def test_an_async_actor_that_idles_hears_a_message_soon(
    broker: RedisBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Soon by the pauses that its consumer wants; what a busy machine makes of them is its own."""
    heard, idle, pauses = threading.Event(), threading.Event(), list[float]()

    def rest(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 20:  # by then it has backed off as far as it does
            idle.set()
        time.sleep(seconds)

    async def note(_workspace: str) -> None:
        heard.set()

    monkeypatch.setattr("dramatiq.brokers.redis.time", SimpleNamespace(sleep=rest))
    actor = dramatiq.actor(broker=broker, actor_name="note")(note)
    worker = create_worker(broker, threads=1)
    worker.start()
    try:
        assert idle.wait(PATIENCE)
        actor.send("w1")
        assert heard.wait(PATIENCE)
        assert max(pauses) < 0.1
    finally:
        worker.stop()


def test_a_broker_that_is_closed_leaves_no_connection_behind(redis_url: str) -> None:
    broker = create_broker(redis_url)

    async def note(_workspace: str) -> None:
        """Never called."""

    with redis.Redis.from_url(redis_url) as client:
        before = len(client.client_list())
        dramatiq.actor(broker=broker, actor_name="note")(note).send("w1")
        assert len(client.client_list()) == before + 1
        broker.close()
        wait_until(lambda: len(client.client_list()) == before)  # it hears of it a moment later


def test_waiting_workspaces_are_rung_once_each() -> None:
    rung: list[str] = []
    first, go_on = threading.Event(), threading.Event()

    def ring(workspace: str) -> None:
        rung.append(workspace)
        first.set()
        assert go_on.wait(PATIENCE)

    bell = Doorbell(ring)
    bell.nudge("w1")
    assert first.wait(PATIENCE)
    for workspace in ("w2", "w3", "w2", "w2"):
        bell.nudge(workspace)
    go_on.set()
    bell.close()
    assert rung == ["w1", "w2", "w3"]


def test_a_nudge_neither_waits_nor_raises_while_redis_is_away(tmp_path: Path) -> None:
    broker = create_broker(f"unix://{tmp_path}/nobody.sock")

    async def note(_workspace: str) -> None:
        """Never called."""

    send = dramatiq.actor(broker=broker, actor_name="note")(note).send
    tried, go_on = threading.Event(), threading.Event()

    def ring(workspace: str) -> None:
        tried.set()
        assert go_on.wait(PATIENCE)
        send(workspace)

    bell = Doorbell(ring)
    for number in range(100):
        bell.nudge(f"w{number}")  # and returns, though nothing was sent yet
    assert tried.wait(PATIENCE)
    go_on.set()
    bell.close()
    bell.nudge("after the end")


def test_the_bell_rings_again_once_redis_is_back(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter([redis.ConnectionError("away"), redis.ConnectionError("away"), None])
    tried = threading.Semaphore(0)

    def ring(_workspace: str) -> None:
        tried.release()
        answer = next(answers)
        if answer is not None:
            raise answer

    bell = Doorbell(ring)
    with caplog.at_level("INFO"):
        for _ in range(3):
            bell.nudge("w1")
            assert tried.acquire(timeout=PATIENCE)
        bell.close()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
