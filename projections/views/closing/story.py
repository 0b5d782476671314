"""The story of an objective over the quarters: each of its line, with what it was scored."""

from __future__ import annotations

from datetime import date

from domain.objectives.state import Objective
from domain.values import ObjectiveId
from projections.model.workspace import Workspace
from projections.views.closing.lineage import line
from projections.views.closing.scorecard_parts import (
    Final,
    KeyResultFinal,
    closing_of,
    decisions,
    final,
    key_result_finals,
)
from projections.views.projection import Named, View, named


class Chapter(View, frozen=True):
    """An objective of a line in its cycle, scored or not yet."""

    cycle_id: str
    cycle: str
    starts: date
    objective_id: str
    title: str
    owner: Named
    final: Final | None
    key_results: tuple[KeyResultFinal, ...]


class ScorecardOfObjective(View, frozen=True):
    """The story of an objective over the quarters, oldest first."""

    objective_id: str
    chapters: tuple[Chapter, ...]


def card(workspace: Workspace, objective: Objective) -> View | None:
    chapters = tuple(
        chapter
        for chapter in (_chapter(workspace, one) for one in line(workspace, objective.objective_id))
        if chapter is not None
    )
    if len(chapters) == 1 and chapters[0].final is None:
        return None
    return ScorecardOfObjective(objective.objective_id, chapters)


def _chapter(workspace: Workspace, objective_id: ObjectiveId) -> Chapter | None:
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return None
    cycle = workspace.calendar.cycles[objective.cycle_id]
    state = closing_of(workspace, cycle.cycle_id)
    scored = state.scored(cycle).get(objective_id)
    decision = decisions(state).get(objective_id)
    return Chapter(
        cycle_id=cycle.cycle_id,
        cycle=cycle.name,
        starts=cycle.starts,
        objective_id=objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, cycle.cycle_id),
        final=None if scored is None else final(workspace, objective, scored, decision),
        key_results=() if scored is None else key_result_finals(objective, scored),
    )
