"""The servers that `bench.http` compares: `python -m bench.http_servers ROLE PORT DATABASE_URL`."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

import asyncpg
import fastapi
import uvicorn
from granian.constants import Interfaces, Loops
from granian.server import Server
from litestar import Litestar, get

from api.access.tokens import workspace_of
from api.http.app import create_app
from api.http.requests.auth import AGE
from api.http.services import open_resources
from api.http.stored.reading import Seen
from api.http.stored.sending import Sent

READ = """
select etag, body from public.document
where workspace_id = $1 and projection = 'alignment' and key = $2
"""
FIND = """
select role from public.token
where workspace_id = $1 and token_hash = $2 and revoked_at is null
"""


def sightline(database_url: str) -> Litestar:
    return create_app(open_resources(database_url, lambda _: None))


def memory(database_url: str) -> Litestar:
    """The same route with the same bytes, from memory, for anybody."""

    async def first() -> Seen:
        connection = await asyncpg.connect(database_url)
        row = await connection.fetchrow(
            READ, workspace_of(os.environ["BENCH_TOKEN"]), os.environ["BENCH_KEY"]
        )
        await connection.close()
        assert row
        return Seen(1, *row)

    seen = asyncio.new_event_loop().run_until_complete(first())

    @get("/v1/alignment/{key:str}")
    async def alignment(key: str) -> Sent:  # noqa: ARG001
        return Sent(seen)

    return Litestar([alignment], logging_config=None, openapi_config=None)


async def workspace(
    request: fastapi.Request, authorization: Annotated[str, fastapi.Header()]
) -> str:
    """The workspace of a token, looked up in the database and remembered as long as by us."""
    known: dict[bytes, tuple[str, float]] = request.app.state.known
    token = authorization.removeprefix("Bearer ")
    digest = hashlib.sha256(token.encode()).digest()
    found = known.get(digest)
    if found is not None and time.monotonic() < found[1]:
        return found[0]
    workspace_id = workspace_of(token)
    if await request.app.state.pool.fetchval(FIND, workspace_id, digest) is None:
        raise fastapi.HTTPException(401)
    known[digest] = (workspace_id, time.monotonic() + AGE)
    return workspace_id


def peer(database_url: str) -> fastapi.FastAPI:
    """FastAPI as one would write it: a pool, a dependency for the token, the row as response."""

    @asynccontextmanager
    async def opened(app: fastapi.FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=8) as pool:
            app.state.pool, app.state.known = pool, {}
            yield

    app = fastapi.FastAPI(lifespan=opened)

    @app.get("/v1/alignment/{key}")
    async def alignment(
        request: fastapi.Request, key: str, workspace_id: Annotated[str, fastapi.Depends(workspace)]
    ) -> fastapi.Response:
        row = await request.app.state.pool.fetchrow(READ, workspace_id, key)
        if row is None:
            raise fastapi.HTTPException(404)
        headers = {"ETag": f'"{row["etag"]}"', "Cache-Control": "private, no-cache"}
        return fastapi.Response(row["body"], headers=headers, media_type="application/json")

    return app


def granian(port: int, load: Any) -> None:
    Server(
        "bench", port=port, interface=Interfaces.ASGI, loop=Loops.uvloop, websockets=False,
        log_enabled=False,
    ).serve(target_loader=load, wrap_loader=False)  # fmt: skip


def main() -> None:
    role, port, database_url = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    match role:
        case "sightline":
            granian(port, partial(sightline, database_url))
        case "memory":
            granian(port, partial(memory, database_url))
        case "fastapi":
            uvicorn.run(peer(database_url), port=port, log_level="critical", access_log=False,
                        loop="uvloop", http="httptools")  # fmt: skip
        case _:
            sys.exit(f"no such server: {role}")


if __name__ == "__main__":
    main()
