"""By which channels somebody does not want to be reached. It stands beside their address.

What they are told is in their inbox all the same. Who is reached by what is asked of the view
`reachable`, by all who send and by those who ask before.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal

from domain.values import PersonId
from events.database.pool import Pool
from runtime.clock import now

Personal = Literal["email", "slack"]
"""The channels that reach people one by one."""

_SQL = Path(__file__).parent / "sql"
_SET = (_SQL / "set_declined_channels.sql").read_text(encoding="utf-8")
_DECLINED = (_SQL / "declined_channels.sql").read_text(encoding="utf-8")
_CHANNELS: Final[tuple[Personal, ...]] = ("email", "slack")


async def declined(pool: Pool, workspace_id: str, person_id: PersonId) -> list[Personal]:
    row = await pool.fetchrow(_DECLINED, workspace_id, person_id)
    return [] if row is None else [one for one in _CHANNELS if row[one]]


async def decline(
    pool: Pool, workspace_id: str, person_id: PersonId, channels: Collection[Personal], by: str
) -> None:
    """Use these no more, nor for what waits; the others are used from the next message on."""
    given = {one: one in channels for one in _CHANNELS}
    asked = (given["email"], given["slack"], now(), by)
    await pool.execute(_SET, workspace_id, person_id, *asked)


async def decline_mail(
    pool: Pool, workspace_id: str, person_id: PersonId, by: str, *, declines: bool
) -> None:
    """Leave other channels as they are."""
    await pool.execute(_SET, workspace_id, person_id, declines, None, now(), by)
