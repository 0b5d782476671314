from __future__ import annotations

from msgspec.structs import asdict, replace

from domain.alignment import review
from domain.alignment.review import (
    AnswerFinding,
    CloseReview,
    Context,
    Finding,
    FindingAnswered,
    FindingExists,
    FindingIsResolved,
    FindingOfAnotherCycle,
    FindingRaised,
    FindingReopened,
    FindingResolved,
    NoCycleToReview,
    NoReviewOpen,
    ObjectiveOfFindingMissing,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
    ReviewClosed,
    ReviewIsClosed,
    ReviewIsOpen,
    ReviewOpened,
    UnknownFinding,
    UnknownReview,
)
from domain.cycles.cycle import Cycle, CycleClosed
from domain.measuring.metric import Increase
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import KeyResult, Objective, UnknownKeyResult
from domain.organization.consistency import UnknownUnit
from domain.values import CycleId, FindingId, ReviewId, UnitId
from tests.support.company import BUGS, CHART, CYCLE, ENGINEERING, NPS, Q3, RELIABLE, unit
from tests.support.declared import as_declared
from tests.support.given import Scenario

MAY, JUNE = ReviewId("may"), ReviewId("june")
GAP = Finding(FindingId("gap:nps"), "gap", "Nobody works toward: NPS", key_result_id=NPS)
DOUBT = Finding(FindingId("doubt"), "conflict", "Sales and Support want opposite things")

LONG = Finding(FindingId("too_long:r"), "diagnosis", "'We ...' is too long", RELIABLE, of="a1")
OTHERWISE = replace(LONG, text="'They ...' is too long", of="b2")

raising = RaiseFinding(Q3, DOUBT.finding_id, "conflict", DOUBT.text)
settling = ResolveFinding(Q3, GAP.finding_id, "settled", "Support links to it")
opened = ReviewOpened(Q3, MAY, (GAP,))
raised = FindingRaised(Q3, MAY, DOUBT)
settled = FindingResolved(Q3, GAP.finding_id, "settled", "Support links to it")
closed = ReviewClosed(Q3, MAY, "Two things to settle")


def reviewing(cycle: Cycle | None = CYCLE, about: Objective | None = None) -> Scenario:
    context = Context(cycle, CHART, about)
    return Scenario(
        lambda state, command: review.decide(state, command, as_declared(command, context)),
        review.evolve,
        review.EMPTY,
    )


nothing = reviewing()
sitting = nothing.given(opened)


def test_a_review_begins_with_what_the_rules_find() -> None:
    nothing.when(OpenReview(Q3, MAY, (GAP,))).then(opened)


def test_a_cycle_that_is_not_there_cannot_be_reviewed() -> None:
    reviewing(None).when(OpenReview(Q3, MAY)).then_rejected(NoCycleToReview, "q3")


def test_one_review_is_open_at_a_time() -> None:
    sitting.when(OpenReview(Q3, JUNE)).then_rejected(ReviewIsOpen, "may")
    sitting.given(closed).when(OpenReview(Q3, JUNE)).then(ReviewOpened(Q3, JUNE))


def test_a_closed_review_is_not_opened_again() -> None:
    sitting.given(closed).when(OpenReview(Q3, MAY)).then_rejected(ReviewIsClosed, "may")


def test_reviewers_add_what_they_see() -> None:
    sitting.when(raising).then(raised)


def test_a_finding_needs_a_review_that_is_open() -> None:
    nothing.when(raising).then_rejected(NoReviewOpen)
    sitting.given(closed).when(raising).then_rejected(NoReviewOpen)


def test_a_finding_is_about_what_is_there_and_of_its_cycle() -> None:
    measured = KeyResult(BUGS, "Fewer bugs", Increase(0, 1), 1.0, None, None, "aspirational", None)
    goal = Objective(RELIABLE, Q3, "Trust", unit(ENGINEERING), "team", key_results={BUGS: measured})
    about = replace(raising, objective_id=RELIABLE, key_result_id=BUGS, unit_id=ENGINEERING)
    finding = replace(DOUBT, objective_id=RELIABLE, key_result_id=BUGS, unit_id=ENGINEERING)
    known = reviewing(about=goal).given(opened)
    known.when(about).then(FindingRaised(Q3, MAY, finding))
    other = reviewing(about=replace(goal, cycle_id=CycleId("q4"))).given(opened)
    sitting.when(about).then_rejected(UnknownObjective)
    other.when(about).then_rejected(FindingOfAnotherCycle)
    known.when(replace(about, key_result_id=NPS)).then_rejected(UnknownKeyResult, "nps")
    sitting.when(replace(about, objective_id=None)).then_rejected(ObjectiveOfFindingMissing)
    known.when(replace(about, unit_id=UnitId("lab"))).then_rejected(UnknownUnit, "lab")


def test_a_finding_keeps_its_words() -> None:
    sitting.given(raised).when(replace(raising, text="Other")).then_rejected(
        FindingExists, "opposite"
    )


def test_each_finding_is_tracked_to_its_resolution_even_after_the_review() -> None:
    sitting.when(settling).then(settled)
    sitting.given(closed).when(settling).then(settled)


def test_a_finding_is_resolved_once() -> None:
    other = ResolveFinding(Q3, GAP.finding_id, "accepted", "We live with it")
    sitting.given(settled).when(other).then_rejected(FindingIsResolved, "settled")


