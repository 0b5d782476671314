"""The server process: granian with one worker, which opens its own connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server
from litestar import Litestar

from api.http import docs
from api.http.access.single_sign_on import CALLBACK
from api.http.app import create_app
from api.http.requests.site import Site
from api.http.services import Resources, SingleSignOn, open_resources
from api.http.sign_on.provider import SECONDS, Client, Provider
from runtime.embedded import Servers
from runtime.logs import configure_logs
from runtime.open_files import allow_open_files
from runtime.settings import Settings
from runtime.stalled import give_up_on_stalled
from workers.bells import doorbell

STOP_SECONDS = 10
"""Seconds after which a worker is stopped even if it has requests under way."""

SILENCE_SECONDS = 10
"""After this long without the complete head of a request, first or next, a connection ends."""

UNREAD_SECONDS = 30
"""After this long in which a client reads nothing of its answer, a connection ends."""

LARGEST_HEAD = 1 << 16
"""The most bytes that the address and the headers of a request have together."""

BACKLOG = 2048
"""Connections that may wait to be accepted, as far as the system allows."""

MOST_CONNECTIONS = 10_000
"""Connections of each worker, if the system allows it; further ones wait for one to end."""

OWN_FILES = 200
"""Open files other than clients: the database, Redis, logs, modules being loaded."""


def serve(settings: Settings, servers: Servers, *, workers: int = 1) -> None:
    """Answer HTTP until SIGINT or SIGTERM; requests under way are finished first.

    HTTP/1.1 alone: while a connection may still turn out to speak HTTP/2, no time-out is kept.
    """
    connections = max(1, allow_open_files(MOST_CONNECTIONS + OWN_FILES) - OWN_FILES)
    server = Server(
        "sightline",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.uvloop,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=SILENCE_SECONDS * 1000, max_buffer_size=LARGEST_HEAD
        ),
        backlog=BACKLOG,
        backpressure=min(MOST_CONNECTIONS, connections),
        log_enabled=False,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(load, settings, servers), wrap_loader=False)


def load(settings: Settings, servers: Servers) -> Litestar:
    """The application, made in the worker process itself."""
    configure_logs(settings)
    app = create_app(_resources(settings, servers))
    docs.write(app)
    return app


def single_sign_on(settings: Settings, http: httpx.AsyncClient) -> SingleSignOn | None:
    """How people log in, as the environment says it; None where it says nothing."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    client = Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_scopes,
        f"{settings.site_address}{CALLBACK}",
    )
    return SingleSignOn(
        Provider(client, http),
        settings.oidc_workspace or "",
        settings.oidc_groups_claim,
        settings.oidc_groups or {},
    )


@asynccontextmanager
async def _resources(settings: Settings, servers: Servers) -> AsyncIterator[Resources]:
    if servers.redis_url is None:
        raise RuntimeError("the API was started without asking for Redis")
    with doorbell(servers.redis_url) as bell:
        async with (
            httpx.AsyncClient(timeout=SECONDS) as http,
            open_resources(
                servers.database_url,
                bell.nudge,
                site=Site(settings.site_address, settings.proxies_before),
                single_sign_on=single_sign_on(settings, http),
                private_webhooks=settings.private_webhooks,
                by_mail=settings.mail_server is not None,
                language_model=settings.language_model is not None,
                redis_url=servers.redis_url,
            ) as resources,
        ):
            giving_up = asyncio.create_task(give_up_on_stalled(UNREAD_SECONDS))
            yield resources
            giving_up.cancel()
