"""The ledger: what is sent to whom by which channel, each attempt, and what was given up on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from asyncpg import Record
from msgspec import Struct

from events.database.pool import Pool

State = Literal["waiting", "delivered", "failed"]
"""What waits is tried when its next attempt is due; what has failed, only if somebody asks."""

MOST: Final = 100

_SQL = Path(__file__).parent / "sql"
_LIST = (_SQL / "list_deliveries.sql").read_text(encoding="utf-8")
_RETRY = (_SQL / "retry_deliveries.sql").read_text(encoding="utf-8")
_NEWEST_FIRST = "order by d.created_at desc, d.delivery_id limit $2"
_OF_STATE: dict[State | None, str] = {
    None: f"{_LIST} {_NEWEST_FIRST}",
    "waiting": f"{_LIST} and d.delivered_at is null and d.failed_at is null {_NEWEST_FIRST}",
    "delivered": f"{_LIST} and d.delivered_at is not null {_NEWEST_FIRST}",
    "failed": f"{_LIST} and d.failed_at is not null {_NEWEST_FIRST}",
}
_OF_WEBHOOK = f"{_LIST} and d.webhook_id = $3 {_NEWEST_FIRST}"
_ONE = f"{_LIST} and d.delivery_id = $2"


class Attempt(Struct, frozen=True):
    """One time that it was tried. Without an end, its worker was lost, or is at it."""

    attempt: int
    begun_at: datetime
    ended_at: datetime | None
    status: int | None
    error: str | None


class Delivery(Struct, frozen=True):
    """One cause for one receiver by one channel: a webhook, a chat, a person."""

    delivery_id: str
    channel: str
    webhook_id: str | None
    chat_id: str | None
    person_id: str | None
    message_id: str | None
    cause: str
    kind: str
    state: State
    created_at: datetime
    next_attempt_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None
    attempts: int
    last_status: int | None
    last_error: str | None
    tried: list[Attempt]
    """The last twenty attempts."""


_attempts = msgspec.json.Decoder(list[Attempt]).decode


async def list_deliveries(
    pool: Pool, workspace_id: str, state: State | None = None, *, most: int = MOST
) -> list[Delivery]:
    """The newest ones."""
    return [_read(row) for row in await pool.fetch(_OF_STATE[state], workspace_id, most)]


async def deliveries_to(pool: Pool, workspace_id: str, webhook_id: str) -> list[Delivery]:
    """The newest ones to a webhook."""
    rows = await pool.fetch(_OF_WEBHOOK, workspace_id, MOST, webhook_id)
    return [_read(row) for row in rows]


async def find_delivery(pool: Pool, workspace_id: str, delivery_id: str) -> Delivery | None:
    row = await pool.fetchrow(_ONE, workspace_id, delivery_id)
    return None if row is None else _read(row)


async def retry(pool: Pool, workspace_id: str, delivery_ids: Sequence[str]) -> list[str]:
    """Try again at once what was given up on; those that are tried, by their ids.

    What waits or was delivered stays as it is, and so does what is for a receiver that is gone. One
    that has used up its attempts has one more.
    """
    rows = await pool.fetch(_RETRY, workspace_id, list(delivery_ids))
    return [row["delivery_id"] for row in rows]


def _read(row: Record) -> Delivery:
    return Delivery(**{**row, "tried": _attempts(row["tried"])})
