"""Units that ask each other for things, promise, slip and deliver, or not."""

from __future__ import annotations

from datetime import date, timedelta

from domain.dependencies.dependency import (
    RequestDependency,
)
from domain.values import DependencyId, UnitId
from events.streams import AnyCommand
from tests.support.acme import OBJECTIVES, STARTS, STILL_DRAFTS, UNITS, key_result_of

_IDS = [DependencyId(f"d{number}") for number in range(7)]


def _request(number: int, owner: int, provider: UnitId, due: date) -> RequestDependency:
    """Ids are made at the edge, so that no two objectives ask for something under the same one."""
    objective = OBJECTIVES[owner]
    thing = f"thing {number}"
    key_result = key_result_of(objective, number % 2)
    name = _IDS[number] if owner == _owner(number) else DependencyId(f"d{number} of {objective}")
    return RequestDependency(objective, key_result, name, provider, thing, due)


def _owner(number: int) -> int:
    """The first five are asked for by what a quarter begins with, the last by drafts."""
    return number % 3 if number < 5 else STILL_DRAFTS[number - 5]


BEGUN: list[AnyCommand] = [
    _request(number, _owner(number), UNITS[(_owner(number) + 1) % 3], STARTS + timedelta(20))
    for number in range(3)
]
