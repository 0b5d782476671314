"""What a company key result and the objectives linked to it wait for, in the alignment view."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.dependencies.dependency import DeclineDependency, FlagDependency, WithdrawDependency
from domain.organization.reorganization import MergeUnit
from domain.values import DependencyId, ObjectiveId
from projections.views.alignment.alignment import AWAITED, AWAITED_BY_ONE
from tests.support.asking import accept, deliver, planned, request, slip
from tests.support.company import ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, Quarter


def waits_for(quarter: Quarter, on: date | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = quarter.view("alignment", "nps", on)["key_result"]["waits_for"]
    return found


def texts(quarter: Quarter, on: date | None = None) -> list[str]:
    return [one["text"] for one in waits_for(quarter, on)]


def test_who_waits_for_what_of_whom_until_when_and_how_late_is_told() -> None:
    waits = "Engineering waits for 'the export' from Support: needed by 8 August"
    about = (ObjectiveId("quick"), DependencyId("export"))
    quarter = planned().say(request("quick", SUPPORT, "export"))
    assert texts(quarter) == [f"{waits}, no answer yet."]
    quarter.say(accept("quick", "export"))
    assert texts(quarter) == [f"{waits}, promised for that day."]
    assert texts(quarter, week(6) + timedelta(1)) == [
        f"{waits}, promised for that day, 1 day overdue."
    ]
    quarter.say(slip("quick", "export", week(8)))
    assert texts(quarter) == [f"{waits}, promised for 22 August, 14 days too late."]
    (found,) = waits_for(quarter)
    assert (found["deliverable"], found["provider"]["name"]) == ("the export", "Support")
    assert (found["due"], found["promised"]) == (str(week(6)), str(week(8)))
    assert (found["state"], found["days_late"]) == ("too_late", 14)
    quarter.say(FlagDependency(*about, "Bo is ill"))
    assert texts(quarter)[0].endswith("14 days too late, at risk.")
    quarter.say(DeclineDependency(*about, "no time"))
    assert texts(quarter) == [f"{waits}, declined."]
    quarter.say(WithdrawDependency(*about, "found one"))
    assert texts(quarter) == []


def test_what_the_key_result_waits_for_itself_is_told_with_what_is_linked_to_it() -> None:
    quarter = planned().say(
        request("delight", SUPPORT, "survey"),
        request("quick", SUPPORT, "export"),
        request("kind", ENGINEERING, "list"),
    )
    assert {one["dependency_id"] for one in waits_for(quarter)} == {"survey", "export"}
    whole = quarter.view("alignment", Q3)["objectives"][0]["key_results"][0]
    assert (whole["waits_for_total"], whole["waits_for"]) == (2, waits_for(quarter))


def test_what_is_there_is_not_waited_for() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"), accept("quick", "export"))
    assert waits_for(quarter.say(deliver("quick", "export"))) == []


def test_what_is_linked_to_the_whole_objective_waits_there() -> None:
    quarter = planned().link("kind", "delight").say(request("kind", ENGINEERING, "list"))
    (objective,) = quarter.view("alignment", Q3)["objectives"]
    assert [one["dependency_id"] for one in objective["waits_for"]] == ["list"]
    assert objective["waits_for_total"] == 1
    assert waits_for(quarter) == []


def test_units_that_became_one_wait_for_nothing_of_each_other() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export"))
    assert waits_for(quarter.say(MergeUnit(SUPPORT, ENGINEERING, STARTS))) == []


def test_the_most_urgent_comes_first_and_the_total_counts_all() -> None:
    many = AWAITED_BY_ONE + 2
    quarter = planned().say(
        *(request("quick", SUPPORT, f"thing {number:03}", week(9)) for number in range(many)),
        request("quick", SUPPORT, "late", week(9)), accept("quick", "late"),
        slip("quick", "late", week(9) + timedelta(1)),
        request("quick", SUPPORT, "later", week(9)), accept("quick", "later"),
        slip("quick", "later", week(10)),
    )  # fmt: skip
    found = waits_for(quarter)
    assert [one["dependency_id"] for one in found[:3]] == ["later", "late", "thing 000"]
    assert found[1]["text"].endswith(", 1 day too late.")
    assert len(found) == AWAITED_BY_ONE
    shown = quarter.view("alignment", Q3)["objectives"][0]["key_results"][0]
    assert (shown["waits_for_total"], len(shown["waits_for"])) == (many + 2, AWAITED)


def test_it_stands_there_as_in_its_own_document() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "export"), accept("quick", "export"),
        slip("quick", "export", week(8)),
    )  # fmt: skip
    for on in (week(2), week(7), week(8) + timedelta(3)):
        (shown,) = waits_for(quarter, on)
        need = quarter.view("dependencies", "export", on)["need"]
        for name in ("urgency", "state", "days_late", "due", "promised", "waiting", "provider"):
            assert shown[name] == need[name], (on, name)
