"""What a workspace has had a language model write, and what was spent on it; in nobody's words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from asyncpg import Record
from msgspec import Struct

from events.database.pool import Pool
from workers.generating.texts import Kind, State, state_of

MONTHS: Final = 24
"""How many months are added up, this one included."""

_SQL = Path(__file__).parent / "sql"
_LIST = (_SQL / "list_texts.sql").read_text(encoding="utf-8")
_BY_MONTH = (_SQL / "tokens_by_month.sql").read_text(encoding="utf-8")


class TextEntry(Struct, frozen=True):
    """A text that was asked for, without its words. `tokens` are those of `GeneratedText`."""

    text_id: str
    kind: Kind
    subject: str
    state: State
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    model: str | None
    prompt: str | None
    tokens: int
    failure: str | None


class Month(Struct, frozen=True):
    """What was spent in a month of UTC, which begins on `month`, on one model."""

    month: date
    model: str | None
    texts: int
    failed: int
    tokens: int


class After(NamedTuple):
    """The last text of a page."""

    asked_at: datetime
    text_id: str


async def page(
    pool: Pool, workspace_id: str, *, after: After | None = None, limit: int
) -> list[TextEntry]:
    """Newest first."""
    rows = await pool.fetch(_LIST, workspace_id, *(after or (None, None)), limit)
    return [_entry(row) for row in rows]


def _entry(row: Record) -> TextEntry:
    state = state_of(row["began_at"], row["ended_at"], row["failure"])
    return TextEntry(state=state, **row)


async def spent(pool: Pool, workspace_id: str, now: datetime) -> list[Month]:
    """Newest month first."""
    months = now.year * 12 + now.month - MONTHS
    since = datetime(months // 12, months % 12 + 1, 1, tzinfo=now.tzinfo)
    return [Month(*row) for row in await pool.fetch(_BY_MONTH, workspace_id, since)]
