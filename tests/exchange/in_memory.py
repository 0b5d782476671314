"""A workspace in memory to import into and to export from."""

from __future__ import annotations

from datetime import UTC, datetime

from api.exchange.problems import ImportRefused
from api.exchange.reading.asked import NO_ANSWERS, Answers, Wanted, Who
from api.exchange.reading.importing import Imported, import_file
from api.exchange.writing.recorded_commands import RecordedCommand, commands_in
from domain.access.identity import acting
from domain.workspace import CreateWorkspace
from events.handling import Desk, Request
from events.memory import MemoryLog
from projections.keeping.fold import PROJECTIONS, as_of
from projections.model.workspace import Workspace

NOW = datetime(2026, 8, 19, 10, tzinfo=UTC)
WORKSPACE = "7d9f3a34-6a55-4a0b-8f3e-1f1f5d0b9c11"


class Exchange:
    def __init__(self, log: MemoryLog, now: datetime) -> None:
        self.log = log
        self.desk = Desk(log)
        self.who = Who(WORKSPACE, "acme", acting("test", "administrator"), now)

    async def take(
        self,
        file: str | bytes,
        wanted: Wanted | None = None,
        answers: Answers = NO_ANSWERS,
        *,
        dry_run: bool = False,
    ) -> Imported:
        body = file if isinstance(file, bytes) else file.encode()
        wanted = wanted or Wanted("2026-Q3")
        return await import_file(
            self.log, self.desk, self.who, body, wanted, answers=answers, dry_run=dry_run
        )

    async def refuse(
        self, file: str | bytes, wanted: Wanted | None = None, answers: Answers = NO_ANSWERS
    ) -> list[str]:
        """What is said against a file, once it is sure that nothing of it was stored."""
        before = await self.position()
        said: list[str] = []
        try:
            await self.take(file, wanted, answers)
        except ImportRefused as refused:
            said = [str(problem) for problem in refused.problems]
        assert await self.position() == before
        return said

    async def commands(self) -> list[RecordedCommand]:
        return await commands_in(self.log, WORKSPACE)

    async def position(self) -> int:
        return (await self.log.head(WORKSPACE)).position

    async def workspace(self) -> Workspace:
        return await as_of(self.log, WORKSPACE, await self.position())

    async def coverage(self) -> list[int]:
        workspace = await self.workspace()
        (cycle_id,) = workspace.calendar.cycles
        view = PROJECTIONS["coverage"].render(workspace, cycle_id)
        return [one.linked for one in getattr(view, "key_results", ())]


async def opened(now: datetime = NOW) -> Exchange:
    log = MemoryLog(lambda: now)
    await log.create_workspace(WORKSPACE, "acme")
    exchange = Exchange(log, now)
    await exchange.desk.handle(
        WORKSPACE, Request([CreateWorkspace("acme")], acting("test", "administrator"), now)
    )
    return exchange
