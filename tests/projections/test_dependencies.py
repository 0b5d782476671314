from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.dependencies.dependency import (
    ConfirmDependency,
    DeclineDependency,
    FlagDependency,
    ReopenDependency,
    WithdrawDependency,
)
from domain.objectives.state import Changes, RevisedKeyResult
from domain.organization.consistency import UnitIsArchived
from domain.organization.reorganization import ArchiveUnit, MergeUnit
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner
from projections.keeping import fold
from projections.views.dependencies.dependencies import SHOWN
from tests.support.asking import accept, deliver, planned, request, slip
from tests.support.company import ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SALES, SUPPORT, TO_100, Quarter

QUICK, KIND = ObjectiveId("quick"), ObjectiveId("kind")


def asked() -> Quarter:
    return planned().say(request("quick", SUPPORT, "export"))


def the_map(quarter: Quarter) -> Any:
    return quarter.view("dependencies", Q3)


# The map of a cycle


def test_a_cycle_in_which_nobody_asked_for_anything_has_an_empty_map() -> None:
    found = the_map(planned())
    assert found["text"] == ["No dependency is recorded in 2026-Q3."]
    assert (found["totals"]["all"], found["weeks"], found["pairs"]) == (0, [], [])


def test_who_waits_for_whom_is_told_by_week() -> None:
    quarter = asked().say(
        request("rich", SUPPORT, "list", week(3)), request("quick", SALES, "chart", week(3))
    )
    found = the_map(quarter)
    assert [
        (week["week"], week["total"], [one["deliverable"] for one in week["needs"]])
        for week in found["weeks"]
    ] == [(3, 2, ["the chart", "the list"]), (6, 1, ["the export"])]
    assert found["text"] == ["3 dependencies are open: 3 without an answer."]


def test_what_is_promised_for_after_the_cycle_is_told_last() -> None:
    after = ENDS + timedelta(9)
    quarter = asked().say(accept("quick", "export"), slip("quick", "export", after))
    found = the_map(quarter)
    assert [(one["week"], one["ends"], one["total"]) for one in found["weeks"]] == [(None, None, 1)]
    assert found["totals"]["slipped"] == 1
    assert [one["slips"] for one in found["slipped"]] == [1]


def test_what_a_unit_became_part_of_is_waited_for_in_its_place() -> None:
    quarter = asked().say(request("rich", ENGINEERING, "list"), MergeUnit(SUPPORT, SALES, STARTS))
    found = the_map(quarter)
    pairs = [(one["waiting"]["name"], one["provider"]["name"]) for one in found["pairs"]]
    assert sorted(pairs) == [("Engineering", "Sales"), ("Sales", "Engineering")]
    assert [one["text"] for one in found["circles"]] == [
        "Engineering waits for Sales ('the export'), Sales waits for Engineering ('the list')"
    ]
    assert len(quarter.view("promises", f"{Q3}:{SALES}")["promised"]) == 1
    assert quarter.view("promises", f"{Q3}:{SUPPORT}") is None


def test_nobody_waits_for_what_became_part_of_their_own_unit() -> None:
    quarter = asked().say(MergeUnit(SUPPORT, ENGINEERING, STARTS))
    found = the_map(quarter)
    assert (found["pairs"], found["circles"], found["totals"]["open"]) == ([], [], 1)
    assert quarter.view("dependencies", "export")["need"]["text"] == (
        "Engineering needs 'the export' from Support by week 6 (8 August); there is no answer yet."
        " Both are now part of Engineering."
    )


def test_what_became_part_of_who_asked_is_in_nobodys_ledger_and_no_finding() -> None:
    quarter = asked().say(MergeUnit(SUPPORT, ENGINEERING, STARTS))
    assert quarter.view("promises", f"{Q3}:{ENGINEERING}") is None
    found = [one["finding_id"] for one in quarter.view("review", Q3)["found"]]
    assert "dependency:export" not in found


def test_what_was_declined_is_not_forgotten_by_the_map() -> None:
    quarter = asked().say(DeclineDependency(QUICK, DependencyId("export"), "no time"))
    assert the_map(quarter)["text"] == [
        "No dependency is open.",
        "1 dependency was declined and not withdrawn since.",
    ]
    quarter.say(WithdrawDependency(QUICK, DependencyId("export"), "found one"))
    assert the_map(quarter)["text"] == ["No dependency is open."]


