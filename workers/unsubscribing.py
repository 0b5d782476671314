"""Wanting no more e-mail: by a link in each mail that says whose it is, signed.

The link needs no login, since whoever wants to be left alone should not have to log in for it
(RFC 8058). It stops e-mail and starts it again, and is good for nothing else.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import uuid
from pathlib import Path
from typing import Final, NamedTuple

from domain.access import identity
from domain.values import PersonId
from events.database.pool import Pool
from workers import declining

PATH: Final = "/v1/unsubscribe"

_UUID_BYTES: Final = 16
_SIGNATURE_BYTES: Final = 32

_SQL = Path(__file__).parent / "sql"
_MAKE_KEY = (_SQL / "make_unsubscribe_key.sql").read_text(encoding="utf-8")
_KEY = "select secret from public.unsubscribe_key where workspace_id = $1"


class Reader(NamedTuple):
    """Who gets e-mail from a workspace."""

    workspace_id: str
    person_id: PersonId


class Signer:
    """Makes the links of mails; keeps the keys that it has used."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._keys: dict[str, bytes] = {}

    async def token(self, reader: Reader) -> str:
        if (key := self._keys.get(reader.workspace_id)) is None:
            key = await _made(self._pool, reader.workspace_id)
            self._keys[reader.workspace_id] = key
        named = _named(reader)
        return base64.urlsafe_b64encode(named + _signature(key, named)).decode().rstrip("=")


async def whose(pool: Pool, token: str) -> Reader | None:
    """Whose mail a link was in; None where we have not signed it."""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        named, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
        workspace_id = str(uuid.UUID(bytes=named[:_UUID_BYTES]))
        person_id = PersonId(named[_UUID_BYTES:].decode())
    except ValueError:
        return None
    key = await pool.fetchval(_KEY, workspace_id)
    if key is None or not hmac.compare_digest(_signature(key, named), signature):
        return None
    return Reader(workspace_id, person_id)


async def has_unsubscribed(pool: Pool, reader: Reader) -> bool:
    return "email" in await declining.declined(pool, *reader)


async def unsubscribe(pool: Pool, reader: Reader) -> None:
    """No more e-mail, nor what waits to be sent. Again changes nothing."""
    await declining.decline_mail(pool, *reader, identity.person(reader.person_id), declines=True)


async def subscribe(pool: Pool, reader: Reader) -> None:
    """E-mail again, from the next message on."""
    await declining.decline_mail(pool, *reader, identity.person(reader.person_id), declines=False)


async def _made(pool: Pool, workspace_id: str) -> bytes:
    await pool.execute(_MAKE_KEY, workspace_id, secrets.token_bytes(_SIGNATURE_BYTES))
    key: bytes = await pool.fetchval(_KEY, workspace_id)
    return key


def _named(reader: Reader) -> bytes:
    return uuid.UUID(reader.workspace_id).bytes + reader.person_id.encode()


def _signature(key: bytes, named: bytes) -> bytes:
    return hmac.digest(key, named, "sha256")
