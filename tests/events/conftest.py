"""The two logs, held to the same contract, and short ways to write appends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from events.log import EventLog
from events.memory import MemoryLog
from events.postgres import PostgresLog
from runtime.embedded import Servers
from tests.conftest import _fresh, of_the_application


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session")
async def log_owner(session_servers: Servers, template: str) -> AsyncIterator[str]:
    """The owner's address of one database for all these tests: each has workspaces of its own."""
    async for address in _fresh(session_servers.owner_database_url, template):
        yield address


@pytest.fixture(scope="session")
def log_database(log_owner: str) -> str:
    """The application's address of the same database."""
    return of_the_application(log_owner)


@pytest.fixture
async def postgres_log(log_database: str) -> AsyncIterator[PostgresLog]:
    log = PostgresLog(log_database)
    yield log
    await log.close()


@pytest.fixture(params=["memory", "postgres"])
def log(request: pytest.FixtureRequest, postgres_log: PostgresLog) -> EventLog:
    return MemoryLog(clock) if request.param == "memory" else postgres_log


@pytest.fixture
async def workspace(log: EventLog) -> str:
    return await a_workspace(log)


async def a_workspace(log: EventLog) -> str:
    workspace = str(uuid4())
    await log.create_workspace(workspace, f"Company {workspace}")
    return workspace
