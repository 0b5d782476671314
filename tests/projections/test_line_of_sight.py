from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.cycles.cycle import DefineCycle
from domain.objectives.advancing import SetOutcomes
from domain.objectives.state import Changes, RevisedKeyResult
from domain.strategy.outcome import SetOutcome
from domain.values import CycleId, KeyResultId, LinkTest, ObjectiveId, OutcomeId, TaskId
from domain.work import EditTask, FinishTask
from projections.keeping.rendering import document
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER
from projections.views.alignment.line_of_sight import LineOfSightView
from projections.views.alignment.sight_up import ROUTES
from tests.projections.test_effort import CALLS, LATENCY, company, task
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SALES, SUPPORT, TO_100, Quarter


def deep() -> Quarter:
    """Sales' depth leads over engineering's latency to the company's satisfaction."""
    return company().goal("deep", SALES, ["depth"]).link("deep", "quick", "latency")


def up(quarter: Quarter, whose: str = SALES) -> Any:
    return quarter.view("line_of_sight", f"{Q3}:{whose}")


def down(quarter: Quarter, key: str = "nps") -> Any:
    return quarter.view("line_of_sight", key)


def test_a_unit_without_work_has_nothing_to_look_up_from() -> None:
    assert up(company()) is None


def test_from_a_task_one_sees_up_to_the_companys_objective() -> None:
    found = up(task(deep(), "dig", 2.0, ("deep", "depth"), unit=SALES))
    (line,) = found["lines"]
    assert found["tasks"][0]["key_result_id"] == line["key_result_id"] == "depth"
    assert [
        (one["key_result"], one["objective"], one["owner"]["name"]) for one in line["ways"][0]
    ] == [
        ("Depth", "Deep", "Sales"),
        ("Latency", "Quick", "Engineering"),
        ("Nps", "Delight", "Acme"),
    ]
    (text,) = found["text"]
    assert text == (
        "'Depth' of 'Deep' works toward 'Latency' of 'Quick', which works toward 'Nps' of"
        " 'Delight'."
    )


def test_work_that_leads_nowhere_is_said_to() -> None:
    found = up(task(company(), "call", 2.0, CALLS, unit=SUPPORT), SUPPORT)
    assert found["lines"][0]["ways"] == []
    assert found["text"] == [
        "'Calls' of 'Kind' leads to no company objective: it is linked to nothing."
    ]


@pytest.mark.parametrize(
    ("answer", "above", "why"),
    [
        ("no", ("delight", "nps"), OWN_ANSWER),
        ("yes", ("alone", "peace"), "its links end below company level"),
    ],
)
def test_why_work_leads_nowhere_is_said(answer: LinkTest, above: tuple[str, str], why: str) -> None:
    quarter = company().goal("alone", SALES, ["peace"]).link("kind", *above, link_test=answer)
    found = up(task(quarter, "call", 2.0, CALLS, unit=SUPPORT), SUPPORT)
    assert found["lines"][0]["ways"] == []
    assert found["text"] == [f"'Calls' of 'Kind' leads to no company objective: {why}."]


def test_work_toward_no_key_result_is_counted() -> None:
    found = up(task(task(company(), "tidy", 2.0), "file", 1.0), ENGINEERING)
    assert found["text"] == ["2 tasks planned for this week work toward no key result."]
    assert found["lines_total"] == 0


def test_the_companys_own_work_is_there_already() -> None:
    found = up(task(company(), "ask", 2.0, ("delight", "nps"), unit=SALES))
    assert found["text"] == ["'Nps' of 'Delight' is the company's own."]


def test_of_several_ways_up_the_shortest_comes_first() -> None:
    quarter = task(deep(), "dig", 2.0, ("deep", "depth"), unit=SALES).link("deep", "delight")
    (line,) = up(quarter)["lines"]
    assert [len(way) for way in line["ways"]] == [2, 3]
    assert line["text"] == ("'Depth' of 'Deep' works toward 'Delight' as a whole (1 other way up).")


def test_ways_that_lead_nowhere_and_detours_hide_none_that_is_shorter() -> None:
    quarter = company().goal("deep", SALES, ["depth"])
    for number in range(ROUTES):
        quarter.goal(f"detour {number}", SALES, [f"d{number}"])
        quarter.goal(f"nowhere {number}", SALES, [f"n{number}"])
        quarter.link(f"detour {number}", "delight", "nps")
        quarter.link("deep", f"nowhere {number}").link("deep", f"detour {number}")
    quarter = task(quarter.link("deep", "delight"), "dig", 2.0, ("deep", "depth"), unit=SALES)
    (line,) = up(quarter)["lines"]
    assert [len(way) for way in line["ways"]] == [2, 3, 3, 3, 3]


