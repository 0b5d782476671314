"""What only the log in PostgreSQL has to show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from events.chain import verify
from events.log import Append, Appended, LogUnavailable
from events.postgres import PostgresLog
from tests.events.appends import append
from tests.events.conftest import a_workspace
from tests.support.patience import until


@pytest.fixture
async def connection(log_owner: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """The owner's, for whom nothing is refused by rights alone."""
    opened = await asyncpg.connect(log_owner)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    "statement",
    ["update public.event set data = ''", "delete from public.event", "truncate public.event"],
)
async def test_events_are_never_changed_or_removed(
    postgres_log: PostgresLog,
    connection: asyncpg.Connection[asyncpg.Record],
    statement: str,
) -> None:
    await postgres_log.append(await a_workspace(postgres_log), append("a"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or removed"):
        await connection.execute(statement)


async def test_people_can_read_the_data_as_json(
    postgres_log: PostgresLog, connection: asyncpg.Connection[asyncpg.Record]
) -> None:
    workspace = await a_workspace(postgres_log)
    await postgres_log.append(workspace, append("a"))
    x = await connection.fetchval(
        "select (data->>'x')::int from event_json where workspace_id = $1", workspace
    )
    assert x == 1


async def test_two_processes_number_one_workspace_without_gaps(log_database: str) -> None:
    logs = [PostgresLog(log_database, connections=3) for _ in range(2)]
    workspace = await a_workspace(logs[0])
    appends = [append("a", "b", correlation=str(n), key=str(n)) for n in range(200)]
    answers = await asyncio.gather(
        *(logs[n % 2].append(workspace, given) for n, given in enumerate(appends))
    )
    stored = await logs[0].read(workspace)
    assert [event.position for event in stored] == list(range(1, 401))
    for given, answer in zip(appends, answers, strict=True):
        events = stored[answer.first - 1 : answer.last]
        assert [event.correlation for event in events] == [given.correlation] * 2
    async for verified in verify(logs[0], workspace):
        assert verified.broken is None
    for log in logs:
        await log.close()


async def test_a_reader_never_sees_a_position_before_those_below_it(log_database: str) -> None:
    logs = [PostgresLog(log_database, connections=3) for _ in range(3)]
    workspace = await a_workspace(logs[0])

    async def write(log: PostgresLog) -> None:
        for _ in range(60):
            await log.append(workspace, append("a"))

    writers = asyncio.gather(*(write(log) for log in logs[:2] for _ in range(3)))
    seen: list[int] = []
    while len(seen) < 360:
        seen += [event.position for event in await logs[2].read(workspace, len(seen))]
        assert seen == list(range(1, len(seen) + 1))
    await writers
    for log in logs:
        await log.close()


async def test_more_callers_than_connections_are_all_served(log_database: str) -> None:
    log = PostgresLog(log_database, connections=2)
    workspaces = [await a_workspace(log) for _ in range(9)]
    answers = await asyncio.gather(*(log.append(each, append("a")) for each in workspaces))
    assert answers == [Appended(1, 1)] * 9
    assert log._connections._open == 2
    await log.close()


async def test_cancelled_callers_leave_every_connection_usable(log_database: str) -> None:
    log = PostgresLog(log_database, connections=2)
    workspaces = [await a_workspace(log) for _ in range(6)]
    for rounds in range(4):
        tasks = [asyncio.create_task(log.append(each, append("a"))) for each in workspaces * 3]
        for _ in range(rounds * 3):
            await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(outcome, Appended) for outcome in outcomes[1::2])
    for workspace in workspaces:
        async for verified in verify(log, workspace):
            assert verified.broken is None
    await log.close()
    assert not log._groups._waiting


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    log = PostgresLog("postgresql://nobody@/nothing?host=/nowhere", connections=1)
    workspace = "00000000-0000-0000-0000-000000000001"
    for _ in range(3):
        with pytest.raises(LogUnavailable):
            await log.append(workspace, append("a"))
        with pytest.raises(LogUnavailable):
            await log.head(workspace)
    assert log._connections._open == 0


async def test_closing_lets_what_is_queued_finish(log_database: str) -> None:
    log = PostgresLog(log_database)
    workspace = await a_workspace(log)
    tasks = [asyncio.create_task(log.append(workspace, append("a"))) for _ in range(20)]
    await asyncio.sleep(0)
    await log.close()
    answers = await asyncio.gather(*tasks)
    assert [answer.last for answer in answers] == list(range(1, 21))
    with pytest.raises(LogUnavailable, match="has been closed"):
        await log.append(workspace, append("a"))


async def test_a_group_is_one_call_in_order(postgres_log: PostgresLog) -> None:
    workspace = await a_workspace(postgres_log)
    given: list[Append] = [
        append("a", expected={"a": 0}),
        append("a", expected={"a": 0}),
        append("a", expected={"a": 1}, key="k", fingerprint=b"f"),
        append(key="none"),
    ]
    outcomes = await postgres_log._store(workspace, given)
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "Appended", "VersionConflict", "Appended", "Appended",
    ]  # fmt: skip
    assert outcomes[2:] == [Appended(2, 2), Appended(3, 2)]


async def test_plans_made_on_a_small_table_do_not_grow_with_it(database: str) -> None:
    appends, stream = 120, f"objective:{uuid4()}"
    # The second log plans when the streams' index is deeper than the positions', but nobody has
    # counted the rows yet: the moment when the wrong one looks cheaper.
    for _ in range(2):
        log = PostgresLog(database, connections=1)
        workspace = await a_workspace(log)
        for n in range(appends):
            await log.append(workspace, append(stream, expected={stream: n, "b": 0}, key=str(n)))
            await log.read_streams(workspace, {stream: n, "b": 0})
            await log.read(workspace, after=n, limit=1)
            await log.head(workspace)
        await log.close()
    connection = await asyncpg.connect(database)

    async def counted() -> bool:
        """A connection's counts are there once it is gone."""
        return not await connection.fetchval(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and application_name = 'sightline log'"
        )

    await until(counted)
    entries = await connection.fetchval("select sum(idx_tup_read) from pg_stat_user_indexes")
    rows = await connection.fetchval("select sum(seq_tup_read) from pg_stat_user_tables")
    await connection.close()
    # Of each index on the way a few entries, not all that came before.
    assert rows < 10
    assert 2 < entries / (2 * appends) < 10
