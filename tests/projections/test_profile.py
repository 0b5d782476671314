from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.alignment.review import Answer, AnswerFinding, Finding, OpenReview, ResolveFinding
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import MoveCycle
from domain.measuring.metric import Boolean, Increase, MaintainAtLeast
from domain.objectives.planning import AddKeyResult, DraftObjective, EditObjective
from domain.objectives.state import Changes
from domain.values import FindingId, KeyResultId, ObjectiveId, ReviewId
from projections.keeping import fold
from projections.keeping.fold import Fold
from tests.projections.closed import (
    DELIGHT,
    Q4,
    QUICK,
    ROLL,
    closed,
    looked_back,
    reset_commands,
    scored,
    scoring,
)
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SALES, SUPPORT, Quarter


def pattern(told: Quarter, name: str, today: date | None = None, key: str = Q3) -> Any:
    (found,) = (
        one for one in told.view("profile", key, today)["patterns"] if one["pattern"] == name
    )
    return found


def figure(told: Quarter, name: str, today: date | None = None) -> tuple[int, int, bool]:
    found = pattern(told, name, today)
    return found["found"], found["base"], found["shows"]


def cases(told: Quarter, name: str, today: date | None = None) -> list[str]:
    return [one["id"] for one in pattern(told, name, today)["cases"]]


def test_a_key_result_of_the_company_to_which_nobody_contributes_is_a_translation_gap() -> None:
    told = Quarter().goal("delight", COMPANY, ["nps", "stars", "visits"])
    told.goal("quick", ENGINEERING, ["latency"]).link("quick", "delight", "nps")
    told.goal("calm", SUPPORT, ["calls"]).link(
        "calm", "delight", "stars", kind="supports", mechanism="", strength=None, link_test=None
    )
    assert figure(told, "translation_gap") == (2, 3, True)
    assert cases(told, "translation_gap") == ["stars", "visits"]


def test_what_a_review_has_let_be_is_no_case() -> None:
    told = Quarter().goal("delight", COMPANY, ["nps"]).goal("calm", SUPPORT, ["calls"])
    assert figure(told, "orphan_objectives") == (1, 1, False)
    found = told.view("review", Q3)["found"]
    assert {one["kind"] for one in found} >= {"gap", "orphan"}
    again = Quarter().goal("delight", COMPANY, ["nps"]).goal("calm", SUPPORT, ["calls"])
    findings = tuple(Finding(**one) for one in found)
    again.say(OpenReview(Q3, ReviewId("review"), findings))
    for one in findings:
        again.say(ResolveFinding(Q3, FindingId(one.finding_id), "accepted", "As it should be"))
    assert figure(again, "orphan_objectives") == (0, 1, False)
    assert figure(again, "translation_gap") == (0, 1, False)


def test_links_for_show_are_told_by_what_was_said_of_them() -> None:
    told = Quarter().goal("delight", COMPANY, ["nps"])
    for name, more in (
        ("sure", {"mechanism": "Fewer steps to the first reply"}),
        ("weak", {"strength": "weak", "mechanism": "Fewer steps to the first reply"}),
        ("maybe", {"link_test": "maybe", "mechanism": "Fewer steps to the first reply"}),
    ):
        told.goal(name, ENGINEERING, [f"{name} key"]).link(name, "delight", "nps", **more)
    assert figure(told, "vanity_links") == (2, 3, True)
    assert cases(told, "vanity_links") == ["weak", "maybe"]


def test_what_repeats_what_stands_above_is_cascaded() -> None:
    told = Quarter().goal("delight", COMPANY, {"nps": Increase(38, 55)})
    for name in ("one", "two"):
        told.goal(name, ENGINEERING, {f"nps of {name}": Increase(38, 55)})
        told.link(name, "delight", "nps")
    told.goal("three", SUPPORT, ["calls"]).link("three", "delight", "nps")
    assert figure(told, "mechanical_cascading") == (2, 3, True)


