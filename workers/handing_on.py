"""From messages to deliveries: which channels each goes by, decided once, when it may be sent."""

from __future__ import annotations

from pathlib import Path

import msgspec
from asyncpg import Record

from events.database.pool import Pool
from workers.channels.transport import Sent, Told

AT_ONCE = 200

_SQL = Path(__file__).parent / "sql"
_READ = (_SQL / "messages_to_hand_on.sql").read_text(encoding="utf-8")
_HAND_ON = (_SQL / "hand_on_messages.sql").read_text(encoding="utf-8")
_NOTHING = msgspec.Raw(b"null")

_encode = msgspec.json.Encoder().encode


class HandingOn:
    """Hands messages on to the channels that a workspace has by then."""

    def __init__(self, pool: Pool, site: str, *, by_mail: bool) -> None:
        """Take the address of the site that links lead to, and whether mail is sent from here."""
        self._pool = pool
        self._site = site
        self._by_mail = by_mail

    async def hand_on(self, workspace_id: str) -> None:
        """Hand on all messages that may be sent by now."""
        while await self._some(workspace_id) == AT_ONCE:
            pass

    async def _some(self, workspace_id: str) -> int:
        async with self._pool.within(workspace_id) as session, session.transaction():
            rows = await session.fetch(_READ, workspace_id, AT_ONCE)
            if rows:
                await session.execute(
                    _HAND_ON,
                    workspace_id,
                    [row["message_id"] for row in rows],
                    [self._payload(row) for row in rows],
                    self._by_mail,
                )
            return len(rows)

    def _payload(self, row: Record) -> bytes:
        told = Told(
            message_id=row["message_id"],
            kind=row["kind"],
            cause=row["cause"],
            subject=row["subject"],
            title=row["title"],
            body=row["body"],
            why=row["why"],
            link=self._site + row["link"],
            person_id=row["person_id"],
            details=msgspec.Raw(row["payload"]) if row["payload"] else _NOTHING,
        )
        return _encode(Sent(row["kind"], row["created_at"], told))
