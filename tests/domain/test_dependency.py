from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from domain.cycles.cycle import Calendar
from domain.dependencies.dependency import (
    STEPS,
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    DeliveredBeforeAsked,
    DeliveredInTheFuture,
    DeliveredLongBefore,
    DependenciesAreClosed,
    DependencyAccepted,
    DependencyBroughtForward,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyExists,
    DependencyFlagged,
    DependencyOutOfOrder,
    DependencyReopened,
    DependencyRequested,
    DependencySlipped,
    DependencyWithdrawn,
    FlagDependency,
    NeededOutsideCycle,
    NothingLeftToDo,
    NotTheProvidersObjective,
    OwnDependency,
    PromisedOutOfReach,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    Status,
    Step,
    UnknownDependency,
    UnknownProvider,
    WithdrawDependency,
)
from domain.messages import Command, Event
from domain.objectives import objective
from domain.objectives.negotiation import CommitObjective, ObjectiveCommitted
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import KeyResultRemoved
from domain.objectives.state import Context, Objective, UnknownKeyResult
from domain.organization.chart import EVER, Archived, Organization, UnitRecord
from domain.organization.consistency import UnitIsArchived
from domain.values import CycleId, DependencyId, KeyResultId, ObjectiveId, Owner, UnitId
from tests.support.company import (
    ADA,
    BUGS,
    COMPANY,
    CYCLE,
    ENDS,
    ENGINEERING,
    ORGANIZATION,
    Q3,
    RELIABLE,
    STARTS,
    drafted,
    measured,
    unit,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

DATA, EXPORT = UnitId("data"), DependencyId("export")
PIPELINE = ObjectiveId("pipeline")
DUE, LATER, EARLIER, TODAY = week(6), week(8), week(5), week(2)
ACME = Organization(
    {
        **ORGANIZATION.units,
        DATA: UnitRecord(DATA, "team", ((EVER, "Data"),), ((EVER, COMPANY),)),
    },
    ORGANIZATION.people,
)
THEIRS = Objective(PIPELINE, Q3, "Data flows", unit(DATA), "team")


def given(*events: Event, **more: object) -> Scenario:
    """What the team Engineering needs for its key result, as asked about in the second week."""
    facts: dict[str, object] = {"organization": ACME, "calendar": Calendar({Q3: CYCLE}), **more}
    context = Context(TODAY, "ada", **facts)  # type: ignore[arg-type]  # whatever it has
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, context)),
        objective.evolve,
        None,
        events,
    )


request = RequestDependency(RELIABLE, BUGS, EXPORT, DATA, "the export", DUE)
accept = AcceptDependency(RELIABLE, EXPORT)
decline = DeclineDependency(RELIABLE, EXPORT, "no time")
flag = FlagDependency(RELIABLE, EXPORT, "Bo is ill")
confirm = ConfirmDependency(RELIABLE, EXPORT)
slip = SlipDependency(RELIABLE, EXPORT, LATER, "more work than thought")
deliver = DeliverDependency(RELIABLE, EXPORT)
withdraw = WithdrawDependency(RELIABLE, EXPORT, "we found another way")
reopen = ReopenDependency(RELIABLE, EXPORT, "perhaps now")

requested = DependencyRequested(RELIABLE, BUGS, EXPORT, DATA, "the export", DUE, said_on=TODAY)
accepted = DependencyAccepted(RELIABLE, BUGS, EXPORT, DUE, said_on=TODAY)
declined = DependencyDeclined(RELIABLE, BUGS, EXPORT, "no time", said_on=TODAY)
flagged = DependencyFlagged(RELIABLE, BUGS, EXPORT, "Bo is ill", said_on=TODAY)
confirmed = DependencyConfirmed(RELIABLE, BUGS, EXPORT, said_on=TODAY)
slipped = DependencySlipped(
    RELIABLE, BUGS, EXPORT, DUE, LATER, "more work than thought", said_on=TODAY
)
delivered = DependencyDelivered(RELIABLE, BUGS, EXPORT, TODAY, said_on=TODAY)
withdrawn = DependencyWithdrawn(RELIABLE, BUGS, EXPORT, "we found another way", said_on=TODAY)
reopened = DependencyReopened(RELIABLE, BUGS, EXPORT, DUE, "perhaps now", said_on=TODAY)

planned = (drafted, measured)
asked = given(*planned, requested)

# Asking


def test_a_key_result_asks_another_unit_for_what_it_needs() -> None:
    given(*planned).when(request).then(requested)


def test_a_published_objective_can_still_ask() -> None:
    given(*planned, ObjectiveCommitted(RELIABLE)).when(request).then(requested)


