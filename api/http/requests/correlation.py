"""One id for all that a request causes: in the answer, in the logs, in the envelope of events."""

from __future__ import annotations

import re
import secrets

from litestar.types import Scope

_STATE = "correlation"
_GIVEN = re.compile(rb"[\x21-\x7e]{1,100}")
_TRACE = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def correlation_of(scope: Scope) -> str:
    """The id that the client sent, as X-Correlation-Id or traceparent, or else a new one."""
    state = scope["state"]
    known = state.get(_STATE)
    if known is None:
        known = state[_STATE] = _given(scope) or secrets.token_hex(16)
    return str(known)


def _given(scope: Scope) -> str | None:
    trace = None
    for name, value in scope["headers"]:
        if name == b"x-correlation-id" and _GIVEN.fullmatch(value):
            return value.decode("ascii")
        if name == b"traceparent" and (found := _TRACE.match(value)):
            trace = found[1].decode("ascii")
    return trace
