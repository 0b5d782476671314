from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.cycles.cycle import Calendar, Cycle, Phase, UnknownCycle
from domain.measuring.check_in import (
    EffectiveInTheFuture,
    EffectiveOutsideCycle,
    StepsTakeNoValue,
    UnknownStep,
)
from domain.measuring.metric import (
    BaselineEqualsTarget,
    Boolean,
    Increase,
    MaintainAtLeast,
    Milestone,
    Step,
)
from domain.organization.organization import UnknownOwner
from domain.progress import attainment
from domain.progress.attainment import Reading
from domain.strategy import strategy
from domain.strategy.outcome import (
    AlreadyRefreshed,
    BetOutsideYear,
    DropOutcome,
    EditOutcome,
    NotAYear,
    Outcome,
    OutcomeAlreadyAssessed,
    OutcomeDropped,
    OutcomeEdited,
    OutcomeExists,
    OutcomeGivenUp,
    OutcomeMeasuredOtherwise,
    OutcomeSet,
    RefreshedBackwards,
    RefreshOutcome,
    SetOutcome,
    UnknownBetAbove,
    UnknownOutcome,
    YearIsOver,
)
from domain.strategy.outcome_reports import (
    AssessOutcome,
    NothingObserved,
    OutcomeAssessed,
    OutcomeNotMeasured,
    OutcomeReported,
    ReportOutcome,
    YearNotBegun,
)
from domain.strategy.strategy import BetEnded, BetPlaced
from domain.values import BetId, CycleId, OutcomeId, Owner
from tests.support.company import CHART, COMPANY, CYCLE, ENGINEERING, Q3, unit
from tests.support.declared import as_declared
from tests.support.given import Scenario

THIS, NEXT = CycleId("2026"), CycleId("2027")
THIS_YEAR = Cycle(THIS, "2026", "year", date(2026, 1, 1), date(2026, 12, 31), "active")
NEXT_YEAR = Cycle(NEXT, "2027", "year", date(2027, 1, 1), date(2027, 12, 31))
AUGUST = date(2026, 8, 5)


def on(today: date, phase: Phase = "active") -> Scenario:
    cycles = {Q3: CYCLE, THIS: replace(THIS_YEAR, phase=phase), NEXT: NEXT_YEAR}
    about = strategy.Context(today, CHART, Calendar(cycles))
    return Scenario(
        lambda state, command: strategy.decide(state, command, as_declared(command, about)),
        strategy.evolve,
        strategy.EMPTY,
    )


nothing = on(AUGUST)
RENEW, QUICK, AGAIN = OutcomeId("renew"), OutcomeId("quick"), OutcomeId("again")
BET = BetId("bet")
TO_90 = Increase(82, 90, unit="%")
bet = BetPlaced(BET, "bet", "Hospitals buy from us", date(2026, 1, 1), date(2028, 12, 31))
set_it = SetOutcome(RENEW, THIS, "Customers renew", unit(COMPANY), metric=TO_90)
renew = OutcomeSet(RENEW, THIS, "Customers renew", unit(COMPANY), metric=TO_90)
in_words = OutcomeSet(QUICK, THIS, "Anybody can start alone", unit(COMPANY))
aimed = nothing.given(renew, in_words)
dropped = OutcomeDropped(RENEW, "The market is gone")
assessed = OutcomeAssessed(RENEW, "partly", "Late, but there", ("Renewals follow the first week",))


def outcome(scenario: Scenario, outcome_id: OutcomeId = RENEW) -> Outcome:
    found: strategy.Strategy = scenario.state()
    return found.outcomes[outcome_id]


# What a year is for


def test_an_outcome_is_set_for_a_year() -> None:
    nothing.when(set_it).then(renew)


def test_an_outcome_may_be_stated_in_words_only() -> None:
    nothing.when(SetOutcome(QUICK, THIS, "Anybody can start alone", unit(COMPANY))).then(in_words)


def test_one_identifier_is_not_two_outcomes() -> None:
    aimed.when(replace(set_it, title="Another")).then_rejected(OutcomeExists, "'Customers renew'")


def test_an_outcome_belongs_to_a_year_that_is_there() -> None:
    nothing.when(replace(set_it, cycle_id=Q3)).then_rejected(NotAYear, "quarter")
    nothing.when(replace(set_it, cycle_id=CycleId("?"))).then_rejected(UnknownCycle)


def test_somebody_of_the_workspace_owns_it() -> None:
    nothing.when(replace(set_it, owner=Owner("unit", "?"))).then_rejected(UnknownOwner, "unit ?")


