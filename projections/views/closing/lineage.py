"""The line of an objective: what it was carried over from, and what it was carried over into."""

from __future__ import annotations

from domain.values import ObjectiveId
from projections.model.workspace import Workspace

LONGEST = 40
"""How many quarters of a line are followed each way: ten years of them."""


def line(workspace: Workspace, objective_id: ObjectiveId) -> list[ObjectiveId]:
    """The objectives of a line, oldest first; where a line forks, the branch that is newest."""
    found = [objective_id]
    while len(found) <= LONGEST:
        oldest = workspace.objectives.planned(found[0])
        before = None if oldest is None else oldest.carried_from
        if before is None or before in found or workspace.objectives.planned(before) is None:
            break
        found.insert(0, before)
    for _ in range(LONGEST):
        after = workspace.objectives.successors.get(found[-1])
        if after is None or after in found:
            break
        found.append(after)
    return found
