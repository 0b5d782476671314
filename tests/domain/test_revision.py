from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.alignment import linking
from domain.alignment.linking import (
    LinkObjective,
    ObjectiveUnlinked,
    ParentIsWithdrawn,
    UnlinkObjective,
    announced,
)
from domain.cycles.cycle import Calendar, Phase, PlanningIsOver
from domain.dependencies.dependency import DependencyRequested
from domain.errors import Rejection
from domain.measuring.check_in import CheckIn
from domain.measuring.metric import (
    BaselineEqualsTarget,
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    Metric,
    Milestone,
    Step,
    comparable,
)
from domain.objectives import objective
from domain.objectives.negotiation import ObjectiveWithdrawn, WithdrawObjective
from domain.objectives.planning import DueOutsideCycle, KeyResultWasRemoved, RemoveKeyResult
from domain.objectives.revision import (
    ApproveRevision,
    DeclineRevision,
    MetricOfAnotherKind,
    MidpointIsLocked,
    NothingToRevise,
    OwnRevision,
    RequestRevision,
    RevisionAnswered,
    RevisionApproved,
    RevisionChangesNothing,
    RevisionContradictsItself,
    RevisionDeclined,
    RevisionExists,
    RevisionOfAStandIn,
    RevisionPending,
    RevisionRequested,
    UnknownRevision,
)
from domain.objectives.state import (
    Changes,
    CommitmentLocked,
    Context,
    DependenciesOpen,
    NothingToMeasure,
    Objective,
    ObjectiveIsWithdrawn,
    RevisedKeyResult,
    RevisedLink,
    UnknownKeyResult,
    WeightsSumToZero,
)
from domain.organization.organization import UnknownOwner
from domain.progress import attainment
from domain.progress.attainment import RollUp
from domain.values import CheckInId, DependencyId, LinkId, ObjectiveId, Owner, RevisionId
from tests.support.company import (
    BUGS,
    COMPANY,
    CYCLE,
    ENDS,
    GOAL,
    NPS,
    ORGANIZATION,
    Q3,
    RELIABLE,
    committed,
    drafted,
    linked,
    measured,
    published,
    reported,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

FIRST, SECOND = RevisionId("first"), RevisionId("second")
LESS = RevisedKeyResult(BUGS, "Fewer bugs", Increase(0, 50))
lower = Changes(key_results=(LESS,))


def asked_by(
    actor: str,
    phase: Phase = "active",
    *stand_ins: str,
    acting_for: str = "",
    today: date = ENDS,
) -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase)})
    counted_as = frozenset({actor, *stand_ins})
    context = Context(
        today, actor, ORGANIZATION, calendar, counted_as=counted_as, acting_for=acting_for
    )
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, context)),
        objective.evolve,
        None,
    ).given(drafted, measured, committed, published)


def request(changes: Changes, revision_id: RevisionId = FIRST) -> RequestRevision:
    return RequestRevision(RELIABLE, revision_id, "The market shrank", changes)


def requested(changes: Changes, revision_id: RevisionId = FIRST) -> RevisionRequested:
    return RevisionRequested(RELIABLE, revision_id, "ada", "The market shrank", changes)


approved = RevisionApproved(RELIABLE, FIRST)
declined = RevisionDeclined(RELIABLE, FIRST, "Try harder")
approve = ApproveRevision(RELIABLE, FIRST)
decline = DeclineRevision(RELIABLE, FIRST, "Try harder")
ada, bob = asked_by("ada"), asked_by("bob")
waiting = bob.given(requested(lower))
revised = bob.given(requested(lower), approved)


def after(changes: Changes) -> Objective:
    """The published objective once a revision was approved."""
    state: Objective = bob.state(requested(changes), approved)
    return state


# Asking


def test_a_change_of_what_was_published_is_asked_for_with_a_reason() -> None:
    ada.when(request(lower)).then(requested(lower))


def test_only_what_is_published_is_revised() -> None:
    early = Scenario(ada._decide, objective.evolve, None, (drafted, measured, committed))
    early.when(request(lower)).then_rejected(NothingToRevise, "committed")


def test_two_people_who_revise_at_once_are_told_of_each_other() -> None:
    waiting.when(request(lower, SECOND)).then_rejected(RevisionPending)


