"""The demo company: a small software maker, and how its first three quarters with OKRs have gone.

It is told through the same commands as everything else, on simulated days up to today. The last
weeks are told backwards from today, so that the same things are to be seen on any day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from api.demo.answering import answered
from api.demo.cast import PEOPLE, role_of
from api.demo.ending import ended
from api.demo.first import FIRST
from api.demo.parts import Quarter
from api.demo.planning import planned, turned
from api.demo.present import PRESENT
from api.demo.running import gone
from api.demo.second import SECOND
from api.demo.stage import Act, Backstage, Scene, Story
from api.demo.talking import talked
from api.demo.year import framed
from api.synthetic.shape import identifier_below
from domain.access import identity
from domain.access.identity import Actor
from domain.values import PersonId, UnitId
from events.handling import Request

NAME = "planwise"


def acts(story: Story) -> tuple[Act, Act, Act]:
    cycles = dict(zip(("first", "second", "present"), story.quarters, strict=False))

    def act(quarter: Quarter, before: Quarter | None = None) -> Act:
        return Act(story, quarter, cycles[quarter.name], before)

    return act(FIRST), act(SECOND, FIRST), act(PRESENT, SECOND)


def scenes(story: Story) -> list[Scene]:
    """The whole story up to its moment, in the order of its time."""
    told = list(framed(story))
    first, second, present = acts(story)
    for act, following in ((first, second), (second, present), (present, present)):
        told += [*planned(act), *turned(act), *gone(act), *talked(act), *answered(act)]
        told += ended(act, following)
    over = [one for one in told if one.commands and one.moment <= story.now]
    return list(_together(sorted(over, key=attrgetter("moment", "actor"))))


def _together(told: Sequence[Scene]) -> Iterator[Scene]:
    """What one person says at one moment is one request, unless it has to be found out first."""
    for _, some in groupby(told, key=_manner):
        first, *others = some
        commands = first.commands
        for other in others:
            if not callable(commands) and not callable(other.commands):
                commands = [*commands, *other.commands]
        yield replace(first, commands=commands)


def _manner(scene: Scene) -> object:
    found_out = scene.commands if callable(scene.commands) else None
    return (scene.moment, scene.actor, found_out)


async def tell(backstage: Backstage, told: Sequence[Scene], step: Callable[[], None]) -> None:
    """Carry the scenes out, each with an idempotency key.

    So a story whose telling was interrupted can be told again from its beginning: what is in the
    log already stays as it is.
    """
    for number, scene in enumerate(told):
        key = f"{NAME}/{number}"
        commands = await scene.commands(backstage) if callable(scene.commands) else scene.commands
        request = Request(
            commands=commands,
            who=_acting(backstage.workspace_id, scene.actor),
            now=scene.moment,
            correlation=NAME,
            key=key,
            # Not of the moment: what the story tells of later today is dated to now.
            fingerprint=hashlib.sha256(key.encode()).digest(),
            recorded_at=scene.moment,
        )
        await backstage.desk.handle(backstage.workspace_id, request)
        step()


def _acting(workspace_id: str, name: str) -> Actor:
    """Somebody of the company, in their role and unit: what they may not do, the story cannot."""
    unit = next(unit for one, unit in PEOPLE if one == name)
    return Actor(
        identity.person(PersonId(identifier_below(workspace_id, "person", name))),
        name,
        role_of(name),
        UnitId(identifier_below(workspace_id, "unit", unit)),
    )
