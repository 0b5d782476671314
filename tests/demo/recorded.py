"""The demo told to a log in memory, and its views."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from api.demo.opening import tell_demo
from api.demo.stage import Act, Story, year_begins
from api.demo.story import acts
from domain.cycles.cycle import Cycle
from events.log import Stored
from events.memory import MemoryLog
from projections.keeping.fold import PROJECTIONS, as_of
from projections.keeping.rendering import document
from projections.model.workspace import Workspace

WORKSPACE = "0c7cb2f8-5d0c-4ac5-9d1b-1f6f3a2f8f10"
RECORDED_AT = datetime(2026, 3, 27, 9, tzinfo=UTC)


class Demo(Struct, frozen=True):
    """What is known of the company once its story is told."""

    workspace: Workspace
    log: MemoryLog
    now: datetime

    def view(self, name: str, *parts: str) -> Any:
        body = document(self.workspace, PROJECTIONS[name], ":".join(parts)).body
        assert body is not None, f"there is no {name} view under {parts}"
        return json.loads(body)

    @property
    def story(self) -> Story:
        return Story(WORKSPACE, self.now, year_begins(self.now.date()))

    @property
    def acts(self) -> tuple[Act, Act, Act]:
        return acts(self.story)

    @property
    def quarters(self) -> tuple[Cycle, Cycle, Cycle, Cycle]:
        return self.story.quarters

    async def events(self, kind: str) -> AsyncIterator[Stored]:
        for one in await self.log.read(WORKSPACE):
            if one.type == kind:
                yield one


async def recorded(now: datetime = RECORDED_AT) -> Demo:
    log = MemoryLog(lambda: now)
    await log.create_workspace(WORKSPACE, "demo")
    await tell_demo(log, WORKSPACE, now)
    return Demo(await as_of(log, WORKSPACE, now), log, now)
