"""Answering 304 again for a moment, from memory and before anything else.

Under load this saves nearly all the work for readers who poll. For `FRESH` seconds a reader who
already has a view may not learn of a change; a reader who must know names a position, and is then
answered from PostgreSQL. Nothing has to be kept in step between processes, and nothing can be lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.access.tokens import Principal
from api.http.requests import etags
from api.http.requests.problems import Unauthenticated
from api.http.stored.reading import Seen
from api.http.stored.sending import Sent, if_none_match

FRESH = 0.025
REMEMBERED = 10_000


_Place = tuple[str, tuple[str, ...] | None, str]


class Recent:
    """The views that were read just now, by workspace, what the reader sees, and address."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.now = seconds
        self._seen: dict[_Place, tuple[Seen, float]] = {}

    def note(self, reader: Principal, path: str, seen: Seen, asked: float) -> None:
        """Remember a view that was asked for at a certain moment."""
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        without_body = Seen(seen.reached, seen.etag, None, seen.stopped)
        self._seen[reader.workspace_id, reader.sees, path] = (without_body, asked + FRESH)

    def unchanged(self, reader: Principal, path: str, tag: str) -> Seen | None:
        """The view, if somebody who sees the same found it under this tag just now."""
        found = self._seen.get((reader.workspace_id, reader.sees, path))
        if found is None or found[0].etag != tag or self.now() > found[1]:
            return None
        return found[0]


def unchanged_first(app: ASGIApp) -> ASGIApp:
    """Answer 304 ahead of the framework if that is known; leave everything else to it."""

    async def handler(scope: Scope, receive: Receive, send: Send) -> None:
        seen = _unchanged(scope)
        if seen is None:
            await app(scope, receive, send)
        else:
            await Sent(seen)(scope, receive, send)

    return handler


def _unchanged(scope: Scope) -> Seen | None:
    if scope["type"] != ScopeType.HTTP or scope["query_string"] or scope["method"] != "GET":
        return None
    tag = etags.single(if_none_match(scope))
    if not tag:
        return None
    resources = scope["litestar_app"].state["resources"]
    try:
        principal = resources.gate.known(scope)
    except Unauthenticated:
        return None
    if principal is None:
        return None
    found: Seen | None = resources.recent.unchanged(principal, scope["path"], tag)
    return found
