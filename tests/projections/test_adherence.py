from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.objectives.state import Changes, RevisedKeyResult
from domain.organization.organization import AddUnit
from domain.organization.reorganization import LeaveOrganization
from domain.rituals.cadence import Weekly
from domain.rituals.schedule import CancelRitual, DeclareHoliday, ScheduleRitual, WithdrawHoliday
from domain.values import CycleId, HolidayId, KeyResultId, Owner, UnitId
from domain.workspace import CreateWorkspace
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SUPPORT, TO_100, Quarter

LAST = date(2026, 7, 7)
"""The last day of the first week."""


def team() -> Quarter:
    """Engineering answers for two key results, and Ada in it for one."""
    quarter = Quarter().goal("fast", ENGINEERING, ["latency", "bugs"])
    return quarter.goal("learn", Owner("person", ADA), ["books"])


def of(quarter: Quarter, unit: UnitId, today: date | None = None) -> Any:
    return quarter.view("adherence", f"{Q3}:{unit}", today)


def counts(found: Any) -> list[tuple[int, int, int]]:
    return [(one["due"], one["on_time"], one["late"]) for one in found["weeks"]]


def in_week(number: int) -> date:
    return STARTS + timedelta(days=7 * number - 3)


def test_a_unit_answers_for_its_own_key_results_and_those_of_its_people() -> None:
    quarter = team().on(LAST).report("fast", "latency", 1).report("learn", "books", 1)
    found = of(quarter, ENGINEERING, LAST + timedelta(1))
    assert counts(found) == [(3, 2, 0), (3, 0, 0)]
    assert (found["due"], found["on_time"], found["share"]) == (3, 2, 0.6667)
    assert found["text"] == "2 of 3 check-ins came on time."


def test_the_present_week_does_not_count_yet_but_tells_who_is_silent() -> None:
    quarter = team().on(LAST).report("fast", "latency", 1)
    found = of(quarter, ENGINEERING)
    assert (found["due"], found["text"]) == (0, "No check-in has been due yet.")
    assert [one["title"] for one in found["silent"]] == ["Books", "Bugs"]
    assert found["silent"][0]["owner"]["name"] == "Ada"


def test_what_comes_after_the_week_is_late_and_stays_it() -> None:
    quarter = team().on(LAST + timedelta(3)).report("fast", "latency", 1, effective=LAST)
    found = of(quarter, ENGINEERING)
    assert counts(found)[0] == (3, 0, 1)
    assert (found["on_time"], found["late"]) == (0, 1)


def test_nothing_is_due_before_an_objective_is_published() -> None:
    quarter = Quarter().on(in_week(3)).goal("fast", ENGINEERING, ["latency"])
    assert [due for due, _, _ in counts(of(quarter, ENGINEERING))] == [0, 0, 1]


def test_nothing_is_due_on_a_key_result_before_a_revision_adds_it() -> None:
    quarter = Quarter().goal("fast", ENGINEERING, ["latency"]).on(in_week(3))
    added = RevisedKeyResult(KeyResultId("bugs"), "Bugs", TO_100)
    quarter.revise("fast", Changes(key_results=(added,)))
    found = of(quarter, ENGINEERING, in_week(4))
    assert [due for due, _, _ in counts(found)] == [1, 1, 2, 2]


def test_nothing_is_due_before_the_cycle_is_active() -> None:
    quarter = Quarter(founded=False).say(
        CreateWorkspace("Acme", "UTC"),
        AddUnit(COMPANY, "Acme", "company"),
        AddUnit(ENGINEERING, "Engineering", "team", COMPANY),
        DefineCycle(Q3, "2026-Q3", STARTS, ENDS),
    )
    quarter.goal("fast", ENGINEERING, ["latency"])
    assert [due for due, _, _ in counts(of(quarter, ENGINEERING, in_week(2)))] == [0, 0]
    quarter.on(in_week(2)).say(MoveCycle(Q3, "active"))
    assert [due for due, _, _ in counts(of(quarter, ENGINEERING))] == [0, 1]


def test_a_week_whose_check_in_falls_on_a_holiday_is_not_due() -> None:
    monday = date(2026, 7, 13)
    quarter = team().say(DeclareHoliday(HolidayId("off"), "Off", monday, monday))
    due = [due for due, _, _ in counts(of(quarter, ENGINEERING, in_week(3)))]
    assert due == [3, 0, 3]
    quarter.say(WithdrawHoliday(HolidayId("off")))
    assert counts(of(quarter, ENGINEERING, in_week(3)))[1] == (3, 0, 0)


