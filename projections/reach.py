"""Where links lead: from an objective up to the company's, and from there down to all below it.

What is remembered rests on the links of the cycle only, so no check-in makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from msgspec import Struct

from domain import alignment
from domain.alignment import Alignment
from domain.objective import Objective
from domain.values import KeyResultId, ObjectiveId
from projections.projection import View
from projections.workspace import Workspace


class Reach(Struct, frozen=True, gc=False):
    """What of the company's an objective works toward, step by step; the company's reaches itself.

    The key results are those that links lead to. The objectives are those that they belong to, and
    those that are linked to as a whole.
    """

    objectives: tuple[ObjectiveId, ...] = ()
    key_results: tuple[KeyResultId, ...] = ()


NOWHERE = Reach()


class CompanyKeyResult(View, frozen=True):
    """A key result of the company, behind something that was asked for or done."""

    key_result_id: str
    objective_id: str
    title: str


def reach(workspace: Workspace, objective_id: ObjectiveId) -> Reach:
    """An objective that is not there reaches nothing."""
    objective = workspace.planned(objective_id)
    if objective is None:
        return NOWHERE
    known = workspace.alignments.get(objective.cycle_id, alignment.EMPTY)
    return workspace.standings.remember(
        ("reach", objective_id), (known,), lambda: _reach(workspace, objective, known)
    )


def _reach(workspace: Workspace, start: Objective, known: Alignment) -> Reach:
    objectives: dict[ObjectiveId, None] = {}
    key_results: dict[KeyResultId, None] = {}
    if start.level == "company":
        objectives[start.objective_id] = None
    seen = {start.objective_id}
    ahead = [start.objective_id]
    while ahead:
        for link in known.upward.get(ahead.pop(), ()):
            parent = workspace.planned(link.parent_objective_id)
            if parent is None:
                continue
            if parent.level == "company":
                objectives[parent.objective_id] = None
                if link.key_result_id is not None:
                    key_results[link.key_result_id] = None
            if parent.objective_id not in seen:
                seen.add(parent.objective_id)
                ahead.append(parent.objective_id)
    return Reach(tuple(objectives), tuple(key_results))


def behind(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None = None
) -> tuple[KeyResultId, ...]:
    """The company's key results that work toward an objective, or a key result of it, advances."""
    objective = workspace.planned(objective_id)
    above = reach(workspace, objective_id).key_results
    if objective is None or objective.level != "company":
        return above
    own = objective.key_results if key_result_id is None else (key_result_id,)
    return tuple(dict.fromkeys((*own, *above)))


def below(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None = None
) -> set[ObjectiveId]:
    """The objectives that links lead up from to a key result, or to all there is of an objective.

    The objective itself is among them only where all of it was asked for.
    """
    found: set[ObjectiveId] = set()
    ahead = [objective_id]
    if key_result_id is not None:
        links = workspace.into_key_result.get(key_result_id, ())
        ahead = [link.objective_id for link in links]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead.extend(_children(workspace, here))
    return found


def _children(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[ObjectiveId]:
    objective = workspace.planned(objective_id)
    keys: Iterable[KeyResultId] = () if objective is None else objective.key_results
    links = chain(
        workspace.into_objective.get(objective_id, ()),
        *(workspace.into_key_result.get(key, ()) for key in keys),
    )
    return (link.objective_id for link in links)


def company_key_result(workspace: Workspace, key_result_id: KeyResultId) -> CompanyKeyResult | None:
    home = workspace.home.get(key_result_id)
    objective = None if home is None else workspace.planned(home)
    if objective is None:
        return None
    title = objective.key_results[key_result_id].title
    return CompanyKeyResult(key_result_id, objective.objective_id, title)
