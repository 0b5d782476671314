"""Dependencies: what a key result needs from another unit by a day, and what was promised.

A dependency is a record of the objective that needs it. The unit that provides it answers with a
promise; each slip of the promise keeps the date before it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, assert_never

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.errors import Rejection, either
from domain.messages import Command, Event, Value
from domain.organization.chart import Chart, Organization
from domain.organization.consistency import check_unit
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner, Sentence, Text, UnitId

Status = Literal["requested", "accepted", "at_risk", "delivered", "declined", "withdrawn"]

OPEN: frozenset[Status] = frozenset({"requested", "accepted", "at_risk"})
"""While somebody waits for an answer or for the thing itself."""

UNPROMISED: frozenset[Status] = frozenset({"requested", "declined"})
"""While nobody stands by it: to commit nevertheless is a risk that is recorded."""

# Commands


class RequestDependency(Command, frozen=True):
    """Ask another unit for something that a key result needs by a certain day."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    provider_id: UnitId
    deliverable: Sentence
    due: date
    note: Text = ""


class AcceptDependency(Command, frozen=True):
    """Promise what was asked for, by default for the day it is needed by.

    `by_objective_id` names the provider's objective that will deliver it, if there is one: what
    that objective waits for is then part of the chain.
    """

    objective_id: ObjectiveId
    dependency_id: DependencyId
    promised: date | None = None
    by_objective_id: ObjectiveId | None = None
    note: Text = ""


class DeclineDependency(Command, frozen=True):
    """Decline a request, or go back on a promise."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    reason: Sentence


class FlagDependency(Command, frozen=True):
    """Warn that a promise is at risk, before it is broken."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    reason: Sentence


class ConfirmDependency(Command, frozen=True):
    """Confirm that a promise which was at risk will be kept after all."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    note: Text = ""


class SlipDependency(Command, frozen=True):
    """Promise another day. A later one is a slip; an earlier one is good news."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    promised: date
    reason: Sentence


class DeliverDependency(Command, frozen=True):
    """Record the delivery, by default as of today."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    on: date | None = None
    note: Text = ""


class WithdrawDependency(Command, frozen=True):
    """Withdraw a request that is no longer needed."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    reason: Sentence


class ReopenDependency(Command, frozen=True):
    """Ask again for what was declined, perhaps for another day."""

    objective_id: ObjectiveId
    dependency_id: DependencyId
    reason: Sentence
    due: date | None = None


DependencyCommand = (
    RequestDependency
    | AcceptDependency
    | DeclineDependency
    | FlagDependency
    | ConfirmDependency
    | SlipDependency
    | DeliverDependency
    | WithdrawDependency
    | ReopenDependency
)

Step = (
    AcceptDependency
    | DeclineDependency
    | FlagDependency
    | ConfirmDependency
    | SlipDependency
    | DeliverDependency
    | WithdrawDependency
    | ReopenDependency
)
"""What can be done with a dependency that was requested."""


STEPS: dict[type[Command], tuple[Status, ...]] = {
    AcceptDependency: ("requested",),
    DeclineDependency: ("requested", "accepted", "at_risk"),
    FlagDependency: ("accepted", "at_risk"),
    ConfirmDependency: ("at_risk",),
    SlipDependency: ("accepted", "at_risk"),
    DeliverDependency: ("accepted", "at_risk"),
    WithdrawDependency: ("requested", "accepted", "at_risk", "declined"),
    ReopenDependency: ("declined",),
}
"""From which status each step can be taken. What is delivered or withdrawn stays so."""

# Events: `said_on` is the day on which it was recorded; the first version did not write it down.


