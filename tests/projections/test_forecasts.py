from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.access import identity
from domain.access.identity import Actor
from domain.measuring import forecast
from domain.measuring.forecast import ForecastGiven, GiveForecast
from domain.measuring.metric import Increase
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Changes, RevisedKeyResult
from domain.organization.organization import AddPerson
from domain.organization.reorganization import GiveRole
from domain.organization.standing_in import NameStandIn
from domain.values import KeyResultId, ObjectiveId, PersonId, StandInId
from domain.wording import percent
from projections.model import snapshot
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SUPPORT, Quarter

MIDDLE = date(2026, 8, 15)
LATENCY = (ObjectiveId("quick"), KeyResultId("latency"))


def halfway(weeks: int = 7) -> Quarter:
    """Some weeks on plan, with a confidence of 4; seven lead up to the day in the middle."""
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": Increase(0, 100)})
    for number in range(1, weeks + 1):
        quarter.on(week(number)).report("quick", "latency", 8.0 * number, 4)
    return quarter


def person(name: str) -> Actor:
    return Actor(identity.person(PersonId(name)), name.capitalize(), "administrator")


def told(
    value: float = 60, note: str = "", quarter: Quarter | None = None, by: str = "ada"
) -> Quarter:
    return (quarter or halfway()).say(GiveForecast(*LATENCY, value, note), actor=person(by))


def joined(quarter: Quarter) -> Quarter:
    """Bo, who leads the company, and Cyd, who is in another team, are there as well."""
    return quarter.say(
        AddPerson(PersonId("bo"), "Bo", COMPANY),
        GiveRole(PersonId("bo"), "executive", STARTS),
        AddPerson(PersonId("cyd"), "Cyd", SUPPORT),
    )


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
        "by": "Ada",
        "by_owner": True,
        "note": "The import is late",
        "text": "Ada forecasts 60 (60% of the way) on 15 August.",
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


def test_what_somebody_else_expects_is_said_in_their_name_and_the_owner_is_still_asked() -> None:
    quarter = told(60, quarter=joined(halfway()), by="bo")
    shown = alert(quarter)
    assert "bo expects it to end at 60%" in shown["text"].lower()
    assert "its owner" not in shown["text"].lower()
    assert not shown["owner_forecast"]["by_owner"]
    assert [one["key_result_id"] for one in questions(quarter)] == ["latency"]


def test_an_owner_who_expects_the_same_as_somebody_else_has_answered() -> None:
    quarter = told(60, quarter=told(60, quarter=joined(halfway()), by="bo"))
    assert "its owner expects it to end at 60%" in alert(quarter)["text"].lower()
    assert questions(quarter) == []


def test_whoever_stands_in_for_the_owner_answers_for_them() -> None:
    away = NameStandIn(StandInId("away"), ADA, PersonId("cyd"), MIDDLE, MIDDLE)
    quarter = told(60, quarter=joined(halfway()).say(away), by="cyd")
    shown = alert(quarter)
    assert "its owner expects it to end at 60%" in shown["text"].lower()
    assert shown["owner_forecast"]["by"] == "Cyd"
    assert questions(quarter) == []


def test_where_nobody_answers_for_a_unit_whoever_says_it_has_answered() -> None:
    """But it is said in their name: they do not own it."""
    quarter = Quarter().goal("quick", SUPPORT, {"latency": Increase(0, 100)})
    for number in range(1, 8):
        quarter.on(week(number)).report("quick", "latency", 8.0 * number, 4)
    view = f"{Q3}:{SUPPORT}"
    assert quarter.view("weekly", view)["questions"] != []
    quarter.say(GiveForecast(*LATENCY, 60))
    assert quarter.view("weekly", view)["questions"] == []
    assert "ada expects it to end at 60%" in alert(quarter)["text"].lower()


def test_of_a_forecast_from_before_they_kept_who_gave_it_the_record_says_who() -> None:
    before = ForecastGiven(*LATENCY, 60, MIDDLE)
    assert forecast.given_by(before, "person:ada").given_as == ("person:ada",)
    later = ForecastGiven(*LATENCY, 60, MIDDLE, given_as=("person:ada",))
    assert forecast.given_by(later, "importer") == later


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
        "Ada forecasts 60 (50% of the way) on 15 August."
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
