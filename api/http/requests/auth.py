"""Who is asking: the bearer token of a request, or the session of the browser that sent it.

Both are looked up once in a while and then remembered.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.access.sessions import find_session
from api.access.tokens import InvalidToken, Principal, digest, find_token
from api.http.requests.attempts import WRONG_SECRET, Attempts
from api.http.requests.correlation import correlation_of
from api.http.requests.problems import CrossSite, Unauthenticated
from api.http.requests.site import HEADER, SESSION, Site
from events.database.connections import Connections
from runtime.logs import correlation

AGE = 5.0
"""Seconds before a valid token is looked up again."""

REMEMBERED = 10_000

_BEARER = re.compile(rb"bearer +(\S+) *", re.IGNORECASE)
_HEADER = HEADER.lower().encode("ascii")


Placed = Callable[[Principal], Awaitable[Principal | None]]
"""Tells who somebody is in the organization of today; None where they are no longer there."""


class Shown(NamedTuple):
    """What a request shows of who sends it."""

    secret: str
    by_cookie: bool


class Gate:
    """Admits valid tokens and sessions. Unknown ones are looked up each time."""

    def __init__(
        self,
        connections: Connections,
        placed: Placed,
        site: Site,
        attempts: Attempts,
        *,
        age: float = AGE,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connections = connections
        self.placed = placed
        self._site = site
        self._attempts = attempts
        self._age = age
        self._seconds = seconds
        #: By hash, so that neither memory nor the time that a look takes tells of a token's text.
        self._known: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()
        #: What let nobody in, each until it counts as another attempt.
        self._wrong: OrderedDict[bytes, float] = OrderedDict()

    async def admit(self, scope: Scope) -> Principal:
        """Whom the request's token or session stands for.

        Raises Unauthenticated, LogUnavailable; TooManyAttempts, but not for what let somebody in
        here before; and CrossSite, since a browser sends a cookie along whoever made it send the
        request.
        """
        shown = self._shown(scope)
        reads = scope["type"] == ScopeType.HTTP and scope["method"] == "GET"
        if shown.by_cookie and not reads and not self._meant(scope):
            raise CrossSite(header=HEADER)
        remembered = self._remembered(shown)
        if remembered is not None:
            return remembered
        visitor = self._site.visitor(scope)
        if digest(shown.secret) not in self._known:
            self._attempts.check(WRONG_SECRET, visitor)
        try:
            return await self._look_up(shown)
        except Unauthenticated:
            await self._note_wrong(shown, visitor)
            raise

    def known(self, scope: Scope) -> Principal | None:
        """The same without asking: None where the token is not remembered. No less strict."""
        return self._remembered(self._shown(scope))

    def forget(self, scope: Scope) -> None:
        """Look up again what the request shows."""
        self._known.pop(digest(self._shown(scope).secret), None)

    def _shown(self, scope: Scope) -> Shown:
        for name, value in scope["headers"]:
            if name == b"authorization" and (found := _BEARER.fullmatch(value)):
                return Shown(found[1].decode("latin-1"), by_cookie=False)
        secret = self._site.cookie(scope, SESSION)
        if not secret:
            raise Unauthenticated
        return Shown(secret, by_cookie=True)

    def _meant(self, scope: Scope) -> bool:
        marked = any(name == _HEADER for name, _ in scope["headers"])
        return marked and self._site.sent_from_here(scope)

    def _remembered(self, shown: Shown) -> Principal | None:
        known = self._known.get(digest(shown.secret))
        if known is None or known[0].by_session != shown.by_cookie:
            return None
        return known[0] if self._seconds() < known[1] else None

    async def _note_wrong(self, shown: Shown, visitor: str) -> None:
        """Count what lets nobody in; a page that asks again and again with it counts once."""
        key, now = digest(shown.secret), self._seconds()
        if self._wrong.get(key, 0.0) > now:
            return
        self._wrong[key] = now + WRONG_SECRET.seconds
        self._wrong.move_to_end(key)
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)
        await self._attempts.note(WRONG_SECRET, visitor)

    async def _look_up(self, shown: Shown) -> Principal:
        asked, key = self._seconds(), digest(shown.secret)
        find = find_session if shown.by_cookie else find_token
        self._known.pop(key, None)
        try:
            found = await find(self._connections, shown.secret)
        except InvalidToken:
            raise Unauthenticated from None
        if found is None:
            raise Unauthenticated
        found = await self.placed(found)
        if found is None:
            raise Unauthenticated
        self._known[key] = (found, asked + self._age)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found


def authenticated(app: ASGIApp) -> ASGIApp:
    """Let a request through only with a valid token or session, and note who asks and its id.

    A request with neither is refused before its body is read.
    """

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        correlation.set(correlation_of(scope))
        scope["user"] = await scope["litestar_app"].state["resources"].gate.admit(scope)
        await app(scope, receive, send)

    return middleware
