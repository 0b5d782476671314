"""What teams of a generated company need from each other, promise, let slip and deliver.

A few teams are asked by nearly everybody, two wait for each other on purpose, and some requests
are never answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from api.synthetic.goals import Goal
from domain.dependencies.dependency import (
    AcceptDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    RequestDependency,
    SlipDependency,
)
from domain.values import DependencyId

ASKING = 0.15
"""The share of the team objectives that need something from another team."""
POPULAR = 0.5
"""The share of requests that go to the first tenth of the teams."""
UNANSWERED, DECLINED = 0.1, 0.06
SLIPPING, AGAIN = 0.3, 0.3
FLAGGED = 0.1
KEPT = 0.85
"""The share of promises that are there on the day, as last promised."""


class Need(Struct, frozen=True):
    """A goal that needs something, and the goal of another team that will produce it."""

    goal: Goal
    provider: Goal
    due: date


def asking(diary: Diary) -> Iterator[Entry]:
    random = diary.random("asking")
    if len(diary.made.teams) < 2:  # noqa: PLR2004 - it takes two
        return
    for need in _circle(diary):
        yield _request(diary, need, random)
        yield _accept(diary, need, diary.committed)
    for need in _needs(diary, random):
        yield _request(diary, need, random)
        yield from _answered(diary, need, random)


def _circle(diary: Diary) -> Iterator[Need]:
    """Two teams that wait for each other to the end."""
    teams = diary.goals.teams
    first = next(iter(teams), None)
    second = next((one for one in teams if first and one.unit != first.unit), None)
    if first is not None and second is not None:
        yield Need(first, second, diary.cycle.ends)
        yield Need(second, first, diary.cycle.ends)


def _needs(diary: Diary, random: Random) -> Iterator[Need]:
    teams = diary.goals.teams
    popular = teams[: max(2, len(diary.made.teams) // 10)]
    for goal in teams[2:]:
        if random.random() >= ASKING:
            continue
        provider = random.choice(popular if random.random() < POPULAR else teams)
        if provider.unit != goal.unit:
            yield Need(goal, provider, diary.first_day(random.randint(1, diary.shape.weeks)))


def _dependency(diary: Diary, need: Need) -> DependencyId:
    return DependencyId(diary.shape.identifier("dependency", need.goal.draft.objective_id))


def _request(diary: Diary, need: Need, random: Random) -> Entry:
    request = RequestDependency(
        need.goal.draft.objective_id,
        random.choice(need.goal.key_results).key_result_id,
        _dependency(diary, need),
        need.provider.unit.unit_id,
        random.choice(words.DELIVERABLES),
        need.due,
    )
    return Entry(diary.drafted, [request])


def _accept(diary: Diary, need: Need, day: date) -> Entry:
    about, by = need.goal.draft.objective_id, need.provider.draft.objective_id
    return Entry(day, [AcceptDependency(about, _dependency(diary, need), by_objective_id=by)])


def _answered(diary: Diary, need: Need, random: Random) -> Iterator[Entry]:
    if random.random() < UNANSWERED:
        return
    day = diary.drafted + timedelta(days=random.randint(1, 20))
    if random.random() < DECLINED:
        about = need.goal.draft.objective_id
        yield Entry(day, [DeclineDependency(about, _dependency(diary, need), words.NO_TIME)])
        return
    yield _accept(diary, need, day)
    yield from _promise(diary, need, day, random)


def _promise(diary: Diary, need: Need, answered: date, random: Random) -> Iterator[Entry]:
    """What became of a promise; what lies after the end of the cycle has yet to come."""
    about, dependency = need.goal.draft.objective_id, _dependency(diary, need)
    promised, said = need.due, answered
    if random.random() < FLAGGED:
        said = max(said, promised - timedelta(days=14))
        yield Entry(said, [FlagDependency(about, dependency, random.choice(words.RISKS))])
    chance = SLIPPING
    while random.random() < chance:
        said = max(said, promised - timedelta(days=random.randint(1, 7)))
        promised += timedelta(days=random.choice((7, 7, 14, 21)))
        reason = random.choice(words.SLIPS)
        yield Entry(said, [SlipDependency(about, dependency, diary.within(promised), reason)])
        chance *= AGAIN
    if random.random() < KEPT:
        yield Entry(max(said, promised), [DeliverDependency(about, dependency)])
