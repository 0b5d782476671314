"""The addresses of the API, as the application itself lists them."""

from __future__ import annotations

import re
from functools import cache

from api.http.app import create_app
from api.http.services import open_resources


@cache
def _routes() -> tuple[tuple[str, frozenset[str]], ...]:
    app = create_app(open_resources("postgresql://never-opened", lambda _: None))
    return tuple(
        (re.sub(r"\{[^}]*\}", "{}", route.path), frozenset(map(str, route.methods)))
        for route in app.routes
    )


def addresses(method: str | None) -> list[str]:
    """The addresses that take a method (any, where none is named), with `{}` for each part."""
    return [path for path, methods in _routes() if method is None or method in methods]
