"""How a change is asked for over HTTP, said once for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from litestar import Response, Router, delete, post
from litestar.handlers import HTTPRouteHandler

from api.http import examples
from api.http.commands.call import Done
from api.http.openapi import REFUSED, documented

Handler = Callable[..., Awaitable[Response[Done]]]

_ROUTES = {"POST": post, "DELETE": delete}


class Chapter:
    """The changes under one heading of the documentation: what it decorates is served.

    A change that `creates` a record answers 201 and with the address where the record can be read.
    One with an `etag` is about an objective, and answers with the objective's new entity tag. Who
    may ask for it is up to its command (`domain.access.rights`); idempotency keys and preconditions
    are up to the `Call` that each handler gets.
    """

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._handlers: list[HTTPRouteHandler] = []

    def __call__(
        self,
        method: Literal["POST", "DELETE"],
        address: str,
        *,
        summary: str,
        example: dict[str, Any] | None = None,
        creates: bool = False,
        etag: bool = False,
    ) -> Callable[[Handler], HTTPRouteHandler]:
        """Serve a handler at an address below /v1, with an example of what is sent to it."""
        route = _ROUTES[method](
            address,
            status_code=201 if creates else 200,
            summary=summary,
            operation_class=documented(example, examples.DONE, etag=etag, location=creates),
            responses=REFUSED,
        )

        def served(handler: Handler) -> HTTPRouteHandler:
            found: HTTPRouteHandler = route(handler)
            self._handlers.append(found)
            return found

        return served

    @property
    def router(self) -> Router:
        return Router("/", route_handlers=self._handlers, tags=[self._tag])
