"""An objective with its key results and their check-ins: what a team commits to and how it goes."""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import date
from typing import Annotated, Literal, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain import cycle as cycles
from domain import metric as metrics
from domain.cycle import Calendar, Cycle
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.metric import Boolean, Metric, Milestone
from domain.organization import Organization
from domain.values import (
    Ambition,
    CheckInId,
    Confidence,
    CycleId,
    KeyResultId,
    Label,
    Level,
    MidpointProgress,
    ObjectiveId,
    Owner,
    Sentence,
    Text,
    Weight,
)

Stage = Literal["draft", "committed", "published"]
BlockerKind = Literal["resource", "dependency", "clarity", "priority_conflict", "external"]


class Blocker(Value, frozen=True, forbid_unknown_fields=True):
    """What stands in the way. The name is its identity: the same name again is the same blocker."""

    name: Annotated[Label, Meta(min_length=1, pattern=r"\S")]
    kind: BlockerKind
    note: Text = ""


# Commands


class DraftObjective(Command, frozen=True):
    """Draft an objective: qualitative, for one cycle, owned by one unit or one person."""

    objective_id: ObjectiveId
    cycle_id: CycleId
    title: Sentence
    owner: Owner
    description: Text = ""


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


class CommitObjective(Command, frozen=True):
    """The owner stands by the draft as it is."""

    objective_id: ObjectiveId


class PublishObjective(Command, frozen=True):
    """Make a committed objective visible to everybody; from now on it takes check-ins."""

    objective_id: ObjectiveId


class CheckIn(Command, frozen=True):
    """Report on a key result: where it stood on the effective date, how sure the owner is, and why.

    A milestone with steps takes `done` (the names of the steps done so far) instead of a value.
    """

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    effective: date
    value: float | None = None
    confidence: Confidence | None = None
    narrative: Text = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] = ()


