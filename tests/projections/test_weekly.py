from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.measuring.metric import Increase, MaintainAtLeast
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import KeyResultId, ObjectiveId, Owner, TaskId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from projections.model.veil import DRAFT
from tests.projections.test_effort import task
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SALES, SUPPORT, TO_100, Quarter

LATENCY, BUGS = ("quick", "latency"), ("quick", "bugs")


def team() -> Quarter:
    """Engineering with two key results, of which one objective is linked to the company's."""
    quarter = Quarter().goal("delight", COMPANY, ["nps"])
    quarter.goal("quick", ENGINEERING, {"latency": Increase(0, 100), "bugs": Increase(0, 10)})
    return quarter.link("quick", "delight", "nps")


def view(quarter: Quarter, today: date | None = None) -> Any:
    return quarter.view("weekly", f"{Q3}:{ENGINEERING}", today)


def key_result(found: Any, title: str) -> Any:
    return next(one for one in found["key_results"] if one["title"] == title)


def test_a_unit_that_owns_nothing_and_plans_nothing_has_no_weeks() -> None:
    assert team().view("weekly", f"{Q3}:{SALES}") is None


def test_a_unit_that_plans_nothing_is_told_so_rather_than_that_it_neglects_everything() -> None:
    answers = view(team(), week(5))["answers"]
    assert answers == {
        "advancing": "Nothing is planned for this week.",
        "neglected": "No work has been planned in this cycle yet.",
        "moved": "Nothing has been reported this week.",
        "confidence": "No confidence has been stated yet.",
        "effort": "No effort is recorded in this cycle.",
    }


def test_which_key_results_does_this_weeks_work_advance() -> None:
    found = view(task(team(), "measure", 6.0, LATENCY))
    assert (
        found["answers"]["advancing"] == "This week's work advances 1 of 2 key results: 'Latency'."
    )
    assert [one["advanced"] for one in found["key_results"]] == [True, False]


def test_work_that_advances_none_of_them_says_so() -> None:
    found = view(task(team(), "tidy up", 6.0))
    assert found["answers"]["advancing"] == (
        "This week's work advances none of the unit's 2 key results."
    )


def test_which_are_neglected_and_for_how_many_weeks_running() -> None:
    quarter = task(team(), "measure", 6.0, LATENCY)
    task(quarter, "measure again", 6.0, LATENCY, when=4)
    task(quarter, "fix", 2.0, BUGS, when=2)
    found = view(quarter, week(4))
    assert [one["neglected_for"] for one in found["key_results"]] == [0, 2]
    assert found["answers"]["neglected"] == "Neglected: 'Bugs' (2 weeks in a row)."
    found = view(quarter, week(5))
    assert found["answers"]["neglected"] == (
        "Neglected: 'Bugs' (3 weeks in a row) and 'Latency' (this week)."
    )


def test_nothing_is_neglected_before_it_is_committed_to() -> None:
    quarter = task(team(), "measure", 6.0, LATENCY, when=4).on(week(4))
    added = RevisedKeyResult(KeyResultId("calls"), "Calls", Increase(0, 10))
    quarter.revise("quick", Changes(key_results=(added,)))
    assert key_result(view(quarter), "Calls")["neglected_for"] == 1
    quarter.goal("kind", ENGINEERING, ["mails"])
    drafted = quarter.workspace.today + timedelta(7)
    assert key_result(view(quarter, drafted), "Calls")["neglected_for"] == 2
    assert key_result(view(quarter, drafted), "Mails")["neglected_for"] == 2


def test_what_is_not_published_is_not_neglected() -> None:
    quarter = task(team(), "measure", 6.0, LATENCY).say(
        DraftObjective(ObjectiveId("kind"), Q3, "Kind", unit(ENGINEERING)),
        AddKeyResult(ObjectiveId("kind"), KeyResultId("mails"), "Mails", Increase(0, 10)),
    )
    assert key_result(view(quarter, week(3)), DRAFT)["neglected_for"] == 0


def test_work_planned_for_later_does_not_make_up_for_neglect() -> None:
    quarter = task(team(), "measure", 6.0, LATENCY, when=3)
    task(quarter, "fix", 1.0, BUGS, when=1)
    assert key_result(view(quarter, week(2)), "Latency")["neglected_for"] == 2


