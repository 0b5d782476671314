from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.access.identity import Actor
from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import (
    AcceptDependency,
    DeliverDependency,
    FlagDependency,
    RequestDependency,
)
from domain.drift.handling import SnoozeAlert
from domain.measuring.check_in import Blocker
from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Increase
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner, TaskId, UnitId
from domain.work import PlanTask
from projections.keeping.fold import Fold
from projections.notices import seen
from tests.support.company import ADA, ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, Quarter

VENDOR = Blocker("Vendor", "external")
EXPORT = DependencyId("export")


def quarter(weeks: int = 4, **more: Any) -> Quarter:
    """Latency on plan and renewals blocked, each reported on for some weeks."""
    told = Quarter().goal("quick", ENGINEERING, ["latency", "renewals"])
    for number in range(1, weeks + 1):
        told.on(week(number)).report("quick", "latency", 8.0 * number, 4, **more)
        told.report("quick", "renewals", 8.0 * number, 4, blockers=(VENDOR,), **more)
    return told


def prompts(told: Quarter, today: date | None = None, unit: UnitId = ENGINEERING) -> Any:
    return told.view("prompts", f"{Q3}:{unit}", today)


def test_the_week_has_its_questions_from_its_first_day_on() -> None:
    view = prompts(quarter(), STARTS + timedelta(weeks=4))
    assert (view["cycle"]["week"], view["due_by"], view["due_total"]) == (5, "2026-08-04", 2)
    first, second = view["questions"]
    assert first["text"] == (
        "Engineering, who can remove what blocks 'Renewals', and by when?"
        " Blocked by 'Vendor' in four reports in a row."
    )
    assert [one["rule"] for one in first["reasons"]] == ["blocked", "check_in_due"]
    assert (second["rule"], second["key_result_id"]) == ("check_in_due", "latency")
    assert view["text"] == (
        "1 question for Engineering this week. 2 check-ins are due by 4 August."
    )


def test_a_question_has_the_positions_of_what_is_behind_it() -> None:
    told = quarter()
    (reports,) = (
        one["caused_by"]
        for one in prompts(told, week(5))["questions"][0]["reasons"]
        if one["rule"] == "blocked"
    )
    said = [told.log[position - 1] for position in reports]
    assert [one.type for one in said] == ["checked_in"] * 4


def test_the_answer_is_a_check_in_drafted_with_what_is_known() -> None:
    (first, _) = prompts(quarter(), week(5))["questions"]
    assert first["check_in"] == {
        "method": "POST",
        "address": "/v1/objectives/quick/key-results/renewals/check-ins",
        "body": {
            "effective": str(week(5)),
            "value": 32.0,
            "confidence": 4,
            "blockers": [{"name": "Vendor", "kind": "external", "note": ""}],
        },
        "blanks": [],
    }


def test_every_check_in_that_is_due_is_drafted_until_it_comes() -> None:
    told = quarter()
    assert [one["key_result_id"] for one in prompts(told, week(5))["due"]] == [
        "latency",
        "renewals",
    ]
    told.on(week(5)).report("quick", "latency", 40, 4)
    assert [one["key_result_id"] for one in prompts(told)["due"]] == ["renewals"]
    told.report("quick", "renewals", 40, 4)
    view = prompts(told)
    assert (view["questions"], view["due"], view["due_by"]) == ([], [], None)
    assert view["text"] == ("Nothing has to be asked of Engineering this week. No check-in is due.")


def test_few_questions_are_shown_and_all_are_counted() -> None:
    told = Quarter().goal("many", ENGINEERING, [f"k{n}" for n in range(8)])
    view = prompts(told, week(1))
    assert (view["questions_total"], len(view["questions"]), len(view["due"])) == (8, 5, 8)
    assert view["due"][0]["check_in"]["blanks"] == ["value", "confidence"]