class CorrectCheckIn(Command, frozen=True):
    """Replace what a check-in said. The original stays in the log, and the reason beside it."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    reason: Sentence
    value: float | None = None
    confidence: Confidence | None = None
    narrative: Text = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] = ()


ObjectiveCommand = (
    DraftObjective | AddKeyResult | CommitObjective | PublishObjective | CheckIn | CorrectCheckIn
)

# Events


class ObjectiveDrafted(Event, frozen=True, tag="objective_drafted"):
    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
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


class ObjectiveCommitted(Event, frozen=True, tag="objective_committed"):
    objective_id: ObjectiveId


class ObjectivePublished(Event, frozen=True, tag="objective_published"):
    objective_id: ObjectiveId


class CheckedIn(Event, frozen=True, tag="checked_in"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    effective: date
    value: float | None = None
    confidence: int | None = None
    narrative: str = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] = ()


class CheckInCorrected(Event, frozen=True, tag="check_in_corrected"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    reason: str
    value: float | None = None
    confidence: int | None = None
    narrative: str = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] = ()


ObjectiveEvent = (
    ObjectiveDrafted
    | KeyResultAdded
    | ObjectiveCommitted
    | ObjectivePublished
    | CheckedIn
    | CheckInCorrected
)

# State


class KeyResult(Value, frozen=True):
    """A key result and its check-ins as corrected so far, in the order of their effective dates.

    Of two check-ins with the same effective date, the one recorded later comes later.
    """

    key_result_id: KeyResultId
    title: str
    metric: Metric
    weight: float
    owner: Owner | None
    due: date | None
    ambition: Ambition
    midpoint: float | None
    check_ins: tuple[CheckedIn, ...] = ()

    def check_in(self, check_in_id: CheckInId) -> CheckedIn | None:
        return next((one for one in self.check_ins if one.check_in_id == check_in_id), None)


class Objective(Value, frozen=True):
    objective_id: ObjectiveId
    cycle_id: CycleId
    title: str
    owner: Owner
    level: Level
    description: str = ""
    stage: Stage = "draft"
    key_results: dict[KeyResultId, KeyResult] = {}


class Context(Value, frozen=True):
    """What a decision about an objective depends on beside the objective itself."""

    today: date
    organization: Organization
    calendar: Calendar


# Decide


def decide(
    state: Objective | None, command: ObjectiveCommand, context: Context
) -> list[ObjectiveEvent]:
    match command:
        case DraftObjective():
            return _draft(state, command, context)
        case AddKeyResult():
            return _add_key_result(_existing(state, command), command, context)
        case CommitObjective():
            return _commit(_existing(state, command), context)
        case PublishObjective():
            return _publish(_existing(state, command), context)
        case CheckIn():
            return _check_in(_existing(state, command), command, context)
        case CorrectCheckIn():
            return _correct(_existing(state, command), command)
        case _:
            assert_never(command)


def _existing(state: Objective | None, command: ObjectiveCommand) -> Objective:
    if state is None:
        raise UnknownObjective(objective_id=command.objective_id)
    return state


def _draft(
    state: Objective | None, command: DraftObjective, context: Context
) -> list[ObjectiveEvent]:
    if state is not None:
        present = (state.cycle_id, state.title, state.owner, state.description)
        if present == (command.cycle_id, command.title, command.owner, command.description):
            return []
        raise ObjectiveExists(title=state.title)
    _open_for_planning(cycles.known(context.calendar, command.cycle_id))
    if not context.organization.knows(command.owner):
        raise UnknownOwner(kind=command.owner.kind, id=command.owner.id)
    return [
        ObjectiveDrafted(
            objective_id=command.objective_id,
            cycle_id=command.cycle_id,
            title=command.title,
            owner=command.owner,
            level=context.organization.level(command.owner),
            description=command.description,
        )
    ]


def _add_key_result(
    state: Objective, command: AddKeyResult, context: Context
) -> list[ObjectiveEvent]:
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
    )
    present = state.key_results.get(command.key_result_id)
    if present is not None:
        if replace(present, check_ins=()) == _key_result(event):
            return []
        raise KeyResultExists(title=present.title)
    if state.stage != "draft":
        raise NoLongerADraft(stage=state.stage)
    cycle = cycles.known(context.calendar, state.cycle_id)
    _open_for_planning(cycle)
    metrics.check(command.metric)
    if not math.isfinite(command.weight):
        raise WeightNotFinite
    if command.owner is not None and not context.organization.knows(command.owner):
        raise UnknownOwner(kind=command.owner.kind, id=command.owner.id)
    steps = command.metric.steps if isinstance(command.metric, Milestone) else ()
    for due in (command.due, *(step.due for step in steps)):
        if due is not None and not cycle.starts <= due <= cycle.ends:
            raise DueOutsideCycle(due=due, starts=cycle.starts, ends=cycle.ends)
    return [event]


def _open_for_planning(cycle: Cycle) -> None:
    if cycle.phase in ("scoring", "closed"):
        raise PlanningIsOver(cycle=cycle.name, phase=cycle.phase)


def _commit(state: Objective, context: Context) -> list[ObjectiveEvent]:
    if state.stage != "draft":
        return []
    _open_for_planning(cycles.known(context.calendar, state.cycle_id))
    if not state.key_results:
        raise NothingToMeasure
    if sum(key_result.weight for key_result in state.key_results.values()) == 0:
        raise WeightsSumToZero
    return [ObjectiveCommitted(state.objective_id)]


def _publish(state: Objective, context: Context) -> list[ObjectiveEvent]:
    if state.stage == "published":
        return []
    _open_for_planning(cycles.known(context.calendar, state.cycle_id))
    if state.stage != "committed":
        raise NotCommitted
    return [ObjectivePublished(state.objective_id)]


def _check_in(state: Objective, command: CheckIn, context: Context) -> list[ObjectiveEvent]:
    key_result = _key_result_of(state, command.key_result_id)
    event = CheckedIn(
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        check_in_id=command.check_in_id,
        effective=command.effective,
        value=_value(key_result.metric, command),
        confidence=command.confidence,
        narrative=command.narrative,
        blockers=command.blockers,
        done=command.done,
    )
    present = key_result.check_in(command.check_in_id)
    if present is not None:
        if present == event:
            return []
        raise CheckInExists(check_in_id=command.check_in_id)
    if state.stage != "published":
        raise NotPublished(stage=state.stage)
    cycle = cycles.known(context.calendar, state.cycle_id)
    if cycle.phase in ("drafting", "review"):
        raise CycleNotActive(cycle=cycle.name, phase=cycle.phase)
    if not cycle.starts <= command.effective <= cycle.ends:
        raise EffectiveOutsideCycle(
            effective=command.effective, starts=cycle.starts, ends=cycle.ends
        )
    if command.effective > context.today:
        raise EffectiveInTheFuture(effective=command.effective, today=context.today)
    _something_reported(event)
    return [event]


def _correct(state: Objective, command: CorrectCheckIn) -> list[ObjectiveEvent]:
    key_result = _key_result_of(state, command.key_result_id)
    present = key_result.check_in(command.check_in_id)
    if present is None:
        raise UnknownCheckIn(check_in_id=command.check_in_id)
    event = CheckInCorrected(
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        check_in_id=command.check_in_id,
        reason=command.reason,
        value=_value(key_result.metric, command),
        confidence=command.confidence,
        narrative=command.narrative,
        blockers=command.blockers,
        done=command.done,
    )
    _something_reported(event)
    return [] if _corrected(present, event) == present else [event]


def _key_result_of(state: Objective, key_result_id: KeyResultId) -> KeyResult:
    key_result = state.key_results.get(key_result_id)
    if key_result is None:
        raise UnknownKeyResult(key_result_id=key_result_id)
    return key_result


def _value(metric: Metric, report: CheckIn | CorrectCheckIn) -> float | None:
    """The number that a report states, checked against what the metric can measure."""
    if isinstance(metric, Milestone) and metric.steps:
        if report.value is not None:
            raise StepsTakeNoValue
        names = [step.name for step in metric.steps]
        for step in report.done:
            if step not in names:
                raise UnknownStep(step=step, names=", ".join(names))
        return metrics.done_percent(metric, report.done) if report.done else None
    if report.done:
        raise NoSteps
    value = report.value
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueNotFinite
    if isinstance(metric, Milestone) and not 0 <= value <= 100:  # noqa: PLR2004 - per cent
        raise PercentOutOfRange(value=value)
    if isinstance(metric, Boolean) and value not in (0, 1):
        raise NeitherDoneNorNot(value=value)
    return value


def _something_reported(event: CheckedIn | CheckInCorrected) -> None:
    if event.value is None and event.confidence is None and not event.narrative.strip():
        raise NothingReported
    names = [blocker.name for blocker in event.blockers]
    if len(set(names)) < len(names):
        raise BlockersRepeated


# Evolve


def evolve(state: Objective | None, event: ObjectiveEvent) -> Objective | None:
    """Total: an event about an objective or key result that is not there changes nothing."""
    match event:
        case ObjectiveDrafted():
            return Objective(
                objective_id=event.objective_id,
                cycle_id=event.cycle_id,
                title=event.title,
                owner=event.owner,
                level=event.level,
                description=event.description,
            )
        case _ if state is None:
            return None
        case CheckedIn():
            return _with_check_in(state, event)
        case CheckInCorrected():
            return _with_correction(state, event)
        case KeyResultAdded():
            return _with_key_result(state, _key_result(event))
        case ObjectiveCommitted():
            return replace(state, stage="committed")
        case ObjectivePublished():
            return replace(state, stage="published")
        case _:
            assert_never(event)


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
    )


def _with_key_result(state: Objective, key_result: KeyResult) -> Objective:
    # Spelt out rather than `replace`: this is the hot path of every fold, and twice as fast.
    return Objective(
        state.objective_id,
        state.cycle_id,
        state.title,
        state.owner,
        state.level,
        state.description,
        state.stage,
        {**state.key_results, key_result.key_result_id: key_result},
    )


def _with_check_ins(
    state: Objective, key_result: KeyResult, check_ins: tuple[CheckedIn, ...]
) -> Objective:
    return _with_key_result(
        state,
        KeyResult(
            key_result.key_result_id,
            key_result.title,
            key_result.metric,
            key_result.weight,
            key_result.owner,
            key_result.due,
            key_result.ambition,
            key_result.midpoint,
            check_ins,
        ),
    )


def _with_check_in(state: Objective, event: CheckedIn) -> Objective:
    key_result = state.key_results.get(event.key_result_id)
    if key_result is None:
        return state
    before = key_result.check_ins
    if not before or before[-1].effective <= event.effective:
        return _with_check_ins(state, key_result, (*before, event))
    place = bisect_right(before, event.effective, key=_effective)
    return _with_check_ins(state, key_result, (*before[:place], event, *before[place:]))


def _effective(event: CheckedIn) -> date:
    return event.effective


def _with_correction(state: Objective, event: CheckInCorrected) -> Objective:
    key_result = state.key_results.get(event.key_result_id)
    if key_result is None:
        return state
    check_ins = tuple(
        _corrected(one, event) if one.check_in_id == event.check_in_id else one
        for one in key_result.check_ins
    )
    return _with_check_ins(state, key_result, check_ins)


def _corrected(original: CheckedIn, event: CheckInCorrected) -> CheckedIn:
    return replace(
        original,
        value=event.value,
        confidence=event.confidence,
        narrative=event.narrative,
        blockers=event.blockers,
        done=event.done,
    )


# Refusals


class UnknownObjective(Rejection, code="unknown-objective", kind="missing", field="objective_id"):
    """There is no objective {objective_id} in this workspace."""


class ObjectiveExists(Rejection, code="objective-exists", kind="conflict"):
    """This identifier belongs to the objective '{title}', which differs from what was sent."""


class UnknownOwner(Rejection, code="unknown-owner", field="owner"):
    """There is no {kind} {id} in this workspace to own it."""


class PlanningIsOver(Rejection, code="planning-is-over", kind="conflict"):
    """The cycle '{cycle}' is in {phase}: nothing new can be planned in it."""


class KeyResultExists(Rejection, code="key-result-exists", kind="conflict"):
    """This identifier belongs to the key result '{title}', which differs from what was sent."""


class NoLongerADraft(Rejection, code="no-longer-a-draft", kind="conflict"):
    """The objective is {stage}: key results can be added to a draft only."""


class WeightNotFinite(Rejection, code="weight-not-finite", field="weight"):
    """A weight is an ordinary number, zero or more."""


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


class CheckInExists(Rejection, code="check-in-exists", kind="conflict", field="check_in_id"):
    """The check-in {check_in_id} is recorded and says something else: correct it instead."""


class NotPublished(Rejection, code="not-published", kind="conflict"):
    """The objective is {stage}: it takes check-ins once it is published."""


class CycleNotActive(Rejection, code="cycle-not-active", kind="conflict"):
    """The cycle '{cycle}' is in {phase}: check-ins begin when it is active."""


class EffectiveOutsideCycle(Rejection, code="effective-outside-cycle", field="effective"):
    """{effective} lies outside the cycle, which runs from {starts} to {ends}."""


class EffectiveInTheFuture(Rejection, code="effective-in-the-future", field="effective"):
    """{effective} is still to come: today is {today} in this workspace."""


class NothingReported(Rejection, code="nothing-reported", field="value"):
    """A check-in states a value, a confidence or a narrative; this one states none."""


class BlockersRepeated(Rejection, code="blockers-repeated", field="blockers"):
    """Two blockers of one check-in have the same name, so they would count as one."""


class UnknownCheckIn(Rejection, code="unknown-check-in", kind="missing", field="check_in_id"):
    """There is no check-in {check_in_id} on this key result."""


class StepsTakeNoValue(Rejection, code="steps-take-no-value", field="value"):
    """This milestone is measured by its steps: send the names of the steps done, not a value."""


class UnknownStep(Rejection, code="unknown-step", field="done"):
    """There is no step '{step}'; the steps are: {names}."""


class NoSteps(Rejection, code="no-steps", field="done"):
    """This key result has no steps that could be done: send a value."""


class ValueNotFinite(Rejection, code="value-not-finite", field="value"):
    """A value is an ordinary number, not infinite and not undefined."""


class PercentOutOfRange(Rejection, code="percent-out-of-range", field="value"):
    """A milestone without steps is reported in per cent, 0 to 100; {value:g} is not."""


class NeitherDoneNorNot(Rejection, code="neither-done-nor-not", field="value"):
    """This key result is done (1) or not (0); {value:g} is neither."""
