"""Query parameters: an unknown one is refused, never ignored.

Otherwise a misspelt filter would return everything.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from litestar.types import Scope

from api.http.requests.problems import FieldError, InvalidRequest

LONGEST_NAME = 100
"""How many characters of a refused name the answer repeats."""

MOST = 100
"""The most parameters that are looked at; no honest request has that many."""

_POSITION = re.compile(r"[0-9]{1,18}")


def parameters(scope: Scope, *known: str) -> dict[str, str]:
    """Raises InvalidRequest for a parameter that is not known, or is given twice."""
    found: dict[str, str] = {}
    asked = scope["query_string"].decode("latin-1")
    if asked.count("&") >= MOST:
        raise refused("query", f"has more than {MOST} parameters")
    for name, value in parse_qsl(asked, keep_blank_values=True):
        if name not in known:
            taken = f"those are {', '.join(known)}" if known else "there are none"
            raise refused(name[:LONGEST_NAME], f"is not a parameter of this address; {taken}")
        if name in found:
            raise refused(name, "is given more than once")
        found[name] = value
    return found


def min_position(scope: Scope, *others: str) -> int:
    """The requested position, or 0; `others` are the other known parameters."""
    if not scope["query_string"]:
        return 0
    given = parameters(scope, *others, "min_position").get("min_position", "0")
    if not _POSITION.fullmatch(given):
        raise refused("min_position", "has to be a position, a number that is zero or more")
    return int(given)


def refused(name: str, reason: str) -> InvalidRequest:
    return InvalidRequest(field=name, reason=reason, errors=[FieldError(name, reason)])
