from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg
import pytest

from events.database.pool import Pool
from events.migrate import migrate
from runtime import database
from runtime.database import StillWaiting, alone, open_pool
from runtime.embedded import servers
from runtime.settings import Settings

NOBODY = "00000000-0000-4000-8000-00000000dead"
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)


async def test_the_pool_speaks_to_a_migrated_database(pool: Pool) -> None:
    assert await pool.fetchval("select count(*) from event where workspace_id = $1", NOBODY) == 0


async def test_an_open_transaction_is_rolled_back_when_its_connection_is_given_back(
    pool: Pool,
) -> None:
    async with pool.within(NOBODY) as connection:
        await connection.execute("begin")
        await connection.execute(
            "insert into public.workspace (workspace_id, name) values ($1, 'half')", NOBODY
        )
    assert (
        await pool.fetchval("select count(*) from workspace where workspace_id = $1", NOBODY) == 0
    )


async def test_the_pool_outlives_a_restart_of_the_server() -> None:
    with tempfile.TemporaryDirectory(prefix="sightline-") as home:
        first, second = (
            servers(Settings(home=Path(home)), redis=False, durable=False) for _ in "12"
        )
        running = await asyncio.to_thread(first.__enter__)
        await migrate(running.owner_database_url)
        async with open_pool(running.database_url) as pool:
            assert await pool.fetchval("select $1", "1") == "1"
            await asyncio.to_thread(first.__exit__, None, None, None)
            with pytest.raises(AWAY):
                await pool.fetchval("select $1", "1")
            await asyncio.to_thread(second.__enter__)
            assert await pool.fetchval("select $1", "2") == "2"
        await asyncio.to_thread(second.__exit__, None, None, None)


async def test_who_waits_too_long_for_others_is_told_for_what(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.05)
    async with alone(pool, "thing"):
        with pytest.raises(StillWaiting, match="Another thing has not ended"):
            async with alone(pool, "thing"):
                pass
        async with alone(pool, "other thing"):
            pass
    async with alone(pool, "thing"):
        pass
