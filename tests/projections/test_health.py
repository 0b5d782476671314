from __future__ import annotations

from typing import Any

import pytest

from domain.health.on_track import NO_CONFIDENCE
from domain.measuring.metric import Boolean, MaintainAtLeast, Milestone, Step
from tests.support.company import COMPANY, ENGINEERING, Q3, week
from tests.support.quarter import SALES, SUPPORT, Quarter


def company() -> Quarter:
    """One company key result, and three teams that could work toward it."""
    return (
        Quarter()
        .goal("delight", COMPANY, ["nps"])
        .goal("quick", ENGINEERING, ["latency"])
        .goal("kind", SUPPORT, ["calls"])
        .goal("many", SALES, ["deals"])
    )


def health(quarter: Quarter) -> tuple[str, list[tuple[str, str]]]:
    key_result = quarter.view("alignment", Q3)["objectives"][0]["key_results"][0]
    found: dict[str, Any] = key_result["health"]
    return found["status"], [(one["code"], one["text"]) for one in found["reasons"]]


def test_nobody_works_toward_it() -> None:
    assert health(company()) == (
        "needs_attention",
        [("nobody", "No objective works toward it.")],
    )


def test_nothing_was_reported_yet() -> None:
    assert health(company().link("quick", "delight", "nps")) == (
        "pending",
        [("nothing_reported", "Nothing has been reported on it or on what works toward it.")],
    )


def test_values_without_confidence_are_not_nothing() -> None:
    quarter = company().link("quick", "delight", "nps").report("quick", "latency", 20)
    assert health(quarter) == (
        "pending",
        [("no_confidence", NO_CONFIDENCE)],
    )


def test_support_alone_moves_nothing() -> None:
    quarter = company().link(
        "quick", "delight", "nps", kind="supports", mechanism="", strength=None, link_test=None
    )
    assert health(quarter) == (
        "needs_attention",
        [
            (
                "no_mechanism",
                "The objectives linked to it only support it: no link names a mechanism.",
            )
        ],
    )


def test_weak_links_alone_are_not_enough_but_a_medium_one_is() -> None:
    weak = company().link("quick", "delight", "nps", strength="weak")
    assert health(weak)[1] == [("only_weak_links", "Only weak links lead to it.")]
    medium = company().link("quick", "delight", "nps", strength="medium")
    assert health(medium)[0] == "pending"


def test_a_confident_team_is_on_track() -> None:
    quarter = company().link("quick", "delight", "nps").report("quick", "latency", 10, 4)
    assert health(quarter) == (
        "on_track",
        [("teams_confident", "The linked objective is at confidence 4 or more.")],
    )


def test_several_confident_teams_are_on_track() -> None:
    quarter = company().link("quick", "delight", "nps").link("kind", "delight", "nps")
    quarter.report("quick", "latency", 10, 4).report("kind", "calls", 10, 5)
    assert health(quarter)[1] == [
        ("teams_confident", "Both linked objectives are at confidence 4 or more.")
    ]


def test_a_team_in_the_middle_reports_no_trouble() -> None:
    quarter = company().link("quick", "delight", "nps").report("quick", "latency", 10, 3)
    assert health(quarter) == (
        "on_track",
        [("no_trouble", "What works toward it reports no trouble.")],
    )


def test_a_team_that_is_silent_is_not_confident() -> None:
    quarter = company().link("quick", "delight", "nps").link("kind", "delight", "nps")
    quarter.report("quick", "latency", 10, 5)
    assert health(quarter)[1] == [("no_trouble", "What works toward it reports no trouble.")]


def test_a_doubtful_team_among_others_needs_attention() -> None:
    quarter = company().link("quick", "delight", "nps").link("kind", "delight", "nps")
    quarter.report("quick", "latency", 10, 5).report("kind", "calls", 10, 2)
    assert health(quarter) == (
        "needs_attention",
        [("low_confidence", "Support, 'Calls': its owner's confidence is 2.")],
    )


def test_the_only_team_losing_confidence_is_a_risk() -> None:
    quarter = company().link("quick", "delight", "nps")
    quarter.on(week(1)).report("quick", "latency", 10, 4)
    quarter.on(week(2)).report("quick", "latency", 11, 2)
    assert health(quarter) == (
        "at_risk",
        [("low_confidence", "Engineering, 'Latency': its owner's confidence is 2 and falling.")],
    )


def crowd(number: int) -> Quarter:
    quarter = Quarter().goal("delight", COMPANY, ["nps"])
    for one in range(number):
        quarter.goal(f"team {one}", SALES, [f"m{one}"]).link(f"team {one}", "delight", "nps")
    return quarter


def test_of_many_doubtful_teams_some_are_named_and_the_rest_counted() -> None:
    quarter = crowd(7)
    for one in range(7):
        quarter.report(f"team {one}", f"m{one}", 50, 2)
    texts = [text for _, text in health(quarter)[1]]
    assert texts[0] == "Sales, 'M0': its owner's confidence is 2."
    assert texts[5:] == ["2 more linked objectives are in trouble."]


