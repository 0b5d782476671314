"""Where people are reached: their e-mail addresses, beside the log and in no event.

What is in the log stays for ever. An address is changed and erased, and what is erased is gone;
that there was one, and who erased it when, is kept.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import asyncpg
from msgspec import Struct

from domain.access import email as addresses
from domain.errors import Rejection
from domain.values import PersonId
from events.database.pool import Pool

_SQL = Path(__file__).parent / "sql"
_SET = (_SQL / "set_address.sql").read_text(encoding="utf-8")
_ERASE = (_SQL / "erase_address.sql").read_text(encoding="utf-8")
_FIND = (_SQL / "find_address.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_addresses.sql").read_text(encoding="utf-8")


class EmailAddress(Struct, frozen=True):
    """Where a person is reached; nowhere if `email` is null. Who said so last, and when."""

    person_id: str
    email: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


async def set_address(
    database: Pool, workspace_id: str, person_id: PersonId, email: str, changed_by: str
) -> EmailAddress:
    """Set or change a person's address. Raises NotAnAddress, AddressTaken."""
    email = addresses.normal(email)
    try:
        row = await database.fetchrow(_SET, workspace_id, person_id, email, changed_by)
    except asyncpg.UniqueViolationError:
        raise AddressTaken(email=email) from None
    return _read(person_id, row)


async def erase_address(
    database: Pool, workspace_id: str, person_id: PersonId, changed_by: str
) -> bool:
    """Forget a person's address; whether there was one."""
    erased: str = await database.execute(_ERASE, workspace_id, person_id, changed_by)
    return erased != "UPDATE 0"


async def address_of(database: Pool, workspace_id: str, person_id: PersonId) -> EmailAddress:
    return _read(person_id, await database.fetchrow(_FIND, workspace_id, person_id))


async def list_addresses(database: Pool, workspace_id: str) -> list[EmailAddress]:
    """All addresses of a workspace, those of people who have left included."""
    return [EmailAddress(*row) for row in await database.fetch(_LIST, workspace_id)]


def _read(person_id: PersonId, row: asyncpg.Record | None) -> EmailAddress:
    return EmailAddress(person_id) if row is None else EmailAddress(*row)


class AddressTaken(Rejection, code="address-taken", kind="conflict", field="email"):
    """{email} is already the address of somebody else here: one address belongs to one person."""
