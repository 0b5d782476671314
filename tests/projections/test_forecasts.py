from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Increase
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import KeyResultId, ObjectiveId
from domain.wording import percent
from projections.model import snapshot
from tests.support.company import ENDS, ENGINEERING, Q3, unit, week
from tests.support.quarter import Quarter

MIDDLE = date(2026, 8, 15)
LATENCY = (ObjectiveId("quick"), KeyResultId("latency"))


def halfway(weeks: int = 7) -> Quarter:
    """Some weeks on plan, with a confidence of 4; seven lead up to the day in the middle."""
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": Increase(0, 100)})
    for number in range(1, weeks + 1):
        quarter.on(week(number)).report("quick", "latency", 8.0 * number, 4)
    return quarter


def told(value: float = 60, note: str = "", quarter: Quarter | None = None) -> Quarter:
    return (quarter or halfway()).say(GiveForecast(*LATENCY, value, note))


def alert(quarter: Quarter, today: date | None = None) -> Any:
    return quarter.view("drift", "latency", today)["alert"]


def questions(quarter: Quarter, today: date | None = None) -> Any:
    return quarter.view("weekly", f"{Q3}:{ENGINEERING}", today)["questions"]


def test_the_card_and_the_objective_say_who_expects_what() -> None:
    quarter = told(60, "The import is late")
    said = {
        "value": 60.0,
        "progress": 0.6,
        "on": "2026-08-15",
        "by": "ada",
        "note": "The import is late",
        "text": "ada forecasts 60 (60% of the way) on 15 August.",
        "position": len(quarter.log),
    }
    assert alert(quarter)["owner_forecast"] == said
    (card,) = quarter.view("objective", "quick")["key_results"]
    assert card["owner_forecast"] == said


def test_without_a_forecast_there_is_none() -> None:
    assert alert(halfway())["owner_forecast"] is None
    assert halfway().view("objective", "quick")["key_results"][0]["owner_forecast"] is None


def test_an_owner_who_expects_a_miss_is_evidence_at_once_and_the_card_says_where_from() -> None:
    before, quarter = alert(halfway()), told(60)
    after = alert(quarter)
    (line,) = (one for one in after["evidence"] if one["code"] == "projected")
    assert line["reason"] == "its owner expects it to end at 60%"
    assert line["weight"] > 1
    assert line["caused_by"] == [len(quarter.log)]
    chances = [one["forecast"]["miss_probability"] for one in (before, after)]
    assert chances[1] > chances[0] + 0.2
    assert "its owner expects it to end at 60%" in after["text"].lower()


def test_an_owner_who_expects_success_is_a_comfort() -> None:
    chances = [alert(one)["forecast"]["miss_probability"] for one in (halfway(), told(95))]
    assert chances[1] < chances[0]


def test_a_later_forecast_leaves_the_weeks_before_it_as_they_were_told() -> None:
    """Else an alert that was raised by what the owner said would never have been."""
    quarter = told(20)
    for number in range(8, 11):
        quarter.on(week(number)).report("quick", "latency", 56.0, 3)
    raised = alert(quarter)
    assert raised["status"] == "raised"
    again = alert(told(95, quarter=quarter.on(week(11))))
    assert again["since_week"] == raised["since_week"]
    assert again["raises"] == raised["raises"]


def test_owners_are_asked_in_the_weekly_view_with_the_request_that_answers() -> None:
    (question,) = questions(halfway())
    assert question["text"] == (
        "Engineering, where will 'Latency' end? Now 56%, plan 50%; please answer by 29 August."
    )
    assert question["answer"] == {
        "method": "POST",
        "address": "/v1/objectives/quick/key-results/latency/forecasts",
        "value": "the value that you expect on the last day",
    }
    assert question["until"] == "2026-08-29"


def test_the_brief_of_a_unit_asks_the_same() -> None:
    quarter = halfway()
    brief = quarter.view("brief", f"{Q3}:{ENGINEERING}")
    assert brief["questions"] == questions(quarter) != []
    assert told(quarter=quarter).view("brief", f"{Q3}:{ENGINEERING}")["questions"] == []


def test_owners_are_asked_once() -> None:
    assert questions(told()) == []
    assert questions(halfway(), MIDDLE + timedelta(15)) == []
    assert questions(halfway(6), MIDDLE - timedelta(1)) == []
    assert questions(halfway(), ENDS + timedelta(1)) == []


def test_nobody_is_asked_about_a_draft() -> None:
    quarter = halfway().say(
        DraftObjective(ObjectiveId("kind"), Q3, "Kind", unit(ENGINEERING)),
        AddKeyResult(ObjectiveId("kind"), KeyResultId("mails"), "Mails", Increase(0, 10)),
    )
    assert [one["key_result_id"] for one in questions(quarter)] == ["latency"]


def test_a_revision_leaves_the_forecast_what_it_is_of_the_new_target() -> None:
    harder = RevisedKeyResult(LATENCY[1], "Latency", Increase(0, 120))
    quarter = told(60).revise("quick", Changes(key_results=(harder,)))
    assert alert(quarter)["owner_forecast"]["text"] == (
        "ada forecasts 60 (50% of the way) on 15 August."
    )


def test_the_feed_says_what_was_forecast() -> None:
    activities = told(60, "The import is late").view("feed", "0")["activities"]
    assert activities[0]["text"] == "Forecast 60 for the end of: Latency (The import is late)"


def test_the_back_test_holds_the_owner_against_the_end() -> None:
    quarter = told(60)
    for number in range(8, 14):
        quarter.on(week(number)).report("quick", "latency", 5.0 * number, 4)
    found = quarter.view("backtest", Q3, ENDS + timedelta(1))
    assert found["figures"]["owners"]["answers"] == 1
    assert found["figures"]["owners"]["error"] == 0.05
    assert "Owners forecast 1 of them, and were 5 points off the end on average;" in found["text"]


def test_the_back_test_says_in_words_what_its_figures_say_to_the_point() -> None:
    quarter = told(12.5)
    for number in range(8, 14):
        quarter.on(week(number)).report("quick", "latency", min(5.0 * number, 55.0), 4)
    found = quarter.view("backtest", Q3, ENDS + timedelta(1))
    assert percent(found["figures"]["owners"]["error"]) == "42%"
    assert "were 42 points off the end" in found["text"]


def test_owners_are_asked_though_nothing_has_been_measured() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    assert [one["text"] for one in questions(quarter, ENDS - timedelta(40))] == [
        (
            "Engineering, where will 'Latency' end? Nothing has been measured yet; please answer by"
            " 29 August."
        )
    ]


def test_a_snapshot_keeps_who_said_it() -> None:
    workspace = told(60).workspace
    restored = snapshot.load(snapshot.dump(workspace))
    assert restored is not None
    assert restored.objectives.forecasts == workspace.objectives.forecasts
