"""The pools of a generated company and what its objectives claim of them: more than there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, OpenPool
from domain.values import ClaimId, PoolId

CLAIMING = 0.12
CHANGED, RELEASED = 0.1, 0.05
AMOUNTS = (0.5, 1.0, 1.0, 2.0, 3.0)
LONGEST = 6
"""For how many weeks objectives claim at most."""
TIGHTNESS = (1.4, 0.9, 0.7, 1.1, 0.5, 1.0)
"""How much of what is claimed on average each pool holds."""


def claiming(diary: Diary) -> Iterator[Entry]:
    shape, random = diary.shape, diary.random("claiming")
    pools = [PoolId(shape.identifier("pool", name)) for name in words.POOLS]
    average = sum(AMOUNTS) / len(AMOUNTS) * (1 + LONGEST) / 2
    load = CLAIMING * len(diary.goals.teams) * average / len(pools) / shape.weeks
    for pool, name, tightness in zip(pools, words.POOLS, TIGHTNESS, strict=True):
        capacity = max(1.0, round(load * tightness))
        yield Entry(diary.drafted, [OpenPool(pool, name, "person-days", capacity, diary.drafted)])
        if tightness < 1:
            day = diary.first_day((shape.weeks + 1) // 2)
            yield Entry(day, [ChangeCapacity(pool, day, capacity + 1)])
    for goal in diary.goals.teams:
        if random.random() >= CLAIMING:
            continue
        about, amount = goal.draft.objective_id, random.choice(AMOUNTS)
        claim = ClaimId(shape.identifier("claim", about))
        starts = diary.first_day(random.randint(1, shape.weeks))
        ends = diary.within(starts + timedelta(days=7 * random.randint(1, LONGEST) - 1))
        place = (diary.cycle.cycle_id, claim)
        day = diary.drafted + timedelta(days=random.randint(0, 5))
        pool = random.choice(pools)
        yield Entry(day, [ClaimResource(*place, pool, about, starts, ends, amount)])
        later = diary.first_day(random.randint(1, shape.weeks))
        if random.random() < CHANGED:
            yield Entry(later, [ChangeClaim(*place, starts, ends, amount + 0.5)])
        elif random.random() < RELEASED:
            yield Entry(later, [ReleaseClaim(*place, words.RELEASED)])