def test_once_it_is_answered_the_next_revision_can_be_asked_for() -> None:
    again = Changes(key_results=(replace(LESS, metric=Increase(0, 40)),))
    for answer in (approved, declined):
        bob.given(requested(lower), answer).when(request(again, SECOND)).then(
            replace(requested(again, SECOND), requested_by="bob")
        )


def test_one_identifier_is_not_two_revisions() -> None:
    waiting.when(request(Changes(title="Other"))).then_rejected(RevisionExists, "first")


@pytest.mark.parametrize(
    "changes",
    [
        Changes(),
        Changes(title=drafted.title),
        Changes(key_results=(RevisedKeyResult(BUGS, "Fewer bugs", Increase(0, 100)),)),
    ],
)
def test_a_revision_changes_something(changes: Changes) -> None:
    ada.when(request(changes)).then_rejected(RevisionChangesNothing)


@pytest.mark.parametrize(
    "changes",
    [
        Changes(key_results=(LESS, LESS)),
        Changes(key_results=(LESS,), remove=(BUGS,)),
        Changes(unlink=(LinkId("l"), LinkId("l"))),
        Changes(title="Other", withdraw=True),
    ],
)
def test_a_revision_does_not_contradict_itself(changes: Changes) -> None:
    ada.when(request(changes)).then_rejected(RevisionContradictsItself)


def test_weights_that_sum_to_zero_are_refused_in_a_revision_as_well() -> None:
    weightless = Changes(key_results=(replace(LESS, weight=0.0),))
    ada.when(request(weightless)).then_rejected(WeightsSumToZero)


def test_a_revision_leaves_something_to_measure() -> None:
    ada.when(request(Changes(remove=(BUGS,)))).then_rejected(NothingToMeasure)


def test_a_revised_key_result_keeps_the_rules_of_any_other() -> None:
    for wanted, refusal in (
        (replace(LESS, metric=Increase(5, 5)), BaselineEqualsTarget),
        (replace(LESS, owner=Owner("unit", "x")), UnknownOwner),
        (replace(LESS, due=ENDS + timedelta(1)), DueOutsideCycle),
    ):
        ada.when(request(Changes(key_results=(wanted,)))).then_rejected(refusal)
    ada.when(request(Changes(remove=(NPS,)))).then_rejected(UnknownKeyResult, "nps")


def test_what_was_removed_does_not_come_back_under_its_identifier() -> None:
    instead = Changes(key_results=(replace(LESS, key_result_id=NPS),), remove=(BUGS,))
    bob.given(requested(instead), approved).when(request(lower, SECOND)).then_rejected(
        KeyResultWasRemoved
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Increase(0, 1), Decrease(1, 0), True),
        (Decrease(1, 0), MaintainAtLeast(1), True),
        (Milestone((Step("a"),)), Milestone(), True),
        (Increase(0, 1), Milestone(), False),
        (Boolean(), Increase(0, 1), False),
        (Boolean(), Milestone(), False),
    ],
)
def test_what_was_reported_means_the_same_under_a_revised_metric(
    one: Metric, other: Metric, *, same: bool
) -> None:
    assert comparable(one, other) is comparable(other, one) is same


def test_a_metric_of_another_kind_is_another_key_result() -> None:
    boolean = Changes(key_results=(replace(LESS, metric=Boolean()),))
    ada.when(request(boolean)).then_rejected(MetricOfAnotherKind, "Fewer bugs")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(LESS, metric=Boolean()), "changes.key_results[0].metric"),
        (replace(LESS, metric=Increase(5, 5)), "changes.key_results[0].metric.target"),
        (replace(LESS, due=week(40)), "changes.key_results[0].due"),
        (replace(LESS, weight=0.0), "changes"),
    ],
)
def test_what_is_wrong_with_a_revision_is_told_at_its_own_field(
    wanted: RevisedKeyResult, field: str
) -> None:
    with pytest.raises(Rejection) as refused:
        ada.decide(request(Changes(key_results=(wanted,))))
    assert refused.value.field == field