def test_key_results_are_told_by_what_diagnosis_finds_in_them() -> None:
    told = Quarter().goal(
        "goal",
        SALES,
        {
            "availability of 99 %": MaintainAtLeast(99),
            "uptime of 98 %": MaintainAtLeast(98),
            "launch the new site": Boolean(),
            "visits rise to 80": Increase(10, 80),
        },
    )
    assert figure(told, "kpi_in_disguise") == (2, 4, True)
    assert figure(told, "activity_not_outcome") == (1, 4, False)


def test_a_unit_that_has_not_chosen_has_too_many_objectives() -> None:
    told = Quarter()
    for number in range(8):
        told.goal(f"goal {number}", SALES, [f"key {number}"])
    told.goal("quick", ENGINEERING, ["latency"])
    assert figure(told, "too_many_objectives") == (1, 2, False)
    assert cases(told, "too_many_objectives") == ["sales"]


def test_the_cadence_is_that_of_adherence() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"]).goal("calm", SUPPORT, ["calls"])
    told.publish()
    assert figure(told, "cadence_drift", STARTS + timedelta(weeks=4)) == (2, 2, True)


def test_scores_without_a_word_are_forgotten() -> None:
    assert figure(scoring(), "score_and_forget") == (0, 0, False)
    assert cases(scored(), "score_and_forget") == [QUICK]
    silent = scoring().say(CallRoll(Q3, ROLL, 1), ScoreObjective(Q3, DELIGHT))
    assert figure(silent, "score_and_forget")[:2] == (1, 1)
    silent.say(looked_back())
    assert figure(silent, "score_and_forget")[:2] == (0, 1)


def test_a_lesson_that_the_next_draft_does_not_heed_is_forgotten() -> None:
    """The lesson says to change it, and it was carried over under the same words."""
    told = closed()
    assert cases(told, "score_and_forget") == [QUICK]
    told.say(EditObjective(ObjectiveId("quick again"), "Pages answer at once"))
    assert cases(told, "score_and_forget") == []


def test_a_lesson_to_keep_is_kept() -> None:
    keep = HoldRetrospective(Q3, lessons=(Lesson("Go on so", "keep", "", QUICK),))
    told = scored().say(keep)
    assert cases(told.say(*reset_commands(told.workspace)), "score_and_forget") == []


def test_check_ins_count_from_the_day_after_they_were_written_down() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency", "uptime"])
    told.on(week(3)).report("quick", "latency", 10, 4)
    told.report("quick", "latency", 8, 4, effective=week(1), name="late")
    told.report("quick", "uptime", None, 4)
    assert figure(told, "tool_not_discipline") == (0, 0, False)
    assert figure(told, "tool_not_discipline", week(3) + timedelta(days=1)) == (2, 3, True)


def test_what_was_all_written_down_in_the_last_week_is_no_discipline() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"]).goal("calm", SUPPORT, ["calls"])
    told.on(week(2)).report("quick", "latency", 10, 4)
    told.on(ENDS - timedelta(days=1)).report("quick", "latency", 90, 4)
    told.report("calm", "calls", 90, 4)
    assert cases(told, "tool_not_discipline", ENDS + timedelta(days=1)) == ["calls"]


def test_what_is_of_weeks_in_which_nothing_was_due_tells_of_no_habit() -> None:
    """A quarter that was brought in after it was over, and weeks before the first of a goal."""
    after = Quarter().on(ENDS + timedelta(days=9)).goal("quick", ENGINEERING, ["latency"])
    after.report("quick", "latency", 10, 4, effective=week(3))
    assert figure(after, "tool_not_discipline", ENDS + timedelta(days=20)) == (0, 0, False)
    within = Quarter().on(week(5)).goal("quick", ENGINEERING, ["latency"])
    within.report("quick", "latency", 8, 4, effective=week(2), name="before")
    within.report("quick", "latency", 10, 4)
    assert figure(within, "tool_not_discipline", week(6)) == (0, 1, False)


