"""Line of sight: from a unit's tasks up to what the company is after, and from there down to tasks.

Upward there is one document per unit and cycle (its key is the cycle's identifier, a colon, and the
unit's). Downward there is one per strategic outcome, company objective and company key result. No
check-in touches any of them; a task touches its unit's, and those of what it works toward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.cycles.cycle import Cycle
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.values import CycleId, KeyResultId, ObjectiveId, OutcomeId, UnitId
from domain.work import WorkEvent
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.alignment import sight_down, sight_up
from projections.views.projection import Projection, View
from projections.views.shared.link_paths import around, behind, below, reach
from projections.views.shared.years import outcomes_of, strategy, years_of
from projections.views.work.effort_spent import concerned, working_on


class LineOfSightView(Projection):
    name = "line_of_sight"
    on = frozenset(
        {
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            OutcomeSet,
            OutcomeEdited,
            OutcomeDropped,
            OutcomesAdvanced,
            *get_args(WorkEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case ObjectiveDrafted() as event:
                return (event.objective_id,)
            case KeyResultAdded() as event:
                return (event.key_result_id,)
            case ObjectiveLinked() as event:
                return self._linked(workspace, event)
            case ObjectiveUnlinked():
                gone = change.link
                return () if gone is None else self._linked(workspace, gone)
            case OutcomeSet() | OutcomeEdited() | OutcomeDropped() as event:
                return self._named(workspace, event.outcome_id)
            case OutcomesAdvanced() as event:
                return self._advanced(workspace, event.objective_id)
            case event if isinstance(event, WorkEvent):
                return self._worked(workspace, change, event)
            case event if isinstance(event, CommitmentEvent):
                return self._reworded(workspace, event.objective_id)
            case _:
                return ()

    def _linked(self, workspace: Workspace, link: ObjectiveLinked) -> Iterable[str]:
        """All above the link, and the units that work below it."""
        yield from _above(workspace, link.parent_objective_id, link.key_result_id)
        yield from _working(workspace, link.objective_id)

    def _reworded(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        """The units that work below it, and all above, where it is named or was."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        if objective.level == "company":
            yield from (objective_id, *objective.ever_measured_by)
        yield from objective.outcomes
        for link in workspace.links.up(objective):
            yield from _above(workspace, link.parent_objective_id, link.key_result_id)
        for unit in working_on(workspace, around(workspace, objective)):
            yield f"{objective.cycle_id}:{unit}"

    def _named(self, workspace: Workspace, outcome_id: OutcomeId) -> Iterable[str]:
        yield outcome_id
        for objective_id in workspace.objectives.advancing.get(outcome_id, ()):
            yield from _working(workspace, objective_id)

    def _advanced(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        """The outcomes of its years, since it may have advanced others until now."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        for year in years_of(workspace, workspace.calendar.cycles[objective.cycle_id]):
            for outcome in outcomes_of(workspace, year):
                yield outcome.outcome_id
        yield from _working(workspace, objective_id)

    def _worked(self, workspace: Workspace, change: Change, event: WorkEvent) -> Iterable[str]:
        yield f"{event.cycle_id}:{event.unit_id}"
        for objective_id, task in concerned(change, event):
            yield from _above(workspace, objective_id, task.key_result_id)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for objective_id in workspace.objectives.company.get(cycle.cycle_id, ()):
            yield objective_id
            objective = workspace.objectives.planned(objective_id)
            yield from objective.key_results if objective else ()
        for unit in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit}"

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        """An outcome is looked down from on the day it is, also once its year is over."""
        return strategy(workspace).outcomes

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit = key.partition(":")
        if unit:
            cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
            if cycle is None or unit not in workspace.at_work.units.get(cycle.cycle_id, ()):
                return None
            return sight_up.of_unit(workspace, cycle, UnitId(unit))
        outcome = strategy(workspace).outcomes.get(OutcomeId(key))
        if outcome is not None:
            return sight_down.of_outcome(workspace, outcome)
        home = workspace.objectives.home.get(KeyResultId(key))
        objective = workspace.objectives.planned(ObjectiveId(key) if home is None else home)
        if objective is None or objective.level != "company" or objective.withdrawn:
            return None
        return sight_down.of_objective(
            workspace, objective, None if home is None else KeyResultId(key)
        )


def _above(
    workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None
) -> Iterator[str]:
    found = reach(workspace, objective_id)
    yield from found.objectives
    yield from behind(workspace, objective_id, key_result_id)
    for one in found.passed:
        objective = workspace.objectives.planned(one)
        yield from objective.outcomes if objective else ()


def _working(workspace: Workspace, objective_id: ObjectiveId) -> Iterator[str]:
    """The units with work toward an objective, or toward one that works toward it."""
    objective = workspace.objectives.planned(objective_id)
    if objective is not None:
        for unit in working_on(workspace, below(workspace, objective_id)):
            yield f"{objective.cycle_id}:{unit}"
