"""Levers: the open deliveries that most of the company's key results wait for."""

from __future__ import annotations

from collections.abc import Iterator

from domain.alignment.dependency_map import Wait, Waits, downstream
from domain.alignment.linking import ObjectiveLinked, covers
from domain.cycles.cycle import Cycle
from domain.values import KeyResultId, ObjectiveId, UnitId
from domain.wording import counted, listed
from projections.model.workspace import Workspace
from projections.views.dependencies.dependency_shown import URGENCIES, Need
from projections.views.dependencies.open_dependencies import made_from, waits_of
from projections.views.projection import View
from projections.views.shared.link_paths import ReachedKeyResult, company_key_result, leads_to

NAMED = 10
"""How many key results each lever names; `frees_total` counts all."""


class Lever(View, frozen=True):
    """An open delivery, and the key results of the company that wait for it.

    They may wait for something else beside it. Counted are those to which the way is sure: links
    that contribute, and promises that name the objective which will produce something.
    """

    need: Need
    frees_total: int
    frees: tuple[ReachedKeyResult, ...]
    text: str


def levers(workspace: Workspace, cycle: Cycle, needs: dict[str, Need]) -> list[Lever]:
    """Those that free most first, and of those the latest."""
    waits = waits_of(workspace, cycle)
    found = [
        _lever(workspace, needs[wait.dependency_id], keys)
        for wait in waits.all
        if (keys := _freed(workspace, cycle, wait, waits))
    ]
    return sorted(found, key=_place)


def _place(one: Lever) -> tuple[int, int, int, str]:
    urgency = URGENCIES.index(one.need.urgency)
    return (-one.frees_total, urgency, -one.need.days_late, one.need.dependency_id)


def _lever(workspace: Workspace, need: Need, keys: tuple[KeyResultId, ...]) -> Lever:
    reached = [one for key in keys if (one := company_key_result(workspace, key)) is not None]
    titles = listed([f"'{one.title}'" for one in reached])
    what = f"'{need.deliverable}' from {need.provider.name}"
    return Lever(
        need,
        len(keys),
        tuple(reached[:NAMED]),
        f"{what} frees {counted(len(keys), 'company key result')}: {titles}.",
    )


def _freed(workspace: Workspace, cycle: Cycle, wait: Wait, waits: Waits) -> tuple[KeyResultId, ...]:
    """The company's key results that surely wait for something, directly or through others."""
    return workspace.memo.remember(
        ("frees", wait.dependency_id),
        (
            wait,
            *made_from(workspace, cycle),
            *workspace.changes.last(cycle.cycle_id, "links", "words"),
        ),
        lambda: _found(workspace, cycle, wait, waits),
    )


def _found(workspace: Workspace, cycle: Cycle, wait: Wait, waits: Waits) -> tuple[KeyResultId, ...]:
    links, organization = workspace.links.of_cycle(cycle.cycle_id), workspace.organization_of(cycle)

    def upward(objective_id: ObjectiveId) -> Iterator[ObjectiveLinked]:
        for link in links.upward.get(objective_id, ()):
            moves = link.kind == "contributes" and covers(link)
            if moves and leads_to(workspace, link) is not None:
                yield link

    def unit_of(objective_id: ObjectiveId) -> UnitId | None:
        objective = workspace.objectives.planned(objective_id)
        return None if objective is None else organization.unit_of(objective.owner)

    freed: dict[KeyResultId, None] = {}
    for one in downstream(wait, waits, upward, unit_of):
        objective = workspace.objectives.planned(one.objective_id)
        company = objective is not None and objective.level == "company"
        if one.sure and company and one.key_result_id is not None:
            freed[one.key_result_id] = None
    return tuple(freed)
