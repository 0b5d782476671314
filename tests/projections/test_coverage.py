from __future__ import annotations

from domain.values import Owner
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import SALES, SUPPORT, Quarter

TEAMS = (ENGINEERING, SUPPORT, SALES)


def company() -> Quarter:
    return Quarter().goal("delight", COMPANY, ["nps", "growth"])


def overloaded() -> Quarter:
    quarter = company()
    for number in range(5):
        quarter.goal(f"team {number}", TEAMS[number % 3], [f"measure {number}"])
        quarter.link(f"team {number}", "delight", "nps")
    return quarter


def test_a_cycle_without_plans_has_nothing_to_cover() -> None:
    found = Quarter().view("coverage", Q3)
    assert (found["gaps"], found["overloads"], found["objectives"]) == (0, 0, 0)
    assert (found["text"], found["key_results"]) == ([], [])


def test_nobody_works_toward_the_third_key_result() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).link("quick", "delight", "nps")
    found = quarter.view("coverage", Q3)
    assert found["gaps"] == 1
    assert found["text"] == ["Nobody works toward: Growth"]
    assert [(one["title"], one["finding"], one["linked"]) for one in found["key_results"]] == [
        ("Nps", "covered", 1),
        ("Growth", "gap", 0),
    ]


def test_five_objectives_on_one_key_result_are_an_overload_and_four_are_not() -> None:
    found = overloaded().view("coverage", Q3)
    assert found["overloads"] == 1
    assert "5 objectives of 3 units work toward: Nps" in found["text"]
    assert overloaded().unlink("team 4", "nps").view("coverage", Q3)["overloads"] == 0


def test_contributions_and_support_are_counted_apart() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps").link(
        "kind", "delight", "nps", kind="supports", mechanism="", strength=None, link_test=None
    )
    covered = quarter.view("coverage", Q3)["key_results"][0]
    assert (covered["linked"], covered["contributing"], covered["supporting"]) == (2, 1, 1)
    assert [one["title"] for one in covered["objectives"]] == ["Quick", "Kind"]


def test_people_are_counted_with_their_unit() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"])
    quarter.goal("learn", Owner("person", ADA), ["books"])
    quarter.link("quick", "delight", "nps").link("learn", "delight", "nps")
    assert quarter.view("coverage", Q3)["key_results"][0]["units"] == 1


def test_objectives_linked_to_nothing_are_orphans_and_the_companys_are_not() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps")
    found = quarter.view("coverage", Q3)
    assert found["orphans"]["total"] == 1
    assert [one["title"] for one in found["orphans"]["objectives"]] == ["Kind"]
    assert found["orphans"]["objectives"][0]["owner"]["name"] == "Support"
    assert "1 of 3 objectives is linked to nothing." in found["text"]


def test_a_link_that_is_taken_back_leaves_an_orphan() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).link("quick", "delight", "nps")
    assert quarter.view("coverage", Q3)["orphans"]["total"] == 0
    found = quarter.unlink("quick", "nps").view("coverage", Q3)
    assert (found["orphans"]["total"], found["gaps"]) == (1, 2)


def test_a_link_to_the_whole_objective_covers_no_key_result_and_is_no_orphan() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).link("quick", "delight")
    found = quarter.view("coverage", Q3)
    assert (found["gaps"], found["orphans"]["total"]) == (2, 0)


def test_links_that_do_not_reach_the_company_leave_objectives_apart() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("kind", "quick", "latency")
    found = quarter.view("coverage", Q3)
    assert [one["title"] for one in found["orphans"]["objectives"]] == ["Quick"]
    assert [one["title"] for one in found["unconnected"]["objectives"]] == ["Kind"]
    assert "1 is linked, but not all the way up to the company." in found["text"]
    found = quarter.link("quick", "delight", "nps").view("coverage", Q3)
    assert (found["orphans"]["total"], found["unconnected"]["total"]) == (0, 0)
