"""How fast the log takes appends: `python -m bench.append`, about three minutes.

Everything runs in one process on one embedded server with fsync on, the contestants in turn, round
after round; medians of the rounds are compared. Absolute figures are the machine's, ratios ours.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import uvloop

from bench import append_baselines as bare
from events.log import Append, Draft
from events.migrate import migrate
from events.postgres import PostgresLog
from runtime.embedded import servers
from runtime.settings import Settings

ROUNDS = 7
SECONDS = 2.0
BLOCK = 150  # appends of one writer before it is the other's turn
SMALL, LARGE = 10_000, 1_000_000
DATA = json.dumps({"note": bare.NOTE}).encode()

Measures = dict[str, list[float]]


class Bench:
    """A workspace on a log, and how fast it takes appends."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.log = PostgresLog(dsn)
        self.workspace = str(uuid4())

    async def open(self) -> None:
        await migrate(self.dsn)
        await self.log.create_workspace(self.workspace, self.workspace)

    async def rate(self, writers: int, seconds: float = SECONDS) -> float:
        """Appends per second: one event each with chain, key and an expected version."""
        end = time.perf_counter() + seconds
        counts = await asyncio.gather(*(self._write(end) for _ in range(writers)))
        return sum(counts) / seconds

    async def latencies(self, count: int, *, keyed: bool = True) -> list[float]:
        """Seconds that each of `count` appends of a single writer took."""
        stream, took = f"objective:{uuid4()}", []
        for version in range(count):
            given = _append(stream, version, keyed=keyed)
            before = time.perf_counter()
            await self.log.append(self.workspace, given)
            took.append(time.perf_counter() - before)
        return took

    async def fill(self, count: int) -> None:
        """Give the workspace a past; its hashes are fillers, which an append does not notice."""
        connection = await asyncpg.connect(self.dsn)
        await connection.execute(
            """
            insert into public.event
            select $1::uuid, n, 'objective:' || n % 10000, n / 10000 + 1, 'confidence_updated',
                convert_to(repeat('y', 300), 'UTF8'), 'somebody', '', '', now(), now(),
                sha256(int8send(n))
            from generate_series(1, $2::bigint) as n
            """,
            self.workspace, count, timeout=600,
        )  # fmt: skip
        await connection.execute(
            """
            insert into public.append_key
            select $1::uuid, gen_random_uuid()::text, '', n, n
            from generate_series(1, $2::bigint) as n
            """,
            self.workspace, count, timeout=600,
        )  # fmt: skip
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")
        await connection.close()

    async def _write(self, end: float) -> int:
        stream, count = f"objective:{uuid4()}", 0
        while time.perf_counter() < end:
            await self.log.append(self.workspace, _append(stream, count))
            count += 1
        return count


def _append(stream: str, version: int, *, keyed: bool = True) -> Append:
    return Append(
        events=(Draft(stream, "confidence_updated", DATA),),
        expected={stream: version},
        actor="somebody",
        occurred_at=datetime.now(UTC),
        key=str(uuid4()) if keyed else None,
        fingerprint=bytes(32) if keyed else b"",
    )


async def throughput(dsn: str, folder: Path) -> Measures:
    """32 writers on one workspace, beside the library and pgbench; events per second."""
    bench = Bench(dsn)
    await bench.open()
    measures: Measures = defaultdict(list)
    with bare.peer(dsn) as peer:
        for _ in range(ROUNDS):
            for threads in (1, 8):
                rate = await asyncio.to_thread(bare.peer_saves, peer, threads, SECONDS)
                measures[f"eventsourcing, {threads} threads"].append(rate)
            for writers in (1, 8, 32):
                measures[f"log, {writers} writers"].append(await bench.rate(writers))
            rate = await asyncio.to_thread(bare.pgbench, dsn, folder, 32, SECONDS)
            measures["pgbench, 32 clients"].append(rate)
    await bench.log.close()
    return measures


async def latency(dsn: str) -> Measures:
    """One writer, beside bare inserts; microseconds, in blocks that take turns."""
    bench = Bench(dsn)
    await bench.open()
    connection = await asyncpg.connect(dsn)
    wide = await connection.prepare(bare.INSERT_LIKE_EVENT)
    narrow = await connection.prepare(bare.INSERT_NARROW)
    workspace, now, position = uuid4(), datetime.now(UTC), 0

    async def insert_wide() -> None:
        nonlocal position
        position += 1
        await wide.fetchval(workspace, position, DATA, now, bytes(32))

    async def insert_narrow() -> None:
        await narrow.fetchval(DATA)

    measures: Measures = defaultdict(list)
    for _ in range(6 * ROUNDS):
        alone = await bench.latencies(BLOCK, keyed=False)
        measures["log"].append(_median_us(alone))
        measures["log, with a key"].append(_median_us(await bench.latencies(BLOCK)))
        measures["bare insert, like table"].append(_median_us(await _timed(insert_wide, BLOCK)))
        measures["bare insert, narrow"].append(_median_us(await _timed(insert_narrow, BLOCK)))
    await connection.close()
    await bench.log.close()
    return measures


