from __future__ import annotations

from runtime.database import Pool


async def test_the_pool_speaks_to_a_migrated_database(pool: Pool) -> None:
    assert await pool.fetchval("select count(*) from event") == 0


async def test_an_open_transaction_is_rolled_back_when_its_connection_is_given_back(
    pool: Pool,
) -> None:
    async with pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("create table left_behind ()")
    assert await pool.fetchval("select to_regclass('left_behind')") is None
