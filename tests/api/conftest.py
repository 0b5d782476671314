"""Two workspaces behind one API, each with tokens, on a database of this test alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from api.http.app import create_app
from api.http.services import Resources, open_resources
from api.http.views import answers
from events.database.pool import Pool
from tests.api.party import Party, founded
from tests.support.patience import PATIENCE

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def nudged() -> list[str]:
    """The workspaces that were nudged."""
    return []


@pytest.fixture
async def resources(
    database: str, clock: Clock, nudged: list[str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Resources]:
    monkeypatch.setattr(answers, "PATIENCE", PATIENCE)
    async with open_resources(
        database,
        nudged.append,
        clock=clock,
        token_age=0.05,
        private_webhooks=True,
        language_model=True,
    ) as opened:
        yield opened


@pytest.fixture(scope="session")
async def application() -> AsyncIterator[Litestar]:
    """Made once, because that takes long; each test puts resources of its own into it."""

    @asynccontextmanager
    async def none_yet() -> AsyncIterator[None]:
        yield

    app = create_app(none_yet())  # type: ignore[arg-type]  # each test gives its own
    async with _alive(app):
        yield app


@pytest.fixture
async def client(application: Litestar, resources: Resources) -> AsyncIterator[AsyncClient]:
    """Speaks to the application on this event loop, without a network."""
    application.state["resources"] = resources
    transport = ASGITransport(application, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url="http://api") as opened:
        yield opened


@asynccontextmanager
async def _alive(app: Litestar) -> AsyncIterator[None]:
    """The application between start and stop, both in one task as its task group wants it."""
    started, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await over.wait()

    task = asyncio.create_task(live())
    await started.wait()
    yield
    over.set()
    await task


@pytest.fixture
async def acme(client: AsyncClient, resources: Resources, pool: Pool) -> Party:
    return await founded("Acme", client, resources, pool)


@pytest.fixture
async def globex(client: AsyncClient, resources: Resources, pool: Pool) -> Party:
    return await founded("Globex", client, resources, pool)
