"""What the drift detector has learned for a cycle from those that were closed before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from domain.cycles.cycle import Cycle
from domain.drift import RULE, learning
from domain.drift.backtest import Course
from domain.drift.learning import Learned
from domain.values import KeyResultId
from events.streams import closing_stream
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import rituals
from projections.views.shared.courses import course_of


def teaches(earlier: Cycle, later: Cycle) -> bool:
    """Whether what became of the one is known before the other is judged."""
    return earlier.kind == later.kind and earlier.ends < later.starts


def learned_for(workspace: Workspace, cycle: Cycle) -> Learned:
    """One object for as long as nothing of it changes, so that memory can go by it."""
    closed = _lessons_of(workspace, cycle)
    return workspace.memo.remember(
        ("learned", cycle.cycle_id),
        tuple([part for one in closed for part in _rests_on(workspace, one)]),
        lambda: learning.learned(list(_courses(workspace, closed))),
    )


def _lessons_of(workspace: Workspace, cycle: Cycle) -> list[Cycle]:
    """The closed cycles that teach, the newest first, as many as have key results enough."""
    closed = [
        one
        for one in workspace.calendar.cycles.values()
        if one.phase == "closed" and teaches(one, cycle)
    ]
    closed.sort(key=lambda one: (one.ends, one.cycle_id), reverse=True)
    found = 0
    for count, one in enumerate(closed, 1):
        found += len(_published(workspace, one))
        if found >= learning.MOST:
            return closed[:count]
    return closed


def _rests_on(workspace: Workspace, cycle: Cycle) -> tuple[object, ...]:
    """All that can still change how a closed cycle went: quicker than to ask its key results."""
    return (
        cycle,
        workspace.organization_of(cycle),
        rituals(workspace),
        workspace.state(closing_stream(cycle.cycle_id)),
        workspace.reports.after_closing.get(cycle.cycle_id, 0),
        *workspace.changes.last(cycle.cycle_id, "words", "shape", "commitments", "promises"),
    )


def _courses(workspace: Workspace, closed: Iterable[Cycle]) -> Iterable[Course]:
    """Of published key results, those of the newest cycle first; by id, which favours nobody."""
    keys = ((cycle, key) for cycle in closed for key in _published(workspace, cycle))
    for cycle, key in islice(keys, learning.MOST):
        objective = workspace.objectives[workspace.objectives.home[key]]
        course = course_of(workspace, cycle, objective, objective.key_results[key], RULE)
        if course is not None:
            yield course


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
