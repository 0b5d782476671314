"""How soon a check-in is seen, and a raise handed over: `python -m bench.freshness`, two minutes.

Check-ins come in at fifty a second on the generated company, with a worker process on Redis. Some
bring bad news, so that alerts are raised. A check-in is visible when its documents are committed;
what there is to tell is in the ledger of messages by then, in the same transaction. An alert is
handed over when the signed request that tells of it has arrived at the webhook of somebody who
listens. Mail waits for `buffer_minutes` more by design, so its time says nothing. `--quick` takes a
small company.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.synthetic.shape import Shape
from bench.company import WORKSPACE, Reporting, company, load, run_as_owner
from events.database.pool import Pool
from events.log import Stored
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.alerts import KIND
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings
from workers.bells import doorbell
from workers.webhooks import add_webhook

RATE = 50  # check-ins a second
BAD = 5  # every so many of them brings bad news
PATIENCE = 5.0  # seconds that are waited for what was raised last
_REACHED = "select position from public.checkpoint where workspace_id = $1"
WORKER = """
from runtime.settings import read_settings
from workers.main import run_worker
run_worker(read_settings())
"""

Measures = dict[str, list[float]]


async def freshness(
    running: Servers, dsn: str, events: Sequence[Stored], seconds: float
) -> Measures:
    """From commit to visible and to handed over, in milliseconds; and the worker's memory."""
    log = PostgresLog(dsn)
    measures: Measures = defaultdict(list)
    environment = {
        **os.environ, "SIGHTLINE_DATABASE_URL": dsn, "SIGHTLINE_REDIS_URL": running.redis_url or "",
        "SIGHTLINE_WEBHOOKS_PRIVATE": "true",
    }  # fmt: skip
    async with open_pool(dsn) as pool:
        await run_as_owner(dsn, "truncate document, checkpoint, snapshot, noticed_alert")
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)  # noqa: ASYNC220, S603 - ourselves
        try:
            with doorbell(running.redis_url or "") as bell:
                bell.nudge(WORKSPACE)
                await _visible(pool, events[-1].position)
                await asyncio.sleep(3)  # it writes a snapshot now
                measures["worker after catching up, MB"].append(_memory(worker.pid, "VmRSS"))
                reporting = Reporting(log, events)
                waiting: dict[int, float] = {}
                committed: dict[str, float] = {}
                watching = asyncio.create_task(_watch(pool, waiting, measures["visible, ms"]))
                async with _listening(pool, committed, measures["handed over, ms"]):
                    began = time.perf_counter()
                    for number in range(round(seconds * RATE)):
                        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                        said = await reporting.report(bad=number % BAD == 0)
                        waiting[said.position] = committed[said.key_result_id] = time.perf_counter()
                        bell.nudge(WORKSPACE)
                    while waiting:  # noqa: ASYNC110 - seen to by `_watch`
                        await asyncio.sleep(0.01)
                    await _delivered(pool)
                watching.cancel()
            measures["worker at the end, MB"].append(_memory(worker.pid, "VmRSS"))
            measures["worker at its largest, MB"].append(_memory(worker.pid, "VmHWM"))
        finally:
            worker.terminate()
            worker.wait(30)
    await log.close()
    return measures


@asynccontextmanager
async def _listening(
    pool: Pool, committed: dict[str, float], took: list[float]
) -> AsyncIterator[None]:
    """A webhook, and its receiver, which notes how long after its check-in each raise arrives."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        (length,) = [line for line in head.lower().split(b"\r\n") if b"content-length:" in line]
        told = json.loads(await reader.readexactly(int(length.split(b":")[1])))
        arrived = time.perf_counter()
        if told["type"] == KIND and (key := told["data"]["alert"]["key_result_id"]) in committed:
            took.append(1e3 * (arrived - committed[key]))
        writer.write(b"HTTP/1.1 204 x\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await add_webhook(pool, WORKSPACE, f"http://127.0.0.1:{port}/", private=True)
    async with server:
        yield


async def _delivered(pool: Pool) -> None:
    """Wait until nothing is due any more."""
    due = "select count(*) from public.delivery where workspace_id = $1 and delivered_at is null"
    async with asyncio.timeout(PATIENCE):
        while await pool.fetchval(due, WORKSPACE):  # noqa: ASYNC110 - another process is at work
            await asyncio.sleep(0.05)


async def _watch(pool: Pool, waiting: dict[int, float], took: list[float]) -> None:
    """Look every few milliseconds which of the waiting positions can be seen."""
    while True:
        position = await pool.fetchval(_REACHED, WORKSPACE)
        seen = time.perf_counter()
        visible = [one for one in waiting if one <= position]
        took.extend(1e3 * (seen - waiting.pop(one)) for one in visible)
        await asyncio.sleep(0.004)


async def _visible(pool: Pool, position: int) -> None:
    while (await pool.fetchval(_REACHED, WORKSPACE) or 0) < position:  # noqa: ASYNC110
        await asyncio.sleep(0.05)  # another process is at work


def _memory(process: int, which: str) -> float:
    """Megabytes, from the kernel's account of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith(which)]
    return int(line.split()[1]) / 1024


def told(measured: Measures) -> dict[str, tuple[float, str]]:
    """What was promised, measured; each with the promise in words."""
    seen, handed = sorted(measured["visible, ms"]), sorted(measured["handed over, ms"])
    return {
        "visible after, median, ms": (statistics.median(seen), "for comparison"),
        "visible after, 99 of 100, ms": (seen[int(len(seen) * 0.99)], "under 150"),
        "raises handed over": (len(handed), "for comparison"),
        "handed over after, median, ms": (statistics.median(handed), "for comparison"),
        "handed over after, 99 of 100, ms": (handed[int(len(handed) * 0.99)], "under 250"),
    }


async def run(running: Servers, shape: Shape, seconds: float) -> Measures:
    events = await company(shape, datetime.now(UTC))
    print(f"  the company has {len(events):,} events", file=sys.stderr)
    await migrate(running.owner_database_url)
    await load(running.owner_database_url, events)
    return await freshness(running, running.owner_database_url, events, seconds)


def main() -> None:
    size = (Shape(50, 200, 800), 10.0) if "--quick" in sys.argv else (Shape(), 30.0)
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home))) as running,
    ):
        measured = asyncio.run(run(running, *size))
    for name, (value, promise) in told(measured).items():
        print(f"{name:<46} {value:>12,.2f}   {promise}")
    print(json.dumps({"measured": measured}))


if __name__ == "__main__":
    main()
