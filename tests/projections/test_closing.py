from __future__ import annotations

from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import DeclineDependency, WithdrawDependency
from domain.objectives.planning import DraftObjective
from domain.objectives.state import Changes
from domain.values import DependencyId, ObjectiveId, Owner
from tests.projections.closed import (
    closed,
    looked_back,
    planned,
    scored,
    scoring,
)
from tests.support.asking import request
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3
from tests.support.quarter import SUPPORT


def test_there_is_nothing_to_close_before_a_cycle_is_scored() -> None:
    assert planned().view("closing", Q3) is None
    assert planned().view("closing", f"{Q3}:{ENGINEERING}") is None
    again = scoring().say(MoveCycle(Q3, "active"))
    assert again.view("closing", f"{Q3}:{ENGINEERING}") is None


def test_the_sitting_begins_with_what_is_left_to_do() -> None:
    found = scoring().view("closing", Q3)
    assert (found["published"], found["unscored"], found["ready"]) == (3, 3, False)
    assert found["text"] == [
        "3 of 3 published objectives have no score yet.",
        "The company has not yet held a retrospective with at least one lesson.",
        "The reset is still to come: each objective has to be carried over, dropped or finished.",
    ]
    assert [(one["unit"]["name"], one["unscored"]) for one in found["units"]] == [
        ("Acme", 1),
        ("Engineering", 1),
        ("Support", 1),
    ]


def test_dependencies_that_are_still_open_are_told_of_while_something_can_be_done() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), request("quick", SUPPORT, "x"))
    quarter.say(DeclineDependency(ObjectiveId("quick"), DependencyId("x"), "no time"))
    quarter.on(ENDS).say(MoveCycle(Q3, "scoring"))
    found = quarter.view("closing", Q3)
    told = "1 dependency is still open, and will be left open when the cycle is closed."
    assert (found["open_dependencies"], told in found["text"]) == (1, True)
    quarter.say(WithdrawDependency(ObjectiveId("quick"), DependencyId("export"), "Bought it"))
    found = quarter.view("closing", Q3)
    assert (found["open_dependencies"], told in found["text"]) == (0, False)


def test_each_key_result_comes_with_the_score_that_it_would_have() -> None:
    found = scoring().view("closing", f"{Q3}:{ENGINEERING}")
    (quick,) = found["objectives"]
    latency, uptime = quick["key_results"]
    assert (latency["proposed"], latency["band"], latency["original"]) == (0.5, "yellow", 0.5)
    assert latency["next_metric"]["baseline"] == 50
    assert (uptime["proposed"], uptime["band"]) == (None, None)
    assert uptime["next_metric"]["baseline"] == 0
    assert quick["score"] is None


def test_it_ends_when_all_is_scored_and_looked_back_on() -> None:
    assert not scored().view("closing", Q3)["ready"]
    found = scored().say(looked_back()).view("closing", Q3)
    assert (found["ready"], found["unscored"], found["lessons"]) == (True, 0, 1)
    assert [(one["unit"]["id"], one["looked_back"]) for one in found["units"]] == [
        (COMPANY, True),
        (ENGINEERING, False),
        (SUPPORT, False),
    ]
    assert closed().view("closing", Q3)["text"] == []


def test_drafts_that_nobody_published_are_counted_apart() -> None:
    late = DraftObjective(ObjectiveId("late"), Q3, "Late", Owner("unit", SUPPORT))
    found = planned().say(late, MoveCycle(Q3, "scoring")).view("closing", Q3)
    assert (found["published"], found["unpublished"]) == (3, 1)


def test_what_was_withdrawn_is_no_draft_that_somebody_forgot() -> None:
    given_up = planned().revise("calm", Changes(withdraw=True)).say(MoveCycle(Q3, "scoring"))
    found = given_up.view("closing", Q3)
    assert (found["published"], found["unpublished"]) == (2, 0)


def test_a_check_in_while_it_is_scored_moves_the_proposal_and_not_the_score() -> None:
    quarter = scored().report("quick", "latency", 80, 3, name="late")
    (quick,) = quarter.view("closing", f"{Q3}:{ENGINEERING}")["objectives"]
    assert (quick["score"], quick["key_results"][0]["proposed"]) == (0.25, 0.8)
