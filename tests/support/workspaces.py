"""A workspace on a real log, with a plan to report on, and short ways to report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from domain.check_in import CheckIn
from domain.values import CheckInId, KeyResultId
from events.handling import Desk, Request
from events.log import EventLog
from events.streams import AnyCommand
from tests.support.logs import FOUNDING, OBJECTIVES, STARTS, key_result_of, planned

NEW_YORK = ZoneInfo("America/New_York")


def noon(day: int) -> datetime:
    """Noon in New York on a day of the quarter, counted from 0."""
    return datetime.combine(STARTS + timedelta(days=day), time(12), NEW_YORK).astimezone(UTC)


class Acme:
    """Founded and planned: four objectives of two key results each, the cycle active."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.workspace_id = str(uuid4())
        self.desk = Desk(log)
        self._reports = 0

    async def found(self) -> Acme:
        await self.log.create_workspace(self.workspace_id, f"Acme {self.workspace_id}")
        await self.say(noon(0), FOUNDING)
        for index in range(4):
            await self.say(noon(0), planned(index))
        return self

    async def say(self, at: datetime, commands: Iterable[AnyCommand]) -> int:
        request = Request(list(commands), "ada", "administrator", at, recorded_at=at)
        return (await self.desk.handle(self.workspace_id, request)).position

    async def report(
        self,
        day: int,
        value: float | None = 12.0,
        confidence: int | None = 4,
        *,
        objective: int = 0,
        number: int = 0,
    ) -> int:
        """Check in on a key result, by default on the company's first, which goes from 10 to 20."""
        self._reports += 1
        check_in = CheckIn(
            OBJECTIVES[objective],
            key_result_of(OBJECTIVES[objective], number),
            CheckInId(f"report-{self._reports}"),
            STARTS + timedelta(days=day),
            value,
            confidence,
        )
        return await self.say(noon(day), [check_in])

    async def slide(self, weeks: Iterable[int], value: float = 10.0, **which: int) -> int:
        """Report week after week that nothing moves and nobody believes in it."""
        position = 0
        for week in weeks:
            position = await self.report(7 * week + 3, value, 1, **which)
        return position


FIRST = KeyResultId(key_result_of(OBJECTIVES[0], 0))
