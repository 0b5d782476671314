"""Check-ins: what a team reports on a key result, and what it corrects afterwards."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Annotated, Literal, NamedTuple, Protocol, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.errors import Rejection
from domain.measuring import metric as metrics
from domain.measuring.metric import Boolean, Metric, Milestone
from domain.messages import Command, Event, Value
from domain.values import (
    SAID,
    CheckInId,
    Confidence,
    KeyResultId,
    ObjectiveId,
    Sentence,
    Text,
    ordinary,
)

BlockerKind = Literal["resource", "dependency", "clarity", "priority_conflict", "external"]


class Blocker(Value, frozen=True, forbid_unknown_fields=True):
    """What stands in the way. The name is its identity: the same name again is the same blocker."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=SAID)]
    kind: BlockerKind
    note: Text = ""


Blockers = Annotated[tuple[Blocker, ...], Meta(max_length=20)]

# Commands


class CheckIn(Command, frozen=True):
    """Report on a key result: where it stood on the effective date, how sure the owner is, and why.

    A milestone with steps takes `done` instead of a value: the names of the steps done so far, an
    empty list if there are none yet, or nothing if the check-in is not about steps.
    """

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    effective: date
    value: float | None = None
    confidence: Confidence | None = None
    narrative: Text = ""
    blockers: Blockers = ()
    done: tuple[str, ...] | None = None


class CorrectCheckIn(Command, frozen=True):
    """Replace the content of a check-in. The original stays in the log, along with the reason."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    reason: Sentence
    value: float | None = None
    confidence: Confidence | None = None
    narrative: Text = ""
    blockers: Blockers = ()
    done: tuple[str, ...] | None = None


CheckInCommand = CheckIn | CorrectCheckIn

# Events


class CheckedIn(Event, frozen=True, tag="checked_in"):
    """`reported_by` is the identity of who reported, `reported_for` of whom they stood in for."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    effective: date
    value: float | None = None
    confidence: int | None = None
    narrative: str = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] | None = None
    reported_by: str = ""
    reported_for: str = ""