def test_whoever_answers_for_a_key_result_is_asked_in_their_own_unit() -> None:
    theirs = RevisedKeyResult(
        KeyResultId("tickets"), "Tickets", Increase(0, 100), owner=Owner("person", ADA)
    )
    told = Quarter().goal("calm", SUPPORT, ["tickets"])
    told.revise("calm", Changes(key_results=(theirs,)))
    (asked,) = prompts(told, week(1))["questions"]
    assert asked["asked_of"] == {"kind": "person", "id": "ada", "name": "Ada"}
    assert prompts(told, week(1), SUPPORT) is None


def test_the_owner_is_asked_for_a_forecast_at_mid_cycle_before_the_routine() -> None:
    told = quarter(7)
    told.on(date(2026, 8, 16)).report("quick", "renewals", 60, 4)
    by_key = {one["key_result_id"]: one for one in prompts(told)["questions"]}
    asked = by_key["latency"]
    assert asked["rule"] == "owner_forecast"
    assert asked["text"].startswith("Engineering, where will 'Latency' end? Now 56%")
    assert asked["forecast"]["address"].endswith("/key-results/latency/forecasts")
    ada = Actor("person:ada", "Ada", "administrator")
    told.say(GiveForecast(ObjectiveId("quick"), KeyResultId("latency"), 90), actor=ada)
    again = {one["key_result_id"]: one for one in prompts(told)["questions"]}
    assert "latency" not in again or again["latency"]["forecast"] is None


def needing(due: date) -> Quarter:
    return quarter(1).say(
        RequestDependency(
            ObjectiveId("quick"), KeyResultId("latency"), EXPORT, SUPPORT, "the export", due
        )
    )


def test_whoever_is_asked_for_something_is_asked_whether_they_can_promise_it() -> None:
    told = needing(week(6))
    (asked,) = prompts(told, unit=SUPPORT)["questions"]
    assert asked["rule"] == "promise_unanswered"
    assert asked["text"] == (
        "Support, can you promise 'the export', and for when? Engineering needs 'the export' from"
        " Support by week 6 (8 August); there is no answer yet."
    )
    accept, decline = asked["steps"]
    assert (accept["body"], accept["blanks"]) == ({"promised": "2026-08-08"}, [])
    assert (decline["address"], decline["blanks"]) == (
        "/v1/objectives/quick/dependencies/export/decline",
        ["reason"],
    )


def test_what_is_late_is_asked_of_who_owes_it_and_of_who_waits() -> None:
    told = needing(week(3)).say(AcceptDependency(ObjectiveId("quick"), EXPORT))
    late = week(3) + timedelta(days=4)
    (owed,) = prompts(told, late, SUPPORT)["questions"]
    assert owed["rule"] == "promise_late"
    assert [one["does"] for one in owed["steps"]] == [
        "say that it is there",
        "promise another day",
    ]
    first = prompts(told, late)["questions"][0]
    assert (first["rule"], first["key_result_id"]) == ("waiting", "latency")
    told.say(DeliverDependency(ObjectiveId("quick"), EXPORT))
    assert prompts(told, late, SUPPORT) is not None
    assert prompts(told, late, SUPPORT)["questions"] == []


def test_a_promise_at_risk_can_be_confirmed() -> None:
    told = needing(week(9)).say(
        AcceptDependency(ObjectiveId("quick"), EXPORT),
        FlagDependency(ObjectiveId("quick"), EXPORT, "One engineer is away"),
    )
    (asked,) = prompts(told, unit=SUPPORT)["questions"]
    assert asked["rule"] == "promise_at_risk"
    assert "confirm" in [one["address"].rpartition("/")[2] for one in asked["steps"]]


