"""What the first two quarters of the demo show, each in the views that are for it."""

from __future__ import annotations

from typing import Any

from api.demo.stage import Act
from tests.demo.recorded import Demo, recorded


def titles(demo: Demo, act: Act) -> dict[str, dict[str, Any]]:
    """What became of each objective, by its owner and title."""
    card = demo.view("scorecard", act.cycle.cycle_id)
    return {f"{one['owner']['name']}: {one['title']}": one for one in card["objectives"]}


async def test_the_first_quarter_is_clumsy() -> None:
    demo = await recorded()
    first, second, _ = demo.acts
    tracked = demo.view("review", first.cycle.cycle_id)["tracked"]
    found = {one["finding"]["kind"]: one for one in tracked}
    assert {"crowded", "orphan", "contention", "conflict", "gap"} <= set(found)
    assert "Engineering has 8 objectives" in found["crowded"]["finding"]["text"]
    assert found["crowded"]["status"] == "settled"
    copied = {title.partition(": ")[2] for title in titles(demo, first)}
    assert len(copied) == len(titles(demo, first)) - 1, "Sales has the company's very words"
    adherence = [demo.view("adherence", act.cycle.cycle_id)["share"] for act in (first, second)]
    assert adherence[0] < 0.75 < adherence[1]


async def test_the_first_quarter_has_a_vanity_link_that_moved_nothing() -> None:
    demo = await recorded()
    first, _, _ = demo.acts
    look = demo.view("objective", first.goal("look"))
    assert [one["link_test"] for one in look["works_toward"]] == ["no"]
    assert titles(demo, first)["Brand: A fresh look for everything"]["score"] == 1


async def test_a_promise_of_the_first_quarter_slipped_twice_and_was_kept_late() -> None:
    demo = await recorded()
    first, _, _ = demo.acts
    promised = demo.view("promises", first.cycle.cycle_id, demo.story.unit("Engineering"))
    (late,) = [one for one in promised["promised"] if one["need"]["status"] == "delivered"]
    assert len(late["slips"]) == 2
    assert late["need"]["delivered_on"] > late["need"]["promised"]


async def test_two_quarters_compete_for_the_data_engineers() -> None:
    demo = await recorded()
    for act, names in (
        (demo.acts[0], {"Engineering", "Marketing", "Customer Success"}),
        (demo.acts[2], {"Engineering", "Marketing", "Customer Success"}),
    ):
        contentions = demo.view("resources", act.cycle.cycle_id)["contentions"]
        about = [one for one in contentions if one["pool"] == "Data engineers"]
        competing = {one["owner"]["name"] for each in about for one in each["competing"]}
        assert competing == names


async def test_the_scores_rise_from_red_to_green() -> None:
    demo = await recorded()
    first, second, _ = demo.acts
    cards = [demo.view("scorecard", act.cycle.cycle_id) for act in (first, second)]
    bands = [card["averages"]["bands"] for card in cards]
    assert bands[0]["red"] + bands[0]["yellow"] > bands[0]["green"]
    assert bands[1]["green"] > bands[1]["red"] + bands[1]["yellow"]
    assert cards[0]["averages"]["coverage"] < 1, "some key results were never reported on"
    assert all(card["full"] and card["retrospective"]["lessons"] for card in cards)
    assert cards[0]["fates"]["carried_over"] == 2
    assert min(cards[0]["fates"].values()) >= 1


async def test_one_objective_goes_through_all_three_quarters() -> None:
    demo = await recorded()
    first, second, present = demo.acts
    story = demo.view("scorecard", present.goal("renewal"))
    assert [one["objective_id"] for one in story["chapters"]] == [
        act.goal("renewal") for act in (first, second, present)
    ]


async def test_objectives_were_negotiated_between_people() -> None:
    demo = await recorded()
    challenged = [one async for one in demo.events("objective_challenged")]
    refined = [one async for one in demo.events("objective_refined")]
    assert len(challenged) == len(refined) >= 3
    assert {one.actor for one in challenged}.isdisjoint(one.actor for one in refined)


async def test_a_circular_wait_was_found_and_settled() -> None:
    demo = await recorded()
    _, second, _ = demo.acts
    review = demo.view("review", second.cycle.cycle_id)
    (circle,) = [one for one in review["tracked"] if one["finding"]["kind"] == "circle"]
    assert "Customer Success waits for Engineering" in circle["finding"]["text"]
    assert (circle["status"], circle["stands"]) == ("settled", False)


async def test_a_past_quarter_shows_the_organization_of_its_time() -> None:
    demo = await recorded()
    first, second, present = demo.acts
    owners = [
        {one["owner"]["name"] for one in titles(demo, act).values()} for act in (first, second)
    ]
    assert {"Brand", "Partnerships"} <= owners[0]
    assert "Design" in owners[1]
    partners = demo.view("objective", present.goal("partners"))
    assert partners["owner"]["name"] == "Sales"
    tree = demo.workspace.organization_of
    onboarding = demo.story.unit("Onboarding")
    assert [tree(act.cycle).units[onboarding].parent_id for act in (first, present)] == [
        demo.story.unit("Product & Engineering"), demo.story.unit("Customers")
    ]  # fmt: skip


async def test_a_revised_target_scores_otherwise_than_the_original() -> None:
    demo = await recorded()
    _, second, _ = demo.acts
    stay = titles(demo, second)["Planwise: Teams that begin with us stay with us"]
    assert stay["under_original"] < stay["score"]
    (asked,) = [one async for one in demo.events("revision_requested")]
    (approved,) = [one async for one in demo.events("revision_approved")]
    assert asked.actor != approved.actor


async def test_a_closed_quarter_took_late_news_without_changing_its_scores() -> None:
    demo = await recorded()
    _, second, _ = demo.acts
    found = titles(demo, second)
    late = [name for name, one in found.items() if one["late"]]
    assert late == [
        "Marketing: Leads of mid-sized teams begin to find us",
        "Partnerships: The first consultants recommend us",
    ]
    assert found[late[1]]["score"] == 0.2


async def test_business_reviews_have_decided_something() -> None:
    demo = await recorded()
    _, second, _ = demo.acts
    decided = demo.view("escalations", second.cycle.cycle_id)
    assert decided["decided_total"] >= 4
