"""Documents on their way into the database, a slice and a chunk at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime

from events.database.session import Session
from projections.keeping import documents
from projections.keeping.alerts import Noticed, notice
from projections.keeping.rendering import Document
from projections.model.workspace import Workspace

SLICE_SECONDS = 0.01
"""How long is rendered before others get a turn."""

CHUNK_DOCUMENTS = 500
CHUNK_BYTES = 4 << 20
"""How much is sent to the database at once."""


class Writing:
    """Documents on their way into one transaction, and the alerts among them."""

    def __init__(
        self, connection: Session, workspace_id: str, workspace: Workspace, now: datetime
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
