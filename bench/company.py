"""The generated company as rows of the event table, without telling it through the front door.

And check-ins on it, once it is there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import msgspec
from msgspec.structs import replace

from api.synthetic.shape import Shape
from api.synthetic.telling import stored_events
from events.log import Append, Draft, Stored
from events.postgres import PostgresLog

WORKSPACE = "00000000-0000-4000-8000-0000000000be"
COLUMNS = (
    "workspace_id", "position", "stream_id", "stream_version", "type", "data", "actor",
    "correlation", "causation", "occurred_at", "recorded_at", "hash",
)  # fmt: skip

QUARTER = 91
"""Days from one quarter to the next: 13 weeks."""

_UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(rb"(?<=\")\d{4}-\d\d-\d\d(?=\")")
_STANDING = ("workspace_created", "unit_added", "person_added")


class Reported(NamedTuple):
    position: int
    key_result_id: str


class Reporting:
    """Check-ins on a company that is in the log already, one event each."""

    def __init__(self, log: PostgresLog, events: Sequence[Stored]) -> None:
        self._log = log
        said = [one for one in events if one.type == "checked_in"]
        self._samples = said[-2_000:]
        self._first: dict[str, Any] = {}
        for one in reversed(said):
            data = msgspec.json.decode(one.data)
            self._first[data["key_result_id"]] = data
        self._next = 0

    async def report(self, *, bad: bool = False) -> Reported:
        """As was reported before, or that all is as in the beginning, and nobody believes in it."""
        sample = self._samples[self._next % len(self._samples)]
        said = msgspec.json.decode(sample.data)
        said["confidence"] = 1 + self._next % 5
        if bad:
            first = self._first[said["key_result_id"]]
            said |= {"value": first.get("value"), "done": first.get("done"), "confidence": 1}
        said["check_in_id"] = str(uuid4())
        self._next += 1
        draft = Draft(sample.stream, sample.type, msgspec.json.encode(said))
        append = Append((draft,), {}, "somebody", datetime.now(UTC))
        position = (await self._log.append(WORKSPACE, append)).last
        return Reported(position, said["key_result_id"])


async def company(shape: Shape, now: datetime) -> list[Stored]:
    return await stored_events(shape, now, WORKSPACE)


def past(events: Sequence[Stored], quarters: int) -> Iterator[Stored]:
    """The same organization, with as many quarters like this one before it, and this one last."""
    kept = [one for one in events if one.type in _STANDING]
    planned = [one for one in events if one.type not in _STANDING]
    versions: Counter[str] = Counter()
    begins = timedelta(days=QUARTER * quarters)
    first = [replace(one, recorded_at=one.recorded_at - begins) for one in kept]
    for position, one in enumerate(chain(first, _quarters(kept, planned, quarters)), start=1):
        versions[one.stream] += 1
        yield replace(one, position=position, version=versions[one.stream])


def _quarters(kept: Sequence[Stored], planned: Sequence[Stored], quarters: int) -> Iterator[Stored]:
    known = {found for one in kept for found in _names(one.data)}
    for quarter in range(quarters, 0, -1):
        for one in planned:
            yield replace(
                one,
                stream=_renamed(one.stream.encode(), quarter, known).decode(),
                data=_earlier(_renamed(one.data, quarter, known), quarter),
                recorded_at=one.recorded_at - timedelta(days=QUARTER * quarter),
            )
    yield from planned


async def run_as_owner(dsn: str, statement: str) -> None:
    """Something that the application may not do, at the owner's address."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement, timeout=600)
    finally:
        await connection.close()


async def load(dsn: str, events: Iterable[Stored], name: str = "Generated") -> None:
    """Write the events as they are; a hash that does not fit is nobody's business here."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            "insert into public.workspace (workspace_id, name) values ($1, $2)", WORKSPACE, name
        )
        await connection.copy_records_to_table(
            "event", schema_name="public", columns=COLUMNS, records=map(_row, events), timeout=600
        )
        await connection.execute("vacuum analyze public.event")
    finally:
        await connection.close()


def _row(one: Stored) -> tuple[object, ...]:
    return (
        WORKSPACE, one.position, one.stream, one.version, one.type, one.data, one.actor,
        one.correlation, one.causation, one.occurred_at, one.recorded_at, one.hash,
    )  # fmt: skip


def _names(data: bytes) -> list[bytes]:
    return [found.group() for found in _UUID.finditer(data)]


def _renamed(data: bytes, quarter: int, known: set[bytes]) -> bytes:
    def rename(found: re.Match[bytes]) -> bytes:
        name = found.group()
        if name in known:
            return name
        return hashlib.blake2b(b"%d" % quarter, digest_size=4).hexdigest().encode() + name[8:]

    return _UUID.sub(rename, data)


def _earlier(data: bytes, quarter: int) -> bytes:
    return _DATE.sub(lambda found: _days_before(found.group(), QUARTER * quarter), data)


@cache
def _days_before(day: bytes, days: int) -> bytes:
    return str(date.fromisoformat(day.decode()) - timedelta(days=days)).encode()
