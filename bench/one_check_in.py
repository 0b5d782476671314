"""What one check-in costs a worker: `python -m bench.one_check_in`, about two minutes.

The generated company is in PostgreSQL with all its documents. Check-ins come one by one; each is
refreshed on its own. Beside them, in the same rounds, everything is rendered: what a worker would
do that did not know which documents an event touches; then what a day that goes by costs, and a
snapshot. `--quick` takes a small company.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.company import WORKSPACE, Reporting, company, load, run_as_owner
from bench.refresh import FULL, QUICK, Measures
from events.log import Stored
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.fold import PROJECTIONS, Fold
from projections.keeping.refresh import Refresher
from projections.keeping.rendering import document
from projections.model import snapshot
from projections.model.workspace import Workspace
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings

ROUNDS = 5
CHECK_INS = 60  # in a round
DAYS = 3
SINCE_DAYS = 21
"""How many days before the end of the cycle a day goes by with all documents as they were."""


async def run(running: Servers, events: list[Stored]) -> tuple[Measures, Counter[str]]:
    await migrate(running.owner_database_url)
    await load(running.owner_database_url, events)
    log = PostgresLog(running.owner_database_url)
    measures: Measures = defaultdict(list)
    touched: Counter[str] = Counter()
    async with open_pool(running.owner_database_url) as pool:
        refresher = Refresher(log, pool)
        await refresher.refresh(WORKSPACE)
        await refresher.close()  # the snapshot is written
        await run_as_owner(running.owner_database_url, "vacuum analyze document")
        reporting = Reporting(log, events)
        fold = folded(events)
        everything = [(one.projection, one.key) for one in fold.render()]
        for _ in range(ROUNDS):
            for _ in range(CHECK_INS):
                position = (await reporting.report()).position
                before, used = time.perf_counter(), time.process_time()
                await refresher.refresh(WORKSPACE)
                measures["refresh, ms"].append(1e3 * (time.perf_counter() - before))
                measures["refresh, ms of the processor"].append(_since(used))
                (fact,) = await log.read_facts(WORKSPACE, position - 1)
                used = time.process_time()
                fold.take(fact)
                rendered = list(fold.render())
                measures["render what it touches, ms"].append(_since(used))
                touched.update(one.projection for one in rendered)
            used = time.process_time()
            for projection, key in everything:
                document(fold.workspace, PROJECTIONS[projection], key)
            measures["render everything, ms"].append(_since(used))
            _keep(measures, fold.workspace)
    await log.close()
    return measures, touched


def folded(events: Iterable[Stored]) -> Fold:
    fold = Fold()
    for stored in events:
        fold.take(stored)
    return fold


def _since(used: float) -> float:
    return 1e3 * (time.process_time() - used)


def _keep(measures: Measures, workspace: Workspace) -> None:
    """What a snapshot costs, to write and to begin with; the worker writes it beside its work."""
    used = time.process_time()
    body = snapshot.dump(workspace)
    measures["snapshot made, ms"].append(_since(used))
    used = time.process_time()
    snapshot.load(body)
    measures["snapshot read, ms"].append(_since(used))
    measures["snapshot, MB"].append(len(body) / 1e6)


def days(events: Sequence[Stored]) -> Measures:
    """The first event of a day amid a cycle: whatever depends on the day is made anew."""
    measures: Measures = defaultdict(list)
    begins = events[-1].recorded_at - timedelta(days=SINCE_DAYS)
    place = next(n for n, one in enumerate(events) if one.recorded_at > begins)
    fold = folded(events[:place])
    list(fold.render())
    for stored in events[place:]:
        new = fold.workspace.day_of(stored.recorded_at) > fold.workspace.today
        if new and len(measures["first of a day, ms"]) == DAYS:
            break
        used = time.process_time()
        fold.take(stored)
        rendered = sum(1 for _ in fold.render()) if new else 0
        if new:
            measures["first of a day, ms"].append(_since(used))
            measures["first of a day, documents"].append(rendered)
    return measures


def main() -> None:
    size = (QUICK if "--quick" in sys.argv else FULL).company
    events = asyncio.run(company(size, datetime.now(UTC)))
    print(f"  the company has {len(events):,} events", file=sys.stderr)
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home))) as running,
    ):
        measures, touched = asyncio.run(run(running, events))
    measures.update(days(events))
    for name, values in measures.items():
        told = sorted(values)
        median, nine, most = (told[int(len(told) * share)] for share in (0.5, 0.9, 0.99))
        print(f"{name:<34} {median:>11,.2f}   9 of 10: {nine:,.2f}   99 of 100: {most:,.2f}")
    for name, count in touched.most_common():
        print(f"  documents of {name:<20} {count / ROUNDS / CHECK_INS:>8.1f} a check-in")
    ratio = statistics.median(measures["render everything, ms"]) / statistics.median(
        measures["render what it touches, ms"]
    )
    for name in ("refresh, ms", "refresh, ms of the processor"):
        print(f"{name}, of one check-in: {statistics.median(measures[name]):.1f}, wanted under 10")
    print(f"everything / what one check-in touches: {ratio:,.0f}, wanted at least 100")
    print(json.dumps({"measured": measures, "ratio": ratio}))


if __name__ == "__main__":
    main()