def test_nobody_promises_for_a_unit_that_was_archived_in_between() -> None:
    quarter = asked().say(accept("quick", "export"), ArchiveUnit(SUPPORT, "Sold", STARTS))
    with pytest.raises(UnitIsArchived):
        quarter.say(slip("quick", "export", week(8)))
    quarter.say(FlagDependency(QUICK, DependencyId("export"), "Nobody does it"))
    with pytest.raises(UnitIsArchived):
        quarter.say(ConfirmDependency(QUICK, DependencyId("export")))
    quarter.say(DeclineDependency(QUICK, DependencyId("export"), "Gone"))
    with pytest.raises(UnitIsArchived):
        quarter.say(ReopenDependency(QUICK, DependencyId("export"), "Try"))


def test_it_is_said_that_a_unit_which_is_waited_for_is_no_more() -> None:
    quarter = asked().say(ArchiveUnit(SUPPORT, "Sold", STARTS))
    text = quarter.view("dependencies", "export")["need"]["text"]
    assert text.endswith("there is no answer yet. Support no longer exists: ask another unit.")
    quarter.say(WithdrawDependency(QUICK, DependencyId("export"), "Bought it"))
    assert "no more: ask" not in quarter.view("dependencies", "export")["need"]["text"]


def test_each_dependency_reads_as_a_sentence() -> None:
    def text(quarter: Quarter) -> str:
        found: str = quarter.view("dependencies", "export")["need"]["text"]
        return found

    needs = "Engineering needs 'the export' from Support by week 6 (8 August)"
    quarter = asked()
    assert text(quarter) == f"{needs}; there is no answer yet."
    assert text(quarter.say(accept("quick", "export"))) == f"{needs}, as promised."
    quarter.say(slip("quick", "export", week(7)))
    late = "promised for 15 August after one slip, which is 7 days too late"
    assert text(quarter) == f"{needs}, {late}."
    quarter.say(slip("quick", "export", week(6) + timedelta(1)))
    late = "promised for 9 August after one slip, which is 1 day too late"
    assert text(quarter) == f"{needs}, {late}."
    quarter.say(slip("quick", "export", week(8)))
    late = "promised for 22 August after 2 slips, which is 14 days too late"
    assert text(quarter) == f"{needs}, {late}."
    quarter.say(FlagDependency(QUICK, DependencyId("export"), "Bo is ill"))
    assert text(quarter) == f"{needs}, {late}, and at risk: Bo is ill."
    quarter.say(DeclineDependency(QUICK, DependencyId("export"), "no time"))
    assert text(quarter) == f"{needs}; Support declined: no time."
    quarter.say(WithdrawDependency(QUICK, DependencyId("export"), "found one"))
    assert text(quarter) == "Engineering no longer needs 'the export' from Support: found one."


def test_what_is_past_its_day_says_by_how_many_days() -> None:
    def text(quarter: Quarter, on: date) -> str:
        found: str = quarter.view("dependencies", "export", on)["need"]["text"]
        return found

    needs = "Engineering needs 'the export' from Support by week 6 (8 August)"
    quarter = asked()
    missing = "still not delivered 1 day after it was needed"
    day_after = week(6) + timedelta(1)
    assert text(quarter, day_after) == (
        f"{needs}; there is no answer yet, 1 day after it was needed."
    )
    quarter.say(accept("quick", "export"))
    assert text(quarter, day_after) == f"{needs}, as promised, {missing}."
    quarter.say(slip("quick", "export", week(5)))
    assert text(quarter, week(5) + timedelta(2)) == (
        f"{needs}, promised for 1 August, still not delivered 2 days after the promised day."
    )
    assert text(quarter, day_after) == f"{needs}, promised for 1 August, {missing}."
    quarter.on(week(7)).say(deliver("quick", "export"))
    assert text(quarter, week(7)) == (
        "Support delivered 'the export' for Engineering on 15 August, 7 days after it was needed."
    )


def test_what_is_promised_too_late_is_so_from_the_day_it_was_said() -> None:
    quarter = asked().say(accept("quick", "export"), slip("quick", "export", week(8)))
    found = the_map(quarter)
    assert (found["totals"]["too_late"], found["totals"]["overdue"]) == (1, 0)
    assert found["text"] == [
        "1 dependency is open: 1 promised too late.",
        "1 of 1 dependency slipped.",
    ]
    (urgent,) = found["urgent"]
    assert (urgent["urgency"], urgent["state"], urgent["days_late"]) == ("too_late", "too_late", 14)
    on_the_day = quarter.view("dependencies", Q3, week(8))
    assert on_the_day["totals"]["too_late"] == 1
    gone_by = quarter.view("dependencies", Q3, week(8) + timedelta(1))
    assert (gone_by["totals"]["too_late"], gone_by["totals"]["overdue"]) == (0, 1)
    assert gone_by["urgent"][0]["days_late"] == 15


