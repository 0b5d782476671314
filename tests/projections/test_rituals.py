from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from domain.rituals.cadence import Weekly
from domain.rituals.schedule import CancelRitual, DeclareHoliday, ScheduleRitual
from domain.rituals.sessions import (
    AnswerEscalation,
    CloseSession,
    Decision,
    Escalation,
    OpenSession,
    RecordOutput,
)
from domain.values import HolidayId, Owner, SessionId
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SALES, SUPPORT, Quarter

SYNC = SessionId("sync")
fortnightly = ScheduleRitual(
    "check_in", Weekly("friday", 2), time(15), 30, date(2026, 7, 10), ENGINEERING, "Asia/Tokyo"
)
late = Escalation("The API is late", Owner("unit", COMPANY))


def of(quarter: Quarter, unit: str = ENGINEERING, today: date | None = None) -> Any:
    return quarter.view("rituals", f"{Q3}:{unit}", today)


def line(found: Any, kind: str) -> Any:
    return next(one for one in found["rituals"] if one["kind"] == kind)


def meetings(found: Any, kind: str) -> list[Any]:
    return [one for one in found["meetings"] if one["kind"] == kind]


def test_by_default_the_cadence_table_holds() -> None:
    found = of(Quarter())
    assert [(one["name"], one["by"]["name"]) for one in found["rituals"]] == [
        ("Team check-in", "the default"),
        ("Cross-team sync", "the default"),
        ("Business review", "the default"),
        ("Quarterly scoring", "the default"),
        ("Annual strategy review", "the default"),
    ]
    check_in = line(found, "check_in")
    assert check_in["text"] == "every week on Monday at 10:00, 30 minutes"
    assert check_in["next"] == "2026-07-06T10:00:00Z"
    assert line(found, "strategy_review")["next"] is None


def test_the_next_one_moves_on_with_the_days() -> None:
    assert line(of(Quarter(), today=date(2026, 7, 7)), "check_in")["next"][:10] == "2026-07-13"


def test_a_document_has_the_whole_cycle_and_looks_eight_weeks_ahead() -> None:
    early, late_on = of(Quarter()), of(Quarter(), today=ENDS)
    assert meetings(early, "check_in")[-1]["day"] == "2026-09-28"
    assert meetings(late_on, "check_in")[0]["day"] == "2026-07-06"
    assert meetings(late_on, "check_in")[-1]["day"] == "2026-11-23"


def test_a_unit_that_meets_otherwise_says_who_decided_it() -> None:
    found = of(Quarter().say(fortnightly))
    check_in = line(found, "check_in")
    assert check_in["text"] == "every week on Monday at 10:00, 30 minutes"  # until it starts
    found = of(Quarter().say(fortnightly), today=date(2026, 7, 10))
    check_in = line(found, "check_in")
    assert check_in["text"] == "every 2 weeks on Friday at 15:00 (Asia/Tokyo), 30 minutes"
    assert check_in["by"] == {"kind": "unit", "id": "engineering", "name": "Engineering"}
    assert check_in["next"] == "2026-07-10T15:00:00+09:00"


def test_units_beside_it_and_above_it_meet_as_before() -> None:
    quarter = Quarter().say(fortnightly)
    for unit in (COMPANY, SUPPORT):
        found = of(quarter, unit, date(2026, 7, 10))
        assert line(found, "check_in")["by"]["kind"] == "default"
        assert found["changes"] == 0
    assert of(quarter)["changes"] == 1


def test_the_whole_workspace_may_meet_otherwise() -> None:
    everywhere = ScheduleRitual("check_in", Weekly("tuesday"), time(9), 45, STARTS)
    found = line(of(Quarter().say(everywhere)), "check_in")
    assert found["by"] == {"kind": "workspace", "id": "", "name": "Acme"}


def test_a_ritual_may_not_be_held() -> None:
    found = of(Quarter().say(CancelRitual("sync", STARTS, COMPANY)))
    assert (line(found, "sync")["text"], line(found, "sync")["by"]["name"]) == ("not held", "Acme")
    assert meetings(found, "sync") == []


def test_what_a_holiday_skips_is_shown_with_its_name() -> None:
    monday = date(2026, 7, 13)
    quarter = Quarter().say(DeclareHoliday(HolidayId("off"), "Founders' day", monday, monday))
    found = of(quarter)
    skipped = meetings(found, "check_in")[1]
    assert (skipped["day"], skipped["begins"], skipped["holiday"]) == (
        "2026-07-13",
        None,
        "Founders' day",
    )
    assert [one["name"] for one in found["holidays"]] == ["Founders' day"]


def opened() -> Quarter:
    return Quarter().say(
        OpenSession(SYNC, "sync", Q3, STARTS, (ENGINEERING, SUPPORT)), RecordOutput(SYNC, late)
    )


def test_a_session_is_shown_by_each_unit_that_took_part() -> None:
    quarter = opened()
    for unit in (ENGINEERING, SUPPORT):
        (session,) = of(quarter, unit)["sessions"]
        assert (session["kind"], session["outputs"], session["open_escalations"]) == ("sync", 1, 1)
    assert of(quarter, SALES)["sessions"] == []


def test_sessions_come_latest_first() -> None:
    quarter = opened().on(STARTS + timedelta(14))
    quarter.say(OpenSession(SessionId("next"), "sync", Q3, STARTS + timedelta(14), (SUPPORT,)))
    assert [one["session_id"] for one in of(quarter, SUPPORT)["sessions"]] == ["next", "sync"]


def test_a_session_tells_what_came_of_it() -> None:
    decision = Decision("Two weeks of Ada for the API", "resources")
    quarter = opened().say(CloseSession(SYNC, "Short and good", (decision,)))
    found = quarter.view("session", SYNC)
    assert (found["name"], found["closed"], found["summary"]) == (
        "Cross-team sync",
        True,
        "Short and good",
    )
    assert [(one["text"], one["open"]) for one in found["outputs"]] == [
        ("Escalated: The API is late", True),
        ("Decided on resources: Two weeks of Ada for the API", False),
    ]


def test_an_answered_escalation_is_open_no_more() -> None:
    quarter = opened().say(AnswerEscalation(SYNC, 1, "From Monday on"))
    (output,) = quarter.view("session", SYNC)["outputs"]
    assert (output["open"], output["answer"]) == (False, "From Monday on")
    assert of(quarter)["sessions"][0]["open_escalations"] == 0


def test_the_feed_tells_of_rituals_and_sessions() -> None:
    monday = date(2026, 7, 13)
    every_two_weeks = "every 2 weeks on Friday at 15:00 (Asia/Tokyo), 30 minutes"
    quarter = opened().say(
        fortnightly,
        DeclareHoliday(HolidayId("off"), "Founders' day", monday, monday),
        CancelRitual("sync", STARTS, SUPPORT),
        AnswerEscalation(SYNC, 1, "From Monday on"),
        CloseSession(SYNC, ""),
    )
    told = [one["text"] for one in quarter.view("feed", "0")["activities"]][:7]
    assert told == [
        "The cross-team sync of 2026-07-01 was closed.",
        "An escalation from the cross-team sync of 2026-07-01 was answered: From Monday on",
        "Cross-team sync of Support: no longer held from 2026-07-01 on.",
        "Holiday for everybody: Founders' day, 2026-07-13. Weekly meetings are skipped.",
        f"Team check-in of Engineering: {every_two_weeks}, from 2026-07-10 on.",
        "Escalated: The API is late (in the cross-team sync of 2026-07-01)",
        "The cross-team sync of 2026-07-01 was opened.",
    ]
