"""The brief of a team, in answer to three questions.

What is the company trying to achieve this quarter? How does our work contribute? How do we know
that we make sufficient progress? A brief is there for each unit that has objectives in a cycle, its
people's included; its key is the cycle's identifier, a colon, and the unit's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import FindingAnswered, FindingReopened, FindingResolved, Reviews
from domain.closing.retrospective import RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import NegotiationEvent
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import Objective
from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.values import CycleId, FindingId, ObjectiveId, OutcomeId, Owner, UnitId
from events.streams import review_stream
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.shared.forecasts import ForecastQuestion, questions
from projections.views.shared.learned_before import LessonsBefore, cycles_after, lessons_for
from projections.views.shared.link_paths import around, below, upward
from projections.views.shared.years import spans_of, strategy
from projections.views.team.contributing import OurContribution, contribution
from projections.views.team.progress_against_plan import Progress, progress
from projections.views.year.company import Company, company

SHOWN = 50
"""How many questions a brief has; the total counts all."""


class Brief(View, frozen=True):
    cycle: Days
    unit: Named
    company: Company
    contribution: OurContribution
    progress: Progress
    questions_total: int
    questions: tuple[ForecastQuestion, ...]
    """What the owners of its key results are asked, each with the request that answers it."""
    lessons: LessonsBefore
    """What the unit and the company learned in the cycle before."""


class BriefView(Projection):
    name = "brief"
    on = frozenset(
        {
            ObjectiveDrafted,
            KeyResultAdded,
            *get_args(NegotiationEvent),
            OutcomesAdvanced,
            CheckedIn,
            CheckInCorrected,
            ForecastGiven,
            ObjectiveScored,
            *get_args(DependencyEvent),
            ObjectiveLinked,
            ObjectiveUnlinked,
            OutcomeSet,
            OutcomeEdited,
            OutcomeDropped,
            FindingResolved,
            FindingAnswered,
            FindingReopened,
            RetrospectiveHeld,
            CycleDefined,
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case (
                ObjectiveDrafted()
                | KeyResultAdded()
                | CheckedIn()
                | CheckInCorrected()
                | ForecastGiven()
                | ObjectiveScored()
            ) as event:
                return _own(workspace, upward(workspace, event.objective_id))
            case OutcomesAdvanced() as event:
                return _and_all(workspace, event.objective_id)
            case ObjectiveLinked() as event:
                return _between(workspace, event)
            case ObjectiveUnlinked():
                gone = change.link
                return () if gone is None else _between(workspace, gone)
            case OutcomeSet() | OutcomeEdited() | OutcomeDropped() as event:
                return _in_year(workspace, event.outcome_id)
            case FindingResolved() | FindingAnswered() | FindingReopened() as event:
                return _found(workspace, event.cycle_id, event.finding_id)
            case RetrospectiveHeld() | CycleDefined() as event:
                return _learned(workspace, event)
            case event if isinstance(event, CommitmentEvent) and type(event) in REWORDING:
                return _reworded(workspace, event.objective_id)
            case event if isinstance(event, NegotiationEvent | DependencyEvent):
                return _own(workspace, upward(workspace, event.objective_id))
            case _:
                return ()

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return _of_all(workspace, cycle)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None:
            return None
        ours = _owned(workspace, cycle, UnitId(unit_id))
        if not ours:
            return None
        asked = list(questions(workspace, cycle, ours))
        return Brief(
            cycle=days(workspace, cycle),
            unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
            company=company(workspace, cycle),
            contribution=contribution(workspace, cycle, ours),
            progress=progress(workspace, cycle, ours),
            questions_total=len(asked),
            questions=tuple(asked[:SHOWN]),
            lessons=lessons_for(workspace, cycle, UnitId(unit_id)),
        )


def _owned(workspace: Workspace, cycle: Cycle, unit: UnitId) -> list[Objective]:
    """What the unit, or a person in it, owns in a cycle."""
    return [workspace.objectives[one] for one in workspace.by_unit(cycle).get(unit, ())]


def _own(workspace: Workspace, objectives: Iterable[ObjectiveId]) -> Iterable[str]:
    for objective_id in objectives:
        objective = workspace.objectives.planned(objective_id)
        if objective is not None:
            cycle = workspace.calendar.cycles[objective.cycle_id]
            unit = workspace.organization_of(cycle).unit_of(objective.owner)
            if unit is not None:
                yield f"{cycle.cycle_id}:{unit}"


def _between(workspace: Workspace, link: ObjectiveLinked) -> Iterable[str]:
    """Those whose work a link connects, and those that it works toward."""
    above = upward(workspace, link.parent_objective_id)
    return _own(workspace, (*below(workspace, link.objective_id), *above))


def _found(workspace: Workspace, cycle_id: CycleId, finding_id: FindingId) -> Iterable[str]:
    """The brief of the unit whose objective a finding is about."""
    reviews: Reviews = workspace.state(review_stream(cycle_id))
    known = reviews.findings.get(finding_id)
    about = None if known is None else known.finding.objective_id
    return () if about is None else _own(workspace, [about])


def _learned(workspace: Workspace, event: RetrospectiveHeld | CycleDefined) -> Iterable[str]:
    """Those who draft after it: the unit that looked back, or everybody after the company."""
    cycle = workspace.calendar.cycles.get(event.cycle_id)
    unit = event.unit_id if isinstance(event, RetrospectiveHeld) else None
    for one in () if cycle is None else cycles_after(workspace, cycle):
        yield from _of_all(workspace, one) if unit is None else (f"{one.cycle_id}:{unit}",)


def _and_all(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    """The unit's own brief, and everybody's where it is an objective of the company."""
    objective = workspace.objectives.planned(objective_id)
    if objective is not None and objective.level == "company":
        return _of_all(workspace, workspace.calendar.cycles[objective.cycle_id])
    return _own(workspace, [objective_id])


def _reworded(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    """Those whose work leads to it; everybody's where the company published it, or had."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return ()
    if objective.level == "company" and objective_id in workspace.phases.since:
        return _of_all(workspace, workspace.calendar.cycles[objective.cycle_id])
    concerned = (*around(workspace, objective), *upward(workspace, objective_id))
    return _own(workspace, dict.fromkeys(concerned))


def _of_all(workspace: Workspace, cycle: Cycle) -> Iterable[str]:
    return (f"{cycle.cycle_id}:{unit}" for unit in workspace.organization.units)


def _in_year(workspace: Workspace, outcome_id: OutcomeId) -> Iterable[str]:
    outcome = strategy(workspace).outcomes.get(outcome_id)
    year = None if outcome is None else workspace.calendar.cycles.get(outcome.cycle_id)
    if year is not None:
        for cycle in spans_of(workspace, year):
            yield from _of_all(workspace, cycle)
