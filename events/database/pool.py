"""asyncpg's pool, with each connection handed out in the workspace it is for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from events.database.session import Session

if TYPE_CHECKING:
    Sessions = asyncpg.Pool[asyncpg.Record]
else:
    Sessions = asyncpg.Pool


class Pool:
    """Runs statements in a workspace; the workspace is the first parameter of each."""

    def __init__(self, sessions: Sessions) -> None:
        """Take a pool whose connections are `Session`s."""
        self._sessions = sessions

    @asynccontextmanager
    async def within(self, workspace_id: str | None) -> AsyncIterator[Session]:
        """A connection in this workspace; with None in none, for what concerns several."""
        async with self._sessions.acquire() as handed:
            session = cast("Session", handed)  # the pool's proxy passes on what it is asked for
            await session.enter(workspace_id)
            yield session

    async def fetch(self, query: str, workspace_id: str, *rest: object) -> list[asyncpg.Record]:
        async with self.within(workspace_id) as session:
            return await session.fetch(query, workspace_id, *rest)

    async def fetchrow(self, query: str, workspace_id: str, *rest: object) -> asyncpg.Record | None:
        async with self.within(workspace_id) as session:
            return await session.fetchrow(query, workspace_id, *rest)

    async def fetchval(self, query: str, workspace_id: str, *rest: object) -> Any:
        async with self.within(workspace_id) as session:
            return await session.fetchval(query, workspace_id, *rest)

    async def execute(self, query: str, workspace_id: str, *rest: object) -> str:
        async with self.within(workspace_id) as session:
            return await session.execute(query, workspace_id, *rest)
