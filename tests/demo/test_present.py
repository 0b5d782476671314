"""What the present quarter of the demo and its year show, each in the view that is for it."""

from __future__ import annotations

from pathlib import Path

from tests.demo.recorded import recorded


async def test_one_team_is_asked_the_question_of_thirty_per_cent() -> None:
    demo = await recorded()
    effort = demo.view("effort", demo.quarters[2].cycle_id)
    questioned = [one["unit"]["name"] for one in effort["units"] if one["questioned"]]
    assert questioned == ["Design"]
    assert any("Design spends 100% of its effort" in sentence for sentence in effort["text"])


async def test_the_key_result_in_trouble_is_neglected() -> None:
    demo = await recorded()
    unit = demo.story.unit("Customer Success")
    weekly = demo.view("weekly", demo.quarters[2].cycle_id, unit)
    neglected = {one["title"]: one["neglected_for"] for one in weekly["key_results"]}
    assert neglected["Yearly churn of mid-sized customers falls from 9 % to 5 %"] >= 3


async def test_tasks_lead_up_to_the_company() -> None:
    demo = await recorded()
    _, _, present = demo.acts
    marketing = demo.view("line_of_sight", present.cycle.cycle_id, demo.story.unit("Marketing"))
    assert any("500 teams plan their quarter with us" in one for one in marketing["text"])


async def test_the_blocker_has_its_cause_in_a_promise_that_is_overdue() -> None:
    demo = await recorded()
    cycle = demo.quarters[2].cycle_id
    promised = demo.view("promises", cycle, demo.story.unit("Engineering"))["promised"]
    overdue = [
        one["need"]["deliverable"] for one in promised if one["need"]["urgency"] == "overdue"
    ]
    assert overdue == ["usage and billing data of each account"]
    (raised,) = demo.view("drift", cycle)["raised"]
    assert "usage and billing data of each account" in str(raised)


async def test_an_escalation_waits_for_the_boss() -> None:
    demo = await recorded()
    waiting = demo.view("escalations", demo.quarters[2].cycle_id)["open"]
    assert [(one["kind"], one["to"]["name"]) for one in waiting] == [("sync", "Amara Lindqvist")]


async def test_one_unit_drifts_and_one_checks_in_every_other_week() -> None:
    demo = await recorded()
    cycle = demo.quarters[2].cycle_id
    units = {one["unit"]["name"]: one for one in demo.view("adherence", cycle)["units"]}
    drifting = [name for name, one in units.items() if one["drifts_since"]]
    assert drifting == ["Growth"]
    assert 2 * units["People"]["due"] <= units["Design"]["due"] + 2
    assert units["People"]["due"] == units["People"]["on_time"]


async def test_nobody_advances_one_outcome_of_the_year() -> None:
    demo = await recorded()
    year = demo.view("year", demo.story.year.cycle_id)
    assert len(year["outcomes"]) == 4
    present = demo.quarters[2].name
    assert f"No objective advances 'A second home market' in {present}." in year["text"]
    refreshed = demo.workspace.state("strategy").outcomes[demo.story.outcome("stay")]
    before = demo.workspace.state("strategy").outcomes[refreshed.refreshed_from]
    assert before.course.assessed.verdict == "partly"


async def test_the_alert_on_the_churn_was_acknowledged_and_found_useful() -> None:
    demo = await recorded()
    (raised,) = demo.view("drift", demo.quarters[2].cycle_id)["raised"]
    assert raised["handling"]["situation"] == "acknowledged"
    assert raised["handling"]["acknowledged"]["by"]["name"] == "Mateo Ivanova"
    assert raised["judged"] == {"useful": 1, "not_useful": 0}
    judged = demo.view("backtest", "workspace")["judged"]
    assert (judged["useful"], judged["not_useful"]) == (1, 1)


async def test_the_team_in_trouble_is_asked_about_what_it_waits_for() -> None:
    demo = await recorded()
    cycle = demo.quarters[2].cycle_id
    waiting = demo.view("prompts", cycle, demo.story.unit("Customer Success"))["questions"][0]
    owing = demo.view("prompts", cycle, demo.story.unit("Engineering"))["questions"][0]
    assert (waiting["rule"], owing["rule"]) == ("waiting", "promise_late")
    assert "usage and billing data of each account" in waiting["text"]
    assert waiting["check_in"]["blanks"] == []


async def test_the_profile_finds_that_nobody_contributes_to_two_goals_of_the_company() -> None:
    demo = await recorded()
    profile = demo.view("profile", demo.quarters[2].cycle_id)
    (shown,) = (one for one in profile["patterns"] if one["shows"])
    assert (shown["pattern"], shown["found"], shown["base"]) == ("translation_gap", 2, 5)
    trends = {one["pattern"]: one for one in demo.view("profile", "workspace")["patterns"]}
    links = [one["share"] for one in trends["vanity_links"]["cycles"]]
    assert links[0] > links[1] > links[2]


async def test_what_was_learned_stands_in_the_next_brief() -> None:
    demo = await recorded()
    cycle = demo.quarters[2].cycle_id
    lessons = demo.view("brief", cycle, demo.story.unit("Customer Success"))["lessons"]
    assert lessons["total"] > 0
    assert {one["cycle"] for one in lessons["shown"]} == {demo.quarters[1].name}


async def test_the_alert_that_the_documentation_of_notices_shows_is_up_whatever_day_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "notices.md").read_text(encoding="utf-8")
    demo = await recorded()
    (raised,) = demo.view("drift", demo.quarters[2].cycle_id)["raised"]
    title, verdict = raised["title"], raised["text"].partition(": ")[0]
    assert f"    '{title}' is in danger of missing its target\n      {verdict}: ...\n" in page
