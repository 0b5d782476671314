"""The scorecard: what a cycle came to, and what the cycles came to one after the other.

One document per cycle; one per unit in a cycle (`<cycle>:<unit>`), with its key results and its
retrospective; one per objective, with the story of its whole line; and one for the workspace.
Scores are frozen, so check-ins touch none of them before a cycle is closed, and after that only
the note of how many came late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

from domain.closing import closing
from domain.closing.closing import Closing, ClosingEvent, RollCalled
from domain.closing.reset import CycleReset
from domain.closing.retrospective import RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.objectives.objective import ObjectiveEvent
from domain.values import CycleId, ObjectiveId, Owner, UnitId
from domain.workspace import WorkspaceCreated
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.activity import directory
from projections.views.closing import maturity, story
from projections.views.closing.lineage import line
from projections.views.closing.scorecard_parts import (
    LEVELS,
    Averages,
    Fates,
    Final,
    KeyResultFinal,
    Retrospective,
    averages,
    card_of_unit,
    closing_of,
    decisions,
    fates_of,
    final,
    key_result_finals,
    lessons_of,
    retrospective,
    scored_in,
)
from projections.views.projection import Named, Projection, View, named
from projections.views.shared.learned_before import held_by

SHOWN = 100
"""How many objectives, and how many cycles, are shown; the totals count all."""


class Level(View, frozen=True):
    level: str
    averages: Averages


class ScorecardOfCycle(View, frozen=True):
    """Objectives are ordered by level, the company's first; `published` is the last roll."""

    cycle_id: str
    name: str
    starts: date
    ends: date
    phase: str
    full: bool
    text: tuple[str, ...]
    published: int
    averages: Averages
    levels: tuple[Level, ...]
    objectives: tuple[Final, ...]
    retrospective: Retrospective | None
    units_looked_back: int
    lessons: int
    into_cycle_id: str | None
    fates: Fates


class Outcome(View, frozen=True):
    final: Final
    key_results: tuple[KeyResultFinal, ...]


class ScorecardOfUnit(View, frozen=True):
    cycle_id: str
    name: str
    unit: Named
    averages: Averages
    objectives: tuple[Outcome, ...]
    retrospective: Retrospective | None