def test_what_is_expected_at_mid_cycle_is_revised_in_the_first_two_weeks_or_not_at_all() -> None:
    until = CYCLE.last_day(2)
    bent = Changes(key_results=(replace(LESS, midpoint=0.3),))
    asked_by("ada", today=until).when(request(bent)).then(requested(bent))
    late = asked_by("ada", today=until + timedelta(1))
    late.when(request(bent)).then_rejected(
        MidpointIsLocked, str(until), at="changes.key_results[0].midpoint"
    )
    late.when(request(lower)).then(requested(lower))


@pytest.mark.parametrize("phase", ["scoring", "closed"])
def test_nothing_is_revised_once_a_cycle_is_in(phase: Phase) -> None:
    asked_by("ada", phase).when(request(lower)).then_rejected(PlanningIsOver, phase)
    late = asked_by("bob", phase).given(requested(lower))
    late.when(approve).then_rejected(PlanningIsOver, phase)
    late.when(decline).then(declined)


# Answering


def test_a_revision_is_approved_by_somebody_else() -> None:
    waiting.when(approve).then(approved)
    ada.given(requested(lower)).when(approve).then_rejected(OwnRevision)


def test_whoever_stands_in_for_the_one_who_asked_is_not_somebody_else() -> None:
    standing_in = asked_by("bob", "active", "ada").given(requested(lower))
    standing_in.when(approve).then_rejected(RevisionOfAStandIn)
    standing_in.when(decline).then(declined)
    standing_in.given(approved).when(approve).then_nothing()


def test_what_was_asked_for_in_somebodys_place_is_not_theirs_to_approve_when_they_are_back() -> (
    None
):
    by_stand_in = replace(requested(lower), requested_by="cat", requested_for="bob")
    bob.given(by_stand_in).when(approve).then_rejected(RevisionOfAStandIn)
    asked_by("dan", "active", "bob").given(by_stand_in).when(approve).then_rejected(
        RevisionOfAStandIn
    )
    asked_by("dan").given(by_stand_in).when(approve).then(approved)


def test_a_revision_says_in_whose_place_it_was_asked_for() -> None:
    standing_in = asked_by("cat", acting_for="bob")
    asked = replace(requested(lower), requested_by="cat", requested_for="bob")
    standing_in.when(request(lower)).then(asked)


def test_a_revision_is_declined_or_taken_back() -> None:
    waiting.when(decline).then(declined)
    ada.given(requested(lower)).when(decline).then(declined)


def test_a_revision_is_answered_once() -> None:
    revised.when(decline).then_rejected(RevisionAnswered, "approved")
    bob.given(requested(lower), declined).when(approve).then_rejected(RevisionAnswered, "declined")


@pytest.mark.parametrize("answer", [approve, decline])
def test_there_is_no_answer_to_what_nobody_asked(answer: ApproveRevision | DeclineRevision) -> None:
    bob.when(answer).then_rejected(UnknownRevision, "first")


def test_a_declined_revision_changes_nothing() -> None:
    state = bob.state(requested(lower), declined)
    assert replace(state, revisions=()) == bob.state()


def test_an_approved_revision_holds() -> None:
    changes = Changes(
        title="Teams trust it weekly",
        description="After the merger",
        key_results=(LESS, RevisedKeyResult(NPS, "Happier", Increase(10, 20))),
    )
    state = after(changes)
    assert (state.title, state.description) == ("Teams trust it weekly", "After the merger")
    assert [one.metric for one in state.key_results.values()] == [Increase(0, 50), Increase(10, 20)]
    assert state.stage == "published"
    assert state.pending is None


def test_a_fact_about_a_revision_that_is_not_pending_changes_nothing() -> None:
    assert bob.state(approved) == bob.state(declined) == bob.state()
    once = bob.state(requested(lower), approved)
    assert bob.state(requested(lower), approved, approved, declined) == once


def test_a_revision_can_withdraw_the_objective() -> None:
    state = after(Changes(withdraw=True))
    assert state.withdrawn
    assert state.ever_published
    gone = bob.given(requested(Changes(withdraw=True)), approved)
    gone.when(request(lower, SECOND)).then_rejected(ObjectiveIsWithdrawn)
    gone.when(CheckIn(RELIABLE, BUGS, CheckInId("c"), week(1), 1)).then_rejected(
        ObjectiveIsWithdrawn
    )


