from __future__ import annotations

import math
from datetime import date, timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from domain.cycles.cycle import Calendar, Phase, PlanningIsOver, UnknownCycle
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import ForecastGiven, GiveForecast, NotForecastNow
from domain.measuring.metric import (
    BaselineEqualsTarget,
    Decrease,
    Increase,
    MaintainAtLeast,
    Milestone,
    Step,
)
from domain.objectives import objective, planning, state
from domain.objectives.negotiation import (
    CommitObjective,
    NotCommitted,
    ObjectiveCommitted,
    ObjectivePublished,
    PublishObjective,
)
from domain.objectives.objective import CycleNotActive, NotPublished, UnknownObjective
from domain.objectives.planning import (
    AddKeyResult,
    CarriedWithinCycle,
    DraftObjective,
    DueOutsideCycle,
    EditKeyResult,
    EditObjective,
    KeyResultAdded,
    KeyResultEdited,
    KeyResultExists,
    KeyResultRemoved,
    KeyResultWasRemoved,
    NoLongerADraft,
    ObjectiveDrafted,
    ObjectiveEdited,
    ObjectiveExists,
    RemoveKeyResult,
    UnknownSource,
    WeightOutOfBounds,
)
from domain.objectives.state import (
    CommitmentLocked,
    Context,
    NothingToMeasure,
    Objective,
    ObjectiveIsWithdrawn,
    Stage,
    UnknownKeyResult,
    WeightsSumToZero,
)
from domain.organization import organization
from domain.organization.consistency import PersonHasLeft
from domain.organization.organization import UnknownOwner
from domain.organization.reorganization import PersonLeft
from domain.values import CheckInId, CycleId, KeyResultId, Owner
from tests.support.company import (
    ADA,
    BUGS,
    COMPANY,
    CYCLE,
    ENDS,
    ENGINEERING,
    GOAL,
    NPS,
    ORGANIZATION,
    Q3,
    RELIABLE,
    STARTS,
    committed,
    drafted,
    measured,
    published,
    reported,
    unit,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

TEAM = unit(ENGINEERING)
FIRST = CheckInId("first")


def during(phase: Phase, today: date = ENDS) -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase)})
    context = Context(today, "ada", ORGANIZATION, calendar)
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, context)),
        objective.evolve,
        None,
    )


def carrying(old: Objective) -> Scenario:
    context = Context(ENDS, "ada", ORGANIZATION, Calendar({Q3: CYCLE}), source=old)
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, context)),
        objective.evolve,
        None,
    )


nothing = during("drafting")
draft = nothing.given(drafted)
ready = draft.given(measured)
live = during("active").given(drafted, measured, committed, published)

draft_it = DraftObjective(RELIABLE, Q3, drafted.title, TEAM)
measure_it = AddKeyResult(RELIABLE, BUGS, "Fewer bugs", Increase(0, 100))
check_in = CheckIn(RELIABLE, BUGS, FIRST, week(1), 10)
forecast = GiveForecast(RELIABLE, BUGS, 40, "Slow")


# Drafting


def test_a_team_drafts_an_objective() -> None:
    nothing.when(draft_it).then(drafted)


def test_an_owner_has_to_be_there_on_the_day_on_which_the_cycle_is_seen() -> None:
    ada, september = Owner("person", ADA), date(2026, 9, 1)
    leaving = organization.evolve(ORGANIZATION, PersonLeft(ADA, september))

    def on(today: date) -> Scenario:
        context = Context(today, "ada", leaving, Calendar({Q3: CYCLE}))
        return Scenario(
            lambda state, command: objective.decide(state, command, as_declared(command, context)),
            objective.evolve,
            None,
        )

    hers = DraftObjective(RELIABLE, Q3, "Learn", ada)
    on(date(2026, 8, 31)).when(hers).then(
        ObjectiveDrafted(RELIABLE, Q3, "Learn", ada, "individual")
    )
    on(september).when(hers).then_rejected(PersonHasLeft, "'Ada'", "2026-09-01")
    on(date(2027, 1, 1)).when(hers).then_rejected(PersonHasLeft)
    answers = AddKeyResult(RELIABLE, BUGS, "Fewer bugs", Increase(0, 100), owner=ada)
    on(september).given(drafted).when(answers).then_rejected(PersonHasLeft)


def test_the_level_follows_from_the_owner() -> None:
    nothing.when(DraftObjective(RELIABLE, Q3, "Delight", unit(COMPANY))).then(
        ObjectiveDrafted(RELIABLE, Q3, "Delight", unit(COMPANY), "company")
    )
    ada = Owner("person", ADA)
    nothing.when(DraftObjective(RELIABLE, Q3, "Learn", ada, "Why not")).then(
        ObjectiveDrafted(RELIABLE, Q3, "Learn", ada, "individual", "Why not")
    )


