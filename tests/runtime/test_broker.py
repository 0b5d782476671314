from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dramatiq
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from runtime.broker import Doorbell, create_broker, create_worker


@pytest.fixture
def broker(redis_url: str) -> Iterator[RedisBroker]:
    made = create_broker(redis_url)
    yield made
    made.close()


def test_an_async_actor_hears_a_message_soon_after_idling(broker: RedisBroker) -> None:
    heard = threading.Event()

    async def note(_workspace: str) -> None:
        heard.set()

    actor = dramatiq.actor(broker=broker, actor_name="note")(note)
    worker = create_worker(broker, threads=1)
    worker.start()
    try:
        idle = threading.Event()
        idle.wait(0.3)  # long enough for the consumer to have backed off as far as it does
        delays = []
        for _ in range(5):
            heard.clear()
            began = time.monotonic()
            actor.send("w1")
            assert heard.wait(5)
            delays.append(time.monotonic() - began)
            idle.wait(0.1)
        assert sorted(delays)[2] < 0.1
    finally:
        worker.stop()


def test_waiting_workspaces_are_rung_once_each() -> None:
    rung: list[str] = []
    first, go_on = threading.Event(), threading.Event()

    def ring(workspace: str) -> None:
        rung.append(workspace)
        first.set()
        assert go_on.wait(5)

    bell = Doorbell(ring)
    bell.nudge("w1")
    assert first.wait(5)
    for workspace in ("w2", "w3", "w2", "w2"):
        bell.nudge(workspace)
    go_on.set()
    bell.close()
    assert rung == ["w1", "w2", "w3"]


def test_a_nudge_neither_waits_nor_raises_while_redis_is_away(tmp_path: Path) -> None:
    broker = create_broker(f"unix://{tmp_path}/nobody.sock")

    async def note(_workspace: str) -> None:
        """Never called."""

    bell = Doorbell(dramatiq.actor(broker=broker, actor_name="note")(note).send)
    began = time.monotonic()
    for number in range(100):
        bell.nudge(f"w{number}")
    assert time.monotonic() - began < 0.5
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
            assert tried.acquire(timeout=5)
        bell.close()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
