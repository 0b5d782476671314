from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.cycles.cycle import MoveCycle
from domain.values import CheckInId, KeyResultId, ObjectiveId, Owner
from projections.views.objective.acknowledgements import SHOWN
from tests.projections import closed
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3, week
from tests.support.quarter import Quarter

QUICK, LATENCY = ObjectiveId("quick"), KeyResultId("latency")


def company() -> Quarter:
    return Quarter().goal("quick", ENGINEERING, ["latency", "errors"])


def page(quarter: Quarter, unit: str = ENGINEERING) -> Any:
    return quarter.view("acknowledgements", f"{Q3}:{unit}")


def read(name: str, note: str = "") -> AcknowledgeCheckIn:
    return AcknowledgeCheckIn(QUICK, LATENCY, CheckInId(name), note)


def test_a_unit_without_published_objectives_has_nothing_to_wait_for() -> None:
    assert page(company(), COMPANY) is None
    assert page(company())["text"] == "No check-in waits for acknowledgement."


def test_the_latest_check_in_of_each_key_result_waits_the_longest_first() -> None:
    quarter = company().on(week(2)).report("quick", "errors", 10, 3, name="errors 2")
    quarter.on(week(3)).report("quick", "latency", 10, 3, name="latency 3")
    quarter.on(week(4)).report("quick", "latency", 20, 2, name="latency 4")
    found = quarter.view("acknowledgements", f"{Q3}:{ENGINEERING}", week(4) + timedelta(2))
    waiting = [(one["check_in_id"], one["waits"]) for one in found["waiting"]]
    assert waiting == [("errors 2", 16), ("latency 4", 2)]
    assert found["text"] == "2 check-ins wait for acknowledgement, the longest for 16 days."
    first = found["waiting"][1]
    assert (first["key_result"], first["value"], first["confidence"]) == ("Latency", 20, 2)
    assert first["owner"]["name"] == "Engineering"


def test_what_was_acknowledged_waits_no_more_until_there_is_a_newer_report() -> None:
    quarter = company().on(week(2)).report("quick", "latency", 10, name="one")
    quarter.say(read("one"), actor="bob")
    assert (page(quarter)["waiting_total"], page(quarter)["read"]) == (0, 1)
    quarter.correct("quick", "latency", "one", 11, 3)
    assert page(quarter)["waiting_total"] == 0
    quarter.on(week(3)).report("quick", "latency", 12, name="two")
    assert [one["check_in_id"] for one in page(quarter)["waiting"]] == ["two"]
    assert page(quarter)["text"] == "1 check-in waits for acknowledgement."


def test_what_a_person_of_the_unit_owns_waits_with_the_rest() -> None:
    quarter = Quarter().goal("calm", Owner("person", ADA), ["pages"])
    quarter.report("calm", "pages", 5, name="one")
    assert [one["owner"]["name"] for one in page(quarter)["waiting"]] == ["Ada"]


def test_nothing_waits_in_a_closed_cycle() -> None:
    quarter = closed.scored()
    assert page(quarter)["waiting_total"] == 1
    quarter.say(closed.looked_back(), MoveCycle(Q3, "closed"))
    assert page(quarter) is None


def test_a_page_shows_so_many_and_counts_all() -> None:
    many = [f"k{number}" for number in range(SHOWN + 2)]
    quarter = Quarter().goal("quick", ENGINEERING, many)
    for name in many:
        quarter.report("quick", name, 10)
    assert (page(quarter)["waiting_total"], len(page(quarter)["waiting"])) == (SHOWN + 2, SHOWN)


def test_a_conversation_tells_who_read_which_report() -> None:
    quarter = company().on(week(2)).report("quick", "latency", 10, name="one")
    quarter.say(read("one", "Well done"), actor=f"person:{ADA}").say(read("one"), actor="bob")
    found = quarter.view("conversation", "quick")
    assert (found["comments"], found["acknowledgements_total"]) == (0, 2)
    latest, first = found["acknowledgements"]
    assert (latest["by"]["name"], latest["note"]) == ("bob", "")
    assert (first["by"]["name"], first["note"]) == ("Ada", "Well done")
    assert first["title"] == f"Latency, {week(2)}"
    told = quarter.view("feed", "0")["activities"][0]["text"]
    assert told == "Acknowledged a check-in on 'Latency'"
