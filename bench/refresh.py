"""How fresh documents are and what that costs: `python -m bench.refresh`, about five minutes.

Everything runs on one embedded server with fsync on, contestants in turn; medians of the rounds are
compared. Absolute figures are the machine's, ratios ours. `--quick` takes a small company.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from msgspec import Struct

from api.synthetic.shape import Shape
from bench import freshness
from bench.company import WORKSPACE, Reporting, company, load, past, run_as_owner
from bench.refresh_baseline import Runner
from events import catalog
from events.log import Stored
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.fold import READ, pages
from projections.keeping.refresh import Refresher
from projections.model.change import Recorded
from projections.model.workspace import Workspace
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings

ROUNDS = 3
BASELINE_EVENTS = 3_000
SINGLES = 100  # check-ins in one round of single refreshes
REPORTS = frozenset({"checked_in", "check_in_corrected"})

Measures = dict[str, list[float]]


class Sizes(Struct, frozen=True):
    company: Shape
    quarter: Shape
    """What a log grows by: about 12,500 events a quarter."""
    quarters: int
    seconds: float
    """For how long check-ins come in."""


FULL = Sizes(Shape(), Shape(45, 180, 690), 78, 30.0)
QUICK = Sizes(Shape(50, 200, 800), Shape(10, 20, 80), 9, 5.0)


async def catch_up(dsn: str, peer_dsn: str, events: Sequence[Stored]) -> Measures:
    """All documents from an empty table, beside the library; events per second."""
    await migrate(dsn)
    await load(dsn, events)
    peer = Runner(peer_dsn, BASELINE_EVENTS)
    await asyncio.to_thread(peer.fill)
    measures: Measures = defaultdict(list)
    log = PostgresLog(dsn)
    async with open_pool(dsn) as pool:
        for _ in range(ROUNDS):
            measures["eventsourcing"].append(await asyncio.to_thread(peer.catch_up))
            await run_as_owner(dsn, "truncate document, checkpoint, snapshot, noticed_alert")
            refresher = Refresher(log, pool)
            before, busy = time.perf_counter(), time.process_time()
            await refresher.refresh(WORKSPACE)
            measures["all projections"].append(len(events) / (time.perf_counter() - before))
            measures["of its time on the processor, %"].append(
                100 * (time.process_time() - busy) / (time.perf_counter() - before)
            )
            await refresher.close()
    await log.close()
    return measures


async def replay(dsn: str, events: Sequence[Stored]) -> Measures:
    """Reading, decoding and folding, each by itself and together; events per second."""
    begins = next(one.position for one in events if one.type == "checked_in") - 1
    count = len(events) - begins
    measures: Measures = defaultdict(list)
    log = PostgresLog(dsn)
    for _ in range(2 * ROUNDS):
        before = time.process_time()
        rows = [one async for page in pages(log, WORKSPACE, begins) for one in page]
        measures["read"].append(count / (time.process_time() - before))
        check_ins = [one for one in rows if one.type in REPORTS]
        before = time.process_time()
        decoded = [catalog.decode(one.type, one.data) for one in check_ins]
        measures["decode"].append(len(check_ins) / (time.process_time() - before))
        workspace = _planned(events[:begins])
        before = time.process_time()
        for one, event in zip(check_ins, decoded, strict=True):
            workspace.fold(Recorded(one.position, one.version, one.recorded_at, one.actor, event))
            if one.position % READ == 0:
                workspace.turn_pages()
        workspace.settle()  # takes the reports that wait
        measures["fold"].append(len(check_ins) / (time.process_time() - before))
        for name, chosen in (("check-ins", check_ins), ("all", rows)):
            workspace = _planned(events[:begins])
            before = time.process_time()
            for one in chosen:
                workspace.take(one)
                if one.position % READ == 0:
                    workspace.turn_pages()
            workspace.settle()  # takes the reports that wait
            took = time.process_time() - before
            measures[f"decode and fold, {name}"].append(len(chosen) / took)
        workspace = _planned(events[:begins])
        before = time.process_time()
        async for page in pages(log, WORKSPACE, begins):
            for one in page:
                workspace.take(one)
            workspace.turn_pages()
        workspace.settle()  # takes the reports that wait
        measures["read, decode and fold"].append(count / (time.process_time() - before))
    await log.close()
    return measures


def _planned(events: Sequence[Stored]) -> Workspace:
    workspace = Workspace()
    for one in events:
        workspace.take(one)
    workspace.turn_pages()
    return workspace


async def growth(small: str, large: str, sizes: Sizes, now: datetime) -> Measures:
    """One check-in refreshed on a short and on a long log of the same company; milliseconds."""
    events = await company(sizes.quarter, now)
    measures: Measures = defaultdict(list)
    logs = {"small": PostgresLog(small), "large": PostgresLog(large)}
    async with open_pool(small) as small_pool, open_pool(large) as large_pool:
        pools = {"small": small_pool, "large": large_pool}
        refreshers = {name: Refresher(logs[name], pools[name]) for name in logs}
        reporting = {name: Reporting(logs[name], events) for name in logs}
        for (name, dsn), quarters in zip(
            {"small": small, "large": large}.items(), (0, sizes.quarters), strict=True
        ):
            await migrate(dsn)
            await load(dsn, past(events, quarters))
            position = await refreshers[name].refresh(WORKSPACE)
            await refreshers[name].close()
            await run_as_owner(dsn, "vacuum analyze document")
            print(f"  {name}: {position:,} events", file=sys.stderr)
        for _ in range(2 * ROUNDS + 1):
            for name in logs:
                took = []
                for _ in range(SINGLES):
                    await reporting[name].report()
                    before = time.perf_counter()
                    await refreshers[name].refresh(WORKSPACE)
                    took.append(1e3 * (time.perf_counter() - before))
                measures[f"one check-in, {name}, ms"].append(statistics.median(took))
    for log in logs.values():
        await log.close()
    return measures


async def run(running: Servers, sizes: Sizes) -> dict[str, Measures]:
    now = datetime.now(UTC)
    databases = [f"refresh_{n}" for n in range(4)]
    connection = await asyncpg.connect(running.owner_database_url)
    for name in databases:
        await connection.execute(f"create database {name}")
    await connection.close()
    whole, peer, small, large = (
        urlsplit(running.owner_database_url)._replace(path=f"/{name}").geturl()
        for name in databases
    )
    events = await company(sizes.company, now)
    print(f"  the company has {len(events):,} events", file=sys.stderr)
    parts: dict[str, Callable[[], Awaitable[Measures]]] = {
        "catch-up": lambda: catch_up(whole, peer, events),
        "replay": lambda: replay(whole, events),
        "freshness": lambda: freshness.freshness(running, whole, events, sizes.seconds),
        "growth": lambda: growth(small, large, sizes, now),
    }
    measured = {}
    for title, part in parts.items():
        measured[title] = await part()
        for name, values in measured[title].items():
            low, middle, high = min(values), statistics.median(values), max(values)
            print(f"{title:<10} {name:<34} {middle:>12,.1f}   ({low:,.1f} .. {high:,.1f})")
        sys.stdout.flush()
    return measured


def ratios(measured: dict[str, Measures]) -> dict[str, tuple[float, str]]:
    """What was promised, measured; each with the promise in words."""
    caught, replayed, fresh, grown = (
        {name: statistics.median(values) for name, values in measures.items()}
        for measures in measured.values()
    )
    return {
        "catch-up / eventsourcing": (
            caught["all projections"] / caught["eventsourcing"], "at least 10"),
        "decode and fold, check-ins per s": (
            replayed["decode and fold, check-ins"], "at least 150,000"),
        "read, decode and fold, all events per s": (
            replayed["read, decode and fold"], "at least 150,000"),
        "one check-in, large / small": (
            grown["one check-in, large, ms"] / grown["one check-in, small, ms"], "at most 1.3"),
        **freshness.told(measured["freshness"]),
        "worker at its largest, MB": (fresh["worker at its largest, MB"], "under 400"),
    }  # fmt: skip


def main() -> None:
    sizes = QUICK if "--quick" in sys.argv else FULL
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home))) as running,
    ):
        measured = asyncio.run(run(running, sizes))
    told = ratios(measured)
    for name, (ratio, promise) in told.items():
        print(f"{name:<46} {ratio:>12,.2f}   {promise}")
    print(json.dumps({"measured": measured, "ratios": {name: r for name, (r, _) in told.items()}}))


if __name__ == "__main__":
    main()
