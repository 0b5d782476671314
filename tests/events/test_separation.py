"""Every table and every function, tried as the application: in no workspace, another, its own.

Rows are made up from the catalog, so that a new table is tried as soon as it is there. What is
stated here, what the application may do with each, has to be stated for the new one as well.
"""

# ruff: noqa: S608 - the names in these statements are those of our own tables and functions

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import asyncpg
import pytest

from events.database.connections import Connections
from events.database.session import ROLE
from runtime.embedded import Servers
from tests.conftest import _fresh, of_the_application

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

ACME, GLOBEX, NEW = (f"00000000-0000-4000-8000-00000000000{n}" for n in "123")

MAY = {
    "append_key": "select insert",
    "browser_session": "select insert update delete",
    "calendar": "select insert update",
    "chat": "select insert update",
    "checkpoint": "select insert update",
    "delivery": "select insert update",
    "delivery_attempt": "select insert update",
    "document": "select insert update delete",
    "email_address": "select insert update",
    "event": "select insert",
    "generated_text": "select insert update",
    "login_link": "select insert update delete",
    "message": "select insert update",
    "noticed_alert": "select insert update",
    "snapshot": "select insert update delete",
    "token": "select insert update",
    "unsubscribe_key": "select insert",
    "webhook": "select insert update",
    # An update is what locks the row; a change of it is refused all the same.
    "workspace": "select insert update",
}
NOT_OF_A_WORKSPACE = {"migration"}

OF_A_WORKSPACE = {
    "append_events": (
        "public.append_events($1, array[array[null, 'somebody', '', '']], array[null::bytea],"
        " array[array[now(), null]], array[array[1, 0]], array['new'], array[1], array['said'],"
        " array['{}'::bytea], '{}')"
    ),
    "first_answer": r"public.first_answer($1, 'text', '\x01')",
    "position_at": "nullif(public.position_at($1, 'infinity'), 0)",
}
"""Calls that answer null unless the session is in the workspace that they are given."""

OF_SEVERAL = {
    "find_workspace": ("public.find_workspace('globex')", ["workspace_id", "name", "created_at"]),
    "list_workspaces": ("public.list_workspaces()", ["workspace_id", "name", "created_at"]),
    "lagging_workspaces": (
        "public.lagging_workspaces('00000000-0000-0000-0000-000000000000', 9, 0)",
        ["workspace_id", "lagging"],
    ),
    "workspaces_with_deliveries_due": (
        "public.workspaces_with_deliveries_due(9)",
        ["workspace_id"],
    ),
    "workspaces_with_texts_waiting": (
        "public.workspaces_with_texts_waiting(9, 90)",
        ["workspace_id"],
    ),
}
"""Calls that answer for all workspaces, and all that they tell."""

NOT_FOR_THE_APPLICATION = {
    "keep_workspaces_apart": "call public.keep_workspaces_apart('public.event')",
    "refuse_change_of_event": "select public.refuse_change_of_event()",
}

_TABLES = """
select c.relname from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
_COLUMNS = """
select a.attname as name, format_type(a.atttypid, null) as type
from pg_attribute as a
where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped
    and a.attnotnull and not a.atthasdef
order by a.attnum
"""
_UPDATABLE = """
select a.attname from pg_attribute as a
where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped
    and has_column_privilege($2, a.attrelid, a.attnum, 'update')
order by a.attnum
"""

_MADE_UP: dict[str, Callable[[], str]] = {
    "uuid": lambda: "gen_random_uuid()",
    "text": lambda: "'text'",
    "bytea": lambda: r"'\x01'",
    "bigint": lambda: "1",
    "integer": lambda: "1",
    "smallint": lambda: "1",
    "boolean": lambda: "false",
    "date": lambda: "date '2026-01-01'",
    "timestamp with time zone": lambda: "now()",
}


async def insertion(connection: Connection, table: str, workspace_id: str) -> str:
    """A statement that inserts a row, made up from the columns that have to be given."""
    given = {
        row["name"]: f"'{workspace_id}'"
        if row["name"] == "workspace_id"
        else _MADE_UP[row["type"]]()
        for row in await connection.fetch(_COLUMNS, f"public.{table}")
    }
    return f"insert into public.{table} ({', '.join(given)}) values ({', '.join(given.values())})"


@pytest.fixture(scope="module")
async def address(session_servers: Servers, template: str) -> AsyncIterator[str]:
    """The owner's address of a database with a row of two workspaces in each table."""
    async for address in _fresh(session_servers.owner_database_url, template):
        connection = await asyncpg.connect(address)
        for workspace_id, name in ((ACME, "acme"), (GLOBEX, "globex")):
            await connection.execute(
                "insert into public.workspace (workspace_id, name) values ($1, $2)",
                workspace_id,
                name,
            )
            for table in sorted(MAY.keys() - {"workspace"}):
                await connection.execute(await insertion(connection, table, workspace_id))
        await connection.close()
        yield address


