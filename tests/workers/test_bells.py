from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from runtime.broker import create_broker, create_worker
from tests.support.patience import PATIENCE
from workers import bells
from workers.bells import Bells, doorbell


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture
def broker(redis_url: str) -> Iterator[RedisBroker]:
    made = create_broker(redis_url)
    yield made
    made.close()


def test_a_bell_that_rings_already_is_not_rung_again(
    broker: RedisBroker, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bells, "MARK_MILLISECONDS", 1_000 * int(PATIENCE))
    rung = Bells(broker)
    for _ in range(50):
        rung.ring_refresh("w1")
        rung.ring_refresh("w2")
        rung.ring_deliver("w1")
    assert client.llen("dramatiq:refresh") == 2
    assert client.llen("dramatiq:deliver") == 1


def test_what_is_committed_while_the_work_goes_on_rings_anew(
    broker: RedisBroker, redis_url: str
) -> None:
    begun, go_on, heard = threading.Semaphore(0), threading.Event(), []

    async def refresh(workspace_id: str) -> None:
        heard.append(workspace_id)
        begun.release()
        go_on.wait(PATIENCE)

    Bells(broker, refresh=refresh)
    worker = create_worker(broker, threads=2)
    worker.start()
    try:
        with doorbell(redis_url) as outside:
            outside.nudge("w1")
            assert begun.acquire(timeout=PATIENCE)
            outside.nudge("w1")
            go_on.set()
            assert begun.acquire(timeout=PATIENCE)
    finally:
        worker.stop()
    assert heard == ["w1", "w1"]


def test_the_mark_of_a_bell_goes_away_by_itself(
    broker: RedisBroker, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bells, "MARK_MILLISECONDS", 1_000 * int(PATIENCE))
    Bells(broker).ring_refresh("w1")
    assert 0 < client.pttl("sightline:rung:refresh:w1") <= 1_000 * PATIENCE
