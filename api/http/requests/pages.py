"""What all pages have in common, and those for people on their way in, or away from e-mail."""

from __future__ import annotations

from html import escape
from typing import Final

from litestar.enums import ScopeType
from litestar.types import Scope

from domain.notices.notice import PAGES

LOGIN: Final = "/v1/login"
"""Where browsers come to log in."""

READ: Final = PAGES
"""Below it people read views, and nothing else is there."""

BELOW: Final = (LOGIN, "/v1/unsubscribe", READ)
"""Where a browser is shown pages."""

STYLE: Final = f"{READ}/style.css"
"""How all pages look; it needs no login."""

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
REFERRER: Final = "same-origin"
"""Without it, browsers that are not of today would not say where a form comes from."""

MEDIA_TYPE: Final = "text/html"

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} - Sightline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body class="brief">
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def wanted(scope: Scope) -> bool:
    """Whether a browser asks for a page, rather than a program for JSON."""
    if scope["type"] != ScopeType.HTTP or not scope["path"].startswith(BELOW):
        return False
    if within(scope["path"]):
        return True
    accepted = [value for name, value in scope["headers"] if name == b"accept"]
    return any(b"text/html" in one for one in accepted)


def within(path: str) -> bool:
    """Whether people read there."""
    return path == READ or path.startswith(f"{READ}/")


def page(title: str, body: str) -> bytes:
    """A page of plain HTML; the body is HTML already."""
    return _PAGE.format(title=escape(title), style=STYLE, body=body).encode()


_NO_USE = ("link-not-signed", "login-not-set-up", "site-not-secure")
"""What is no other when one begins again."""


def problem(path: str, title: str, detail: str, code: str, correlation: str) -> bytes:
    """What went wrong at an address, and how to begin again."""
    again = f'<p><a href="{LOGIN}">Log in again</a></p>\n'
    if within(path):
        again = f'<p><a href="{READ}">To the first page</a></p>\n'
    elif code in _NO_USE:
        again = ""
    return page(
        title,
        f"<p>{escape(detail)}</p>\n{again}"
        f"<p><small>{escape(code)} {escape(correlation)}</small></p>",
    )


def asking(title: str, text: str, action: str, button: str, **hidden: str) -> bytes:
    """A page with one button, which posts what is hidden."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n'
        for name, value in hidden.items()
    )
    return page(
        title,
        f"<p>{escape(text)}</p>\n"
        f'<form method="post" action="{escape(action)}">\n{fields}'
        f"<button>{escape(button)}</button>\n</form>",
    )