def test_what_is_still_waited_for_is_not_dropped() -> None:
    asked = DependencyRequested(RELIABLE, BUGS, DependencyId("d"), COMPANY, "A test farm", ENDS)
    instead = Changes(key_results=(replace(LESS, key_result_id=NPS),), remove=(BUGS,))
    waits = bob.given(asked)
    for changes in (instead, Changes(withdraw=True)):
        waits.when(request(changes)).then_rejected(DependenciesOpen, "'A test farm'")
        bob.given(requested(changes), asked).when(approve).then_rejected(DependenciesOpen)
    plan = Scenario(bob._decide, objective.evolve, None, (drafted, measured, asked))
    plan.when(RemoveKeyResult(RELIABLE, BUGS)).then_rejected(DependenciesOpen)
    plan.when(WithdrawObjective(RELIABLE, "No time")).then_rejected(DependenciesOpen)


# Check-ins go on


def test_a_publish_lock_or_a_pending_revision_does_not_block_check_ins() -> None:
    report = CheckIn(RELIABLE, BUGS, CheckInId("first"), week(1), 10)
    for situation in (bob, waiting, revised):
        situation.when(report).then(reported("first", week(1), 10.0, reported_by="bob"))


def test_check_ins_stay_with_a_revised_key_result() -> None:
    before = reported("before", week(1), 10)
    state: Objective = bob.state(before, requested(lower), approved, reported("after", week(2), 20))
    assert [one.check_in_id for one in state.key_results[BUGS].check_ins] == ["before", "after"]


def test_nobody_reports_on_what_was_removed() -> None:
    instead = Changes(key_results=(replace(LESS, key_result_id=NPS),), remove=(BUGS,))
    bob.given(requested(instead), approved).when(
        CheckIn(RELIABLE, BUGS, CheckInId("first"), week(1), 10)
    ).then_rejected(KeyResultWasRemoved)


# Scores under the original and the revised target


def scores(state: Objective) -> tuple[float | None, float | None]:
    """The objective's progress under the present and under the original commitment."""
    now = attainment.roll_up(
        (one.weight, attainment.progress(one.metric, attainment.reading(one, CYCLE, ENDS)))
        for one in state.key_results.values()
    )
    return now.progress, attainment.under_original(state, CYCLE, ENDS).progress


def told(metric: Metric, revised_to: Metric, value: float, **more: Any) -> Objective:
    changes = Changes(key_results=(replace(LESS, metric=revised_to, **more),))
    start = Scenario(
        bob._decide, objective.evolve, None,
        (drafted, replace(measured, metric=metric), committed, published),
    )  # fmt: skip
    state: Objective = start.state(reported("before", week(1), value), requested(changes), approved)
    return state


def test_a_score_exists_under_the_original_and_the_revised_target() -> None:
    assert scores(told(Increase(0, 100), Increase(0, 50), 25)) == (0.5, 0.25)


def test_decreasing_metrics_are_scored_right_under_a_revised_target() -> None:
    assert scores(told(Decrease(100, 90), Decrease(100, 80), 85)) == (0.75, 1.0)
    state = told(Decrease(100, 90), Decrease(100, 80), 105)
    [then] = attainment.original_progress(state, CYCLE, ENDS).values()
    assert then is not None
    assert (then.raw, then.clamped) == (-0.5, 0)


def test_steps_done_are_counted_anew_when_the_steps_are_revised() -> None:
    two, three = Milestone((Step("a"), Step("b"))), Milestone((Step("a"), Step("b"), Step("c", 2)))
    changes = Changes(key_results=(replace(LESS, metric=three),))
    start = Scenario(
        bob._decide, objective.evolve, None,
        (drafted, replace(measured, metric=two), committed, published),
    )  # fmt: skip
    state = start.state(reported("half", week(1), 50.0, done=("a",)), requested(changes), approved)
    assert scores(state) == (0.25, 0.5)


def test_an_unrevised_objective_has_one_score() -> None:
    assert scores(bob.state(reported("c", week(1), 30))) == (0.3, 0.3)
    assert bob.state().original is None


