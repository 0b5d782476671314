"""Tells a generated company to a log: through the same door as everything else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from api.synthetic.company import cycle_of, generate
from api.synthetic.diary import ACTOR, PLANNED_IN, Batch
from api.synthetic.shape import Shape
from domain.access.identity import acting
from domain.workspace import CreateWorkspace
from events.handling import Desk, Outcome, Request
from events.log import Stored
from events.memory import MemoryLog

Told = Callable[[Batch, Outcome], None]


def founded(shape: Shape, now: datetime) -> datetime:
    """When the workspace of a generated company was created: a day before anything else."""
    midnight = datetime.min.time().replace(tzinfo=now.tzinfo)
    begins = datetime.combine(cycle_of(shape, now.date()).starts, midnight)
    return begins - timedelta(days=PLANNED_IN + 1)


async def tell(
    desk: Desk, workspace_id: str, batches: Iterable[Batch], story: str, told: Told | None = None
) -> int:
    """Carry the batches out and give the last position.

    Each has an idempotency key, so that a story whose telling was interrupted can be told again
    from its beginning: what is in the log already stays as it is.
    """
    position = 0
    for number, batch in enumerate(batches):
        outcome = await desk.handle(
            workspace_id,
            Request(
                commands=batch.commands,
                who=acting(batch.actor, "administrator"),
                now=batch.moment,
                correlation=story,
                key=f"{story}/{number}",
                # Not of the moment: what the story tells of later today is dated to now.
                fingerprint=hashlib.sha256(f"{story}/{number}".encode()).digest(),
                recorded_at=batch.moment,
            ),
        )
        position = outcome.position
        if told is not None:
            told(batch, outcome)
    return position


async def found(desk: Desk, workspace_id: str, name: str, time_zone: str, moment: datetime) -> None:
    """Record the creation of a workspace as of the past; asking again changes nothing."""
    await desk.handle(
        workspace_id,
        Request(
            [CreateWorkspace(name, time_zone)],
            acting(ACTOR, "administrator"),
            moment,
            recorded_at=moment,
        ),
    )


async def stored_events(shape: Shape, now: datetime, workspace_id: str) -> list[Stored]:
    """The events of a generated company without any database, as the log would hold them."""
    log = MemoryLog(lambda: now)
    await log.create_workspace(workspace_id, "generated")
    desk = Desk(log)
    await found(desk, workspace_id, "generated", "UTC", founded(shape, now))
    last = await tell(desk, workspace_id, generate(shape, now), story_of(shape, now))
    return await log.read(workspace_id, limit=last)


def story_of(shape: Shape, now: datetime) -> str:
    return f"generate {shape.name} to {now.date()}"
