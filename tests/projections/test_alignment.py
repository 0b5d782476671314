from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from domain.measuring.metric import Decrease, MaintainAtLeast
from domain.objectives.planning import DraftObjective
from domain.values import ObjectiveId
from projections.keeping.rendering import document
from projections.views.alignment.alignment import AlignmentView
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SALES, SUPPORT, TO_100, Quarter


def company() -> Quarter:
    return (
        Quarter()
        .goal("delight", COMPANY, ["nps", "growth"])
        .goal("quick", ENGINEERING, ["latency"])
        .goal("kind", SUPPORT, ["calls"])
    )


def key_result(quarter: Quarter, name: str = "nps") -> dict[str, Any]:
    found: dict[str, Any] = quarter.view("alignment", name)["key_result"]
    return found


# The whole cycle


def test_a_cycle_without_company_goals_says_so() -> None:
    found = Quarter().goal("quick", ENGINEERING, ["latency"]).view("alignment", Q3)
    assert found["objectives"] == []
    assert found["answer"] == {
        "text": "The company has no key results in this cycle yet.",
        "on_track": 0,
        "needs_attention": 0,
        "at_risk": 0,
        "pending": 0,
        "reached": 0,
        "missed": 0,
        "step_in_at": [],
    }


def test_every_company_key_result_is_shown_with_those_who_work_toward_it() -> None:
    quarter = company().link("quick", "delight", "nps").link("kind", "delight", "growth")
    found = quarter.view("alignment", Q3)
    shown = found["objectives"][0]["key_results"]
    assert [(one["title"], [two["title"] for two in one["linked"]]) for one in shown] == [
        ("Nps", ["Quick"]),
        ("Growth", ["Kind"]),
    ]
    assert (found["phase"], found["cycle"]["name"]) == ("active", "2026-Q3")


def test_the_answer_counts_and_says_where_to_step_in_first() -> None:
    quarter = company().link("quick", "delight", "nps")
    quarter.on(week(1)).report("quick", "latency", 10, 4)
    answer = quarter.view("alignment", Q3)["answer"]
    assert answer["text"] == (
        "1 of 2 company key results is on track. "
        "Most urgent: Growth (No objective works toward it.)"
    )
    assert (answer["on_track"], answer["needs_attention"]) == (1, 1)
    assert answer["step_in_at"] == ["growth"]


def test_a_risk_comes_before_what_needs_attention() -> None:
    quarter = company().link("quick", "delight", "nps")
    quarter.on(week(1)).report("quick", "latency", 10, 4)
    quarter.on(week(2)).report("quick", "latency", 10, 2)
    assert quarter.view("alignment", Q3)["answer"]["step_in_at"] == ["nps", "growth"]


def test_when_all_is_well_nobody_is_called() -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, ["latency"])
    quarter.link("quick", "delight", "nps").report("quick", "latency", 10, 5)
    answer = quarter.view("alignment", Q3)["answer"]
    assert answer["text"] == "1 of 1 company key result is on track."
    assert answer["step_in_at"] == []


def test_a_draft_of_the_company_is_shown_as_a_draft() -> None:
    quarter = Quarter().say(DraftObjective(ObjectiveId("grow"), Q3, "Grow", unit(COMPANY)))
    found = quarter.view("alignment", Q3)["objectives"][0]
    assert (found["title"], found["stage"], found["key_results"]) == ("Grow", "draft", [])


def test_links_to_the_whole_objective_stand_apart_from_those_to_a_key_result() -> None:
    found = company().link("quick", "delight").view("alignment", Q3)["objectives"][0]
    assert [one["title"] for one in found["linked"]] == ["Quick"]
    assert [one["linked_total"] for one in found["key_results"]] == [0, 0]


def test_an_objectives_own_progress_comes_with_its_coverage() -> None:
    found = company().report("delight", "nps", 40, 3).view("alignment", Q3)["objectives"][0]
    assert (found["progress"], found["coverage"], found["confidence"]) == (0.4, 0.5, 3)


def test_a_cycle_shows_some_of_many_and_counts_them_all() -> None:
    quarter = company()
    for number in range(27):
        quarter.goal(f"t{number}", SALES, [f"m{number}"]).link(f"t{number}", "delight", "nps")
    shown = quarter.view("alignment", Q3)["objectives"][0]["key_results"][0]
    assert (shown["linked_total"], len(shown["linked"])) == (27, 25)
    alone = key_result(quarter)
    assert (alone["linked_total"], len(alone["linked"])) == (27, 27)


# One company key result


def test_a_team_is_shown_with_owner_progress_confidence_and_mechanism() -> None:
    quarter = company().link("quick", "delight", "nps", strength="medium", link_test="maybe")
    quarter.on(week(1)).report("quick", "latency", 20, 5)
    quarter.on(week(2)).report("quick", "latency", 30, 3)
    assert key_result(quarter)["linked"] == [
        {
            "objective_id": "quick",
            "title": "Quick",
            "owner": {"kind": "unit", "id": ENGINEERING, "name": "Engineering"},
            "level": "team",
            "stage": "published",
            "link_id": "quick to nps",
            "kind": "contributes",
            "mechanism": "Better quick",
            "strength": "medium",
            "link_test": "maybe",
            "covers": True,
            "status": "on_track",
            "reason": (
                "'Latency': its owner's confidence is 3, and progress is 30%, against a planned"
                " 12%."
            ),
            "progress": 0.3,
            "coverage": 1,
            "confidence": 3,
            "confidence_as_of": "2026-07-11",
            "lowest_confidence": 3,
            "trend": "falling",
            "drifting": 0,
        }
    ]


