"""The server process: granian with one worker, which opens its own connections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from granian.constants import Interfaces, Loops
from granian.server import Server
from litestar import Litestar

from api.app import create_app
from api.resources import Resources, open_resources
from runtime.embedded import Servers
from runtime.logs import configure_logs
from runtime.settings import Settings
from workers.bells import doorbell

STOP_SECONDS = 10
"""After so long, a worker that still has requests under way is ended all the same."""


def serve(settings: Settings, servers: Servers, *, workers: int = 1) -> None:
    """Answer HTTP until SIGINT or SIGTERM; requests under way are finished first."""
    server = Server(
        "sightline",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.uvloop,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(load, settings, servers), wrap_loader=False)


def load(settings: Settings, servers: Servers) -> Litestar:
    """The application, made in the worker process itself."""
    configure_logs(settings)
    return create_app(_resources(settings, servers))


@asynccontextmanager
async def _resources(settings: Settings, servers: Servers) -> AsyncIterator[Resources]:
    if servers.redis_url is None:
        raise RuntimeError("the API was started without asking for Redis")
    with doorbell(servers.redis_url) as bell:
        async with open_resources(
            servers.database_url, bell.nudge, private_webhooks=settings.private_webhooks
        ) as resources:
            yield resources
