"""An objective with its key results, from draft to published: what a team commits to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, assert_never

from msgspec.structs import replace

from domain import advancing, check_in, dependency, strategy
from domain import cycle as cycles
from domain import metric as metrics
from domain.advancing import Advanced, OutcomesAdvanced, SetOutcomes
from domain.chart import Chart, Organization
from domain.check_in import (
    CheckedIn,
    CheckIn,
    CheckInCommand,
    CheckInCorrected,
    CheckInEvent,
    CheckIns,
    CorrectCheckIn,
)
from domain.cycle import Calendar, Cycle
from domain.dependency import (
    Dependencies,
    DependencyCommand,
    DependencyEvent,
    RequestDependency,
    UnknownDependency,
)
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.metric import Metric, Milestone
from domain.organization import UnknownOwner
from domain.strategy import Strategy
from domain.values import (
    Ambition,
    CheckInId,
    CycleId,
    DependencyId,
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

Stage = Literal["draft", "committed", "published"]

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


class AddKeyResult(Command, frozen=True):
    """Say how a drafted objective will be measured. Without an owner, the objective's answers."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    title: Sentence
    metric: Metric
    weight: Weight = 1.0
    owner: Owner | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: MidpointProgress | None = None
    carried_from: KeyResultId | None = None


class CommitObjective(Command, frozen=True):
    """The owner stands by the draft as it is."""

    objective_id: ObjectiveId


class PublishObjective(Command, frozen=True):
    """Make a committed objective visible to everybody; from now on it takes check-ins."""

    objective_id: ObjectiveId


ObjectiveCommand = (
    DraftObjective
    | AddKeyResult
    | CommitObjective
    | PublishObjective
    | CheckInCommand
    | DependencyCommand
    | SetOutcomes
)

# Events


class ObjectiveDrafted(Event, frozen=True, tag="objective_drafted"):
    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
    description: str = ""
    carried_from: ObjectiveId | None = None


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


class ObjectiveCommitted(Event, frozen=True, tag="objective_committed"):
    """`unaccepted` are the dependencies without a promise by then: a risk taken knowingly."""

    objective_id: ObjectiveId
    unaccepted: tuple[DependencyId, ...] = ()


class ObjectivePublished(Event, frozen=True, tag="objective_published"):
    objective_id: ObjectiveId


ObjectiveEvent = (
    ObjectiveDrafted
    | KeyResultAdded
    | ObjectiveCommitted
    | ObjectivePublished
    | CheckInEvent
    | DependencyEvent
    | OutcomesAdvanced
)

# State


class KeyResult(Value, frozen=True):
    key_result_id: KeyResultId
    title: str
    metric: Metric
    weight: float
    owner: Owner | None
    due: date | None
    ambition: Ambition
    midpoint: float | None
    check_ins: CheckIns = check_in.EMPTY
    dependencies: Dependencies = {}
    carried_from: KeyResultId | None = None

    def check_in(self, check_in_id: CheckInId) -> CheckedIn | None:
        return check_in.find(self.check_ins, check_in_id)


class Objective(Value, frozen=True):
    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
    description: str = ""
    stage: Stage = "draft"
    key_results: dict[KeyResultId, KeyResult] = {}
    outcomes: Advanced = advancing.EMPTY
    unaccepted: tuple[DependencyId, ...] = ()
    """The dependencies that had no promise when the objective was committed to."""

    def needing(self, dependency_id: DependencyId) -> KeyResult | None:
        """The key result that a dependency belongs to."""
        for key_result in self.key_results.values():
            if dependency_id in key_result.dependencies:
                return key_result
        return None

    carried_from: ObjectiveId | None = None


class Context(Value, frozen=True):
    """What a decision about an objective depends on beside the objective itself."""

    today: date
    actor: str
    organization: Organization
    calendar: Calendar
    producing: Objective | None = None
    """The objective that a promise names to produce what was asked for."""
    source: Objective | None = None
    """The objective that one is carried over from, if it is there."""
    strategy: Strategy = strategy.EMPTY


# Decide