def test_what_has_reached_its_target_is_not_neglected() -> None:
    quarter = task(team(), "fix", 2.0, BUGS).on(week(2)).report("quick", "latency", 100.0, 5)
    assert [one["neglected_for"] for one in view(quarter)["key_results"]] == [0, 1]


def test_what_has_to_be_kept_up_is_neglected_though_it_holds() -> None:
    quarter = Quarter().goal("up", ENGINEERING, {"uptime": MaintainAtLeast(99)})
    quarter = task(quarter, "tidy", 1.0).on(week(2)).report("up", "uptime", 99.5, 5)
    assert [one["neglected_for"] for one in view(quarter)["key_results"]] == [2]


def test_work_of_another_unit_advances_a_key_result_too() -> None:
    quarter = task(team(), "survey", 3.0, ("delight", "nps"))
    ours = quarter.view("weekly", f"{Q3}:{COMPANY}")
    assert [(one["hours"], one["neglected_for"]) for one in ours["key_results"]] == [(3.0, 0)]
    assert ours["answers"]["advancing"] == "This week's work advances 1 of 1 key result: 'Nps'."
    quarter.say(EditTask(Q3, ENGINEERING, TaskId("survey"), "Survey", 3.0))
    ours = quarter.view("weekly", f"{Q3}:{COMPANY}")
    assert ours["answers"]["neglected"] == "No work has been planned in this cycle yet."


def test_progress_is_shown_within_its_scale_and_movement_beyond_it() -> None:
    quarter = team().on(week(1)).report("quick", "bugs", 30.0)
    found = key_result(view(quarter.on(week(2)).report("quick", "bugs", -5.0)), "Bugs")
    assert (found["progress"], found["moved"]) == (0.0, -3.5)
    assert [one["progress"] for one in found["weeks"]] == [1.0, 0.0]


def test_a_dropped_task_advances_nothing_and_a_moved_one_another_week() -> None:
    quarter = task(task(team(), "measure", 6.0, LATENCY), "fix", 2.0, BUGS)
    quarter.say(DropTask(Q3, ENGINEERING, TaskId("measure")))
    quarter.say(MoveTask(Q3, ENGINEERING, TaskId("fix"), 2))
    found = view(quarter)
    assert found["answers"]["advancing"] == "Nothing is planned for this week."
    assert [(one["week"], one["dropped"], one["effort"]["tasks"]) for one in found["weeks"]] == [
        (1, 1, 0),
        (2, 0, 1),
    ]


def test_did_our_work_move_them_and_what_is_confidence_now() -> None:
    quarter = task(team(), "measure", 6.0, LATENCY)
    quarter.on(week(1)).report("quick", "latency", 20.0, 4).report("quick", "bugs", 1.0, 3)
    quarter.on(week(2)).report("quick", "latency", 32.0, 2).report("quick", "bugs", 1.0, 3)
    found = view(quarter)
    assert key_result(found, "Latency")["moved"] == 0.12
    assert found["answers"]["moved"] == (
        "Moved since last week: 'Latency' by +12 points. Did not move: 'Bugs'."
    )
    assert found["answers"]["confidence"] == (
        "Confidence, lowest first: 'Latency' 2 (was 4) and 'Bugs' 3."
    )


def test_a_first_value_is_no_movement_and_silence_is_named() -> None:
    quarter = team().on(week(3)).report("quick", "latency", 20.0, 4)
    assert view(quarter)["answers"]["moved"] == (
        "Measured for the first time: 'Latency'. Not reported this week: 'Bugs'."
    )


def test_a_late_check_in_moves_the_week_that_it_speaks_of() -> None:
    quarter = team().on(week(1)).report("quick", "latency", 10.0, 4)
    quarter.on(week(3)).report("quick", "latency", 30.0, 4, effective=week(2))
    found = key_result(view(quarter), "Latency")
    assert [(one["week"], one["progress"]) for one in found["weeks"]] == [
        (1, 0.1),
        (2, 0.3),
        (3, 0.3),
    ]
    assert (found["moved"], found["reported_this_week"]) == (0.0, False)