@pytest.mark.parametrize("phase", ["review", "active"])
def test_an_objective_may_still_be_drafted_in(phase: Phase) -> None:
    during(phase).when(draft_it).then(drafted)


@pytest.mark.parametrize("phase", ["scoring", "closed"])
def test_nothing_new_is_planned_once_a_cycle_is_in(phase: Phase) -> None:
    late = during(phase)
    late.when(draft_it).then_rejected(PlanningIsOver, "'2026-Q3'", phase)
    late.given(drafted).when(measure_it).then_rejected(PlanningIsOver)
    late.given(drafted, measured).when(CommitObjective(RELIABLE)).then_rejected(PlanningIsOver)
    late.given(drafted, measured, committed).when(PublishObjective(RELIABLE)).then_rejected(
        PlanningIsOver
    )


def test_an_objective_goes_on_with_one_of_another_cycle() -> None:
    carried = replace(draft_it, carried_from=GOAL)
    measured_on = replace(measure_it, carried_from=NPS)
    old = Objective(GOAL, CycleId("q2"), drafted.title, TEAM, "team")
    ours = carrying(old)
    ours.when(carried).then(replace(drafted, carried_from=GOAL))
    going_on = ours.given(replace(drafted, carried_from=GOAL))
    going_on.when(measured_on).then(replace(measured, carried_from=NPS))
    state = going_on.state(replace(measured, carried_from=NPS))
    assert (state.carried_from, state.key_results[BUGS].carried_from) == (GOAL, NPS)
    going_on.when(draft_it).then_rejected(ObjectiveExists)


def test_nothing_is_carried_over_from_nowhere_or_within_a_cycle() -> None:
    carried = replace(draft_it, carried_from=GOAL)
    nothing.when(carried).then_rejected(UnknownSource, "goal")
    here = Objective(GOAL, Q3, drafted.title, TEAM, "team")
    carrying(here).when(carried).then_rejected(CarriedWithinCycle)


def test_an_objective_that_is_there_already_is_not_drafted_again() -> None:
    live.when(draft_it).then_nothing()


def test_one_identifier_is_not_two_objectives() -> None:
    draft.when(DraftObjective(RELIABLE, Q3, "Other", TEAM)).then_rejected(
        ObjectiveExists, drafted.title
    )


def test_an_objective_belongs_to_a_cycle_that_is_there() -> None:
    nothing.when(DraftObjective(RELIABLE, CycleId("q9"), "Delight", TEAM)).then_rejected(
        UnknownCycle, "q9"
    )


def test_an_objective_has_an_owner_who_is_there() -> None:
    nothing.when(DraftObjective(RELIABLE, Q3, "Delight", Owner("person", "bob"))).then_rejected(
        UnknownOwner, "person bob"
    )


# Key results


def test_a_draft_is_given_a_key_result() -> None:
    draft.when(measure_it).then(measured)


def test_a_key_result_says_everything_that_it_was_given() -> None:
    metric = Milestone((Step("beta", 1, week(4)), Step("launch", 3, ENDS)))
    owner = Owner("person", ADA)
    draft.when(
        AddKeyResult(RELIABLE, NPS, "Ship", metric, 2.5, owner, week(9), "committed", 0.2)
    ).then(KeyResultAdded(RELIABLE, NPS, "Ship", metric, 2.5, owner, week(9), "committed", 0.2))


def test_a_key_result_that_is_there_already_is_not_added_again_even_when_published() -> None:
    ready.when(measure_it).then_nothing()
    live.given(reported("first", week(1), 10)).when(measure_it).then_nothing()


def test_one_identifier_is_not_two_key_results() -> None:
    ready.when(replace(measure_it, title="More bugs")).then_rejected(KeyResultExists, "Fewer bugs")


def test_a_committed_objective_takes_no_more_key_results() -> None:
    ready.given(committed).when(replace(measure_it, key_result_id=NPS)).then_rejected(
        NoLongerADraft, "committed"
    )
    live.when(replace(measure_it, key_result_id=NPS)).then_rejected(CommitmentLocked)


def test_a_key_result_is_measured_by_something_that_can_be_scored() -> None:
    draft.when(replace(measure_it, metric=Increase(5, 5))).then_rejected(BaselineEqualsTarget)


@pytest.mark.parametrize("weight", [math.nan, math.inf, 1e200])
def test_a_weight_can_be_reckoned_with(weight: float) -> None:
    draft.when(replace(measure_it, weight=weight)).then_rejected(WeightOutOfBounds)


