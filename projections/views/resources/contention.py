"""Where claims exceed what a resource pool holds: in which weeks, and who competes for what.

A week has the most that its pool holds on any of its days. A claim asks in every week of its cycle
that one of its days lies in. A pool has no more to give because a year and its quarters both ask
for it, so the claims of other cycles count as well. Their weeks begin on other days: they count in
those that are theirs for the most part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from domain.cycles.cycle import Cycle
from domain.objectives.state import Objective
from domain.resources.claims import Claim
from domain.resources.pools import Pool
from domain.values import CycleId, ObjectiveId, PoolId
from domain.wording import listed, spoken
from events import streams
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded
from projections.views.shared.link_paths import ReachedKeyResult, behind, company_key_result

SHOWN = 50
"""How many competing objectives, claims of one, and key results behind it are shown."""


class Asking(View, frozen=True):
    """A claim: so much a week from its first day to its last."""

    claim_id: str
    starts: date
    ends: date
    per_week: float
    note: str


class Competing(View, frozen=True):
    """An objective that asks in contested weeks: how much in all of them, by which claims."""

    objective_id: str
    title: str
    owner: Named
    amount: float
    claims: tuple[Asking, ...]
    company_key_results: tuple[ReachedKeyResult, ...]
    """What of the company's its links lead to; empty where they lead nowhere."""


class ContentionWeek(View, frozen=True):
    week: int
    ends: date
    capacity: float
    claimed: float
    over: float


class Contention(View, frozen=True):
    """Weeks in a row in which more is claimed of a pool than it holds, and who competes for it.

    `over` is the sum of what is missing. `objectives` counts all who compete.
    """

    pool_id: str
    pool: str
    measured_in: str
    first_week: int
    last_week: int
    capacity: float
    claimed: float
    over: float
    objectives: int
    competing: tuple[Competing, ...]
    text: str


Objectives = Mapping[ObjectiveId, Objective]


def contentions(workspace: Workspace, cycle: Cycle, objectives: Objectives) -> list[Contention]:
    """All contentions of a cycle, furthest over first; by share, since pools differ in measure.

    `objectives` are the workspace's as its readers may see them: veiled, or in full.
    """
    asked = claims_by_pool(workspace, cycle)
    found = [
        one
        for pool in workspace.state(streams.POOLS).pools.values()
        if pool.pool_id in asked
        for one in of_pool(workspace, cycle, pool, asked[pool.pool_id], objectives)
    ]
    return sorted(found, key=_furthest_over)


def _furthest_over(one: Contention) -> tuple[float, float, str, int]:
    share = one.claimed / one.capacity if one.capacity else float("inf")
    return (-share, -one.over, one.pool, one.first_week)


class Counted(NamedTuple):
    """A claim, and the weeks of a cycle in which it asks."""

    claim: Claim
    weeks: range


def claims_by_pool(workspace: Workspace, cycle: Cycle) -> dict[PoolId, list[Counted]]:
    """What is asked for in a cycle, and neither given back nor for what was withdrawn."""
    found: dict[PoolId, list[Counted]] = {}
    for other in workspace.calendar.overlapping(cycle.cycle_id):
        for claim in workspace.state(streams.claims_stream(other.cycle_id)).claims.values():
            objective = workspace.objectives.planned(claim.objective_id)
            weeks = _weeks(cycle, claim) if other is cycle else _mostly(cycle, claim, other)
            if weeks and not claim.released and objective and not objective.withdrawn:
                found.setdefault(claim.pool_id, []).append(Counted(claim, weeks))
    return found


def sharing(workspace: Workspace, cycle_id: CycleId) -> list[CycleId]:
    """The cycles in which the claims of a cycle may count."""
    return [one.cycle_id for one in workspace.calendar.overlapping(cycle_id)]


def _weeks(cycle: Cycle, claim: Claim) -> range:
    return range(cycle.week(claim.starts), cycle.week(claim.ends) + 1)


def _mostly(cycle: Cycle, claim: Claim, other: Cycle) -> range:
    """The weeks of which more than half the days are in weeks that a claim asks for in another."""
    asked = _weeks(other, claim)
    starts, ends = other.first_day(asked.start), other.last_day(asked.stop - 1)
    if starts > cycle.ends or ends < cycle.starts:
        return range(0)
    first, last = cycle.week(starts), cycle.week(ends)
    return range(
        first + (not _is_mostly(cycle, first, starts, ends)),
        last + _is_mostly(cycle, last, starts, ends),
    )


