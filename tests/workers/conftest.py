"""A log in a real database, a company in it, and somebody who listens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from events.database.pool import Pool
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.settings import Settings
from tests.support.receiver import Receiver, receiving
from tests.support.workspaces import Acme, noon
from workers.channels.posting import new_client
from workers.courier import Courier
from workers.main import new_courier


@pytest.fixture
async def event_log(database: str) -> AsyncIterator[PostgresLog]:
    log = PostgresLog(database)
    yield log
    await log.close()


@pytest.fixture
async def acme(event_log: PostgresLog) -> Acme:
    return await Acme(event_log).found()


@pytest.fixture
async def refresher(event_log: PostgresLog, pool: Pool) -> AsyncIterator[Refresher]:
    """In the fifth week of the company's quarter."""
    made = Refresher(event_log, pool, clock=lambda: noon(31))
    yield made
    await made.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as started:
        yield started


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with new_client() as made:
        yield made


@pytest.fixture
async def courier(pool: Pool, client: httpx.AsyncClient) -> AsyncIterator[Courier]:
    made = new_courier(Settings(webhooks_private=True), pool, client)
    yield made
    await made.close()
