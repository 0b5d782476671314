"""Messages on their way into the ledger: when each is sent, and what is told together.

They are written in the transaction of the documents that show what they tell. A message is known by
its person and its cause, so what is made again is already there and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.notices import notice
from domain.notices.notice import Addressee, Line, Notice
from domain.telling import MARGIN, Held, Plan
from domain.values import PersonId
from events.database.session import Session
from projections.keeping.ledger import (
    IN_DIGESTS,
    Ledger,
    Message,
    Readers,
    Row,
    digest,
    digest_id,
    messages_of,
)
from projections.keeping.waiting import Waiting, moved
from projections.notices.teller import Heard


def _query(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_KNOWN = _query("known_messages")
_TO_SEND = _query("messages_to_send")
_WRITE = _query("write_messages")
_OF_DIGESTS = _query("messages_of_digests")
_DROP_DIGESTS = _query("drop_digests")
_TAKE_BACK = _query("take_messages_back")
_HOLD = _query("hold_messages")
_WAITING = _query("waiting_messages")
_MOVE = _query("move_messages")

_ID = re.compile("msg_[0-9a-f]{32}")

CHUNK: Final = 500
"""How many messages are sent to the database at once."""

TAKEN_BACK: Final = "(This was taken back.)"

Digest = tuple[PersonId, datetime]
"""A digest, by its person and the moment when it goes."""


def is_id(text: str) -> bool:
    """Whether a text may be the id of a message, or of a delivery: they look alike."""
    return _ID.fullmatch(text) is not None


async def write(connection: Session, workspace_id: str, readers: Readers, heard: Heard) -> None:
    """Write what there is to tell, and take back what is not to be repeated."""
    writing = _Writing(connection, workspace_id, readers)
    settled = [*heard.answered, *(one.ends for one in heard.notices if one.ends is not None)]
    await writing.move(set(heard.wanting))
    await writing.hold(settled, "settled")  # before anything could be told with it
    told = list(messages_of(heard.notices))
    for start in range(0, len(told), CHUNK):
        await writing.tell(told[start : start + CHUNK])
    await writing.hold(settled, "settled")  # what began and ended since the last time
    await writing.take_back(heard.taken_back)


async def foreseen(
    connection: Session, workspace_id: str, readers: Readers, told: Notice
) -> list[tuple[Addressee, Plan]]:
    """Who would hear of something now, and when it would be sent; nothing is written."""
    ledger = await _Writing(connection, workspace_id, readers).ledger(messages_of([told]))
    return [(one, ledger.plan(one.person_id, told)) for one in told.to]


class _Writing:
    """The ledger of a workspace, within a transaction."""

    def __init__(self, connection: Session, workspace_id: str, readers: Readers) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._readers = readers

    async def tell(self, chunk: Sequence[Message]) -> None:
        first = {one.message_id: one for one in reversed(chunk)}
        rows = await self._connection.fetch(_KNOWN, self._workspace_id, list(first))
        known = {row["message_id"] for row in rows}
        fresh = [one for key, one in reversed(first.items()) if key not in known]
        if not fresh:
            return
        ledger = await self.ledger(fresh)
        for one in fresh:
            ledger.enter(one)
        await self._write(ledger.rows)
        await self._write_digests(ledger.digests)

    async def ledger(self, wanted: Iterable[Message]) -> Ledger:
        """What those who are told are sent already."""
        now = await self._now()
        people = list({one.person_id for one in wanted if one.person_id is not None})
        ledger = Ledger(self._readers, now)
        since = self._readers.since(people, now)
        for row in await self._connection.fetch(_TO_SEND, self._workspace_id, people, since):
            ledger.know(*row)
        return ledger

    async def hold(self, causes: Sequence[str], why: Held) -> None:
        """Do not send what has come to nothing; what was told with it is sent without it."""
        if causes:
            given = (list(causes), why, await self._now(), IN_DIGESTS)
            rows = await self._connection.fetch(_HOLD, self._workspace_id, *given)
            await self._write_digests({(row["person_id"], row["not_before"]) for row in rows})

    async def take_back(self, causes: Sequence[str]) -> None:
        """Repeat these nowhere, and send what has yet to be sent without them."""
        if causes:
            await self._connection.execute(_TAKE_BACK, self._workspace_id, list(causes), TAKEN_BACK)
            await self.hold(causes, "taken back")

    async def move(self, people: Collection[PersonId]) -> None:
        """Send what waits for these people when they are to be told from now on."""
        if not people:
            return
        now = await self._now()
        since = self._readers.since(people, now)
        rows = await self._connection.fetch(
            _WAITING, self._workspace_id, list(people), since, now + MARGIN, IN_DIGESTS
        )
        before = [Waiting(*row) for row in rows]
        after = list(moved(before, self._readers, now))
        if after:
            ids, _, _, moments, why, _ = map(list, zip(*after, strict=True))
            await self._connection.execute(_MOVE, self._workspace_id, ids, moments, why)
            changed = {one.message_id for one in after}
            left = [one for one in before if one.message_id in changed]
            await self._write_digests(
                {(one.person_id, one.not_before) for one in (*left, *after) if _in_digest(one)}
            )

    async def _write_digests(self, digests: Iterable[Digest]) -> None:
        """Write digests with all that they tell by now; those that tell nothing are not sent."""
        wanted = list(digests)
        if not wanted:
            return
        now, lines, totals = await self._now(), dict[Digest, list[Line]](), dict[Digest, int]()
        people = {person_id for person_id, _ in wanted}
        for person_id, at, title, why, total in await self._connection.fetch(
            _OF_DIGESTS,
            self._workspace_id,
            list(people),
            list({at for _, at in wanted}),
            self._readers.since(people, now),
            notice.SHOWN,
            IN_DIGESTS,
        ):
            lines.setdefault((person_id, at), []).append(Line(title, why))
            totals[person_id, at] = total
        await self._write(
            [
                digest(self._readers, *key, lines[key], totals[key], now)
                for key in wanted
                if key in lines
            ]
        )
        empty = [digest_id(*key) for key in wanted if key not in lines]
        if empty:
            await self._connection.execute(_DROP_DIGESTS, self._workspace_id, empty)

    async def _write(self, rows: Sequence[Row]) -> None:
        if rows:
            columns = map(list, zip(*rows, strict=True))
            await self._connection.execute(_WRITE, self._workspace_id, *columns)

    async def _now(self) -> datetime:
        now: datetime = await self._connection.fetchval("select clock_timestamp()")
        return now


def _in_digest(one: Waiting) -> bool:
    return one.suppressed in IN_DIGESTS
