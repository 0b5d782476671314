"""What went wrong while views were kept fresh, reported to the process's log: once, not every time.

What the database records already was reported before, by this process or by another.
"""

from __future__ import annotations

import logging
from itertools import islice

from events.database.pool import Pool
from events.database.session import Session
from projections.keeping import documents
from projections.keeping.documents import Held
from projections.keeping.fold import LAYOUT, Fold
from projections.keeping.rendering import Place
from projections.model.failures import Unfoldable, kind

log = logging.getLogger(__name__)

TOLD = 20
"""How many documents that fail at the same time are reported one by one."""


class Faults:
    """Tells of each fault when it is new."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._outrun: set[str] = set()

    async def known(self, connection: Session, workspace_id: str, held: Held) -> dict[Place, str]:
        """The kind of error of each document that is stored as one that could not be made."""
        if not held.failing:
            return {}
        failed = await documents.failed(connection, workspace_id)
        return {(one.projection, one.key): one.error for one in failed}

    def tell(self, workspace_id: str, fold: Fold, known: dict[Place, str]) -> None:
        """What went wrong in a fold that was not known before; the fold then forgets it."""
        position = fold.workspace.position
        faults = {
            place: error for place, error in fold.faults.items() if known.get(place) != kind(error)
        }
        fold.faults = {}
        for (projection, key), error in islice(faults.items(), TOLD):
            about = {
                "workspace": workspace_id,
                "projection": projection,
                "key": key,
                "position": position,
                "error": kind(error),
            }
            what = "a view cannot be made" if key else "more views are made than need be"
            log.error(what, exc_info=error, extra=about)
        if len(faults) > TOLD:
            more = {"workspace": workspace_id, "more": len(faults) - TOLD}
            log.error("more views cannot be made", extra=more)

    async def stopped(self, workspace_id: str, error: Unfoldable) -> None:
        """An event cannot be folded."""
        at = await documents.checkpoint(self._pool, workspace_id)
        if at is not None and at.stopped == error.stop:
            return
        log.error(
            "an event cannot be folded: the views stop before it",
            exc_info=error.__cause__ or error,
            extra={
                "workspace": workspace_id,
                "position": error.stop.position,
                "error": error.stop.error,
            },
        )

    def outrun(self, workspace_id: str, held: Held) -> None:
        """The documents are of a newer version, and are left to it."""
        if workspace_id not in self._outrun:
            self._outrun.add(workspace_id)
            log.warning(
                "a newer version keeps the views, this one leaves them alone",
                extra={"workspace": workspace_id, "layout": held.layout, "own_layout": LAYOUT},
            )

    def ahead(self, workspace_id: str, held: Held) -> None:
        """The documents are as of a day that is still to come."""
        log.warning(
            "a clock was ahead: the views are made again as of today",
            extra={"workspace": workspace_id, "as_of": held.as_of},
        )