class DependencyRequested(Event, frozen=True, tag="dependency_requested"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    provider_id: UnitId
    deliverable: str
    due: date
    note: str = ""
    said_on: date | None = None


class DependencyAccepted(Event, frozen=True, tag="dependency_accepted"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    promised: date
    by_objective_id: ObjectiveId | None = None
    note: str = ""
    said_on: date | None = None


class DependencyDeclined(Event, frozen=True, tag="dependency_declined"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    reason: str
    said_on: date | None = None


class DependencyFlagged(Event, frozen=True, tag="dependency_flagged"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    reason: str
    said_on: date | None = None


class DependencyConfirmed(Event, frozen=True, tag="dependency_confirmed"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    note: str = ""
    said_on: date | None = None


class DependencySlipped(Event, frozen=True, tag="dependency_slipped"):
    """`before` is the day that had been promised until then."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    before: date
    promised: date
    reason: str
    said_on: date | None = None


class DependencyBroughtForward(Event, frozen=True, tag="dependency_brought_forward"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    before: date
    promised: date
    reason: str
    said_on: date | None = None


class DependencyDelivered(Event, frozen=True, tag="dependency_delivered"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    on: date
    note: str = ""
    said_on: date | None = None


class DependencyWithdrawn(Event, frozen=True, tag="dependency_withdrawn"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    reason: str
    said_on: date | None = None


class DependencyReopened(Event, frozen=True, tag="dependency_reopened"):
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId
    due: date
    reason: str
    said_on: date | None = None


DependencyEvent = (
    DependencyRequested
    | DependencyAccepted
    | DependencyDeclined
    | DependencyFlagged
    | DependencyConfirmed
    | DependencySlipped
    | DependencyBroughtForward
    | DependencyDelivered
    | DependencyWithdrawn
    | DependencyReopened
)

# State


class Stood(Value, frozen=True):
    """How a dependency stood from a day on, by what was recorded until its end."""

    since: date
    due: date
    status: Status
    promised: date | None
    delivered_on: date | None


class Dependency(Value, frozen=True):
    """What was asked for, and how the answer stands.

    `due` is the day it is needed by. `reason` is why it is at risk, was declined or withdrawn.
    `slips` counts how often a promise moved to a later day; asked for again, they stay known.
    `stood` is how it stood before and stands now, for each day on which something was recorded.
    """

    asked: DependencyRequested
    due: date
    status: Status = "requested"
    promised: date | None = None
    by_objective_id: ObjectiveId | None = None
    delivered_on: date | None = None
    reason: str = ""
    slips: int = 0
    stood: tuple[Stood, ...] = ()

    @property
    def expected(self) -> date:
        """The day it can be counted on: the promised one, else the one it is needed by."""
        return self.promised or self.due

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


Dependencies = dict[DependencyId, Dependency]
"""The dependencies of one key result, in the order in which they were requested."""


class Consumer(Value, frozen=True):
    """Who needs it: the owners of the objective and of the key result, and its needs."""

    owners: tuple[Owner, ...]
    dependencies: Dependencies


class Context(Value, frozen=True):
    """What a decision depends on beside the dependency itself.

    `producer` is the unit of the objective that a promise names, None where it names none that
    there is in this cycle.
    """

    today: date
    cycle: Cycle
    organization: Organization
    producer: UnitId | None = None

    @property
    def chart(self) -> Chart:
        """The organization of the day on which the cycle is seen."""
        return self.organization.at(self.cycle.as_of(self.today))


# Decide


def decide(state: Consumer, command: DependencyCommand, context: Context) -> list[DependencyEvent]:
    if isinstance(command, RequestDependency):
        decided = _request(state, command, context)
    else:
        decided = _step(state.dependencies[command.dependency_id], command, context)
    return [dated(event, context.today) for event in decided]


def _request(
    state: Consumer, command: RequestDependency, context: Context
) -> list[DependencyEvent]:
    event = DependencyRequested(
        objective_id=command.objective_id,
        key_result_id=command.key_result_id,
        dependency_id=command.dependency_id,
        provider_id=command.provider_id,
        deliverable=command.deliverable,
        due=command.due,
        note=command.note,
    )
    present = state.dependencies.get(command.dependency_id)
    if present is not None:
        if replace(present.asked, said_on=None) == event:
            return []
        raise DependencyExists(deliverable=present.asked.deliverable)
    _not_closed(context.cycle)
    chart = context.chart
    provider = chart.unit_records.get(command.provider_id)
    if provider is None:
        raise UnknownProvider(provider_id=command.provider_id)
    check_unit(provider, context.cycle.as_of(context.today), "provider_id")
    if command.provider_id in map(chart.unit_of, state.owners):
        raise OwnDependency
    _within(context.cycle, command.due)
    return [event]


def _step(present: Dependency, command: Step, context: Context) -> list[DependencyEvent]:
    events = _event(present, command, context)
    if not events:
        return []
    _not_closed(context.cycle)
    allowed = STEPS[type(command)]
    if present.status not in allowed:
        status, possible = _words(present.status), _possible(present)
        if not possible:
            raise NothingLeftToDo(status=status)
        raise DependencyOutOfOrder(status=status, possible=possible)
    _check(present, command, context)
    return events


def _event(present: Dependency, command: Step, context: Context) -> list[DependencyEvent]:
    """What a step would add; nothing where it is true already."""
    about = _About(command.objective_id, present.asked.key_result_id, command.dependency_id)
    match command:
        case AcceptDependency():
            promised = command.promised or present.due
            given = ("accepted", promised, command.by_objective_id)
            if (present.status, present.promised, present.by_objective_id) == given:
                return []
            return [DependencyAccepted(*about, promised, command.by_objective_id, command.note)]
        case DeclineDependency():
            known = present.status == "declined"
            return [] if known else [DependencyDeclined(*about, command.reason)]
        case FlagDependency():
            known = (present.status, present.reason) == ("at_risk", command.reason)
            return [] if known else [DependencyFlagged(*about, command.reason)]
        case ConfirmDependency():
            known = present.status == "accepted"
            return [] if known else [DependencyConfirmed(*about, command.note)]
        case SlipDependency():
            return _moved(present, command, about)
        case DeliverDependency():
            known = present.status == "delivered" and command.on in (None, present.delivered_on)
            on = command.on or context.today
            return [] if known else [DependencyDelivered(*about, on, command.note)]
        case WithdrawDependency():
            known = present.status == "withdrawn"
            return [] if known else [DependencyWithdrawn(*about, command.reason)]
        case ReopenDependency():
            due = command.due or present.due
            known = (present.status, present.due) == ("requested", due)
            return [] if known else [DependencyReopened(*about, due, command.reason)]
        case _:
            assert_never(command)


class _About(NamedTuple):
    """What every event of a dependency begins with."""

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    dependency_id: DependencyId


def _moved(present: Dependency, command: SlipDependency, about: _About) -> list[DependencyEvent]:
    before, promised = present.expected, command.promised
    if present.promised == promised:
        return []
    later = promised > before
    kind = DependencySlipped if later else DependencyBroughtForward
    return [kind(*about, before, promised, command.reason)]


def _check(present: Dependency, command: Step, context: Context) -> None:
    """What a step says has to make sense in its cycle and among the provider's objectives."""
    match command:
        case AcceptDependency():
            provider_id = _provider(present, context)
            if command.by_objective_id and context.producer != provider_id:
                raise NotTheProvidersObjective(objective_id=command.by_objective_id)
            _promisable(command.promised, context.cycle)
        case ConfirmDependency():
            _provider(present, context)
        case SlipDependency():
            _provider(present, context)
            _promisable(command.promised, context.cycle)
        case DeliverDependency():
            _delivered(command.on or context.today, present, context)
        case ReopenDependency():
            _provider(present, context)
            if command.due is not None:
                _within(context.cycle, command.due)
        case DeclineDependency() | FlagDependency() | WithdrawDependency():
            pass
        case _:
            assert_never(command)


def _delivered(on: date, present: Dependency, context: Context) -> None:
    asked = present.asked.said_on
    if on > context.today:
        raise DeliveredInTheFuture(on=on, today=context.today)
    if on < context.cycle.earliest:
        raise DeliveredLongBefore(on=on, starts=context.cycle.starts)
    if asked is not None and on < asked:
        raise DeliveredBeforeAsked(on=on, asked=asked)


def _provider(present: Dependency, context: Context) -> UnitId:
    """The unit that answers now: the one that was asked, or what it became part of.

    Nobody promises anything for a unit that is no more.
    """
    chart = context.chart
    provider_id = chart.answering(present.asked.provider_id)
    provider = chart.unit_records.get(provider_id)
    if provider is not None:
        check_unit(provider, context.cycle.as_of(context.today), "dependency_id")
    return provider_id


def _not_closed(cycle: Cycle) -> None:
    if cycle.phase == "closed":
        raise DependenciesAreClosed(cycle=cycle.name)


def _within(cycle: Cycle, due: date) -> None:
    if not cycle.starts <= due <= cycle.ends:
        raise NeededOutsideCycle(due=due, starts=cycle.starts, ends=cycle.ends)


def _promisable(promised: date | None, cycle: Cycle) -> None:
    """A promise may come too late for its cycle, and is worth knowing then; it is not from before.

    Within a cycle's length after its end, that is: further away it is a slip of the pen.
    """
    latest = cycle.ends + (cycle.ends - cycle.starts)
    if promised is not None and not cycle.starts <= promised <= latest:
        raise PromisedOutOfReach(promised=promised, starts=cycle.starts, latest=latest)


def _words(status: Status) -> str:
    return status.replace("_", " ")


def _possible(present: Dependency) -> str:
    """The steps that can be taken from here, as verbs."""
    names = [
        kind.__name__.removesuffix("Dependency").lower()
        for kind, allowed in STEPS.items()
        if present.status in allowed
    ]
    return either(names)


# Evolve


def evolve(state: Dependencies, event: DependencyEvent) -> Dependencies:
    """Total: a step about a dependency that is not there changes nothing."""
    present = state.get(event.dependency_id)
    if isinstance(event, DependencyRequested):
        after = Dependency(event, event.due)
    elif present is None:
        return state
    else:
        after = _after(present, event)
    return {**state, event.dependency_id: _noted(after, event.said_on)}


def dated(event: DependencyEvent, day: date) -> DependencyEvent:
    """The event with the day on which it was recorded, where it does not know that itself."""
    return event if event.said_on is not None else replace(event, said_on=day)


def _noted(now: Dependency, day: date | None) -> Dependency:
    """Keep how it stands now beside how it stood before; the last word of a day is what counts.

    Nothing that is recorded later was known earlier, whatever the clock showed.
    """
    if day is None:
        return now
    since = max([day, *(one.since for one in now.stood[-1:])])
    before = tuple(one for one in now.stood if one.since < since)
    stands = Stood(since, now.due, now.status, now.promised, now.delivered_on)
    return replace(now, stood=(*before, stands))


def _after(present: Dependency, event: DependencyEvent) -> Dependency:
    match event:
        case DependencyRequested():
            return present
        case DependencyAccepted():
            return replace(
                present,
                status="accepted",
                promised=event.promised,
                by_objective_id=event.by_objective_id,
                reason="",
            )
        case DependencyDeclined():
            return replace(present, status="declined", reason=event.reason)
        case DependencyFlagged():
            return replace(present, status="at_risk", reason=event.reason)
        case DependencyConfirmed():
            return replace(present, status="accepted", reason="")
        case DependencySlipped() | DependencyBroughtForward():
            slips = present.slips + isinstance(event, DependencySlipped)
            return replace(
                present, promised=event.promised, slips=slips, status="accepted", reason=""
            )
        case DependencyDelivered():
            return replace(present, status="delivered", delivered_on=event.on, reason="")
        case DependencyWithdrawn():
            return replace(present, status="withdrawn", reason=event.reason)
        case DependencyReopened():
            return Dependency(present.asked, event.due, slips=present.slips, stood=present.stood)
        case _:
            assert_never(event)


# Refusals


class DependencyExists(Rejection, code="dependency-exists", kind="conflict"):
    """This identifier belongs to the dependency '{deliverable}', which differs from yours."""


class UnknownDependency(
    Rejection, code="unknown-dependency", kind="missing", field="dependency_id"
):
    """The objective has no dependency {dependency_id}."""


class UnknownProvider(Rejection, code="unknown-provider", field="provider_id"):
    """There is no unit {provider_id} in this workspace to ask."""


class OwnDependency(Rejection, code="own-dependency", field="provider_id"):
    """A unit cannot depend on itself: this one owns the key result or its objective."""


class NeededOutsideCycle(Rejection, code="needed-outside-cycle", field="due"):
    """{due} lies outside the cycle, which runs from {starts} to {ends}."""


class PromisedOutOfReach(Rejection, code="promised-out-of-reach", field="promised"):
    """The promised day has to lie between {starts} and {latest}; {promised} does not."""


class NotTheProvidersObjective(
    Rejection, code="not-the-providers-objective", field="by_objective_id"
):
    """The provider has no objective {objective_id} in this cycle to deliver it with."""


class DeliveredInTheFuture(Rejection, code="delivered-in-the-future", field="on"):
    """{on} is in the future: today is {today} in this workspace."""


class DeliveredLongBefore(Rejection, code="delivered-long-before", field="on"):
    """{on} is more than a year before the cycle, which starts on {starts}."""


class DeliveredBeforeAsked(Rejection, code="delivered-before-asked", field="on"):
    """It was asked for on {asked}, and cannot have been delivered for that on {on}."""


class DependencyOutOfOrder(Rejection, code="dependency-out-of-order", kind="conflict"):
    """The dependency is {status}: the next step is to {possible} it."""


class NothingLeftToDo(Rejection, code="nothing-left-to-do", kind="conflict"):
    """The dependency is {status}: nothing more can be done with it."""


class DependenciesAreClosed(Rejection, code="dependencies-are-closed", kind="conflict"):
    """The cycle '{cycle}' is closed: its dependencies stay as they are."""
