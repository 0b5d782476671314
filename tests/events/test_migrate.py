"""The migrations, in order, make the schema that is written down in schema.txt."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from events.migrate import NewerDatabase, migrate, migrations, pending

HERE = Path(__file__).parent
RECORDED = HERE / "schema.txt"
LISTING = (HERE / "schema.sql").read_text()


async def _schema(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(LISTING)
    finally:
        await connection.close()
    return "".join(f"{row['line']}\n" for row in rows)


async def test_all_migrations_in_order_give_the_recorded_schema(owner_database: str) -> None:
    """After a new migration: look at the difference, then write `actual` to schema.txt."""
    actual = await _schema(owner_database)
    assert actual == RECORDED.read_text()


async def test_a_second_run_finds_nothing_to_do(empty_database: str) -> None:
    assert await pending(empty_database) == list(migrations())
    assert await migrate(empty_database) == list(migrations())
    assert await migrate(empty_database) == []
    assert await pending(empty_database) == []


async def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(name.split("_")[0]) for name in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_processes_that_start_together_migrate_once(empty_database: str) -> None:
    applied = await asyncio.gather(*(migrate(empty_database) for _ in range(4)))
    assert sorted(applied, key=len) == [[], [], [], list(migrations())]


async def test_a_database_of_a_newer_version_is_left_alone(empty_database: str) -> None:
    await migrate(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("insert into migration (name) values ('9999_from_the_future')")
    await connection.close()
    for ask in (migrate, pending):
        with pytest.raises(NewerDatabase, match="9999_from_the_future"):
            await ask(empty_database)


async def test_a_failed_migration_leaves_no_trace(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"0001_half": "create table half (); select no_such_function()"}
    monkeypatch.setattr("events.migrate.migrations", lambda: broken)
    with pytest.raises(asyncpg.UndefinedFunctionError):
        await migrate(empty_database)
    assert "half" not in await _schema(empty_database)
