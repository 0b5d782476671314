"""Bearer tokens: random, kept as hashes only, each bound to one workspace and one role.

A token is `sightline_` and 64 characters: the workspace's id, so that looking it up is one probe of
a primary key in that workspace, and 32 random bytes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from datetime import datetime
from pathlib import Path
from typing import get_args

from msgspec import Struct

from domain.policy import REVIEWERS, Role
from events.connections import Connections
from events.pool import Pool

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
    """Who a token speaks for."""

    workspace_id: str
    role: Role
    name: str
    units: tuple[str, ...] = ()
    """Its unit, if it has one, and what that has become part of by now, one after the other."""

    @property
    def sees(self) -> tuple[str, ...] | None:
        """Whose drafts it is shown: those of its units, or all."""
        return None if self.role in REVIEWERS else self.units


class TokenEntry(Struct, frozen=True):
    """A token as it is listed; `token_id` is the beginning of its hash."""

    token_id: str
    name: str
    role: Role
    unit_id: str | None
    created_at: datetime
    revoked_at: datetime | None


class InvalidToken(Exception):
    """This is no token of Sightline."""


async def create_token(
    database: Pool,
    workspace_id: str,
    role: Role,
    name: str,
    unit_id: str | None = None,
) -> str:
    """Make a token; its text is given once, here, and cannot be found out again."""
    token = new_secret(PREFIX, workspace_id)
    await database.execute(_CREATE, workspace_id, digest(token), name, role, unit_id)
    return token


async def find_token(database: Pool | Connections, token: str) -> Principal | None:
    """Whom a token speaks for; None when it is unknown or revoked. Raises InvalidToken."""
    workspace_id = workspace_of(token)
    row = await database.fetchrow(_FIND, workspace_id, digest(token))
    if row is None:
        return None
    units = () if row["unit_id"] is None else (row["unit_id"],)
    return Principal(workspace_id, row["role"], row["name"], units)


async def list_tokens(database: Pool, workspace_id: str) -> list[TokenEntry]:
    """All tokens of a workspace, those revoked included, the oldest first."""
    return [TokenEntry(*row) for row in await database.fetch(_LIST, workspace_id)]


async def revoke_token(database: Pool, workspace_id: str, token_id: str) -> int:
    """Revoke the tokens whose hash begins with `token_id`; how many there were is returned.

    Running API processes notice within `api.http.requests.auth.AGE` seconds.
    """
    answer: str = await database.execute(_REVOKE, workspace_id, token_id)
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
