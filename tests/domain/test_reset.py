from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from domain.alignment import linking
from domain.alignment.linking import ObjectiveLinked
from domain.closing import closing, reset
from domain.closing.closing import (
    AlreadyReset,
    CallRoll,
    Closing,
    Context,
    NotInScoring,
    RollCalled,
    RollIncomplete,
    RollOutdated,
    UnknownNextCycle,
)
from domain.closing.reset import (
    CarryOver,
    CycleReset,
    DecidedTwice,
    Drop,
    Finish,
    NothingToDecide,
    ResetBackwards,
    ResetCycle,
    ResetTooLate,
    Undecided,
)
from domain.closing.retrospective import Lesson, RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import (
    Calendar,
    Cycle,
    ObjectivesUnscored,
    Phase,
    RetrospectiveMissing,
    RollNotCalled,
)
from domain.measuring.metric import Boolean, Decrease, Increase, Metric, Milestone, Step
from domain.objectives import objective, state
from domain.objectives.advancing import SetOutcomes
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Archived, Organization
from domain.strategy import strategy
from domain.values import CycleId, KeyResultId, LinkId, ObjectiveId, OutcomeId, Owner
from tests.support.company import (
    ADA,
    BUGS,
    CHART,
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
    key_result,
    reported,
    unit,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

Q4 = CycleId("q4")
NEXT = Cycle(Q4, "2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31))
ANEW = ObjectiveId("reliable again")
roll = RollCalled(Q3, (RELIABLE, GOAL), 1)
scored = tuple(ObjectiveScored(Q3, one, 0.5, 0.5, 1.0, ()) for one in (RELIABLE, GOAL))
learned = RetrospectiveHeld(Q3, lessons=(Lesson("Start earlier", "change"),))
decisions = (CarryOver(RELIABLE, ANEW), Drop(GOAL, "The market left"))
reset_it = ResetCycle(Q3, Q4, decisions)


def renamed(old: str) -> str:
    return f"{old} again"


def during(phase: Phase = "scoring", into: Cycle = NEXT, rounds: int = 1) -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase, rounds=rounds), Q4: into})
    context = Context(calendar, CHART, strategy.EMPTY)
    return Scenario(
        lambda state, command: closing.decide(state, command, as_declared(command, context)),
        closing.evolve,
        closing.EMPTY,
    )


ready = during().given(roll, *scored, learned)


# The roll


def test_the_roll_of_published_objectives_is_called_in_each_round_of_scoring() -> None:
    call = CallRoll(Q3, (RELIABLE, GOAL), 1)
    during().when(call).then(roll)
    during(rounds=2).given(roll).when(replace(call, round=2)).then(replace(roll, round=2))
    during("closed").given(roll).when(call).then_nothing()


def test_a_roll_that_was_read_before_the_cycle_moved_is_refused() -> None:
    during(rounds=2).when(CallRoll(Q3, (RELIABLE,), 1)).then_rejected(RollOutdated)
    during("active").when(CallRoll(Q3, (RELIABLE,), 1)).then_rejected(NotInScoring, "active")


def test_a_roll_that_misses_what_is_scored_is_refused() -> None:
    during().given(*scored).when(CallRoll(Q3, (GOAL,), 1)).then_rejected(RollIncomplete, "reliable")


def test_an_account_is_as_old_as_the_roll() -> None:
    state: Closing = during().state(roll, scored[0], learned)
    account = state.account(replace(CYCLE, phase="scoring", rounds=1))
    assert (account.called, account.unscored, account.looked_back) == (True, 1, True)
    assert not state.account(replace(CYCLE, phase="scoring", rounds=2)).called
    assert not closing.EMPTY.account(CYCLE).called
    assert not closing.EMPTY.account(None).called


# The reset


def test_each_objective_is_carried_over_dropped_or_finished() -> None:
    ready.when(reset_it).then(CycleReset(Q3, Q4, decisions))
    state: Closing = ready.state(CycleReset(Q3, Q4, decisions))
    assert state.carried == {RELIABLE: ANEW}


def test_a_closed_cycle_can_still_be_reset() -> None:
    during("closed").given(roll, *scored, learned).when(reset_it).then(
        CycleReset(Q3, Q4, decisions)
    )


def test_a_cycle_is_reset_once() -> None:
    done = ready.given(CycleReset(Q3, Q4, decisions))
    done.when(reset_it).then_nothing()
    other = (Finish(RELIABLE), Finish(GOAL))
    done.when(ResetCycle(Q3, Q4, other)).then_rejected(AlreadyReset, "'2026-Q3'")


def test_a_reset_waits_for_the_scores_and_the_retrospective() -> None:
    during().given(*scored, learned).when(reset_it).then_rejected(RollNotCalled)
    during().given(roll, scored[0], learned).when(reset_it).then_rejected(ObjectivesUnscored, "1")
    during().given(roll, *scored).when(reset_it).then_rejected(RetrospectiveMissing)
    early = during("active").given(roll, *scored, learned)
    early.when(reset_it).then_rejected(NotInScoring, "active")


