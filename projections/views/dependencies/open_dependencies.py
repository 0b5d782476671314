"""The open dependencies of a cycle as a map, and what a slip touches, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from domain.alignment import linking
from domain.alignment.dependency_map import Path, Touched, Wait, Waits, downstream
from domain.alignment.linking import ObjectiveLinked, covers
from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import Dependency
from domain.objectives.state import KeyResult, Objective
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner, UnitId
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named
from projections.views.shared.link_paths import leads_to


class Downstream(View, frozen=True):
    """What a slip touches: a key result, or a whole objective, with the way there in words.

    `sure` is False where the way leads through a unit as a whole. `dependency_id` is the one by
    which it is reached, None where it is by a link.
    """

    objective_id: str
    key_result_id: str | None
    title: str
    owner: Named
    company: bool
    sure: bool
    dependency_id: str | None
    path: tuple[str, ...]


class Known(NamedTuple):
    """Where a dependency is, and between which units; the unit that waits may be unknown."""

    dependency_id: DependencyId
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    waiting: UnitId
    provider: UnitId


class Asked(NamedTuple):
    """All dependencies of a cycle, whatever became of them, and those of each unit with others.

    What a unit asked of one that it became, or that became part of it, is between no two units.
    """

    everything: tuple[Known, ...]
    of_unit: dict[UnitId, list[Known]]


def asked(workspace: Workspace, cycle: Cycle) -> Asked:
    """Looked for again when something is said about a dependency of the cycle, or people move."""
    return workspace.memo.remember(
        ("asked", cycle.cycle_id), made_from(workspace, cycle), lambda: _asked(workspace, cycle)
    )


def made_from(workspace: Workspace, cycle: Cycle) -> tuple[object, ...]:
    """What remains the same while nothing is said about a dependency and nobody moves."""
    last = workspace.changes.last(cycle.cycle_id, "promises")
    return (*last, workspace.organization_of(cycle))


def _asked(workspace: Workspace, cycle: Cycle) -> Asked:
    everything = tuple(sorted(_known(workspace, cycle)))
    of_unit: dict[UnitId, list[Known]] = {}
    for one in everything:
        if one.waiting != one.provider:
            for unit_id in (one.waiting, one.provider):
                of_unit.setdefault(unit_id, []).append(one)
    return Asked(everything, of_unit)


def _known(workspace: Workspace, cycle: Cycle) -> Iterator[Known]:
    organization = workspace.organization_of(cycle)
    for dependency_id, (objective_id, key) in workspace.promises.asking.get(
        cycle.cycle_id, {}
    ).items():
        objective = workspace.objectives[objective_id]
        key_result = objective.ever_measured_by[key]
        waiting = organization.unit_of(key_result.owner or objective.owner)
        asked = key_result.dependencies[dependency_id].asked
        provider = organization.answering(asked.provider_id)
        yield Known(dependency_id, objective_id, key, waiting or UnitId(""), provider)


def at(workspace: Workspace, known: Known) -> tuple[Objective, KeyResult, Dependency]:
    """A dependency with what needs it; who gives that up needs nothing any more."""
    objective = workspace.objectives[known.objective_id]
    key_result = objective.ever_measured_by[known.key_result_id]
    dependency = key_result.dependencies[known.dependency_id]
    why = _given_up(objective, known.key_result_id)
    if why is None or dependency.status in ("delivered", "withdrawn"):
        return objective, key_result, dependency
    withdrawn = workspace.memo.remember(
        ("given up", known.dependency_id),
        (dependency, why),
        lambda: replace(dependency, status="withdrawn", reason=why),
    )
    return objective, key_result, withdrawn


def _given_up(objective: Objective, key: KeyResultId) -> str | None:
    if objective.withdrawn:
        return "the objective was withdrawn"
    return "the key result was removed" if key in objective.removed else None


def waits_of(workspace: Workspace, cycle: Cycle) -> Waits:
    """The map of what is open in a cycle."""
    return workspace.memo.remember(
        ("waits", cycle.cycle_id),
        made_from(workspace, cycle),
        lambda: Waits(_waits(workspace, cycle)),
    )


def _waits(workspace: Workspace, cycle: Cycle) -> Iterator[Wait]:
    """What a unit would wait for itself for, since it changed hands meanwhile, is no wait."""
    for known in asked(workspace, cycle).everything:
        dependency = at(workspace, known)[2]
        if dependency.is_open and known.waiting != known.provider:
            yield Wait(*known, dependency.by_objective_id)


def touched_by(workspace: Workspace, cycle: Cycle, wait: Wait) -> tuple[Downstream, ...]:
    """What a slip of an open dependency touches: the company's key results first, then the rest."""
    waits = waits_of(workspace, cycle)
    links = workspace.links.of_cycle(cycle.cycle_id)
    return workspace.memo.remember(
        ("downstream", wait.dependency_id),
        (
            wait,
            *made_from(workspace, cycle),
            *workspace.changes.last(cycle.cycle_id, "links", "words"),
        ),
        lambda: _touched_by(workspace, cycle, wait, waits, links),
    )


