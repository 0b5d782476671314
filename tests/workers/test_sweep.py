from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis

from domain.organization.organization import AddUnit
from domain.values import UnitId
from events.database.pool import Pool, Sessions
from events.postgres import PostgresLog
from projections.keeping.fold import LAYOUT
from projections.keeping.refresh import Refresher
from runtime.broker import create_broker
from runtime.clock import now
from runtime.settings import Settings
from tests.support.messages import Post
from tests.support.patience import PATIENCE, until
from tests.support.receiver import Receiver
from tests.support.workspaces import Acme, noon
from workers import courier as couriers
from workers import sweep as sweeps
from workers.bells import Bells
from workers.courier import Courier
from workers.main import run_scheduler
from workers.refresh import Keeper
from workers.sweep import Sweep
from workers.webhooks import add_webhook


class Heard:
    """Whom the work was done for here, because Redis did not take the message."""

    def __init__(self) -> None:
        self.refreshed: list[str] = []
        self.delivered: list[str] = []

    async def refresh(self, workspace_id: str) -> None:
        self.refreshed.append(workspace_id)

    async def deliver(self, workspace_id: str) -> None:
        self.delivered.append(workspace_id)


@pytest.fixture
def bells(redis_url: str) -> Iterator[Bells]:
    broker = create_broker(redis_url)
    yield Bells(broker)
    broker.close()


@pytest.fixture
def deaf(tmp_path: object) -> Iterator[Bells]:
    """Bells on a Redis that is away."""
    broker = create_broker(f"unix://{tmp_path}/nobody.sock")
    yield Bells(broker)
    broker.close()


@pytest.fixture
def today(event_log: PostgresLog, pool: Pool) -> Refresher:
    """A refresher whose day is that of the database."""
    return Refresher(event_log, pool, clock=now)


def rung(redis_url: str, queue: str) -> int:
    with redis.Redis.from_url(redis_url) as client:
        return int(client.llen(f"dramatiq:{queue}"))


async def lagging(pool: Pool, bells: Bells) -> list[str]:
    sweep = Sweep(pool, bells, refresh=Heard().refresh, deliver=Heard().deliver)
    return [one async for page in sweep._lagging() for one in page]


async def test_a_log_ahead_of_its_documents_is_rung_for(
    pool: Pool, acme: Acme, bells: Bells, redis_url: str, today: Refresher
) -> None:
    heard = Heard()
    sweep = Sweep(pool, bells, refresh=heard.refresh, deliver=heard.deliver)
    assert await sweep.once() == 1
    assert rung(redis_url, "refresh") == 1
    assert heard.refreshed == []
    await today.refresh(acme.workspace_id)
    assert await sweep.once() == 0


async def test_while_redis_is_away_the_sweep_does_the_work(
    pool: Pool, acme: Acme, deaf: Bells, today: Refresher
) -> None:
    keeper = Keeper(today)
    sweep = Sweep(pool, deaf, refresh=keeper.refresh, deliver=Heard().deliver)
    assert await sweep.once() == 1
    assert await sweep.once() == 0
    await acme.report(3)
    assert await sweep.once() == 1
    assert await sweep.once() == 0


async def test_a_day_that_is_over_is_found(
    pool: Pool, acme: Acme, bells: Bells, event_log: PostgresLog, today: Refresher
) -> None:
    yesterday: datetime = now() - timedelta(days=1)
    await Refresher(event_log, pool, clock=lambda: yesterday).refresh(acme.workspace_id)
    assert await lagging(pool, bells) == [acme.workspace_id]
    await today.refresh(acme.workspace_id)
    assert await lagging(pool, bells) == []


async def test_a_day_that_is_still_to_come_is_found_unless_an_event_names_it(
    pool: Pool, acme: Acme, bells: Bells, event_log: PostgresLog, today: Refresher
) -> None:
    ahead: datetime = now() + timedelta(days=3)
    await Refresher(event_log, pool, clock=lambda: ahead).refresh(acme.workspace_id)
    assert await lagging(pool, bells) == [acme.workspace_id]
    await today.refresh(acme.workspace_id)
    assert await lagging(pool, bells) == []
    day = (ahead.date() - acme.starts).days
    await acme.say(noon(day), [AddUnit(UnitId("late"), "Late", "team", UnitId("acme"))])
    await today.refresh(acme.workspace_id)
    assert await lagging(pool, bells) == []