def decide(
    state: Objective | None, command: ObjectiveCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    if isinstance(command, DependencyCommand):
        return _depend(_existing(state, command), command, context)
    match command:
        case DraftObjective():
            return _draft(state, command, context)
        case AddKeyResult():
            return _add_key_result(_existing(state, command), command, context)
        case SetOutcomes():
            return _set_outcomes(_existing(state, command), command, context)
        case CommitObjective():
            return _commit(_existing(state, command), context)
        case PublishObjective():
            return _publish(_existing(state, command), context)
        case CheckIn() | CorrectCheckIn():
            return _report(_existing(state, command), command, context)
        case _:
            assert_never(command)


def _existing(state: Objective | None, command: ObjectiveCommand) -> Objective:
    if state is None:
        raise UnknownObjective(objective_id=command.objective_id)
    return state


def _draft(
    state: Objective | None, command: DraftObjective, context: Context
) -> Sequence[ObjectiveEvent]:
    if state is not None:
        present = (state.cycle_id, state.title, state.owner, state.description, state.carried_from)
        if present == (
            command.cycle_id, command.title, command.owner, command.description,
            command.carried_from,
        ):  # fmt: skip
            return []
        raise ObjectiveExists(title=state.title)
    cycle = cycles.known(context.calendar, command.cycle_id)
    _open_for_planning(cycle)
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


def _add_key_result(
    state: Objective, command: AddKeyResult, context: Context
) -> Sequence[ObjectiveEvent]:
    event = KeyResultAdded(
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        title=command.title,
        metric=command.metric,
        weight=command.weight,
        owner=command.owner,
        due=command.due,
        ambition=command.ambition,
        midpoint=command.midpoint,
        carried_from=command.carried_from,
    )
    present = state.key_results.get(command.key_result_id)
    if present is not None:
        if replace(present, check_ins=(), dependencies={}) == _key_result(event):
            return []
        raise KeyResultExists(title=present.title)
    if state.stage != "draft":
        raise NoLongerADraft(stage=state.stage)
    cycle = cycles.known(context.calendar, state.cycle_id)
    _open_for_planning(cycle)
    metrics.check(command.metric)
    if not ordinary(command.weight):
        raise WeightOutOfBounds
    if command.owner is not None:
        _chart_with(command.owner, cycle, context)
    steps = command.metric.steps if isinstance(command.metric, Milestone) else ()
    for field, due in (("due", command.due), *(("metric.steps", step.due) for step in steps)):
        if due is not None and not cycle.starts <= due <= cycle.ends:
            raise DueOutsideCycle(due=due, starts=cycle.starts, ends=cycle.ends).at(field)
    return [event]


def _set_outcomes(
    state: Objective, command: SetOutcomes, context: Context
) -> Sequence[ObjectiveEvent]:
    cycle = cycles.known(context.calendar, state.cycle_id)
    about = advancing.Context(context.strategy, context.calendar, cycle)
    decided = advancing.decide(state.outcomes, command, about)
    if decided:
        _open_for_planning(cycle)
    return decided


def _chart_with(owner: Owner, cycle: Cycle, context: Context) -> Chart:
    """The organization of the day on which the cycle is seen, in which the owner has to be."""
    organization, day = context.organization, cycle.as_of(context.today)
    if owner.id not in (organization.units if owner.kind == "unit" else organization.people):
        raise UnknownOwner(kind=owner.kind, id=owner.id)
    chart = organization.at(day)
    if not chart.knows(owner):
        raise OwnerNotThere(kind=owner.kind, name=chart.name_of(owner), day=day)
    return chart


def _open_for_planning(cycle: Cycle) -> None:
    if cycle.phase in ("scoring", "closed"):
        raise PlanningIsOver(cycle=cycle.name, phase=cycle.phase)


def _commit(state: Objective, context: Context) -> Sequence[ObjectiveEvent]:
    if state.stage != "draft":
        return []
    _open_for_planning(cycles.known(context.calendar, state.cycle_id))
    if not state.key_results:
        raise NothingToMeasure
    if sum(key_result.weight for key_result in state.key_results.values()) == 0:
        raise WeightsSumToZero
    unaccepted = tuple(
        dependency_id
        for key_result in state.key_results.values()
        for dependency_id, one in key_result.dependencies.items()
        if one.status in ("requested", "declined")
    )
    return [ObjectiveCommitted(state.objective_id, unaccepted)]


def _publish(state: Objective, context: Context) -> Sequence[ObjectiveEvent]:
    if state.stage == "published":
        return []
    _open_for_planning(cycles.known(context.calendar, state.cycle_id))
    if state.stage != "committed":
        raise NotCommitted
    return [ObjectivePublished(state.objective_id)]


def _report(
    state: Objective, command: CheckInCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    key_result = state.key_results.get(command.key_result_id)
    if key_result is None:
        raise UnknownKeyResult(key_result_id=command.key_result_id)
    if state.stage != "published":
        raise NotPublished(stage=state.stage)
    cycle = cycles.known(context.calendar, state.cycle_id)
    if cycle.phase in ("drafting", "review"):
        raise CycleNotActive(cycle=cycle.name, phase=cycle.phase)
    about = check_in.Context(context.today, key_result.metric, cycle)
    return check_in.decide(key_result.check_ins, command, about)


def _depend(
    state: Objective, command: DependencyCommand, context: Context
) -> Sequence[ObjectiveEvent]:
    if isinstance(command, RequestDependency):
        key_result = state.key_results.get(command.key_result_id)
        if key_result is None:
            raise UnknownKeyResult(key_result_id=command.key_result_id)
    else:
        key_result = state.needing(command.dependency_id)
        if key_result is None:
            raise UnknownDependency(dependency_id=command.dependency_id)
    cycle = cycles.known(context.calendar, state.cycle_id)
    chart = context.organization.at(cycle.as_of(context.today))
    producing = context.producing
    owners = (state.owner, key_result.owner or state.owner)
    consumer = dependency.Consumer(
        frozenset(unit for owner in owners if (unit := chart.unit_of(owner)) is not None),
        key_result.dependencies,
    )
    about = dependency.Context(
        context.today,
        cycle,
        chart,
        chart.unit_of(producing.owner)
        if producing is not None and producing.cycle_id == state.cycle_id
        else None,
    )
    return dependency.decide(consumer, command, about)


# Evolve


def evolve(state: Objective | None, event: ObjectiveEvent) -> Objective | None:
    """Total: an event about an objective or key result that is not there changes nothing."""
    if isinstance(event, DependencyEvent):
        return None if state is None else _with_dependency(state, event)
    match event:
        case CheckedIn() | CheckInCorrected():
            return None if state is None else take_reports(state, [event])
        case ObjectiveDrafted():
            return Objective(
                objective_id=event.objective_id,
                cycle_id=event.cycle_id,
                title=event.title,
                owner=event.owner,
                level=event.level,
                description=event.description,
                carried_from=event.carried_from,
            )
        case _ if state is None:
            return None
        case KeyResultAdded():
            return _with_key_result(state, _key_result(event))
        case OutcomesAdvanced():
            return replace(state, outcomes=advancing.evolve(state.outcomes, event))
        case ObjectiveCommitted():
            return replace(state, stage="committed", unaccepted=event.unaccepted)
        case ObjectivePublished():
            return replace(state, stage="published")
        case _:
            assert_never(event)


def take_reports(state: Objective, events: Sequence[CheckInEvent]) -> Objective:
    """What evolving by one event after the other gives, with one copy of the objective for all."""
    key_results = dict(state.key_results)
    for event in events:
        key_result = key_results.get(event.key_result_id)
        if key_result is not None:
            check_ins = check_in.evolve(key_result.check_ins, event)
            key_results[event.key_result_id] = replace(key_result, check_ins=check_ins)
    return replace(state, key_results=key_results)


def _key_result(event: KeyResultAdded) -> KeyResult:
    return KeyResult(
        event.key_result_id,
        event.title,
        event.metric,
        event.weight,
        event.owner,
        event.due,
        event.ambition,
        event.midpoint,
        carried_from=event.carried_from,
    )


def _with_key_result(state: Objective, key_result: KeyResult) -> Objective:
    known = {**state.key_results, key_result.key_result_id: key_result}
    return replace(state, key_results=known)


def _with_dependency(state: Objective, event: DependencyEvent) -> Objective:
    key_result = state.key_results.get(event.key_result_id)
    if key_result is None:
        return state
    changed = dependency.evolve(key_result.dependencies, event)
    return _with_key_result(state, replace(key_result, dependencies=changed))


# Refusals


class UnknownObjective(Rejection, code="unknown-objective", kind="missing", field="objective_id"):
    """There is no objective {objective_id} in this workspace."""


class ObjectiveExists(Rejection, code="objective-exists", kind="conflict"):
    """This identifier belongs to the objective '{title}', which differs from what was sent."""


class UnknownSource(Rejection, code="unknown-source", field="carried_from"):
    """There is no objective {objective_id} in this workspace to carry over."""


class CarriedWithinCycle(Rejection, code="carried-within-cycle", field="carried_from"):
    """An objective is carried over from another cycle, not within its own."""


class OwnerNotThere(Rejection, code="owner-not-there", kind="conflict", field="owner"):
    """The {kind} '{name}' cannot own it: on {day} they are gone already, or yet to come."""


class PlanningIsOver(Rejection, code="planning-is-over", kind="conflict"):
    """The cycle '{cycle}' is in {phase}: nothing new can be planned in it."""


class KeyResultExists(Rejection, code="key-result-exists", kind="conflict"):
    """This identifier belongs to the key result '{title}', which differs from what was sent."""


class NoLongerADraft(Rejection, code="no-longer-a-draft", kind="conflict"):
    """The objective is {stage}: key results can be added to a draft only."""


class WeightOutOfBounds(Rejection, code="weight-out-of-bounds", field="weight"):
    """A weight has to be an ordinary number, from zero to 1e15."""


class DueOutsideCycle(Rejection, code="due-outside-cycle", field="due"):
    """{due} lies outside the cycle, which runs from {starts} to {ends}."""


class NothingToMeasure(Rejection, code="nothing-to-measure", kind="conflict"):
    """An objective needs at least one key result before it can be committed."""


class WeightsSumToZero(Rejection, code="weights-sum-to-zero", kind="conflict", field="weight"):
    """The weights of the key results sum to zero, so no progress could be computed."""


class NotCommitted(Rejection, code="not-committed", kind="conflict"):
    """The objective is still a draft: commit it before publishing it."""


class UnknownKeyResult(Rejection, code="unknown-key-result", kind="missing", field="key_result_id"):
    """There is no key result {key_result_id} in this objective."""


class NotPublished(Rejection, code="not-published", kind="conflict"):
    """The objective is {stage}: it takes check-ins once it is published."""


class CycleNotActive(Rejection, code="cycle-not-active", kind="conflict"):
    """The cycle '{cycle}' is in {phase}: check-ins begin when it is active."""