def test_what_was_left_open_is_a_day_later_each_day_also_after_the_cycle() -> None:
    quarter = asked().say(accept("quick", "export"))
    for days in (1, 30):
        need = quarter.view("dependencies", "export", ENDS + timedelta(days))["need"]
        assert need["days_late"] == (ENDS - week(6)).days + days


def test_what_is_delivered_reads_as_delivered_and_waits_no_more() -> None:
    quarter = asked().say(accept("quick", "export"), deliver("quick", "export"))
    need = quarter.view("dependencies", "export")["need"]
    assert need["text"] == "Support delivered 'the export' for Engineering on 1 July."
    found = the_map(quarter)
    assert (found["totals"]["open"], found["totals"]["delivered"]) == (0, 1)
    assert found["weeks"] == []


def test_what_is_promised_and_not_there_becomes_overdue_by_the_day() -> None:
    quarter = asked().say(accept("quick", "export"))
    later = quarter.view("dependencies", Q3, week(6) + timedelta(1))
    assert the_map(quarter)["totals"]["overdue"] == 0
    assert quarter.view("dependencies", Q3, week(6))["totals"]["overdue"] == 0
    assert later["totals"]["overdue"] == 1
    assert [one["urgency"] for one in later["urgent"]] == ["overdue"]
    assert later["text"] == ["1 dependency is open: 1 overdue."]


def test_what_is_expected_at_the_end_of_the_cycle_or_after_it_becomes_overdue_too() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "export", ENDS), request("rich", SUPPORT, "list", ENDS)
    )
    quarter.say(accept("rich", "list"), slip("rich", "list", ENDS + timedelta(10)))
    for days, overdue in ((0, 0), (1, 1), (10, 1), (11, 2), (400, 2)):
        found = quarter.view("dependencies", Q3, ENDS + timedelta(days))
        assert found["totals"]["overdue"] == overdue
    assert quarter.view("promises", f"{Q3}:{SUPPORT}", ENDS + timedelta(11))["text"][1] == (
        "Support has been asked for 2 things, 2 of them overdue."
    )


def test_a_slip_stays_known_when_it_is_asked_for_again() -> None:
    quarter = asked().say(accept("quick", "export"), slip("quick", "export", week(8)))
    about = (QUICK, DependencyId("export"))
    quarter.say(DeclineDependency(*about, "ill"), ReopenDependency(*about, "well again?"))
    assert the_map(quarter)["totals"]["slipped"] == 1


def test_the_most_urgent_comes_first() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "late"), accept("quick", "late"),
        request("quick", SUPPORT, "risky", week(9)), accept("quick", "risky"),
        FlagDependency(QUICK, DependencyId("risky"), "Bo is ill"),
        request("quick", SALES, "open", week(9)),
        request("quick", SALES, "fine", week(9)), accept("quick", "fine"),
    )  # fmt: skip
    found = quarter.view("dependencies", Q3, week(7))
    assert [(one["dependency_id"], one["urgency"]) for one in found["urgent"]] == [
        ("late", "overdue"),
        ("risky", "at_risk"),
        ("open", "unanswered"),
    ]
    assert found["totals"] == {
        "all": 4, "open": 4, "unanswered": 1, "at_risk": 1, "overdue": 1, "too_late": 0,
        "slipped": 0, "declined": 0, "delivered": 0,
    }  # fmt: skip


def test_the_sentence_about_all_counts_each_of_them_once() -> None:
    quarter = planned().say(
        request("quick", SUPPORT, "old", week(2)),
        request("quick", SUPPORT, "new", week(9)),
        request("quick", SUPPORT, "risky", week(2)), accept("quick", "risky"),
        FlagDependency(QUICK, DependencyId("risky"), "Bo is ill"),
    )  # fmt: skip
    found = quarter.view("dependencies", Q3, week(3))
    assert found["text"][0] == "3 dependencies are open: 2 overdue, 1 without an answer."
    assert (found["totals"]["unanswered"], found["totals"]["at_risk"]) == (2, 1)


def test_pairs_say_who_waits_for_whom_and_for_how_much() -> None:
    quarter = asked().say(request("quick", SUPPORT, "list"), request("kind", SALES, "chart"))
    pairs = the_map(quarter)["pairs"]
    assert [(one["waiting"]["name"], one["provider"]["name"], one["open"]) for one in pairs] == [
        ("Engineering", "Support", 2),
        ("Support", "Sales", 1),
    ]


def test_a_chain_is_told_in_words() -> None:
    quarter = asked().say(request("kind", SALES, "list"))
    (chain,) = the_map(quarter)["chains"]
    assert chain["text"] == (
        "Engineering waits for Support ('the export'), Support waits for Sales ('the list')"
    )
    assert [one["name"] for one in chain["units"]] == ["Engineering", "Support", "Sales"]
    assert chain["dependencies"] == ["export", "list"]