def test_the_same_identifier_means_the_same_request() -> None:
    asked.when(replace(request, deliverable="another")).then_rejected(DependencyExists, "export")
    asked.when(replace(request, due=LATER)).then_rejected(DependencyExists)


def test_an_identifier_is_not_given_to_what_another_key_result_needs() -> None:
    other = replace(measured, key_result_id=KeyResultId("other"))
    elsewhere = replace(request, key_result_id=other.key_result_id)
    given(*planned, other, requested).when(elsewhere).then_rejected(DependencyExists, "export")
    gone = (requested, withdrawn, KeyResultRemoved(RELIABLE, BUGS))
    given(*planned, other, *gone).when(elsewhere).then_rejected(DependencyExists, "export")


def test_what_was_accepted_and_asked_again_changes_nothing() -> None:
    given(*planned, requested, accepted).when(request).then_nothing()


@pytest.mark.parametrize("owner", [unit(ENGINEERING), Owner("person", ADA)])
def test_nobody_depends_on_the_own_unit_whoever_of_it_answers(owner: Owner) -> None:
    own = replace(request, provider_id=ENGINEERING)
    given(replace(drafted, owner=owner), measured).when(own).then_rejected(OwnDependency)


@pytest.mark.parametrize("owner", [unit(DATA), unit(ENGINEERING)])
def test_neither_the_unit_of_the_key_result_nor_that_of_its_objective_is_asked(
    owner: Owner,
) -> None:
    of_another = given(drafted, replace(measured, owner=owner))
    for provider in {UnitId(owner.id), ENGINEERING}:
        of_another.when(replace(request, provider_id=provider)).then_rejected(OwnDependency)


def test_a_unit_that_there_is_not_cannot_be_asked() -> None:
    nobody = replace(request, provider_id=UnitId("nobody"))
    given(*planned).when(nobody).then_rejected(UnknownProvider, "nobody")


def test_a_unit_that_is_archived_by_then_cannot_be_asked() -> None:
    gone = replace(ACME.units[DATA], archived=Archived(TODAY, "Merged"))
    acme = replace(ACME, units={**ACME.units, DATA: gone})
    later = replace(acme, units={**ACME.units, DATA: replace(gone, archived=Archived(DUE))})
    refused = given(*planned, organization=acme).when(request)
    refused.then_rejected(UnitIsArchived, "Data", str(TODAY))
    given(*planned, organization=later).when(request).then(requested)


@pytest.mark.parametrize("due", [STARTS - timedelta(1), ENDS + timedelta(1)])
def test_what_is_needed_is_needed_within_the_cycle(due: date) -> None:
    given(*planned).when(replace(request, due=due)).then_rejected(NeededOutsideCycle, str(due))
    again = replace(reopen, due=due)
    given(*planned, requested, declined).when(again).then_rejected(NeededOutsideCycle)


def test_it_is_needed_by_a_key_result_that_there_is() -> None:
    given().when(request).then_rejected(UnknownObjective)
    nothing = replace(request, key_result_id=KeyResultId("nothing"))
    given(*planned).when(nothing).then_rejected(UnknownKeyResult, "nothing")
    given(*planned).when(accept).then_rejected(UnknownDependency, "export")


# One step after another

HISTORIES: dict[Status, tuple[Event, ...]] = {
    "requested": (requested,),
    "accepted": (requested, accepted),
    "at_risk": (requested, accepted, flagged),
    "delivered": (requested, accepted, delivered),
    "declined": (requested, declined),
    "withdrawn": (requested, withdrawn),
}
ASKED: tuple[Command, ...] = (
    accept, decline, replace(flag, reason="Bo left"), confirm, slip, deliver, withdraw, reopen,
)  # fmt: skip
ALREADY: set[tuple[Status, type[Command]]] = {
    ("accepted", AcceptDependency),
    ("declined", DeclineDependency),
    ("accepted", ConfirmDependency),
    ("delivered", DeliverDependency),
    ("withdrawn", WithdrawDependency),
    ("requested", ReopenDependency),
}
"""What is asked for and true already."""


def test_every_step_and_every_status_is_in_the_table() -> None:
    assert set(STEPS) == {type(command) for command in ASKED} == set(get_args(Step))
    assert set(HISTORIES) == set(get_args(Status))


@pytest.mark.parametrize("status", HISTORIES)
@pytest.mark.parametrize("command", ASKED, ids=lambda command: type(command).__name__)
def test_a_step_is_taken_from_where_the_table_has_it_and_from_nowhere_else(
    status: Status, command: Command
) -> None:
    history = given(*planned, *HISTORIES[status])
    if (status, type(command)) in ALREADY:
        history.when(command).then_nothing()
    elif status in STEPS[type(command)]:
        (event,) = history.decide(command)
        history.when(command).then(event)
    else:
        refusal = NothingLeftToDo if status in ("delivered", "withdrawn") else DependencyOutOfOrder
        history.when(command).then_rejected(refusal, status.replace("_", " "))


