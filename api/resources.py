"""What the API works with: opened when the server starts, closed when it stops."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from api.auth import AGE, Gate
from api.reading import Reader
from events.connections import Connections
from events.handling import Desk
from events.log import EventLog
from events.postgres import PostgresLog
from runtime.clock import Clock, now

Nudge = Callable[[str], object]
"""Says that a workspace's log has grown. Returns at once and never raises."""


class Resources(Struct, frozen=True):
    log: EventLog
    desk: Desk
    connections: Connections
    reader: Reader
    gate: Gate
    nudge: Nudge
    clock: Clock = now
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())


@asynccontextmanager
async def open_resources(
    database_url: str, nudge: Nudge, *, clock: Clock = now, token_age: float = AGE
) -> AsyncIterator[Resources]:
    """Everything on one database. Connections are made when they are needed, and made again."""
    log = PostgresLog(database_url)
    connections = Connections(database_url)
    try:
        yield Resources(
            log=log,
            desk=Desk(log),
            connections=connections,
            reader=Reader(connections),
            gate=Gate(connections, age=token_age),
            nudge=nudge,
            clock=clock,
        )
    finally:
        await log.close()
        await connections.close()