def test_what_was_removed_still_counts_under_the_original_and_what_was_added_does_not() -> None:
    instead = Changes(
        key_results=(RevisedKeyResult(NPS, "Happier", Increase(0, 10)),), remove=(BUGS,)
    )
    state: Objective = bob.state(
        reported("before", week(1), 40),
        requested(instead),
        approved,
        replace(reported("after", week(2), 9), key_result_id=NPS),
    )
    assert scores(state) == (0.9, 0.4)
    assert list(state.as_published) == [BUGS]


def test_weights_are_those_of_the_time_when_it_was_published() -> None:
    both = bob.given(
        requested(
            Changes(key_results=(LESS, RevisedKeyResult(NPS, "Happier", Increase(0, 10), 3.0)))
        ),
        approved,
    )
    state = both.state(reported("c", week(1), 50))
    assert attainment.under_original(state, CYCLE, ENDS) == RollUp(0.5, 1.0)


def test_the_original_is_what_was_published_first_however_often_it_is_revised() -> None:
    again = Changes(title="Third", key_results=(replace(LESS, metric=Increase(0, 40)),))
    state: Objective = revised.state(requested(again, SECOND), RevisionApproved(RELIABLE, SECOND))
    assert state.original is not None
    assert state.original.title == drafted.title
    assert state.original.key_results[BUGS].metric == Increase(0, 100)
    assert state.latest_approved is not None
    assert state.latest_approved.revision_id == SECOND


# Links


UP = RevisedLink(LinkId("l"), GOAL, None, "supports")
link = LinkObjective(Q3, LinkId("l"), RELIABLE, GOAL, None, "supports")
unlink = UnlinkObjective(Q3, LinkId("m"), RELIABLE)
parent = Objective(GOAL, Q3, "Goal", drafted.owner, "company")
present = linked("m", RELIABLE, GOAL, kind="supports")


def links_of(child: Objective, above: Objective = parent) -> Scenario:
    ends = linking.Context(child, above)
    return Scenario(
        lambda state, command: linking.decide(state, command, as_declared(command, ends)),
        linking.evolve,
        linking.EMPTY,
    )


def test_the_links_of_what_is_published_are_locked() -> None:
    locked = links_of(bob.state())
    locked.when(link).then_rejected(CommitmentLocked)
    locked.given(present).when(unlink).then_rejected(CommitmentLocked)


def test_an_approved_revision_carries_out_the_links_that_it_announces() -> None:
    state = after(Changes(link=(UP,), unlink=(LinkId("m"),)))
    assert state.latest_approved is not None
    away, up = announced(state, state.latest_approved)
    links_of(state).given(linked("m", RELIABLE, ObjectiveId("other"))).when(away).then(
        linking.ObjectiveUnlinked(Q3, LinkId("m"), "The market shrank")
    )
    links_of(state).when(up).then(linked("l", RELIABLE, GOAL, kind="supports"))


def test_a_revision_carries_out_nothing_else_and_nothing_before_it_is_approved() -> None:
    state = after(Changes(link=(UP,)))
    other = replace(link, link_id=LinkId("x"), revision_id=FIRST)
    links_of(state).when(other).then_rejected(CommitmentLocked)
    pending: Objective = bob.state(requested(Changes(link=(UP,))))
    links_of(pending).when(replace(link, revision_id=FIRST)).then_rejected(CommitmentLocked)


def test_an_older_revision_permits_nothing_any_more() -> None:
    state: Objective = bob.state(
        requested(Changes(link=(UP,))),
        approved,
        requested(lower, SECOND),
        RevisionApproved(RELIABLE, SECOND),
    )
    links_of(state).when(replace(link, revision_id=FIRST)).then_rejected(CommitmentLocked)


def test_nothing_is_linked_from_or_to_what_was_withdrawn() -> None:
    gone = ObjectiveWithdrawn(RELIABLE, "No time")
    child = objective.evolve(objective.evolve(None, drafted), gone)
    assert child is not None
    links_of(child).when(link).then_rejected(ObjectiveIsWithdrawn)
    links_of(child).given(present).when(unlink).then(ObjectiveUnlinked(Q3, LinkId("m")))
    fresh = objective.evolve(None, drafted)
    assert fresh is not None
    links_of(fresh, replace(parent, stage="withdrawn")).when(link).then_rejected(ParentIsWithdrawn)
