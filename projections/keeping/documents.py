"""The stored documents, how far the log was read for them, and snapshots of the model.

All of it can be dropped and made again from the events. A reader sees the documents and the
checkpoint of one moment, because they are only ever written in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.drift import News
from events.database.pool import Pool
from events.database.session import Session
from events.log import UnknownWorkspace
from projections.keeping.alerts import KIND, Noticed
from projections.keeping.fold import LAYOUT
from projections.keeping.rendering import Document
from projections.model.failures import FailedDocument, Stop
from projections.notices.seen import Before


def _query(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_READ = _query("read_document")
_LIST = _query("list_documents")
_LIST_PART = _query("list_documents_of_part")
_LIST_SHOWN = _query("list_documents_shown")
_LIST_PART_SHOWN = _query("list_documents_of_part_shown")
_LOCK = _query("lock_checkpoint")
_BEGIN = _query("begin_checkpoint")
_MOVE = _query("move_checkpoint")
_WRITE = _query("write_documents")
_REMOVE = _query("remove_documents")
_COMPARE = _query("compare_documents")
_WRITE_SNAPSHOT = _query("write_snapshot")
_NOTICE = _query("notice_alerts")
_FAILED = _query("failed_documents")
_CHECKPOINT = _query("read_checkpoint")
_STOP = """
update public.checkpoint set stopped_at = $2, stopped_by = $3 where workspace_id = $1
"""
_READ_SNAPSHOT = "select position, layout, body from public.snapshot where workspace_id = $1"
_CLEAR = "delete from public.document where workspace_id = $1"
_CLEAR_SNAPSHOT = "delete from public.snapshot where workspace_id = $1"
_KEYS = "select projection, key from public.document where workspace_id = $1"

_NEWS: dict[News, int] = {"raised": 1, "lost": 2}
"""How it is stored; the column is still called after the severity that it held once."""

PATIENCE = 600.0
"""Seconds to wait for a worker that catches up with the same workspace, or for a long delete."""


class Found(Struct, frozen=True, gc=False):
    """A stored document; `position` and `as_of` are those at which its content last changed.

    One that has `failed` says in its body that it could not be made.
    """

    key: str
    etag: str
    body: bytes
    position: int
    as_of: date
    failed: bool = False


class Checkpoint(Struct, frozen=True, gc=False):
    """Up to which position of the log, and as of which day, the documents were rendered.

    `stopped` is set where they cannot go on.
    """

    position: int
    as_of: date
    layout: int
    stopped: Stop | None = None


class Held(Struct, frozen=True, gc=False):
    """A checkpoint whose row is locked, the database's time, and whether documents have failed.

    Events up to `told` were told already: further than `position` while documents are made again.
    """

    position: int
    as_of: date
    layout: int
    told: int
    stopped: Stop | None
    now: datetime
    failing: bool


class Kept(Struct, frozen=True, gc=False):
    """A stored snapshot of a workspace's model."""

    position: int
    layout: int
    body: bytes


class Documents:
    """What readers ask for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, workspace_id: str, projection: str, key: str) -> Found | None:
        """Raises NotMade."""
        row = await self._pool.fetchrow(_READ, workspace_id, projection, key)
        return None if row is None else made(projection, Found(*row))

    async def page(
        self,
        workspace_id: str,
        projection: str,
        *,
        part: str = "",
        after: str = "",
        limit: int = 100,
        sees: Sequence[str] | None = None,
    ) -> list[Found]:
        """The next documents of a projection, or of one part of it, in the order of their keys.

        With `sees` only those for everybody and for these audiences, of a projection with parts.
        """
        asked = (workspace_id, projection, after, limit)
        of_part = (part,) if part else ()
        if sees is None:
            rows = await self._pool.fetch(_LIST_PART if part else _LIST, *asked, *of_part)
        else:
            query = _LIST_PART_SHOWN if part else _LIST_SHOWN
            rows = await self._pool.fetch(query, *asked, list(sees), *of_part)
        return [Found(*row) for row in rows]

    async def checkpoint(self, workspace_id: str) -> Checkpoint | None:
        """None until the workspace's documents were rendered for the first time."""
        return await checkpoint(self._pool, workspace_id)

    async def failed(self, workspace_id: str, limit: int | None = None) -> list[FailedDocument]:
        """The documents that could not be made, at most `limit`."""
        return await failed(self._pool, workspace_id, limit)


class NotMade(Exception):
    """A view cannot be made, for a fault of Sightline's own; the others are not concerned."""

    def __init__(self, failed: FailedDocument) -> None:
        """Say which, and since when it is so."""
        since = "" if failed.since is None else f" since position {failed.since}"
        super().__init__(
            f"The {failed.projection} view {failed.key} cannot be made{since}: a fault of"
            f" Sightline's own ({failed.error}). Other views are not concerned."
        )
        self.failed = failed


class _NotMade(Struct, frozen=True):
    """What the body of a failed document says."""

    not_made: FailedDocument


def made(projection: str, found: Found) -> Found:
    """The document, if it could be made; raises NotMade."""
    if found.failed:
        raise NotMade(failure(projection, found.key, found.position, found.body))
    return found


def failure_in(body: bytes) -> FailedDocument:
    """What the body of a failed document says."""
    return msgspec.json.decode(body, type=_NotMade).not_made


def failure(projection: str, key: str, since: int, body: bytes) -> FailedDocument:
    """A failed document as its row tells it."""
    return FailedDocument(projection, key, failure_in(body).error, since)


