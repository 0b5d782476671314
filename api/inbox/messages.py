"""A person's inbox: what they were told, what they have read, and what was not sent and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from domain.notices.notice import Kind, page_of
from domain.telling import HELD, Held
from domain.values import PersonId
from events.database.pool import Pool

_SQL = Path(__file__).parent / "sql"
_LIST = (_SQL / "list_messages.sql").read_text(encoding="utf-8")
_UNREAD = (_SQL / "count_unread.sql").read_text(encoding="utf-8")
_MARK = (_SQL / "mark_message.sql").read_text(encoding="utf-8")

Which = Literal["open", "unread", "done", "all", "held"]
"""Messages that are not done, those of them that are unread, or done; and those not sent."""

MANY: Final = 1_000
"""Up to how many unread messages are counted."""


class NotSent(Struct, frozen=True):
    """Why a message was not sent by itself; the inbox has it all the same."""

    reason: Held
    text: str


class Message(Struct, frozen=True):
    """What a person was told, and why they were.

    `link` is the page that shows it, for people; `view` the document behind it, for programs. It is
    sent at `sent_from` at the earliest, unless `not_sent` says that it is not.
    """

    message_id: str
    kind: Kind
    subject: str
    title: str
    text: str
    why: str
    link: str
    view: str
    created_at: datetime
    sent_from: datetime
    not_sent: NotSent | None
    read_at: datetime | None
    done_at: datetime | None


class After(NamedTuple):
    """The last message of a page."""

    created_at: datetime
    message_id: str


async def page(
    database: Pool,
    workspace_id: str,
    person_id: PersonId,
    which: Which,
    *,
    subject: str | None = None,
    after: After | None = None,
    limit: int,
) -> list[Message]:
    """Messages of a person, newest first."""
    last = (None, None) if after is None else after
    rows = await database.fetch(_LIST, workspace_id, person_id, which, subject, *last, limit)
    return [_message(*row) for row in rows]


def _message(
    message_id: str,
    kind: Kind,
    subject: str,
    title: str,
    body: str,
    why: str,
    view: str,
    created_at: datetime,
    not_before: datetime,
    suppressed: Held | None,
    read_at: datetime | None,
    done_at: datetime | None,
) -> Message:
    held = None if suppressed is None else NotSent(suppressed, HELD[suppressed])
    times = (created_at, not_before, held, read_at, done_at)
    return Message(message_id, kind, subject, title, body, why, page_of(view), view, *times)


async def unread(database: Pool, workspace_id: str, person_id: PersonId) -> int:
    """How many messages somebody has not read, MANY at the most."""
    found: int = await database.fetchval(_UNREAD, workspace_id, person_id, MANY)
    return found


async def mark(
    database: Pool,
    workspace_id: str,
    person_id: PersonId,
    message_id: str,
    now: datetime,
    *,
    done: bool,
) -> bool:
    """Mark a message as read, or as done; whether it is among that person's."""
    marked: str = await database.execute(_MARK, workspace_id, person_id, message_id, now, done)
    return marked != "UPDATE 0"
