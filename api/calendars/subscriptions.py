"""Calendars that can be subscribed to: each at an address that is a secret, kept as a hash only.

Whoever has the address can read when a unit meets, and nothing else. It is made like a token: the
workspace's id, and 32 random bytes.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from api.access.tokens import InvalidToken, digest, new_secret, workspace_of
from domain.values import Owner
from events.database.connections import Connections
from events.database.pool import Pool

PREFIX = "cal_"
LISTED = 1_000
"""How many calendars are listed, the newest first."""

_SQL = Path(__file__).parent / "sql"
_CREATE = (_SQL / "create_calendar.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_calendars.sql").read_text(encoding="utf-8")
_FIND = (_SQL / "find_calendar.sql").read_text(encoding="utf-8")
_OWNER = (_SQL / "owner_of_calendar.sql").read_text(encoding="utf-8")
_REVOKE = (_SQL / "revoke_calendar.sql").read_text(encoding="utf-8")


class Calendar(Struct, frozen=True):
    """A calendar as it is listed, whose rituals it shows, and who made it."""

    calendar_id: str
    owner_kind: str
    owner_id: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Followed(Struct, frozen=True):
    """What an address leads to."""

    workspace_id: str
    owner: Owner
    created_at: datetime


async def create_calendar(
    database: Pool,
    workspace_id: str,
    owner: Owner,
    created_by: str,
    expires_at: datetime | None = None,
) -> tuple[Calendar, str]:
    """Make a calendar. Its secret is given once, here, and cannot be found out again."""
    secret = new_secret(PREFIX, workspace_id)
    (row,) = await database.fetch(
        _CREATE,
        workspace_id,
        digest(secret),
        str(uuid.uuid4()),
        owner.kind,
        owner.id,
        created_by,
        expires_at,
    )
    return Calendar(*row), secret


async def list_calendars(database: Pool, workspace_id: str) -> list[Calendar]:
    """Those of a workspace, the newest first, revoked ones included."""
    return [Calendar(*row) for row in await database.fetch(_LIST, workspace_id, LISTED)]


async def find_calendar(
    database: Pool | Connections, secret: str, now: datetime
) -> Followed | None:
    """What a secret leads to; None when it is unknown, revoked or expired."""
    try:
        workspace_id = workspace_of(secret, PREFIX)
    except InvalidToken:
        return None
    row = await database.fetchrow(_FIND, workspace_id, digest(secret), now)
    if row is None:
        return None
    return Followed(workspace_id, Owner(row["owner_kind"], row["owner_id"]), row["created_at"])


async def owner_of(database: Pool, workspace_id: str, calendar_id: str) -> Owner | None:
    """Whose rituals a calendar shows; None if there is no such calendar."""
    row = await database.fetchrow(_OWNER, workspace_id, calendar_id)
    return None if row is None else Owner(row["owner_kind"], row["owner_id"])


async def revoke_calendar(database: Pool, workspace_id: str, calendar_id: str) -> bool:
    """Let its address lead nowhere from now on; whether there is such a calendar."""
    return bool(await database.fetchval(_REVOKE, workspace_id, calendar_id))