def test_those_who_need_somebody_come_first() -> None:
    quarter = company().goal("many", SALES, ["deals"])
    for child in ("quick", "kind", "many"):
        quarter.link(child, "delight", "nps")
    quarter.report("quick", "latency", 50, 4).report("kind", "calls", 10, 2)
    assert [one["title"] for one in key_result(quarter)["linked"]] == ["Kind", "Quick", "Many"]


def test_contributions_add_up_by_strength_and_say_how_much_of_it_has_reported() -> None:
    quarter = company().goal("many", SALES, ["deals"])
    quarter.link("quick", "delight", "nps").link("kind", "delight", "nps", strength="medium")
    quarter.link("many", "delight", "nps", strength="medium")
    quarter.report("quick", "latency", 60).report("kind", "calls", 30)
    assert key_result(quarter)["contribution"] == {"progress": 0.5, "coverage": 0.75}


def test_support_adds_nothing_to_the_contribution() -> None:
    quarter = company().link(
        "quick", "delight", "nps", kind="supports", mechanism="", strength=None, link_test=None
    )
    quarter.report("quick", "latency", 60)
    assert key_result(quarter)["contribution"] == {"progress": None, "coverage": 0}


def test_coverage_is_healthy_as_far_as_what_contributes_will_probably_be_reached() -> None:
    quarter = company().goal("many", SALES, ["deals"])
    quarter.link("quick", "delight", "nps").link("kind", "delight", "nps", strength="medium")
    quarter.link("many", "delight", "nps", strength="weak", link_test="no")
    assert key_result(quarter)["healthy_coverage"] == 1.5
    for number in range(1, 8):
        quarter.on(week(number)).report("quick", "latency", 0, 1)
        quarter.report("kind", "calls", 8 * number, 4)
    found = key_result(quarter)
    misses = [quarter.view("drift", name)["alert"]["forecast"] for name in ("latency", "calls")]
    strong, medium = (1 - one["miss_probability"] for one in misses)
    assert found["healthy_coverage"] == pytest.approx(strong + 0.5 * medium, abs=1e-3)
    assert "healthy_coverage" in [one["code"] for one in found["health"]["reasons"]]
    assert found["health"]["status"] == "needs_attention"


def test_a_team_that_probably_misses_is_counted_as_drifting() -> None:
    quarter = company().link("quick", "delight", "nps")
    for number in range(1, 8):
        quarter.on(week(number)).report("quick", "latency", 0, 1)
    assert key_result(quarter)["linked"][0]["drifting"] == 1


def test_its_own_numbers_are_shown_beside_what_is_expected() -> None:
    metric = {"churn": Decrease(10, 2)}
    quarter = Quarter().goal("delight", COMPANY, metric).on(week(7)).report("delight", "churn", 12)
    found = key_result(quarter, "churn")
    assert (found["metric"], found["value"]) == ("decrease", 12)
    assert (found["progress"], found["progress_raw"], found["expected"]) == (0, -0.25, 0.5)


def test_nine_weeks_of_thirteen_are_the_progress_of_a_maintain_type() -> None:
    quarter = Quarter().goal("steady", COMPANY, {"uptime": MaintainAtLeast(99.5)})
    for number in range(1, 14):
        quarter.on(week(number)).report("steady", "uptime", 99.9 if number <= 9 else 99.0)
    quarter.on(ENDS)
    assert key_result(quarter, "uptime")["progress"] == 0.6923
    assert key_result(quarter, "uptime")["value"] == 99.0


def test_a_link_that_is_taken_back_is_gone() -> None:
    quarter = company().link("quick", "delight", "nps").unlink("quick", "nps")
    assert key_result(quarter)["linked"] == []


def test_only_company_key_results_have_a_page_of_their_own() -> None:
    assert company().view("alignment", "latency") is None


def test_a_chain_of_links_shows_each_step_where_it_leads() -> None:
    quarter = company().link("quick", "delight", "nps").link("kind", "quick", "latency")
    assert [one["title"] for one in key_result(quarter)["linked"]] == ["Quick"]


def test_a_quarter_that_is_over_is_seen_as_on_its_last_day_and_told_as_ended() -> None:
    quarter = Quarter().goal("delight", COMPANY, {"nps": TO_100}).report("delight", "nps", 70)
    later = quarter.view("alignment", Q3, today=ENDS.replace(year=2028))
    assert later["cycle"]["as_of"] == str(ENDS)
    assert later == quarter.view("alignment", Q3, today=ENDS + timedelta(1))
    key_results = [one for goal in later["objectives"] for one in goal["key_results"]]
    assert [one["health"]["reasons"][0]["text"] for one in key_results] == [
        "Ended at 70%, where 70% was needed."
    ]
    assert later["answer"]["step_in_at"] == []


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            STARTS - timedelta(1),
            "2026-Q3 has not begun: 2 {} planned.",
        ),
        (STARTS, "0 of 2 {} on track; too little has been reported on 2 to tell."),
    ],
)
def test_what_was_not_reported_on_is_neither_on_nor_off_track(day: date, said: str) -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps", "growth"])
    quarter.goal("quick", ENGINEERING, ["latency"])
    quarter.link("quick", "delight", "nps").link("quick", "delight", "growth").publish()
    workspace = quarter.workspace
    workspace.days.today = day
    body = document(workspace, AlignmentView(), Q3).body
    assert json.loads(body or b"")["answer"]["text"] == said.format("company key results are")
