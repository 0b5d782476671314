"""Brings a database to the schema this code needs: plain SQL files, in the order of their names.

Each migration runs in a transaction of its own and is recorded in it. Processes that start at the
same time wait for each other. A migration that has been released is never edited again.
"""

from __future__ import annotations

from pathlib import Path

import asyncpg

_FOLDER = Path(__file__).parent / "migrations"

#: Any number will do, as long as nothing else in the database locks the same one.
_LOCK = 7_305_439_914_218_851

_ENSURE_RECORD = """
create table if not exists public.migration (
    name text primary key,
    applied_at timestamptz not null default clock_timestamp()
)
"""


class NewerDatabase(Exception):
    """The database has migrations this version does not know; run the newer version instead."""

    def __init__(self, unknown: list[str]) -> None:
        """Name the migrations that are not known."""
        super().__init__(f"{self.__doc__} Unknown: {', '.join(unknown)}.")
        self.unknown = unknown


def migrations() -> dict[str, str]:
    """All migrations by name, in order."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.sql"))}


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing and give its names; raises NewerDatabase and then changes nothing."""
    # What a migration does to rows, it does to those of every workspace.
    connection = await asyncpg.connect(dsn, server_settings={"sightline.every_workspace": "yes"})
    try:
        # Held until the connection closes, so that the server lets go of it in any case.
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(_ENSURE_RECORD)
        applied = await _applied(connection)
        known = migrations()
        if unknown := sorted(applied - known.keys()):
            raise NewerDatabase(unknown)
        missing = [name for name in known if name not in applied]
        for name in missing:
            await _apply(connection, name, known[name])
        return missing
    finally:
        await connection.close()


async def pending(dsn: str) -> list[str]:
    """Tell which migrations `migrate` would apply, without changing anything."""
    connection = await asyncpg.connect(dsn)
    try:
        exists = await connection.fetchval("select to_regclass('public.migration') is not null")
        applied = await _applied(connection) if exists else set()
        known = migrations()
        if unknown := sorted(applied - known.keys()):
            raise NewerDatabase(unknown)
        return [name for name in known if name not in applied]
    finally:
        await connection.close()


async def _applied(connection: asyncpg.Connection[asyncpg.Record]) -> set[str]:
    rows = await connection.fetch("select name from public.migration")
    return {row["name"] for row in rows}


async def _apply(connection: asyncpg.Connection[asyncpg.Record], name: str, sql: str) -> None:
    async with connection.transaction():
        # Better to fail and be run again than to queue every reader behind a lock of the schema.
        await connection.execute("set local lock_timeout = '10s'")
        await connection.execute(sql)
        await connection.execute("insert into public.migration (name) values ($1)", name)
