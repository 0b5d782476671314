from __future__ import annotations

from typing import Any

from domain.objectives.state import Changes
from domain.values import KeyResultId, ObjectiveId, TaskId, UnitId
from domain.work import DropTask, EditTask, FinishTask, PlanTask
from projections.views.work.effort_spent import QUESTIONED
from tests.support.company import COMPANY, ENGINEERING, Q3, week
from tests.support.quarter import SALES, SUPPORT, Quarter


def company() -> Quarter:
    """Quick is linked to a key result of the company's, kind to nothing."""
    quarter = Quarter().goal("delight", COMPANY, ["nps", "growth"])
    quarter.goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    return quarter.link("quick", "delight", "nps")


def task(
    quarter: Quarter,
    name: str,
    hours: float,
    toward: tuple[str, str] | None = None,
    *,
    unit: UnitId = ENGINEERING,
    when: int = 1,
) -> Quarter:
    linked: dict[str, Any] = {}
    if toward is not None:
        linked = {"objective_id": ObjectiveId(toward[0]), "key_result_id": KeyResultId(toward[1])}
    return quarter.say(PlanTask(Q3, unit, TaskId(name), when, name.capitalize(), hours, **linked))


LATENCY, CALLS = ("quick", "latency"), ("kind", "calls")


def view(quarter: Quarter) -> Any:
    return quarter.view("effort", Q3)


def test_no_effort_recorded_is_said_and_not_counted_as_nothing_unlinked() -> None:
    found = view(company())
    assert found["effort"]["unlinked_share"] is None
    assert found["text"] == ["No effort is recorded in this cycle."]
    assert found["units"] == []
    assert [one["name"] for one in found["silent"]["units"]] == ["Engineering", "Support"]


def test_tasks_without_hours_are_no_effort_either() -> None:
    found = view(task(company(), "measure", 0.0, LATENCY))
    assert (found["units_total"], found["effort"]["unlinked_share"]) == (0, None)
    assert "Engineering" in [one["name"] for one in found["silent"]["units"]]


def test_effort_is_shared_between_what_links_connect_and_what_they_do_not() -> None:
    quarter = task(task(company(), "measure", 7.0, LATENCY), "tidy up", 3.0)
    (engineering,) = view(quarter)["units"]
    assert engineering["effort"] == {
        "tasks": 2,
        "hours": 10.0,
        "done_hours": 0.0,
        "unlinked_hours": 3.0,
        "unlinked_share": 0.3,
    }


def test_three_tenths_are_no_question_yet_and_more_is() -> None:
    quarter = task(task(company(), "measure", 7.0, LATENCY), "tidy up", 3.0)
    assert QUESTIONED == 0.3
    assert view(quarter)["questioned"] == 0
    found = view(task(quarter, "more of it", 1.8))
    assert found["questioned"] == 1
    assert found["text"][1] == (
        "Engineering spends 41% of its effort on work that leads to no company goal."
        " Are these the right things, or the comfortable ones?"
    )


def test_work_toward_an_objective_that_leads_nowhere_is_unlinked() -> None:
    quarter = task(company(), "call back", 4.0, CALLS, unit=SUPPORT)
    assert view(quarter)["units"][0]["effort"]["unlinked_share"] == 1.0
    quarter.link("kind", "delight")
    assert view(quarter)["units"][0]["effort"]["unlinked_share"] == 0.0


def test_work_toward_the_companys_own_key_results_is_linked() -> None:
    quarter = task(company(), "ask them", 4.0, ("delight", "growth"), unit=SALES)
    found = view(quarter)
    assert found["units"][0]["effort"]["unlinked_share"] == 0.0
    assert found["key_results"][0]["title"] == "Growth"


def test_effort_is_summed_up_along_the_links_for_each_company_key_result() -> None:
    quarter = company().goal("deep", SALES, ["depth"]).link("deep", "quick", "latency")
    task(quarter, "measure", 7.0, LATENCY)
    task(quarter, "dig", 2.0, ("deep", "depth"), unit=SALES)
    found = view(quarter)
    assert [(one["title"], one["hours"], one["units"]) for one in found["key_results"]] == [
        ("Nps", 9.0, 2),
        ("Growth", 0.0, 0),
    ]
    assert "No recorded work goes into 'Growth'." in found["text"]


def test_what_is_planned_for_later_is_no_effort_yet_and_what_was_dropped_never_is() -> None:
    quarter = task(task(company(), "measure", 7.0, LATENCY, when=2), "tidy up", 3.0)
    quarter.say(DropTask(Q3, ENGINEERING, TaskId("tidy up")))
    assert view(quarter)["effort"]["hours"] == 0
    later = quarter.view("effort", Q3, week(2))
    assert (later["effort"]["hours"], later["key_results"][0]["hours_this_week"]) == (7.0, 7.0)
    assert quarter.view("effort", Q3, week(3))["key_results"][0]["hours_this_week"] == 0


def test_a_task_that_is_told_anew_counts_as_told() -> None:
    quarter = task(company(), "measure", 7.0, LATENCY)
    quarter.say(
        FinishTask(Q3, ENGINEERING, TaskId("measure")),
        EditTask(Q3, ENGINEERING, TaskId("measure"), "Measure", 5.0),
    )
    effort = view(quarter)["effort"]
    assert (effort["hours"], effort["done_hours"], effort["unlinked_share"]) == (5.0, 5.0, 1.0)


def test_units_with_objectives_of_which_nothing_is_heard_are_counted() -> None:
    found = view(task(company(), "measure", 7.0, LATENCY))
    assert found["silent"]["total"] == 1
    assert found["text"][-1] == ("1 unit has objectives but no recorded effort.")


def test_most_unlinked_comes_first() -> None:
    quarter = task(task(company(), "measure", 7.0, LATENCY), "call", 1.0, CALLS, unit=SUPPORT)
    assert [one["unit"]["name"] for one in view(quarter)["units"]] == ["Support", "Engineering"]


def test_nobody_is_asked_to_work_toward_what_the_company_gave_up() -> None:
    found = view(task(company(), "call", 6.0, CALLS).revise("delight", Changes(withdraw=True)))
    assert (found["key_results_total"], found["key_results"]) == (0, [])
    assert not any("No recorded work goes into" in sentence for sentence in found["text"])
