"""Units that ask each other for things, promise, slip and deliver, or not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.dependencies.dependency import (
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
from tests.support.acme import ENDS, OBJECTIVES, STARTS, STILL_DRAFTS, UNITS, key_result_of

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


_DAYS = st.integers(-5, 110).map(lambda days: STARTS + timedelta(days))


@st.composite
def _commands(draw: st.DrawFn) -> AnyCommand:
    number = draw(st.integers(0, len(_IDS) - 1))
    owner = _owner(number)
    objective, dependency = OBJECTIVES[owner], _IDS[number]
    fitting, day = OBJECTIVES[(owner + 1) % 3], draw(st.none() | _DAYS)
    match draw(st.integers(0, 15)):
        case 0 | 1 | 2 | 3:
            by = draw(st.sampled_from([None, fitting, fitting, *OBJECTIVES[:2]]))
            return AcceptDependency(objective, dependency, day, by)
        case 4 | 5 | 6:
            return SlipDependency(objective, dependency, day or ENDS, "more work than thought")
        case 7 | 8 | 9:
            provider = draw(st.sampled_from([*UNITS, UnitId("nobody")]))
            asking = draw(st.sampled_from([owner, owner, owner, 5]))
            return _request(number, asking, provider, day or ENDS)
        case 10:
            return DeclineDependency(objective, dependency, "no time")
        case 11:
            return FlagDependency(objective, dependency, draw(st.sampled_from(["ill", "away"])))
        case 12:
            return ConfirmDependency(objective, dependency, "well again")
        case 13:
            return DeliverDependency(objective, dependency, day)
        case 14:
            return WithdrawDependency(objective, dependency, "found another way")
        case _:
            return ReopenDependency(objective, dependency, "please", day)


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    del said_on
    return _commands()