def test_only_the_last_five_weeks_and_the_next_are_shown() -> None:
    found = view(task(team(), "measure", 6.0, LATENCY), week(9))
    assert [one["week"] for one in found["weeks"]] == [5, 6, 7, 8, 9, 10]
    assert [one["week"] for one in found["key_results"][0]["weeks"]] == [5, 6, 7, 8, 9]
    last = view(task(team(), "measure", 6.0, LATENCY), week(13))
    assert [one["week"] for one in last["weeks"]][-1] == 13


def test_tasks_are_shown_with_who_does_them_and_what_for() -> None:
    quarter = task(team(), "tidy up", 1.0)
    quarter.say(PlanTask(Q3, ENGINEERING, TaskId("teach"), 1, "Teach", 2.0, person_id=ADA))
    task(quarter, "help", 2.0, ("delight", "nps"))
    tidy, teach, helped = view(quarter)["weeks"][0]["tasks"]
    assert (tidy["key_result"], tidy["person"]) == (None, None)
    assert teach["person"]["name"] == "Ada"
    assert helped["key_result"] == "Nps"


def test_effort_is_told_for_this_week_and_for_the_cycle_so_far_with_the_question() -> None:
    quarter = task(task(team(), "measure", 5.0, LATENCY), "tidy up", 5.0)
    task(quarter, "later", 8.0, LATENCY, when=3)
    quarter.say(FinishTask(Q3, ENGINEERING, TaskId("measure")))
    found = view(quarter)
    assert (found["so_far"]["hours"], found["later"]["hours"]) == (10.0, 8.0)
    assert found["answers"]["effort"] == (
        "5 of 10 hours planned for this week are done. Engineering spends 50% of its effort"
        " on work that leads to no company goal. Are these the right things, or the comfortable"
        " ones?"
    )
    assert view(quarter, week(3))["answers"]["effort"] == (
        "0 of 8 hours planned for this week are done. 28% of the 18 hours so far lead"
        " to no company goal."
    )


def test_a_link_that_is_taken_back_makes_the_work_below_it_unlinked() -> None:
    quarter = task(team(), "measure", 5.0, LATENCY)
    assert view(quarter)["so_far"]["unlinked_share"] == 0.0
    assert view(quarter.unlink("quick", "nps"))["so_far"]["unlinked_share"] == 1.0


def test_the_objectives_of_people_are_their_units() -> None:
    quarter = team().goal("learn", Owner("person", ADA), ["books"])
    assert view(quarter)["key_results_total"] == 3


def test_a_unit_without_key_results_of_its_own_can_still_plan() -> None:
    quarter = task(team(), "help", 2.0, LATENCY, unit=SUPPORT)
    found = quarter.view("weekly", f"{Q3}:{SUPPORT}", STARTS)
    assert found["answers"]["advancing"] == (
        "The unit has no key results of its own in this cycle."
    )
    assert found["so_far"]["unlinked_share"] == 0.0


def test_neglect_is_denied_of_what_is_published_only() -> None:
    quarter = task(Quarter(), "measure", 6.0)
    draft = ObjectiveId("dark")
    quarter.say(
        DraftObjective(draft, Q3, "Dark", Owner("unit", ENGINEERING)),
        AddKeyResult(draft, KeyResultId("k"), "K", TO_100),
    )
    unpublished = "The unit has not published a key result yet, so none is neglected."
    assert view(quarter)["answers"]["neglected"] == unpublished
    quarter = task(Quarter().goal("quick", ENGINEERING, ["latency"]), "measure", 6.0, LATENCY)
    none = "No published key result is neglected."
    assert view(quarter.publish())["answers"]["neglected"] == none


def test_of_a_cycle_that_is_over_the_last_week_is_told_as_such() -> None:
    answers = view(team().publish(), ENDS + timedelta(1))["answers"]
    assert answers["advancing"] == "Nothing is planned for the last week of 2026-Q3."
    assert answers["neglected"] == "No work was planned in this cycle."
    assert answers["moved"] == "Nothing was reported in the last week of 2026-Q3."
