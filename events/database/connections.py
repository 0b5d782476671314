"""The log's own connections to PostgreSQL.

asyncpg's pool is not used here for two measured reasons: its reset after each use costs a third of
a small read, and newcomers overtake tasks that already wait. Nothing the log does leaves a trace in
a session but the workspace it is in, so connections need no reset. They are kept last in, first
out, because rotating them doubles the latency of a single writer, but one that is in the workspace
already comes first; a task that waits is handed the next one directly.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from events.database.session import ROLE, Session
from events.log import LogUnavailable

T = TypeVar("T")

_CONNECT_SECONDS = 10
_COMMAND_SECONDS = 60

#: Statements with arrays would be planned anew on each call. Plans that were made while a table was
#: empty stay, and then every index looks as good as the right one: without sorting, only the index
#: that has the order is left, and each query of the log is written so that one has it.
_SETTINGS = {
    "application_name": "sightline log",
    "default_transaction_isolation": "read committed",
    "enable_bitmapscan": "off",
    "enable_seqscan": "off",
    "enable_sort": "off",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "role": ROLE,
}

#: The server is gone, going, not yet there, out of room, or no longer the primary.
UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    # A connection that is being closed by the server at the very moment it is used says this.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
)


class Connections:
    """Up to `size` connections, opened when first needed and again after the server was away."""

    def __init__(self, dsn: str, size: int = 8) -> None:
        """Nothing is opened yet."""
        self._dsn = dsn
        self._size = size
        self._open = 0
        self._idle: list[Session] = []
        #: Each waits for a connection, or for None: leave to open one.
        self._waiters: deque[asyncio.Future[Session | None]] = deque()

    async def run(
        self,
        workspace: str | None,
        work: Callable[[Session], Awaitable[T]],
        *,
        enters: bool = False,
    ) -> T:
        """Do one statement's work on a connection of its own, in a workspace or, if None, in none.

        To enter one costs a round trip, unless the connection is in it already or the statement
        `enters` it by itself, which is for those that are sent most often.

        Raises LogUnavailable if the server cannot be reached or is lost on the way. Any other
        error of PostgreSQL comes as it is: the statement has failed, the connection is sound.
        """
        try:
            connection = await self._take(workspace)
            try:
                if enters:
                    return await connection.entering(workspace, work)
                await connection.enter(workspace)
                return await work(connection)
            except BaseException as error:
                if isinstance(error, UNAVAILABLE) or not isinstance(error, asyncpg.PostgresError):
                    # Cancelled or lost in the middle: what it would answer next is a guess.
                    connection.terminate()
                raise
            finally:
                self._give_back(connection)
        except UNAVAILABLE as error:
            raise LogUnavailable(f"{type(error).__name__}: {error}".rstrip(": .")) from error

    async def fetchrow(self, query: str, workspace: str, *rest: object) -> asyncpg.Record | None:
        """The only row of a statement whose first parameter is the workspace; see `run`."""
        return await self.run(workspace, lambda c: c.fetchrow(query, workspace, *rest))

    async def close(self) -> None:
        """Close those that are idle; those in use close when they are given back."""
        self._size = 0
        idle, self._idle = self._idle, []
        self._open -= len(idle)
        for connection in idle:
            await connection.close(timeout=_CONNECT_SECONDS)

    async def _take(self, workspace: str | None) -> Session:
        while self._idle:
            connection = self._idle.pop(self._nearest(workspace))
            if not connection.is_closed():
                return connection
            self._open -= 1
        if self._open < self._size:
            self._open += 1
            return await self._connect()
        if self._size == 0:
            raise asyncpg.InterfaceError("the log has been closed")
        waiter: asyncio.Future[Session | None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            handed = await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._pass_on(waiter.result())
            raise
        return handed if handed is not None else await self._connect()

    def _nearest(self, workspace: str | None) -> int:
        """The place of the idle connection that was last in this workspace, or else last in any."""
        last, wanted = len(self._idle) - 1, workspace or ""
        return next((at for at in range(last, -1, -1) if self._idle[at].inside == wanted), last)

    async def _connect(self) -> Session:
        try:
            return await asyncpg.connect(
                self._dsn,
                timeout=_CONNECT_SECONDS,
                command_timeout=_COMMAND_SECONDS,
                server_settings=_SETTINGS,
                connection_class=Session,
            )
        except BaseException:
            self._pass_on(None)
            raise

    def _give_back(self, connection: Session) -> None:
        if self._size == 0:
            connection.terminate()
        self._pass_on(None if connection.is_closed() else connection)

    def _pass_on(self, connection: Session | None) -> None:
        """Hand a connection, or the leave to open one, to who waits longest."""
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        if connection is None:
            self._open -= 1
        else:
            self._idle.append(connection)
