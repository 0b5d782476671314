"""Proof that a workspace's history is intact and that its documents follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

from msgspec import Struct

from events import chain
from events.log import GENESIS, EventLog
from projections import documents
from projections.documents import Connection, Pool
from projections.fold import LAYOUT, Document, Fold, pages

SHOWN = 10
"""How many differences are named."""

PAGE = 200

Progress = Callable[[int], object]
"""Called with the position that was reached."""


class Difference(Struct, frozen=True):
    """A document that is not what the log says; `problem` is missing, different or unexpected."""

    projection: str
    key: str
    problem: str


class Proof(Struct, frozen=True):
    """What was compared. `layout` says whether the documents are of this version at all.

    The chain is checked up to the log's head, the documents on the checkpoint's position and day.
    `head` is as far as the chain holds, and `hash` the hash there: whoever keeps the two can tell
    later that nothing up to there was changed.
    """

    head: int
    hash: str
    position: int
    as_of: date | None
    documents: int
    layout: bool
    broken: chain.Break | None
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return self.layout and self.broken is None and not self.differences


async def verify(
    event_log: EventLog, pool: Pool, workspace_id: str, progress: Progress | None = None
) -> Proof:
    """Check the chain of hashes, then every stored document against a fold from zero, bit for bit.

    The documents are those of one moment, whoever refreshes meanwhile. Raises UnknownWorkspace.
    """
    verified = chain.Verified(0, GENESIS)
    async for verified in chain.verify(event_log, workspace_id):
        if progress is not None:
            progress(verified.position)
    chained = (verified.position, verified.hash.hex())
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        at = await documents.checkpoint(connection, workspace_id)
        if at is None:
            return Proof(*chained, 0, None, 0, True, verified.broken, ())
        if at.layout != LAYOUT:
            return Proof(*chained, at.position, at.as_of, 0, False, verified.broken, ())
        comparing = _Comparing(connection, workspace_id)
        fold = Fold()
        async for page in pages(event_log, workspace_id, 0, at.position):
            for stored in page:
                fold.take(stored)
            await comparing.compare(fold.render_full_pages())
        fold.advance(at.as_of)
        await comparing.compare(fold.render())
        differences = [*comparing.differences, *await comparing.unexpected()]
    return Proof(
        *chained,
        at.position,
        at.as_of,
        len(comparing.known),
        True,
        verified.broken,
        tuple(differences[:SHOWN]),
    )


class _Comparing:
    """Compares documents page by page, so that they are never all in memory."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
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

    async def unexpected(self) -> list[Difference]:
        strangers = await documents.beyond(self._connection, self._workspace_id, self.known, SHOWN)
        return [Difference(*stranger, "unexpected") for stranger in strangers]


def _pages(rendered: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(rendered)
    while page := list(islice(iterator, PAGE)):
        yield page