def test_what_measures_it_can_be_scored() -> None:
    nothing.when(replace(set_it, metric=Increase(1, 1))).then_rejected(BaselineEqualsTarget)


def test_a_bet_may_stand_above_it() -> None:
    nothing.given(bet).when(replace(set_it, bet_id=BET)).then(replace(renew, bet_id=BET))


def test_a_bet_above_it_is_there() -> None:
    nothing.when(replace(set_it, bet_id=BET)).then_rejected(UnknownBetAbove, "bet")


def test_a_bet_above_it_runs_in_its_year() -> None:
    over = nothing.given(bet, BetEnded(BET, date(2026, 12, 31), "Nobody bought"))
    over.when(replace(set_it, bet_id=BET)).then(replace(renew, bet_id=BET))
    over.when(replace(set_it, cycle_id=NEXT, bet_id=BET)).then_rejected(
        BetOutsideYear, "2026-12-31", "'2027'"
    )


def test_more_than_five_are_allowed() -> None:
    six = nothing.given(*(replace(renew, outcome_id=OutcomeId(str(n))) for n in range(6)))
    six.when(set_it).then(renew)


def test_a_year_that_is_being_scored_takes_no_new_outcome() -> None:
    on(AUGUST, "scoring").when(set_it).then_rejected(YearIsOver, "'2026'", "scoring")
    closed = on(AUGUST, "closed").given(renew)
    closed.when(DropOutcome(RENEW, "x")).then_rejected(YearIsOver, "closed")


# In other words, or not at all

edit = EditOutcome(RENEW, "Customers stay", unit(ENGINEERING), "Asked or not", None, None)
edited = OutcomeEdited(RENEW, "Customers stay", unit(ENGINEERING), "Asked or not", None, None)


def test_an_outcome_can_be_put_in_other_words() -> None:
    aimed.when(edit).then(edited)
    found = outcome(aimed.given(edited))
    assert (found.title, found.owner, found.metric) == ("Customers stay", unit(ENGINEERING), None)


def test_an_edit_is_checked_like_a_new_outcome() -> None:
    aimed.when(replace(edit, owner=Owner("unit", "?"))).then_rejected(UnknownOwner)
    aimed.when(replace(edit, outcome_id=AGAIN)).then_rejected(UnknownOutcome, "again")


def test_an_outcome_can_be_given_up_with_a_reason() -> None:
    aimed.when(DropOutcome(RENEW, "The market is gone")).then(dropped)


def test_what_was_given_up_is_left_alone() -> None:
    gone = aimed.given(dropped)
    for command in (edit, DropOutcome(RENEW, "Again"), AssessOutcome(RENEW, "missed")):
        gone.when(command).then_rejected(OutcomeGivenUp, "'Customers renew'")


def test_what_was_assessed_is_neither_edited_nor_given_up() -> None:
    done = aimed.given(assessed)
    done.when(edit).then_rejected(OutcomeAlreadyAssessed, "'Customers renew'")
    done.when(DropOutcome(RENEW, "x")).then_rejected(OutcomeAlreadyAssessed)


def test_what_was_reported_keeps_its_meaning() -> None:
    told = aimed.given(reported)
    told.when(replace(edit, metric=Increase(80, 95))).then(replace(edited, metric=Increase(80, 95)))
    for metric in (None, Boolean()):
        told.when(replace(edit, metric=metric)).then_rejected(
            OutcomeMeasuredOtherwise, "'Customers renew'"
        )


# Where it stands

report = ReportOutcome(RENEW, date(2026, 7, 31), 84.5, note="From billing")
reported = OutcomeReported(RENEW, date(2026, 7, 31), 84.5, None, "From billing")


def test_a_quantified_outcome_is_reported_on() -> None:
    aimed.when(report).then(reported)


def test_an_outcome_in_words_has_no_value() -> None:
    aimed.when(replace(report, outcome_id=QUICK)).then_rejected(OutcomeNotMeasured, "'Anybody")


def test_a_report_on_an_outcome_states_a_value() -> None:
    aimed.when(replace(report, value=None)).then_rejected(NothingObserved)


def test_a_report_is_of_a_day_of_the_year_that_has_come() -> None:
    aimed.when(replace(report, effective=date(2025, 12, 31))).then_rejected(EffectiveOutsideCycle)
    aimed.when(replace(report, effective=date(2026, 8, 6))).then_rejected(EffectiveInTheFuture)


