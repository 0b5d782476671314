"""Who waits for whom: chains, circles, and what a slip touches.

A wait leads from an objective to the provider's objective that will produce what is needed, where
the promise names one; otherwise to the provider's unit as a whole, and then it goes on through
everything that this unit waits for. So a chain through a unit is possible, not certain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from domain.alignment.linking import ObjectiveLinked
from domain.messages import Value
from domain.values import DependencyId, KeyResultId, ObjectiveId, UnitId

Place = tuple[Literal["objective", "unit"], str]
"""Something that waits or is waited for."""


class Wait(Value, frozen=True):
    """An open dependency: who needs it, and of whom."""

    dependency_id: DependencyId
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    unit_id: UnitId
    provider_id: UnitId
    by_objective_id: ObjectiveId | None = None

    @property
    def leads_to(self) -> Place:
        if self.by_objective_id is not None:
            return ("objective", self.by_objective_id)
        return ("unit", self.provider_id)


Path = tuple[Wait, ...]
"""Waits of which each is for what the next one waits for."""


class Waits:
    """All open dependencies of a cycle, by who waits and by what is waited for."""

    def __init__(self, waits: Iterable[Wait]) -> None:
        self.all = sorted(waits, key=lambda wait: wait.dependency_id)
        self._from: dict[Place, list[Wait]] = {}
        self._to: dict[Place, list[Wait]] = {}
        for wait in self.all:
            self._from.setdefault(("objective", wait.objective_id), []).append(wait)
            self._from.setdefault(("unit", wait.unit_id), []).append(wait)
            self._to.setdefault(wait.leads_to, []).append(wait)

    def of_objective(self, objective_id: ObjectiveId) -> list[Wait]:
        return self._from.get(("objective", objective_id), [])

    def of_unit(self, unit_id: UnitId) -> list[Wait]:
        return self._from.get(("unit", unit_id), [])

    def on(self, objective_id: ObjectiveId, unit_id: UnitId | None) -> list[Wait]:
        """The waits for an objective by its name, and those for its unit as a whole."""
        named = self._to.get(("objective", objective_id), [])
        return named if unit_id is None else [*named, *self._to.get(("unit", unit_id), [])]

    def circles(self) -> list[Path]:
        """One shortest circle of each group of places that all wait for each other."""
        return [self._circle(set(group)) for group in self._groups() if len(group) > 1]

    def chains(self) -> list[Path]:
        """The longest chain from each objective that nobody waits for, the longest ones first.

        Chains have at least two waits, and end where a circle begins.
        """
        lengths: dict[Place, int] = {}
        onward: dict[Place, Wait] = {}
        for group in self._groups():
            within = set(group)
            for place in group:
                out = [one for one in self._from.get(place, ()) if one.leads_to not in within]
                further = max(out, key=lambda one: lengths[one.leads_to], default=None)
                lengths[place] = 0 if further is None else 1 + lengths[further.leads_to]
                if further is not None:
                    onward[place] = further
        heads = {
            wait.objective_id: _walked(onward, ("objective", wait.objective_id))
            for wait in self.all
            if not self.on(wait.objective_id, wait.unit_id)
        }
        found = [path for path in heads.values() if len(path) > 1]
        return sorted(found, key=lambda path: -len(path))

    def _circle(self, group: set[Place]) -> Path:
        """The shortest way from the first place of a group back to it."""
        start = min(group)
        paths: dict[Place, Path] = {start: ()}
        ahead = deque([start])
        while True:
            here = ahead.popleft()
            for wait in self._from.get(here, ()):
                there = wait.leads_to
                if there == start:
                    return (*paths[here], wait)
                if there in group and there not in paths:
                    paths[there] = (*paths[here], wait)
                    ahead.append(there)

    def _groups(self) -> list[list[Place]]:
        """Places that wait for each other (strongly connected), each group after what it waits for.

        Tarjan's algorithm, without recursion: a chain may be longer than the stack is deep.
        """
        index: dict[Place, int] = {}
        low: dict[Place, int] = {}
        on_stack: set[Place] = set()
        stack: list[Place] = []
        groups: list[list[Place]] = []
        for root in [*self._from, *self._to]:
            if root in index:
                continue
            work = [(root, iter(self._from.get(root, ())))]
            index[root] = low[root] = len(index)
            stack.append(root)
            on_stack.add(root)
            while work:
                here, waits = work[-1]
                wait = next(waits, None)
                if wait is not None:
                    there = wait.leads_to
                    if there not in index:
                        index[there] = low[there] = len(index)
                        stack.append(there)
                        on_stack.add(there)
                        work.append((there, iter(self._from.get(there, ()))))
                    elif there in on_stack:
                        low[here] = min(low[here], index[there])
                    continue
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[here])
                if low[here] == index[here]:
                    group = [stack.pop()]
                    while group[-1] != here:
                        group.append(stack.pop())
                    on_stack.difference_update(group)
                    groups.append(group)
        return groups


def _walked(onward: Mapping[Place, Wait], place: Place) -> Path:
    path: list[Wait] = []
    while (wait := onward.get(place)) is not None:
        path.append(wait)
        place = wait.leads_to
    return tuple(path)


class Touched(NamedTuple):
    """A key result or objective that would feel a slip, and what it would come from.

    `sure` is False where it waits for a unit as a whole.
    """

    objective_id: ObjectiveId
    key_result_id: KeyResultId | None
    via: Wait | ObjectiveLinked
    before: Touched | None
    sure: bool


def downstream(
    wait: Wait,
    waits: Waits,
    upward: Callable[[ObjectiveId], Iterable[ObjectiveLinked]],
    unit_of: Callable[[ObjectiveId], UnitId | None],
) -> list[Touched]:
    """What a slip of this wait touches, what is sure first and of that the nearest.

    The key result that waits; from its objective on, what that is linked to, step by step up to
    the company; and those who wait for one of these objectives. Those who wait for its unit as a
    whole are touched perhaps, and what comes after them is nobody's guess.
    """
    found: dict[tuple[ObjectiveId, KeyResultId | None], Touched] = {}
    perhaps: list[Touched] = []
    expanded: set[ObjectiveId] = set()
    ahead = deque([Touched(wait.objective_id, wait.key_result_id, wait, None, sure=True)])
    while ahead:
        here = ahead.popleft()
        found.setdefault((here.objective_id, here.key_result_id), here)
        if here.objective_id in expanded:
            continue
        expanded.add(here.objective_id)
        for link in upward(here.objective_id):
            above = Touched(link.parent_objective_id, link.key_result_id, link, here, sure=True)
            ahead.append(above)
        unit_id = here.via.unit_id if isinstance(here.via, Wait) else unit_of(here.objective_id)
        for then in waits.on(here.objective_id, unit_id):
            sure = then.by_objective_id is not None
            touched = Touched(then.objective_id, then.key_result_id, then, here, sure)
            (ahead if sure else perhaps).append(touched)
    for one in perhaps:
        found.setdefault((one.objective_id, one.key_result_id), one)
    return list(found.values())