async def growth(small: str, large: str) -> Measures:
    """The same appends into a small and a large log, each in a database of its own."""
    benches = {"small": Bench(small), "large": Bench(large)}
    for (name, bench), count in zip(benches.items(), (SMALL, LARGE), strict=True):
        await bench.open()
        await bench.fill(count)
        print(f"  filled {name} with {count:,} events", file=sys.stderr)
        await bench.rate(32)
    measures: Measures = defaultdict(list)
    for _ in range(ROUNDS):
        for name, bench in benches.items():
            measures[f"1 writer, us, {name}"].append(_median_us(await bench.latencies(4 * BLOCK)))
        for name, bench in benches.items():
            measures[f"32 writers, per s, {name}"].append(await bench.rate(32))
    for bench in benches.values():
        await bench.log.close()
    return measures


async def held_snapshot(dsn: str) -> Measures:
    """One writer's appends per second over time, while a session holds an old snapshot."""
    bench = Bench(dsn)
    await bench.open()
    measures: Measures = defaultdict(list)
    await bench.rate(1)
    for _ in range(ROUNDS):
        measures["no snapshot"].append(await bench.rate(1))
    holder = await asyncpg.connect(dsn)
    async with holder.transaction(isolation="repeatable_read"):
        await holder.fetchval("select count(*) from public.workspace")
        for _ in range(2 * ROUNDS):
            measures["old snapshot held"].append(await bench.rate(1))
    await holder.close()
    await bench.log.close()
    return measures


async def run(server: str, folder: Path) -> dict[str, Measures]:
    databases = [f"append_{n}" for n in range(4)]
    connection = await asyncpg.connect(server)
    for name in databases:
        await connection.execute(f"create database {name}")
    await connection.close()
    hot, single, small, large = (
        urlsplit(server)._replace(path=f"/{n}").geturl() for n in databases
    )
    for dsn in (hot, single):
        connection = await asyncpg.connect(dsn)
        await migrate(dsn)
        await bare.make_bare_tables(connection)
        await connection.close()
    return {
        "throughput": await throughput(hot, folder),
        "latency": await latency(single),
        "growth": await growth(small, large),
        "snapshot": await held_snapshot(single),
    }


def ratios(measured: dict[str, Measures]) -> dict[str, tuple[float, str]]:
    """What was promised, measured; each with the promise in words."""
    throughput, latency, growth, snapshot = measured.values()
    log = throughput["log, 32 writers"]
    peer = max(
        (rates for name, rates in throughput.items() if name.startswith("eventsourcing")),
        key=statistics.median,
    )
    held = snapshot["old snapshot held"]
    return {
        "32 writers / eventsourcing at its best": (_ratio(log, peer), "at least 10"),
        "32 writers / pgbench": (_ratio(log, throughput["pgbench, 32 clients"]), "at least 0.5"),
        "1 writer / bare insert, like table": (
            _ratio(latency["log"], latency["bare insert, like table"]), "at most 1.6"),
        "1 writer with a key / bare insert, like table": (
            _ratio(latency["log, with a key"], latency["bare insert, like table"]),
            "a second row, for comparison"),
        "1 writer / bare insert, narrow": (
            _ratio(latency["log"], latency["bare insert, narrow"]), "for comparison"),
        "1 writer, large / small": (
            _ratio(growth["1 writer, us, large"], growth["1 writer, us, small"]), "at most 1.3"),
        "32 writers, small / large": (
            _ratio(growth["32 writers, per s, small"], growth["32 writers, per s, large"]),
            "at most 1.3"),
        "old snapshot held, last half / first half": (
            statistics.median(held[ROUNDS:]) / statistics.median(held[:ROUNDS]), "about 1"),
        "old snapshot held / none": (
            statistics.median(held) / statistics.median(snapshot["no snapshot"]), "about 1"),
    }  # fmt: skip


def _ratio(these: list[float], those: list[float]) -> float:
    """The median over the rounds, as neighbours disturb both of one round alike."""
    return statistics.median(a / b for a, b in zip(these, those, strict=True))


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home)), redis=False) as running,
    ):
        measured = uvloop.run(run(running.owner_database_url, Path(home)))
    for title, measures in measured.items():
        for name, values in measures.items():
            low, middle, high = min(values), statistics.median(values), max(values)
            print(f"{title:<11} {name:<28} {middle:>10,.0f}   ({low:,.0f} .. {high:,.0f})")
    told = ratios(measured)
    for name, (ratio, promise) in told.items():
        print(f"{name:<46} {ratio:>6.2f}   {promise}")
    print(json.dumps({"measured": measured, "ratios": {name: r for name, (r, _) in told.items()}}))


async def _timed(work: Callable[[], Awaitable[None]], count: int) -> list[float]:
    took = []
    for _ in range(count):
        before = time.perf_counter()
        await work()
        took.append(time.perf_counter() - before)
    return took


def _median_us(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1e6


if __name__ == "__main__":
    main()