def test_steps_are_reported_by_name() -> None:
    steps = Milestone((Step("Berlin", 1.0), Step("Paris", 3.0)))
    stepwise = nothing.given(replace(renew, metric=steps))
    done = ReportOutcome(RENEW, AUGUST, done=("Paris",))
    stepwise.when(done).then(OutcomeReported(RENEW, AUGUST, 75.0, ("Paris",)))
    stepwise.when(replace(done, done=("Rome",))).then_rejected(UnknownStep)
    stepwise.when(replace(done, value=3.0)).then_rejected(StepsTakeNoValue)


def test_the_latest_report_is_the_one_with_the_latest_day() -> None:
    late = replace(reported, effective=date(2026, 3, 31), value=83.0)
    found = outcome(aimed.given(reported, late))
    assert [one.value for one in found.course.reports] == [83.0, 84.5]
    assert attainment.reading_of_outcome(found, AUGUST) == Reading(84.5)
    assert attainment.reading_of_outcome(found, date(2026, 4, 1)) == Reading(83.0)
    assert attainment.reading_of_outcome(found, date(2026, 1, 1)) == Reading()


def test_a_second_report_of_a_day_replaces_the_first() -> None:
    found = outcome(aimed.given(reported, replace(reported, value=85.0)))
    assert [one.value for one in found.course.reports] == [85.0]


def test_a_maintained_outcome_is_met_in_the_reports_that_held() -> None:
    kept = nothing.given(
        replace(renew, metric=MaintainAtLeast(80)),
        reported,
        replace(reported, effective=date(2026, 3, 31), value=79.0),
    )
    assert attainment.reading_of_outcome(outcome(kept), AUGUST) == Reading(84.5, 1, 2)


def test_steps_are_counted_anew_when_they_are_others() -> None:
    halves = Milestone((Step("Berlin", 1.0), Step("Paris", 1.0)))
    quarters = Milestone((Step("Berlin", 1.0), Step("Paris", 3.0)))
    told = nothing.given(
        replace(renew, metric=halves),
        replace(reported, value=50.0, done=("Paris",)),
        replace(edited, metric=quarters),
    )
    assert attainment.reading_of_outcome(outcome(told), AUGUST) == Reading(75.0)


# How it ended

assess = AssessOutcome(RENEW, "partly", "Late, but there", ("Renewals follow the first week",))


def test_an_outcome_is_assessed_with_what_was_learned() -> None:
    aimed.when(assess).then(assessed)


def test_a_second_assessment_replaces_the_first() -> None:
    found = outcome(aimed.given(assessed, replace(assessed, verdict="reached")))
    assert found.course.assessed is not None
    assert found.course.assessed.verdict == "reached"


def test_nothing_is_assessed_before_its_year_begins() -> None:
    ahead = nothing.given(replace(renew, cycle_id=NEXT))
    ahead.when(assess).then_rejected(YearNotBegun, "2027-01-01")


def test_assessing_goes_on_when_the_year_is_closed() -> None:
    on(date(2027, 1, 20), "closed").given(renew).when(assess).then(assessed)


# Into the next year

refresh = RefreshOutcome(RENEW, AGAIN, NEXT)
refreshed = replace(renew, outcome_id=AGAIN, cycle_id=NEXT, refreshed_from=RENEW)


def test_an_outcome_goes_on_in_the_next_year_under_a_new_identity() -> None:
    aimed.when(refresh).then(refreshed)


def test_it_may_be_reworded_on_the_way() -> None:
    anew = replace(
        refresh, title="They stay", owner=unit(ENGINEERING), description="On",
        metric=Increase(88, 95),
    )  # fmt: skip
    aimed.when(anew).then(
        OutcomeSet(
            AGAIN,
            NEXT,
            "They stay",
            unit(ENGINEERING),
            "On",
            Increase(88, 95),
            None,
            RENEW,
        )
    )


def test_it_does_not_go_back_in_time() -> None:
    aimed.when(replace(refresh, cycle_id=THIS)).then_rejected(RefreshedBackwards, "'2026'")


def test_it_goes_on_once_in_a_year() -> None:
    again = replace(refresh, refreshed_as=OutcomeId("once more"))
    aimed.given(refreshed).when(again).then_rejected(AlreadyRefreshed, "'2027'")


def test_what_was_given_up_does_not_go_on() -> None:
    aimed.given(dropped).when(refresh).then_rejected(OutcomeGivenUp)


def test_events_about_an_outcome_that_is_not_there_change_nothing() -> None:
    for event in (dropped, assessed, reported, edited):
        assert nothing.state(event) == strategy.EMPTY
