"""What a connection is in: a workspace, none, or nobody knows."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from events.database.connections import Connections
from events.database.pool import Pool
from events.database.session import Session
from events.postgres import PostgresLog
from tests.events.conftest import a_workspace

INSIDE = "select current_setting('sightline.workspace', true)"


@pytest.fixture
async def workspaces(postgres_log: PostgresLog) -> list[str]:
    return [await a_workspace(postgres_log) for _ in range(3)]


@pytest.fixture
async def connections(log_database: str) -> AsyncIterator[Connections]:
    opened = Connections(log_database, 2)
    yield opened
    await opened.close()


async def _inside(session: Session) -> str | None:
    found: str | None = await session.fetchval(INSIDE)
    return found


async def test_each_statement_runs_in_the_workspace_it_is_for(
    connections: Connections, workspaces: list[str]
) -> None:
    for workspace in workspaces * 2:
        assert await connections.run(workspace, _inside) == workspace
    assert await connections.run(None, _inside) == ""


async def test_a_connection_that_is_in_the_workspace_comes_first(
    connections: Connections, workspaces: list[str]
) -> None:
    acme, globex, _ = workspaces

    async def within(session: Session) -> Session:
        return session

    async def two(session: Session) -> tuple[Session, Session]:
        return session, await connections.run(globex, within)

    first, second = await connections.run(acme, two)
    assert first is not second
    for workspace, expected in ((acme, first), (globex, second), (acme, first)):
        assert await connections.run(workspace, within) is expected
    assert await connections.run(None, within) is first, "the last one used, if none fits"
    assert await connections.run(globex, within) is second
    assert await connections.run(None, within) is first


async def test_a_statement_that_fails_leaves_the_next_one_in_its_own_workspace(
    connections: Connections, workspaces: list[str]
) -> None:
    acme, globex, _ = workspaces
    assert await connections.run(acme, _inside) == acme

    async def enter_and_fail(session: Session) -> None:
        await session.execute(
            "select set_config('sightline.workspace', $1, false), 1 / $2", globex, 0
        )

    with pytest.raises(asyncpg.DivisionByZeroError):
        await connections.run(globex, enter_and_fail, enters=True)
    assert await connections.run(globex, _inside) == globex
    assert await connections.run(acme, _inside) == acme


async def test_a_workspace_is_not_entered_inside_a_transaction(
    pool: Pool, workspaces: list[str]
) -> None:
    acme, globex, _ = workspaces
    async with pool.within(acme) as session:
        async with session.transaction():
            await session.enter(acme)
            with pytest.raises(RuntimeError, match="before a transaction begins"):
                await session.enter(globex)
        await session.enter(globex)
        assert await _inside(session) == globex


async def test_a_pool_hands_each_connection_out_in_the_workspace_it_is_for(
    pool: Pool, workspaces: list[str]
) -> None:
    for workspace in workspaces * 2:
        assert await pool.fetchval("select current_setting('sightline.workspace') = $1", workspace)
        async with pool.within(None) as session:
            assert await _inside(session) == ""
