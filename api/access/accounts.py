"""As whom the provider of single sign-on knows the people of a workspace, by their addresses."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from domain.values import PersonId
from events.database.pool import Pool

_SQL = Path(__file__).parent / "sql"
_FIND = (_SQL / "find_account.sql").read_text(encoding="utf-8")
_NOTE = (_SQL / "note_account.sql").read_text(encoding="utf-8")


class Account(Struct, frozen=True):
    """An account of a provider; without a subject, nobody has logged in with the address yet."""

    person_id: PersonId
    email: str
    issuer: str | None
    subject: str | None


async def find_account(database: Pool, workspace_id: str, email: str) -> Account | None:
    """The account of whoever has this address."""
    row = await database.fetchrow(_FIND, workspace_id, email)
    return None if row is None else Account(PersonId(row[0]), email, row[1], row[2])


async def note_account(database: Pool, workspace_id: str, account: Account) -> None:
    """Remember with which account an address has logged in."""
    known = (account.person_id, account.email, account.issuer, account.subject)
    await database.execute(_NOTE, workspace_id, *known)
