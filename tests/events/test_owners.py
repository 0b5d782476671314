"""Who may own and migrate a database: not only a superuser, and never the application."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from events.database.session import ROLE
from events.migrate import migrate, migrations
from events.postgres import PostgresLog
from runtime.embedded import Servers
from runtime.embedded_postgres import _binaries
from tests.conftest import of_the_application
from tests.events.appends import append
from tests.events.conftest import a_workspace


async def _run(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def modest(
    session_servers: Servers, template: str, empty_database: str
) -> AsyncIterator[str]:
    """The address of an empty database whose owner is no superuser and may not make roles."""
    assert template, "the role of the application is there"
    server, name = session_servers.owner_database_url, urlsplit(empty_database).path[1:]
    await _run(server, "create role modest login", f"alter database {name} owner to modest")
    yield (
        urlsplit(empty_database)
        ._replace(netloc="modest@" + urlsplit(empty_database).netloc.rpartition("@")[2])
        .geturl()
    )
    await _run(empty_database, "drop owned by modest", f"alter database {name} owner to sightline")
    await _run(server, "drop role modest")


@pytest.fixture
async def without_the_role(session_servers: Servers, template: str) -> AsyncIterator[None]:
    """A server on which nobody has made the role of the application yet."""
    assert template
    server = session_servers.owner_database_url
    await _run(server, f"alter role {ROLE} rename to set_aside")
    yield
    await _run(server, f"drop role if exists {ROLE}", f"alter role set_aside rename to {ROLE}")


async def test_an_owner_who_is_no_superuser_has_the_same_separation(modest: str) -> None:
    assert await migrate(modest) == list(migrations())
    log = PostgresLog(of_the_application(modest))
    acme, globex = await a_workspace(log), await a_workspace(log)
    for workspace in (acme, globex):
        await log.append(workspace, append("a"))
    assert {entry.workspace for entry in await log.workspaces()} == {acme, globex}
    assert [len(await log.read(workspace)) for workspace in (acme, globex)] == [1, 1]
    await log.close()

    connection = await asyncpg.connect(of_the_application(modest))
    lagging = "select workspace_id::text from public.lagging_workspaces($1, 9, 0) where lagging"
    rows = await connection.fetch(lagging, "00000000-0000-0000-0000-000000000000")
    assert {row[0] for row in rows} == {acme, globex}
    await connection.close()

    owner = await asyncpg.connect(modest)
    events = "select count(*) from public.event"
    assert await owner.fetchval(events) == 0, "forced, for the owner too"
    await owner.execute("select set_config('sightline.workspace', $1, false)", acme)
    assert await owner.fetchval(events) == 1
    await owner.execute("set sightline.every_workspace = 'yes'")
    assert await owner.fetchval(events) == 2, "unless it asks for all"
    await owner.close()


async def test_a_migration_reaches_the_rows_of_every_workspace(
    modest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(modest)
    log = PostgresLog(of_the_application(modest))
    for _ in "12":
        await a_workspace(log)
    known = migrations()
    later = {"9999_rename": "update public.workspace set name = 'renamed ' || name"}
    monkeypatch.setattr("events.migrate.migrations", lambda: {**known, **later})
    assert await migrate(modest) == ["9999_rename"]
    assert all(entry.name.startswith("renamed ") for entry in await log.workspaces())
    await log.close()


@pytest.mark.usefixtures("without_the_role")
async def test_an_owner_who_may_not_make_the_role_is_told_what_to_run(modest: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="may not create the role") as told:
        await migrate(modest)
    assert told.value.hint == f"Have a superuser run: create role {ROLE} login"
    assert (await _applied(modest))[-1] < "0013"


@pytest.mark.parametrize("right", ["superuser", "bypassrls", "createrole"])
@pytest.mark.usefixtures("without_the_role")
async def test_a_role_that_may_do_more_is_refused(empty_database: str, right: str) -> None:
    await _run(empty_database, f"create role {ROLE} login {right}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="may do more than keep to its"):
        await migrate(empty_database)


async def test_the_application_itself_does_not_migrate(empty_database: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for schema"):
        await migrate(of_the_application(empty_database))


@pytest.mark.usefixtures("without_the_role")
async def test_databases_of_one_server_can_be_migrated_at_once(session_servers: Servers) -> None:
    server = session_servers.owner_database_url
    names = [f"at_once_{uuid4().hex}" for _ in range(4)]
    addresses = [urlsplit(server)._replace(path=f"/{name}").geturl() for name in names]
    await _run(server, *(f"create database {name}" for name in names))
    try:
        applied = await asyncio.gather(*map(migrate, addresses))
        assert applied == [list(migrations())] * 4
    finally:
        await _run(server, *(f"drop database {name} with (force)" for name in names))


async def test_a_dump_has_every_row_and_makes_the_same_separation_again(
    session_servers: Servers, modest: str
) -> None:
    await migrate(modest)
    log = PostgresLog(of_the_application(modest))
    workspaces = [await a_workspace(log) for _ in "12"]
    for workspace in workspaces:
        await log.append(workspace, append("a", "b"))
    await log.close()
    name = f"restored_{uuid4().hex}"
    restored = urlsplit(modest)._replace(path=f"/{name}").geturl()
    server = session_servers.owner_database_url
    await _run(server, f"create database {name} owner modest")
    try:
        with tempfile.NamedTemporaryFile() as dump:
            whole = ("--enable-row-security", "--format=custom", f"--file={dump.name}", modest)
            await asyncio.to_thread(_by_hand, "pg_dump", *whole)
            await asyncio.to_thread(_by_hand, "pg_restore", f"--dbname={restored}", dump.name)
        again = PostgresLog(of_the_application(restored))
        for workspace in workspaces:
            assert [fact.position for fact in await again.read(workspace)] == [1, 2]
        assert len(await again.workspaces()) == 2
        await again.close()
        connection = await asyncpg.connect(of_the_application(restored))
        assert await connection.fetchval("select count(*) from public.event") == 0
        await connection.close()
    finally:
        await _run(server, f"drop database {name} with (force)")


def _by_hand(command: str, *arguments: str) -> None:
    """As docs/operations.md has an operator do it."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own commands
        [_binaries() / command, *arguments],
        env={"PGOPTIONS": "-c sightline.every_workspace=yes", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


async def _applied(address: str) -> list[str]:
    connection = await asyncpg.connect(address)
    try:
        rows = await connection.fetch("select name from public.migration order by name")
        return [row[0] for row in rows]
    finally:
        await connection.close()