def test_a_reset_leads_to_a_later_cycle_that_is_being_planned() -> None:
    missing = ResetCycle(Q3, CycleId("q9"), decisions)
    ready.when(missing).then_rejected(UnknownNextCycle, "q9")
    ready.when(ResetCycle(Q3, Q3, decisions)).then_rejected(ResetBackwards)
    running = during(into=replace(NEXT, phase="active")).given(roll, *scored, learned)
    running.when(reset_it).then_rejected(ResetTooLate, "active")


def test_every_published_objective_is_decided_about_once() -> None:
    def made(*decisions: reset.Decision) -> ResetCycle:
        return ResetCycle(Q3, Q4, decisions)

    stranger = Finish(ObjectiveId("other"))
    last = f"decisions[{len(decisions)}].objective_id"
    ready.when(made(*decisions, Finish(GOAL))).then_rejected(DecidedTwice, "goal", at=last)
    ready.when(made(*decisions[:1])).then_rejected(Undecided, "a decision: 1,", "goal")
    ready.when(made(*decisions, stranger)).then_rejected(NothingToDecide, "other", at=last)


# The drafts


def old(*key_results: KeyResult) -> Objective:
    return Objective(
        RELIABLE, Q3, "Trust", unit(ENGINEERING), "team", "Why not", "published",
        {one.key_result_id: one for one in key_results},
    )  # fmt: skip


def carried(metric: Metric, *values: float, **more: object) -> AddKeyResult:
    reports = (reported(str(n), week(n), value) for n, value in enumerate(values, 1))
    (_, added) = reset.drafts(
        old(key_result(metric, *reports, **more)), renamed, CYCLE, NEXT, CHART
    )
    assert isinstance(added, AddKeyResult)
    return added


@pytest.mark.parametrize(
    ("done", "left"),
    [
        (("plan",), ["pilot", "sale"]),
        (("plan", "pilot"), ["sale"]),
        ((), ["plan", "pilot", "sale"]),
        (("plan", "pilot", "sale"), ["plan", "pilot", "sale"]),
    ],
)
def test_a_milestone_goes_on_with_the_steps_that_are_left(
    done: tuple[str, ...], left: list[str]
) -> None:
    metric = Milestone((Step("plan", 1.0, week(2)), Step("pilot", 2.0), Step("sale", 1.0)))
    report = replace(reported("1", week(5), 25.0), done=done)
    (_, added) = reset.drafts(old(key_result(metric, report)), renamed, CYCLE, NEXT, CHART)
    assert isinstance(added, AddKeyResult)
    assert isinstance(added.metric, Milestone)
    assert [one.name for one in added.metric.steps] == left


@pytest.mark.parametrize(
    ("metric", "last"),
    [
        (Increase(10, 20), 19.99999999),
        (Decrease(100, 0), 5e-324),
        (Increase(0, 1e12), 1e12 - 1),
    ],
    ids=repr,
)
def test_what_stopped_a_hair_before_its_target_stays_as_it_was(metric: Metric, last: float) -> None:
    """What is left could not be measured, and the reset would be refused for it."""
    assert carried(metric, last).metric == metric


def test_a_carried_objective_loses_no_attribute_and_keeps_no_score() -> None:
    """A known mistake of other systems: duplicate to the next quarter that loses attributes or
    keeps stale scores.
    """
    metric = Increase(0, 100, stretch=120, unit="%")
    planned = {
        "weight": 2.5, "owner": Owner("person", ADA), "due": ENDS, "ambition": "committed",
        "midpoint": 0.2,
    }  # fmt: skip
    source = old(key_result(metric, reported("1", week(3), 40, 2), **planned))
    draft, added = reset.drafts(source, renamed, CYCLE, NEXT, CHART)
    assert draft == DraftObjective(
        ObjectiveId("reliable again"), Q4, "Trust", unit(ENGINEERING), "Why not", RELIABLE
    )
    again = KeyResultId("bugs again")
    assert added == AddKeyResult(
        draft.objective_id, again, "Fewer bugs", Increase(40, 100, 120, "%"), 2.5,
        Owner("person", ADA), NEXT.ends, "committed", 0.2, BUGS,
    )  # fmt: skip
    anew = carry_out(source, draft, added)
    (key,) = anew.key_results.values()
    assert (anew.stage, key.check_ins) == ("draft", ())


