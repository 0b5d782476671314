"""A past quarter shows the organization of its time, whatever has become of it since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import (
    ArchiveUnit,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    RenameUnit,
)
from domain.values import Owner, PersonId, UnitId
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SALES, SUPPORT, Quarter

MUCH_LATER = date(2031, 1, 1)
AFTER = ENDS + timedelta(days=1)
BOB = PersonId("bob")


def worked() -> Quarter:
    """A quarter with an objective of the company, of a team and of a person in another one."""
    return (
        Quarter()
        .goal("grow", COMPANY, ["revenue"])
        .goal("quick", ENGINEERING, ["latency"])
        .goal("answer", SUPPORT, ["minutes"])
        .goal("learn", Owner("person", ADA), ["courses"])
        .report("quick", "latency", 50, 4)
        .report("answer", "minutes", 10, 2)
        .report("learn", "courses", 30, 3)
    )


def shown(told: Quarter, today: date) -> list[object]:
    """What readers see of the quarter."""
    units = (COMPANY, ENGINEERING, SUPPORT, SALES)
    return [
        told.view("alignment", Q3, today=today),
        told.view("coverage", Q3, today=today),
        told.view("drift", Q3, today=today),
        *(told.view("objective", one, today=today) for one in ("quick", "answer", "learn")),
        *(told.view("confidence", f"{Q3}:{unit}", today=today) for unit in units),
        *(told.view("promises", f"{Q3}:{unit}", today=today) for unit in units),
        *(told.view("weekly", f"{Q3}:{unit}", today=today) for unit in units),
    ]


def test_regression_archived_teams_vanishing_from_old_quarters() -> None:
    told = worked()
    before = shown(told, AFTER)
    told.on(AFTER + timedelta(days=30)).say(
        RenameUnit(ENGINEERING, "Platform", AFTER),
        MoveUnit(ENGINEERING, SALES, AFTER),
        MovePerson(ADA, SALES, AFTER),
        ArchiveUnit(SUPPORT, "Its work is done", AFTER),
        LeaveOrganization(ADA, AFTER + timedelta(days=20)),
        MergeUnit(ENGINEERING, SALES, AFTER + timedelta(days=25)),
    )
    assert shown(told, MUCH_LATER) == before
    owners = told.view("objective", "answer", today=MUCH_LATER)["owner"]
    assert owners["name"] == "Support"


@pytest.mark.parametrize(
    "today",
    [ENDS - timedelta(1), ENDS, AFTER, date(2026, 12, 31), date(2027, 1, 1), MUCH_LATER],
)
def test_regression_tests_that_fail_when_a_new_quarter_begins(today: date) -> None:
    """The same story, seen on either side of a quarter's end: the clock is only an input."""
    told = worked().on(STARTS + timedelta(14)).say(RenameUnit(ENGINEERING, "Platform", AFTER))
    owner = told.view("objective", "quick", today=today)["owner"]
    assert owner["name"] == "Engineering"
    week = told.view("confidence", f"{Q3}:{ENGINEERING}", today=today)["cycle"]["as_of"]
    assert week == min(today, ENDS).isoformat()


def test_a_change_within_a_quarter_shows_in_it_from_its_day_on() -> None:
    august = date(2026, 8, 1)
    told = worked().say(RenameUnit(ENGINEERING, "Platform", august))
    for today, name in ((date(2026, 7, 31), "Engineering"), (august, "Platform")):
        assert told.view("objective", "quick", today=today)["owner"]["name"] == name
        unit = told.view("confidence", f"{Q3}:{ENGINEERING}", today=today)
        assert unit["name"] == name


def test_a_change_that_is_recorded_late_shows_in_the_quarter_that_it_belongs_to() -> None:
    told = worked().on(AFTER + timedelta(days=30))
    told.say(RenameUnit(ENGINEERING, "Platform", date(2026, 8, 1)))
    assert told.view("objective", "quick", today=MUCH_LATER)["owner"]["name"] == "Platform"


def test_a_team_that_ends_within_a_quarter_keeps_its_part_in_it() -> None:
    """Its check-ins were due until it ended, and are not afterwards."""
    ends = STARTS + timedelta(days=28)
    told = worked().say(ArchiveUnit(SUPPORT, "Sold", ends))
    adherence = told.view("adherence", f"{Q3}:{SUPPORT}", today=AFTER)
    due = [week["week"] for week in adherence["weeks"] if week["due"]]
    assert due == [1, 2, 3, 4]
    assert told.view("adherence", f"{Q3}:{SALES}", today=AFTER)["due"] == 0
    whole = told.view("adherence", Q3, today=AFTER)
    assert "Support" in [one["unit"]["name"] for one in whole["units"]]
    history = told.view("confidence", f"{Q3}:{SUPPORT}", today=AFTER)
    assert [one["id"] for one in history["objectives"]] == ["answer"]