def test_a_unit_that_checks_in_every_two_weeks_owes_half_as_much() -> None:
    quarter = team().say(
        ScheduleRitual("check_in", Weekly("monday", 2), time(9), 30, date(2026, 7, 6), ENGINEERING)
    )
    due = [due for due, _, _ in counts(of(quarter, ENGINEERING, in_week(4)))]
    assert due == [3, 0, 3, 0]


def test_who_holds_no_check_ins_owes_none() -> None:
    quarter = team().say(CancelRitual("check_in", STARTS, COMPANY))
    assert of(quarter, ENGINEERING, in_week(4))["text"] == "No check-in has been due yet."


def test_two_low_weeks_on_end_are_drift() -> None:
    quarter = team()
    for key in ("latency", "bugs"):
        quarter.on(in_week(1)).report("fast", key, 1)
    assert of(quarter, ENGINEERING, in_week(2))["drifts_since"] is None
    found = of(quarter, ENGINEERING, in_week(3))
    assert found["drifts_since"] == 1  # two of three is less than 70 per cent
    assert found["text"] == (
        "2 of 6 check-ins came on time. "
        "The cadence is drifting: fewer than seven in ten have come on time since week 1."
    )


def test_the_units_below_are_counted_together() -> None:
    quarter = team().goal("kind", SUPPORT, ["calls"]).goal("win", COMPANY, ["growth"])
    quarter.on(LAST).report("kind", "calls", 1)
    below = of(quarter, COMPANY, LAST + timedelta(1))["below"]
    assert (below["units"], below["due"], below["on_time"], below["share"]) == (2, 4, 1, 0.25)
    assert of(quarter, SUPPORT, in_week(2))["below"]["units"] == 0


def test_a_cycle_shows_those_that_drift_first() -> None:
    quarter = team().goal("kind", SUPPORT, ["calls"])
    for number in (1, 2):
        quarter.on(in_week(number)).report("kind", "calls", 1)
    found = quarter.view("adherence", Q3, in_week(3))
    assert [(one["unit"]["name"], one["drifts_since"]) for one in found["units"]] == [
        ("Engineering", 1),
        ("Support", None),
    ]
    assert (found["units_total"], found["drifting_total"], found["due"]) == (2, 1, 8)
    assert found["text"] == "2 of 8 check-ins came on time. 1 of 2 units has a drifting cadence."
    assert [one["due"] for one in found["weeks"]] == [4, 4]


def test_the_last_week_is_over_when_the_cycle_is_scored_or_a_day_later() -> None:
    quarter = team().on(ENDS)
    assert of(quarter, ENGINEERING, ENDS)["due"] == 36
    late = of(quarter, ENGINEERING, ENDS + timedelta(1))
    assert (late["due"], late["silent"]) == (39, [])
    assert of(quarter.say(MoveCycle(Q3, "scoring")), ENGINEERING)["due"] == 39


def test_nothing_is_due_once_a_cycle_is_scored_unless_it_goes_on() -> None:
    quarter = team().on(in_week(10)).say(MoveCycle(Q3, "scoring"))
    assert of(quarter, ENGINEERING, ENDS + timedelta(9))["due"] == 30
    assert of(quarter, ENGINEERING, in_week(11))["silent"] == []
    quarter.on(in_week(12)).say(MoveCycle(Q3, "active"))
    assert of(quarter, ENGINEERING, ENDS + timedelta(9))["due"] == 39


def test_the_unit_of_who_has_left_still_owes_what_they_answered_for() -> None:
    quarter = team().on(LAST).report("learn", "books", 1)
    before = of(quarter, ENGINEERING, in_week(3))
    assert (before["due"], before["on_time"]) == (6, 1)
    quarter.on(in_week(3)).say(LeaveOrganization(ADA, in_week(3)))
    after = of(quarter, ENGINEERING)
    assert (after["due"], after["on_time"]) == (6, 1)
    assert "Books" in [one["title"] for one in after["silent"]]


def test_a_unit_that_is_added_later_has_its_document() -> None:
    quarter = team().on(in_week(2)).say(AddUnit(UnitId("lab"), "Lab", "team", COMPANY))
    assert of(quarter, UnitId("lab"))["due"] == 0


def test_a_cycle_that_begins_later_owes_nothing_yet() -> None:
    later = DefineCycle(CycleId("q4"), "2026-Q4", ENDS + timedelta(1), ENDS + timedelta(92))
    quarter = team().say(later)
    assert quarter.view("adherence", "q4")["units"] == []


def test_what_comes_late_leaves_the_document_of_the_cycle_as_it_was() -> None:
    quarter = team().on(in_week(3))
    before = quarter.view("adherence", Q3, in_week(3))
    quarter.report("fast", "latency", 1, effective=LAST)
    assert quarter.view("adherence", Q3) == before
