"""Units that ask each other for things, promise, slip and deliver, or not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.values import DependencyId, UnitId
from events.streams import AnyCommand
from tests.support.acme import OBJECTIVES, STARTS, UNITS, key_result_of

_IDS = [DependencyId(f"d{number}") for number in range(5)]


def _request(number: int, owner: int, provider: UnitId, due: date) -> RequestDependency:
    objective = OBJECTIVES[owner]
    thing = f"thing {number}"
    key_result = key_result_of(objective, number % 2)
    return RequestDependency(objective, key_result, _IDS[number], provider, thing, due)


def _owner(number: int) -> int:
    """Each dependency is one of the first three objectives', and another unit is asked."""
    return number % 3


BEGUN: list[AnyCommand] = [
    _request(number, _owner(number), UNITS[(_owner(number) + 1) % 3], STARTS + timedelta(20))
    for number in range(3)
]


@st.composite
def _commands(draw: st.DrawFn, said_on: date) -> AnyCommand:
    number = draw(st.integers(0, 4))
    objective, dependency = OBJECTIVES[_owner(number)], _IDS[number]
    day = said_on + timedelta(days=draw(st.integers(-20, 40)))
    match draw(st.integers(0, 12)):
        case 0 | 1:
            provider = draw(st.sampled_from([*UNITS, UnitId("nobody")]))
            return _request(
                number, draw(st.sampled_from([_owner(number)] * 4 + [5])), provider, day
            )
        case 2 | 3 | 4:
            by = draw(st.none() | st.sampled_from(OBJECTIVES))
            promised = draw(st.none() | st.just(day))
            return AcceptDependency(objective, dependency, promised, by)
        case 5:
            return DeclineDependency(objective, dependency, "no time")
        case 6:
            return FlagDependency(objective, dependency, draw(st.sampled_from(["ill", "away"])))
        case 7:
            return ConfirmDependency(objective, dependency, "well again")
        case 8 | 9:
            return SlipDependency(objective, dependency, day, "more work than thought")
        case 10:
            return DeliverDependency(objective, dependency, draw(st.none() | st.just(day)))
        case 11:
            return WithdrawDependency(objective, dependency, "found another way")
        case _:
            return ReopenDependency(objective, dependency, "please", draw(st.none() | st.just(day)))


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    return _commands(said_on)