def test_every_attribute_of_a_plan_is_accounted_for_when_it_is_carried_over() -> None:
    """Whoever adds one says here whether it goes on into the next cycle."""
    carried_on = {"title", "owner", "description", "outcomes", "key_results"}
    made_anew = {"objective_id", "cycle_id", "level", "stage", "carried_from", "unaccepted"}
    made_anew |= {"challenge", "removed", "original", "revisions"}
    assert fields_of(Objective) == carried_on | made_anew
    carried_on = {"title", "metric", "weight", "owner", "due", "ambition", "midpoint"}
    made_anew = {"key_result_id", "carried_from", "check_ins", "dependencies", "forecasts"}
    assert fields_of(KeyResult) == carried_on | made_anew


def fields_of(kind: type[Objective | KeyResult]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(kind)}


def test_the_outcomes_that_the_next_cycle_knows_are_advanced_further() -> None:
    renewed = OutcomeId("renewed")
    *_, last = reset.drafts(old(key_result(Boolean())), renamed, CYCLE, NEXT, CHART, (renewed,))
    assert last == SetOutcomes(ANEW, (renewed,))


def carry_out(
    source: Objective, *commands: DraftObjective | AddKeyResult | SetOutcomes
) -> Objective:
    context = state.Context(ENDS, "ada", ORGANIZATION, Calendar({Q4: NEXT}), source=source)
    made: Objective | None = None
    for command in commands:
        for event in objective.decide(made, command, as_declared(command, context)):
            made = objective.evolve(made, event)
    assert made is not None
    return made


def test_what_missed_its_target_begins_where_it_stands() -> None:
    assert carried(Increase(0, 100), 30, 60).metric == Increase(60, 100)
    assert carried(Decrease(14, 5, unit="days"), 16).metric == Decrease(16, 5, unit="days")


def test_what_reached_its_target_or_was_never_reported_stays_as_it_is() -> None:
    for metric, values in (
        (Increase(0, 100), (100.0,)),
        (Decrease(14, 5), (4.0,)),
        (Increase(0, 100), ()),
        (Boolean(), (1.0,)),
    ):
        assert carried(metric, *values).metric == metric


def test_due_dates_keep_their_place_in_the_cycle() -> None:
    steps = Milestone((Step("draft", 1, STARTS + timedelta(10)), Step("launch", 3, ENDS)))
    moved = carried(steps, due=STARTS + timedelta(45))
    assert moved.due == NEXT.starts + timedelta(45)
    expected = (Step("draft", 1, NEXT.starts + timedelta(10)), Step("launch", 3, NEXT.ends))
    assert moved.metric == Milestone(expected)
    short = replace(NEXT, ends=NEXT.starts + timedelta(20))
    added = reset.drafts(
        old(key_result(Boolean(), due=STARTS + timedelta(45))), renamed, CYCLE, short, CHART
    )
    assert getattr(added[1], "due", None) == short.ends


def test_what_is_carried_over_goes_to_the_heirs_of_who_is_there_no_more() -> None:
    day = NEXT.starts
    ended = replace(ORGANIZATION.units[ENGINEERING], archived=Archived(day, into_id=COMPANY))
    left = replace(ORGANIZATION.people[ADA], left=day)
    merged = Organization({**ORGANIZATION.units, ENGINEERING: ended}, ORGANIZATION.people, (day,))
    gone = Organization(merged.units, {ADA: left}, (day,))
    source = old(key_result(Boolean(), owner=Owner("person", ADA)))
    for known, owner in ((merged, Owner("person", ADA)), (gone, unit(COMPANY))):
        draft, added = reset.drafts(source, renamed, CYCLE, NEXT, known.at(day))
        assert isinstance(draft, DraftObjective)
        assert isinstance(added, AddKeyResult)
        assert (draft.owner, added.owner) == (unit(COMPANY), owner)


def test_links_between_carried_objectives_are_carried_too() -> None:
    goal = replace(old(replace(key_result(Boolean()), key_result_id=NPS)), objective_id=GOAL)
    stays = replace(goal, objective_id=ObjectiveId("stays"))
    lever = {"kind": "contributes", "mechanism": "lever", "strength": "weak", "link_test": "maybe"}
    up = ObjectiveLinked(Q3, LinkId("1"), RELIABLE, GOAL, NPS, **lever)  # type: ignore[arg-type]
    whole = ObjectiveLinked(Q3, LinkId("2"), RELIABLE, GOAL, None, "supports")
    away = ObjectiveLinked(Q3, LinkId("3"), RELIABLE, stays.objective_id, NPS, "supports")
    state = linking.EMPTY
    for event in (up, whole, away):
        state = linking.evolve(state, event)
    first, second = reset.links(state, [old(), goal], renamed, NEXT)
    assert msgspec.structs.asdict(first) == {
        "cycle_id": Q4, "link_id": "1 again", "objective_id": "reliable again",
        "parent_objective_id": "goal again", "key_result_id": "nps again", **lever,
            "revision_id": None,
    }  # fmt: skip
    assert (second.link_id, second.key_result_id, second.kind) == ("2 again", None, "supports")