def test_a_circle_is_flagged_with_its_way_in_words() -> None:
    quarter = asked().say(request("kind", ENGINEERING, "schema"))
    found = the_map(quarter)
    way = (
        "Engineering waits for Support ('the export'), Support waits for Engineering ('the schema')"
    )
    assert [one["text"] for one in found["circles"]] == [way]
    assert f"A circle: {way}." in found["text"]
    assert (
        the_map(quarter.say(accept("quick", "export"), deliver("quick", "export")))["circles"] == []
    )


def test_a_unit_that_was_handed_what_it_provides_for_waits_for_nobody() -> None:
    handed = RevisedKeyResult(
        KeyResultId("latency"), "Latency", TO_100, owner=Owner("unit", SUPPORT)
    )
    found = the_map(asked().revise("quick", Changes(key_results=(handed,))))
    assert (found["totals"]["open"], found["pairs"], found["circles"]) == (1, [], [])


def test_lists_are_bounded_and_totals_count_all() -> None:
    many = SHOWN + 5
    quarter = planned().say(
        *(request("quick", SUPPORT, f"thing {number}") for number in range(many))
    )
    found = the_map(quarter)
    assert (found["totals"]["open"], len(found["urgent"])) == (many, SHOWN)
    assert [(one["total"], len(one["needs"])) for one in found["weeks"]] == [(many, SHOWN)]


# One dependency


def test_there_is_no_story_of_a_dependency_that_is_not_there() -> None:
    assert planned().view("dependencies", "export") is None


def test_a_story_tells_every_step_with_who_and_when() -> None:
    quarter = asked().on(week(2)).say(accept("quick", "export"))
    quarter.on(week(3)).say(slip("quick", "export", week(8), "Bo is ill"))
    quarter.on(week(4)).say(slip("quick", "export", week(7), "Bo is back"))
    story = quarter.view("dependencies", "export")
    assert [(one["on"], one["by"], one["text"]) for one in story["steps"]] == [
        (str(STARTS), "ada", "Asked for 'the export' from Support, needed by 2026-08-08."),
        (str(week(2)), "ada", "Promised for 2026-08-08: 'the export' from Support."),
        (
            str(week(3)),
            "ada",
            "Slipped from 2026-08-08 to 2026-08-22: 'the export' from Support (Bo is ill)",
        ),
        (
            str(week(4)),
            "ada",
            "Brought forward from 2026-08-22 to 2026-08-15: 'the export' from Support (Bo is back)",
        ),
    ]
    assert [(one["before"], one["promised"], one["later"]) for one in story["slips"]] == [
        ("2026-08-08", "2026-08-22", True),
        ("2026-08-22", "2026-08-15", False),
    ]


def test_a_slip_touches_what_waits_up_to_the_company_and_those_who_wait_in_turn() -> None:
    quarter = asked().say(
        request("kind", ENGINEERING, "schema"), accept("kind", "schema", by="quick")
    )
    touched = quarter.view("dependencies", "export")["downstream"]
    assert [(one["title"], one["company"], one["sure"]) for one in touched] == [
        ("Nps", True, True),
        ("Latency", False, True),
        ("Calls", False, True),
    ]
    assert touched[0]["path"] == [
        "'the export' is needed for 'Latency'",
        "contributes to 'Nps'",
    ]
    assert touched[2]["path"] == [
        "'the export' is needed for 'Latency'",
        "'the schema' is needed for 'Calls'",
    ]


def test_what_waits_for_the_unit_as_a_whole_is_touched_perhaps() -> None:
    quarter = asked().say(request("kind", ENGINEERING, "schema"))
    touched = quarter.view("dependencies", "export")["downstream"]
    assert [(one["title"], one["sure"]) for one in touched] == [
        ("Nps", True),
        ("Latency", True),
        ("Calls", False),
    ]


def test_a_link_that_is_taken_back_is_touched_no_more() -> None:
    quarter = asked().unlink("quick", "nps")
    assert [one["title"] for one in quarter.view("dependencies", "export")["downstream"]] == [
        "Latency"
    ]


def test_what_is_settled_touches_nothing() -> None:
    quarter = asked().say(accept("quick", "export"), deliver("quick", "export"))
    story = quarter.view("dependencies", "export")
    assert (story["downstream_total"], story["downstream"]) == (0, [])


def test_check_ins_touch_no_dependency() -> None:
    quarter = asked()
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    list(worker.render())
    for stored in quarter.report("quick", "latency", 10, 3).log[worker.rendered :]:
        worker.take(stored)
    touched = {one.projection for one in worker.render()}
    assert not touched & {"dependencies", "promises"}
