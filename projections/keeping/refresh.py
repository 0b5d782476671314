"""Keeping documents fresh: read what is new, fold, render what it touches, write all at once.

The checkpoint's row is locked from before the first read until the commit, so that two workers on
one workspace take turns and the second finds only what is left. Whatever goes wrong on the way, the
transaction is rolled back and the model in memory is gone: the next attempt begins from what is
stored.

A document that cannot be rendered is stored as one that says so, and the others go on. It is tried
again when an event touches it, when a day goes by, and by the next process. Before an event that
cannot be folded the documents stop, and the checkpoint says so; the next process tries it again.

Rendering is work for one processor. It is done on the event loop in slices, with a turn for
everybody else between them; threads would share the same processor and gain nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date, datetime
from weakref import WeakValueDictionary

from domain.notices.happened import OLDEST
from events.database.pool import Pool
from events.database.session import Session
from events.log import EventLog
from projections.keeping import documents, messages
from projections.keeping.bulk_writing import Writing
from projections.keeping.documents import Held
from projections.keeping.fault_log import Faults
from projections.keeping.fold import LAYOUT, Fold, pages
from projections.keeping.ledger import Readers
from projections.keeping.recent_models import Model, RecentModels
from projections.keeping.today import is_to_come
from projections.model import snapshot
from projections.model.failures import Stop, Unfoldable
from projections.model.workspace import Workspace
from projections.notices.seen import Before
from projections.notices.teller import Heard, Teller

log = logging.getLogger(__name__)

BATCH = 250_000
"""Events that are folded before their documents are rendered, each once.