def _touched_by(
    workspace: Workspace, cycle: Cycle, wait: Wait, waits: Waits, links: linking.Alignment
) -> tuple[Downstream, ...]:
    organization = workspace.organization_of(cycle)

    def unit_of(objective_id: ObjectiveId) -> UnitId | None:
        objective = workspace.objectives.planned(objective_id)
        return None if objective is None else organization.unit_of(objective.owner)

    def upward(objective_id: ObjectiveId) -> Iterator[ObjectiveLinked]:
        for link in links.upward.get(objective_id, ()):
            if covers(link) and leads_to(workspace, link) is not None:
                yield link

    found = [
        _downstream(workspace, cycle, one)
        for one in downstream(wait, waits, upward, unit_of)
        if workspace.objectives.planned(one.objective_id) is not None
    ]
    return tuple(sorted(found, key=lambda one: not one.company))


def _downstream(workspace: Workspace, cycle: Cycle, touched: Touched) -> Downstream:
    objective = workspace.objectives[touched.objective_id]
    key_result = _part(objective, touched.key_result_id)
    owner = objective.owner if key_result is None else key_result.owner or objective.owner
    return Downstream(
        objective_id=objective.objective_id,
        key_result_id=None if key_result is None else key_result.key_result_id,
        title=objective.title if key_result is None else key_result.title,
        owner=named(workspace, owner, cycle.cycle_id),
        company=objective.level == "company",
        sure=touched.sure,
        dependency_id=touched.via.dependency_id if isinstance(touched.via, Wait) else None,
        path=tuple(_path(workspace, touched)),
    )


def _part(objective: Objective, key_result_id: KeyResultId | None) -> KeyResult | None:
    return None if key_result_id is None else objective.key_results.get(key_result_id)


def _path(workspace: Workspace, touched: Touched) -> list[str]:
    """The steps from the dependency that slips, each with what leads to it."""
    steps: list[str] = []
    here: Touched | None = touched
    while here is not None:
        objective = workspace.objectives.planned(here.objective_id)
        if objective is not None:
            key_result = _part(objective, here.key_result_id)
            title = objective.title if key_result is None else key_result.title
            if isinstance(here.via, Wait):
                steps.append(f"'{_deliverable(workspace, here.via)}' is needed for '{title}'")
            else:
                verb = "contributes to" if here.via.kind == "contributes" else "supports"
                steps.append(f"{verb} '{title}'")
        here = here.before
    return steps[::-1]


def _deliverable(workspace: Workspace, wait: Wait) -> str:
    objective = workspace.objectives[wait.objective_id]
    key_result = objective.key_results[wait.key_result_id]
    return key_result.dependencies[wait.dependency_id].asked.deliverable


def path_in_words(workspace: Workspace, cycle: Cycle, path: Path) -> str:
    """As in: Payments waits for Data ('the export'), Data waits for Platform ('the schema')."""
    organization = workspace.organization_of(cycle)

    def name(unit_id: UnitId) -> str:
        return organization.name_of(Owner("unit", unit_id))

    return ", ".join(
        f"{name(wait.unit_id)} waits for {name(wait.provider_id)}"
        f" ('{_deliverable(workspace, wait)}')"
        for wait in path
    )


def upstream(workspace: Workspace, cycle: Cycle, starts: Iterable[ObjectiveId]) -> list[Wait]:
    """The waits whose slip would surely touch one of these objectives: the other way round.

    Asked right after an event, it finds those whose documents show the change.
    """
    waits = waits_of(workspace, cycle)
    found: dict[DependencyId, Wait] = {}
    seen: set[ObjectiveId] = set()
    ahead = list(starts)
    while ahead:
        here = workspace.objectives.planned(ahead.pop())
        if here is None or here.objective_id in seen:
            continue
        seen.add(here.objective_id)
        ahead.extend(link.objective_id for link in workspace.links.into(here))
        for wait in waits.of_objective(here.objective_id):
            found[wait.dependency_id] = wait
            if wait.by_objective_id is not None:
                ahead.append(wait.by_objective_id)
    return list(found.values())


def of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> list[ObjectiveId]:
    """The objectives that a unit answers for, in whole or for a key result that waits."""
    return list(_of_unit(workspace, cycle, waits_of(workspace, cycle), unit_id))


def _of_unit(
    workspace: Workspace, cycle: Cycle, waits: Waits, unit_id: UnitId
) -> Iterator[ObjectiveId]:
    for wait in waits.of_unit(unit_id):
        yield wait.objective_id
    yield from workspace.by_unit(cycle).get(unit_id, ())
