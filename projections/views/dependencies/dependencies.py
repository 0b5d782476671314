"""The dependency map: who waits for whom by week, in chains and circles; and each one's story.

One document per cycle, and one per dependency with everything that was said about it and what a
slip touches. Check-ins touch neither.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import get_args

from domain.alignment.dependency_map import Path, Wait
from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles.cycle import Cycle, CycleDefined
from domain.dependencies.dependency import (
    OPEN,
    DependencyBroughtForward,
    DependencyEvent,
    DependencyRequested,
    DependencySlipped,
)
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import Objective
from domain.values import CycleId, DependencyId, ObjectiveId, Owner, UnitId
from domain.wording import counted
from events.catalog import TAGS
from projections.model.change import Change, Recorded
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.dependencies.dependency_shown import (
    PRESSING,
    Need,
    Urgency,
    by_urgency,
    need,
    outlasting,
)
from projections.views.dependencies.levers import Lever, levers
from projections.views.dependencies.open_dependencies import (
    Downstream,
    Known,
    asked,
    at,
    of_unit,
    path_in_words,
    touched_by,
    upstream,
    waits_of,
)
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.sentences import dependencies as sentences

SHOWN = 50
"""How many dependencies each list names, and each week; the totals count all."""

LEVERS = 20
"""How many levers are told; the total counts all."""

PATHS = 20
"""How many chains, and how many circles, are told; the totals count all."""


class Totals(View, frozen=True):
    """Of all dependencies of a cycle.

    `overdue` and `too_late` (promised for after the day they are needed by) are open and exclude
    each other; `slipped` have a promise that was moved to a later day.
    """

    all: int
    open: int
    unanswered: int
    at_risk: int
    overdue: int
    too_late: int
    slipped: int
    declined: int
    delivered: int


class WeekOfNeeds(View, frozen=True):
    """What is expected in a week of the cycle; week None is after its end."""

    week: int | None
    ends: date | None
    total: int
    needs: tuple[Need, ...]


class Pair(View, frozen=True):
    """Who waits for whom, and for how much."""

    waiting: Named
    provider: Named
    open: int
    overdue: int


class Way(View, frozen=True):
    """A chain or a circle: the units in the order in which they wait, and the dependencies."""

    text: str
    units: tuple[Named, ...]
    dependencies: tuple[str, ...]


class DependenciesOfCycle(View, frozen=True):
    cycle: Days
    text: tuple[str, ...]
    totals: Totals
    urgent: tuple[Need, ...]
    weeks: tuple[WeekOfNeeds, ...]
    pairs_total: int
    pairs: tuple[Pair, ...]
    chains_total: int
    chains: tuple[Way, ...]
    circles_total: int
    circles: tuple[Way, ...]
    levers_total: int
    levers: tuple[Lever, ...]
    slipped: tuple[Need, ...]


class Slip(View, frozen=True):
    """A promise that moved: by whom, when, from which day to which, and why."""

    position: int
    on: date
    by: str
    before: date
    promised: date
    later: bool
    reason: str


class DependencyStep(View, frozen=True):
    position: int
    recorded_at: datetime
    on: date
    by: str
    type: str
    text: str


class DependencyStory(View, frozen=True):
    """One dependency from the first request on, and what a slip would touch."""

    cycle: Days
    need: Need
    note: str
    steps: tuple[DependencyStep, ...]
    slips: tuple[Slip, ...]
    downstream_total: int
    downstream: tuple[Downstream, ...]


class DependenciesView(Projection):
    name = "dependencies"
    on = frozenset(
        {CycleDefined, ObjectiveLinked, ObjectiveUnlinked, *get_args(DependencyEvent), *REWORDING}
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        if isinstance(event, CycleDefined):
            return (event.cycle_id,)
        if isinstance(event, CommitmentEvent):
            return self._reworded(workspace, event.objective_id)
        if isinstance(event, ObjectiveLinked | ObjectiveUnlinked):
            cycle = workspace.calendar.cycles.get(event.cycle_id)
            touched = touched_by_link(workspace, change)
        elif isinstance(event, DependencyEvent):
            cycle = cycle_of(workspace, event)
            touched = touched_by_step(workspace, event)
        else:
            return ()
        if cycle is None:
            return ()
        below = [wait.dependency_id for wait in touched]
        if isinstance(event, DependencyEvent):
            return (cycle.cycle_id, event.dependency_id, *below)
        # A link leads to what a delivery frees, which the map tells.
        return (cycle.cycle_id, *below) if below else ()

    def _reworded(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        """The stories of what it asked for, and of what it is downstream of; and the map."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        for known in needed_by(workspace, objective):
            yield objective.cycle_id
            yield known.dependency_id
        for wait in touched_by_rewording(workspace, objective):
            yield objective.cycle_id
            yield wait.dependency_id

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for known in asked(workspace, cycle).everything:
            yield known.dependency_id

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        """What may become overdue on the day it is, also once its cycle is over."""
        for cycle in workspace.calendar.cycles.values():
            for known in outlasting(workspace, cycle):
                yield from (cycle.cycle_id, known.dependency_id)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is not None:
            return _of_cycle(workspace, cycle)
        return _story(workspace, DependencyId(key))


