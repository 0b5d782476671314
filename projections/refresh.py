"""Keeping documents fresh: read what is new, fold, render what it touches, write all at once.

The checkpoint's row is locked from before the first read until the commit, so that two workers on
one workspace take turns and the second finds only what is left. Whatever goes wrong on the way, the
transaction is rolled back and the model in memory is gone: the next attempt begins from what is
stored.

Rendering is work for one processor. It is done on the event loop in slices, with a turn for
everybody else between them; threads would share the same processor and gain nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import date, datetime
from weakref import WeakValueDictionary

from events.log import EventLog
from projections import documents, snapshot
from projections.documents import Connection, Held, Pool
from projections.fold import LAYOUT, Document, Fold, pages
from projections.memory import Memory, Model
from projections.raises import Noticed, notice
from projections.workspace import Workspace

log = logging.getLogger(__name__)

BATCH = 250_000
"""Events that are folded before their documents are rendered, each once.

It bounds a transaction, not the memory: full pages of the feed are written as they fill, and what
else is noted is only which documents to render.
"""

REMEMBERED = 300_000
"""Events in all models in memory together, of roughly a kilobyte each."""

SLICE_SECONDS = 0.01
SLICE_EVENTS = 1_000
"""How much is rendered or folded before others get a turn."""

CHUNK_DOCUMENTS = 500
CHUNK_BYTES = 4 << 20
"""How much is sent to the database at once."""

SNAPSHOT_EVERY = 5_000
SNAPSHOT_SHARE = 4
"""A snapshot is due after so many events, and after a quarter of the log that it would hold.