def test_what_was_withdrawn_or_removed_leads_up_no_more() -> None:
    quarter = task(deep(), "dig", 2.0, ("deep", "depth"), unit=SALES)
    quarter = task(quarter, "tune", 1.0, ("quick", "latency"), unit=SALES)
    quarter.revise("deep", Changes(withdraw=True))
    found = up(quarter)
    assert found["text"][0] == "'Depth' of 'Deep' leads to nothing: it was withdrawn."
    assert [len(one["ways"]) for one in found["lines"]] == [0, 1]
    more = RevisedKeyResult(KeyResultId("speed"), "Speed", TO_100)
    quarter.revise("quick", Changes(key_results=(more,), remove=(KeyResultId("latency"),)))
    assert up(quarter)["lines_total"] == 1


def test_a_link_that_is_taken_back_ends_the_line() -> None:
    quarter = task(deep().publish(), "dig", 2.0, ("deep", "depth"), unit=SALES).unlink(
        "quick", "nps"
    )
    assert up(quarter)["lines"][0]["ways"] == []
    assert down(quarter)["tasks"] == 0


NOBODY = "Nobody works toward 'Growth': no objective is linked to it."
REFUSED = (
    f"Nobody works toward 'Growth': 1 objective is linked, but will not contribute ({OWN_ANSWER})."
)


@pytest.mark.parametrize(
    ("linked", "tasks", "said"),
    [
        ((), 0, NOBODY),
        (("no",), 0, REFUSED),
        (("no",), 1, REFUSED),
        (
            ("yes",),
            0,
            "1 objective of Support works toward 'Growth', but this week no task is linked to it.",
        ),
        (
            ("yes", "maybe", "no"),
            0,
            (
                "2 objectives of Sales and Support work toward 'Growth', but this week no task is"
                " linked to any of them."
                f" 1 objective is linked without contributing: {OWN_ANSWER}."
            ),
        ),
        (
            ("yes", "maybe"),
            1,
            "This week 1 task (3 hours) of Support works toward 'Growth'.",
        ),
    ],
)
def test_nobody_is_told_from_objectives_without_tasks(
    linked: Sequence[LinkTest], tasks: int, said: str
) -> None:
    quarter = company().goal("deep", SALES, ["depth"]).goal("loud", SALES, ["noise"])
    for child, answer in zip(("kind", "deep", "loud"), linked, strict=False):
        quarter.link(child, "delight", "growth", link_test=answer)
    for number in range(tasks):
        task(quarter, f"call {number}", 3.0, CALLS, unit=SUPPORT)
    found = down(quarter, "growth")
    assert found["text"] == said
    assert found["objectives_total"] == sum(one != "no" for one in linked)
    assert found["refused_total"] == sum(one == "no" for one in linked)


def test_the_objectives_between_come_nearest_first_with_the_tasks_toward_each() -> None:
    quarter = task(deep(), "dig", 2.0, ("deep", "depth"), unit=SALES)
    assert [
        (one["title"], one["owner"]["name"], one["steps"], one["tasks"], one["hours"])
        for one in down(quarter)["objectives"]
    ] == [("Quick", "Engineering", 1, 0, 0.0), ("Deep", "Sales", 2, 1, 2.0)]
    assert [one["steps"] for one in down(quarter, "delight")["objectives"]] == [1, 2]


def test_an_objective_between_is_called_as_it_is_now() -> None:
    quarter = deep().revise("deep", Changes(title="Deeper"))
    assert [one["title"] for one in down(quarter)["objectives"]] == ["Quick", "Deeper"]


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (STARTS - timedelta(days=1), "the first week of 2026-Q3"),
        (ENDS, "this week"),
        (ENDS + timedelta(days=1), "the last week of 2026-Q3"),
    ],
)
def test_of_a_cycle_that_does_not_run_no_present_week_is_said(day: date, when: str) -> None:
    quarter = task(company(), "call", 2.0, CALLS, when=5, unit=SUPPORT)
    workspace = quarter.workspace
    workspace.days.today = day
    shown = {
        key: json.loads(document(workspace, LineOfSightView(), key).body or b"")["text"]
        for key in ("nps", f"{Q3}:{SUPPORT}")
    }
    adverb = when if when == "this week" else f"in {when}"
    assert f", but {adverb} no task is linked to it." in shown["nps"]
    assert shown[f"{Q3}:{SUPPORT}"] == [f"Nothing is planned for {when}."]


