"""Bearer tokens: random, kept as hashes only, each bound to one workspace and one role.

A token is `sightline_` and 64 characters: the workspace's id, so that looking it up is one probe of
a primary key in that workspace, and 32 random bytes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from domain.access import identity
from domain.access.identity import Actor
from domain.access.rights import REVIEWERS
from domain.organization.chart import Organization
from domain.values import PersonId, Role, UnitId
from events.database.connections import Connections
from events.database.pool import Pool

PREFIX = "sightline_"
ROLES: tuple[Role, ...] = get_args(Role)
_UUID_BYTES = 16
_RANDOM_BYTES = 32
_ENCODED = (_UUID_BYTES + _RANDOM_BYTES) * 4 // 3

_SQL = Path(__file__).parent / "sql"
_FIND = (_SQL / "find_token.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_tokens.sql").read_text(encoding="utf-8")
_CREATE = (_SQL / "create_token.sql").read_text(encoding="utf-8")
_REVOKE = (_SQL / "revoke_token.sql").read_text(encoding="utf-8")


class Principal(Struct, frozen=True):
    """Who a token or a session speaks for."""

    workspace_id: str
    role: Role
    name: str
    identity: str
    token_id: str
    units: tuple[str, ...] = ()
    """Its unit, if it has one, and what that has become part of by now, one after the other."""
    by_session: bool = False
    """Whether it is a session of a browser; `token_id` is then the session's."""

    stands_in_for: tuple[str, ...] = ()
    """The people for whom they stand in today, by their ids."""
    reads: tuple[str, ...] | None = ()
    """The units whose drafts they read in the place of those; None is all."""

    @property
    def actor(self) -> Actor:
        """As whom the log knows who asks."""
        unit_id = UnitId(self.units[-1]) if self.units else None
        return Actor(self.identity, self.name, self.role, unit_id, self.token_id)

    @property
    def sees(self) -> tuple[str, ...] | None:
        """Whose drafts it is shown: those of its units, or all."""
        if self.role in REVIEWERS or self.reads is None:
            return None
        return (*self.units, *self.reads)


class TokenEntry(Struct, frozen=True):
    """A token as it is listed; `token_id` is the beginning of its hash."""

    token_id: str
    name: str
    role: Role
    unit_id: str | None
    person_id: str | None
    """Whose it is: role and unit are then theirs, whatever stands here."""
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """To about a minute."""
    revoked_at: datetime | None
    created_by: str | None
    """The identity of who made it; None of a token from before that was noted."""
    revoked_by: str | None

    @property
    def identity(self) -> str:
        return self.name if self.person_id is None else identity.person(PersonId(self.person_id))


class InvalidToken(Exception):
    """This is no token of Sightline."""


async def create_token(
    database: Pool,
    workspace_id: str,
    role: Role,
    name: str,
    unit_id: str | None = None,
    person_id: str | None = None,
    expires_at: datetime | None = None,
    created_by: str | None = None,
) -> str:
    """Make a token; its text is given once, here, and cannot be found out again."""
    token = new_secret(PREFIX, workspace_id)
    given = (name, role, unit_id, person_id, expires_at, created_by)
    await database.execute(_CREATE, workspace_id, digest(token), *given)
    return token


async def find_token(database: Pool | Connections, token: str) -> Principal | None:
    """Whom a token speaks for; None when it is unknown, over or revoked. Raises InvalidToken.

    A person's role and unit are those that the organization has: see `placed`.
    """
    workspace_id = workspace_of(token)
    row = await database.fetchrow(_FIND, workspace_id, digest(token))
    if row is None:
        return None
    name, role, unit_id, person_id, token_id = row
    known_as = name if person_id is None else identity.person(person_id)
    units = () if unit_id is None else (unit_id,)
    return Principal(workspace_id, role, name, known_as, token_id, units)


def placed(found: Principal, organization: Organization, day: date) -> Principal | None:
    """Who it is on a day of the organization; None where they are no longer there."""
    chart = organization.at(day)
    person_id = identity.person_of(found.identity)
    if person_id is None:
        units = chart.became(UnitId(found.units[0])) if found.units else ()
        return replace(found, units=units)
    person = chart.people.get(person_id)
    if person is None:
        return None
    others = [chart.people[one] for one in organization.stood_in_for(person_id, day)]
    in_their_place = [unit for one in others for unit in chart.became(one.unit_id)]
    return replace(
        found,
        name=person.name,
        role=person.role or "member",
        units=chart.became(person.unit_id),
        stands_in_for=tuple(one.person_id for one in others),
        reads=None if any(one.role in REVIEWERS for one in others) else tuple(in_their_place),
    )


async def list_tokens(database: Pool, workspace_id: str) -> list[TokenEntry]:
    """All tokens of a workspace, those revoked included, the oldest first."""
    return [TokenEntry(*row) for row in await database.fetch(_LIST, workspace_id)]


async def revoke_token(database: Pool, workspace_id: str, token_id: str, revoked_by: str) -> int:
    """Revoke the tokens whose hash begins with `token_id`; how many there were is returned.

    Running API processes notice within `api.http.requests.auth.AGE` seconds.
    """
    answer: str = await database.execute(_REVOKE, workspace_id, token_id, revoked_by)
    return int(answer.rpartition(" ")[2])


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def workspace_of(token: str, prefix: str = PREFIX) -> str:
    """The workspace that a token claims to belong to. Raises InvalidToken."""
    if len(token) != len(prefix) + _ENCODED or not token.startswith(prefix) or not token.isascii():
        raise InvalidToken(InvalidToken.__doc__)
    try:
        decoded = base64.b64decode(token[len(prefix) :], altchars=b"-_", validate=True)
    except ValueError:
        raise InvalidToken(InvalidToken.__doc__) from None
    return str(uuid.UUID(bytes=decoded[:_UUID_BYTES]))


def new_secret(prefix: str, workspace_id: str) -> str:
    contents = uuid.UUID(workspace_id).bytes + secrets.token_bytes(_RANDOM_BYTES)
    return prefix + base64.urlsafe_b64encode(contents).decode("ascii")
