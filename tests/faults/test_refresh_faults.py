"""Workers and servers that die while documents are kept fresh: nothing lost, nothing doubled.

Real worker and scheduler processes, a real Redis, a real and durable PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import asyncpg
import pytest
import redis
from msgspec import Struct

from events.database.pool import Pool, Sessions
from events.log import Append, Draft, LogUnavailable
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.documents import Documents
from projections.keeping.fold import replay
from projections.keeping.proof import verify
from projections.model.failures import Stop
from runtime.broker import Doorbell
from runtime.database import open_pool
from runtime.embedded_postgres import Postgres
from runtime.embedded_redis import Redis
from runtime.shared_server import _ensure_running, shared
from tests.support.mailbox import taking_mail
from tests.support.messages import Post
from tests.support.patience import PATIENCE, until
from tests.support.receiver import receiving
from tests.support.workspaces import Acme, noon
from workers.bells import doorbell
from workers.deliveries import list_deliveries
from workers.webhooks import add_webhook

RUN = (
    "from runtime.settings import read_settings as s; from workers.main import run_{0} as r; r(s())"
)


class Plant(Struct):
    """Servers of these tests' own."""

    postgres: Postgres
    redis: Redis
    environment: dict[str, str]


@pytest.fixture(scope="module")
def plant() -> Iterator[Plant]:
    with tempfile.TemporaryDirectory(prefix="sightline-") as folder, ExitStack() as running:
        home = Path(folder)
        (home / "sockets").mkdir(mode=0o755)
        postgres, bell = Postgres(home, home / "sockets"), Redis(home, home / "sockets")
        running.enter_context(shared(postgres))
        running.enter_context(shared(bell))
        environment = {
            **os.environ,
            "SIGHTLINE_DATABASE_URL": postgres.url,
            "SIGHTLINE_REDIS_URL": bell.url,
            "SIGHTLINE_WEBHOOKS_PRIVATE": "true",
        }
        yield Plant(postgres, bell, environment)


@pytest.fixture
async def pool(plant: Plant) -> AsyncIterator[Pool]:
    await migrate(plant.postgres.owner_url)
    async with open_pool(plant.postgres.url) as opened:
        yield opened


@pytest.fixture
async def owner(plant: Plant, pool: Pool) -> AsyncIterator[Sessions]:
    assert pool is not None
    async with asyncpg.create_pool(plant.postgres.owner_url, min_size=0, max_size=2) as opened:
        yield opened


@pytest.fixture
async def log(plant: Plant, pool: Pool) -> AsyncIterator[PostgresLog]:
    assert pool is not None
    opened = PostgresLog(plant.postgres.url)
    yield opened
    await opened.close()


@pytest.fixture
def bell(plant: Plant) -> Iterator[Doorbell]:
    with doorbell(plant.redis.url) as opened:
        yield opened


class Start(Protocol):
    def __call__(self, what: str, **more: str) -> subprocess.Popen[bytes]: ...


@pytest.fixture
def start(plant: Plant) -> Iterator[Start]:
    """Start a worker or a scheduler; all are stopped in good order at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(what: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", RUN.format(what)], env={**plant.environment, **more}
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.terminate()
    ended = [process.wait(PATIENCE) for process in started]
    # One that was told to stop while it was still being loaded ends by the signal itself.
    assert set(ended) <= {0, -signal.SIGKILL, -signal.SIGTERM}


async def fresh(pool: Pool, acme: Acme) -> None:
    """Wait until the documents are those of the log's head."""
    head = (await acme.log.head(acme.workspace_id)).position

    async def caught_up() -> bool:
        try:
            at = await Documents(pool).checkpoint(acme.workspace_id)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return at is not None and at.position == head

    await until(caught_up)


async def sound(pool: Pool, acme: Acme) -> None:
    """Fresh, and exactly what a replay of the log gives; the chain is whole."""
    await fresh(pool, acme)
    proof = await verify(acme.log, pool, acme.workspace_id)
    assert proof.holds, proof
    stored = await pool.fetch(
        "select projection, key, body from document where workspace_id = $1", acme.workspace_id
    )
    replayed = replay(await acme.log.read(acme.workspace_id), proof.as_of)
    assert {(row[0], row[1]): row[2] for row in stored} == {
        place: one.body for place, one in replayed.items()
    }


