"""Resource pools and the claims on them, also those that ask for what is not there."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool, OpenPool
from domain.values import ClaimId, PoolId, UnitId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES, STARTS, UNITS

POOLS = [PoolId("design"), PoolId("data"), PoolId("gold")]

BEGUN: list[AnyCommand] = [
    OpenPool(POOLS[0], "Design", "person-days", 5.0, STARTS, UNITS[2]),
    ClaimResource(
        CYCLES[0], ClaimId("c0"), POOLS[0], OBJECTIVES[2], STARTS, STARTS + timedelta(20), 4.0
    ),
]

pools = st.sampled_from(POOLS)
amounts = st.sampled_from([0.0, 0.1, 2.5, 4.0, 7.0, -1.0])
days = st.integers(-3, 100).map(lambda days: STARTS + timedelta(days))
claims = st.integers(0, 5).map(lambda number: ClaimId(f"c{number}"))
cycles = st.sampled_from([CYCLES[0], CYCLES[0], CYCLES[0], CYCLES[2]])
objectives = st.sampled_from([*OBJECTIVES[1:5], *OBJECTIVES[1:4], *OBJECTIVES[6:]])


@st.composite
def _spans(draw: st.DrawFn) -> tuple[date, date]:
    starts = draw(days)
    return starts, starts + timedelta(draw(st.integers(-1, 30)))


@st.composite
def commands(draw: st.DrawFn, said_on: date) -> AnyCommand:
    starts, ends = draw(_spans())
    match draw(st.integers(0, 9)):
        case 0:
            owner = draw(st.sampled_from([None, UNITS[1], UnitId("nobody")]))
            return OpenPool(
                POOLS[1], draw(st.sampled_from(["Data", "Design"])), "GPU hours", draw(amounts),
                said_on, owner,
            )  # fmt: skip
        case 1:
            return ChangeCapacity(draw(pools), draw(days), draw(amounts))
        case 2:
            return ClosePool(draw(pools), draw(days))
        case 3:
            return ReleaseClaim(draw(cycles), draw(claims), "no longer needed")
        case 4 | 5:
            return ChangeClaim(draw(cycles), draw(claims), starts, ends, draw(amounts))
        case _:
            return ClaimResource(
                draw(cycles), draw(claims), draw(pools), draw(objectives), starts, ends,
                draw(amounts),
            )  # fmt: skip