# Which documents an event touches; the promises of units follow the same events


def cycle_of(workspace: Workspace, event: DependencyEvent) -> Cycle | None:
    objective = workspace.objectives.planned(event.objective_id)
    return None if objective is None else workspace.calendar.cycles.get(objective.cycle_id)


def touched_by_link(workspace: Workspace, change: Change) -> Iterable[Wait]:
    """The waits whose slip goes, or went, through a link: those that touch its lower end."""
    link = change.link
    cycle = None if link is None else workspace.calendar.cycles.get(link.cycle_id)
    if cycle is None or link is None:
        return ()
    return upstream(workspace, cycle, (link.objective_id,))


def touched_by_step(workspace: Workspace, event: DependencyEvent) -> Iterable[Wait]:
    """The waits whose slip goes, or went, through a dependency: those that touch its provider."""
    cycle, known = cycle_of(workspace, event), find(workspace, event.dependency_id)
    if cycle is None or known is None:
        return ()
    return upstream(workspace, cycle, _providing(workspace, cycle, known))


def touched_by_rewording(workspace: Workspace, objective: Objective) -> Iterable[Wait]:
    """The waits whose slip goes, or went, through an objective or to what it asked for."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    if not workspace.promises.asking.get(cycle.cycle_id):
        return ()
    starts = [objective.objective_id]
    for key in objective.removed:
        starts += (link.objective_id for link in workspace.links.into_key_result.get(key, ()))
    for known in needed_by(workspace, objective):
        starts += _providing(workspace, cycle, known)
    return upstream(workspace, cycle, starts)


def _providing(workspace: Workspace, cycle: Cycle, known: Known) -> Iterable[ObjectiveId]:
    """The objectives of whoever provides something, and the one that is to produce it."""
    yield from of_unit(workspace, cycle, known.provider)
    by_objective_id = at(workspace, known)[2].by_objective_id
    if by_objective_id is not None:
        yield by_objective_id


def needed_by(workspace: Workspace, objective: Objective) -> Iterable[Known]:
    """All that an objective ever asked for."""
    for key_result in objective.ever_measured_by.values():
        for dependency_id in key_result.dependencies:
            known = find(workspace, dependency_id)
            if known is not None:
                yield known


def find(workspace: Workspace, dependency_id: DependencyId) -> Known | None:
    """Where a dependency is, by its id."""
    first = next((one.event for one in workspace.promises.about(dependency_id)), None)
    if not isinstance(first, DependencyRequested):
        return None
    cycle = cycle_of(workspace, first)
    everything = () if cycle is None else asked(workspace, cycle).everything
    place = bisect_left(everything, (dependency_id,))
    return everything[place] if place < len(everything) else None


# The map of a cycle


def _of_cycle(workspace: Workspace, cycle: Cycle) -> DependenciesOfCycle:
    everything = [need(workspace, known) for known in asked(workspace, cycle).everything]
    still_open = [one for one in everything if one.status in OPEN]
    waits = waits_of(workspace, cycle)
    circles, chains = waits.circles(), waits.chains()
    totals = _totals(everything, still_open)
    pairs = _pairs(still_open)
    found = levers(workspace, cycle, {one.dependency_id: one for one in everything})
    return DependenciesOfCycle(
        cycle=days(workspace, cycle),
        text=(
            *_summary(workspace, cycle, totals, Counter(one.urgency for one in still_open)),
            *(f"A circle: {path_in_words(workspace, cycle, path)}." for path in circles[:PATHS]),
            *_most(found),
        ),
        totals=totals,
        urgent=tuple(
            by_urgency((one for one in still_open if one.urgency in PRESSING), _itself)[:SHOWN]
        ),
        weeks=tuple(_weeks(cycle, still_open)),
        pairs_total=len(pairs),
        pairs=tuple(pairs[:SHOWN]),
        chains_total=len(chains),
        chains=tuple(_way(workspace, cycle, path) for path in chains[:PATHS]),
        circles_total=len(circles),
        circles=tuple(_way(workspace, cycle, path) for path in circles[:PATHS]),
        levers_total=len(found),
        levers=tuple(found[:LEVERS]),
        slipped=tuple(
            sorted(
                (one for one in everything if one.slips),
                key=lambda one: (-one.slips, one.dependency_id),
            )[:SHOWN]
        ),
    )


def _itself(one: Need) -> Need:
    return one


def _totals(everything: list[Need], still_open: list[Need]) -> Totals:
    status = Counter(one.status for one in everything)
    return Totals(
        all=len(everything),
        open=len(still_open),
        unanswered=status["requested"],
        at_risk=status["at_risk"],
        overdue=sum(one.urgency == "overdue" for one in still_open),
        too_late=sum(one.urgency == "too_late" for one in still_open),
        slipped=sum(one.slips > 0 for one in everything),
        declined=status["declined"],
        delivered=status["delivered"],
    )


def _weeks(cycle: Cycle, still_open: list[Need]) -> Iterable[WeekOfNeeds]:
    by_week: dict[int, list[Need]] = {}
    for one in still_open:
        by_week.setdefault(cycle.weeks + 1 if one.week is None else one.week, []).append(one)
    for week, found in sorted(by_week.items()):
        within = week <= cycle.weeks
        found.sort(key=lambda one: (one.expected, one.dependency_id))
        yield WeekOfNeeds(
            week if within else None,
            cycle.last_day(week) if within else None,
            len(found),
            tuple(found[:SHOWN]),
        )


def _pairs(still_open: list[Need]) -> list[Pair]:
    found: dict[tuple[str, str], list[Need]] = {}
    for one in still_open:
        if one.waiting.id != one.provider.id:
            found.setdefault((one.waiting.id, one.provider.id), []).append(one)
    pairs = [
        Pair(
            needs[0].waiting,
            needs[0].provider,
            len(needs),
            sum(one.urgency == "overdue" for one in needs),
        )
        for needs in found.values()
    ]
    return sorted(pairs, key=lambda one: (-one.open, one.waiting.id, one.provider.id))


def _way(workspace: Workspace, cycle: Cycle, path: Path) -> Way:
    units: list[UnitId] = [*(wait.unit_id for wait in path), path[-1].provider_id]
    return Way(
        path_in_words(workspace, cycle, path),
        tuple(named(workspace, Owner("unit", unit), cycle.cycle_id) for unit in units),
        tuple(wait.dependency_id for wait in path),
    )


def _summary(
    workspace: Workspace, cycle: Cycle, totals: Totals, urgencies: Counter[Urgency]
) -> Iterable[str]:
    if totals.open:
        yield _open(totals, urgencies)
        if totals.slipped:
            everything = counted(totals.all, "dependency", "dependencies")
            yield f"{totals.slipped} of {everything} slipped."
    else:
        yield _nothing_open(cycle, totals, over=cycle.is_over(workspace.today))
    if totals.declined:
        were = counted(totals.declined, "dependency was", "dependencies were")
        yield f"{were} declined and not withdrawn since."


def _nothing_open(cycle: Cycle, totals: Totals, *, over: bool) -> str:
    """That nobody has asked does not say that nobody needs anything."""
    if not totals.all:
        return f"No dependency is recorded in {cycle.name}."
    return f"No dependency {'was left' if over else 'is'} open."


SAID: dict[Urgency, str] = {
    "overdue": "overdue",
    "too_late": "promised too late",
    "at_risk": "at risk",
    "unanswered": "without an answer",
}


def _open(totals: Totals, urgencies: Counter[Urgency]) -> str:
    """Each of them is counted once, under what is most urgent about it."""
    details = ", ".join(f"{urgencies[one]} {what}" for one, what in SAID.items() if urgencies[one])
    are = counted(totals.open, "dependency is", "dependencies are")
    return f"{are} open{': ' if details else ''}{details}."


def _most(found: list[Lever]) -> Iterable[str]:
    if len(found) > 1 and found[0].frees_total > found[1].frees_total:
        yield f"The delivery that frees the most: {found[0].text}"


# The story of one dependency


def _story(workspace: Workspace, dependency_id: DependencyId) -> View | None:
    known = find(workspace, dependency_id)
    if known is None:
        return None
    objective, _, dependency = at(workspace, known)
    cycle = workspace.calendar.cycles[objective.cycle_id]
    shown = need(workspace, known)
    what = f"'{shown.deliverable}' from {shown.provider.name}"
    touched = downstream_of(workspace, cycle, known)
    return DependencyStory(
        cycle=days(workspace, cycle),
        need=shown,
        note=dependency.asked.note,
        steps=tuple(
            _step(workspace, recorded, what)
            for recorded in workspace.promises.by_dependency[dependency_id]
        ),
        slips=slips_of(workspace, dependency_id),
        downstream_total=len(touched),
        downstream=touched[:SHOWN],
    )


def _step(workspace: Workspace, recorded: Recorded, what: str) -> DependencyStep:
    event = recorded.event
    return DependencyStep(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        on=workspace.day_of(recorded.recorded_at),
        by=recorded.actor,
        type=TAGS[type(event)],
        text=sentences.in_words(event, what) if isinstance(event, DependencyEvent) else "",
    )


def slips_of(workspace: Workspace, dependency_id: DependencyId) -> tuple[Slip, ...]:
    """Every day that was promised and then moved, the oldest first."""
    return tuple(
        Slip(
            position=recorded.position,
            on=workspace.day_of(recorded.recorded_at),
            by=recorded.actor,
            before=recorded.event.before,
            promised=recorded.event.promised,
            later=isinstance(recorded.event, DependencySlipped),
            reason=recorded.event.reason,
        )
        for recorded in workspace.promises.about(dependency_id)
        if isinstance(recorded.event, DependencySlipped | DependencyBroughtForward)
    )


def downstream_of(workspace: Workspace, cycle: Cycle, known: Known) -> tuple[Downstream, ...]:
    """What a slip of a dependency touches; nothing where it is not open any more."""
    for wait in waits_of(workspace, cycle).of_objective(known.objective_id):
        if wait.dependency_id == known.dependency_id:
            return touched_by(workspace, cycle, wait)
    return ()