def test_what_was_begun_in_the_last_week_is_rightly_written_down_in_it() -> None:
    told = Quarter().on(ENDS - timedelta(days=1)).goal("quick", ENGINEERING, ["latency"])
    told.report("quick", "latency", 90, 4)
    assert figure(told, "tool_not_discipline", ENDS + timedelta(days=1)) == (0, 1, False)


def test_what_was_dismissed_is_no_case_and_what_was_accepted_is_one() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"])
    titled = {"manual": "Write a manual", "film": "Shoot a film"}
    for key, title in titled.items():
        told.say(AddKeyResult(QUICK, KeyResultId(key), title, Boolean()))
    assert cases(told, "activity_not_outcome") == ["manual", "film"]
    answers: list[tuple[str, Answer]] = [("manual", "dismissed"), ("film", "accepted")]
    for key, resolution in answers:
        found = FindingId(f"not_measurable:{key}")
        said = AnswerFinding(
            Q3, found, "diagnosis", "", resolution, "It is law", QUICK, KeyResultId(key)
        )
        told.say(said)
    assert cases(told, "activity_not_outcome") == ["film"]


def test_drafts_count_without_their_words() -> None:
    told = Quarter().goal("delight", COMPANY, ["nps"]).publish()
    told.say(DraftObjective(ObjectiveId("secret"), Q3, "Buy a rival", unit(SALES)))
    assert pattern(told, "orphan_objectives")["cases"] == [
        {"kind": "objective", "id": "secret", "name": "(a draft)"}
    ]
    assert b"rival" not in (fold.replay(told.log)["profile", Q3].body or b"")


def test_the_workspace_has_its_last_cycles_and_the_trend() -> None:
    told = closed().on(date(2026, 10, 5)).say(MoveCycle(Q4, "active"))
    view = told.view("profile", "workspace")
    assert [one["name"] for one in view["cycles"]] == ["2026-Q3", "2026-Q4"]
    orphans = pattern(told, "orphan_objectives", key="workspace")
    assert [(one["found"], one["base"]) for one in orphans["cycles"]] == [(1, 2), (1, 1)]
    assert orphans["trend"] == "steady"
    assert pattern(told, "score_and_forget", key="workspace")["trend"] == "unknown"


def test_an_empty_workspace_is_told_so() -> None:
    assert Quarter().view("profile", "workspace")["text"] == (
        "No cycle with objectives has begun yet."
    )
    assert Quarter().view("profile", Q3)["text"] == (
        "There is nothing yet in 2026-Q3 by which a failure pattern could be told."
    )


def rendered_after(told: Quarter, live: Fold, before: int) -> set[str]:
    for stored in told.log[before:]:
        live.take(stored)
    return {one.key for one in live.render() if one.projection == "profile"}


def test_a_check_in_makes_a_profile_anew_only_once_its_cycle_is_over() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"]).on(week(3))
    told.report("quick", "latency", 10, 4)
    live = Fold()
    rendered_after(told, live, 0)
    for more in ({"name": "again"}, {"effective": week(1)}):
        before = len(told.log)
        told.report("quick", "latency", 11, 4, **more)
        assert rendered_after(told, live, before) == set()
    told.on(ENDS + timedelta(days=3)).report("quick", "latency", 12, 4, effective=ENDS)
    assert rendered_after(told, live, len(told.log) - 1) == {Q3, "workspace"}
    told.report("quick", "latency", 13, 4, effective=ENDS, name="last")
    assert rendered_after(told, live, len(told.log) - 1) == {Q3, "workspace"}
    assert figure(told, "tool_not_discipline")[:2] == (3, 5)


def test_a_withdrawn_objective_is_no_case() -> None:
    told = Quarter().goal("calm", SUPPORT, ["calls"])
    told.revise("calm", Changes(withdraw=True))
    assert figure(told, "orphan_objectives") == (0, 0, False)
