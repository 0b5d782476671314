from __future__ import annotations

from msgspec.structs import replace

from domain import review
from domain.cycle import CycleClosed
from domain.review import (
    CloseReview,
    Context,
    Finding,
    FindingExists,
    FindingIsResolved,
    FindingRaised,
    FindingReopened,
    FindingResolved,
    NoCycleToReview,
    NoReviewOpen,
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
from domain.values import FindingId, ReviewId
from tests.support.company import CYCLE, NPS, Q3
from tests.support.given import Scenario

MAY, JUNE = ReviewId("may"), ReviewId("june")
GAP = Finding(FindingId("gap:nps"), "gap", "Nobody works toward: NPS", key_result_id=NPS)
DOUBT = Finding(FindingId("doubt"), "conflict", "Sales and Support want opposite things")

raising = RaiseFinding(Q3, DOUBT.finding_id, "conflict", DOUBT.text)
settling = ResolveFinding(Q3, GAP.finding_id, "settled", "Support links to it")
opened = ReviewOpened(Q3, MAY, (GAP,))
raised = FindingRaised(Q3, MAY, DOUBT)
settled = FindingResolved(Q3, GAP.finding_id, "settled", "Support links to it")
closed = ReviewClosed(Q3, MAY, "Two things to settle")

nothing = Scenario(
    lambda state, command: review.decide(state, command, Context(CYCLE)),
    review.evolve,
    review.EMPTY,
)
sitting = nothing.given(opened)


def test_a_review_begins_with_what_the_rules_find() -> None:
    nothing.when(OpenReview(Q3, MAY, (GAP,))).then(opened)


def test_a_cycle_that_is_not_there_cannot_be_reviewed() -> None:
    nowhere = Scenario(
        lambda state, command: review.decide(state, command, Context(None)),
        review.evolve,
        review.EMPTY,
    )
    nowhere.when(OpenReview(Q3, MAY)).then_rejected(NoCycleToReview, "q3")


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


def test_a_review_is_closed_with_a_summary() -> None:
    sitting.when(CloseReview(Q3, MAY, "Two things to settle")).then(closed)
    sitting.given(closed).when(CloseReview(Q3, MAY, "Other")).then_rejected(ReviewIsClosed)
    nothing.when(CloseReview(Q3, MAY)).then_rejected(UnknownReview, "may")


def test_facts_about_findings_that_are_not_there_change_nothing() -> None:
    assert nothing.given(settled).state() == review.EMPTY
    assert nothing.given(FindingReopened(Q3, GAP.finding_id, "x")).state() == review.EMPTY


def test_what_is_closed_is_not_reviewed_but_findings_are_still_settled() -> None:
    over = Scenario(
        lambda state, command: review.decide(
            state, command, Context(replace(CYCLE, phase="closed"))
        ),
        review.evolve,
        review.EMPTY,
    )
    over.when(OpenReview(Q3, MAY)).then_rejected(CycleClosed, "2026-Q3")
    over.given(opened).when(raising).then_rejected(CycleClosed)
    over.given(opened).when(settling).then(settled)
