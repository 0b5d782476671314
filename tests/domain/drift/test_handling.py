"""What people do about an alert: of a key result that drifts from week 6, not in 8, and from 11."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.cycles.cycle import CycleClosed
from domain.drift import handling
from domain.drift.alert import Raise
from domain.drift.handling import (
    AcknowledgeAlert,
    AlertAcknowledged,
    AlertCommand,
    AlertEvent,
    AlertIsResolved,
    AlertJudged,
    AlertNeverRaised,
    AlertNotRaised,
    AlertReopened,
    AlertResolved,
    Alerts,
    AlertSnoozed,
    Context,
    JudgeAlert,
    ReopenAlert,
    ResolveAlert,
    Situation,
    SnoozeAlert,
    SnoozedTooLong,
    SnoozedUntilPast,
    handled,
    judgements,
)
from domain.objectives import objective
from domain.objectives.negotiation import ObjectiveWithdrawn
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import KeyResultRemoved, KeyResultWasRemoved
from domain.objectives.state import Objective, ObjectiveIsWithdrawn, UnknownKeyResult
from domain.rituals import schedule
from domain.values import KeyResultId
from tests.support.company import (
    BUGS,
    CALENDAR,
    CYCLE,
    ENDS,
    ORGANIZATION,
    Q3,
    RELIABLE,
    committed,
    drafted,
    measured,
    published,
    reported,
    week,
)
from tests.support.given import Scenario

SERIES = [*[(2.0, 1)] * 6, (60.0, 5), (65.0, 5), *[(65.0, 1)] * 5]
CALM, FIRST, BETWEEN, SECOND = week(4), week(7), week(9), week(12)
LEA = "person:lea"


def about(*more: object) -> Objective:
    state = None
    reports = [
        reported(f"w{number}", CYCLE.last_day(number), value, confidence)
        for number, (value, confidence) in enumerate(SERIES, 1)
    ]
    for event in (drafted, measured, committed, published, *reports, *more):
        state = objective.evolve(state, event)  # type: ignore[arg-type]  # whatever happens to one
    assert state is not None
    return state


FOUND = about()


def on(day: date, found: Objective | None = FOUND, actor: str = LEA) -> Scenario:
    context = Context(actor, day, found, CALENDAR, ORGANIZATION, schedule.EMPTY)
    return scenario(context)


def scenario(context: Context) -> Scenario:
    def decide(state: Alerts, command: AlertCommand) -> Sequence[AlertEvent]:
        return handling.decide(state, command, context)

    return Scenario(decide, handling.evolve, handling.EMPTY)


UNTIL = FIRST + timedelta(days=7)
acknowledge = AcknowledgeAlert(RELIABLE, BUGS, "On it")
snooze = SnoozeAlert(RELIABLE, BUGS, UNTIL, "The release is on Friday")
resolve = ResolveAlert(RELIABLE, BUGS, "We live with it")
reopen = ReopenAlert(RELIABLE, BUGS, "We do not")
judge = JudgeAlert(RELIABLE, BUGS, "useful")
ALL: list[AlertCommand] = [acknowledge, snooze, resolve, reopen, judge]

acknowledged = AlertAcknowledged(RELIABLE, BUGS, 6, FIRST, LEA, "On it")
snoozed = AlertSnoozed(RELIABLE, BUGS, 6, FIRST, LEA, UNTIL, note="The release is on Friday")
resolved = AlertResolved(RELIABLE, BUGS, 6, FIRST, LEA, "We live with it")
reopened = AlertReopened(RELIABLE, BUGS, 6, FIRST, LEA, "We do not")
judged = AlertJudged(RELIABLE, BUGS, 6, FIRST, LEA, "useful")


def test_an_alert_that_is_up_is_acknowledged_put_off_resolved_and_judged() -> None:
    on(FIRST).when(acknowledge).then(acknowledged)
    on(FIRST).when(snooze).then(snoozed)
    on(FIRST).when(resolve).then(resolved)
    on(FIRST).when(judge).then(judged)


@pytest.mark.parametrize("command", [acknowledge, snooze, resolve, reopen])
@pytest.mark.parametrize("day", [CALM, BETWEEN])
def test_what_is_not_up_cannot_be_answered(command: AlertCommand, day: date) -> None:
    on(day).given(acknowledged).when(command).then_rejected(AlertNotRaised, "Fewer bugs")


def test_an_alert_is_judged_during_it_or_after_it_and_never_before() -> None:
    on(CALM).when(judge).then_rejected(AlertNeverRaised, "Fewer bugs")
    on(BETWEEN).when(judge).then(replace(judged, on=BETWEEN))
    on(SECOND).given(judged).when(judge).then(replace(judged, since_week=11, on=SECOND))


def test_each_person_judges_an_alert_and_may_change_their_mind() -> None:
    on(UNTIL).given(judged).when(judge).then_nothing()
    ill = replace(judge, verdict="not_useful", note="We knew")
    badly = replace(judged, verdict="not_useful", note="We knew")
    on(FIRST).given(judged).when(ill).then(badly)
    on(FIRST, actor="person:bob").given(judged).when(ill).then(replace(badly, by="person:bob"))
    said = on(FIRST).state(judged, badly, replace(judged, by="person:bob")).of(BUGS)
    assert [one.verdict for one in judgements(said)] == ["not_useful", "useful"]


def test_whoever_acknowledges_it_second_says_nothing_new() -> None:
    on(FIRST, actor="person:bob").given(acknowledged).when(acknowledge).then_nothing()


def test_what_was_resolved_is_reopened_before_anything_else_is_done() -> None:
    for command in (acknowledge, snooze, replace(resolve, reason="It is nothing")):
        on(FIRST).given(resolved).when(command).then_rejected(AlertIsResolved)
    on(FIRST).given(resolved).when(resolve).then_nothing()
    on(FIRST).given(resolved).when(judge).then(judged)
    on(FIRST).given(resolved).when(reopen).then(reopened)
    on(FIRST).given(resolved, reopened).when(acknowledge).then(acknowledged)


def test_only_what_was_answered_is_reopened() -> None:
    on(FIRST).when(reopen).then_nothing()
    on(FIRST).given(judged).when(reopen).then_nothing()
    for answer in (acknowledged, snoozed, resolved):
        on(FIRST).given(answer).when(reopen).then(reopened)


def test_an_alert_is_put_off_until_a_day_to_come_within_four_weeks_and_its_cycle() -> None:
    for day in (FIRST, FIRST - timedelta(days=1)):
        past = on(FIRST).when(replace(snooze, until=day))
        past.then_rejected(SnoozedUntilPast, str(day), at="until")
    longest = FIRST + timedelta(days=28)
    on(FIRST).when(replace(snooze, until=longest)).then(replace(snoozed, until=longest))
    longer = on(FIRST).when(replace(snooze, until=longest + timedelta(days=1)))
    longer.then_rejected(SnoozedTooLong, "28 days", str(longest), at="until")
    beyond = on(SECOND).when(replace(snooze, until=ENDS + timedelta(days=1)))
    beyond.then_rejected(SnoozedTooLong, str(ENDS))


def test_an_alert_that_was_put_off_can_be_put_off_again() -> None:
    later = UNTIL + timedelta(days=1)
    on(FIRST).given(snoozed).when(replace(snooze, until=later)).then(replace(snoozed, until=later))


def test_only_what_is_there_can_be_answered() -> None:
    on(FIRST, None).when(acknowledge).then_rejected(UnknownObjective)
    other = replace(acknowledge, key_result_id=KeyResultId("other"))
    on(FIRST).when(other).then_rejected(UnknownKeyResult, "other")
    removed = on(FIRST, about(KeyResultRemoved(RELIABLE, BUGS)))
    removed.when(acknowledge).then_rejected(KeyResultWasRemoved)
    withdrawn = on(FIRST, about(ObjectiveWithdrawn(RELIABLE, "Never mind")))
    withdrawn.when(acknowledge).then_rejected(ObjectiveIsWithdrawn)


@pytest.mark.parametrize("command", ALL)
def test_the_alerts_of_a_closed_cycle_stay_as_they_are(command: AlertCommand) -> None:
    closed = replace(CALENDAR, cycles={Q3: replace(CYCLE, phase="closed")})
    context = Context(LEA, FIRST, FOUND, closed, ORGANIZATION, schedule.EMPTY)
    scenario(context).given(acknowledged).when(command).then_rejected(CycleClosed)


def test_a_file_repeats_what_was_said_of_an_alert_that_is_not_raised_any_more() -> None:
    said = replace(acknowledge, since_week=3)
    on(CALM).when(said).then(replace(acknowledged, since_week=3, on=CALM))
    on(CALM).when(replace(acknowledge, since_week=5)).then_rejected(AlertNotRaised)
    unreported = replace(FOUND, key_results={BUGS: replace(FOUND.key_results[BUGS], check_ins=())})
    on(CALM, unreported).when(said).then_rejected(AlertNotRaised)


# What holds of a raise

UP = Raise(6)


def situation(*said: AlertEvent, up: Raise = UP, on: date = FIRST) -> Situation:
    return handled(said, up, CYCLE, on).situation


def test_what_was_said_of_a_raise_is_not_said_of_the_next() -> None:
    for answer in (acknowledged, snoozed, resolved):
        assert situation(answer) != "open"
        assert situation(answer, up=Raise(11), on=SECOND) == "open"


def test_a_late_report_that_moves_the_beginning_of_a_raise_takes_nothing_back() -> None:
    assert situation(acknowledged, up=Raise(5)) == "acknowledged"
    assert situation(acknowledged, up=Raise(7)) == "acknowledged"


def test_an_alert_that_was_put_off_comes_back_on_its_day_and_stays_acknowledged() -> None:
    before = UNTIL - timedelta(days=1)
    assert situation(snoozed, on=before) == "snoozed"
    assert situation(snoozed, on=UNTIL) == "open"
    assert situation(acknowledged, snoozed, on=before) == "snoozed"
    assert situation(snoozed, acknowledged, on=before) == "snoozed"
    assert situation(acknowledged, snoozed, on=UNTIL) == "acknowledged"


def test_a_target_that_gets_out_of_reach_ends_a_snooze_and_nothing_else() -> None:
    lost = Raise(6, lost=True)
    assert situation(snoozed, up=lost) == "open"
    assert situation(replace(snoozed, lost=True), up=lost) == "snoozed"
    assert situation(acknowledged, up=lost) == "acknowledged"
    assert situation(resolved, up=lost) == "resolved"


def test_reopening_takes_back_all_that_was_said() -> None:
    assert situation(acknowledged, snoozed, resolved, reopened) == "open"
    assert situation(acknowledged, resolved, reopened, snoozed) == "snoozed"
