"""Reading stored views: requests that arrive together are answered by one query.

While a workspace's query is under way, new requests gather for the next one, and those for the
same view with the same permissions share one row. No request is answered from a query that was
sent before it arrived.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from pathlib import Path

from msgspec import Struct

from events.database.connections import Connections
from projections.keeping.documents import NotMade, failure
from projections.model.failures import Stop

_BETWEEN = "\x1f"
"""Between audiences, of which several are one parameter here: no identifier holds it."""

_READ = (Path(__file__).parent / "sql" / "read_views.sql").read_text(encoding="utf-8")


class Seen(Struct, frozen=True, gc=False):
    """A view as it is stored, `etag` None where there is none, and how far all views are.

    There is no `body` where the reader's tag is the stored one. `stopped` is set where the views
    cannot go on.
    """

    reached: int
    etag: str | None
    body: bytes | None
    stopped: Stop | None = None


_Wanted = tuple[str, str, str, str | None]
_Round = dict[_Wanted, "list[asyncio.Future[Seen]]"]


class Reader:
    """Reads views of any workspace, one query at a time for each."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        #: The next round of each workspace that has a query under way.
        self._gathering: dict[str, _Round] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def read(
        self,
        workspace_id: str,
        projection: str,
        key: str,
        known: str = "",
        *,
        sees: tuple[str, ...] | None = (),
    ) -> asyncio.Future[Seen]:
        """The view as it is now, or later. Raises NotMade, LogUnavailable.

        It is shown if it is for everybody or for one of the audiences `sees`; None sees everything.
        """
        wanted = (projection, key, known, None if sees is None else _BETWEEN.join(sees))
        gathering = self._gathering.get(workspace_id)
        if gathering is None:
            gathering = self._gathering[workspace_id] = {}
            task = asyncio.create_task(self._serve(workspace_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        future: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()
        gathering.setdefault(wanted, []).append(future)
        return future

    async def _serve(self, workspace_id: str) -> None:
        """Send query after query until no request is waiting."""
        while round_ := self._gathering[workspace_id]:
            self._gathering[workspace_id] = {}
            try:
                rows = await self._query(workspace_id, list(round_))
            except Exception as error:  # noqa: BLE001 - each reader raises it
                for future in chain.from_iterable(round_.values()):
                    if not future.done():
                        future.set_exception(error)
                continue
            for futures, row in zip(round_.values(), rows, strict=True):
                for future in futures:
                    if future.done():  # its request may have been given up
                        continue
                    if isinstance(row, NotMade):
                        future.set_exception(row)
                    else:
                        future.set_result(row)
        del self._gathering[workspace_id]

    async def _query(self, workspace_id: str, wanted: list[_Wanted]) -> list[Seen | NotMade]:
        columns = list(zip(*wanted, strict=True))
        rows = await self._connections.run(
            workspace_id,
            lambda connection: connection.fetch(_READ, workspace_id, *columns),
            enters=True,
        )
        return [_seen(one, *row) for one, row in zip(wanted, rows, strict=True)]


def _seen(
    wanted: _Wanted,
    reached: int,
    stopped_at: int | None,
    stopped_by: str | None,
    etag: str | None,
    body: bytes | None,
    failed_since: int | None,
) -> Seen | NotMade:
    if failed_since is not None:
        projection, key, *_ = wanted
        return NotMade(failure(projection, key, failed_since, body or b""))
    stopped = None if stopped_at is None else Stop(stopped_at, stopped_by or "")
    return Seen(reached, etag, body, stopped)
