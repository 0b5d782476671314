"""What people say about alerts, where it is shown, and who hears nothing then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.drift.handling import (
    AcknowledgeAlert,
    JudgeAlert,
    ReopenAlert,
    ResolveAlert,
    SnoozeAlert,
)
from domain.organization.organization import AddPerson
from domain.values import KeyResultId, ObjectiveId, PersonId
from projections.keeping import fold
from projections.keeping.alerts import notice
from tests.support.company import ENDS, ENGINEERING, Q3, week
from tests.support.quarter import Quarter

QUICK = ObjectiveId("quick")
LATENCY, UPTIME = KeyResultId("latency"), KeyResultId("uptime")
BOB = "person:bob"


def drifting(weeks: int = 8) -> Quarter:
    """Two alerts, of which that of the latency is the likelier miss."""
    quarter = Quarter().goal("quick", ENGINEERING, ["latency", "uptime"])
    for number in range(1, weeks + 1):
        quarter.on(week(number)).report("quick", "latency", number, 1)
        quarter.report("quick", "uptime", 1.5 * number, 1)
    return quarter


def alert(quarter: Quarter, key: str = "latency", as_of: date | None = None) -> dict[str, Any]:
    found: dict[str, Any] = quarter.view("drift", key, as_of)["alert"]
    return found


def handling(quarter: Quarter, as_of: date | None = None) -> dict[str, Any]:
    found: dict[str, Any] = alert(quarter, as_of=as_of)["handling"]
    return found


def told(quarter: Quarter, day: date) -> dict[str, str | None]:
    """What there is to tell on a day, by key result."""
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    worker.advance(day)
    documents = list(worker.render())
    found = notice(worker.workspace, documents, worker.workspace.recorded_at)
    return {one.key_result_id: one.news for one in found}


def test_an_alert_says_who_acknowledged_it_and_when() -> None:
    quarter = drifting()
    assert handling(quarter)["situation"] == "open"
    assert handling(quarter)["text"] == "Nobody has answered it yet."
    quarter.say(AcknowledgeAlert(QUICK, LATENCY, "We talk on Friday"))
    found = handling(quarter)
    assert found["situation"] == "acknowledged"
    assert found["text"] == "Acknowledged by ada on 22 August: We talk on Friday"
    assert found["acknowledged"] == {
        "by": {"kind": "name", "id": "ada", "name": "ada"},
        "on": "2026-08-22",
        "said": "We talk on Friday",
    }
    assert told(quarter, week(8))["latency"] == "raised"


def test_what_is_no_alert_has_nothing_to_be_answered() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    for number in range(1, 5):
        quarter.on(week(number)).report("quick", "latency", 8 * number, 5)
    assert alert(quarter)["handling"] is None
    assert alert(quarter)["judged"] == {"useful": 0, "not_useful": 0}


def test_a_snoozed_alert_is_quiet_until_its_day() -> None:
    quarter, until = drifting(), week(10)
    quarter.say(SnoozeAlert(QUICK, LATENCY, until, "The release is on Friday"))
    before = until - timedelta(days=1)
    found = handling(quarter, before)
    assert (found["situation"], found["snoozed_until"]) == ("snoozed", str(until))
    assert found["text"].startswith("Snoozed until 5 September by ada on 22 August: The release")
    assert handling(quarter, until)["situation"] == "open"
    assert told(quarter, before) == {"latency": None, "uptime": "raised"}
    assert told(quarter, until) == {"latency": "raised", "uptime": "raised"}


def test_a_resolved_alert_is_quiet_until_it_is_reopened() -> None:
    quarter = drifting().say(ResolveAlert(QUICK, LATENCY, "We live with it"))
    assert handling(quarter)["text"] == "Resolved by ada on 22 August: We live with it"
    assert told(quarter, week(8))["latency"] is None
    quarter.say(ReopenAlert(QUICK, LATENCY, "We do not"), actor="bob")
    assert handling(quarter)["text"] == "Reopened by bob on 22 August: We do not"
    assert told(quarter, week(8))["latency"] == "raised"


def test_an_alert_that_ended_and_is_raised_anew_has_been_answered_by_nobody() -> None:
    quarter = drifting().say(ResolveAlert(QUICK, LATENCY, "We live with it"))
    for number, value in ((9, 80), (10, 90)):
        quarter.on(week(number)).report("quick", "latency", value, 5)
    assert (alert(quarter)["status"], alert(quarter)["handling"]) == ("none", None)
    for number in (11, 12):
        quarter.on(week(number)).report("quick", "latency", 5, 1)
    assert alert(quarter)["status"] == "raised"
    assert handling(quarter)["situation"] == "open"
    assert told(quarter, week(12))["latency"] == "raised"


def test_alerts_that_nobody_waits_for_come_last_in_their_cycle() -> None:
    quarter = drifting()
    found = quarter.view("drift", Q3)
    assert [one["key_result_id"] for one in found["raised"]] == ["latency", "uptime"]
    assert (found["raised_total"], found["quiet_total"]) == (2, 0)
    quarter.say(SnoozeAlert(QUICK, LATENCY, week(10)))
    found = quarter.view("drift", Q3)
    assert [one["key_result_id"] for one in found["raised"]] == ["uptime", "latency"]
    assert (found["raised_total"], found["quiet_total"]) == (2, 1)
    assert found["text"] == ("2 key results are drifting, 1 of which is snoozed or resolved.")
    quarter.say(ResolveAlert(QUICK, UPTIME, "Known"))
    assert ", all of which are snoozed or resolved." in quarter.view("drift", Q3)["text"]


def test_what_was_said_before_somebody_was_added_bears_their_name_then() -> None:
    quarter = drifting().say(AcknowledgeAlert(QUICK, LATENCY), actor=BOB)
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    shown = {(one.projection, one.key): one for one in worker.render()}
    quarter.say(AddPerson(PersonId("bob"), "Bob", ENGINEERING))
    worker.take(quarter.log[-1])
    shown |= {(one.projection, one.key): one for one in worker.render()}
    assert b"Acknowledged by Bob" in (shown["drift", "latency"].body or b"")
    assert {place: one for place, one in shown.items() if one.body} == fold.replay(quarter.log)


def test_judgements_are_counted_on_the_card_and_in_the_back_test() -> None:
    quarter = drifting(13)
    for actor in ("ada", "bob", "cleo"):
        quarter.say(JudgeAlert(QUICK, LATENCY, "useful"), actor=actor)
    quarter.say(JudgeAlert(QUICK, LATENCY, "not_useful", "We knew"), actor="bob")
    assert alert(quarter)["judged"] == {"useful": 2, "not_useful": 1}
    found = quarter.view("backtest", Q3, ENDS + timedelta(days=1))
    assert found["judged"] == {"useful": 2, "not_useful": 1, "share": 0.6667}
    assert found["text"].endswith(" Of 3 judgements by people, 2 found the alert useful.")


def test_the_feed_tells_what_was_done_about_an_alert() -> None:
    quarter = drifting().say(
        AcknowledgeAlert(QUICK, LATENCY, "On it"),
        SnoozeAlert(QUICK, LATENCY, week(10)),
        ResolveAlert(QUICK, LATENCY, "We live with it"),
        ReopenAlert(QUICK, LATENCY, "We do not"),
        JudgeAlert(QUICK, LATENCY, "not_useful"),
    )
    [page] = [quarter.view("feed", str(len(quarter.log) // 50))]
    assert [one["text"] for one in page["activities"][:5]] == [
        "Found the alert on 'Latency' not useful",
        "Reopened the alert on 'Latency' (We do not)",
        "Resolved the alert on 'Latency' (We live with it)",
        "Snoozed the alert on 'Latency' until 5 September",
        "Acknowledged the alert on 'Latency' (On it)",
    ]
