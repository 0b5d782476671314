"""The hash chain: proof that a workspace's history is the one that was written.

Each hash covers the one before it and everything stored with the event, so that changing,
removing, inserting or moving an event breaks every link after it. The database computes the
links while it holds the workspace's lock; here the same formula is written a second time, so that
a check never relies on what it checks.
"""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from msgspec import Struct

from events.log import GENESIS, EventLog, Stored

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
_MICROSECOND = timedelta(microseconds=1)
_numbers = struct.Struct(">qqqq").pack
_PAGE = 5_000


class Break(Struct, frozen=True):
    """The first position of a workspace that is not as it was written, and why."""

    position: int
    reason: str


class Verified(Struct, frozen=True):
    """How far a chain holds: everything up to `position`, whose hash is `hash`."""

    position: int
    hash: bytes
    broken: Break | None = None


def link(previous: bytes, stored: Stored) -> bytes:
    """Hash an event onto the one before it.

    SHA-256 of: the previous hash (32 bytes); position, version, occurred and recorded as signed
    big-endian 64-bit integers, the times in microseconds since 2000 UTC, as they are stored;
    stream, type, actor, correlation and causation in UTF-8, each closed by a zero byte, which no
    text in PostgreSQL can contain; the data. `stored.hash` takes no part.
    """
    names = f"{stored.stream}\0{stored.type}\0{stored.actor}\0"
    origin = f"{stored.correlation}\0{stored.causation}\0"
    numbers = _numbers(
        stored.position,
        stored.version,
        _microseconds(stored.occurred_at),
        _microseconds(stored.recorded_at),
    )
    return sha256(
        b"".join((previous, numbers, names.encode(), origin.encode(), stored.data))
    ).digest()


def check(events: Sequence[Stored], position: int = 0, previous: bytes = GENESIS) -> Verified:
    """Check events that should follow `position`, whose hash is `previous`."""
    for stored in events:
        if reason := _fault(stored, position, previous):
            return Verified(position, previous, Break(position + 1, reason))
        position, previous = stored.position, stored.hash
    return Verified(position, previous)


async def verify(log: EventLog, workspace: str, page: int = _PAGE) -> AsyncIterator[Verified]:
    """Check a workspace's whole log page by page, telling after each how far it holds.

    The last answer is final: either `broken` says where and why, or its position is the head's.
    Raises UnknownWorkspace. Events that arrive during the check are left to the next one.
    """
    head = await log.head(workspace)
    verified = Verified(0, GENESIS)
    while verified.position < head.position and verified.broken is None:
        events = await log.read(workspace, verified.position, head.position, page)
        if events:
            verified = check(events, verified.position, verified.hash)
        else:
            missing = Break(verified.position + 1, "the event is missing")
            verified = Verified(verified.position, verified.hash, missing)
        yield verified
    if verified.position == 0 and verified.broken is None:
        yield verified


def _fault(stored: Stored, position: int, previous: bytes) -> str | None:
    if stored.position != position + 1:
        return "the event is missing"
    if stored.hash != link(previous, stored):
        return "the hash does not fit the event and the hash before it"
    return None


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