@pytest.fixture
async def told(address: str) -> AsyncIterator[Connection]:
    """The owner, to look things up."""
    connection = await asyncpg.connect(address)
    yield connection
    await connection.close()


@pytest.fixture
async def us(address: str) -> AsyncIterator[Connection]:
    """The application's own login, in a transaction that comes to nothing."""
    connection = await asyncpg.connect(of_the_application(address))
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def enter(us: Connection, workspace_id: str) -> None:
    await us.execute("select set_config('sightline.workspace', $1, false)", workspace_id)


async def refused(us: Connection, statement: str, reason: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match=reason):
        async with us.transaction():
            await us.execute(statement)


DENIED = "permission denied"
KEPT_OUT = "violates row-level security policy"

tables = pytest.mark.parametrize("table", MAY)
outside = pytest.mark.parametrize("inside", ["", ACME], ids=["in none", "in another"])


async def test_nothing_in_the_schema_is_left_out_here(told: Connection) -> None:
    known = {row[0] for row in await told.fetch(_TABLES)}
    assert known == MAY.keys() | NOT_OF_A_WORKSPACE
    functions = "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    assert {row[0] for row in await told.fetch(functions)} == (
        OF_A_WORKSPACE.keys() | OF_SEVERAL.keys() | NOT_FOR_THE_APPLICATION.keys()
    )


@tables
async def test_row_level_security_is_forced_on_each_table(told: Connection, table: str) -> None:
    flags = (
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::text::regclass"
    )
    [found] = await told.fetch(flags, f"public.{table}")
    assert tuple(found) == (True, True)


@pytest.mark.parametrize("table", [*MAY, *NOT_OF_A_WORKSPACE])
async def test_the_application_may_do_what_is_stated_and_no_more(
    told: Connection, table: str
) -> None:
    allowed = [
        act
        for act in ("select", "insert", "update", "delete")
        if await told.fetchval(
            f"select has_{'table' if act == 'delete' else 'any_column'}_privilege($1, $2, $3)",
            ROLE, f"public.{table}", act,
        )
    ]  # fmt: skip
    assert allowed == MAY.get(table, "select").split()
    for act in ("truncate", "references", "trigger"):
        assert not await told.fetchval(
            "select has_table_privilege($1, $2, $3)", ROLE, f"public.{table}", act
        )


@tables
@outside
async def test_rows_of_a_workspace_are_not_shown_outside_of_it(
    us: Connection, table: str, inside: str
) -> None:
    await enter(us, inside)
    rows = await us.fetch(f"select workspace_id::text from public.{table}")
    assert [row[0] for row in rows] == ([inside] if inside else [])
    await enter(us, GLOBEX)
    rows = await us.fetch(f"select workspace_id::text from public.{table}")
    assert [row[0] for row in rows] == [GLOBEX]


@tables
@outside
async def test_rows_of_a_workspace_are_not_inserted_outside_of_it(
    us: Connection, table: str, inside: str
) -> None:
    row = await insertion(us, table, NEW)
    await enter(us, inside)
    await refused(us, row, KEPT_OUT)
    await enter(us, NEW)
    assert await us.execute(row) == "INSERT 0 1"


@tables
@outside
async def test_rows_of_a_workspace_are_not_changed_outside_of_it(
    told: Connection, us: Connection, table: str, inside: str
) -> None:
    columns = [row[0] for row in await told.fetch(_UPDATABLE, f"public.{table}", ROLE)]
    assert bool(columns) == ("update" in MAY[table])
    assert "workspace_id" not in columns, "no row moves to another workspace"
    if not columns:
        await refused(us, f"update public.{table} set workspace_id = workspace_id", DENIED)
        return
    change = f"update public.{table} set {', '.join(f'{name} = {name}' for name in columns)}"
    await enter(us, inside)
    assert await us.execute(f"{change} where workspace_id = '{GLOBEX}'") == "UPDATE 0"
    await enter(us, GLOBEX)
    if table == "workspace":
        await refused(us, change, KEPT_OUT)
    else:
        assert await us.execute(change) == "UPDATE 1"


@tables
@outside
async def test_rows_of_a_workspace_are_not_removed_outside_of_it(
    us: Connection, table: str, inside: str
) -> None:
    await refused(us, f"truncate public.{table}", DENIED)
    await enter(us, inside)
    removal = f"delete from public.{table}"
    if "delete" not in MAY[table]:
        await refused(us, removal, DENIED)
        return
    assert await us.execute(f"{removal} where workspace_id = '{GLOBEX}'") == "DELETE 0"
    await enter(us, GLOBEX)
    assert await us.execute(removal) == "DELETE 1"


