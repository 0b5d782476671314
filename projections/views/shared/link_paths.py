"""Where links lead: from an objective up to the company's, and from there down to all below it.

A link that covers nothing, since its owner answered the link test with no, leads nowhere.

What is remembered rests on the links and on what is planned in the cycle only, so neither a
check-in nor another title makes it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from domain.alignment.linking import Alignment, ObjectiveLinked, covers
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId, ObjectiveId
from projections.model.workspace import Workspace
from projections.views.projection import View


class Reach(Struct, frozen=True, gc=False):
    """What of the company's an objective works toward, step by step; the company's reaches itself.

    The key results are those that links lead to. The objectives are those that they belong to, and
    those that are linked to as a whole. `passed` are all on the way, the one it begins at included.
    """

    objectives: tuple[ObjectiveId, ...] = ()
    key_results: tuple[KeyResultId, ...] = ()
    passed: tuple[ObjectiveId, ...] = ()


NOWHERE = Reach()


class ReachedKeyResult(View, frozen=True):
    """A key result of the company, behind something that was asked for or done."""

    key_result_id: str
    objective_id: str
    title: str


def links_and_shape(workspace: Workspace, cycle_id: CycleId) -> tuple[int, ...]:
    """What remains the same for as long as neither links nor owners of a cycle change."""
    return workspace.changes.last(cycle_id, "links", "shape")


def upward(workspace: Workspace, objective_id: ObjectiveId) -> list[ObjectiveId]:
    """An objective, and all that it is linked to, whatever the links are good for, step by step.

    How the company's key results go is told by what works toward them, so these may go otherwise.
    """
    found: dict[ObjectiveId, None] = {}
    ahead = [objective_id]
    while ahead:
        here = workspace.objectives.planned(ahead.pop())
        if here is not None and here.objective_id not in found:
            found[here.objective_id] = None
            ahead.extend(link.parent_objective_id for link in workspace.links.up(here))
    return list(found)


def reach(workspace: Workspace, objective_id: ObjectiveId) -> Reach:
    """What is not there, or was withdrawn, reaches nothing, and nothing reaches it."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None or objective.withdrawn:
        return NOWHERE
    known = workspace.links.of_cycle(objective.cycle_id)
    return workspace.memo.remember(
        ("reach", objective_id),
        links_and_shape(workspace, objective.cycle_id),
        lambda: _reach(workspace, objective, known),
    )


def _reach(workspace: Workspace, start: Objective, known: Alignment) -> Reach:
    objectives: dict[ObjectiveId, None] = {}
    key_results: dict[KeyResultId, None] = {}
    if start.level == "company":
        objectives[start.objective_id] = None
    seen = {start.objective_id: None}
    ahead = [start.objective_id]
    while ahead:
        for link in known.upward.get(ahead.pop(), ()):
            parent = leads_to(workspace, link) if covers(link) else None
            if parent is None:
                continue
            if parent.level == "company":
                objectives[parent.objective_id] = None
                if link.key_result_id is not None:
                    key_results[link.key_result_id] = None
            if parent.objective_id not in seen:
                seen[parent.objective_id] = None
                ahead.append(parent.objective_id)
    return Reach(tuple(objectives), tuple(key_results), tuple(seen))


def leads_to(workspace: Workspace, link: ObjectiveLinked) -> Objective | None:
    """What a link leads to, None where that was withdrawn or removed."""
    parent = workspace.objectives.planned(link.parent_objective_id)
    if parent is None or parent.withdrawn:
        return None
    there = link.key_result_id is None or link.key_result_id in parent.key_results
    return parent if there else None


def links_that_hold(workspace: Workspace, objective: Objective) -> tuple[ObjectiveLinked, ...]:
    """The links up from an objective, but for those to what was withdrawn or removed since."""
    links = workspace.links.up(objective)
    return tuple(link for link in links if leads_to(workspace, link) is not None)


def behind(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None = None
) -> tuple[KeyResultId, ...]:
    """The company's key results that work toward an objective, or a key result of it, advances."""
    objective = workspace.objectives.planned(objective_id)
    above = reach(workspace, objective_id).key_results
    if objective is None or objective.level != "company":
        return above
    own = objective.key_results if key_result_id is None else (key_result_id,)
    return tuple(dict.fromkeys((*own, *above)))


def below(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None = None
) -> frozenset[ObjectiveId]:
    """The objectives that links lead up from to a key result, or to all there is of an objective.

    The objective itself is among them only where all of it was asked for.
    """
    return frozenset(descent(workspace, objective_id, key_result_id))


def descent(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None = None
) -> Mapping[ObjectiveId, int]:
    """The same, nearest first, with the number of links that it takes to come from there."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return {}
    return workspace.memo.remember(
        ("below", objective_id, key_result_id),
        links_and_shape(workspace, objective.cycle_id),
        lambda: _below(
            workspace,
            _starts(workspace, objective_id, key_result_id),
            covers,
            0 if key_result_id is None else 1,
        ),
    )


def around(workspace: Workspace, objective: Objective) -> frozenset[ObjectiveId]:
    """All that a change of an objective may show on: itself and what is linked below it.

    What worked toward a key result that was removed is among them, and so is what a link that
    covers nothing comes from, because that is shown apart.
    """
    starts = [objective.objective_id]
    for key in objective.removed:
        starts += (link.objective_id for link in workspace.links.into_key_result.get(key, ()))
    return frozenset(_below(workspace, starts, _any))


Follows = Callable[[ObjectiveLinked], bool]


def _any(_: ObjectiveLinked) -> bool:
    return True


def _starts(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None
) -> list[ObjectiveId]:
    if key_result_id is None:
        return [objective_id]
    links = workspace.links.into_key_result.get(key_result_id, ())
    return [link.objective_id for link in links if covers(link)]


def _below(
    workspace: Workspace, starts: Iterable[ObjectiveId], follows: Follows, steps: int = 0
) -> dict[ObjectiveId, int]:
    found: dict[ObjectiveId, int] = {}
    here = list(starts)
    while here:
        new = [one for one in dict.fromkeys(here) if one not in found]
        found.update(dict.fromkeys(new, steps))
        here = [child for one in new for child in _children(workspace, one, follows)]
        steps += 1
    return found


def _children(
    workspace: Workspace, objective_id: ObjectiveId, follows: Follows
) -> Iterable[ObjectiveId]:
    return (link.objective_id for link in linked_below(workspace, objective_id) if follows(link))


def linked_below(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[ObjectiveLinked]:
    """The links to an objective and to its key results."""
    objective = workspace.objectives.planned(objective_id)
    return () if objective is None else workspace.links.into(objective)


def company_key_result(workspace: Workspace, key_result_id: KeyResultId) -> ReachedKeyResult | None:
    home = workspace.objectives.home.get(key_result_id)
    objective = None if home is None else workspace.objectives.planned(home)
    if objective is None:
        return None
    title = objective.key_results[key_result_id].title
    return ReachedKeyResult(key_result_id, objective.objective_id, title)