@pytest.mark.parametrize("command", [request, *ASKED])
def test_a_closed_cycle_keeps_its_dependencies_as_they_are(command: Command) -> None:
    closed = Calendar({Q3: replace(CYCLE, phase="closed")})
    events = {request: (), reopen: (requested, declined), confirm: (requested, accepted, flagged)}
    if command in (request, accept, reopen, confirm):
        history = events.get(command, (requested,))
    else:
        history = (requested, accepted)
    after = given(*planned, *history, calendar=closed)
    after.when(command).then_rejected(DependenciesAreClosed, "2026-Q3")


def test_a_refusal_says_what_can_be_done_instead() -> None:
    asked.when(deliver).then_rejected(DependencyOutOfOrder, "accept, decline or withdraw it")
    over = given(*planned, *HISTORIES["delivered"])
    over.when(slip).then_rejected(NothingLeftToDo, "delivered")


# Promises


def test_a_promise_is_for_the_day_it_is_needed_unless_it_names_another() -> None:
    asked.when(accept).then(accepted)
    asked.when(replace(accept, promised=LATER)).then(replace(accepted, promised=LATER))


def test_a_promise_may_name_the_objective_that_will_produce_it() -> None:
    named = replace(accept, by_objective_id=PIPELINE)
    given(*planned, requested, producing=THEIRS).when(named).then(
        replace(accepted, by_objective_id=PIPELINE)
    )


@pytest.mark.parametrize(
    "producing",
    [
        None,
        replace(THEIRS, owner=unit(ENGINEERING)),
        replace(THEIRS, cycle_id=CycleId("q4")),
        replace(THEIRS, stage="withdrawn"),
    ],
)
def test_the_objective_that_produces_it_is_the_providers_and_of_the_same_cycle(
    producing: Objective | None,
) -> None:
    named = replace(accept, by_objective_id=PIPELINE)
    found = given(*planned, requested, producing=producing)
    found.when(named).then_rejected(NotTheProvidersObjective, "pipeline")


LAB = UnitId("lab")
GONE = UnitRecord(DATA, "team", ((EVER, "Data"),), ((EVER, COMPANY),), Archived(TODAY, "Sold"))
IN_THE_LAB = Organization(
    {
        **ACME.units,
        DATA: replace(GONE, archived=Archived(TODAY, into_id=LAB)),
        LAB: UnitRecord(LAB, "team", ((EVER, "Lab"),), ((EVER, COMPANY),)),
    },
    days=(TODAY,),
)


@pytest.mark.parametrize(
    ("before", "step"),
    [((), accept), ((accepted,), slip), ((accepted, flagged), confirm), ((declined,), reopen)],
)
def test_nobody_promises_anything_for_a_unit_that_is_no_more(
    before: Sequence[Event], step: Step
) -> None:
    acme = replace(ACME, units={**ACME.units, DATA: GONE})
    found = given(*planned, requested, *before, organization=acme)
    found.when(step).then_rejected(UnitIsArchived, "Data", str(TODAY))
    over = given(*planned, requested, accepted, organization=acme)
    over.when(deliver).then(delivered)
    over.when(withdraw).then(withdrawn)


def test_what_a_unit_became_part_of_promises_in_its_place() -> None:
    named = replace(accept, by_objective_id=PIPELINE)
    theirs = replace(THEIRS, owner=unit(LAB))
    for producing in (theirs, THEIRS):
        found = given(*planned, requested, organization=IN_THE_LAB, producing=producing)
        found.when(named).then(replace(accepted, by_objective_id=PIPELINE))


def test_nobody_depends_on_what_the_own_unit_became_part_of() -> None:
    ended = replace(ACME.units[ENGINEERING], archived=Archived(TODAY, into_id=DATA))
    merged = Organization({**ACME.units, ENGINEERING: ended}, ACME.people, (TODAY,))
    given(*planned, organization=merged).when(request).then_rejected(OwnDependency)


def test_each_slip_keeps_the_day_before_it() -> None:
    slipping = given(*planned, requested, accepted, slipped)
    once_more = LATER + timedelta(7)
    slipping.when(replace(slip, promised=once_more)).then(
        replace(slipped, before=LATER, promised=once_more)
    )
    kept = slipping.state().key_results[BUGS].dependencies[EXPORT]
    assert (kept.promised, kept.slips, kept.due) == (LATER, 1, DUE)


