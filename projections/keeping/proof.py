"""Proof that a workspace's history is intact and that its documents follow from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from msgspec import Struct

from events import chain
from events.database.pool import Pool
from events.database.session import Session
from events.log import GENESIS, EventLog
from projections.keeping import documents
from projections.keeping.documents import Checkpoint
from projections.keeping.fold import LAYOUT, Fold, pages
from projections.keeping.rendering import Document
from projections.keeping.today import is_to_come
from projections.model.failures import FailedDocument, Stop, Unfoldable

SHOWN = 10
"""How many differences are named."""

PAGE = 200

PATIENCE = timedelta(seconds=5)
"""For how long workers are waited for, that may be about to bring the views up to the log."""

PAUSE = 0.05

NEVER_MADE = Checkpoint(0, date.min, LAYOUT)

Layout = Literal["same", "older", "newer"]

Progress = Callable[[int], object]
"""Called with the position that was reached."""


class Difference(Struct, frozen=True):
    """A document that is not what the log says; `problem` is missing, different or unexpected."""

    projection: str
    key: str
    problem: str


class Proof(Struct, frozen=True):
    """What was compared, and all that is not as it should be.

    The chain is checked up to the log's head as it was at the beginning, and the documents, on the
    checkpoint's position and day, have to have come as far. `head` is as far as the chain holds,
    and `hash` the hash there: whoever keeps the two can tell later that nothing up to there was
    changed. `stopped` names an event that cannot be folded, wherever in the log it is. `ahead` says
    that the documents are as of a day that is still to come, which no event names.
    """

    head: int
    hash: str
    position: int
    as_of: date | None
    documents: int
    broken: chain.Break | None = None
    layout: Layout = "same"
    behind: int = 0
    ahead: bool = False
    stopped: Stop | None = None
    failed: tuple[FailedDocument, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        return not (
            self.broken
            or self.layout != "same"
            or self.behind
            or self.ahead
            or self.stopped
            or self.failed
            or self.differences
        )


async def verify(
    event_log: EventLog,
    pool: Pool,
    workspace_id: str,
    progress: Progress | None = None,
    *,
    now: datetime | None = None,
    patience: timedelta = PATIENCE,
) -> Proof:
    """Check the chain of hashes, then every stored document against a fold from zero, bit for bit.

    The documents are those of one moment, whoever refreshes meanwhile. With `now`, documents of a
    later day are found as well. Raises UnknownWorkspace.
    """
    end = (await event_log.head(workspace_id)).position
    verified = chain.Verified(0, GENESIS)
    async for verified in chain.verify(event_log, workspace_id):
        if progress is not None:
            progress(verified.position)
    await _come_up_to(end, pool, workspace_id, patience)
    async with (
        pool.within(workspace_id) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        at = await documents.checkpoint(connection, workspace_id) or NEVER_MADE
        comparing = _Comparing(connection, workspace_id)
        fold = Fold()
        stopped = await _compare(event_log, workspace_id, at, fold, comparing)
        stopped = stopped or await _read_on(event_log, workspace_id, fold, end)
        return Proof(
            verified.position,
            verified.hash.hex(),
            at.position,
            at.as_of if at.position else None,
            len(comparing.known),
            verified.broken,
            layout_of(at),
            max(end - at.position, 0),
            now is not None and is_to_come(at.as_of, fold.workspace, now),
            stopped,
            tuple(await documents.failed(connection, workspace_id, SHOWN)),
            tuple(comparing.differences[:SHOWN]),
        )


async def _come_up_to(end: int, pool: Pool, workspace_id: str, patience: timedelta) -> None:
    """Wait, but not for long, until the documents are where the log was at the beginning."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience.total_seconds()
    while loop.time() < give_up:
        at = await documents.checkpoint(pool, workspace_id) or NEVER_MADE
        if at.position >= end or at.stopped is not None or at.layout > LAYOUT:
            return
        await asyncio.sleep(PAUSE)


async def _compare(
    event_log: EventLog, workspace_id: str, at: Checkpoint, fold: Fold, comparing: _Comparing
) -> Stop | None:
    """Compare the documents with a fold of as many events, if they are of this layout."""
    try:
        async for page in pages(event_log, workspace_id, 0, at.position):
            for stored in page:
                fold.take(stored)
            if at.layout == LAYOUT:
                await comparing.compare(fold.render_full_pages())
        fold.advance(at.as_of)
        if at.layout == LAYOUT:
            await comparing.compare(fold.render())
            await comparing.find_unexpected()
    except Unfoldable as error:
        return error.stop
    return None


async def _read_on(event_log: EventLog, workspace_id: str, fold: Fold, end: int) -> Stop | None:
    """Whether the events that the documents do not show yet can be folded."""
    try:
        async for page in pages(event_log, workspace_id, fold.workspace.position, end):
            for stored in page:
                fold.take(stored)
            fold.workspace.turn_pages()
        fold.workspace.settle()
    except Unfoldable as error:
        return error.stop
    return None


def layout_of(at: Checkpoint) -> Layout:
    """Which version made the documents, beside this one."""
    if at.layout == LAYOUT:
        return "same"
    return "newer" if at.layout > LAYOUT else "older"


class _Comparing:
    """Compares documents page by page, so that they are never all in memory."""

    def __init__(self, connection: Session, workspace_id: str) -> None:
        self.known: set[tuple[str, str]] = set()
        self.differences: list[Difference] = []
        self._connection = connection
        self._workspace_id = workspace_id

    async def compare(self, rendered: Iterable[Document]) -> None:
        for page in _pages(rendered):
            self.known.update((one.projection, one.key) for one in page if one.body is not None)
            for one, problem in await documents.differing(
                self._connection, self._workspace_id, page
            ):
                self.differences.append(Difference(one.projection, one.key, problem))

    async def find_unexpected(self) -> None:
        strangers = await documents.beyond(self._connection, self._workspace_id, self.known, SHOWN)
        self.differences += [Difference(*stranger, "unexpected") for stranger in strangers]


def _pages(rendered: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(rendered)
    while page := list(islice(iterator, PAGE)):
        yield page