def test_neglect_is_asked_about_only_where_work_is_planned_at_all() -> None:
    told = quarter(3)
    assert all(one["rule"] != "neglected" for one in prompts(told)["questions"])
    told.say(
        PlanTask(
            Q3, ENGINEERING, TaskId("task"), 3, "Tune it", 4, ObjectiveId("quick"),
            KeyResultId("latency"),
        )
    )  # fmt: skip
    (asked,) = prompts(told)["questions"]
    rules = [one["rule"] for one in asked["reasons"]]
    assert (asked["key_result_id"], rules) == ("renewals", ["blocked", "neglected"])


def test_nothing_is_asked_before_a_cycle_is_active_nor_after_it() -> None:
    told = quarter()
    assert prompts(told, ENDS) is not None
    assert prompts(told, ENDS + timedelta(days=1)) is None
    assert prompts(told.say(MoveCycle(Q3, "scoring"))) is None


def test_a_check_in_makes_one_document_anew() -> None:
    told = quarter().goal("calm", SUPPORT, ["tickets"])
    fold = Fold()
    for stored in told.log:
        fold.take(stored)
    list(fold.render())
    before = len(told.log)
    told.report("quick", "latency", 33, 4, name="again")
    for stored in told.log[before:]:
        fold.take(stored)
    rendered = [one.key for one in fold.render() if one.projection == "prompts"]
    assert rendered == [f"{Q3}:{ENGINEERING}"]


def test_who_answered_before_a_revision_is_asked_no_more() -> None:
    told = quarter()
    theirs = RevisedKeyResult(
        KeyResultId("latency"), "Latency", Increase(0, 100), owner=Owner("unit", SUPPORT)
    )
    told.revise("quick", Changes(key_results=(theirs,)))
    assert [one["key_result_id"] for one in prompts(told, week(5), SUPPORT)["due"]] == ["latency"]
    assert [one["key_result_id"] for one in prompts(told, week(5))["due"]] == ["renewals"]


def heard(told: Quarter, before: date, today: date) -> list[tuple[str, str]]:
    workspace = told.workspace
    workspace.advance(today)
    return [
        (one.title, one.text)
        for one in seen.of_days(workspace, before)
        if one.kind == "prompts"
    ]  # fmt: skip


def test_a_unit_hears_of_its_questions_on_the_first_day_of_its_week() -> None:
    told = quarter()
    begins = STARTS + timedelta(weeks=4)
    (notice,) = heard(told, begins - timedelta(days=1), begins)
    title, text = notice
    assert title == "1 question for Engineering in week 5 of 2026-Q3"
    assert text == (
        "- Engineering, who can remove what blocks 'Renewals', and by when?"
        " Blocked by 'Vendor' in four reports in a row."
    )
    assert heard(told, begins, begins + timedelta(days=1)) == []


def test_where_it_will_end_is_asked_of_the_owner_and_not_among_the_questions_of_the_unit() -> None:
    told, begins = quarter(7), STARTS + timedelta(weeks=7)
    assert "owner_forecast" in {one["rule"] for one in prompts(told, begins)["questions"]}
    ((title, text),) = heard(told, begins - timedelta(days=1), begins)
    assert title == "1 question for Engineering in week 8 of 2026-Q3"
    assert "blocks 'Renewals'" in text
    assert "where will" not in text


def test_nobody_hears_of_the_routine() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"]).publish()
    begins = STARTS + timedelta(weeks=1)
    assert heard(told, begins - timedelta(days=1), begins) == []


def test_an_alert_that_is_put_off_is_asked_about_again_when_its_day_has_come() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"])
    for number in range(1, 9):
        told.on(week(number)).report("quick", "latency", number, 1)

    def rules(today: date) -> list[str]:
        (asked,) = prompts(told, today)["questions"]
        return [one["rule"] for one in asked["reasons"]]

    assert "drifting" in rules(week(8))
    until = week(8) + timedelta(days=5)
    told.say(SnoozeAlert(ObjectiveId("quick"), KeyResultId("latency"), until))
    assert "drifting" not in rules(week(8))
    assert "drifting" in rules(until + timedelta(days=1))