It bounds a transaction, not the memory: full pages of the feed are written as they fill, and what
else is noted is only which documents to render.
"""

REMEMBERED = 300_000
"""Events in all models in memory together, of roughly a kilobyte each."""

SLICE_EVENTS = 1_000
"""How much is folded before others get a turn."""

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
        self._memory = RecentModels(remembered)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._dumps: set[asyncio.Task[None]] = set()
        self._faults = Faults(pool)
        self._stops: dict[str, Stop] = {}
        """Which event of a workspace this process could not fold."""

    async def close(self) -> None:
        """Finish the snapshots under way."""
        await asyncio.gather(*self._dumps, return_exceptions=True)

    async def refresh(
        self, workspace_id: str, today: date | None = None, progress: Progress | None = None
    ) -> int:
        """Render what is new since the checkpoint, and give the position that was reached.

        Documents of a newer layout are left alone. Raises UnknownWorkspace, LogUnavailable, and
        what asyncpg raises when the database is away.
        """
        async with self._turn(workspace_id):
            while True:
                position, behind = await self._step(workspace_id, today, progress, afresh=False)
                if not behind:
                    return position

    async def rebuild(
        self, workspace_id: str, today: date | None = None, progress: Progress | None = None
    ) -> int:
        """Render everything again, from the first event on; readers see all of it or nothing.

        Documents of a newer layout as well: who asks for this has no newer version any more. Before
        an event that cannot be folded it stops, and does nothing if the documents are beyond it.
        """
        async with self._turn(workspace_id):
            self._stops.pop(workspace_id, None)
            position, _ = await self._step(workspace_id, today, progress, afresh=True)
            return position

    def _turn(self, workspace_id: str) -> asyncio.Lock:
        return self._turns.setdefault(workspace_id, asyncio.Lock())

    async def _step(
        self, workspace_id: str, today: date | None, progress: Progress | None, *, afresh: bool
    ) -> tuple[int, bool]:
        """One transaction: the position after it, and whether there may be more to do.

        An event that cannot be folded is tried once more on a model that nothing was done to yet,
        and is then left, with all that come after it.
        """
        failed_at = None
        while True:
            try:
                return await self._attempt(workspace_id, today, progress, afresh=afresh)
            except Unfoldable as error:
                if failed_at == error.stop.position:
                    self._stops[workspace_id] = error.stop
                    await self._faults.stopped(workspace_id, error)
                failed_at = error.stop.position

    async def _attempt(
        self, workspace_id: str, today: date | None, progress: Progress | None, *, afresh: bool
    ) -> tuple[int, bool]:
        model = self._memory.take(workspace_id)
        stop = self._stops.get(workspace_id)
        async with self._pool.within(workspace_id) as connection, connection.transaction():
            held = await documents.lock(connection, workspace_id)
            if held.layout > LAYOUT and not afresh:
                self._faults.outrun(workspace_id, held)
                return held.position, False
            if held.stopped != stop:
                await documents.stop(connection, workspace_id, stop)
            if stop is not None and stop.position <= held.position:
                return held.position, False
            known = await self._faults.known(connection, workspace_id, held)
            afresh = afresh or held.layout < LAYOUT
            begun = None if afresh else await self._begun(connection, workspace_id, held, model)
            if begun is None:
                await documents.clear(connection, workspace_id)
                known = {}
            elif begun is not model or (today or self._today(begun.fold.workspace)) > held.as_of:
                begun.fold.touch(known)
            limit = _limit(None if begun is None else held.position + self._batch, stop)
            model = begun or Model(Fold(), 0)
            fold = model.fold
            fold.teller = Teller(held.told, held.now - OLDEST)
            writing = Writing(connection, workspace_id, fold.workspace, held.now)
            async for _ in self._take(fold, workspace_id, limit):
                await writing.add(fold.render_full_pages())
                if progress is not None:
                    progress(fold.workspace.position)
            fold.advance(self._day(fold.workspace, held, today))
            notified = await self._write(writing, fold, held)
        self._memory.keep(workspace_id, model)
        self._faults.tell(workspace_id, fold, known)
        if notified and self._announced is not None:
            self._announced(workspace_id)
        self._dump_if_due(workspace_id, model)
        position = fold.workspace.position
        return position, position == limit and position != _limit(None, stop)

    def _day(self, workspace: Workspace, held: Held, today: date | None) -> date:
        """The day to show: never an earlier one than before, unless that came of a wrong clock."""
        wanted = today or self._today(workspace)
        return wanted if self._is_ahead(workspace, held) else max(held.as_of, wanted)

    def _is_ahead(self, workspace: Workspace, held: Held) -> bool:
        return self._clock is not None and is_to_come(held.as_of, workspace, self._clock())

    def _today(self, workspace: Workspace) -> date:
        return workspace.today if self._clock is None else workspace.day_of(self._clock())

    async def _write(self, writing: Writing, fold: Fold, held: Held) -> int:
        """Everything touched, the checkpoint, and what people are told; returns how much it is."""
        await writing.add(fold.render())
        await writing.finish()
        workspace = fold.workspace
        reached = (workspace.position, workspace.today, LAYOUT)
        if reached != (held.position, held.as_of, held.layout):
            await documents.move(
                writing.connection,
                writing.workspace_id,
                workspace.position,
                workspace.today,
                workspace.end_of(workspace.today),
            )
        changed: dict[str, Before] = {}
        if writing.alerts:
            changed = await documents.notice(
                writing.connection, writing.workspace_id, writing.alerts
            )
        told = self._told(writing, fold, held, changed)
        readers = Readers(workspace.settings, workspace.preferences)
        await messages.write(writing.connection, writing.workspace_id, readers, told)
        return len(changed) + len(told.notices)

    def _told(
        self, writing: Writing, fold: Fold, held: Held, changed: Mapping[str, Before]
    ) -> Heard:
        """What there is to tell of the events, of the alerts, and of the days that went by.

        Whatever goes wrong here concerns no document: they are written all the same.
        """
        teller, workspace = fold.teller, fold.workspace
        fold.teller = None
        if teller is None:
            return Heard([], [], [], [], [])
        teller.see(workspace, held.as_of)
        for alert in writing.alerts:
            key = alert.key_result_id
            if key in changed:
                teller.warn(workspace, key, alert.news, changed[key])
        for error in teller.heard.faults:
            about = {"workspace": writing.workspace_id, "position": workspace.position}
            log.error("somebody is not told of something", exc_info=error, extra=about)
        return teller.heard

    # The model

    async def _begun(
        self, connection: Session, workspace_id: str, held: Held, model: Model | None
    ) -> Model | None:
        """The model as it was when the stored documents were rendered.

        None if no later day can follow from it, because a clock was ahead then.
        """
        if model is None or not _leads_to(model.fold.workspace, held):
            model = await self._stored_model(connection, workspace_id, held)
        fold = model.fold
        fold.rendered = held.position
        async for _ in self._take(fold, workspace_id, held.position):
            fold.workspace.turn_pages()
        if self._is_ahead(fold.workspace, held):
            self._faults.ahead(workspace_id, held)
            return None
        fold.advance(held.as_of)
        fold.documents_seen_on(held.as_of)
        return model

    async def _stored_model(self, connection: Session, workspace_id: str, held: Held) -> Model:
        kept = await documents.read_snapshot(connection, workspace_id)
        if kept is None or kept.position > held.position:
            return Model(Fold(), 0)
        workspace = await asyncio.to_thread(snapshot.load, kept.body)
        if workspace is None or not _leads_to(workspace, held):
            return Model(Fold(), 0)
        return Model(Fold(workspace), kept.position)

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


def _leads_to(workspace: Workspace, held: Held) -> bool:
    """Whether a model is no further than the documents, in the log and in days."""
    return workspace.position <= held.position and workspace.today <= held.as_of


def _limit(batch: int | None, stop: Stop | None) -> int | None:
    """How far to go: to the end of a batch, where there is one, but not to where it stops."""
    if stop is None:
        return batch
    last = stop.position - 1
    return last if batch is None else min(batch, last)
