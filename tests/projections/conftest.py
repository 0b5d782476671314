"""A log in a real database, and a company in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from events.database.pool import Pool
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from tests.support.workspaces import Acme


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
    made = Refresher(event_log, pool)
    yield made
    await made.close()