def _is_mostly(cycle: Cycle, week: int, starts: date, ends: date) -> bool:
    first, last = cycle.first_day(week), cycle.last_day(week)
    within = (min(last, ends) - max(first, starts)).days + 1
    return 2 * within > (last - first).days + 1


def pool_weeks(cycle: Cycle, pool: Pool, claims: Iterable[Counted]) -> list[ContentionWeek]:
    claimed = [0.0] * (cycle.weeks + 1)
    for claim, weeks in claims:
        for week in weeks:
            claimed[week] += claim.per_week
    found = []
    for week, ends in enumerate(cycle.last_days, 1):
        capacity = pool.most(cycle.first_day(week), ends)
        over = max(round(claimed[week] - capacity, 4), 0.0)
        found.append(ContentionWeek(week, ends, capacity, round(claimed[week], 4), over))
    return found


def of_pool(
    workspace: Workspace,
    cycle: Cycle,
    pool: Pool,
    claims: Sequence[Counted],
    objectives: Objectives,
) -> list[Contention]:
    """The contentions of one pool in the order of their weeks."""
    weeks = pool_weeks(cycle, pool, claims)
    return [
        _contention(workspace, cycle, pool, claims, objectives, list(run))
        for contested, run in groupby(weeks, key=lambda one: one.over > 0)
        if contested
    ]


def _contention(
    workspace: Workspace,
    cycle: Cycle,
    pool: Pool,
    claims: Sequence[Counted],
    objectives: Objectives,
    run: list[ContentionWeek],
) -> Contention:
    first, last = run[0].week, run[-1].week
    asking: dict[ObjectiveId, list[Counted]] = {}
    for claim, weeks in claims:
        if weeks.start <= last and first < weeks.stop:
            asking.setdefault(claim.objective_id, []).append(Counted(claim, weeks))
    competing = sorted(
        (
            _competing(workspace, cycle, objective, found, range(first, last + 1))
            for objective_id, found in asking.items()
            if (objective := objectives.get(objective_id)) is not None
        ),
        key=lambda one: (-one.amount, one.title, one.objective_id),
    )
    return Contention(
        pool_id=pool.pool_id,
        pool=pool.name,
        measured_in=pool.measured_in,
        first_week=first,
        last_week=last,
        capacity=summed(one.capacity for one in run),
        claimed=summed(one.claimed for one in run),
        over=summed(one.over for one in run),
        objectives=len(competing),
        competing=tuple(competing[:SHOWN]),
        text=_sentence(pool, run, competing),
    )


def _competing(
    workspace: Workspace, cycle: Cycle, objective: Objective, claims: list[Counted], run: range
) -> Competing:
    reached = behind(workspace, objective.objective_id)
    known = (company_key_result(workspace, key) for key in reached)
    return Competing(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, cycle.cycle_id),
        amount=summed(claim.per_week for claim, weeks in claims for week in weeks if week in run),
        claims=tuple(
            Asking(one.claim_id, one.starts, one.ends, one.per_week, one.note)
            for one, _ in claims[:SHOWN]
        ),
        company_key_results=tuple(one for one in known if one is not None)[:SHOWN],
    )


def summed(numbers: Iterable[float]) -> float:
    """A sum as it is written down."""
    return rounded(sum(numbers)) or 0.0


def _sentence(pool: Pool, run: list[ContentionWeek], competing: Sequence[Competing]) -> str:
    when = f"week {run[0].week}" if len(run) == 1 else f"weeks {run[0].week} to {run[-1].week}"
    over, claimed, capacity = (
        _range([getattr(one, what) for one in run]) for what in ("over", "claimed", "capacity")
    )
    titles = [f"'{one.title}'" for one in competing]
    who = f"{listed(titles)} {'compete' if len(titles) > 1 else 'alone claims more than there is'}"
    parents = {
        key.key_result_id: f"'{key.title}'" for one in competing for key in one.company_key_results
    }
    why = "No company key result depends on that."
    if parents:
        it = "them" if len(titles) > 1 else "it"
        why = f"Company key results that depend on {it}: {listed(list(parents.values()))}."
    return (
        f"{pool.name}: overbooked by {over} a week in {when} ({claimed} {pool.measured_in}"
        f" claimed, {capacity} available). {who[0].upper()}{who[1:]}. {why}"
    )


def _range(numbers: Sequence[float]) -> str:
    least, most = spoken(min(numbers)), spoken(max(numbers))
    return least if least == most else f"{least} to {most}"
