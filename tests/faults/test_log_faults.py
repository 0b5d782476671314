"""The log under load while PostgreSQL dies: nothing lost, nothing doubled, no gap, chain whole."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from events.chain import verify
from events.log import Appended, LogUnavailable
from events.migrate import migrate
from events.postgres import PostgresLog
from runtime.embedded_postgres import Postgres
from runtime.shared_server import shared
from tests.events.appends import append
from tests.support.patience import PATIENCE

WRITERS = 8
APPENDS = 150  # of each writer


class Writer:
    """Appends to one stream, one after the other, asking again under the same key until told."""

    def __init__(self, log: PostgresLog, workspace: str, name: str) -> None:
        self.log = log
        self.workspace = workspace
        self.name = name
        self.answers: list[Appended] = []
        self.unavailable = 0

    async def write(self) -> None:
        for n in range(APPENDS):
            self.answers.append(await self._until_told(n))

    async def _until_told(self, n: int) -> Appended:
        given = append(
            self.name, self.name, expected={self.name: 2 * n}, key=f"{self.name} {n}",
            correlation=f"{self.name} {n}",
        )  # fmt: skip
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await self.log.append(self.workspace, given)
                except LogUnavailable:
                    self.unavailable += 1
                    await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of these tests' own, durable, to be killed."""
    with tempfile.TemporaryDirectory(prefix="sightline-") as home:
        sockets = Path(home) / "sockets"
        sockets.mkdir(mode=0o755)
        postgres = Postgres(Path(home), sockets)
        with shared(postgres):
            yield postgres


@pytest.fixture
async def log(server: Postgres) -> AsyncIterator[PostgresLog]:
    await migrate(server.owner_url)
    opened = PostgresLog(server.url, connections=4)
    yield opened
    await opened.close()


async def _under_load(log: PostgresLog, fault: Callable[[], Awaitable[None]]) -> int:
    """Write on two workspaces, the fault coming four times; give how often was asked again."""
    workspaces = [str(uuid4()) for _ in range(2)]
    for workspace in workspaces:
        await log.create_workspace(workspace, workspace)
    writers = [Writer(log, workspaces[n % 2], f"s{n}") for n in range(WRITERS)]
    running = [asyncio.create_task(writer.write()) for writer in writers]
    for share in (0.2, 0.4, 0.6, 0.8):
        while sum(len(writer.answers) for writer in writers) < share * WRITERS * APPENDS:  # noqa: ASYNC110
            await asyncio.sleep(0.001)  # the writers' own patience bounds it
        await fault()
    await asyncio.gather(*running)
    for workspace in workspaces:
        mine = [writer for writer in writers if writer.workspace == workspace]
        stored = await log.read(workspace)
        # Nothing lost, nothing doubled, no gap.
        assert [event.position for event in stored] == list(range(1, 2 * APPENDS * len(mine) + 1))
        for writer in mine:
            for n, answer in enumerate(writer.answers):
                told = [event.correlation for event in stored[answer.first - 1 : answer.last]]
                assert told == [f"{writer.name} {n}"] * 2
        async for verified in verify(log, workspace):
            assert verified.broken is None
    return sum(writer.unavailable for writer in writers)


async def test_killed_connections_lose_and_double_nothing(
    log: PostgresLog, server: Postgres
) -> None:
    async def kill_the_connections() -> None:
        connection = await asyncpg.connect(server.owner_url)
        killed = await connection.fetch(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'sightline log'"
        )
        assert killed
        await connection.close()

    assert await _under_load(log, kill_the_connections) > 0


async def test_a_killed_server_loses_and_doubles_nothing(
    log: PostgresLog, server: Postgres
) -> None:
    async def kill_the_server_and_start_it_again() -> None:
        pid = int((server.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(_start_again, server)

    assert await _under_load(log, kill_the_server_and_start_it_again) > 0


async def test_a_stopped_server_loses_and_doubles_nothing(
    log: PostgresLog, server: Postgres
) -> None:
    async def restart() -> None:
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(_start_again, server)

    assert await _under_load(log, restart) > 0


async def test_an_answer_lost_after_the_commit_is_given_again(log: PostgresLog) -> None:
    workspace = str(uuid4())
    await log.create_workspace(workspace, workspace)
    given = append("a", "b", expected={"a": 0}, key="k", fingerprint=b"f")
    answers = log._store

    async def lose_the_answer(workspace: str, appends: object) -> object:
        await answers(workspace, appends)  # type: ignore[arg-type]
        raise LogUnavailable("the answer was lost")

    log._groups._store = lose_the_answer  # type: ignore[assignment]
    with pytest.raises(LogUnavailable):
        await log.append(workspace, given)
    log._groups._store = answers
    assert await log.append(workspace, given) == Appended(1, 2, duplicate=True)
    assert (await log.head(workspace)).position == 2


def _start_again(server: Postgres) -> None:
    """Start it as a process does that finds it dead: wait until nobody is left of the old one."""
    with shared(server):
        pass
