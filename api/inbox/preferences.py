"""How somebody wants to be told, and by what they are reached, for whoever shows it."""

from __future__ import annotations

from msgspec import Struct

from domain.preferences import Preferences
from domain.values import PersonId
from events import streams
from events.database.pool import Pool
from events.handling import Desk
from workers.declining import Personal, declined
from workers.handing_on import channels_of


class NoticePreferences(Struct, frozen=True):
    """How somebody is told.

    - `time_zone`: by which clock; null for the workspace's
    - `digest_only`: whether everything is told in the daily digest
    - `declined`: by which channels they do not want to be reached
    - `channels`: by which they would be sent a message now; the inbox has it in any case
    """

    person_id: str
    time_zone: str | None
    digest_only: bool
    declined: list[Personal]
    channels: list[str]


async def preferences_of(
    pool: Pool, desk: Desk, workspace_id: str, person_id: PersonId, *, by_mail: bool
) -> NoticePreferences:
    known: Preferences = await desk.state(workspace_id, streams.PREFERENCES)
    wanted = known.of(person_id)
    reached = await channels_of(pool, workspace_id, [person_id], by_mail=by_mail)
    return NoticePreferences(
        person_id,
        wanted.time_zone,
        wanted.digest_only,
        await declined(pool, workspace_id, person_id),
        reached.get(person_id, []),
    )