def test_only_what_was_found_can_be_resolved() -> None:
    nothing.when(settling).then_rejected(UnknownFinding, "gap:nps")
    nothing.when(ReopenFinding(Q3, GAP.finding_id, "No")).then_rejected(UnknownFinding)


def test_a_resolution_that_did_not_hold_is_taken_back() -> None:
    reopening = ReopenFinding(Q3, GAP.finding_id, "Support left")
    sitting.given(settled).when(reopening).then(FindingReopened(Q3, GAP.finding_id, "Support left"))
    sitting.when(reopening).then_nothing()


def test_what_a_rule_finds_again_was_not_settled() -> None:
    again = sitting.given(settled, closed, ReviewOpened(Q3, JUNE, (GAP,))).state()
    found = again.findings[GAP.finding_id]
    assert (found.resolution, found.reopened, found.review_id) == (None, 1, MAY)


def test_an_accepted_risk_stays_accepted_when_a_rule_finds_it_again() -> None:
    accepted = FindingResolved(Q3, GAP.finding_id, "accepted", "We live with it")
    again = sitting.given(accepted, closed, ReviewOpened(Q3, JUNE, (GAP,))).state()
    assert again.findings[GAP.finding_id].resolution == "accepted"


def answering(finding: Finding, how: str = "It is a quotation") -> AnswerFinding:
    fields = asdict(finding)
    return AnswerFinding(cycle_id=Q3, resolution="dismissed", how=how, **fields)


about_it = reviewing(about=Objective(RELIABLE, Q3, "Trust", unit(ENGINEERING), "team"))
answered = FindingAnswered(Q3, LONG, "dismissed", "It is a quotation")


def test_what_a_rule_finds_is_answered_without_a_review() -> None:
    about_it.when(answering(LONG)).then(answered)
    known = about_it.given(answered).state().findings[LONG.finding_id]
    assert (known.resolution, known.review_id, known.by_rule) == ("dismissed", None, True)


def test_an_answer_is_given_once_while_the_words_are_the_same() -> None:
    known = about_it.given(answered)
    known.when(answering(LONG)).then_nothing()
    known.when(answering(LONG, "Somehow")).then_rejected(FindingIsResolved, "dismissed")
    known.when(answering(OTHERWISE)).then(replace(answered, finding=OTHERWISE))


def test_a_review_takes_up_what_was_answered_only_in_other_words() -> None:
    same, other = (
        about_it.given(answered, ReviewOpened(Q3, MAY, (one,))).state().findings[one.finding_id]
        for one in (LONG, OTHERWISE)
    )
    assert (same.resolution, same.reopened) == ("dismissed", 0)
    assert (other.resolution, other.reopened, other.review_id) == (None, 1, MAY)


def test_of_findings_from_before_words_were_kept_answers_hold_in_any() -> None:
    resolved = FindingResolved(Q3, LONG.finding_id, "accepted", "We live with it")
    before = about_it.given(ReviewOpened(Q3, MAY, (replace(LONG, of=""),)), resolved)
    before.when(answering(OTHERWISE)).then_rejected(FindingIsResolved, "accepted")


def test_what_a_review_tracks_can_be_answered_too_and_taken_back() -> None:
    tracked = about_it.given(ReviewOpened(Q3, MAY, (LONG,)))
    tracked.when(answering(LONG)).then(answered)
    known = tracked.given(answered)
    assert known.state().findings[LONG.finding_id].review_id == MAY
    reopening = ReopenFinding(Q3, LONG.finding_id, "Whose?")
    known.when(reopening).then(FindingReopened(Q3, LONG.finding_id, "Whose?"))


def test_what_a_person_found_or_is_about_something_else_is_not_answered_so() -> None:
    sitting.given(raised).when(answering(DOUBT)).then_rejected(FindingExists, "opposite")
    known = about_it.given(answered)
    known.when(answering(replace(LONG, kind="orphan"))).then_rejected(FindingExists)


def test_an_answer_is_about_what_is_there() -> None:
    nothing.when(answering(LONG)).then_rejected(UnknownObjective, RELIABLE)
    about_it.when(answering(replace(LONG, key_result_id=NPS))).then_rejected(UnknownKeyResult)


def test_a_review_is_closed_with_a_summary() -> None:
    sitting.when(CloseReview(Q3, MAY, "Two things to settle")).then(closed)
    sitting.given(closed).when(CloseReview(Q3, MAY, "Other")).then_rejected(ReviewIsClosed)
    nothing.when(CloseReview(Q3, MAY)).then_rejected(UnknownReview, "may")


def test_facts_about_findings_that_are_not_there_change_nothing() -> None:
    assert nothing.given(settled).state() == review.EMPTY
    assert nothing.given(FindingReopened(Q3, GAP.finding_id, "x")).state() == review.EMPTY


def test_what_is_closed_is_not_reviewed_but_findings_are_still_settled() -> None:
    over = reviewing(replace(CYCLE, phase="closed"))
    over.when(OpenReview(Q3, MAY)).then_rejected(CycleClosed, "2026-Q3")
    over.given(opened).when(raising).then_rejected(CycleClosed)
    over.given(opened).when(settling).then(settled)
