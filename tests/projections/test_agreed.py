from __future__ import annotations

from datetime import timedelta

from domain.measuring.metric import Decrease, Increase
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    ProposeObjective,
    RefineObjective,
    WithdrawObjective,
)
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import KeyResultId, ObjectiveId
from tests.support.company import COMPANY, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, Quarter

QUICK = ObjectiveId("quick")


def company() -> Quarter:
    return (
        Quarter()
        .goal("delight", COMPANY, ["nps"])
        .goal("quick", ENGINEERING, {"latency": Decrease(100, 90)})
        .link("quick", "delight", "nps")
    )


def test_the_card_tells_who_asked_what_and_who_accepted() -> None:
    quarter = company().say(ProposeObjective(QUICK), actor="eve")
    quarter.say(ChallengeObjective(QUICK, "Too easy"), actor="bob")
    quarter.say(RefineObjective(QUICK, "Ten less"), actor="eve")
    quarter.say(AcceptObjective(QUICK, "Go ahead"), actor="bob")
    card = quarter.view("objective", "quick")
    assert [(one["actor"], one["step"], one["text"]) for one in card["negotiation"]] == [
        ("eve", "objective_proposed", ""),
        ("bob", "objective_challenged", "Too easy"),
        ("eve", "objective_refined", "Ten less"),
        ("bob", "objective_accepted", "Go ahead"),
        ("ada", "objective_committed", ""),
        ("ada", "objective_published", ""),
    ]
    assert card["negotiation_total"] == 6


def test_the_card_shows_progress_under_both_commitments_where_they_differ() -> None:
    quarter = company().on(week(2)).report("quick", "latency", 85, 4)
    assert quarter.view("objective", "quick")["original"] is None
    revised = RevisedKeyResult(KeyResultId("latency"), "Latency", Decrease(100, 80))
    card = quarter.revise("quick", Changes(key_results=(revised,))).view("objective", "quick")
    assert (card["progress"], card["original"]["progress"]) == (0.75, 1.0)
    (then,) = card["original"]["key_results"]
    assert (then["metric"]["target"], then["progress_raw"], then["removed"]) == (90.0, 1.5, False)
    (revision,) = card["revisions"]
    assert (revision["status"], revision["requested_by"]) == ("approved", "bob")


def test_a_removed_key_result_is_told_of_under_the_original() -> None:
    quarter = company().on(week(2)).report("quick", "latency", 95, 4)
    instead = RevisedKeyResult(KeyResultId("errors"), "Errors", Increase(0, 10))
    changes = Changes(key_results=(instead,), remove=(KeyResultId("latency"),))
    card = quarter.revise("quick", changes).view("objective", "quick")
    assert [one["key_result_id"] for one in card["key_results"]] == ["errors"]
    assert card["original"]["key_results"][0]["removed"]
    assert quarter.view("drift", "latency") is None


def test_a_withdrawn_objective_is_no_present_commitment_and_stays_readable() -> None:
    quarter = company().goal("look", SUPPORT, ["style"]).link("look", "delight", "nps")
    before = quarter.say(ProposeObjective(ObjectiveId("look")))._now
    assert before.date() == STARTS
    quarter.say(WithdrawObjective(ObjectiveId("look"), "No time"))
    quarter._unpublished.remove(ObjectiveId("look"))
    coverage = quarter.view("coverage", Q3)
    assert (coverage["objectives"], coverage["key_results"][0]["linked"]) == (2, 1)
    assert quarter.view("objective", "delight")["linked_total"] == 1
    card = quarter.view("objective", "look", STARTS + timedelta(40))
    assert (card["stage"], card["negotiation"][-1]["text"]) == ("withdrawn", "No time")


def test_a_revision_withdraws_an_objective_from_what_is_reported_on() -> None:
    quarter = company().on(week(2)).report("quick", "latency", 95, 4)
    quarter.revise("quick", Changes(withdraw=True))
    assert quarter.view("alignment", "nps")["key_result"]["linked_total"] == 0
    assert quarter.view("drift", "latency") is None
    assert quarter.view("confidence", f"{Q3}:{ENGINEERING}") is None
    assert quarter.view("confidence", "quick") is not None
