"""The API killed at any moment: between a commit and its nudge, or its answer."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx

from events.database.pool import Pool
from events.postgres import PostgresLog
from projections.keeping import proof
from projections.keeping.refresh import Refresher
from tests.api.test_server import ready, serving, speaking, workspace

__all__ = ["workspace"]  # a fixture that these tests share

TEAMS = 60
KILL_AFTER = 15


async def test_an_api_that_is_killed_loses_and_doubles_nothing(
    tmp_path: Path, database: str, redis_url: str, pool: Pool, workspace: tuple[str, str]
) -> None:
    workspace_id, token = workspace
    answers: dict[int, bytes] = {}
    company = ""

    async def add(client: httpx.AsyncClient, number: int) -> None:
        body = {"name": f"Team {number}", "kind": "team", "parent_id": company}
        key = {"Idempotency-Key": f"team {number}"}
        made = await client.post("/v1/units", json=body, headers=key)
        assert made.status_code == 201
        assert answers.setdefault(number, made.content) == made.content

    with serving(tmp_path, database, redis_url, ends=-signal.SIGKILL) as (address, process):
        async with speaking(address, token) as client:
            await ready(client)
            made = await client.post("/v1/units", json={"name": "Acme", "kind": "company"})
            company = made.json()["id"]
            adding = [asyncio.create_task(add(client, number)) for number in range(TEAMS)]
            while len(answers) < KILL_AFTER:
                await asyncio.wait(adding, return_when=asyncio.FIRST_COMPLETED)
                adding = [task for task in adding if not task.done()]
            os.killpg(process, signal.SIGKILL)  # the server, and the worker that it started
            await asyncio.gather(*adding, return_exceptions=True)
    with serving(tmp_path, database, redis_url) as (address, _):
        async with speaking(address, token) as client:
            await ready(client)
            await asyncio.gather(*(add(client, number) for number in range(TEAMS)))
    log = PostgresLog(database)
    assert (await log.head(workspace_id)).position == 2 + TEAMS
    await Refresher(log, pool).refresh(workspace_id)
    assert (await proof.verify(log, pool, workspace_id)).holds
    await log.close()