class ScorecardView(Projection):
    name = "scorecard"
    on = frozenset(
        {
            WorkspaceCreated,
            CycleDefined,
            CycleMoved,
            *get_args(ClosingEvent),
            *get_args(ObjectiveEvent),
        }
    )
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case WorkspaceCreated():
                return (directory.KEY,)
            case CycleMoved() as event:
                return (directory.KEY, *self._moved(workspace, event.cycle_id))
            case CycleDefined() | RollCalled() as event:
                return (event.cycle_id, directory.KEY)
            case RetrospectiveHeld() as event:
                return (event.cycle_id, directory.KEY, *card_of_unit(workspace, event))
            case CycleReset() as event:
                decided = [one.objective_id for one in event.decisions]
                around = (_around(workspace, one) for one in decided)
                return (event.cycle_id, directory.KEY, *(key for keys in around for key in keys))
            case ObjectiveScored() as event:
                keys = (event.cycle_id, directory.KEY)
                return (*keys, *_around(workspace, event.objective_id))
            case CheckedIn() | CheckInCorrected() as event:
                return _late(workspace, event.objective_id)
            case _:
                objective_id = getattr(change.event, "objective_id", ObjectiveId(""))
                return (*_late(workspace, objective_id), *_of_line(workspace, objective_id))

    def _moved(self, workspace: Workspace, cycle_id: CycleId) -> Iterable[str]:
        """The cycle; all that is in it where it is scored anew: earlier scores count no more."""
        cycle = workspace.calendar.cycles.get(cycle_id)
        again = cycle is not None and cycle.rounds > 1
        return self.of_cycle(workspace, cycle) if cycle is not None and again else (cycle_id,)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for unit_id in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit_id}"
        for objective_id in workspace.objectives.by_cycle.get(cycle.cycle_id, ()):
            yield from line(workspace, objective_id)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        return (directory.KEY,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key == directory.KEY:
            return maturity.card(workspace)
        objective = workspace.objectives.planned(ObjectiveId(key))
        if objective is not None:
            return story.card(workspace, objective)
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None:
            return None
        if unit_id:
            return _of_unit(workspace, cycle, UnitId(unit_id))
        return _of_cycle(workspace, cycle)


# Which documents are about an objective


def _around(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    """The cards of its unit and of its line."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return
    cycle = workspace.calendar.cycles[objective.cycle_id]
    unit_id = workspace.organization_of(cycle).unit_of(objective.owner)
    if unit_id is not None:
        yield f"{cycle.cycle_id}:{unit_id}"
    yield from line(workspace, objective_id)


def _late(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    """What an event shows on once its objective may be scored; before that, nothing."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return ()
    cycle = workspace.calendar.cycles[objective.cycle_id]
    if not cycle.rounds:
        return ()
    return (cycle.cycle_id, *_around(workspace, objective_id))


def _of_line(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    members = line(workspace, objective_id)
    return members if len(members) > 1 else ()


# What is in them


def _of_cycle(workspace: Workspace, cycle: Cycle) -> View | None:
    state = closing_of(workspace, cycle.cycle_id)
    if state == closing.EMPTY:
        return None
    known = scored_in(workspace, state, cycle)
    levels = {
        level: [scored for objective, scored in known if objective.level == level]
        for level in LEVELS
    }
    ordered = sorted(known, key=lambda one: LEVELS.index(one[0].level))
    decided = decisions(state)
    company = state.retrospectives.get("")
    overall = averages([scored for _, scored in known])
    return ScorecardOfCycle(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        starts=cycle.starts,
        ends=cycle.ends,
        phase=cycle.phase,
        full=closing.full(state, cycle),
        text=tuple(_sentences(state, overall)),
        published=len(state.roll),
        averages=overall,
        levels=tuple(Level(level, averages(found)) for level, found in levels.items() if found),
        objectives=tuple(
            final(workspace, objective, scored, decided.get(objective.objective_id))
            for objective, scored in ordered[:SHOWN]
        ),
        retrospective=None if company is None else retrospective(workspace, company),
        units_looked_back=sum(one != "" for one in state.retrospectives),
        lessons=lessons_of(state),
        into_cycle_id=None if state.reset is None else state.reset.into_cycle_id,
        fates=fates_of(state),
    )


def _sentences(state: Closing, overall: Averages) -> Iterable[str]:
    if overall.scored:
        bands = overall.bands
        yield (
            f"{overall.scored} of {max(len(state.roll), overall.scored)} published objectives are"
            f" scored, {overall.score:.2f} on average: {bands.green} green, {bands.yellow} yellow,"
            f" {bands.red} red."
        )
    if overall.coverage is not None and overall.coverage < 1:
        yield f"Of what was scored, {overall.coverage:.0%} by weight had been reported on."
    if overall.under_original is not None and overall.score != overall.under_original:
        yield f"Against the targets first published, the average is {overall.under_original:.2f}."
    if not state.looked_back:
        yield "The company has not held its retrospective yet."


def _of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> View | None:
    state = closing_of(workspace, cycle.cycle_id)
    held = held_by(workspace, state, cycle, unit_id)
    scores = state.scored(cycle)
    found = [
        (workspace.objectives[one], scores[one])
        for one in workspace.by_unit(cycle).get(unit_id, ())
        if one in scores
    ]
    if not found and held is None:
        return None
    decided = decisions(state)
    return ScorecardOfUnit(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        averages=averages([scored for _, scored in found]),
        objectives=tuple(
            Outcome(
                final(workspace, objective, scored, decided.get(objective.objective_id)),
                key_result_finals(objective, scored),
            )
            for objective, scored in found[:SHOWN]
        ),
        retrospective=None if held is None else retrospective(workspace, held),
    )