def test_of_many_drifting_teams_some_are_named_and_the_rest_counted() -> None:
    quarter = crowd(6)
    for number in range(1, 10):
        quarter.on(week(number))
        for one in range(6):
            quarter.report(f"team {one}", f"m{one}", 0, 4)
        quarter.report("delight", "nps", 8 * number, 4)
    status, reasons = health(quarter)
    assert status == "needs_attention"
    assert reasons[0][1].startswith("Sales, 'M0': will almost certainly miss: at this pace it ends")
    assert reasons[5][1] == "1 more linked objective is in trouble."


@pytest.mark.parametrize(
    ("levels", "status", "text"),
    [
        ((5,), "on_track", "Its owner's confidence is 5."),
        ((2,), "needs_attention", "Its owner's confidence is 2."),
        ((3, 2), "at_risk", "Its owner's confidence is 2 and falling."),
        ((1, 2), "needs_attention", "Its owner's confidence is 2."),
    ],
)
def test_the_owners_confidence_counts_as_well(
    levels: tuple[int, ...], status: str, text: str
) -> None:
    quarter = company().link("quick", "delight", "nps")
    for number, level in enumerate(levels, 1):
        quarter.on(week(number)).report("delight", "nps", 10 * number, level)
    found, reasons = health(quarter)
    assert found == status
    assert reasons[0][1] == text


def test_the_worst_reason_comes_first_whatever_is_good() -> None:
    quarter = company().report("delight", "nps", 10, 5)
    assert health(quarter) == (
        "needs_attention",
        [
            ("nobody", "No objective works toward it."),
            ("confident", "Its owner's confidence is 5."),
        ],
    )
    answer = quarter.view("alignment", Q3)["answer"]
    assert answer["text"] == (
        "0 of 1 company key result is on track. Most urgent: Nps (No objective works toward it.)"
    )


def test_its_own_drift_outweighs_its_owners_confidence() -> None:
    quarter = company().link("quick", "delight", "nps")
    for number in range(1, 10):
        quarter.on(week(number)).report("delight", "nps", 0, 5)
    found, reasons = health(quarter)
    assert found == "at_risk"
    codes = [code for code, _ in reasons]
    assert codes[:2] == ["forecast_to_miss", "far_behind"]
    assert "flat_confidence" in codes
    assert reasons[0][1].startswith("Will almost certainly miss: at this pace it ends at ")


@pytest.mark.parametrize(
    ("number", "value", "found", "reasons"),
    [
        (5, 10, "on_track", ["confident", "no_trouble"]),
        (12, 70, "on_track", ["confident", "no_trouble"]),
        (12, 20, "at_risk", ["forecast_to_miss", "far_behind", "confident", "no_trouble"]),
        (12, -50, "at_risk", ["forecast_to_miss", "far_behind", "confident", "no_trouble"]),
        (6, 10, "on_track", ["confident", "no_trouble"]),
        (7, 10, "needs_attention", ["far_behind", "confident", "no_trouble"]),
    ],
)
def test_confidence_alone_does_not_answer_for_what_is_far_behind_the_plan(
    number: int, value: float, found: str, reasons: list[str]
) -> None:
    quarter = company().link("quick", "delight", "nps").on(week(number))
    quarter.report("quick", "latency", 100)
    status, told = health(quarter.report("delight", "nps", value, 4))
    assert (status, [code for code, _ in told]) == (found, reasons)


def test_what_comes_all_at_once_owes_nothing_before_its_end() -> None:
    quarter = Quarter().goal("launch", COMPANY, {"live": Boolean()})
    quarter.goal("quick", ENGINEERING, ["latency"]).link("quick", "launch", "live").on(week(12))
    status, told = health(quarter.report("quick", "latency", 90, 4).report("launch", "live", 0, 4))
    assert (status, told[0][0]) == ("on_track", "confident")


def test_a_step_is_owed_once_its_day_is_over() -> None:
    steps = Milestone((Step("plan", 1.0, week(6)), Step("sale", 1.0, week(13))))
    quarter = Quarter().goal("launch", COMPANY, {"live": steps})
    quarter.goal("quick", ENGINEERING, ["latency"]).link("quick", "launch", "live")
    found = []
    for number in (5, 6, 7):
        quarter.on(week(number)).report("launch", "live", None, 4, done=())
        found.append(health(quarter.report("quick", "latency", 100))[0])
    assert found == ["on_track", "on_track", "needs_attention"]


def test_how_far_behind_it_is_is_said() -> None:
    quarter = company().link("quick", "delight", "nps").on(week(12))
    _, told = health(quarter.report("delight", "nps", 20, 4))
    assert ("far_behind", "Progress is 20%, against a planned 88%.") in told


def test_a_target_that_is_reached_is_on_track() -> None:
    quarter = company().link("quick", "delight", "nps").report("delight", "nps", 100, 3)
    assert health(quarter) == ("on_track", [("target_reached", "The target has been reached.")])


def test_to_have_held_so_far_is_not_to_have_reached_the_target() -> None:
    quarter = Quarter().goal("steady", COMPANY, {"uptime": MaintainAtLeast(99.5)})
    quarter.goal("quick", ENGINEERING, ["latency"]).link("quick", "steady", "uptime")
    assert health(quarter.report("steady", "uptime", 99.9)) == (
        "on_track",
        [("held_so_far", "It held in the only week reported.")],
    )
