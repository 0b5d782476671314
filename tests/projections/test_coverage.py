from __future__ import annotations

import pytest

from domain.alignment.coverage import OVERLOAD
from domain.alignment.review import (
    Finding,
    FindingKind,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    Resolution,
    ResolveFinding,
)
from domain.cycles.cycle import Phase
from domain.objectives.planning import DraftObjective
from domain.organization.organization import AddUnit
from domain.values import FindingId, KeyResultId, LinkTest, ObjectiveId, Owner, ReviewId, UnitId
from projections.views.alignment.covering import OWN_ANSWER
from tests.projections.closed import closed_without_plans
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import SALES, SUPPORT, Quarter

TEAMS = (ENGINEERING, SUPPORT, SALES)


def company() -> Quarter:
    return Quarter().goal("delight", COMPANY, ["nps", "growth"])


def worked_on_by(units: int, objectives: int) -> Quarter:
    """Objectives that are linked to the first key result, shared out among units."""
    quarter = company()
    for number in range(units):
        quarter.say(AddUnit(UnitId(f"unit {number}"), f"Unit {number}", "team", COMPANY))
    for number in range(objectives):
        quarter.goal(f"o{number}", UnitId(f"unit {number % units}"), [f"k{number}"])
        quarter.link(f"o{number}", "delight", "nps")
    return quarter


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (
            "active",
            "The company has no key results in 2026-Q3 yet, so there is nothing to work toward.",
        ),
        ("closed", "The company had no key results in 2026-Q3."),
    ],
)
def test_where_the_company_has_no_key_results_nobody_is_said_to_be_missing(
    phase: Phase, said: str
) -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    if phase == "closed":
        quarter = closed_without_plans()
    found = quarter.view("coverage", Q3)
    assert (found["gaps"], found["overloads"], found["key_results"]) == (0, 0, [])
    assert found["text"][0] == said


def test_nobody_works_toward_the_third_key_result() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).link("quick", "delight", "nps")
    found = quarter.view("coverage", Q3)
    assert found["gaps"] == 1
    assert found["text"] == ["Nobody works toward: Growth"]
    assert [(one["title"], one["finding"], one["linked"]) for one in found["key_results"]] == [
        ("Nps", "covered", 1),
        ("Growth", "gap", 0),
    ]


@pytest.mark.parametrize(
    ("units", "objectives", "overloads"),
    [(1, 7, 0), (OVERLOAD - 1, 9, 0), (OVERLOAD, OVERLOAD, 1), (OVERLOAD, 7, 1)],
)
def test_units_overload_a_key_result_and_their_objectives_are_said(
    units: int, objectives: int, overloads: int
) -> None:
    found = worked_on_by(units, objectives).view("coverage", Q3)
    assert found["overloads"] == overloads
    covered = found["key_results"][0]
    assert (covered["units"], covered["linked"]) == (units, objectives)
    said = f"{objectives} objectives of {units} units work toward: Nps"
    assert (said in found["text"]) == bool(overloads)


@pytest.mark.parametrize(
    ("answer", "linked", "refused", "finding"),
    [("yes", 1, 0, "covered"), ("maybe", 1, 0, "covered"), ("no", 0, 1, "gap")],
)
def test_a_link_covers_as_its_owner_answered_the_link_test(
    answer: LinkTest, linked: int, refused: int, finding: str
) -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"])
    found = quarter.link("quick", "delight", "nps", link_test=answer).view("coverage", Q3)
    covered = found["key_results"][0]
    assert (covered["linked"], covered["refused"]) == (linked, refused)
    assert (covered["finding"], covered["units"]) == (finding, linked)
    assert [one["title"] for one in covered["refused_objectives"]] == ["Quick"] * refused
    assert [one["title"] for one in found["refused"]["objectives"]] == ["Quick"] * refused
    assert (found["orphans"]["total"], found["unconnected"]["total"]) == (0, 0)


