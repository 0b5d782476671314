"""How fast views are read over HTTP: `python -m bench.http`, about three minutes; needs `wrk`.

Each server is one process with one worker on the same embedded PostgreSQL. They are asked in turn,
round after round, by `wrk` with 32 connections; ratios are those of each round, and their median
counts. The alignment views are those of a generated company.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
from msgspec import Struct

from api.access.tokens import create_token
from api.synthetic.company import generate
from api.synthetic.shape import Shape
from api.synthetic.telling import found, founded, story_of, tell
from events.handling import Desk
from events.migrate import migrate
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.database import open_pool
from runtime.embedded import servers
from runtime.settings import Settings

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 32
SHAPE = Shape(units=100, objectives=400, key_results=1600, weeks=13, seed=1)
READY_SECONDS = 20.0


class Company(Struct, frozen=True):
    """What the load generator asks for, and with which token."""

    token: str
    cycle: str
    keys: tuple[str, ...]
    etags: dict[str, str]


class Contestant(Struct, frozen=True):
    name: str
    port: int
    process: int


async def prepare(database_url: str) -> Company:
    """Tell a generated company, render its views, and make a token."""
    await migrate(database_url)
    log = PostgresLog(database_url)
    workspace_id, now = str(uuid4()), datetime.now(UTC)
    await log.create_workspace(workspace_id, "bench")
    desk = Desk(log)
    await found(desk, workspace_id, "bench", "UTC", founded(SHAPE, now))
    await tell(desk, workspace_id, generate(SHAPE, now), story_of(SHAPE, now))
    async with open_pool(database_url) as pool:
        refresher = Refresher(log, pool)
        await refresher.refresh(workspace_id)
        await refresher.close()
        rows = await pool.fetch(
            "select key, etag, octet_length(body) as size from public.document "
            "where workspace_id = $1 and projection = 'alignment' order by size desc",
            workspace_id,
        )
        token = await create_token(pool, workspace_id, "member", "bench")
    await log.close()
    for row in rows[:3]:
        print(f"  {row['key']}  {row['size']:,} bytes")
    print(f"  {len(rows)} alignment views, median {rows[len(rows) // 2]['size']:,} bytes")
    keys = tuple(row["key"] for row in rows)
    return Company(token, keys[0], keys, {row["key"]: row["etag"] for row in rows})


@contextmanager
def running(role: str, database_url: str, company: Company) -> Iterator[Contestant]:
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "bench.http_servers", role, str(port), database_url],
        env=os.environ | {"BENCH_TOKEN": company.token, "BENCH_KEY": company.cycle},
    )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/nothing")
                break
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield Contestant(role, port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def rate(contestant: Contestant, company: Company, keys: tuple[str, ...], *, known: bool) -> float:
    """Answers per second; with `known`, each request names the tag that is stored."""
    script = _script(company, keys, known=known)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(  # noqa: S603 - what we were installed with
            [wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", file.name,
             f"http://127.0.0.1:{contestant.port}"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{contestant.name}: {done.stdout}")
    found_rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found_rate
    return float(found_rate[1])


def _script(company: Company, keys: tuple[str, ...], *, known: bool) -> str:
    """Requests are laid out once, so that the load generator costs as little as it can."""
    formats = []
    for key in keys:
        lines = [f'["Authorization"] = "Bearer {company.token}"']
        if known:
            lines.append(f'["If-None-Match"] = \'"{company.etags[key]}"\'')
        formats.append(f'wrk.format("GET", "/v1/alignment/{key}", {{{", ".join(lines)}}})')
    return (
        "local requests = {}\nlocal at = 0\n"
        "function init(args)\n  requests = {" + ",\n".join(formats) + "}\nend\n"
        "function request()\n  at = at % #requests + 1\n  return requests[at]\nend\n"
    )


def wrk() -> str:
    return shutil.which("wrk") or sys.exit("wrk is needed, for example: apt-get install wrk")


def main() -> None:
    wrk()
    with (
        tempfile.TemporaryDirectory(prefix="sightline-bench-") as home,
        servers(Settings(home=Path(home)), redis=False) as running_servers,
        ExitStack() as stack,
    ):
        url = running_servers.owner_database_url
        company = asyncio.run(prepare(url))
        ours, memory, fastapi = (
            stack.enter_context(running(role, url, company))
            for role in ("sightline", "memory", "fastapi")
        )
        measures: dict[str, list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for title, keys in (("one view", (company.cycle,)), ("all views", company.keys)):
                measures[f"{title}: 304"].append(rate(ours, company, keys, known=True))
                measures[f"{title}: 200"].append(rate(ours, company, keys, known=False))
                if title == "one view":
                    measures[f"{title}: memory"].append(rate(memory, company, keys, known=False))
                measures[f"{title}: FastAPI"].append(rate(fastapi, company, keys, known=False))
    for name, values in measures.items():
        spread = " ".join(f"{value:,.0f}" for value in values)
        print(f"{name:24}{statistics.median(values):10,.0f} /s    ({spread})")
    for title in ("one view", "all views"):
        print_ratio(measures, f"{title}: 200", f"{title}: FastAPI", 1.7)
        print_ratio(measures, f"{title}: 304", f"{title}: 200", 2)
    print_ratio(measures, "one view: 200", "one view: memory", 0.45)


def print_ratio(measures: dict[str, list[float]], one: str, other: str, wanted: float) -> None:
    """The median of the rounds' ratios: what else the machine does slows both down."""
    ratios = [a / b for a, b in zip(measures[one], measures[other], strict=True)]
    spread = " ".join(f"{value:.2f}" for value in ratios)
    print(f"{one} / {other}: {statistics.median(ratios):.2f}, wanted {wanted}    ({spread})")


if __name__ == "__main__":
    main()