@pytest.mark.parametrize("name", OF_A_WORKSPACE)
@outside
async def test_a_function_finds_a_workspace_only_from_inside(
    us: Connection, name: str, inside: str
) -> None:
    call = f"select {OF_A_WORKSPACE[name]}"
    await enter(us, inside)
    assert await us.fetchval(call, GLOBEX) is None
    await enter(us, GLOBEX)
    assert await us.fetchval(call, GLOBEX) is not None
    assert await us.fetchval(call, ACME) is None


@pytest.mark.parametrize("name", OF_SEVERAL)
@pytest.mark.parametrize("inside", ["", ACME], ids=["in none", "in one"])
async def test_a_function_for_all_workspaces_tells_no_more_than_it_says(
    us: Connection, name: str, inside: str
) -> None:
    call, columns = OF_SEVERAL[name]
    await enter(us, inside)
    rows = await us.fetch(f"select * from {call}")
    assert [list(row.keys()) for row in rows] == [columns] * len(rows)
    assert GLOBEX in {str(row["workspace_id"]) for row in rows}
    assert await us.fetchval("select count(*) from public.event") == (1 if inside else 0)


@pytest.mark.parametrize("call", NOT_FOR_THE_APPLICATION.values())
async def test_other_functions_are_not_for_the_application(us: Connection, call: str) -> None:
    await refused(us, call, DENIED)


async def test_the_view_of_events_shows_no_more_than_their_table(
    told: Connection, us: Connection
) -> None:
    await refused(us, "select from public.event_json", DENIED)
    await told.execute(f"grant select on public.event_json to {ROLE}")
    assert await us.fetchval("select count(*) from public.event_json") == 0
    await enter(us, ACME)
    await us.execute(
        "insert into public.event select workspace_id, 2, stream_id, 2, type, '{}', actor,"
        " correlation, causation, occurred_at, recorded_at, hash from public.event"
    )
    seen = await us.fetch("select workspace_id::text from public.event_json where position = 2")
    assert [row[0] for row in seen] == [ACME]
    await us.execute("commit")
    await told.execute(f"revoke select on public.event_json from {ROLE}")


# The role itself


async def test_the_role_owns_nothing_and_may_nothing_else(told: Connection) -> None:
    [role] = await told.fetch("select * from pg_roles where rolname = $1", ROLE)
    for right in ("super", "bypassrls", "createrole", "createdb", "replication"):
        assert role[f"rol{right}"] is False, right
    owned = "select count(*) from pg_shdepend where refobjid = $1::text::regrole and deptype = 'o'"
    assert await told.fetchval(owned, ROLE) == 0
    belongs = "select count(*) from pg_auth_members where member = $1::text::regrole"
    assert await told.fetchval(belongs, ROLE) == 0
    for schema in await told.fetch("select nspname from pg_namespace"):
        assert not await told.fetchval(
            "select has_schema_privilege($1, $2, 'create')", ROLE, schema[0]
        ), schema[0]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("set role sightline", "permission denied to set role"),
        ("set session authorization sightline", "permission denied to set session authorization"),
        ("alter role sightline_application bypassrls", "permission denied|must be superuser"),
        ("alter table public.event disable row level security", "must be owner"),
        ("alter table public.event disable trigger events_are_append_only", "must be owner"),
        ("create policy all_of_it on public.event using (true)", "must be owner"),
        ("drop policy of_the_workspace on public.event", "must be owner"),
        ("create table public.own ()", "permission denied for schema public"),
    ],
)
async def test_no_statement_gets_out_of_the_role(
    us: Connection, statement: str, reason: str
) -> None:
    await refused(us, statement, reason)


@pytest.mark.parametrize(
    "statement",
    [
        "reset role",
        "set role none",
        "reset session authorization",
        "set session_replication_role = default",
        "set sightline.every_workspace = 'yes'",
        "reset all",
        "set row_security = on",
        "reset sightline.workspace",
    ],
)
async def test_no_setting_shows_more(us: Connection, statement: str) -> None:
    try:
        async with us.transaction():
            await us.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        pass
    for table in MAY:
        assert await us.fetchval(f"select count(*) from public.{table}") == 0
    assert await us.fetchval("select current_user") == ROLE


async def test_without_row_level_security_nothing_is_read_at_all(us: Connection) -> None:
    await us.execute("set row_security = off")
    await refused(us, "select from public.event", "would be affected by row-level security")


async def test_who_logs_in_as_the_owner_works_as_the_application(address: str) -> None:
    connections = Connections(address)
    seen = await connections.run(
        None, lambda session: session.fetchrow("select current_user, count(*) from public.event")
    )
    await connections.close()
    assert seen is not None
    assert tuple(seen) == (ROLE, 0)
