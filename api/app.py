"""The HTTP API, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar, Router, get
from litestar.di import Provide
from litestar.types import Message, Scope

from api import documents, problems
from api.auth import authenticated
from api.body import JsonBody
from api.commands import links, objectives, organization
from api.commands.call import provide_call
from api.correlation import correlation_of
from api.resources import Resources

BODY_BYTES = 1 << 20


def create_app(resources: AbstractAsyncContextManager[Resources]) -> Litestar:
    """The application; it opens its resources when the server starts, and closes them at the end."""

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        async with resources as app.state["resources"]:
            yield

    commands = Router(
        "/",
        route_handlers=[*organization.HANDLERS, *objectives.HANDLERS, *links.HANDLERS],
        dependencies={"call": Provide(provide_call)},
        dto=JsonBody,
        return_dto=None,
    )
    views = Router("/", route_handlers=documents.HANDLERS)
    return Litestar(
        [health, Router("/v1", route_handlers=[commands, views], middleware=[authenticated])],
        lifespan=[opened],
        before_send=[_add_headers],
        exception_handlers={Exception: problems.handle},
        request_max_body_size=BODY_BYTES,
        logging_config=None,
    )


@get("/health", summary="Health")
async def health() -> dict[str, str]:
    """The process answers. It says nothing about the database."""
    return {"status": "ok"}


async def _add_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        message["headers"] = [
            *message["headers"],
            (b"x-correlation-id", correlation_of(scope).encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
        ]
