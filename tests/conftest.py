"""What all tests share: real servers, one PostgreSQL and one Redis for each session."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import redis
from hypothesis import HealthCheck, is_hypothesis_test, settings

from events.database.pool import Pool, Sessions
from events.database.session import ROLE
from events.migrate import migrate
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings
from tests.support.beside import BesideTheProject, file_beside

TEMPLATE = "template_sightline"

# How fast a machine is says nothing about a law.
settings.register_profile(
    "any machine", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: much of what tests do is to wait for others."""
    return 2 * (os.cpu_count() or 1)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what wants a file from beside the project, and laws, which have no time-out.

    It would strike inside hypothesis, which then tells nonsense.
    """
    if not isinstance(item, pytest.Function):
        return
    if is_hypothesis_test(item.obj):
        item.add_marker(pytest.mark.timeout(0))
    if "beside_the_project" in item.fixturenames:
        item.add_marker(pytest.mark.beside)


@pytest.fixture(scope="session")
def session_servers() -> Iterator[Servers]:
    """Servers of this session alone (of this worker alone under xdist), with fsync off."""
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home)), durable=False) as running,
    ):
        yield running


@pytest.fixture(scope="session")
async def template(session_servers: Servers) -> str:
    """A migrated database to copy from."""
    await _execute(session_servers.owner_database_url, f"create database {TEMPLATE}")
    await migrate(_database(session_servers.owner_database_url, TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def empty_database(session_servers: Servers) -> AsyncIterator[str]:
    """Its owner's address of a database without our tables."""
    async for address in _fresh(session_servers.owner_database_url, "template1"):
        yield address


@pytest.fixture
async def owner_database(session_servers: Servers, template: str) -> AsyncIterator[str]:
    """The owner's address of a migrated database of this test alone."""
    async for address in _fresh(session_servers.owner_database_url, template):
        yield address


@pytest.fixture
def database(owner_database: str) -> str:
    """The application's address of the same database."""
    return of_the_application(owner_database)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """The application's connections to `database`."""
    async with open_pool(database) as opened:
        yield opened


@pytest.fixture
async def owner(owner_database: str) -> AsyncIterator[Sessions]:
    """Its owner's, who sees all of it and may do anything."""
    async with asyncpg.create_pool(owner_database, min_size=1, max_size=2) as opened:
        yield opened


@pytest.fixture
def redis_url(session_servers: Servers) -> str:
    """The address of the session's Redis, emptied."""
    assert session_servers.redis_url is not None
    with redis.Redis.from_url(session_servers.redis_url) as client:
        client.flushall()
    return session_servers.redis_url


@pytest.fixture
def beside_the_project() -> BesideTheProject:
    """Finds a file that a clone does not have; the test is skipped where it is absent."""
    return file_beside


async def _fresh(server: str, origin: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    await _execute(server, f"create database {name} template {origin}")
    yield _database(server, name)
    await _execute(server, f"drop database {name} with (force)")


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def of_the_application(address: str) -> str:
    """The same database, by the application's own login."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    return urlsplit(address)._replace(netloc=f"{ROLE}@{host}").geturl()


def _database(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()
