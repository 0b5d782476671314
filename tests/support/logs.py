"""How a log comes of what was said in a company, and when, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec import Struct

from domain.access.identity import acting
from domain.errors import Rejection
from domain.values import Role
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from events.streams import AnyCommand

WORKSPACE = "00000000-0000-4000-8000-000000000001"
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)

T = TypeVar("T")


class GivenCommand(Struct, frozen=True):
    """A command, when it was given, by whom and in which role."""

    at: datetime
    command: AnyCommand
    actor: str = "somebody"
    role: Role = "administrator"

    def __repr__(self) -> str:
        by = self.actor if self.role == "administrator" else f"{self.actor} as {self.role}"
        return f"{self.at:%Y-%m-%d %H:%M}  {by}: {self.command}"


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


class Telling:
    """A company's desk, at the time of what was said last."""

    def __init__(self) -> None:
        self.now = BEFORE_ALL
        self.log = MemoryLog(lambda: self.now)
        self.desk = Desk(self.log)

    async def begin(self) -> None:
        await self.log.create_workspace(WORKSPACE, "Acme")

    async def say(self, said: GivenCommand) -> Rejection | None:
        """Say it, and hear why not; being refused is part of life."""
        self.now = said.at
        try:
            await self.desk.handle(WORKSPACE, request(said))
        except Rejection as refused:
            return refused
        return None

    async def recorded(self, after: int = 0) -> list[Stored]:
        return await self.log.read(WORKSPACE, after, limit=100_000)


def request(said: GivenCommand) -> Request:
    return Request([said.command], acting(said.actor, said.role), said.at)


async def tell(said: Sequence[GivenCommand]) -> list[Stored]:
    """The log that comes of it."""
    telling = Telling()
    await telling.begin()
    for one in said:
        await telling.say(one)
    return await telling.recorded()