def test_from_a_company_key_result_one_sees_down_to_this_weeks_tasks() -> None:
    quarter = task(deep().publish(), "dig", 2.0, ("deep", "depth"), unit=SALES)
    task(task(quarter, "measure", 6.0, LATENCY), "later", 9.0, LATENCY, when=2)
    quarter.say(FinishTask(Q3, ENGINEERING, TaskId("measure")))
    found = down(quarter)
    assert found["text"] == (
        "This week 2 tasks (8 hours) of Engineering and Sales work toward 'Nps'."
    )
    assert [(one["unit"]["name"], one["done"], one["hours"]) for one in found["units"]] == [
        ("Engineering", 1, 6.0),
        ("Sales", 0, 2.0),
    ]
    assert [one["title"] for one in found["units"][0]["tasks"]] == ["Measure"]
    assert quarter.view("line_of_sight", "nps", week(2))["hours"] == 9.0


def test_what_is_linked_to_a_whole_objective_is_seen_from_the_objective_only() -> None:
    quarter = company().link("kind", "delight")
    task(task(quarter, "call", 3.0, CALLS, unit=SUPPORT), "measure", 6.0, LATENCY)
    assert down(quarter)["hours"] == 6.0
    whole = down(quarter, "delight")
    assert (whole["kind"], whole["hours"], whole["units_total"]) == ("objective", 9.0, 2)


def test_work_on_the_companys_own_key_result_is_seen_from_that_one_only() -> None:
    quarter = task(company(), "ask", 2.0, ("delight", "growth"), unit=SALES)
    assert (down(quarter, "growth")["tasks"], down(quarter)["tasks"]) == (1, 0)


def test_a_task_that_is_told_anew_leaves_what_it_was_seen_from() -> None:
    quarter = task(company(), "measure", 6.0, LATENCY)
    kind, calls = ObjectiveId("kind"), KeyResultId("calls")
    quarter.say(EditTask(Q3, ENGINEERING, TaskId("measure"), "Call", 6.0, kind, calls))
    assert down(quarter)["tasks"] == 0


def test_one_looks_down_from_the_company_only() -> None:
    assert down(company(), "latency") is None


def test_nothing_is_seen_from_what_the_company_gave_up() -> None:
    quarter = task(company(), "measure", 6.0, LATENCY)
    quarter.revise("delight", Changes(withdraw=True))
    assert (down(quarter), down(quarter, "delight")) == (None, None)


def test_a_task_touches_few_documents_and_a_check_in_none() -> None:
    quarter = task(deep().publish(), "dig", 2.0, ("deep", "depth"), unit=SALES)
    quarter.report("deep", "depth", 12.0, 3)
    model = Workspace()
    touched = [set(LineOfSightView().affected(model, model.take(one))) for one in quarter.log]
    assert touched[-2:] == [{f"{Q3}:{SALES}", "delight", "nps"}, set()]


YEAR, GROWTH = CycleId("2026"), OutcomeId("more customers stay")


def in_a_year() -> Quarter:
    """What the company does this quarter advances an outcome of its year."""
    quarter = deep().say(
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        SetOutcome(GROWTH, YEAR, "More customers stay", unit(COMPANY)),
        SetOutcomes(ObjectiveId("delight"), (GROWTH,)),
    )
    return task(quarter, "dig", 2.0, ("deep", "depth"), unit=SALES)


def test_from_a_task_one_sees_up_to_the_strategic_outcome() -> None:
    found = up(in_a_year())
    assert found["lines"][0]["ways"][0][-1]["advances"] == [
        {"outcome_id": GROWTH, "title": "More customers stay"}
    ]
    assert found["text"][0].endswith(
        "'Nps' of 'Delight', and so advances the outcome 'More customers stay'."
    )


def test_from_an_outcome_one_sees_down_to_this_weeks_tasks() -> None:
    quarter = in_a_year()
    found = down(quarter, GROWTH)
    assert (found["kind"], found["tasks"], found["units"][0]["unit"]["name"]) == (
        "outcome",
        1,
        "Sales",
    )
    assert found["text"] == (
        "This week 1 task (2 hours) of Sales works toward 'More customers stay'."
    )
    quarter.say(SetOutcomes(ObjectiveId("delight"), ()))
    assert down(quarter, GROWTH)["tasks"] == 0
    assert up(quarter)["lines"][0]["ways"][0][-1]["advances"] == []


def test_an_outcome_is_looked_down_from_on_the_day_it_is() -> None:
    after = in_a_year().view("line_of_sight", GROWTH, date(2026, 10, 2))
    assert after["text"] == (
        "Nobody works toward 'More customers stay': no objective of a cycle under way advances it."
    )


def test_a_withdrawn_objective_works_toward_no_outcome() -> None:
    quarter = in_a_year().revise("delight", Changes(withdraw=True))
    assert down(quarter, GROWTH)["tasks"] == 0
