"""What the append is measured against, on the same server: limits and a peer."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from runtime.embedded_postgres import _binaries

NOTE = "y" * 290

#: The same columns and indexes as the log's events, and nothing else of it.
LIKE_EVENT = "create table bare_event (like public.event including all)"
INSERT_LIKE_EVENT = """
insert into bare_event values (
    $1, $2, 'objective:1', $2, 'confidence_updated', $3, 'somebody', '', '', $4, $4, $5)
"""

#: The least that an append could be: a row in one index.
NARROW = "create table bare_narrow (id bigserial primary key, data bytea not null)"
INSERT_NARROW = "insert into bare_narrow (data) values ($1)"
PGBENCH_INSERT = "insert into bare_narrow (data) values (decode(repeat('79', 300), 'hex'));\n"


async def make_bare_tables(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await connection.execute(LIKE_EVENT)
    await connection.execute(NARROW)


def pgbench(dsn: str, folder: Path, clients: int, seconds: float) -> float:
    """Bare single-row inserts per second, one commit each."""
    script = folder / "insert.sql"
    script.write_text(PGBENCH_INSERT)
    done = subprocess.run(  # noqa: S603  our own binary
        [
            _binaries() / "pgbench", "-n", "-M", "prepared", "-f", script,
            "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(max(1, round(seconds))), dsn,
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (rate,) = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    return float(rate.split()[2])


class Noted(Aggregate):
    """An aggregate of the `eventsourcing` library, with events of the size of ours."""

    @event("Noted")
    def note(self, text: str) -> None:
        self.text = text


@contextmanager
def peer(dsn: str) -> Iterator[Application[UUID]]:
    """The `eventsourcing` library as its documentation sets it up, tables of its own."""
    parts = urlsplit(dsn)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or os.environ.get("USER", "postgres"),
        "POSTGRES_PASSWORD": "none",
        "POSTGRES_POOL_SIZE": "10",
    }
    application: Application[UUID] = Application(env=environment)
    yield application
    application.close()


def peer_saves(application: Application[UUID], threads: int, seconds: float) -> float:
    """`Application.save` of one new event each, per second over all threads."""
    counts: list[int] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        aggregate = Noted()
        application.save(aggregate)
        count = 0
        while time.perf_counter() < end:
            aggregate.note(NOTE)
            application.save(aggregate)
            count += 1
        counts.append(count)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / seconds
