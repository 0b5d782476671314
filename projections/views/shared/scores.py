"""How objectives and key results were scored in the present round of their cycle."""

from __future__ import annotations

from domain.closing.closing import Closing
from domain.closing.scores import ObjectiveScored
from domain.objectives.state import Objective
from domain.values import KeyResultId
from events.streams import closing_stream
from projections.model.workspace import Workspace


def scored_as(workspace: Workspace, objective: Objective) -> ObjectiveScored | None:
    """How an objective was scored, if it was."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    closing: Closing = workspace.state(closing_stream(objective.cycle_id))
    known = closing.scores.get(objective.objective_id)
    return known if known is not None and known.round == cycle.rounds else None


def score_of(workspace: Workspace, objective: Objective, key: KeyResultId) -> float | None:
    """The score of a key result, if it has one."""
    return score_in(scored_as(workspace, objective), key)


def score_in(scored: ObjectiveScored | None, key: KeyResultId) -> float | None:
    known = scored.key_results if scored is not None else ()
    return next((one.score for one in known if one.key_result_id == key), None)