A share, because a snapshot costs as much as the log is long: so each event is dumped four times at
most in all, and a cold start never folds more than a fifth of the log.
"""

Progress = Callable[[int], object]
"""Called with the position that was reached."""


class Refresher:
    """Brings the stored documents of workspaces forward.

    `clock`, where given, tells what day it is in each workspace; without it days go by with events
    only. `announced` is called with a workspace when notifications of it wait to be sent.
    """

    def __init__(
        self,
        event_log: EventLog,
        pool: Pool,
        *,
        clock: Callable[[], datetime] | None = None,
        announced: Callable[[str], object] | None = None,
        remembered: int = REMEMBERED,
        batch: int = BATCH,
    ) -> None:
        """Remember the models of so many events in all, and fold batches of so many at most."""
        self._log = event_log
        self._pool = pool
        self._clock = clock
        self._announced = announced
        self._batch = batch
        self._memory = Memory(remembered)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._dumps: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Finish the snapshots under way."""
        await asyncio.gather(*self._dumps, return_exceptions=True)

    async def refresh(
        self, workspace_id: str, today: date | None = None, progress: Progress | None = None
    ) -> int:
        """Render what is new since the checkpoint, and give the position that was reached.

        Raises UnknownWorkspace, UnreadableEvent, LogUnavailable, and what asyncpg raises when the
        database is away.
        """
        async with self._turn(workspace_id):
            while True:
                position, behind = await self._step(workspace_id, today, progress, afresh=False)
                if not behind:
                    return position

    async def rebuild(
        self, workspace_id: str, today: date | None = None, progress: Progress | None = None
    ) -> int:
        """Render everything again, from the first event on; readers see all of it or nothing."""
        async with self._turn(workspace_id):
            position, _ = await self._step(workspace_id, today, progress, afresh=True)
            return position

    def _turn(self, workspace_id: str) -> asyncio.Lock:
        return self._turns.setdefault(workspace_id, asyncio.Lock())

    async def _step(
        self, workspace_id: str, today: date | None, progress: Progress | None, *, afresh: bool
    ) -> tuple[int, bool]:
        """One transaction: the position after it, and whether there may be more to do."""
        model = self._memory.take(workspace_id)
        async with self._pool.acquire() as connection, connection.transaction():
            held = await documents.lock(connection, workspace_id)
            if held.layout > LAYOUT:
                log.warning(
                    "a newer version keeps the documents", extra={"workspace": workspace_id}
                )
                return held.position, False
            if afresh or held.layout < LAYOUT:
                await documents.clear(connection, workspace_id)
                model, limit = Model(Fold(), 0), None
            else:
                model = await self._model(connection, workspace_id, held, model)
                limit = held.position + self._batch
            fold = model.fold
            writing = _Writing(connection, workspace_id, fold.workspace, held.now)
            async for _ in self._take(fold, workspace_id, limit):
                await writing.add(fold.render_full_pages())
                if progress is not None:
                    progress(fold.workspace.position)
            fold.advance(max(held.as_of, today or self._today(fold.workspace)))
            told = await self._write(writing, fold, held)
        self._memory.keep(workspace_id, model)
        if told and self._announced is not None:
            self._announced(workspace_id)
        self._dump_if_due(workspace_id, model)
        return fold.workspace.position, fold.workspace.position == limit

    def _today(self, workspace: Workspace) -> date:
        return workspace.today if self._clock is None else workspace.day_of(self._clock())

    async def _write(self, writing: _Writing, fold: Fold, held: Held) -> int:
        """Everything touched, the alerts among it, and the checkpoint; how many will be told."""
        await writing.add(fold.render())
        await writing.finish()
        workspace = fold.workspace
        if (workspace.position, workspace.today, LAYOUT) == (
            held.position,
            held.as_of,
            held.layout,
        ):
            return 0
        await documents.move(
            writing.connection,
            writing.workspace_id,
            workspace.position,
            workspace.today,
            workspace.end_of(workspace.today),
        )
        if not writing.alerts:
            return 0
        return await documents.notice(writing.connection, writing.workspace_id, writing.alerts)

    # The model

    async def _model(
        self, connection: Connection, workspace_id: str, held: Held, model: Model | None
    ) -> Model:
        """The model as it was when the stored documents were rendered."""
        if model is None or model.fold.workspace.position > held.position:
            model = await self._stored_model(connection, workspace_id, held)
        fold = model.fold
        fold.rendered = held.position
        async for _ in self._take(fold, workspace_id, held.position):
            fold.workspace.turn_pages()
        fold.advance(held.as_of)
        fold.documents_seen_on(held.as_of)
        return model

    async def _stored_model(self, connection: Connection, workspace_id: str, held: Held) -> Model:
        kept = await documents.read_snapshot(connection, workspace_id)
        if kept is None or kept.position > held.position:
            return Model(Fold(), 0)
        workspace = await asyncio.to_thread(snapshot.load, kept.body)
        return Model(Fold(), 0) if workspace is None else Model(Fold(workspace), kept.position)

    async def _take(self, fold: Fold, workspace_id: str, upto: int | None) -> AsyncIterator[int]:
        """Fold page after page of events, telling after each how far it went."""
        async for page in pages(self._log, workspace_id, fold.workspace.position, upto):
            for start in range(0, len(page), SLICE_EVENTS):
                for stored in page[start : start + SLICE_EVENTS]:
                    fold.take(stored)
                if len(page) > SLICE_EVENTS:
                    await asyncio.sleep(0)
            yield fold.workspace.position

    def _dump_if_due(self, workspace_id: str, model: Model) -> None:
        position = model.fold.workspace.position
        if position - model.snapshot < max(SNAPSHOT_EVERY, position // SNAPSHOT_SHARE):
            return
        model.snapshot = position
        still = model.fold.workspace.still()
        task = asyncio.create_task(self._dump(workspace_id, still))
        self._dumps.add(task)
        task.add_done_callback(self._dumps.discard)

    async def _dump(self, workspace_id: str, still: Workspace) -> None:
        """Off the hot path: the model goes on while a copy of it is written down."""
        try:
            body = await asyncio.to_thread(snapshot.dump, still)
            await documents.write_snapshot(self._pool, workspace_id, still.position, body)
        except Exception:
            log.exception("no snapshot was written", extra={"workspace": workspace_id})


class _Writing:
    """Documents on their way into one transaction, and the alerts among them."""

    def __init__(
        self, connection: Connection, workspace_id: str, workspace: Workspace, now: datetime
    ) -> None:
        self.connection = connection
        self.workspace_id = workspace_id
        self.alerts: list[Noticed] = []
        self._workspace = workspace
        self._now = now
        self._chunk: list[Document] = []
        self._bytes = 0

    async def add(self, rendered: Iterable[Document]) -> None:
        clock = asyncio.get_running_loop().time
        slice_ends = clock() + SLICE_SECONDS
        for one in rendered:
            self._chunk.append(one)
            self._bytes += len(one.body or b"")
            if len(self._chunk) >= CHUNK_DOCUMENTS or self._bytes >= CHUNK_BYTES:
                await self.finish()
            if clock() >= slice_ends:
                await asyncio.sleep(0)
                slice_ends = clock() + SLICE_SECONDS

    async def finish(self) -> None:
        if self._chunk:
            workspace = self._workspace
            await documents.write(
                self.connection,
                self.workspace_id,
                self._chunk,
                workspace.position,
                workspace.today,
            )
            self.alerts.extend(notice(workspace, self._chunk, self._now))
        self._chunk, self._bytes = [], 0
