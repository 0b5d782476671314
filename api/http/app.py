"""The HTTP API, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.types import Message, Scope

from api.http import docs, generating, public
from api.http.access import addresses as people_addresses
from api.http.access import audience, inbox, linked, me, preferences, single_sign_on
from api.http.channels import chats, deliveries, unsubscribing, webhooks
from api.http.commands import (
    calendars,
    closing,
    commitments,
    dependencies,
    links,
    objectives,
    organization,
    pools,
    reorganizing,
    reviews,
    rituals,
    sessions,
    strategy,
    work,
)
from api.http.commands.call import provide_call
from api.http.commands.conversation import acknowledging, alerts, comments
from api.http.pages import way_in
from api.http.requests import pages, problems
from api.http.requests.auth import authenticated
from api.http.requests.body import LARGEST, JsonBody
from api.http.requests.correlation import correlation_of
from api.http.requests.heads import headed
from api.http.requests.patience import patient
from api.http.services import Resources
from api.http.stored.recent import unchanged_first
from api.http.views import addresses, agenda, business_review, lists

_LOCKED = b"default-src 'none'; frame-ancestors 'none'"
_SAFE = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


def create_app(resources: AbstractAsyncContextManager[Resources]) -> Litestar:
    """The application; it opens its resources when it starts, and closes them when it stops."""

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        async with resources as app.state["resources"]:
            yield

    commands = Router(
        "/",
        route_handlers=[
            organization.change.router,
            strategy.change.router,
            reorganizing.change.router,
            objectives.change.router,
            commitments.change.router,
            links.change.router,
            reviews.change.router,
            pools.change.router,
            work.change.router,
            dependencies.change.router,
            objectives.report.router,
            comments.change.router,
            acknowledging.change.router,
            alerts.change.router,
            closing.change.router,
            rituals.change.router,
            sessions.change.router,
        ],
        dependencies={"call": Provide(provide_call)},
    )
    version_1 = Router(
        "/v1",
        route_handlers=[
            Router("/", route_handlers=addresses.HANDLERS, tags=["views"]),
            Router("/", route_handlers=lists.HANDLERS, tags=["views"]),
            Router("/", route_handlers=agenda.HANDLERS, tags=["views"]),
            Router("/", route_handlers=business_review.HANDLERS, tags=["views"]),
            commands,
            Router(
                "/",
                route_handlers=[*inbox.HANDLERS, *audience.HANDLERS, *preferences.HANDLERS],
                tags=["inbox"],
            ),
            Router("/", route_handlers=generating.HANDLERS, tags=["language model"]),
            Router("/", route_handlers=me.HANDLERS, tags=["access"]),
            Router("/", route_handlers=people_addresses.HANDLERS, tags=["access"]),
            Router("/", route_handlers=webhooks.HANDLERS, tags=["webhooks"]),
            Router("/", route_handlers=chats.HANDLERS, tags=["channels"]),
            Router("/", route_handlers=deliveries.HANDLERS, tags=["channels"]),
            Router("/", route_handlers=calendars.HANDLERS, tags=["calendars"]),
        ],
        middleware=[authenticated],
        dto=JsonBody,
        return_dto=None,
    )
    app = Litestar(
        [
            version_1,
            Router("/", route_handlers=linked.HANDLERS),
            Router("/", route_handlers=single_sign_on.HANDLERS),
            Router("/", route_handlers=unsubscribing.HANDLERS),
            Router("/v1/calendars", route_handlers=[calendars.follow], tags=["calendars"]),
            Router("/", route_handlers=public.HANDLERS, tags=["service"]),
            *way_in.HANDLERS,
            docs.home,
            docs.assets(),
        ],
        lifespan=[opened],
        before_send=[_add_headers],
        exception_handlers={Exception: problems.handle},
        request_max_body_size=LARGEST,
        openapi_config=docs.openapi(),
        logging_config=None,
    )
    app.asgi_handler = patient(headed(unchanged_first(app.asgi_handler)))
    return app


async def _add_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        policy, safe = _policy(scope["path"])
        message["headers"] = [
            *message["headers"],
            (b"x-correlation-id", correlation_of(scope).encode("ascii")),
            (b"content-security-policy", policy),
            *safe,
        ]


def _policy(path: str) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """What a page may load, and what else keeps it safe."""
    if path.startswith(docs.PATH):
        return docs.POLICY.encode(), _SAFE
    if path.startswith(pages.BELOW):
        referrer = (b"referrer-policy", pages.REFERRER.encode())
        return pages.POLICY.encode(), (*_SAFE[:-1], referrer)
    return _LOCKED, _SAFE
