from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from events.database.pool import Pool, Sessions
from events.log import Append, Draft, Fact, Stored, UnknownWorkspace
from events.postgres import PostgresLog
from projections.keeping import documents, refresh
from projections.keeping.documents import Documents
from projections.keeping.fold import LAYOUT, replay
from projections.keeping.proof import Difference, verify
from projections.keeping.refresh import Refresher
from tests.support.acme import OBJECTIVES, STARTS
from tests.support.workspaces import FIRST, Acme, noon


async def stored_documents(pool: Pool, workspace_id: str) -> dict[tuple[str, str], bytes]:
    rows = await pool.fetch(
        "select projection, key, body from document where workspace_id = $1", workspace_id
    )
    return {(row["projection"], row["key"]): row["body"] for row in rows}


async def replayed(acme: Acme, today: date | None = None) -> dict[tuple[str, str], bytes]:
    log: list[Stored] = await acme.log.read(acme.workspace_id)
    return {key: one.body or b"" for key, one in replay(log, today).items()}


async def view(pool: Pool, acme: Acme, projection: str, key: str) -> Any:
    found = await Documents(pool).read(acme.workspace_id, projection, key)
    assert found is not None
    return msgspec.json.decode(found.body)


async def test_what_is_stored_equals_the_replay_of_the_log_after_every_refresh(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    for day in (2, 3, 9, 30):
        position = await acme.report(day, 10.0 + day / 10)
        assert await refresher.refresh(acme.workspace_id) == position
        assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


async def test_a_refresh_without_news_writes_nothing(
    owner: Sessions, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    before = await owner.fetch("select key, xmin::text from document order by key")
    moved = await owner.fetchval("select updated_at from checkpoint")
    await refresher.refresh(acme.workspace_id)
    assert await owner.fetch("select key, xmin::text from document order by key") == before
    assert await owner.fetchval("select updated_at from checkpoint") == moved


async def test_a_workspace_that_is_not_there_is_refused(refresher: Refresher) -> None:
    with pytest.raises(UnknownWorkspace):
        await refresher.refresh("00000000-0000-4000-8000-00000000dead")


async def test_batches_end_where_one_refresh_would(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    await acme.slide(range(5))
    small = Refresher(event_log, pool, batch=7)
    head = await event_log.head(acme.workspace_id)
    assert await small.refresh(acme.workspace_id) == head.position
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


async def test_two_workers_on_one_workspace_write_each_event_once(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    workers = [Refresher(event_log, pool, batch=5) for _ in range(2)]
    for day in range(20):
        await acme.report(day)
        positions = await asyncio.gather(*(one.refresh(acme.workspace_id) for one in workers))
        assert positions[0] == positions[1]
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


async def test_a_worker_that_missed_what_another_did_goes_on_from_there(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    one, other = Refresher(event_log, pool), Refresher(event_log, pool)
    await one.refresh(acme.workspace_id)
    for day in (3, 4, 5):
        await acme.report(day)
        await other.refresh(acme.workspace_id)
    await acme.report(6)
    await one.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


# Days


async def test_days_that_go_by_are_rendered_and_kept(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.report(3)
    await refresher.refresh(acme.workspace_id)
    later = STARTS + timedelta(days=40)
    await refresher.refresh(acme.workspace_id, today=later)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, later)
    assert (await view(pool, acme, "alignment", "q3"))["cycle"]["as_of"] == later.isoformat()
    at = await Documents(pool).checkpoint(acme.workspace_id)
    assert at is not None
    assert at.as_of == later


async def test_another_worker_never_goes_back_to_an_earlier_day(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    one, other = Refresher(event_log, pool), Refresher(event_log, pool)
    await other.refresh(acme.workspace_id)
    later = STARTS + timedelta(days=40)
    await one.refresh(acme.workspace_id, today=later)
    await acme.report(20)
    await other.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, later)


async def test_the_clock_says_which_day_it_is_where_the_workspace_is(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    half_past_midnight_in_london = datetime(2026, 7, 20, 0, 30, tzinfo=UTC)
    ticking = Refresher(event_log, pool, clock=lambda: half_past_midnight_in_london)
    await ticking.refresh(acme.workspace_id)
    row = await owner.fetchrow("select as_of, day_ends from checkpoint")
    assert row is not None
    assert row["as_of"] == date(2026, 7, 19)
    assert row["day_ends"] == datetime(2026, 7, 20, 4, tzinfo=UTC)


# Snapshots, layouts, rebuilding


@pytest.fixture
def snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "SNAPSHOT_EVERY", 10)


@pytest.mark.usefixtures("snapshots")
async def test_a_cold_worker_starts_from_the_snapshot_and_goes_on(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    warm = Refresher(event_log, pool)
    await acme.slide(range(3))
    await warm.refresh(acme.workspace_id)
    await warm.close()
    position = await owner.fetchval("select position from snapshot")
    assert position == (await event_log.head(acme.workspace_id)).position
    await acme.slide(range(3, 5))
    read_from: list[int] = []

    class Watched(PostgresLog):
        async def read_facts(self, workspace: str, after: int = 0, *more: Any) -> list[Fact]:
            read_from.append(after)
            return await event_log.read_facts(workspace, after, *more)

    cold = Refresher(Watched(""), pool)
    await cold.refresh(acme.workspace_id)
    assert min(read_from) == position
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


@pytest.mark.usefixtures("snapshots")
async def test_a_snapshot_that_cannot_be_read_is_passed_over(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    warm = Refresher(event_log, pool)
    await warm.refresh(acme.workspace_id)
    await warm.close()
    await owner.execute("update snapshot set body = 'nonsense'")
    await acme.report(3)
    await Refresher(event_log, pool).refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


async def test_documents_of_an_older_layout_are_all_made_again(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set layout = $1", LAYOUT - 1)
    await owner.execute("update document set body = 'old', etag = 'old' where key <> 'workspace'")
    await owner.execute("update document set key = 'gone by now' where key = 'workspace'")
    await refresher.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)
    proof = await verify(event_log, pool, acme.workspace_id)
    assert proof.holds


async def test_documents_of_a_newer_layout_are_left_alone(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher
) -> None:
    before = await refresher.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set layout = $1", LAYOUT + 1)
    await owner.execute("update document set body = 'newer'")
    await acme.report(3)
    assert await refresher.refresh(acme.workspace_id) == before
    assert set((await stored_documents(pool, acme.workspace_id)).values()) == {b"newer"}


async def test_a_checkpoint_that_went_back_is_caught_up_with_again(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(3))
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set position = 10")
    await owner.execute("update document set body = 'lost', etag = 'lost' where position > 10")
    await acme.report(30)
    await refresher.refresh(acme.workspace_id)
    stored = await stored_documents(pool, acme.workspace_id)
    expected = await replayed(acme)
    assert stored["drift", FIRST] == expected["drift", FIRST]
    assert stored["alignment", "q3"] == expected["alignment", "q3"]


async def test_a_rebuild_makes_everything_right_and_no_reader_sees_a_half(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(3))
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update document set body = 'broken' where projection = 'drift'")
    total = await owner.fetchval("select count(*) from document")
    counts: list[int] = []
    rebuilding = asyncio.create_task(refresher.rebuild(acme.workspace_id))
    while not rebuilding.done():
        counts.append(await owner.fetchval("select count(*) from document"))
    await rebuilding
    assert set(counts) == {total}
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


# Failures


async def test_a_refresh_that_fails_changes_nothing_and_can_be_tried_again(
    pool: Pool, acme: Acme, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A known mistake of other systems: derived totals silently stale after an error."""
    await refresher.refresh(acme.workspace_id)
    before = await stored_documents(pool, acme.workspace_id)
    await acme.report(3)

    class Broken(Exception):
        pass

    async def fail(*_: object) -> None:
        raise Broken

    with monkeypatch.context() as patched:
        patched.setattr(documents, "move", fail)
        with pytest.raises(Broken):
            await refresher.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == before
    await refresher.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


async def test_events_of_a_newer_version_are_passed_over(
    pool: Pool, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    news = Append((Draft("okr:1", "from_the_future", b'{"a": 1}'),), {}, "ada", noon(1))
    await event_log.append(acme.workspace_id, news)
    position = await acme.report(3)
    assert await refresher.refresh(acme.workspace_id) == position
    assert (await verify(event_log, pool, acme.workspace_id)).holds
    feed = await view(pool, acme, "feed", "0")
    assert "newer version" in feed["activities"][1]["text"]


async def test_memory_keeps_to_its_bound(pool: Pool, event_log: PostgresLog) -> None:
    companies = [await Acme(event_log).found() for _ in range(4)]
    small = Refresher(event_log, pool, remembered=300)
    for _ in range(2):
        for acme in companies:
            await acme.report(3)
            await small.refresh(acme.workspace_id)
    assert len(small._memory) == 2
    for acme in companies:
        assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)


# The proof


async def test_the_proof_holds_while_refreshes_go_on(
    pool: Pool, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)

    async def report() -> None:
        for day in range(10):
            await acme.report(day)
            await refresher.refresh(acme.workspace_id)

    reporting = asyncio.create_task(report())
    while not reporting.done():
        assert (await verify(event_log, pool, acme.workspace_id)).holds
    await reporting


async def test_the_proof_names_what_is_not_as_the_log_says(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    await acme.report(3)
    await refresher.refresh(acme.workspace_id)
    card = OBJECTIVES[0]
    await owner.execute("update document set body = body || ' ' where projection = 'directory'")
    await owner.execute("update document set key = 'stranger' where key = '0'")
    await owner.execute("update document set etag = '1.x' where projection = 'objective'"
                       " and key = $1", card)  # fmt: skip
    proof = await verify(event_log, pool, acme.workspace_id)
    assert not proof.holds
    assert {(one.projection, one.key, one.problem) for one in proof.differences} == {
        ("directory", "workspace", "different"),
        ("feed", "0", "missing"),
        ("feed", "stranger", "unexpected"),
        ("objective", card, "different"),
    }
    assert isinstance(proof.differences[0], Difference)


async def test_the_proof_names_what_is_shown_to_others_than_the_log_says(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update document set audience = 'x' where projection = 'directory'")
    (found,) = (await verify(event_log, pool, acme.workspace_id)).differences
    assert (found.projection, found.problem) == ("directory", "different")


async def test_the_proof_finds_a_changed_event(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    async with owner.acquire() as connection, connection.transaction():
        await connection.execute("alter table event disable trigger events_are_append_only")
        await connection.execute("update event set actor = 'mallory' where position = 4")
        await connection.execute("alter table event enable trigger events_are_append_only")
    proof = await verify(event_log, pool, acme.workspace_id)
    assert proof.broken is not None
    assert proof.broken.position == 4
    assert not proof.holds
