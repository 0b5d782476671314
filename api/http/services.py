"""What the API works with: opened when the server starts, closed when it stops."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext

from msgspec import Struct

from api.access import tokens
from api.access.tokens import Principal
from api.http.requests.attempts import Attempts, OwnTally, shared_tally
from api.http.requests.auth import AGE, Gate
from api.http.requests.site import Site
from api.http.sign_on.provider import Provider
from api.http.stored.reading import Reader
from api.http.stored.recent import Recent
from domain.organization.chart import Organization
from domain.workspace import Settings
from events.database.connections import Connections
from events.database.pool import Pool
from events.handling import Desk
from events.log import EventLog
from events.postgres import PostgresLog
from events.states import CannotDecide
from events.streams import ORGANIZATION, WORKSPACE
from runtime.clock import Clock, now
from runtime.database import open_pool
from runtime.settings import GroupMeaning

POOL = 4
"""Connections for rare requests: lists and webhooks."""

ON_THIS_MACHINE = Site("http://127.0.0.1:8000")

Nudge = Callable[[str], object]
"""Says that a workspace's log has grown. Returns at once and never raises."""


class SingleSignOn(Struct, frozen=True):
    """How people log in at a provider, and what it means to be in one of its groups."""

    provider: Provider
    workspace: str
    groups_claim: str
    groups: dict[str, GroupMeaning]


class Resources(Struct, frozen=True):
    log: EventLog
    desk: Desk
    connections: Connections
    pool: Pool
    reader: Reader
    gate: Gate
    recent: Recent
    nudge: Nudge
    site: Site
    attempts: Attempts
    single_sign_on: SingleSignOn | None = None
    private_webhooks: bool = False
    by_mail: bool = False
    """Whether mail is sent from this installation."""
    language_model: bool = False
    """Whether one is set up, so that texts can be asked for."""
    clock: Clock = now
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())


@asynccontextmanager
async def open_resources(
    database_url: str,
    nudge: Nudge,
    *,
    site: Site = ON_THIS_MACHINE,
    single_sign_on: SingleSignOn | None = None,
    clock: Clock = now,
    token_age: float = AGE,
    private_webhooks: bool = False,
    by_mail: bool = False,
    language_model: bool = False,
    redis_url: str | None = None,
) -> AsyncIterator[Resources]:
    """Everything on one database, which has to be there; if it goes away, it may come back.

    Without Redis, attempts to log in are counted in this process alone.
    """
    log = PostgresLog(database_url)
    desk = Desk(log)

    async def placed(found: Principal) -> Principal | None:
        try:
            known = await desk.states(found.workspace_id, (WORKSPACE, ORGANIZATION))
        except CannotDecide:  # to read on is better than to know of each merger
            return found
        settings: Settings = known[WORKSPACE].state
        organization: Organization = known[ORGANIZATION].state
        today = clock().astimezone(settings.zone).date()
        return tokens.placed(found, organization, today)

    connections = Connections(database_url)
    try:
        async with (
            open_pool(database_url, size=POOL) as pool,
            nullcontext(OwnTally()) if redis_url is None else shared_tally(redis_url) as tally,
        ):
            attempts = Attempts(tally)
            yield Resources(
                log=log,
                desk=desk,
                connections=connections,
                pool=pool,
                reader=Reader(connections),
                gate=Gate(connections, placed, site, attempts, age=token_age),
                recent=Recent(),
                nudge=nudge,
                site=site,
                attempts=attempts,
                single_sign_on=single_sign_on,
                private_webhooks=private_webhooks,
                by_mail=by_mail,
                language_model=language_model,
                clock=clock,
            )
    finally:
        await log.close()
        await connections.close()
