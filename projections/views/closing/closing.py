"""The sitting that closes a cycle: what is left to do, and what the scores would be.

One document per cycle, and one per unit in it (`<cycle>:<unit>`), from the beginning of its
scoring on. Check-ins touch only the unit's, and only then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from domain.closing import reset, scores
from domain.closing.closing import Closing, ClosingEvent, RollCalled
from domain.closing.reset import CycleReset
from domain.closing.retrospective import RetrospectiveHeld
from domain.cycles.cycle import Cycle, CycleMoved
from domain.measuring import expected_score
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.expected_score import Band
from domain.measuring.metric import Metric
from domain.objectives.objective import ObjectiveEvent
from domain.objectives.state import Objective
from domain.values import CycleId, ObjectiveId, Owner, UnitId
from domain.wording import counted, out_of
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.closing.scorecard_parts import card_of_unit, closing_of
from projections.views.dependencies.open_dependencies import asked, at
from projections.views.projection import Named, Projection, View, named, rounded
from projections.views.shared.learned_before import held_by

SHOWN = 100
"""How many units, and how many objectives of one, are shown; the totals count all."""


class UnitLeft(View, frozen=True):
    unit: Named
    published: int
    unscored: int
    looked_back: bool


class ClosingOfCycle(View, frozen=True):
    """`ready` says whether the cycle could be closed, and reset, now.

    `unpublished` are the drafts that nobody published: they are neither scored nor carried over.
    `open_dependencies` are the dependencies on which the last word is still to be said.
    """

    cycle_id: str
    name: str
    phase: str
    ready: bool
    text: tuple[str, ...]
    published: int
    unscored: int
    unpublished: int
    open_dependencies: int
    looked_back: bool
    lessons: int
    into_cycle_id: str | None
    units_total: int
    units: tuple[UnitLeft, ...]


class Proposal(View, frozen=True):
    """The progress on the last day, which is the score if the owner gives none.

    `proposed` is None where nothing was ever reported: such a score has to be given. `next_metric`
    is how the key result would begin the next cycle.
    """

    key_result_id: str
    title: str
    ambition: str
    weight: float
    proposed: float | None
    proposed_raw: float | None
    band: Band | None
    original: float | None
    original_raw: float | None
    next_metric: Metric


class ToScore(View, frozen=True):
    """An objective of the sitting; `score` is what it has been given so far."""

    objective_id: str
    title: str
    owner: Named
    score: float | None
    comment: str
    key_results: tuple[Proposal, ...]


class ClosingOfUnit(View, frozen=True):
    cycle_id: str
    name: str
    unit: Named
    looked_back: bool
    total: int
    unscored: int
    objectives: tuple[ToScore, ...]


class ClosingView(Projection):
    name = "closing"
    on = frozenset({CycleMoved, *get_args(ClosingEvent), *get_args(ObjectiveEvent)})
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CycleMoved() as event:
                cycle = workspace.calendar.cycles.get(event.cycle_id)
                return () if cycle is None else self.of_cycle(workspace, cycle)
            case CheckedIn() | CheckInCorrected() as event:
                return _card(workspace, event.objective_id)[1:]
            case RetrospectiveHeld() as event:
                return (event.cycle_id, *card_of_unit(workspace, event))
            case RollCalled() | CycleReset() as event:
                return (event.cycle_id,)
            case event:
                return _card(workspace, getattr(event, "objective_id", ObjectiveId("")))

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for unit_id in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit_id}"

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None or cycle.phase not in ("scoring", "closed"):
            return None
        if unit_id:
            return _of_unit(workspace, cycle, UnitId(unit_id))
        return _of_cycle(workspace, cycle)


def _card(workspace: Workspace, objective_id: ObjectiveId) -> tuple[str, ...]:
    """The cards that show an objective, where its cycle is being scored or was."""
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return ()
    cycle = workspace.calendar.cycles[objective.cycle_id]
    if cycle.phase not in ("scoring", "closed"):
        return ()
    unit_id = workspace.organization_of(cycle).unit_of(objective.owner)
    return (cycle.cycle_id, *(() if unit_id is None else (f"{cycle.cycle_id}:{unit_id}",)))


def _of_cycle(workspace: Workspace, cycle: Cycle) -> View:
    state = closing_of(workspace, cycle.cycle_id)
    chart = workspace.organization_of(cycle)
    planned = [
        workspace.objectives.planned(one)
        for one in workspace.objectives.by_cycle.get(cycle.cycle_id, ())
    ]
    everyone = [one for one in planned if one is not None]
    published = [one for one in everyone if one.stage == "published"]
    scored = state.scored(cycle)
    unscored = [one for one in published if one.objective_id not in scored]
    needs = (at(workspace, one) for one in asked(workspace, cycle).everything)
    waiting = sum(one.is_open for needing, _, one in needs if needing.stage == "published")
    owned = Counter(chart.unit_of(one.owner) for one in published)
    left = Counter(chart.unit_of(one.owner) for one in unscored)
    units = sorted(
        (one for one in owned if one is not None), key=lambda one: (-left[one], -owned[one], one)
    )
    return ClosingOfCycle(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        phase=cycle.phase,
        ready=not unscored and state.looked_back,
        text=tuple(_sentences(state, len(published), len(unscored), waiting, cycle)),
        published=len(published),
        unscored=len(unscored),
        unpublished=sum(one.stage not in ("published", "withdrawn") for one in everyone),
        open_dependencies=waiting,
        looked_back=state.looked_back,
        lessons=sum(len(one.lessons) for one in state.retrospectives.values()),
        into_cycle_id=None if state.reset is None else state.reset.into_cycle_id,
        units_total=len(units),
        units=tuple(
            UnitLeft(
                named(workspace, Owner("unit", one), cycle.cycle_id),
                owned[one],
                left[one],
                held_by(workspace, state, cycle, one) is not None,
            )
            for one in units[:SHOWN]
        ),
    )


def _sentences(
    state: Closing, published: int, unscored: int, waiting: int, cycle: Cycle
) -> Iterable[str]:
    if unscored:
        those = out_of(unscored, published, "published objective", "has", "have")
        yield f"{those} no score yet."
    if not state.looked_back:
        yield "The company has not yet held a retrospective with at least one lesson."
    if waiting:
        if cycle.phase == "closed":
            yield f"{counted(waiting, 'dependency was', 'dependencies were')} left open."
        else:
            are = counted(waiting, "dependency is", "dependencies are")
            yield f"{are} still open, and will be left open when the cycle is closed."
    if state.reset is None:
        yield (
            "The reset is still to come: each objective has to be carried over, dropped or"
            " finished."
        )


def _of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> View | None:
    state = closing_of(workspace, cycle.cycle_id)
    owned = (workspace.objectives[one] for one in workspace.by_unit(cycle).get(unit_id, ()))
    published = [one for one in owned if one.stage == "published"]
    if not published:
        return None
    scored = state.scored(cycle)
    return ClosingOfUnit(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        looked_back=held_by(workspace, state, cycle, unit_id) is not None,
        total=len(published),
        unscored=sum(one.objective_id not in scored for one in published),
        objectives=tuple(_to_score(workspace, one, cycle, state) for one in published[:SHOWN]),
    )


def _to_score(workspace: Workspace, objective: Objective, cycle: Cycle, state: Closing) -> ToScore:
    scored = state.scored(cycle).get(objective.objective_id)
    return ToScore(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, cycle.cycle_id),
        score=None if scored is None else scored.score,
        comment="" if scored is None else scored.comment,
        key_results=_proposals(objective, cycle),
    )


def _proposals(objective: Objective, cycle: Cycle) -> tuple[Proposal, ...]:
    proposals = scores.proposed(objective, cycle)
    found = ((one, proposals[key]) for key, one in objective.key_results.items())
    return tuple(
        Proposal(
            key_result_id=one.key_result_id,
            title=one.title,
            ambition=one.ambition,
            weight=one.weight,
            proposed=rounded(proposed.now.clamped) if proposed.now else None,
            proposed_raw=rounded(proposed.now.raw) if proposed.now else None,
            band=expected_score.band(round(proposed.now.clamped, 4)) if proposed.now else None,
            original=rounded(proposed.original.clamped) if proposed.original else None,
            original_raw=rounded(proposed.original.raw) if proposed.original else None,
            next_metric=reset.begun_anew(one, cycle),
        )
        for one, proposed in found
    )
