"""A workspace on a real log, with a plan to report on, and short ways to report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.access import identity
from domain.access.identity import Actor, acting
from domain.cycles.cycle import DefineCycle
from domain.measuring.check_in import CheckIn
from domain.values import CheckInId, KeyResultId, PersonId
from events.handling import Desk, Request
from events.log import EventLog
from events.streams import AnyCommand
from tests.support.acme import FOUNDING, OBJECTIVES, STARTS, key_result_of, planned

NEW_YORK = ZoneInfo("America/New_York")


def noon(day: int, starts: date = STARTS) -> datetime:
    """Noon in New York on a day of the quarter, counted from 0."""
    return datetime.combine(starts + timedelta(days=day), time(12), NEW_YORK).astimezone(UTC)


class Acme:
    """Founded and planned: four objectives of two key results each, the cycle active.

    A quarter that starts on another day has the first two objectives only.
    """

    def __init__(self, log: EventLog, starts: date = STARTS) -> None:
        self.log = log
        self.starts = starts
        self.workspace_id = str(uuid4())
        self.desk = Desk(log)
        self._reports = 0

    async def found(self) -> Acme:
        await self.log.create_workspace(self.workspace_id, f"Acme {self.workspace_id}")
        first = noon(0, self.starts)
        await self.say(first, [self._shifted(command) for command in FOUNDING])
        for index in range(4 if self.starts == STARTS else 2):
            await self.say(first, planned(index))
        return self

    def _shifted(self, command: AnyCommand) -> AnyCommand:
        if not isinstance(command, DefineCycle):
            return command
        days = self.starts - command.starts
        return replace(command, starts=command.starts + days, ends=command.ends + days)

    async def say(self, at: datetime, commands: Iterable[AnyCommand]) -> int:
        return await self._say(acting("ada", "administrator"), at, commands)

    async def say_as(self, person: PersonId, at: datetime, commands: Iterable[AnyCommand]) -> int:
        """What somebody says who is in the organization, with an administrator's rights."""
        actor = Actor(identity.person(person), person, "administrator")
        return await self._say(actor, at, commands)

    async def _say(self, actor: Actor, at: datetime, commands: Iterable[AnyCommand]) -> int:
        request = Request(list(commands), actor, at, recorded_at=at)
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
            self.starts + timedelta(days=day),
            value,
            confidence,
        )
        return await self.say(noon(day, self.starts), [check_in])

    async def slide(self, weeks: Iterable[int], value: float = 10.0, **which: int) -> int:
        """Report week after week that nothing moves and nobody believes in it."""
        position = 0
        for week in weeks:
            position = await self.report(7 * week + 3, value, 1, **which)
        return position


FIRST = KeyResultId(key_result_of(OBJECTIVES[0], 0))
