from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.dependencies.dependency import AcceptDependency, RequestDependency
from domain.measuring.metric import Decrease, Increase, Milestone, Step
from domain.objectives.negotiation import CommitObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Changes
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner
from projections.keeping import fold
from tests.support.company import COMPANY, ENGINEERING, Q3, unit, week
from tests.support.quarter import SUPPORT, TO_100, Quarter


def company() -> Quarter:
    return (
        Quarter()
        .goal("delight", COMPANY, ["nps"])
        .goal("quick", ENGINEERING, ["latency", "errors"])
        .link("quick", "delight", "nps")
    )


def key_result(card: dict[str, Any], place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = card["key_results"][place]
    return found


def test_there_is_no_card_of_an_objective_that_is_not_there() -> None:
    assert Quarter().view("objective", "quick") is None


def test_a_card_tells_what_was_drafted_and_how_far_it_is() -> None:
    quick = ObjectiveId("quick")
    quarter = Quarter().say(DraftObjective(quick, Q3, "Quick", unit(ENGINEERING), "Because"))
    card = quarter.view("objective", "quick")
    assert (card["title"], card["description"], card["level"]) == ("Quick", "Because", "team")
    assert (card["stage"], card["version"], card["cycle"]) == ("draft", 1, "2026-Q3")
    assert card["owner"] == {"kind": "unit", "id": ENGINEERING, "name": "Engineering"}
    assert (card["progress"], card["coverage"], card["confidence"]) == (None, 0, None)
    quarter.say(AddKeyResult(quick, KeyResultId("latency"), "Latency", TO_100))
    quarter.say(CommitObjective(quick))
    card = quarter.view("objective", "quick")
    assert (card["stage"], card["version"]) == ("committed", 3)


def test_key_results_without_check_ins_do_not_vanish_from_totals() -> None:
    card = company().report("quick", "latency", 80, 4).view("objective", "quick")
    assert (card["progress"], card["coverage"]) == (0.8, 0.5)
    assert [one["title"] for one in card["key_results"]] == ["Latency", "Errors"]
    assert key_result(card, 1)["progress"] is None


def test_key_results_without_check_ins_are_not_counted_as_zero() -> None:
    card = company().view("objective", "quick")
    assert (card["progress"], card["coverage"]) == (None, 0)


def test_progress_is_shown_raw_and_clamped() -> None:
    card = company().report("quick", "latency", 150).report("quick", "errors", -20)
    card = card.view("objective", "quick")
    shown = [(one["progress_raw"], one["progress"]) for one in card["key_results"]]
    assert shown == [(1.5, 1), (-0.2, 0)]
    assert card["progress"] == 0.5


def test_decreasing_metrics_are_scored_by_the_way_they_have_come() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": Decrease(10, 2)})
    card = quarter.report("quick", "latency", 6).view("objective", "quick")
    assert (key_result(card)["progress"], card["progress"]) == (0.5, 0.5)


def test_decimals_and_negative_numbers_are_ordinary() -> None:
    quarter = Quarter().goal(
        "quick", ENGINEERING, {"stars": Increase(4.8, 4.9), "margin": Increase(-5, 5)}
    )
    quarter.report("quick", "stars", 4.85).report("quick", "margin", 0)
    shown = [one["progress"] for one in quarter.view("objective", "quick")["key_results"]]
    assert shown == [0.5, 0.5]


def test_there_is_one_progress_formula_whichever_view_one_looks_at() -> None:
    quarter = Quarter().goal("delight", COMPANY, {"churn": Decrease(10, 2)})
    quarter.on(week(2)).report("delight", "churn", 7).report("delight", "churn", 5, name="again")
    company_view = quarter.view("alignment", "churn")["key_result"]
    shown = [
        key_result(quarter.view("objective", "delight"))["progress"],
        quarter.view("objective", "delight")["progress"],
        company_view["progress"],
        company_view["progress_raw"],
        quarter.view("confidence", "churn")["points"][-1]["progress"],
    ]
    assert shown == [0.625] * 5


def test_a_milestone_shows_the_weight_of_the_steps_that_are_done() -> None:
    metric = Milestone((Step("draft", 1, date(2026, 7, 20)), Step("launch", 3)))
    quarter = Quarter().goal("quick", ENGINEERING, {"launch": metric})
    quarter.on(week(4)).report("quick", "launch", done=("draft",))
    shown = key_result(quarter.view("objective", "quick"))
    assert (shown["value"], shown["progress"], shown["expected"]) == (25, 0.25, 0.25)
    assert shown["metric"]["steps"][0] == {"name": "draft", "weight": 1, "due": "2026-07-20"}


def test_confidence_is_the_mean_and_the_lowest_is_shown_beside_it() -> None:
    quarter = company().report("quick", "latency", 1, 5).report("quick", "errors", 1, 2)
    card = quarter.view("objective", "quick")
    assert (card["confidence"], card["lowest_confidence"], card["trend"]) == (3.5, 2, "unknown")


def test_a_trend_compares_with_the_check_in_before() -> None:
    quarter = company().on(week(1)).report("quick", "latency", 1, 3)
    quarter.on(week(2)).report("quick", "latency", 1, 5)
    card = quarter.view("objective", "quick")
    assert (card["trend"], key_result(card)["trend"]) == ("rising", "rising")
    quarter.on(week(3)).report("quick", "latency", 1, 5)
    assert quarter.view("objective", "quick")["trend"] == "steady"
    quarter.on(week(4)).report("quick", "latency", 1, 4)
    assert quarter.view("objective", "quick")["trend"] == "falling"


def test_a_card_shows_what_the_objective_works_toward() -> None:
    assert company().view("objective", "quick")["works_toward"] == [
        {
            "link_id": "quick to nps",
            "kind": "contributes",
            "objective_id": "delight",
            "objective_title": "Delight",
            "key_result_id": "nps",
            "key_result_title": "Nps",
            "to_objective": False,
            "mechanism": "Better quick",
            "strength": "strong",
            "link_test": "yes",
            "gone": False,
        }
    ]


@pytest.mark.parametrize(
    "given_up", [Changes(remove=(KeyResultId("nps"),)), Changes(withdraw=True)]
)
def test_a_link_to_what_is_gone_holds_no_more_in_any_view(given_up: Changes) -> None:
    quarter = (
        Quarter()
        .goal("delight", COMPANY, ["nps", "csat"])
        .goal("quick", ENGINEERING, ["latency"])
        .link("quick", "delight", "nps")
    )
    before = quarter.view("coverage", Q3)
    assert (before["orphans"]["total"], before["unconnected"]["total"]) == (0, 0)

    quarter.revise("delight", given_up)

    (link,) = quarter.view("objective", "quick")["works_toward"]
    assert (link["gone"], link["key_result_title"]) == (True, "Nps")
    after = quarter.view("coverage", Q3)
    assert (after["orphans"]["total"], after["unconnected"]["total"]) == (1, 0)
    found = [one["finding_id"] for one in quarter.view("review", Q3)["found"]]
    assert "orphan:quick" in found
    brief = quarter.view("brief", f"{Q3}:{ENGINEERING}")["contribution"]
    assert brief["text"][-1] == "'Quick' is linked to nothing yet."
    assert brief["objectives"][0]["links"] == []


def test_a_link_to_a_whole_objective_is_marked_as_the_weaker_kind() -> None:
    quarter = company().goal("kind", SUPPORT, ["calls"]).link("kind", "quick")
    link = quarter.view("objective", "kind")["works_toward"][0]
    assert (link["to_objective"], link["key_result_id"]) == (True, None)


def test_a_card_shows_who_works_toward_the_objective() -> None:
    quarter = company().goal("kind", SUPPORT, ["calls"]).link("kind", "quick", "errors")
    quarter.report("kind", "calls", 30, 2)
    card = quarter.view("objective", "quick")
    assert card["linked_total"] == 1
    below = card["linked"][0]
    assert (below["title"], below["owner"]["name"]) == ("Kind", "Support")
    assert (below["progress"], below["confidence"], below["drifting"]) == (0.3, 2, 0)
    assert key_result(card, 1)["linked_total"] == 1


def test_a_publish_lock_blocks_no_check_in() -> None:
    card = company().report("quick", "latency", 10, 3).view("objective", "quick")
    assert card["stage"] == "published"
    assert key_result(card)["value"] == 10
    assert key_result(card)["check_ins"] == 1
    assert key_result(card)["last_effective"] == "2026-07-01"


def test_expected_progress_moves_with_the_days() -> None:
    quarter = company()
    expected = [
        key_result(quarter.view("objective", "quick", today=week(number)))["expected"]
        for number in (1, 7, 13)
    ]
    assert expected == [round(day / 92, 4) for day in (4, 46, 88)]


def test_the_entity_tag_begins_with_the_version_that_a_write_is_compared_with() -> None:
    quarter = company()
    documents = fold.replay(quarter.log)
    assert documents["objective", "quick"].etag.startswith("5.")
    assert "." not in documents["coverage", Q3].etag


def test_a_commitment_without_a_promise_stays_on_the_card_as_a_risk() -> None:
    quick, need = ObjectiveId("quick"), DependencyId("need")
    quarter = Quarter().say(
        DraftObjective(quick, Q3, "Quick", Owner("unit", ENGINEERING)),
        AddKeyResult(quick, KeyResultId("latency"), "Latency", TO_100),
        RequestDependency(quick, KeyResultId("latency"), need, SUPPORT, "a list", week(6)),
        CommitObjective(quick),
    )
    (risk,) = quarter.view("objective", "quick")["unaccepted"]
    assert risk["provider"]["name"] == "Support"
    assert (risk["deliverable"], risk["status"]) == ("a list", "requested")
    (risk,) = quarter.say(AcceptDependency(quick, need)).view("objective", "quick")["unaccepted"]
    assert risk["status"] == "accepted"
