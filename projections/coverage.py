"""Coverage: where nobody works, where too many do, and what works toward nothing."""

from __future__ import annotations

from collections.abc import Iterable

from domain.alignment import ObjectiveLinked, ObjectiveUnlinked
from domain.commitment import KeyResult, Objective
from domain.coverage import Cover, coverage, is_orphan
from domain.cycle import Cycle, CycleDefined
from domain.messages import Event
from domain.objective import CommitmentEvent
from domain.planning import KeyResultAdded, ObjectiveDrafted
from domain.values import CycleId, ObjectiveId
from projections.commitments import REWORDING
from projections.projection import Named, View, named
from projections.reach import links_and_shape, links_that_hold
from projections.workspace import Recorded, Workspace

SHOWN = 100
"""How many orphans, and how many objectives of one key result, are named; the totals count all."""


class Working(View, frozen=True):
    objective_id: str
    title: str
    owner: Named


class Covered(View, frozen=True):
    key_result_id: str
    objective_id: str
    title: str
    finding: Cover
    linked: int
    contributing: int
    supporting: int
    units: int
    objectives: tuple[Working, ...]


class Apart(View, frozen=True):
    """Objectives outside the alignment, some of them by name."""

    total: int
    objectives: tuple[Working, ...]


class Coverage(View, frozen=True):
    """Who works toward each company key result, and who works apart from all of them.

    Orphans are linked to nothing; the unconnected are, but not all the way up to the company.
    """

    cycle_id: str
    name: str
    text: tuple[str, ...]
    gaps: int
    overloads: int
    objectives: int
    key_results: tuple[Covered, ...]
    orphans: Apart
    unconnected: Apart


class CoverageView:
    name = "coverage"
    on: frozenset[type[Event]] = frozenset(
        {
            CycleDefined,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *REWORDING,
        }
    )
    ages = False

    def affected(self, workspace: Workspace, recorded: Recorded) -> Iterable[str]:
        match recorded.event:
            case (
                CycleDefined() | ObjectiveDrafted() | ObjectiveLinked() | ObjectiveUnlinked()
            ) as event:
                return (event.cycle_id,)
            case event if isinstance(event, CommitmentEvent):
                return self._cycle_of(workspace, event.objective_id)
            case _:
                return ()

    def _cycle_of(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.planned(objective_id)
        return () if objective is None else (objective.cycle_id,)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return (cycle.cycle_id,)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        return ()

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None:
            return None
        covered = tuple(
            _covered(workspace, objective, key_result)
            for objective in workspace.company_objectives(cycle.cycle_id)
            for key_result in objective.key_results.values()
        )
        everyone = workspace.present(cycle.cycle_id)
        connected = _connected(workspace, cycle)
        outside = [one for one in everyone if one.objective_id not in connected]
        orphans = [one for one in outside if is_orphan(one, links_that_hold(workspace, one))]
        orphaned = {one.objective_id for one in orphans}
        unconnected = [one for one in outside if one.objective_id not in orphaned]
        return Coverage(
            cycle_id=cycle.cycle_id,
            name=cycle.name,
            text=tuple(_sentences(covered, len(orphans), len(unconnected), len(everyone))),
            gaps=sum(one.finding == "gap" for one in covered),
            overloads=sum(one.finding == "overload" for one in covered),
            objectives=len(everyone),
            key_results=covered,
            orphans=_apart(workspace, orphans),
            unconnected=_apart(workspace, unconnected),
        )


def _connected(workspace: Workspace, cycle: Cycle) -> set[ObjectiveId]:
    """The company's objectives, and all from which links lead up to them step by step."""
    cycle_id = cycle.cycle_id
    companys = len(workspace.company.get(cycle_id, ()))
    made_from = (companys, *links_and_shape(workspace, cycle_id))
    return workspace.standings.remember(
        ("connected", cycle_id), made_from, lambda: _leading_up(workspace, cycle_id)
    )


def _leading_up(workspace: Workspace, cycle_id: CycleId) -> set[ObjectiveId]:
    found: set[ObjectiveId] = set()
    ahead = [one.objective_id for one in workspace.company_objectives(cycle_id)]
    while ahead:
        here = workspace.planned(ahead.pop())
        if here is None or here.objective_id in found:
            continue
        found.add(here.objective_id)
        ahead.extend(link.objective_id for link in workspace.links.into(here))
    return found


def _apart(workspace: Workspace, objectives: list[Objective]) -> Apart:
    return Apart(len(objectives), tuple(_working(workspace, one) for one in objectives[:SHOWN]))


def _covered(workspace: Workspace, objective: Objective, key_result: KeyResult) -> Covered:
    links = workspace.links.into_key_result.get(key_result.key_result_id, [])
    known = [
        workspace.objectives[link.objective_id]
        for link in links
        if link.objective_id in workspace.objectives
    ]
    organization = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
    return Covered(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        finding=coverage(len(links)),
        linked=len(links),
        contributing=sum(link.kind == "contributes" for link in links),
        supporting=sum(link.kind == "supports" for link in links),
        units=len({organization.unit_of(one.owner) for one in known}),
        objectives=tuple(_working(workspace, one) for one in known[:SHOWN]),
    )


def _working(workspace: Workspace, objective: Objective) -> Working:
    return Working(
        objective.objective_id,
        objective.title,
        named(workspace, objective.owner, objective.cycle_id),
    )


def _sentences(
    covered: tuple[Covered, ...], orphans: int, unconnected: int, everyone: int
) -> Iterable[str]:
    for one in covered:
        if one.finding == "gap":
            yield f"Nobody works toward: {one.title}"
    for one in covered:
        if one.finding == "overload":
            units = "one unit" if one.units == 1 else f"{one.units} units"
            yield f"{one.linked} objectives of {units} work toward: {one.title}"
    if orphans:
        yield f"{orphans} of {everyone} objectives {_are(orphans)} linked to nothing."
    if unconnected:
        yield f"{unconnected} {_are(unconnected)} linked, but not all the way up to the company."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
