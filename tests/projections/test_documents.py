from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from events.database.pool import Pool, Sessions
from events.log import UnknownWorkspace
from events.postgres import PostgresLog
from projections.keeping import documents
from projections.keeping.documents import Documents
from projections.keeping.fold import LAYOUT
from projections.keeping.refresh import Refresher
from projections.keeping.rendering import Document
from tests.support.workspaces import Acme

DAY = date(2026, 7, 1)
EVENING = datetime(2026, 7, 2, tzinfo=UTC)


def a_document(key: str, body: bytes | None, etag: str = "") -> Document:
    return Document("objective", key, body, etag or str(body))


async def write(pool: Pool, workspace: str, position: int, *written: Document) -> None:
    async with pool.within(workspace) as connection, connection.transaction():
        await documents.lock(connection, workspace)
        await documents.write(connection, workspace, written, position, DAY)
        await documents.move(connection, workspace, position, DAY, EVENING)


@pytest.fixture
async def workspace(event_log: PostgresLog) -> str:
    name = "00000000-0000-4000-8000-000000000001"
    await event_log.create_workspace(name, "Acme")
    return name


async def test_a_document_is_read_back_as_the_bytes_it_was(pool: Pool, workspace: str) -> None:
    await write(pool, workspace, 7, a_document("o1", b'{"a": 1}', "7.abc"))
    found = await Documents(pool).read(workspace, "objective", "o1")
    assert found is not None
    assert (found.body, found.etag, found.position, found.as_of) == (b'{"a": 1}', "7.abc", 7, DAY)
    at = await Documents(pool).checkpoint(workspace)
    assert at is not None
    assert (at.position, at.as_of, at.layout) == (7, DAY, LAYOUT)


async def test_a_document_without_a_body_is_removed(pool: Pool, workspace: str) -> None:
    await write(pool, workspace, 1, a_document("o1", b"1"), a_document("o2", b"2"))
    await write(pool, workspace, 2, a_document("o1", None), a_document("o3", None))
    assert await Documents(pool).read(workspace, "objective", "o1") is None
    assert [one.key for one in await Documents(pool).page(workspace, "objective")] == ["o2"]


async def test_content_that_did_not_change_is_not_written_again(pool: Pool, workspace: str) -> None:
    await write(pool, workspace, 1, a_document("o1", b"1"))
    await write(pool, workspace, 2, a_document("o1", b"1"))
    found = await Documents(pool).read(workspace, "objective", "o1")
    assert found is not None
    assert found.position == 1


async def test_the_same_content_for_others_is_written(
    pool: Pool, owner: Sessions, workspace: str
) -> None:
    document = a_document("o1", b"1")
    await write(pool, workspace, 1, document)
    await write(pool, workspace, 2, replace(document, audience="sales"))
    stored = await owner.fetchval("select audience from document where key = 'o1'")
    assert stored == "sales"


async def test_pages_follow_one_another_without_gap_or_repetition(
    pool: Pool, workspace: str
) -> None:
    await write(pool, workspace, 1, *(a_document(f"o{n}", b"x") for n in range(7)))
    reading = Documents(pool)
    seen: list[str] = []
    while page := await reading.page(
        workspace, "objective", after=seen[-1] if seen else "", limit=3
    ):
        seen += [one.key for one in page]
    assert seen == [f"o{n}" for n in range(7)]


async def test_one_workspace_never_reads_what_another_owns(pool: Pool, acme: Acme) -> None:
    other = "00000000-0000-4000-8000-000000000002"
    await acme.log.create_workspace(other, "Other")
    await write(pool, other, 1, a_document("o1", b"1"))
    assert await Documents(pool).read(acme.workspace_id, "objective", "o1") is None
    assert await Documents(pool).page(acme.workspace_id, "objective") == []
    assert await Documents(pool).checkpoint(acme.workspace_id) is None


async def test_a_workspace_that_is_not_there_cannot_be_locked(pool: Pool) -> None:
    nobody = "00000000-0000-4000-8000-00000000dead"
    async with pool.within(nobody) as connection, connection.transaction():
        with pytest.raises(UnknownWorkspace):
            await documents.lock(connection, nobody)


async def test_an_older_snapshot_never_replaces_a_newer_one(pool: Pool, workspace: str) -> None:
    await documents.write_snapshot(pool, workspace, 10, b"ten")
    await documents.write_snapshot(pool, workspace, 9, b"nine")
    async with pool.within(workspace) as connection:
        kept = await documents.read_snapshot(connection, workspace)
    assert kept is not None
    assert (kept.position, kept.body) == (10, b"ten")


async def test_a_snapshot_of_another_layout_is_not_there(
    pool: Pool, owner: Sessions, workspace: str
) -> None:
    await documents.write_snapshot(pool, workspace, 10, b"ten")
    await owner.execute("update snapshot set layout = $1", LAYOUT - 1)
    async with pool.within(workspace) as connection:
        assert await documents.read_snapshot(connection, workspace) is None
    await documents.write_snapshot(pool, workspace, 5, b"five")
    async with pool.within(workspace) as connection:
        assert await documents.read_snapshot(connection, workspace) is not None


async def test_documents_are_as_of_the_checkpoint_for_every_reader(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    position = await acme.report(3)
    assert await refresher.refresh(acme.workspace_id) == position
    at = await Documents(pool).checkpoint(acme.workspace_id)
    assert at is not None
    assert at.position == position


async def test_a_part_is_listed_without_the_others(pool: Pool, workspace: str) -> None:
    cards = [
        replace(a_document(f"o{n}", b"x"), part="q3" if n % 2 else "q4", etag=str(n))
        for n in range(7)
    ]
    await write(pool, workspace, 1, *cards)
    found = await Documents(pool).page(workspace, "objective", part="q3", after="o1", limit=5)
    assert [one.key for one in found] == ["o3", "o5"]
    assert await Documents(pool).page(workspace, "objective", part="q5") == []
