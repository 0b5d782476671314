"""What the drift detector has learned for a cycle from those that were closed before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from domain.cycles.cycle import Cycle
from domain.drift import RULE
from domain.drift import learning as learning_from
from domain.drift.learning import Learned
from domain.objectives.state import KeyResult, Objective
from domain.values import KeyResultId
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import held_by
from projections.views.shared.courses import course_of
from projections.views.shared.scores import scored_as


def teaches(earlier: Cycle, later: Cycle) -> bool:
    """Whether what became of the one is known before the other is judged."""
    return earlier.kind == later.kind and earlier.ends < later.starts


def learned_for(workspace: Workspace, cycle: Cycle) -> Learned:
    """One object for as long as nothing of it changes, so that memory can go by it."""
    closed = sorted(
        (
            one
            for one in workspace.calendar.cycles.values()
            if one.phase == "closed" and teaches(one, cycle)
        ),
        key=lambda one: (one.ends, one.cycle_id),
        reverse=True,
    )
    lessons = list(islice(_lessons(workspace, closed), learning_from.MOST))
    return workspace.memo.remember(
        ("learned", cycle.cycle_id),
        tuple(part for one in lessons for part in _rests_on(workspace, *one)),
        lambda: learning_from.learned(
            [course for one in lessons if (course := course_of(workspace, *one, RULE)) is not None]
        ),
    )


Lesson = tuple[Cycle, Objective, KeyResult]


def _lessons(workspace: Workspace, closed: Iterable[Cycle]) -> Iterable[Lesson]:
    """Published key results, those of the newest cycle first; by id, which favours nobody."""
    for cycle in closed:
        for key in _published(workspace, cycle):
            objective = workspace.objectives[workspace.objectives.home[key]]
            yield cycle, objective, objective.key_results[key]


def _published(workspace: Workspace, cycle: Cycle) -> list[KeyResultId]:
    ids = workspace.objectives.by_cycle.get(cycle.cycle_id, ())
    return workspace.memo.remember(
        ("published", cycle.cycle_id),
        (len(ids), *workspace.changes.last(cycle.cycle_id, "shape", "commitments")),
        lambda: sorted(
            key
            for objective in workspace.objectives.present(cycle.cycle_id)
            if objective.ever_published
            for key in objective.key_results
        ),
    )


def _rests_on(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult
) -> tuple[object, ...]:
    held = held_by(workspace, cycle, key_result.owner or objective.owner)
    return (key_result, cycle, held, scored_as(workspace, objective))
