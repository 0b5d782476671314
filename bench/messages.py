"""What a morning's digests cost: `python -m bench.messages`, about half a minute.

A thousand people are told of five things each that can wait, in one transaction of a refresh: five
thousand messages, each with its reason, and a thousand digests that take them in. Then the same
again, of which nothing is new.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.company import WORKSPACE, load, run_as_owner
from domain.notices.notice import Addressee, Notice
from domain.preferences import EMPTY
from domain.values import PersonId
from domain.workspace import Settings as WorkspaceSettings
from events.migrate import migrate
from projections.keeping import messages
from projections.keeping.ledger import Readers
from projections.notices.teller import Heard
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import Settings

READERS = Readers(WorkspaceSettings(), EMPTY)

ROUNDS = 5
PEOPLE = 1_000
THINGS = 5  # that each of them is told


def notices() -> Iterator[Notice]:
    for person in range(PEOPLE):
        to = (Addressee(PersonId(f"person-{person}"), "because you own it"),)
        for thing in range(THINGS):
            name = f"{person}-{thing}"
            yield Notice(
                kind="silence",
                cause=f"silence:{name}",
                subject=f"key-result:{name}",
                title=f"No check-in on 'Median days to the first value, {name}' in week 9",
                text="It was due by 1 March. The last one was on 14 February.",
                link=f"/v1/objectives/{name}",
                to=to,
                public=False,
            )


async def run(running: Servers) -> dict[str, list[float]]:
    await migrate(running.owner_database_url)
    await load(running.owner_database_url, [])
    heard = Heard(list(notices()), [], [], [], [])
    measures: dict[str, list[float]] = defaultdict(list)
    async with open_pool(running.owner_database_url) as pool:
        for _ in range(ROUNDS):
            await run_as_owner(running.owner_database_url, "truncate message cascade")
            for name in ("a thousand digests, s", "nothing new, s"):
                began = time.perf_counter()
                async with pool.within(WORKSPACE) as connection, connection.transaction():
                    await messages.write(connection, WORKSPACE, READERS, heard)
                measures[name].append(time.perf_counter() - began)
        async with pool.within(WORKSPACE) as connection:
            counted = "select count(*) from public.message where workspace_id = $1 and kind = $2"
            digests = await connection.fetchval(counted, WORKSPACE, "digest")
    if digests != PEOPLE:
        raise AssertionError(f"{digests} digests were written, not {PEOPLE}")
    return measures


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as home,
        servers(Settings(home=Path(home))) as running,
    ):
        measures = asyncio.run(run(running))
    for name, values in measures.items():
        print(f"{name:<24} {statistics.median(values):>7.2f}   longest: {max(values):.2f}")
    print(f"{PEOPLE:,} digests are wanted in under 2 s")
    print(json.dumps({"measured": measures}))


if __name__ == "__main__":
    main()
