"""From messages to deliveries: which channels each goes by, decided once, when it may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from asyncpg import Record
from msgspec import Struct

from domain.notices.notice import page_of
from domain.notices.seen import told_until
from events.database.pool import Pool
from events.database.session import Session

AT_ONCE: Final = 200

WITH_THEIR_DOCUMENT: Final = ("drift_raised", "target_lost")
"""Kinds that webhooks hear of as `drift.raised`, from the refresh that notices the alert."""

FOR_ROOMS: Final = (
    "dependency_at_risk",
    "dependency_slipped",
    "dependency_too_late",
    "drift_ended",
    "drift_raised",
    "gap",
    "little_holds",
    "cadence",
    "silence",
    "target_lost",
)
"""Kinds that are posted where everybody reads along; what people say to each other is not."""

_SQL = Path(__file__).parent / "sql"
_READ = (_SQL / "messages_to_hand_on.sql").read_text(encoding="utf-8")
_HAND_ON = (_SQL / "hand_on_messages.sql").read_text(encoding="utf-8")
_UPDATE = (_SQL / "update_in_slack.sql").read_text(encoding="utf-8")
_CHANNELS = (_SQL / "channels_of_people.sql").read_text(encoding="utf-8")

_encode = msgspec.json.Encoder().encode


class Announced(Struct, frozen=True):
    """What webhooks are told: what a message is about and where to read it, nobody's words.

    `link` is the page for people, `view` the document for programs.
    """

    message_id: str
    cause: str
    subject: str
    title: str
    link: str
    view: str


class Announcement(Struct, frozen=True):
    """A payload as Standard Webhooks have it."""

    type: str
    timestamp: datetime
    data: Announced


async def channels_of(
    pool: Pool, workspace_id: str, people: Sequence[str], *, by_mail: bool
) -> dict[str, list[str]]:
    """By which channels each would be sent a message now; those who are reached by some."""
    rows = await pool.fetch(_CHANNELS, workspace_id, list(people), by_mail)
    return {row["person_id"]: row["channels"] for row in rows}


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
                    [_encode(self._announcement(row)) for row in rows],
                    self._by_mail,
                    WITH_THEIR_DOCUMENT,
                    FOR_ROOMS,
                )
                await self._update(session, workspace_id, rows)
            return len(rows)

    async def _update(self, session: Session, workspace_id: str, rows: list[Record]) -> None:
        """Say of alerts that are over where they were posted, those of these rows included."""
        ended = [
            (row["message_id"], cause)
            for row in rows
            if row["kind"] == "drift_ended"
            for cause in told_until(row["cause"])
        ]
        if ended:
            await session.execute(_UPDATE, workspace_id, *map(list, zip(*ended, strict=True)))

    def _announcement(self, row: Record) -> Announcement:
        return Announcement(
            f"message.{row['kind']}",
            row["created_at"],
            Announced(
                row["message_id"],
                row["cause"],
                row["subject"],
                row["title"],
                self._site + page_of(row["link"]),
                self._site + row["link"],
            ),
        )
