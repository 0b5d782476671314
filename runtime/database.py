"""Connection pools for everything but the log, which keeps connections of its own.

asyncpg's pool hands out the connection that was used last, opens lost ones again, and so outlives a
restart of the server. Measured on a socket, a query through it took 130 microseconds with its
reset and 65 without, a bare one 35; where that shows, take `Connections` of
`events.database.connections`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from events.database.pool import Pool
from events.database.session import ROLE, Session

SIZE = 4
CONNECT_SECONDS = 10
COMMAND_SECONDS = 60
LOCK_SECONDS = 600

# A plan made while a table was empty reads all of it, and stays; our queries have their index.
SESSION = {"application_name": "sightline", "enable_seqscan": "off", "jit": "off", "role": ROLE}


@asynccontextmanager
async def open_pool(database_url: str, *, size: int = SIZE) -> AsyncIterator[Pool]:
    """A pool whose first connection proves that the server is there; closed on the way out.

    Connections are not reset between uses: leave nothing behind in a session but the workspace it
    is in (`set local` and `set_config(..., true)` are fine). An open transaction is rolled back all
    the same.
    """
    pool = asyncpg.create_pool(
        database_url,
        init_size=1,
        min_size=0,  # with a floor, asyncpg logs a traceback each second that the server is away
        max_size=size,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        server_settings=SESSION,
        connection_class=Session,
        reset=_leave_as_it_is,
    )
    async with pool:
        yield Pool(pool)


class StillWaiting(Exception):
    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(
            f"Another {what} has not ended in {seconds / 60:.0f} minutes; try again once it has."
        )


@asynccontextmanager
async def alone(pool: Pool, what: str) -> AsyncIterator[None]:
    """Do something while nobody else on this database does: who wants to as well, waits."""
    async with pool.within(None) as connection, connection.transaction():
        lock = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
        try:
            await connection.execute(lock, what, timeout=LOCK_SECONDS)
        except TimeoutError:
            raise StillWaiting(what, LOCK_SECONDS) from None
        yield


async def _leave_as_it_is(_connection: object) -> None:
    """Stand in for asyncpg's reset, which costs a round trip."""
