"""Who is asking: the bearer token of a request, looked up once in a while and then remembered."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from litestar.types import ASGIApp, Receive, Scope, Send

from api.access.tokens import InvalidToken, Principal, digest, find_token
from api.http.requests.correlation import correlation_of
from api.http.requests.problems import Unauthenticated
from events.database.connections import Connections
from runtime.logs import correlation

AGE = 5.0
"""Seconds before a valid token is looked up again."""

REMEMBERED = 10_000

_BEARER = re.compile(rb"bearer +(\S+) *", re.IGNORECASE)


Placed = Callable[[Principal], Awaitable[Principal | None]]
"""Tells who somebody is in the organization of today; None where they are no longer there."""


class Gate:
    """Admits valid tokens. Unknown ones are looked up each time."""

    def __init__(
        self,
        connections: Connections,
        placed: Placed,
        *,
        age: float = AGE,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connections = connections
        self._placed = placed
        self._age = age
        self._seconds = seconds
        #: By hash, so that neither memory nor the time that a look takes tells of a token's text.
        self._known: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()

    async def admit(self, scope: Scope) -> Principal:
        """Whom the request's token stands for; raises Unauthenticated, LogUnavailable."""
        return self.known(scope) or await self._look_up(_token(scope))

    def known(self, scope: Scope) -> Principal | None:
        """The same without asking: None where the token is not remembered. No less strict."""
        known = self._known.get(digest(_token(scope)))
        return known[0] if known is not None and self._seconds() < known[1] else None

    async def _look_up(self, token: str) -> Principal:
        asked, key = self._seconds(), digest(token)
        self._known.pop(key, None)
        try:
            found = await find_token(self._connections, token)
        except InvalidToken:
            raise Unauthenticated from None
        if found is None:
            raise Unauthenticated
        found = await self._placed(found)
        if found is None:
            raise Unauthenticated
        self._known[key] = (found, asked + self._age)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found


def _token(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and (found := _BEARER.fullmatch(value)):
            return found[1].decode("latin-1")
    raise Unauthenticated


def authenticated(app: ASGIApp) -> ASGIApp:
    """Let a request through only with a valid token, and note who asks and under which id.

    A request without one is refused before its body is read.
    """

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        correlation.set(correlation_of(scope))
        scope["user"] = await scope["litestar_app"].state["resources"].gate.admit(scope)
        await app(scope, receive, send)

    return middleware
