from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.alignment.coverage import CROWDED, OVERLOAD
from domain.alignment.review import Finding, OpenReview, RaiseFinding, ReopenFinding, ResolveFinding
from domain.dependencies.dependency import AcceptDependency, RequestDependency
from domain.objectives.planning import DraftObjective
from domain.organization.organization import AddUnit
from domain.resources.claims import ClaimResource
from domain.resources.pools import OpenPool
from domain.values import (
    ClaimId,
    DependencyId,
    FindingId,
    KeyResultId,
    LinkTest,
    ObjectiveId,
    Owner,
    PoolId,
    ReviewId,
    UnitId,
)
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SUPPORT, Quarter

MAY = ReviewId("may")


def planned() -> Quarter:
    return Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, ["latency"])


def review(quarter: Quarter) -> Any:
    return quarter.view("review", Q3)


def of_plans(quarter: Quarter) -> list[Any]:
    """What the rules find in how plans hang together, apart from how they are worded."""
    return [one for one in review(quarter)["found"] if one["kind"] != "diagnosis"]


def found(quarter: Quarter) -> list[str]:
    return [one["finding_id"] for one in of_plans(quarter)]


def taken_up(quarter: Quarter) -> Quarter:
    findings = (Finding(FindingId("gap:nps"), "gap", "Nobody works toward: Nps"),)
    return quarter.say(OpenReview(Q3, MAY, findings))


def test_the_rules_find_gaps_and_what_is_linked_to_nothing() -> None:
    assert found(planned()) == ["gap:nps", "orphan:quick"]
    assert found(planned().link("quick", "delight", "nps")) == []


@pytest.mark.parametrize(
    ("has_plans", "said"),
    [
        (False, "No objective is planned in 2026-Q3, so there is nothing to review."),
        (True, "The rules find nothing to settle in the plans of 2 objectives."),
    ],
)
def test_that_nothing_is_found_is_not_told_of_no_plan(said: str, *, has_plans: bool) -> None:
    quarter = Quarter()
    if has_plans:
        quarter.goal("delight", COMPANY, ["nps", "visits"])
        quarter.goal("quick", ENGINEERING, ["latency", "uptime"])
        quarter.link("quick", "delight", "nps").link("quick", "delight", "visits")
    assert review(quarter)["text"] == [said]


def test_the_rules_find_what_too_many_work_toward() -> None:
    quarter = planned()
    for number in range(OVERLOAD):
        quarter.say(AddUnit(UnitId(f"u{number}"), f"Unit {number}", "team", COMPANY))
        quarter.goal(f"o{number}", UnitId(f"u{number}"), [f"k{number}"])
        quarter.link(f"o{number}", "delight", "nps")
    assert "overload:nps" in found(quarter)


@pytest.mark.parametrize(
    ("answer", "findings", "asked"),
    [
        ("yes", [], ""),
        (
            "maybe",
            ["link:quick to nps"],
            "may or may not contribute to 'Nps': what would turn that into a yes?",
        ),
        (
            "no",
            ["gap:nps", "link:quick to nps"],
            "will not contribute to it: what has to change, the objective or the link?",
        ),
    ],
)
def test_the_review_asks_about_what_its_owner_doubts(
    answer: LinkTest, findings: list[str], asked: str
) -> None:
    quarter = planned().link("quick", "delight", "nps", link_test=answer)
    assert found(quarter) == findings
    texts = [one["text"] for one in review(quarter)["found"] if one["kind"] == "link"]
    assert len(texts) == bool(asked)
    assert all(one.startswith("'Quick' of Engineering") and one.endswith(asked) for one in texts)


