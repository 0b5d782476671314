"""What one check-in costs a worker: `python -m bench.one_check_in`, about two minutes.

The generated company is in PostgreSQL with all its documents. Check-ins come one by one; each is
refreshed on its own. Beside them, in the same rounds, everything is rendered: what a worker would
do that did not know which documents an event touches. `--quick` takes a small company.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from bench.company import WORKSPACE, company, load
from bench.refresh import FULL, QUICK, Measures, Reporting
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.fold import PROJECTIONS, Fold, document
from projections.refresh import Refresher
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings

ROUNDS = 5
CHECK_INS = 60  # in a round


async def run(running: Servers, *, quick: bool) -> tuple[Measures, Counter[str]]:
    now = datetime.now(UTC)
    events = await company((QUICK if quick else FULL).company, now)
    print(f"  the company has {len(events):,} events", file=sys.stderr)
    await migrate(running.database_url)
    await load(running.database_url, events)
    log = PostgresLog(running.database_url)
    measures: Measures = defaultdict(list)
    touched: Counter[str] = Counter()
    async with open_pool(running.database_url) as pool:
        refresher = Refresher(log, pool)
        await refresher.refresh(WORKSPACE)
        await refresher.close()  # the snapshot is written
        await pool.execute("vacuum analyze document")
        reporting = Reporting(log, events)
        fold = Fold()
        for stored in events:
            fold.take(stored)
        everything = [(one.projection, one.key) for one in fold.render()]
        for _ in range(ROUNDS):
            took, busy = [], []
            for _ in range(CHECK_INS):
                position = await reporting.report()
                before, used = time.perf_counter(), time.process_time()
                await refresher.refresh(WORKSPACE)
                took.append(1e3 * (time.perf_counter() - before))
                busy.append(1e3 * (time.process_time() - used))
                (fact,) = await log.read_facts(WORKSPACE, position - 1)
                used = time.process_time()
                fold.take(fact)
                rendered = list(fold.render())
                measures["render what it touches, ms"].append(1e3 * (time.process_time() - used))
                touched.update(one.projection for one in rendered)
            measures["refresh, ms"].append(statistics.median(took))
            measures["refresh, ms of the processor"].append(statistics.median(busy))
            used = time.process_time()
            for projection, key in everything:
                document(fold.workspace, PROJECTIONS[projection], key)
            measures["render everything, ms"].append(1e3 * (time.process_time() - used))
    await log.close()
    return measures, touched


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home))) as running,
    ):
        measures, touched = asyncio.run(run(running, quick="--quick" in sys.argv))
    told = {name: statistics.median(values) for name, values in measures.items()}
    for name, values in measures.items():
        print(f"{name:<34} {told[name]:>12,.2f}   ({min(values):,.2f} .. {max(values):,.2f})")
    for name, count in touched.most_common():
        print(f"  documents of {name:<20} {count / ROUNDS / CHECK_INS:>8.1f} a check-in")
    ratio = told["render everything, ms"] / told["render what it touches, ms"]
    print(f"refresh of one check-in, ms: {told['refresh, ms']:.1f}, wanted under 10")
    print(f"everything / what one check-in touches: {ratio:,.0f}, wanted at least 100")
    print(json.dumps({"measured": measures, "ratio": ratio}))


if __name__ == "__main__":
    main()
