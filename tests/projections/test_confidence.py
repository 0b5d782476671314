from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.measuring.check_in import Blocker
from domain.measuring.metric import Increase
from domain.values import Owner
from tests.support.company import ADA, CYCLE, ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, TO_100, Quarter


def team() -> Quarter:
    return Quarter().goal("quick", ENGINEERING, ["latency"])


def weeks(document: dict[str, Any]) -> list[tuple[float | None, float | None]]:
    """As known then and as corrected now, week by week."""
    return [(one["known_then"], one["corrected"]) for one in document["weeks"]]


def points(document: dict[str, Any]) -> list[tuple[str, float | None, int | None]]:
    return [(one["effective"], one["value"], one["confidence"]) for one in document["points"]]


# A key result


def test_a_key_result_without_check_ins_has_an_empty_history() -> None:
    found = team().view("confidence", "latency")
    assert found["title"] == "Latency"
    assert found["points"] == []
    assert weeks(found) == [(None, None)]


def test_check_ins_are_listed_by_effective_date_not_by_when_they_were_recorded() -> None:
    quarter = team().on(week(3)).report("quick", "latency", 30, 3)
    quarter.report("quick", "latency", 10, 5, effective=week(1))
    found = quarter.view("confidence", "latency")
    assert points(found) == [(str(week(1)), 10, 5), (str(week(3)), 30, 3)]
    assert [one["late"] for one in found["points"]] == [True, False]


def test_a_late_check_in_changes_what_was_and_not_what_was_known() -> None:
    quarter = team().on(week(1)).report("quick", "latency", 10, 5)
    quarter.on(week(4)).report("quick", "latency", 10, 2, effective=week(2))
    assert weeks(quarter.view("confidence", "latency")) == [(5, 5), (5, 2), (5, 2), (2, 2)]


def test_a_corrected_check_in_changes_what_was_and_not_what_was_known() -> None:
    quarter = team().on(week(1)).report("quick", "latency", 10, 5, name="first")
    quarter.on(week(3)).correct("quick", "latency", "first", 11, 3)
    found = quarter.view("confidence", "latency")
    assert weeks(found) == [(5, 3), (5, 3), (3, 3)]
    point = found["points"][0]
    assert (point["value"], point["confidence"], point["progress"]) == (11, 3, 0.11)
    assert point["before"] == [
        {
            "value": 10,
            "confidence": 5,
            "narrative": "",
            "corrected_at": f"{week(3)}T12:00:00Z",
            "reason": "typo",
        }
    ]


def test_each_correction_keeps_what_it_corrected() -> None:
    quarter = team().report("quick", "latency", 10, 5, name="first")
    quarter.correct("quick", "latency", "first", 11, 4).correct("quick", "latency", "first", 12, 3)
    before = quarter.view("confidence", "latency")["points"][0]["before"]
    assert [(one["value"], one["confidence"]) for one in before] == [(10, 5), (11, 4)]


def test_a_correction_of_an_old_check_in_never_becomes_the_latest() -> None:
    quarter = team().on(week(1)).report("quick", "latency", 10, 5, name="old")
    quarter.on(week(2)).report("quick", "latency", 20, 4)
    quarter.on(week(3)).correct("quick", "latency", "old", 10, 1)
    assert weeks(quarter.view("confidence", "latency")) == [(5, 1), (4, 4), (4, 4)]


def test_a_retrospective_story_is_kept_with_its_check_in() -> None:
    blocked = (Blocker("no data", "dependency", "finance"),)
    quarter = team().report("quick", "latency", 10, narrative="Slow start", blockers=blocked)
    point = quarter.view("confidence", "latency")["points"][0]
    assert point["narrative"] == "Slow start"
    assert point["blockers"] == [{"name": "no data", "kind": "dependency", "note": "finance"}]


def test_progress_is_raw_at_each_point() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": Increase(10, 20)})
    quarter.on(week(1)).report("quick", "latency", 5).on(week(2)).report("quick", "latency", 30)
    found = quarter.view("confidence", "latency")["points"]
    assert [one["progress"] for one in found] == [-0.5, 2]


def test_late_means_recorded_in_a_later_week() -> None:
    same_week = CYCLE.last_day(2)
    quarter = (
        team().on(same_week).report("quick", "latency", 10, effective=same_week - timedelta(days=6))
    )
    assert quarter.view("confidence", "latency")["points"][0]["late"] is False


def test_the_odd_days_at_the_end_of_a_quarter_belong_to_its_last_week() -> None:
    quarter = team().on(ENDS).report("quick", "latency", 10, effective=ENDS - timedelta(days=1))
    assert quarter.view("confidence", "latency")["points"][0]["late"] is False
    quarter.on(ENDS + timedelta(days=1)).report("quick", "latency", 11, effective=ENDS)
    assert quarter.view("confidence", "latency")["points"][1]["late"] is True


def test_weeks_go_by_without_a_check_in() -> None:
    quarter = team().report("quick", "latency", 10, 4)
    assert weeks(quarter.view("confidence", "latency", today=week(3))) == [(4, 4)] * 3
    assert len(quarter.view("confidence", "latency", today=ENDS + timedelta(99))["weeks"]) == 13


# An objective and a unit


def test_an_objectives_confidence_is_the_mean_by_weight_of_those_that_have_any() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": TO_100}, weight=3.0)
    quarter = quarter.goal("kind", SUPPORT, ["calls", "mails", "chats"])
    quarter.report("kind", "calls", 10, 5).report("kind", "mails", 10, 2)
    found = quarter.view("confidence", "kind")
    assert weeks(found) == [(3.5, 3.5)]
    assert [(one["title"], one["confidence"]) for one in found["key_results"]] == [
        ("Calls", 5),
        ("Mails", 2),
        ("Chats", None),
    ]


def test_a_units_confidence_is_the_plain_mean_over_its_objectives_and_its_peoples() -> None:
    quarter = team().goal("learn", Owner("person", ADA), ["books"])
    quarter.report("quick", "latency", 10, 5).report("learn", "books", 10, 2)
    found = quarter.view("confidence", f"{Q3}:{ENGINEERING}")
    assert found["name"] == "Engineering"
    assert weeks(found) == [(3.5, 3.5)]
    assert [one["title"] for one in found["objectives"]] == ["Quick", "Learn"]


def test_a_unit_that_owns_nothing_has_no_history() -> None:
    assert team().view("confidence", f"{Q3}:{SUPPORT}") is None


def test_a_history_says_where_in_its_cycle_it_stands() -> None:
    found = team().view("confidence", "latency", today=date(2026, 8, 5))
    assert found["cycle"] == {
        "cycle_id": Q3,
        "name": "2026-Q3",
        "starts": str(STARTS),
        "ends": str(ENDS),
        "week": 6,
        "weeks": 13,
        "as_of": "2026-08-05",
        "after_closing": 0,
    }
