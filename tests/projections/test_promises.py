from __future__ import annotations

from typing import Any

from domain.dependencies.dependency import DeclineDependency
from domain.values import DependencyId, ObjectiveId, UnitId
from tests.support.asking import accept, deliver, planned, request, slip
from tests.support.company import ENGINEERING, Q3, week
from tests.support.quarter import SALES, SUPPORT, Quarter


def ledger(quarter: Quarter, unit: UnitId) -> Any:
    return quarter.view("promises", f"{Q3}:{unit}")


def test_a_unit_that_neither_asks_nor_is_asked_has_no_ledger() -> None:
    assert ledger(planned().say(request("quick", SUPPORT, "export")), SALES) is None
    assert planned().view("promises", f"{Q3}:") is None
    assert planned().view("promises", Q3) is None


def test_a_unit_sees_what_it_waits_for_and_what_it_is_asked_for() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), request("kind", SALES, "list"))
    found = ledger(quarter, SUPPORT)
    assert found["unit"]["name"] == "Support"
    assert [one["deliverable"] for one in found["waits_for"]] == ["the list"]
    assert [one["need"]["deliverable"] for one in found["promised"]] == ["the export"]
    assert found["text"] == ["Support waits for 1 thing.", "Support has been asked for 1 thing."]


def test_the_ledger_keeps_every_slip_with_who_when_and_why() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), accept("quick", "export"))
    quarter.on(week(3)).say(slip("quick", "export", week(8), "Bo is ill"))
    ((one,),) = (promise["slips"] for promise in ledger(quarter, SUPPORT)["promised"])
    assert (one["on"], one["by"], one["reason"]) == (str(week(3)), "ada", "Bo is ill")
    assert (one["before"], one["promised"], one["later"]) == (str(week(6)), str(week(8)), True)


def test_each_promise_says_what_is_downstream_of_it() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"))
    (promise,) = ledger(quarter, SUPPORT)["promised"]
    assert [one["title"] for one in promise["downstream"]] == ["Nps", "Latency"]
    assert promise["downstream_total"] == 2


def test_a_new_link_far_above_reaches_the_ledger_below() -> None:
    quarter = planned().say(
        request("kind", SALES, "list"), accept("kind", "list"), request("rich", SUPPORT, "leads")
    )
    quarter.link("kind", "quick", "latency")
    (promise,) = ledger(quarter, SALES)["promised"]
    assert [one["title"] for one in promise["downstream"]][:2] == ["Nps", "Calls"]


def test_a_promise_is_kept_when_it_comes_by_the_day_that_was_promised_first() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "export"), accept("quick", "export"),
        request("rich", SUPPORT, "list", week(2)), accept("rich", "list"),
    )  # fmt: skip
    quarter.say(slip("rich", "list", week(4)))
    quarter.on(week(3)).say(deliver("quick", "export"), deliver("rich", "list"))
    found = ledger(quarter, SUPPORT)
    assert (found["delivered"], found["kept"]) == (2, 1)


def test_what_was_declined_stays_in_sight_and_is_no_open_thing() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "export"),
        DeclineDependency(ObjectiveId("quick"), DependencyId("export"), "no time"),
    )
    found = ledger(quarter, ENGINEERING)
    assert [one["status"] for one in found["waits_for"]] == ["declined"]
    assert found["text"] == [
        "Engineering waits for nothing.",
        "Engineering has been asked for nothing.",
        "1 thing that Engineering needs was declined.",
    ]
    assert len(ledger(quarter, SUPPORT)["text"]) == 2


def test_overdue_things_are_counted_by_the_day() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), accept("quick", "export"))
    found = quarter.view("promises", f"{Q3}:{SUPPORT}", week(7))
    assert found["text"][1] == "Support has been asked for 1 thing, which is overdue."


def test_things_that_are_promised_too_late_are_counted() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "export"), accept("quick", "export"),
        slip("quick", "export", week(8)),
    )  # fmt: skip
    assert ledger(quarter, ENGINEERING)["text"][0] == (
        "Engineering waits for 1 thing, which is promised too late."
    )
    quarter.say(
        request("quick", SUPPORT, "list"), request("rich", SUPPORT, "schema"),
        accept("rich", "schema"), slip("rich", "schema", week(9)),
    )  # fmt: skip
    assert ledger(quarter, SUPPORT)["text"][1] == (
        "Support has been asked for 3 things, 2 of them promised too late."
    )
    later = quarter.view("promises", f"{Q3}:{SUPPORT}", week(7))
    assert later["text"][1] == (
        "Support has been asked for 3 things, 1 of them overdue and 2 promised too late."
    )