def test_a_key_result_has_an_owner_who_is_there() -> None:
    draft.when(replace(measure_it, owner=unit(ENGINEERING))).then(replace(measured, owner=TEAM))
    draft.when(replace(measure_it, owner=Owner("unit", "x"))).then_rejected(UnknownOwner, "unit x")


@pytest.mark.parametrize("due", [STARTS - timedelta(1), ENDS + timedelta(1)])
def test_what_is_due_is_due_within_the_cycle(due: date) -> None:
    draft.when(replace(measure_it, due=due)).then_rejected(DueOutsideCycle, str(due), str(ENDS))
    steps = Milestone((Step("beta", due=due),))
    draft.when(replace(measure_it, metric=steps)).then_rejected(DueOutsideCycle, str(due))


@pytest.mark.parametrize("due", [STARTS, ENDS])
def test_the_first_and_the_last_day_are_within_the_cycle(due: date) -> None:
    draft.when(replace(measure_it, due=due)).then(replace(measured, due=due))


# Editing


edit_it = EditObjective(RELIABLE, "Teams trust it", "After the outage")
edit_measure = EditKeyResult(RELIABLE, BUGS, "No bugs", Decrease(100, 0), 2.0, due=ENDS)


def test_what_is_planned_is_put_in_other_words() -> None:
    ready.when(edit_it).then(ObjectiveEdited(RELIABLE, "Teams trust it", "After the outage"))
    ready.when(EditObjective(RELIABLE, drafted.title)).then_nothing()


def test_a_key_result_is_measured_in_another_way() -> None:
    ready.when(edit_measure).then(
        KeyResultEdited(RELIABLE, BUGS, "No bugs", Decrease(100, 0), 2.0, due=ENDS)
    )
    ready.when(EditKeyResult(RELIABLE, BUGS, "Fewer bugs", Increase(0, 100))).then_nothing()


def test_an_edited_key_result_keeps_the_rules_of_a_new_one() -> None:
    ready.when(replace(edit_measure, metric=Increase(5, 5))).then_rejected(BaselineEqualsTarget)
    ready.when(replace(edit_measure, due=ENDS + timedelta(1))).then_rejected(DueOutsideCycle)
    ready.when(replace(edit_measure, key_result_id=NPS)).then_rejected(UnknownKeyResult, "nps")


def test_a_key_result_is_taken_out_of_the_plan() -> None:
    removed = KeyResultRemoved(RELIABLE, BUGS)
    ready.when(RemoveKeyResult(RELIABLE, BUGS)).then(removed)
    ready.when(RemoveKeyResult(RELIABLE, NPS)).then_rejected(UnknownKeyResult, "nps")
    assert ready.state(removed).key_results == {}


def test_an_old_request_does_not_bring_a_removed_key_result_back() -> None:
    ready.given(KeyResultRemoved(RELIABLE, BUGS)).when(measure_it).then_rejected(
        KeyResultWasRemoved
    )


@pytest.mark.parametrize("stage", get_args(Stage))
def test_a_plan_is_edited_while_nobody_stands_by_it_yet(stage: Stage) -> None:
    known = state.Objective(RELIABLE, Q3, "Trust", TEAM, "team", "", stage)
    context = Context(ENDS, "ada", ORGANIZATION, Calendar({Q3: CYCLE}))
    if stage in ("draft", "proposed", "challenged", "refined"):
        assert objective.decide(known, edit_it, context)
    else:
        refusal = {"published": CommitmentLocked, "withdrawn": ObjectiveIsWithdrawn}
        with pytest.raises(refusal.get(stage, NoLongerADraft)):
            objective.decide(known, edit_it, context)


# Commitment


def test_a_team_commits_to_what_can_be_measured() -> None:
    ready.when(CommitObjective(RELIABLE)).then(committed)


def test_committing_twice_is_committing_once_even_after_publishing() -> None:
    ready.given(committed).when(CommitObjective(RELIABLE)).then_nothing()
    live.when(CommitObjective(RELIABLE)).then_nothing()


def test_nobody_commits_to_what_is_not_measured() -> None:
    draft.when(CommitObjective(RELIABLE)).then_rejected(NothingToMeasure)


def test_nobody_commits_to_weights_that_sum_to_zero() -> None:
    weightless = replace(measured, weight=0.0)
    draft.given(weightless).when(CommitObjective(RELIABLE)).then_rejected(WeightsSumToZero)
    draft.given(weightless, replace(measured, key_result_id=NPS)).when(
        CommitObjective(RELIABLE)
    ).then(committed)