def test_what_a_unit_became_part_of_answers_for_all_that_it_owned() -> None:
    """Also in the weeks before, as it does for what people own who move."""
    told = worked().say(MergeUnit(SUPPORT, SALES, STARTS + timedelta(days=28)))
    before = told.view("adherence", f"{Q3}:{SUPPORT}", today=STARTS + timedelta(days=27))
    assert [week["week"] for week in before["weeks"] if week["due"]] == [1, 2, 3, 4]
    after = told.view("adherence", f"{Q3}:{SALES}", today=AFTER)
    assert [week["week"] for week in after["weeks"] if week["due"]] == [*range(1, 14)]
    assert told.view("adherence", f"{Q3}:{SUPPORT}", today=AFTER)["due"] == 0
    history = told.view("confidence", f"{Q3}:{SALES}", today=AFTER)
    assert [one["id"] for one in history["objectives"]] == ["answer"]
    assert told.view("confidence", f"{Q3}:{SUPPORT}", today=AFTER) is None


def test_a_unit_that_is_made_to_take_others_in_answers_for_the_weeks_before_it_was_there() -> None:
    care, begins = UnitId("care"), STARTS + timedelta(days=28)
    plain = worked().view("adherence", Q3, today=AFTER)["due"]
    told = worked().say(
        AddUnit(care, "Care", "team", COMPANY, begins), MergeUnit(SUPPORT, care, begins)
    )
    assert told.view("adherence", Q3, today=AFTER)["due"] == plain
    weeks = told.view("adherence", f"{Q3}:{care}", today=AFTER)["weeks"]
    assert [week["week"] for week in weeks if week["due"]] == [*range(1, 14)]


def test_what_somebody_left_behind_goes_where_their_unit_goes() -> None:
    left, merged = STARTS + timedelta(days=7), STARTS + timedelta(days=14)
    told = worked().say(
        AddPerson(BOB, "Bob", SUPPORT), MovePerson(ADA, SUPPORT, STARTS)
    )  # fmt: skip
    told.say(LeaveOrganization(ADA, left), MergeUnit(SUPPORT, SALES, merged))
    sales = told.view("confidence", f"{Q3}:{SALES}", today=AFTER)
    assert sorted(one["id"] for one in sales["objectives"]) == ["answer", "learn"]


def test_a_unit_is_crowded_by_what_it_took_over_as_well() -> None:
    told = worked()
    for number in range(8):
        told.goal(f"goal {number}", (SUPPORT, SALES)[number % 2], [f"measure {number}"])
    told.say(MergeUnit(SUPPORT, SALES, STARTS))
    found = [one["text"] for one in told.view("review", Q3)["found"]]
    assert "Sales has 9 objectives; three to five are realistic." in found


def test_what_people_own_counts_for_the_unit_they_have_moved_to() -> None:
    august = date(2026, 8, 1)
    told = worked().say(MovePerson(ADA, SALES, august))
    before, after = date(2026, 7, 31), august
    assert told.view("confidence", f"{Q3}:{SALES}", today=before) is None
    moved = told.view("confidence", f"{Q3}:{SALES}", today=after)
    assert [one["id"] for one in moved["objectives"]] == ["learn"]
    left = told.view("confidence", f"{Q3}:{ENGINEERING}", today=after)
    assert [one["id"] for one in left["objectives"]] == ["quick"]


def test_a_reorganization_reads_as_sentences_in_the_feed() -> None:
    told = Quarter().say(
        AddPerson(BOB, "Bob", SALES),
        RenameUnit(SUPPORT, "Care", AFTER),
        MoveUnit(SUPPORT, SALES, AFTER),
        MovePerson(BOB, SUPPORT, AFTER),
        MergeUnit(SUPPORT, ENGINEERING, AFTER + timedelta(1)),
        LeaveOrganization(BOB, AFTER + timedelta(2)),
        ArchiveUnit(SALES, "Sold", AFTER + timedelta(2)),
    )
    texts = [one["text"] for one in told.view("feed", "0")["activities"]]
    assert texts[:6] == [
        "'Sales' is archived from 2026-10-03 on: Sold",
        "'Bob' is no longer in the organization from 2026-10-03 on.",
        "'Care' becomes part of 'Engineering' from 2026-10-02 on.",
        "'Bob' moves to 'Care' from 2026-10-01 on.",
        "'Care' moves to 'Sales' from 2026-10-01 on.",
        "'Support' is renamed to 'Care' from 2026-10-01 on.",
    ]
