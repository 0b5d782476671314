"""Resource pools and the claims on them, also those that ask for what is not there."""

from __future__ import annotations

from datetime import timedelta

from domain.resources.claims import ClaimResource
from domain.resources.pools import OpenPool
from domain.values import ClaimId, PoolId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES, STARTS, UNITS

POOLS = [PoolId("design"), PoolId("data"), PoolId("gold")]

BEGUN: list[AnyCommand] = [
    OpenPool(POOLS[0], "Design", "person-days", 5.0, STARTS, UNITS[2]),
    ClaimResource(
        CYCLES[0], ClaimId("c0"), POOLS[0], OBJECTIVES[2], STARTS, STARTS + timedelta(20), 4.0
    ),
]
