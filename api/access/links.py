"""Links that open a session in a browser, once and soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from api.access.tokens import digest, new_secret, workspace_of
from domain.values import PersonId
from events.database.pool import Pool

PREFIX: Final = "link_"
PATH: Final = "/v1/login/link"
VALID: Final = timedelta(minutes=10)

_SQL = Path(__file__).parent / "sql"
_MAKE = (_SQL / "make_link.sql").read_text(encoding="utf-8")
_FIND = (_SQL / "find_link.sql").read_text(encoding="utf-8")
_USE = (_SQL / "use_link.sql").read_text(encoding="utf-8")


class Link(Struct, frozen=True):
    """A new link, below the address of the API, and when it is over."""

    path: str
    expires_at: datetime


class Linked(Struct, frozen=True):
    """Whose session a link opens."""

    workspace_id: str
    person_id: PersonId


async def make_link(
    database: Pool, workspace_id: str, person_id: PersonId, created_by: str
) -> Link:
    """Make a link for somebody; its secret is given once, here."""
    secret = new_secret(PREFIX, workspace_id)
    expires_at: datetime = await database.fetchval(
        _MAKE, workspace_id, digest(secret), person_id, created_by, VALID
    )
    return Link(f"{PATH}?secret={secret}", expires_at)


async def find_link(database: Pool, secret: str) -> Linked | None:
    """Whose it is, as long as it can be used. Raises InvalidToken."""
    return await _linked(database, _FIND, secret)


async def use_link(database: Pool, secret: str) -> Linked | None:
    """The same, and from now on it cannot: of several who use it at once, one is let in."""
    return await _linked(database, _USE, secret)


async def _linked(database: Pool, query: str, secret: str) -> Linked | None:
    workspace_id = workspace_of(secret, PREFIX)
    person_id = await database.fetchval(query, workspace_id, digest(secret))
    return None if person_id is None else Linked(workspace_id, PersonId(person_id))