async def checkpoint(on: Pool | Session, workspace_id: str) -> Checkpoint | None:
    row = await on.fetchrow(_CHECKPOINT, workspace_id)
    if row is None:
        return None
    position, as_of, layout, *stopped = row
    return Checkpoint(position, as_of, layout, _stop(*stopped))


def _stop(position: int | None, error: str | None) -> Stop | None:
    return None if position is None else Stop(position, error or "")


async def failed(
    on: Pool | Session, workspace_id: str, limit: int | None = None
) -> list[FailedDocument]:
    rows = await on.fetch(_FAILED, workspace_id, limit)
    return [failure(*row) for row in rows]


# For the one that refreshes, inside its transaction


async def lock(connection: Session, workspace_id: str) -> Held:
    """Wait to be the only writer of the workspace's documents; raises UnknownWorkspace.

    What is committed after this need not reach the disk at once: documents and checkpoint are lost
    together, and are then made again. A commit that waits, such as that of a claimed delivery,
    takes everything before it to the disk.
    """
    row = await connection.fetchrow(_LOCK, workspace_id, timeout=PATIENCE)
    if row is None:
        await connection.execute(_BEGIN, workspace_id, LAYOUT, timeout=PATIENCE)
        row = await connection.fetchrow(_LOCK, workspace_id, timeout=PATIENCE)
    if row is None:
        raise UnknownWorkspace(workspace_id)
    position, as_of, layout, told, stopped_at, stopped_by, now, failing, _ = row
    return Held(position, as_of, layout, told, _stop(stopped_at, stopped_by), now, failing)


async def write(
    connection: Session,
    workspace_id: str,
    documents: Sequence[Document],
    position: int,
    as_of: date,
) -> None:
    """Write documents, and remove those that have no body."""
    written = [one for one in documents if one.body is not None]
    if written:
        await connection.execute(
            _WRITE,
            workspace_id,
            position,
            as_of,
            [one.projection for one in written],
            [one.key for one in written],
            [one.etag for one in written],
            [one.body for one in written],
            [one.part for one in written],
            [one.audience for one in written],
            [one.failed for one in written],
        )
    if len(written) < len(documents):
        gone = [one for one in documents if one.body is None]
        await connection.execute(
            _REMOVE, workspace_id, [one.projection for one in gone], [one.key for one in gone]
        )


async def move(
    connection: Session, workspace_id: str, position: int, as_of: date, day_ends: datetime
) -> None:
    """Move the checkpoint to where the documents are."""
    await connection.execute(_MOVE, workspace_id, position, as_of, LAYOUT, day_ends)


async def stop(connection: Session, workspace_id: str, stopped: Stop | None) -> None:
    """Say before which event the documents stop, or that they do not."""
    where = (None, None) if stopped is None else (stopped.position, stopped.error)
    await connection.execute(_STOP, workspace_id, *where)


async def clear(connection: Session, workspace_id: str) -> None:
    """Remove all documents, and the snapshot that would be taken for a beginning."""
    await connection.execute(_CLEAR, workspace_id, timeout=PATIENCE)
    await connection.execute(_CLEAR_SNAPSHOT, workspace_id, timeout=PATIENCE)


async def notice(
    connection: Session, workspace_id: str, alerts: Sequence[Noticed]
) -> dict[str, Before]:
    """Note how alerts are now: those that were raised or ended since."""
    rows = await connection.fetch(
        _NOTICE,
        workspace_id,
        [one.key_result_id for one in alerts],
        [None if one.news is None else _NEWS[one.news] for one in alerts],
        [one.silenced for one in alerts],
        [one.payload for one in alerts],
        KIND,
    )
    return {key_result_id: Before(*before) for key_result_id, *before in rows}


# For the proof


async def differing(
    connection: Session, workspace_id: str, expected: Sequence[Document]
) -> list[tuple[Document, str]]:
    """Those of the expected documents that are missing or different as they are stored.

    One without a body is left to `beyond`.
    """
    expected = [one for one in expected if one.body is not None]
    rows = await connection.fetch(
        _COMPARE, workspace_id, [one.projection for one in expected], [one.key for one in expected]
    )
    stored = {place: shown for place, *shown in rows}
    return [
        (one, "different" if place in stored else "missing")
        for place, one in enumerate(expected)
        if stored.get(place) != [one.etag, one.body, one.audience]
    ]


async def beyond(
    connection: Session, workspace_id: str, known: set[tuple[str, str]], limit: int
) -> list[tuple[str, str]]:
    """Stored documents (projection, key) that are not among the known ones, at most `limit`."""
    rows = await connection.fetch(_KEYS, workspace_id, timeout=PATIENCE)
    strangers = (place for row in rows if (place := (row[0], row[1])) not in known)
    return list(islice(strangers, limit))


# Snapshots


async def read_snapshot(connection: Session, workspace_id: str) -> Kept | None:
    """The snapshot, unless it was made by a version with another layout."""
    row = await connection.fetchrow(_READ_SNAPSHOT, workspace_id)
    return None if row is None or row["layout"] != LAYOUT else Kept(*row)


async def write_snapshot(pool: Pool, workspace_id: str, position: int, body: bytes) -> None:
    """Keep a snapshot, unless there is a newer one."""
    await pool.execute(_WRITE_SNAPSHOT, workspace_id, position, LAYOUT, body)
