from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.organization.organization import AddPerson
from domain.organization.standing_in import EndStandIn, NameStandIn
from domain.values import PersonId, StandInId
from projections.views.activity.directory import SHOWN
from tests.support.company import ADA, ENGINEERING, week
from tests.support.quarter import Quarter

BOB = PersonId("bob")


def named(name: str, first: date, last: date) -> NameStandIn:
    return NameStandIn(StandInId(name), ADA, BOB, first, last)


def company() -> Quarter:
    return Quarter().say(AddPerson(BOB, "Bob", ENGINEERING))


def directory(quarter: Quarter) -> Any:
    return quarter.view("directory", "workspace")


def test_the_directory_lists_who_stands_in_for_whom_and_until_when() -> None:
    quarter = company().say(named("first", week(2), week(3)), named("second", week(5), week(7)))
    quarter.say(EndStandIn(StandInId("second"), week(6)))
    assert directory(quarter)["stand_ins"] == [
        {
            "stand_in_id": name,
            "person_id": ADA,
            "substitute_id": BOB,
            "first": str(first),
            "last": str(last),
        }
        for name, first, last in (
            ("second", week(5), week(6) - timedelta(1)),
            ("first", week(2), week(3)),
        )
    ]


def test_the_directory_lists_so_many_and_counts_all() -> None:
    days = [week(1) + timedelta(number) for number in range(SHOWN + 2)]
    quarter = company().say(*(named(f"s{day}", day, day) for day in days))
    found = directory(quarter)
    assert (found["stand_ins_total"], len(found["stand_ins"])) == (SHOWN + 2, SHOWN)


def test_the_feed_tells_who_stands_in_for_whom() -> None:
    quarter = company().say(named("away", week(2), week(3)))
    quarter.say(EndStandIn(StandInId("away"), week(3)))
    told = [one["text"] for one in quarter.view("feed", "0")["activities"]]
    assert told[:2] == [
        f"'Bob' no longer stands in for 'Ada' from {week(3)} on.",
        f"'Bob' stands in for 'Ada' from {week(2)} to {week(3)}.",
    ]