def test_what_says_that_it_will_not_contribute_is_told_beside_the_gap_that_it_leaves() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps", link_test="no").link("kind", "quick", "latency")
    assert quarter.view("coverage", Q3)["text"] == [
        f"Nobody works toward: Nps (1 objective is linked, but will not contribute: {OWN_ANSWER})",
        "Nobody works toward: Growth",
        "1 is linked, but not all the way up to the company.",
    ]


def test_what_will_not_contribute_to_a_whole_objective_is_told_too() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"])
    quarter.link("quick", "delight", link_test="no")
    said = f"1 objective is linked without contributing: {OWN_ANSWER}."
    assert quarter.view("coverage", Q3)["text"][-1] == said


def test_one_that_will_not_contribute_takes_nothing_from_those_who_do() -> None:
    quarter = company().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps", link_test="no").link("kind", "delight", "nps")
    found = quarter.view("coverage", Q3)
    assert found["key_results"][0]["finding"] == "covered"
    assert f"1 linked objective will not contribute ({OWN_ANSWER}) to: Nps" in found["text"]


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


def reviewed(quarter: Quarter, kind: FindingKind, resolution: Resolution, **about: str) -> Quarter:
    finding = Finding(FindingId("found"), kind, "Look at this", **about)  # type: ignore[arg-type]  # ids
    return quarter.say(
        OpenReview(Q3, ReviewId("may"), (finding,)),
        ResolveFinding(Q3, FindingId("found"), resolution, "We know, and want it so"),
    )


@pytest.mark.parametrize(
    ("resolution", "kept"), [("accepted", True), ("dismissed", True), ("settled", False)]
)
def test_an_orphan_that_a_review_left_as_it_is_keeps_the_reason(
    resolution: Resolution, *, kept: bool
) -> None:
    quarter = company().goal("kind", SUPPORT, ["calls"]).goal("quick", ENGINEERING, ["latency"])
    found = reviewed(quarter, "orphan", resolution, objective_id="kind").view("coverage", Q3)
    kind, quick = found["orphans"]["objectives"]
    reason = {"resolution": resolution, "how": "We know, and want it so"}
    assert (kind["settled"], quick["settled"]) == (reason if kept else None, None)
    assert found["orphans"]["settled"] == kept
    left = "; 1 of them was let stand, with a reason" if kept else ""
    assert f"2 of 3 objectives are linked to nothing{left}." in found["text"]


def test_an_orphan_that_a_reviewer_saw_keeps_the_reason_until_it_is_taken_back() -> None:
    quarter = company().goal("kind", SUPPORT, ["calls"])
    seen = FindingId("seen")
    quarter.say(
        OpenReview(Q3, ReviewId("may")),
        RaiseFinding(Q3, seen, "orphan", "What is it for?", ObjectiveId("kind")),
        ResolveFinding(Q3, seen, "accepted", "We try it"),
    )
    found = quarter.view("coverage", Q3)
    assert found["orphans"]["objectives"][0]["settled"]["how"] == "We try it"
    assert (
        "1 of 2 objectives is linked to nothing; this was let stand, with a reason."
        in found["text"]
    )
    quarter.say(ReopenFinding(Q3, seen, "It did not work"))
    assert quarter.view("coverage", Q3)["orphans"]["objectives"][0]["settled"] is None


def test_the_reason_for_a_draft_is_not_told_since_it_may_tell_its_words() -> None:
    quarter = company().say(DraftObjective(ObjectiveId("dark"), Q3, "Dark", Owner("unit", SUPPORT)))
    found = reviewed(quarter, "orphan", "accepted", objective_id="dark").view("coverage", Q3)
    assert found["orphans"]["objectives"][0]["settled"] == {"resolution": "accepted", "how": ""}


def test_a_gap_that_a_review_accepted_keeps_the_reason_and_stays_a_gap() -> None:
    quarter = reviewed(
        company(), "gap", "accepted", objective_id="delight", key_result_id=KeyResultId("nps")
    )
    found = quarter.view("coverage", Q3)
    assert found["gaps"] == 2
    assert found["text"] == [
        "Nobody works toward: Nps; this was accepted: We know, and want it so",
        "Nobody works toward: Growth",
    ]
