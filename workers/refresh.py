"""Refreshing a workspace when it is rung for: never twice at a time, and never with a crash."""

from __future__ import annotations

import logging

from events.log import UnknownWorkspace
from projections.keeping.refresh import Refresher
from workers.faults import UNAVAILABLE, BackOff

log = logging.getLogger(__name__)


class Keeper:
    """Keeps the documents of workspaces fresh.

    Whoever asks while a workspace is being refreshed is not kept waiting: it is gone through once
    more. So one workspace with much to do holds up one thread of the worker and no more.
    """

    def __init__(self, refresher: Refresher) -> None:
        self._refresher = refresher
        self._back_off = BackOff()
        self._running: set[str] = set()
        self._again: set[str] = set()

    async def refresh(self, workspace_id: str) -> None:
        """Refresh until nothing is left to do. Failures are logged: the sweep comes by again."""
        if workspace_id in self._running:
            self._again.add(workspace_id)
            return
        if self._back_off.resting(workspace_id):
            return
        self._running.add(workspace_id)
        try:
            await self._until_fresh(workspace_id)
        except UNAVAILABLE as error:
            log.warning(
                "the database is away, the sweep comes by again",
                extra={"workspace": workspace_id, "reason": repr(error)},
            )
        except UnknownWorkspace:
            log.warning("there is no such workspace", extra={"workspace": workspace_id})
        except Exception:
            pause = self._back_off.failed(workspace_id)
            log.exception(
                "the workspace cannot be refreshed",
                extra={"workspace": workspace_id, "again_in_seconds": pause},
            )
        else:
            self._back_off.succeeded(workspace_id)
        finally:
            self._running.discard(workspace_id)
            self._again.discard(workspace_id)

    async def _until_fresh(self, workspace_id: str) -> None:
        while True:
            self._again.discard(workspace_id)
            await self._refresher.refresh(workspace_id)
            if workspace_id not in self._again:
                return
