"""Pages for people on their way in, or away from e-mail; everything else is answered as JSON."""

from __future__ import annotations

from html import escape
from typing import Final

from litestar.enums import ScopeType
from litestar.types import Scope

LOGIN: Final = "/v1/login"
"""Where browsers come to log in."""

BELOW: Final = (LOGIN, "/v1/unsubscribe")
"""Where a browser is shown pages."""

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self';"
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
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; }}
body {{ padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }}
button {{ font: inherit; padding: .5rem 1.2rem; }}
small {{ color: #555; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def wanted(scope: Scope) -> bool:
    """Whether a browser asks for a page, rather than a program for JSON."""
    if scope["type"] != ScopeType.HTTP or not scope["path"].startswith(BELOW):
        return False
    accepted = [value for name, value in scope["headers"] if name == b"accept"]
    return any(b"text/html" in one for one in accepted)


def page(title: str, body: str) -> bytes:
    """A page of plain HTML; the body is HTML already."""
    return _PAGE.format(title=escape(title), body=body).encode()


_NO_USE = ("link-not-signed", "login-not-set-up", "site-not-secure")
"""What is no other when one begins again."""


def problem(title: str, detail: str, code: str, correlation: str) -> bytes:
    """What went wrong, and how to begin again."""
    again = "" if code in _NO_USE else f'<p><a href="{LOGIN}">Log in again</a></p>\n'
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
