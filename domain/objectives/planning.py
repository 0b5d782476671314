"""Planning: an objective is drafted, measured and edited, until somebody stands by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, assert_never

from msgspec.structs import replace

from domain.cycles.cycle import Cycle, open_for_planning
from domain.errors import Rejection
from domain.measuring import forecast
from domain.measuring import metric as metrics
from domain.measuring.forecast import Forecasts
from domain.measuring.metric import Maintain, Metric, Milestone
from domain.messages import Command, Event
from domain.objectives.state import (
    CommitmentLocked,
    Context,
    KeyResult,
    Objective,
    ObjectiveIsWithdrawn,
    RevisedKeyResult,
    Stage,
    UnknownKeyResult,
    nobody_waits,
)
from domain.organization.chart import Chart
from domain.organization.organization import check_owner
from domain.values import (
    Ambition,
    CycleId,
    KeyResultId,
    Level,
    MidpointProgress,
    ObjectiveId,
    Owner,
    Sentence,
    Text,
    Weight,
    ordinary,
)

EDITABLE: Final[frozenset[Stage]] = frozenset({"draft", "proposed", "challenged", "refined"})
"""The stages in which an objective can be edited: while nobody stands by it yet."""

# Commands


class DraftObjective(Command, frozen=True):
    """Draft an objective: qualitative, for one cycle, owned by one unit or one person."""

    objective_id: ObjectiveId
    cycle_id: CycleId
    title: Sentence
    owner: Owner
    description: Text = ""
    carried_from: ObjectiveId | None = None
    """The objective of an earlier cycle that this one goes on with."""


class EditObjective(Command, frozen=True):
    """Change the text of an objective."""

    objective_id: ObjectiveId
    title: Sentence
    description: Text = ""


class _Measuring(Command, frozen=True):
    """The terms of a key result, all of them."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    title: Sentence
    metric: Metric
    weight: Weight = 1.0
    owner: Owner | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: MidpointProgress | None = None


class AddKeyResult(_Measuring, frozen=True):
    """Add a measure to an objective. Without an owner of its own, it has that of the objective."""

    carried_from: KeyResultId | None = None


class EditKeyResult(_Measuring, frozen=True):
    """Replace the terms of a key result; omitted fields return to their defaults."""