async def test_documents_of_an_older_layout_are_found_and_newer_ones_are_not(
    pool: Pool, owner: Sessions, acme: Acme, bells: Bells, today: Refresher
) -> None:
    await today.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set layout = $1", LAYOUT - 1)
    assert await lagging(pool, bells) == [acme.workspace_id]
    await owner.execute("update checkpoint set layout = $1", LAYOUT + 1)
    await acme.report(3)
    assert await lagging(pool, bells) == []


async def test_an_empty_workspace_is_not_behind(
    pool: Pool, bells: Bells, event_log: PostgresLog, today: Refresher
) -> None:
    empty = "00000000-0000-4000-8000-000000000009"
    await event_log.create_workspace(empty, "Empty")
    assert await lagging(pool, bells) == []
    await today.refresh(empty)
    assert await lagging(pool, bells) == []


async def test_all_workspaces_are_gone_through_page_by_page(
    pool: Pool, event_log: PostgresLog, bells: Bells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "PAGE", 2)
    made = sorted([(await Acme(event_log).found()).workspace_id for _ in range(5)])
    assert await lagging(pool, bells) == made


async def test_due_notifications_are_rung_for_or_sent(
    pool: Pool,
    acme: Acme,
    bells: Bells,
    deaf: Bells,
    redis_url: str,
    refresher: Refresher,
    courier: Courier,
    receiver: Receiver,
) -> None:
    await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    heard = Heard()
    await Sweep(pool, bells, refresh=heard.refresh, deliver=heard.deliver).once()
    assert rung(redis_url, "deliver") == 1
    await Sweep(pool, deaf, refresh=heard.refresh, deliver=courier.deliver).once()
    assert receiver.received
    await Sweep(pool, deaf, refresh=heard.refresh, deliver=heard.deliver).once()
    assert heard.delivered == []


async def test_messages_that_may_be_sent_are_rung_for_or_handed_on_and_sent(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    bells: Bells,
    deaf: Bells,
    redis_url: str,
    courier: Courier,
    receiver: Receiver,
) -> None:
    await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    post = Post(owner, acme.workspace_id)
    await post.message(suppressed="ceiling")
    await post.message(wait=3600)
    heard = Heard()
    await Sweep(pool, bells, refresh=heard.refresh, deliver=heard.deliver).once()
    assert rung(redis_url, "deliver") == 0
    await post.message()
    await Sweep(pool, bells, refresh=heard.refresh, deliver=heard.deliver).once()
    assert rung(redis_url, "deliver") == 1
    await Sweep(pool, deaf, refresh=heard.refresh, deliver=courier.deliver).once()
    assert len(receiver.received) == 1
    await Sweep(pool, deaf, refresh=heard.refresh, deliver=heard.deliver).once()
    assert heard.delivered == []


async def test_a_receiver_that_hangs_does_not_hold_up_the_views(
    pool: Pool,
    owner: Sessions,
    database: str,
    tmp_path: Path,
    acme: Acme,
    refresher: Refresher,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(couriers, "TIMEOUT_SECONDS", 2 * PATIENCE)  # it is not given up on
    await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    receiver.pause = asyncio.Event()
    settings = Settings(
        database_url=database, redis_url=f"unix://{tmp_path}/nobody.sock", webhooks_private=True
    )
    stop = threading.Event()
    scheduler = asyncio.create_task(asyncio.to_thread(run_scheduler, settings, stop))
    try:
        await asyncio.wait_for(receiver.arrived.wait(), PATIENCE)
        position = await acme.report(3)

        async def seen() -> bool:
            return bool(await owner.fetchval("select position = $1 from checkpoint", position))

        await until(seen)
    finally:
        receiver.pause.set()
        stop.set()
        await scheduler


async def test_sweeping_goes_on_after_a_failure_and_ends_when_told(
    pool: Pool, acme: Acme, bells: Bells, caplog: pytest.LogCaptureFixture
) -> None:
    assert acme is not None
    stop, times = asyncio.Event(), 0

    class Failing(Sweep):
        async def once(self) -> int:
            nonlocal times
            times += 1
            if times == 1:
                raise OSError("the database is away")
            if times == 2:
                raise ValueError("a bug")
            stop.set()
            return await super().once()

    sweep = Failing(pool, bells, refresh=Heard().refresh, deliver=Heard().deliver)
    await asyncio.wait_for(sweep.run(stop, every=0.01), PATIENCE)
    assert times == 3
    assert "a sweep failed" in caplog.text
