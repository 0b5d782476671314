"""The real server: granian in a process of its own, spoken to over the network."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from api.access.tokens import create_token
from domain.access.identity import acting
from domain.workspace import CreateWorkspace
from events.database.pool import Pool
from events.handling import Desk, Request
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.clock import now
from tests.support.patience import PATIENCE, until

SERVE = """
import sys
from pathlib import Path
from api.http.server import serve
from runtime.embedded import Servers
from runtime.settings import Settings

home, port, database_url, redis_url = sys.argv[1:]
serve(Settings(home=Path(home), port=int(port)), Servers(database_url, "", redis_url))
"""


@contextmanager
def serving(
    home: Path,
    database_url: str,
    redis_url: str,
    *,
    ends: int = 0,
    first: str = "",
    said: Path | None = None,
    stopped: bool = False,
) -> Iterator[tuple[str, int]]:
    """The address of a server, and the number of its process, which ends with this exit code.

    `first` is done in the process before it serves; `said` is where its log goes. With `stopped`,
    the test itself tells it to stop: a second signal would end it on its way out.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [str(home), str(port), database_url, redis_url]
    with ExitStack() as files:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", f"{first}\n{SERVE}", *told],
            stderr=files.enter_context(said.open("wb")) if said else None,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        if not stopped:
            process.terminate()
        assert process.wait(PATIENCE) == ends


def speaking(address: str, token: str = "") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE)


async def ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await client.get("/health")
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return


@pytest.fixture
async def workspace(database: str, pool: Pool) -> tuple[str, str]:
    """A workspace and a token for it."""
    workspace_id, log = str(uuid.uuid4()), PostgresLog(database)
    await log.create_workspace(workspace_id, "Acme")
    await Desk(log).handle(
        workspace_id, Request((CreateWorkspace("Acme"),), acting("founder", "administrator"), now())
    )
    await log.close()
    return workspace_id, await create_token(pool, workspace_id, "administrator", "ada")


async def test_a_change_travels_from_the_network_to_a_view(
    tmp_path: Path, database: str, redis_url: str, pool: Pool, workspace: tuple[str, str]
) -> None:
    workspace_id, token = workspace
    log = PostgresLog(database)
    with serving(tmp_path, database, redis_url) as (address, _):
        async with speaking(address, token) as client:
            await ready(client)
            made = await client.post("/v1/units", json={"name": "Acme", "kind": "company"})
            assert made.status_code == 201
            await Refresher(log, pool).refresh(workspace_id)
            position = made.json()["position"]
            view = await client.get(f"/v1/directory?min_position={position}")
            assert [unit["name"] for unit in view.json()["units"]] == ["Acme"]
            same = await client.get(
                "/v1/directory", headers={"If-None-Match": view.headers["etag"]}
            )
            assert (same.status_code, same.content) == (304, b"")
            for sender, status in ((f"Bearer {token}", 413), ("nobody", 401)):
                large = await client.post(
                    "/v1/units", content=b"x" * (4 << 20), headers={"Authorization": sender}
                )
                assert large.status_code == status
    await log.close()


async def test_commands_are_carried_out_while_redis_is_down(
    tmp_path: Path, database: str, workspace: tuple[str, str]
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        redis_url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        with serving(tmp_path, database, redis_url) as (address, _):
            async with speaking(address, workspace[1]) as client:
                await ready(client)
                for number in range(20):
                    body = {"name": str(number), "starts": "2026-01-01", "ends": "2026-03-31"}
                    made = await client.post("/v1/cycles", json=body)
                    assert made.status_code == 201


async def test_a_request_under_way_is_finished_before_the_server_stops(
    tmp_path: Path, database: str, redis_url: str, workspace: tuple[str, str]
) -> None:
    _, token = workspace
    body = b'{"name": "Acme", "kind": "company"}'
    head = (
        f"POST /v1/units HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with serving(tmp_path, database, redis_url, stopped=True) as (address, process):
        async with speaking(address, token) as client:
            await ready(client)
        port = int(address.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode())
        asked_for_the_body = await reader.readuntil(b"\r\n\r\n")
        assert asked_for_the_body.startswith(b"HTTP/1.1 100 ")
        os.kill(process, signal.SIGTERM)
        await until(lambda: _nobody_listens(port))
        writer.write(body)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 201 ")
        writer.close()


async def _nobody_listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    writer.close()
    return False
