from __future__ import annotations

from datetime import date

from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import MoveCycle
from domain.values import CheckInId, KeyResultId
from projections.model.veil import DRAFT
from tests.projections.closed import CALM, DELIGHT, Q4, QUICK, closed, looked_back, planned, scored
from tests.support.company import COMPANY, ENGINEERING, Q3
from tests.support.quarter import SUPPORT, Quarter


def test_nothing_is_on_a_scorecard_before_it_is_scored() -> None:
    quarter = planned()
    assert quarter.view("scorecard", Q3) is None
    assert quarter.view("scorecard", QUICK) is None
    assert quarter.view("scorecard", "workspace")["cycles"] == []


def test_a_cycles_objectives_come_with_their_scores_the_companys_first() -> None:
    found = scored().view("scorecard", Q3)
    shown = [
        (one["title"], one["score"], one["band"], one["coverage"]) for one in found["objectives"]
    ]
    assert shown == [
        ("Delight", 0.9, "green", 1.0),
        ("Quick", 0.25, "red", 0.5),
        ("Calm", 0.2, "red", 0.0),
    ]
    assert found["text"] == [
        "3 of 3 published objectives are scored, 0.45 on average: 1 green, 0 yellow, 2 red.",
        "Of what was scored, 50% by weight had been reported on.",
        "The company has not held its retrospective yet.",
    ]
    company, team = found["levels"]
    assert (company["level"], company["averages"]["score"]) == ("company", 0.9)
    assert (team["averages"]["scored"], team["averages"]["coverage"]) == (2, 0.25)


def test_key_results_without_check_ins_are_in_the_totals_and_said_to_be_silent() -> None:
    """A known mistake of other systems: key results without check-ins vanishing from totals, or
    counted as zero without saying so.
    """
    found = scored().view("scorecard", f"{Q3}:{ENGINEERING}")
    (quick,) = found["objectives"]
    latency, uptime = quick["key_results"]
    assert (latency["score"], latency["reported"], latency["given"]) == (0.5, True, False)
    assert (uptime["score"], uptime["reported"], uptime["given"]) == (0.0, False, True)
    assert (quick["final"]["score"], quick["final"]["coverage"]) == (0.25, 0.5)


def test_what_was_committed_is_expected_in_full() -> None:
    (delight,) = scored().view("scorecard", f"{Q3}:{COMPANY}")["objectives"]
    (nps,) = delight["key_results"]
    assert (nps["score"], nps["band"], nps["reached"]) == (0.9, "green", False)


def test_retrospectives_are_records_of_their_own() -> None:
    """A known mistake of other systems: retrospective text stored only in an activity feed."""
    quarter = closed()
    company = quarter.view("scorecard", Q3)["retrospective"]
    assert (company["unit"], company["went_well"]) == (None, ["Fewer calls"])
    assert company["lessons"] == [
        {
            "text": "Start earlier",
            "verdict": "change",
            "root_cause": "We waited for each other",
            "objective_id": QUICK,
            "outcome_id": None,
        }
    ]
    unit = quarter.view("scorecard", f"{Q3}:{ENGINEERING}")["retrospective"]
    assert (unit["unit"]["name"], unit["went_badly"]) == ("Engineering", ["Late start"])
    assert quarter.view("scorecard", f"{Q3}:{COMPANY}")["retrospective"] == company
    assert quarter.view("scorecard", f"{Q3}:{SUPPORT}")["retrospective"] is None


def test_what_was_carried_over_dropped_and_finished_is_on_the_scorecard() -> None:
    found = closed().view("scorecard", Q3)
    assert found["fates"] == {"carried_over": 1, "dropped": 1, "finished": 1}
    assert [
        (one["decision"], one["reason"], one["into_objective_id"]) for one in found["objectives"]
    ] == [
        ("finished", "", None),
        ("carried_over", "", "quick again"),
        ("dropped", "Nobody missed it", None),
    ]
    assert found["into_cycle_id"] == Q4


