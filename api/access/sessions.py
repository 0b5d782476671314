"""Sessions of people in browsers: like tokens, but in a cookie, and over by themselves.

A session speaks for its person just as a token of theirs does (`tokens.placed`): what they may do
follows from who they are on the day, and when they have left it is over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from api.access.tokens import Principal, digest, new_secret, workspace_of
from domain.access import identity
from domain.values import PersonId
from events.database.connections import Connections
from events.database.pool import Pool

PREFIX: Final = "session_"
LONGEST: Final = timedelta(hours=12)
"""After this a session is over, however much it is used."""
IDLE: Final = timedelta(hours=2)
"""After this long without a request it is over as well."""

OpenedWith = Literal["single sign-on", "link"]

_SQL = Path(__file__).parent / "sql"
_OPEN = (_SQL / "open_session.sql").read_text(encoding="utf-8")
_FIND = (_SQL / "find_session.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_sessions.sql").read_text(encoding="utf-8")
_REVOKE = (_SQL / "revoke_session.sql").read_text(encoding="utf-8")
_REVOKE_ALL = (_SQL / "revoke_sessions.sql").read_text(encoding="utf-8")


class BrowserSession(Struct, frozen=True):
    """A session as it is listed; `session_id` is the beginning of its hash.

    It is over at `expires_at`, or after two hours without a request.
    """

    session_id: str
    opened_with: OpenedWith
    opened_at: datetime
    last_used_at: datetime
    """To about a minute."""
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None


async def open_session(
    database: Pool, workspace_id: str, person_id: PersonId, opened_with: OpenedWith
) -> str:
    """Open a session; its secret is given once, here, for the cookie."""
    secret = new_secret(PREFIX, workspace_id)
    await database.execute(_OPEN, workspace_id, digest(secret), person_id, opened_with, LONGEST)
    return secret


async def find_session(database: Pool | Connections, secret: str) -> Principal | None:
    """Whom a session speaks for; None when it is unknown or over. Raises InvalidToken."""
    workspace_id = workspace_of(secret, PREFIX)
    row = await database.fetchrow(_FIND, workspace_id, digest(secret), IDLE)
    if row is None:
        return None
    person_id, session_id = row
    return speaking_for(workspace_id, PersonId(person_id), session_id)


def speaking_for(workspace_id: str, person_id: PersonId, session_id: str = "") -> Principal:
    """Somebody, before it is known who they are on the day."""
    known_as = identity.person(person_id)
    return Principal(workspace_id, "member", "", known_as, session_id, by_session=True)


async def list_sessions(
    database: Pool, workspace_id: str, person_id: PersonId
) -> list[BrowserSession]:
    """The sessions of a person, those that are over included, the oldest first."""
    return [BrowserSession(*row) for row in await database.fetch(_LIST, workspace_id, person_id)]


async def revoke_session(
    database: Pool, workspace_id: str, person_id: PersonId, session_id: str, revoked_by: str
) -> None:
    """End a session of a person; again changes nothing.

    Running API processes notice within `api.http.requests.auth.AGE` seconds.
    """
    await database.execute(_REVOKE, workspace_id, person_id, session_id, revoked_by)


async def revoke_sessions(
    database: Pool, workspace_id: str, person_id: PersonId, revoked_by: str
) -> int:
    """End all sessions of a person that are not over yet; how many there were is returned."""
    ended: str = await database.execute(_REVOKE_ALL, workspace_id, person_id, revoked_by)
    return int(ended.rpartition(" ")[2])
