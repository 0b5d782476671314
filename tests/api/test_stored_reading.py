"""The statement that reads views enters their workspace by itself, before it reads anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import product

import asyncpg
import pytest

from api.http.stored.reading import _READ, Reader
from events.database.connections import Connections
from events.database.pool import Sessions

ACME, GLOBEX = (f"00000000-0000-4000-8000-00000000000{n}" for n in "12")
KEYS = [f"key {n}" for n in range(50)]

_WORKSPACE = "insert into public.workspace (workspace_id, name) values ($1::uuid, $2)"
_CHECKPOINT = """
insert into public.checkpoint (workspace_id, position, as_of, layout)
values ($1, $2, '2026-01-01', 1)
"""
_DOCUMENTS = """
insert into public.document (workspace_id, projection, key, etag, position, as_of, body)
select $1, 'alignment', key, $2, 1, '2026-01-01', convert_to($2, 'UTF8')
from unnest($3::text[]) as key
"""


@pytest.fixture
async def reader(owner: Sessions, database: str) -> AsyncIterator[Reader]:
    """On one connection, of two workspaces with documents of the same keys."""
    for position, workspace_id in enumerate((ACME, GLOBEX), start=1):
        await owner.execute(_WORKSPACE, workspace_id, workspace_id)
        await owner.execute(_CHECKPOINT, workspace_id, position)
        await owner.execute(_DOCUMENTS, workspace_id, workspace_id, KEYS)
    await owner.execute("vacuum analyze public.document, public.checkpoint")
    connections = Connections(database, 1)
    yield Reader(connections)
    await connections.close()


async def test_readers_of_two_workspaces_on_one_connection_see_their_own(reader: Reader) -> None:
    for _ in range(10):
        asked = [(name, key) for key in KEYS[:5] for name in (ACME, GLOBEX)]
        seen = await asyncio.gather(*(reader.read(name, "alignment", key) for name, key in asked))
        for (name, _), one in zip(asked, seen, strict=True):
            assert (one.body, one.reached) == (name.encode(), 1 if name == ACME else 2)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("off", list(product((False, True), repeat=3)))
async def test_the_workspace_is_entered_first_however_the_statement_is_planned(
    database: str, off: tuple[bool, ...]
) -> None:
    connection = await asyncpg.connect(database)
    for name, without in zip(("nestloop", "hashjoin", "mergejoin"), off, strict=True):
        await connection.execute(f"set enable_{name} = {'off' if without else 'on'}")
    columns = (["alignment"] * len(KEYS), KEYS, [""] * len(KEYS), [""] * len(KEYS))
    for mode in ("force_generic_plan", "force_custom_plan"):
        await connection.execute(f"set plan_cache_mode = {mode}")
        for name in (ACME, GLOBEX, ACME):
            rows = await connection.fetch(_READ, name, *columns)
            assert {row["body"] for row in rows} == {name.encode()}
            assert len(rows) == len(KEYS)
            assert {row["reached"] for row in rows} == {1 if name == ACME else 2}
    await connection.close()