def test_a_carried_objective_keeps_its_story_over_the_quarters() -> None:
    quarter = closed()
    for key in (QUICK, "quick again"):
        found = quarter.view("scorecard", key)
        first, second = found["chapters"]
        assert (first["cycle"], first["final"]["score"]) == ("2026-Q3", 0.25)
        assert (second["cycle"], second["title"], second["final"]) == ("2026-Q4", DRAFT, None)
        assert second["key_results"] == []
    assert len(quarter.view("scorecard", DELIGHT)["chapters"]) == 1


def test_a_carried_objective_starts_as_a_draft_without_check_ins() -> None:
    """A known mistake of other systems: duplicate to the next quarter that loses attributes or
    keeps stale scores.
    """
    quarter = closed()
    old, new = (quarter.view("objective", key) for key in (QUICK, "quick again"))
    assert (new["stage"], new["progress"], new["coverage"]) == ("draft", None, 0.0)
    for before, after in zip(old["key_results"], new["key_results"], strict=True):
        for kept in ("title", "weight", "owner", "ambition", "midpoint"):
            assert after[kept] == before[kept]
        assert (after["check_ins"], after["value"]) == (0, None)
    assert [one["metric"]["baseline"] for one in new["key_results"]] == [50, 0]


def test_late_check_ins_are_shown_and_leave_the_frozen_score() -> None:
    late = late_reports(closed())
    found = late.view("scorecard", Q3)
    assert [(one["score"], one["late"]) for one in found["objectives"]] == [
        (0.9, 0), (0.25, 2), (0.2, 0),
    ]  # fmt: skip
    points = late.view("confidence", "latency")["points"]
    assert [(one["value"], one["after_closing"]) for one in points] == [(55, True), (95, True)]
    assert late.view("objective", QUICK)["progress"] == 0.95
    (chapter, _) = late.view("scorecard", QUICK)["chapters"]
    assert (chapter["final"]["score"], chapter["final"]["late"]) == (0.25, 2)


def late_reports(quarter: Quarter) -> Quarter:
    first = CheckInId("latency 2026-08-12")
    quarter.on(date(2026, 10, 9)).correct("quick", "latency", first, 55, 3)
    return quarter.report("quick", "latency", 95, 5, effective=date(2026, 9, 20), name="late")


def test_a_workspace_sees_its_cycles_and_whether_they_are_a_habit() -> None:
    found = scored().view("scorecard", "workspace")
    (cycle,) = found["cycles"]
    assert (cycle["company"]["score"], cycle["everyone"]["score"]) == (0.9, 0.45)
    assert (cycle["full"], found["full_cycles"], found["habit"]) == (False, 0, False)
    found = closed().view("scorecard", "workspace")
    (cycle,) = found["cycles"]
    assert (cycle["full"], cycle["lessons"], cycle["fates"]["carried_over"]) == (True, 2, 1)
    assert (found["full_cycles"], found["habit"]) == (1, False)
    assert found["text"] == "One full cycle has been run. Three to four make a habit."


def test_a_cycle_that_goes_on_is_scored_anew() -> None:
    quarter = scored().say(MoveCycle(Q3, "active"), MoveCycle(Q3, "scoring"))
    assert quarter.view("scorecard", Q3)["objectives"] == []
    assert quarter.view("scorecard", f"{Q3}:{ENGINEERING}") is None
    assert quarter.view("scorecard", QUICK) is None
    assert quarter.view("scorecard", "workspace")["total"] == 0


def test_scoring_again_shows_the_new_score_only() -> None:
    quarter = scored().say(ScoreObjective(Q3, CALM, {KeyResultId("calls"): 0.7}))
    found = quarter.say(looked_back(), MoveCycle(Q3, "closed")).view("scorecard", Q3)
    assert [one["score"] for one in found["objectives"]] == [0.9, 0.25, 0.7]