def test_the_review_asks_about_doubts_below_the_company_and_about_whole_objectives() -> None:
    quarter = planned().goal("calm", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps").link("calm", "quick", link_test="maybe")
    (finding,) = of_plans(quarter)
    assert "'Calm' of Support may or may not contribute to 'Quick'" in finding["text"]


def test_the_rules_find_a_unit_that_has_not_chosen() -> None:
    quarter = planned()
    for number in range(CROWDED + 1):
        quarter.goal(f"o{number}", SUPPORT, [f"k{number}"])
    shown = review(quarter)
    texts = [one["text"] for one in shown["found"] if one["kind"] == "crowded"]
    assert texts == ["Support has 8 objectives; three to five are realistic."]


def test_what_was_taken_up_is_tracked_and_not_found_anew() -> None:
    quarter = taken_up(planned())
    (tracked,) = review(quarter)["tracked"]
    assert (tracked["status"], tracked["stands"], tracked["by_rule"]) == ("open", True, True)
    assert found(quarter) == ["orphan:quick"]
    assert "The rules see 3 findings that no review has taken up." in review(quarter)["text"]


def test_an_open_finding_that_the_plans_no_longer_show_wants_a_word() -> None:
    quarter = taken_up(planned()).link("quick", "delight", "nps")
    shown = review(quarter)
    assert shown["tracked"][0]["stands"] is False
    assert (
        "1 open finding is no longer seen in the plans: record how it was settled." in shown["text"]
    )


def test_a_settled_finding_that_the_plans_show_again_is_told() -> None:
    quarter = taken_up(planned())
    quarter.say(ResolveFinding(Q3, FindingId("gap:nps"), "settled", "Quick links to it"))
    assert "1 settled finding can be seen in the plans again." in review(quarter)["text"]


def test_open_findings_come_first_and_peoples_own_have_no_rule_to_stand_on() -> None:
    quarter = taken_up(planned())
    quarter.say(RaiseFinding(Q3, FindingId("doubt"), "conflict", "Both want the same people"))
    quarter.say(ResolveFinding(Q3, FindingId("gap:nps"), "accepted", "Not this quarter"))
    shown = review(quarter)["tracked"]
    assert [(one["finding"]["finding_id"], one["status"]) for one in shown] == [
        ("doubt", "open"),
        ("gap:nps", "accepted"),
    ]
    assert shown[0]["stands"] is None


def test_the_rules_find_what_nobody_has_promised() -> None:
    quarter = planned().link("quick", "delight", "nps")
    quarter.say(
        RequestDependency(
            ObjectiveId("quick"), KeyResultId("latency"), DependencyId("d"), SUPPORT,
            "a list of complaints", STARTS + timedelta(30),
        )
    )  # fmt: skip
    (finding,) = of_plans(quarter)
    expected = "Engineering needs 'a list of complaints' from Support: not accepted yet."
    assert (finding["finding_id"], finding["text"]) == ("dependency:d", expected)
    quarter.say(AcceptDependency(ObjectiveId("quick"), DependencyId("d")))
    assert found(quarter) == []


def test_the_rules_find_units_that_wait_for_each_other() -> None:
    quarter = planned().goal("calm", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps").link("calm", "delight", "nps")
    for goal, key, provider in (("quick", "latency", SUPPORT), ("calm", "calls", ENGINEERING)):
        quarter.say(
            RequestDependency(
                ObjectiveId(goal), KeyResultId(key), DependencyId(goal), provider, "help", ENDS
            ),
            AcceptDependency(ObjectiveId(goal), DependencyId(goal)),
        )
    (finding,) = of_plans(quarter)
    assert finding["kind"] == "circle"
    assert "Engineering waits for Support ('help')" in finding["text"]
    assert "Support waits for Engineering ('help')" in finding["text"]


def test_the_rules_find_weeks_in_which_more_is_claimed_than_there_is() -> None:
    quarter = planned().link("quick", "delight", "nps")
    quarter.say(OpenPool(PoolId("design"), "Design", "days", 5, STARTS))
    quarter.say(
        ClaimResource(Q3, ClaimId("c"), PoolId("design"), ObjectiveId("quick"), STARTS, ENDS, 8)
    )
    (finding,) = of_plans(quarter)
    assert (finding["kind"], finding["finding_id"]) == ("contention", "contention:design:1")


def test_reviewers_read_which_drafts_compete_and_nobody_else_does() -> None:
    early = ObjectiveId("early")
    quarter = planned().say(
        DraftObjective(early, Q3, "Ship early", Owner("unit", ENGINEERING)),
        OpenPool(PoolId("design"), "Design", "days", 5, STARTS),
        ClaimResource(Q3, ClaimId("c"), PoolId("design"), early, STARTS, ENDS, 8),
    )
    (text,) = [one["text"] for one in review(quarter)["found"] if one["kind"] == "contention"]
    assert "'Ship early' alone claims more than there is" in text
    (contention,) = quarter.view("resources", Q3)["contentions"]
    assert "'(a draft)' alone claims more than there is" in contention["text"]


def test_what_diagnosis_wants_answered_is_up_for_review() -> None:
    finding = FindingId("one_key_result:quick")
    quarter = planned().link("quick", "delight", "nps")
    (about,) = (one for one in review(quarter)["found"] if one["finding_id"] == finding)
    assert (about["kind"], about["text"]) == (
        "diagnosis",
        "'Quick' of Engineering: A single key result seldom says all that is meant.",
    )
    quarter.say(OpenReview(Q3, MAY, (Finding(**about),)))
    quarter.say(ResolveFinding(Q3, finding, "dismissed", "Latency is all we are after"))
    (tracked,) = review(quarter)["tracked"]
    assert (tracked["status"], tracked["stands"]) == ("dismissed", True)
    for key in ("quick", f"{Q3}:{ENGINEERING}", Q3):
        view = quarter.view("diagnosis", key)
        (shown,) = (one for one in view["findings"] if one["finding_id"] == finding)
        assert shown["settled"] == {
            "resolution": "dismissed",
            "how": "Latency is all we are after",
        }
        (count,) = (one for one in view["counts"] if one["rule"] == "one_key_result")
        assert (count["accepted"], count["dismissed"]) == (0, 1)
        assert "1 was accepted or dismissed" in view["text"][0]
    quarter.say(ReopenFinding(Q3, finding, "Speed of what?"))
    assert quarter.view("diagnosis", "quick")["counts"][0]["dismissed"] == 0