def test_a_commitment_is_published() -> None:
    ready.given(committed).when(PublishObjective(RELIABLE)).then(published)


def test_publishing_twice_is_publishing_once() -> None:
    live.when(PublishObjective(RELIABLE)).then_nothing()


def test_it_was_never_published_until_it_is() -> None:
    assert not ready.state(committed).ever_published
    assert ready.state(committed, published).ever_published


def test_a_draft_is_committed_to_before_it_is_published() -> None:
    ready.when(PublishObjective(RELIABLE)).then_rejected(NotCommitted)


# Reporting


def test_a_publish_lock_does_not_block_check_ins() -> None:
    live.when(check_in).then(reported("first", week(1), 10.0, reported_by="ada"))


def test_only_a_published_objective_takes_check_ins() -> None:
    early = during("active").given(drafted, measured)
    early.when(check_in).then_rejected(NotPublished, "draft")
    early.given(committed).when(check_in).then_rejected(NotPublished, "committed")


@pytest.mark.parametrize("phase", ["drafting", "review"])
def test_check_ins_begin_when_the_cycle_is_active(phase: Phase) -> None:
    early = during(phase).given(drafted, measured, committed, published)
    early.when(check_in).then_rejected(CycleNotActive, "'2026-Q3'", phase)


@pytest.mark.parametrize("phase", ["scoring", "closed"])
def test_a_late_check_in_is_taken_while_a_cycle_is_in(phase: Phase) -> None:
    late = during(phase).given(drafted, measured, committed, published)
    late.when(check_in).then(reported("first", week(1), 10.0, reported_by="ada"))


def test_a_check_in_speaks_of_a_key_result_that_is_there() -> None:
    live.when(replace(check_in, key_result_id=NPS)).then_rejected(UnknownKeyResult, "nps")
    live.when(CorrectCheckIn(RELIABLE, NPS, FIRST, "typo", 11)).then_rejected(UnknownKeyResult)


def test_a_forecast_is_of_a_key_result_that_is_there_and_published() -> None:
    live.when(forecast).then(ForecastGiven(RELIABLE, BUGS, 40, ENDS, "Slow"))
    live.when(replace(forecast, key_result_id=NPS)).then_rejected(UnknownKeyResult, "nps")
    early = during("active").given(drafted, measured)
    early.when(forecast).then_rejected(NotPublished, "draft")
    during("scoring").given(drafted, measured, committed, published).when(forecast).then_rejected(
        NotForecastNow, "scoring"
    )


def test_a_forecast_of_the_weeks_of_a_level_means_nothing_of_a_number() -> None:
    told: Objective = live.state(ForecastGiven(RELIABLE, BUGS, 40, ENDS))
    (known,) = told.key_results.values()
    for metric, kept in ((Increase(0, 50), 1), (MaintainAtLeast(99), 0)):
        wanted = replace(known, metric=metric, forecasts=(), check_ins=())
        assert len(planning.with_terms(told, wanted).key_results[BUGS].forecasts) == kept


@pytest.mark.parametrize(
    "command",
    [
        measure_it,
        CommitObjective(RELIABLE),
        PublishObjective(RELIABLE),
        check_in,
        CorrectCheckIn(RELIABLE, BUGS, FIRST, "typo", 11),
        forecast,
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_done_to_an_objective_that_is_not_there(
    command: objective.ObjectiveCommand,
) -> None:
    during("active").when(command).then_rejected(UnknownObjective, "reliable")


# Evolving


def test_the_events_tell_the_objective() -> None:
    state = live.state(reported("first", week(1), 10.0))
    assert state.stage == "published"
    assert state.title == drafted.title
    assert list(state.key_results) == [BUGS]
    assert state.key_results[BUGS].check_in(FIRST) == reported("first", week(1), 10.0)
    assert state.key_results[BUGS].check_in(CheckInId("second")) is None


@pytest.mark.parametrize(
    "event",
    [
        measured,
        ObjectiveCommitted(RELIABLE),
        ObjectivePublished(RELIABLE),
        reported("first", week(1), 10.0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_fact_about_an_objective_that_is_not_there_changes_nothing(
    event: objective.ObjectiveEvent,
) -> None:
    assert objective.evolve(None, event) is None


def test_a_report_on_a_key_result_that_is_not_there_changes_nothing() -> None:
    stray = replace(reported("first", week(1), 10.0), key_result_id=KeyResultId("stray"))
    assert live.state(stray) == live.state()


def test_key_results_stay_in_the_order_in_which_they_were_added() -> None:
    both = live.state(replace(measured, key_result_id=NPS), reported("first", week(1), 10.0))
    assert list(both.key_results) == [BUGS, NPS]