class RemoveKeyResult(Command, frozen=True):
    """Remove a key result from an objective."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId


PlanningCommand = DraftObjective | EditObjective | AddKeyResult | EditKeyResult | RemoveKeyResult

# Events


class ObjectiveDrafted(Event, frozen=True, tag="objective_drafted"):
    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
    description: str = ""
    carried_from: ObjectiveId | None = None


class ObjectiveEdited(Event, frozen=True, tag="objective_edited"):
    objective_id: ObjectiveId
    title: str
    description: str = ""


class KeyResultAdded(Event, frozen=True, tag="key_result_added"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    title: str
    metric: Metric
    weight: float
    owner: Owner | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: float | None = None
    carried_from: KeyResultId | None = None


class KeyResultEdited(Event, frozen=True, tag="key_result_edited"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    title: str
    metric: Metric
    weight: float
    owner: Owner | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: float | None = None


class KeyResultRemoved(Event, frozen=True, tag="key_result_removed"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId


PlanningEvent = (
    ObjectiveDrafted | ObjectiveEdited | KeyResultAdded | KeyResultEdited | KeyResultRemoved
)

# Decide


def draft(
    state: Objective | None, command: DraftObjective, context: Context
) -> Sequence[PlanningEvent]:
    if state is not None:
        present = (state.cycle_id, state.title, state.owner, state.description, state.carried_from)
        if present == (
            command.cycle_id, command.title, command.owner, command.description,
            command.carried_from,
        ):  # fmt: skip
            return []
        raise ObjectiveExists(title=state.title)
    cycle = open_for_planning(context.calendar, command.cycle_id)
    chart = _chart_with(command.owner, cycle, context)
    if command.carried_from is not None:
        _check_source(command, context.source)
    return [
        ObjectiveDrafted(
            objective_id=command.objective_id,
            cycle_id=command.cycle_id,
            title=command.title,
            owner=command.owner,
            level=chart.level(command.owner),
            description=command.description,
            carried_from=command.carried_from,
        )
    ]


def _check_source(command: DraftObjective, source: Objective | None) -> None:
    if source is None:
        raise UnknownSource(objective_id=command.carried_from)
    if source.cycle_id == command.cycle_id:
        raise CarriedWithinCycle


def decide(
    state: Objective,
    command: EditObjective | AddKeyResult | EditKeyResult | RemoveKeyResult,
    context: Context,
) -> Sequence[PlanningEvent]:
    match command:
        case EditObjective():
            return _edit(state, command, context)
        case AddKeyResult():
            return _add_key_result(state, command, context)
        case EditKeyResult():
            return _edit_key_result(state, command, context)
        case RemoveKeyResult():
            return _remove_key_result(state, command, context)
        case _:
            assert_never(command)


def _edit(state: Objective, command: EditObjective, context: Context) -> Sequence[PlanningEvent]:
    if (state.title, state.description) == (command.title, command.description):
        return []
    _open_for_edits(state, context)
    return [ObjectiveEdited(command.objective_id, command.title, command.description)]


def _add_key_result(
    state: Objective, command: AddKeyResult, context: Context
) -> Sequence[PlanningEvent]:
    wanted = key_result_of(command)
    present = state.key_results.get(command.key_result_id)
    if present is not None:
        if replace(present, check_ins=(), dependencies={}, forecasts=()) == wanted:
            return []
        raise KeyResultExists(title=present.title)
    not_removed(state, command.key_result_id)
    cycle = _open_for_edits(state, context)
    check_terms(wanted, cycle, context)
    return [KeyResultAdded(command.objective_id, *_terms(wanted), command.carried_from)]


def _edit_key_result(
    state: Objective, command: EditKeyResult, context: Context
) -> Sequence[PlanningEvent]:
    wanted = key_result_of(command)
    if _terms(_known(state, command.key_result_id)) == _terms(wanted):
        return []
    cycle = _open_for_edits(state, context)
    check_terms(wanted, cycle, context)
    return [KeyResultEdited(command.objective_id, *_terms(wanted))]


def _remove_key_result(
    state: Objective, command: RemoveKeyResult, context: Context
) -> Sequence[PlanningEvent]:
    if command.key_result_id in state.removed:
        return []
    known = _known(state, command.key_result_id)
    _open_for_edits(state, context)
    nobody_waits([known])
    return [KeyResultRemoved(command.objective_id, command.key_result_id)]


def _known(state: Objective, key_result_id: KeyResultId) -> KeyResult:
    known = state.key_results.get(key_result_id)
    if known is None:
        raise UnknownKeyResult(key_result_id=key_result_id)
    return known


def not_removed(state: Objective, key_result_id: KeyResultId) -> None:
    if key_result_id in state.removed:
        raise KeyResultWasRemoved


def _open_for_edits(state: Objective, context: Context) -> Cycle:
    if state.stage not in EDITABLE:
        if state.stage == "published":
            raise CommitmentLocked
        if state.withdrawn:
            raise ObjectiveIsWithdrawn
        raise NoLongerADraft(stage=state.stage)
    return open_for_planning(context.calendar, state.cycle_id)


def check_terms(key_result: KeyResult, cycle: Cycle, context: Context) -> None:
    """Refuse what cannot be scored, weighed, owned or be due within the cycle."""
    metric = key_result.metric
    metrics.check(metric)
    if not ordinary(key_result.weight):
        raise WeightOutOfBounds
    if key_result.owner is not None:
        _chart_with(key_result.owner, cycle, context)
    steps = metric.steps if isinstance(metric, Milestone) else ()
    for field, due in (("due", key_result.due), *(("metric.steps", step.due) for step in steps)):
        if due is not None and not cycle.starts <= due <= cycle.ends:
            raise DueOutsideCycle(due=due, starts=cycle.starts, ends=cycle.ends).at(field)


def _chart_with(owner: Owner, cycle: Cycle, context: Context) -> Chart:
    """The organization of the day on which the cycle is seen, in which the owner has to be."""
    chart = context.organization.at(cycle.as_of(context.today))
    check_owner(chart, owner)
    return chart


# Evolve


def drafted(event: ObjectiveDrafted) -> Objective:
    return Objective(
        objective_id=event.objective_id,
        cycle_id=event.cycle_id,
        title=event.title,
        owner=event.owner,
        level=event.level,
        description=event.description,
        carried_from=event.carried_from,
    )


def evolve(
    state: Objective, event: ObjectiveEdited | KeyResultAdded | KeyResultEdited | KeyResultRemoved
) -> Objective:
    match event:
        case ObjectiveEdited():
            return replace(state, title=event.title, description=event.description)
        case KeyResultAdded() | KeyResultEdited():
            return with_terms(state, key_result_of(event))
        case KeyResultRemoved():
            return without(state, event.key_result_id)
        case _:
            assert_never(event)


def with_terms(state: Objective, wanted: KeyResult) -> Objective:
    """The objective with a key result in these terms; what was reported on it stays with it."""
    present = state.key_results.get(wanted.key_result_id)
    if present is not None:
        wanted = replace(
            wanted,
            check_ins=present.check_ins,
            dependencies=present.dependencies,
            carried_from=present.carried_from,
            forecasts=_still_meant(present, wanted),
        )
    known = {**state.key_results, wanted.key_result_id: wanted}
    return replace(state, key_results=known)


def _still_meant(present: KeyResult, wanted: KeyResult) -> Forecasts:
    """The forecasts that mean the same under other terms: those of a level are of its weeks."""
    kept, keeps = isinstance(present.metric, Maintain), isinstance(wanted.metric, Maintain)
    return present.forecasts if kept == keeps else forecast.EMPTY


def without(state: Objective, key_result_id: KeyResultId) -> Objective:
    """The objective with a key result moved to those that were removed, if it is there."""
    gone = state.key_results.get(key_result_id)
    if gone is None:
        return state
    kept = {key: one for key, one in state.key_results.items() if key != key_result_id}
    return replace(state, key_results=kept, removed={**state.removed, key_result_id: gone})


def key_result_of(
    terms: AddKeyResult | EditKeyResult | KeyResultAdded | KeyResultEdited | RevisedKeyResult,
) -> KeyResult:
    return KeyResult(
        terms.key_result_id,
        terms.title,
        terms.metric,
        terms.weight,
        terms.owner,
        terms.due,
        terms.ambition,
        terms.midpoint,
        carried_from=getattr(terms, "carried_from", None),
    )


_Terms = tuple[KeyResultId, str, Metric, float, Owner | None, date | None, Ambition, float | None]


def _terms(key_result: KeyResult) -> _Terms:
    return (
        key_result.key_result_id,
        key_result.title,
        key_result.metric,
        key_result.weight,
        key_result.owner,
        key_result.due,
        key_result.ambition,
        key_result.midpoint,
    )


# Refusals


class ObjectiveExists(Rejection, code="objective-exists", kind="conflict"):
    """This identifier belongs to the objective '{title}', which differs from what was sent."""


class UnknownSource(Rejection, code="unknown-source", field="carried_from"):
    """There is no objective {objective_id} in this workspace to carry over."""


class CarriedWithinCycle(Rejection, code="carried-within-cycle", field="carried_from"):
    """An objective is carried over from another cycle, not within its own."""


class KeyResultExists(Rejection, code="key-result-exists", kind="conflict"):
    """This identifier belongs to the key result '{title}', which differs from what was sent."""


class KeyResultWasRemoved(Rejection, code="key-result-was-removed", kind="conflict"):
    """The key result was removed from this objective."""


class NoLongerADraft(Rejection, code="no-longer-a-draft", kind="conflict"):
    """The objective is {stage}: it can be edited again once somebody challenges it."""


class WeightOutOfBounds(Rejection, code="weight-out-of-bounds", field="weight"):
    """A weight has to be a number from 0 to 1e15."""


class DueOutsideCycle(Rejection, code="due-outside-cycle", field="due"):
    """{due} lies outside the cycle, which runs from {starts} to {ends}."""