def test_an_earlier_day_is_no_slip() -> None:
    forward = DependencyBroughtForward(RELIABLE, BUGS, EXPORT, DUE, EARLIER, "lucky", said_on=TODAY)
    earlier = SlipDependency(RELIABLE, EXPORT, EARLIER, "lucky")
    given(*planned, requested, accepted).when(earlier).then(forward)
    state = given(*planned, requested, accepted, forward).state()
    kept = state.key_results[BUGS].dependencies[EXPORT]
    assert (kept.promised, kept.slips) == (EARLIER, 0)


def test_a_promise_may_come_too_late_for_its_cycle_but_not_from_before_it() -> None:
    too_late = ENDS + timedelta(10)
    asked.when(replace(accept, promised=too_late)).then(replace(accepted, promised=too_late))
    for never in (STARTS - timedelta(1), date(2206, 8, 1)):
        asked.when(replace(accept, promised=never)).then_rejected(PromisedOutOfReach, str(never))
        moved = replace(slip, promised=never)
        given(*planned, requested, accepted).when(moved).then_rejected(PromisedOutOfReach)


def test_a_new_day_settles_the_risk() -> None:
    state = given(*planned, requested, accepted, flagged, slipped).state()
    kept = state.key_results[BUGS].dependencies[EXPORT]
    assert (kept.status, kept.reason) == ("accepted", "")


def test_a_risk_that_is_over_is_confirmed_and_a_new_reason_is_told() -> None:
    risky = given(*planned, requested, accepted, flagged)
    risky.when(confirm).then(confirmed)
    risky.when(flag).then_nothing()
    risky.when(replace(flag, reason="Bo left")).then(replace(flagged, reason="Bo left"))


def test_it_is_delivered_today_or_on_a_day_that_is_over() -> None:
    yesterday = TODAY - timedelta(1)
    promised = given(*planned, replace(requested, said_on=yesterday), accepted)
    promised.when(deliver).then(delivered)
    promised.when(replace(deliver, on=yesterday)).then(replace(delivered, on=yesterday))
    tomorrow = TODAY + timedelta(1)
    promised.when(replace(deliver, on=tomorrow)).then_rejected(DeliveredInTheFuture, str(tomorrow))


def test_what_was_there_before_it_was_asked_for_was_not_delivered_for_it() -> None:
    promised, day = given(*planned, requested, accepted), TODAY - timedelta(1)
    promised.when(replace(deliver, on=day)).then_rejected(
        DeliveredBeforeAsked, str(day), str(TODAY), at="on"
    )


def test_where_nobody_wrote_down_when_it_was_asked_for_a_year_before_the_cycle_will_do() -> None:
    promised = given(*planned, replace(requested, said_on=None), accepted)
    year_before = STARTS - timedelta(366)
    promised.when(replace(deliver, on=year_before)).then(replace(delivered, on=year_before))
    for day in (year_before - timedelta(1), date.min):
        promised.when(replace(deliver, on=day)).then_rejected(DeliveredLongBefore, str(STARTS))


def test_what_was_declined_can_be_asked_for_again_for_another_day() -> None:
    refused = given(*planned, requested, declined)
    refused.when(reopen).then(reopened)
    refused.when(replace(reopen, due=LATER)).then(replace(reopened, due=LATER))
    kept = given(*planned, requested, declined, reopened).state().key_results[BUGS].dependencies
    assert (kept[EXPORT].status, kept[EXPORT].reason) == ("requested", "")


# Commitment


def test_who_commits_without_a_promise_takes_a_risk_and_it_is_recorded() -> None:
    asked.when(CommitObjective(RELIABLE)).then(ObjectiveCommitted(RELIABLE, (EXPORT,)))
    for settled in ((requested, accepted), (requested, accepted, flagged), (requested, withdrawn)):
        given(*planned, *settled).when(CommitObjective(RELIABLE)).then(ObjectiveCommitted(RELIABLE))
    refused = given(*planned, requested, declined)
    refused.when(CommitObjective(RELIABLE)).then(ObjectiveCommitted(RELIABLE, (EXPORT,)))


def test_the_risk_stays_known_after_the_promise_came() -> None:
    state = asked.state(ObjectiveCommitted(RELIABLE, (EXPORT,)), accepted)
    assert state.unaccepted == (EXPORT,)


def test_a_step_about_a_dependency_that_is_not_there_changes_nothing() -> None:
    state = given(*planned).state()
    for event in (accepted, replace(accepted, key_result_id=KeyResultId("nothing"))):
        assert objective.evolve(state, event) == state
    assert objective.evolve(None, accepted) is None