async def connected(owner: Sessions) -> int:
    query = "select count(*) from pg_stat_activity where application_name = 'sightline'"
    return int(await owner.fetchval(query))


async def waits_for_a_lock(owner: Sessions) -> bool:
    return bool(
        await owner.fetchval(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            " and application_name = 'sightline' and query ilike '%insert into public.document%'"
        )
    )


async def test_a_worker_killed_in_the_middle_of_a_refresh_leaves_nothing_half_done(
    pool: Pool, owner: Sessions, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    today = datetime.now(UTC).date()
    acme = await Acme(log, today - timedelta(days=40)).found()
    async with receiving() as receiver:
        hook = await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
        await acme.slide(range(5, 9))
        doomed = start("worker")
        async with owner.acquire() as holder, holder.transaction():
            # Whoever wants to write documents now waits, everything before that being done.
            await holder.execute("lock table document in share mode")
            bell.nudge(acme.workspace_id)
            await until(lambda: waits_for_a_lock(owner))
            doomed.send_signal(signal.SIGKILL)
            doomed.wait(PATIENCE)
        assert await owner.fetchval("select count(*) from delivery") == 0
        start("worker")
        start("scheduler")
        await sound(pool, acme)
        await until(lambda: delivered(owner))
        told = [one["type"] for one in receiver.opened(hook.secret)]
        assert told.count("drift.raised") == 1


async def test_a_worker_killed_between_sending_a_mail_and_writing_it_down_sends_one_double(
    pool: Pool, owner: Sessions, log: PostgresLog, start: Start
) -> None:
    """Under the id of the first, by which it is known for a double; the ledger has one delivery."""
    acme = await Acme(log).found()
    post = Post(owner, acme.workspace_id)
    await post.address("ada", "ada@example.org")
    async with taking_mail() as mailbox:
        by_mail = {
            "SIGHTLINE_SMTP_URL": mailbox.url,
            "SIGHTLINE_MAIL_FROM": "Sightline <okr@example.org>",
        }
        mailbox.pause = asyncio.Event()
        await post.message("ada")
        doomed = start("scheduler", **by_mail, SIGHTLINE_REDIS_URL="unix:///nowhere/redis.sock")
        await asyncio.wait_for(mailbox.arrived.wait(), PATIENCE)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait(PATIENCE)
        mailbox.pause.set()
        start("worker", **by_mail)
        start("scheduler", **by_mail)
        await post.due()  # as it is when the lease is over
        await until(lambda: delivered(owner))
    assert len(mailbox.mails) == 2
    assert len(set(mailbox.ids)) == 1
    [delivery] = await list_deliveries(pool, acme.workspace_id)
    assert [one.ended_at is None for one in delivery.tried] == [True, False]


async def delivered(owner: Sessions) -> bool:
    rows = await owner.fetch("select delivered_at from delivery")
    return bool(rows) and all(row[0] is not None for row in rows)


@pytest.mark.parametrize("what", ["worker", "scheduler"])
async def test_told_to_stop_a_process_ends_in_good_order(
    owner: Sessions, start: Start, what: str
) -> None:
    before = await connected(owner)
    process = start(what)

    async def there() -> bool:
        return await connected(owner) > before

    await until(there)
    process.terminate()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0


async def test_a_commit_whose_nudge_was_lost_is_found_by_the_sweep(
    pool: Pool, log: PostgresLog, start: Start
) -> None:
    acme = await Acme(log).found()
    start("worker")
    start("scheduler")
    await sound(pool, acme)
    await acme.report(3)
    await sound(pool, acme)


async def test_everything_goes_on_while_redis_is_stopped_and_after_it_is_back(
    plant: Plant, pool: Pool, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    acme = await Acme(log).found()
    start("worker")
    start("scheduler")
    bell.nudge(acme.workspace_id)
    await sound(pool, acme)
    plant.redis.stop()
    try:
        for day in (3, 4, 5):
            await acme.report(day)
            bell.nudge(acme.workspace_id)
            await sound(pool, acme)
    finally:
        _ensure_running(plant.redis)
    for day in (6, 7):
        await acme.report(day)
        bell.nudge(acme.workspace_id)
        await sound(pool, acme)


async def test_messages_that_redis_forgot_are_made_up_for(
    plant: Plant, pool: Pool, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    acme = await Acme(log).found()
    with redis.Redis.from_url(plant.redis.url) as client:
        client.flushall()
        bell.nudge(acme.workspace_id)

        async def rung() -> bool:
            return bool(client.llen("dramatiq:refresh"))

        await until(rung)
        client.flushall()
    start("worker")
    start("scheduler")
    await sound(pool, acme)


def crash(postgres: Postgres) -> None:
    """Stop without writing anything down: the newest documents are lost, and no event is."""
    postgres._run("pg_ctl", "stop", "-w", "-m", "immediate", owner=postgres._owner())


async def test_postgresql_stopped_and_crashed_under_load_loses_and_doubles_nothing(
    plant: Plant, pool: Pool, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    companies = [await Acme(log).found() for _ in range(2)]
    start("worker")
    start("worker")
    start("scheduler")

    async def report(acme: Acme) -> None:
        for day in range(60):
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        await acme.report(day)
                        break
                    except LogUnavailable:
                        await asyncio.sleep(0.05)
            bell.nudge(acme.workspace_id)
            await asyncio.sleep(0.05)

    reporting = [asyncio.create_task(report(acme)) for acme in companies]
    for stop in (plant.postgres.stop, lambda: crash(plant.postgres)):
        await asyncio.sleep(1)  # under load, some of it before and some of it after
        await asyncio.to_thread(stop)
        await asyncio.to_thread(_ensure_running, plant.postgres)
    await asyncio.gather(*reporting)
    for acme in companies:
        await sound(pool, acme)


async def test_two_workers_on_one_workspace_never_write_the_older_over_the_newer(
    pool: Pool, owner: Sessions, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    acme = await Acme(log).found()
    before = await connected(owner)
    for what in ("worker", "worker", "scheduler"):
        start(what)

    async def all_there() -> bool:
        return await connected(owner) >= before + 3

    await until(all_there)
    seen = 0
    for day in range(50):
        await acme.report(day)
        bell.nudge(acme.workspace_id)
        at = await Documents(pool).checkpoint(acme.workspace_id)
        now = at.position if at else 0
        assert now >= seen
        seen = now
    await sound(pool, acme)


async def test_an_event_of_a_newer_version_stops_nobody(
    pool: Pool, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    acme = await Acme(log).found()
    start("worker")
    start("scheduler")
    newer = Append((Draft("plan:1", "plan_imagined", b'{"a": [1]}'),), {}, "ada", noon(1))
    await log.append(acme.workspace_id, newer)
    await acme.report(3)
    bell.nudge(acme.workspace_id)
    await sound(pool, acme)


async def test_a_workspace_that_cannot_be_read_does_not_stop_the_others(
    pool: Pool, log: PostgresLog, bell: Doorbell, start: Start
) -> None:
    poisoned, well = await Acme(log).found(), await Acme(log).found()
    broken = Append((Draft("objective:x", "checked_in", b'{"type": 7}'),), {}, "ada", noon(1))
    at = (await log.append(poisoned.workspace_id, broken)).last
    start("worker")
    start("scheduler")
    for acme in (poisoned, well):
        bell.nudge(acme.workspace_id)
    await sound(pool, well)
    await well.report(4)
    bell.nudge(well.workspace_id)
    await sound(pool, well)

    async def said() -> bool:
        reached = await Documents(pool).checkpoint(poisoned.workspace_id)
        return reached is not None and reached.stopped == Stop(at, "UnreadableEvent")

    await until(said)
