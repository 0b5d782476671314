"""Whether every view is read as fast as the alignment view: `python -m bench.views`; needs `wrk`.

For each projection with an address of its own, the stored document of median size is asked for in
turn with the alignment document that is nearest to it in size, round after round, on one server
with one worker; who comes first alternates. Ratios are of answers per second that the server and
the database were at work, so that neighbours on the machine do not count; how far the alignment
view differs from itself says how much they are worth. Lists and agendas, which are put together
for each request, are measured beside them. Five minutes; `--quick` takes a small company and one
round.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from api.access.tokens import create_token
from api.http.views.addresses import HANDLERS
from api.synthetic.shape import Shape
from bench.company import WORKSPACE, company, load, run_as_owner
from bench.http import CONNECTIONS, Company, Contestant, running, wrk
from events.database.pool import Pool
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from projections.views.alignment.alignment import AlignmentView
from runtime.database import open_pool
from runtime.embedded import servers
from runtime.settings import Settings

ROUNDS = 7
SECONDS = 1
SHAPE = Shape(units=100, objectives=400, key_results=1600)
QUICK = Shape(units=20, objectives=40, key_results=160)
WANTED = 0.9
"""The same rate, give or take what two measurements of one second differ by."""

_MEDIANS = """
select distinct on (projection) projection, key, size from (
    select projection, key, octet_length(body) as size,
        percent_rank() over (partition by projection order by octet_length(body)) as rank
    from public.document where workspace_id = $1
) ranked order by projection, abs(rank - 0.5), key
"""
_ALIGNMENTS = """
select key, octet_length(body) as size from public.document
where workspace_id = $1 and projection = $2
"""
_UNITS = """
select key from public.document where workspace_id = $1 and projection = 'promises'
order by octet_length(body) desc, key limit 5
"""


class Asked(Struct, frozen=True):
    """A view by its address, and the alignment view that is about as large."""

    name: str
    path: str
    size: int
    beside: str
    beside_size: int


class Prepared(Struct, frozen=True):
    token: str
    views: list[Asked]
    others: dict[str, str]
    """The addresses of what is put together for each request."""


def addresses() -> dict[str, str]:
    """Where the documents of each projection are read, with a place for the key."""
    found = {}
    for handler in HANDLERS:
        (path,) = handler.paths
        found[handler.opt["projection"]] = "/v1" + re.sub(r"\{\w+:\w+\}", "{}", path)
    return found


async def prepare(database_url: str, shape: Shape) -> Prepared:
    await migrate(database_url)
    await load(database_url, await company(shape, datetime.now(UTC)))
    log = PostgresLog(database_url)
    async with open_pool(database_url) as pool:
        refresher = Refresher(log, pool)
        await refresher.refresh(WORKSPACE)
        await refresher.close()
        await run_as_owner(database_url, "vacuum analyze document")
        token = await create_token(pool, WORKSPACE, "executive", "bench")
        told = Prepared(token, await _views(pool), await _others(pool))
    await log.close()
    return told


async def _views(pool: Pool) -> list[Asked]:
    known = addresses()
    alignments: list[tuple[str, int]] = [
        (row["key"], row["size"])
        for row in await pool.fetch(_ALIGNMENTS, WORKSPACE, AlignmentView.name)
    ]
    found = []
    for row in await pool.fetch(_MEDIANS, WORKSPACE):
        name, key, size = row
        if name not in known:
            continue
        beside, beside_size = min(alignments, key=lambda one: abs(one[1] - size))
        path, other = known[name].format(key), known[AlignmentView.name].format(beside)
        found.append(Asked(name, path, size, other, beside_size))
    return sorted(found, key=lambda one: one.size)


async def _others(pool: Pool) -> dict[str, str]:
    keys = [row["key"].split(":") for row in await pool.fetch(_UNITS, WORKSPACE)]
    cycle, units = keys[0][0], ",".join(unit for _, unit in keys)
    return {
        "objectives of a cycle": f"/v1/objectives?cycle={cycle}",
        "feed": "/v1/feed",
        "sync agenda of 5 units": f"/v1/sync-agenda?cycle={cycle}&units={units}",
        "business review": f"/v1/business-review/{cycle}",
    }


class Rate(Struct, frozen=True):
    """Answers per second, and per second that the server and the database were at work."""

    a_second: float
    a_busy_second: float


def rate(server: Contestant, database: int, token: str, path: str) -> Rate:
    before = busy_seconds(server.process, database)
    done = subprocess.run(  # noqa: S603 - what we were installed with
        [wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Authorization: Bearer {token}",
         f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    busy = busy_seconds(server.process, database) - before
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{path}: {done.stdout}")
    a_second, answers = (
        re.search(pattern, done.stdout)
        for pattern in (r"Requests/sec:\s+([\d.]+)", r"(\d+) requests in")
    )
    assert a_second
    assert answers
    return Rate(float(a_second[1]), int(answers[1]) / busy)


def busy_seconds(*roots: int) -> float:
    """What processes and all those below them have used of the processors."""
    ticks: dict[int, int] = {}
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        process = int(path.parent.name)
        below.setdefault(int(fields[1]), []).append(process)
        ticks[process] = int(fields[11]) + int(fields[12])
    found, ahead = 0, list(roots)
    while ahead:
        process = ahead.pop()
        found += ticks.get(process, 0)
        ahead.extend(below.get(process, ()))
    return found / os.sysconf("SC_CLK_TCK")


def main() -> None:
    quick = "--quick" in sys.argv
    with (
        tempfile.TemporaryDirectory(prefix="sightline-bench-") as home,
        servers(Settings(home=Path(home)), redis=False) as database,
    ):
        told = asyncio.run(prepare(database.owner_database_url, QUICK if quick else SHAPE))
        asking = Company(told.token, "", (), {})
        (postmaster,) = Path(home).rglob("postmaster.pid")
        process = int(postmaster.read_text().split()[0])
        with running("sightline", database.owner_database_url, asking) as server:
            measure(server, process, told, 1 if quick else ROUNDS)


def measure(server: Contestant, database: int, told: Prepared, rounds: int) -> None:
    rates: dict[str, list[tuple[Rate, Rate]]] = {one.name: [] for one in told.views}
    others: dict[str, list[float]] = {name: [] for name in told.others}
    for number in range(rounds):
        for one in told.views:
            turn = 1 if number % 2 else -1
            first, second = (
                rate(server, database, told.token, path) for path in (one.path, one.beside)[::turn]
            )
            rates[one.name].append((first, second) if turn == 1 else (second, first))
        for name, path in told.others.items():
            others[name].append(rate(server, database, told.token, path).a_second)
    ratios = {}
    for one in told.views:
        each = [own.a_busy_second / beside.a_busy_second for own, beside in rates[one.name]]
        ratios[one.name] = statistics.median(each)
        a_second = statistics.median(own.a_second for own, _ in rates[one.name])
        clock = statistics.median(own.a_second / beside.a_second for own, beside in rates[one.name])
        spread = " ".join(f"{ratio:.2f}" for ratio in each)
        print(
            f"{one.name:14}{one.size:>9,} bytes {a_second:>7,.0f} /s   against alignment,"
            f" {one.beside_size:>7,} bytes: {ratios[one.name]:.2f}, by the clock {clock:.2f}"
            f"   ({spread})"
        )
    least = min(ratios, key=lambda name: ratios[name])
    print(f"least: {least} {ratios[least]:.2f}, wanted about 1, at least {WANTED}")
    for name, values in others.items():
        print(f"{name:25} {statistics.median(values):>8,.0f} /s   (put together for each request)")
    print(json.dumps({"ratios": ratios, "others": others}))


if __name__ == "__main__":
    main()