class CheckInCorrected(Event, frozen=True, tag="check_in_corrected"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    check_in_id: CheckInId
    reason: str
    value: float | None = None
    confidence: int | None = None
    narrative: str = ""
    blockers: tuple[Blocker, ...] = ()
    done: tuple[str, ...] | None = None
    reported_by: str = ""
    reported_for: str = ""


CheckInEvent = CheckedIn | CheckInCorrected

# State

CheckIns = tuple[CheckedIn, ...]
"""The check-ins of one key result as corrected so far, in the order of their effective dates.

Of two check-ins with the same effective date, the one recorded later comes later.
"""

EMPTY: CheckIns = ()


class Context(Value, frozen=True):
    """What is reported on: how it is measured, in which cycle, and what day it is there.

    And who reports, and for whom if they stand in for somebody, by their identities.
    """

    today: date
    metric: Metric
    cycle: Cycle
    actor: str = ""
    acting_for: str = ""


def find(state: CheckIns, check_in_id: CheckInId) -> CheckedIn | None:
    return next((one for one in state if one.check_in_id == check_in_id), None)


# Decide


def decide(state: CheckIns, command: CheckInCommand, context: Context) -> list[CheckInEvent]:
    match command:
        case CheckIn():
            return _check_in(state, command, context)
        case CorrectCheckIn():
            return _correct(state, command, context)
        case _:
            assert_never(command)


def _check_in(state: CheckIns, command: CheckIn, context: Context) -> list[CheckInEvent]:
    event = CheckedIn(
        command.objective_id,
        command.key_result_id,
        command.check_in_id,
        command.effective,
        *_reported(command, context),
    )
    present = find(state, command.check_in_id)
    if present is not None:
        if _says_the_same(present, event):
            return []
        raise CheckInExists(check_in_id=command.check_in_id)
    cycle = context.cycle
    if not cycle.starts <= command.effective <= cycle.ends:
        raise EffectiveOutsideCycle(
            effective=command.effective, starts=cycle.starts, ends=cycle.ends
        )
    if command.effective > context.today:
        raise EffectiveInTheFuture(effective=command.effective, today=context.today)
    _something_reported(event)
    return [event]


def _correct(state: CheckIns, command: CorrectCheckIn, context: Context) -> list[CheckInEvent]:
    present = find(state, command.check_in_id)
    if present is None:
        raise UnknownCheckIn(check_in_id=command.check_in_id)
    event = CheckInCorrected(
        command.objective_id,
        command.key_result_id,
        command.check_in_id,
        command.reason,
        *_reported(command, context),
    )
    _something_reported(event)
    return [] if _says_the_same(present, _corrected(present, event)) else [event]


def _says_the_same(one: CheckedIn, other: CheckedIn) -> bool:
    """Whoever said it: what is sent again may be sent by somebody else."""
    return one == replace(other, reported_by=one.reported_by, reported_for=one.reported_for)


class Report(Protocol):
    """What states a number: by its value, or by the steps of a milestone that are done."""

    @property
    def value(self) -> float | None: ...

    @property
    def done(self) -> tuple[str, ...] | None: ...


def stated(metric: Metric, report: Report) -> float | None:
    """The number that a report states, checked against what the metric can measure."""
    if isinstance(metric, Milestone) and metric.steps:
        return _of_steps(metric, report)
    if report.done:
        raise NoSteps
    value = report.value
    if value is None:
        return None
    if not ordinary(value):
        raise ValueOutOfBounds
    if isinstance(metric, Milestone) and value < 0:
        raise PercentOutOfRange(value=value)
    if isinstance(metric, Boolean) and value not in (0, 1):
        raise NeitherDoneNorNot(value=value)
    return value


def _of_steps(metric: Milestone, report: Report) -> float | None:
    if report.value is not None:
        raise StepsTakeNoValue
    if report.done is None:
        return None
    names = [step.name for step in metric.steps]
    for step in report.done:
        if step not in names:
            raise UnknownStep(step=step, names=", ".join(names))
    return metrics.done_percent(metric, report.done)


class _Reported(NamedTuple):
    """What the events of a check-in say alike, in their order."""

    value: float | None
    confidence: int | None
    narrative: str
    blockers: tuple[Blocker, ...]
    done: tuple[str, ...] | None
    reported_by: str
    reported_for: str


def _reported(said: CheckInCommand, context: Context) -> _Reported:
    value = stated(context.metric, said)
    who = context.actor, context.acting_for
    return _Reported(value, said.confidence, said.narrative, said.blockers, said.done, *who)


def _something_reported(event: CheckedIn | CheckInCorrected) -> None:
    stated = event.value is not None or event.confidence is not None
    if not (stated or event.narrative.strip() or event.blockers):
        raise NothingReported
    names = [blocker.name for blocker in event.blockers]
    if len(set(names)) < len(names):
        raise BlockersRepeated


# Evolve


def evolve(state: CheckIns, event: CheckInEvent) -> CheckIns:
    """Total: a correction of a check-in that is not there changes nothing."""
    match event:
        case CheckedIn():
            if not state or state[-1].effective <= event.effective:
                return state + (event,)  # noqa: RUF005 - twice as fast, on the hot path of every fold
            place = bisect_right(state, event.effective, key=_effective)
            return (*state[:place], event, *state[place:])
        case CheckInCorrected():
            return tuple(
                _corrected(one, event) if one.check_in_id == event.check_in_id else one
                for one in state
            )
        case _:
            assert_never(event)


def _effective(event: CheckedIn) -> date:
    return event.effective


def _corrected(original: CheckedIn, event: CheckInCorrected) -> CheckedIn:
    return replace(
        original,
        value=event.value,
        confidence=event.confidence,
        narrative=event.narrative,
        blockers=event.blockers,
        done=event.done,
        reported_by=event.reported_by,
        reported_for=event.reported_for,
    )


# Refusals


class CheckInExists(Rejection, code="check-in-exists", kind="conflict", field="check_in_id"):
    """The check-in {check_in_id} exists and differs from what was sent: correct it instead."""


class EffectiveOutsideCycle(Rejection, code="effective-outside-cycle", field="effective"):
    """{effective} lies outside the cycle, which runs from {starts} to {ends}."""


class EffectiveInTheFuture(Rejection, code="effective-in-the-future", field="effective"):
    """{effective} is in the future: today is {today} in this workspace."""


class NothingReported(Rejection, code="nothing-reported", field="value"):
    """A check-in states a value, a confidence, a narrative or a blocker; this one states none."""


class BlockersRepeated(Rejection, code="blockers-repeated", field="blockers"):
    """Two blockers of one check-in have the same name, so they would count as one."""


class UnknownCheckIn(Rejection, code="unknown-check-in", kind="missing", field="check_in_id"):
    """There is no check-in {check_in_id} on this key result."""


class StepsTakeNoValue(Rejection, code="steps-take-no-value", field="value"):
    """This milestone is measured by its steps: send the names of the steps done, not a value."""


class UnknownStep(Rejection, code="unknown-step", field="done"):
    """There is no step '{step}'; the steps are: {names}."""


class NoSteps(Rejection, code="no-steps", field="done"):
    """There are no steps here to report as done: send a value."""


class ValueOutOfBounds(Rejection, code="value-out-of-bounds", field="value"):
    """A value has to be a number between -1e15 and 1e15."""


class PercentOutOfRange(Rejection, code="percent-out-of-range", field="value"):
    """A milestone without steps is reported in per cent, from 0 up; {value:.15g} is below 0."""


class NeitherDoneNorNot(Rejection, code="neither-done-nor-not", field="value"):
    """Report 1 for done or 0 for not done; {value:.15g} is neither."""
