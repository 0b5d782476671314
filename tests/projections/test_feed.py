from __future__ import annotations

from datetime import UTC, datetime

from domain.alignment.linking import ObjectiveLinked
from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.measuring.check_in import Blocker
from domain.objectives.negotiation import CommitObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.values import DependencyId, KeyResultId, ObjectiveId, Owner
from events.catalog import CATALOG
from events.log import GENESIS, Stored
from projections.keeping import fold
from projections.model.feed import PAGE
from projections.model.workspace import Workspace
from projections.views.activity.feed import FeedView, Page
from projections.views.projection import View
from tests.support.company import COMPANY, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SALES, TO_100, Quarter


def texts(quarter: Quarter, page: int = 0) -> list[str]:
    return [one["text"] for one in quarter.view("feed", str(page))["activities"]]


def test_founding_a_company_reads_as_a_story_newest_first() -> None:
    assert list(reversed(texts(Quarter()))) == [
        "The workspace 'Acme' was created.",
        "The company 'Acme' joined the organization.",
        "The team 'Engineering' joined the organization.",
        "The team 'Support' joined the organization.",
        "The team 'Sales' joined the organization.",
        "Ada joined the organization.",
        "The cycle '2026-Q3' was defined, 2026-07-01 to 2026-09-30.",
        "The cycle '2026-Q3' is under way.",
    ]


def test_planning_and_reporting_read_as_a_story() -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, ["latency"])
    quarter.link("quick", "delight", "nps")
    blocked = (Blocker("no data", "dependency"), Blocker("hiring", "resource"))
    quarter.report("quick", "latency", 12.5, 3, blockers=blocked, name="first")
    quarter.correct("quick", "latency", "first", 13, 4).unlink("quick", "nps")
    assert list(reversed(texts(quarter)))[10:] == [
        "Drafted the objective: (a draft)",
        "Added a key result: (a draft)",
        "'(a draft)' now contributes to 'Nps'",
        "Committed to: Delight",
        "Published: Delight",
        "Committed to: (a draft)",
        "Published: Quick",
        "Checked in 12.5 with confidence 3, blocked by no data, hiring, on: Latency",
        "Corrected a check-in 13 with confidence 4 on: Latency (typo)",
        "Requested a revision of: Quick (We know better)",
        "Approved the revision of: Quick",
        "The link of 'Quick' to 'Nps' was removed.",
    ]


def test_what_units_ask_of_each_other_reads_as_a_story() -> None:
    quick, need = ObjectiveId("quick"), DependencyId("need")
    quarter = Quarter().say(
        DraftObjective(quick, Q3, "Quick", Owner("unit", ENGINEERING)),
        AddKeyResult(quick, KeyResultId("latency"), "Latency", TO_100),
        RequestDependency(quick, KeyResultId("latency"), need, SALES, "a list", week(6)),
        CommitObjective(quick),
        AcceptDependency(quick, need),
        FlagDependency(quick, need, "Bo is ill"),
        ConfirmDependency(quick, need),
        SlipDependency(quick, need, week(8), "more work"),
        SlipDependency(quick, need, week(7), "less work"),
        DeclineDependency(quick, need, "no time"),
        ReopenDependency(quick, need, "please"),
        AcceptDependency(quick, need),
        DeliverDependency(quick, need),
    )
    assert list(reversed(texts(quarter)))[10:] == [
        "Asked for 'a list' from Sales, needed by 2026-08-08.",
        "Committed to: (a draft) (with a dependency not accepted)",
        "Promised for 2026-08-08: 'a list' from Sales.",
        "At risk: 'a list' from Sales (Bo is ill)",
        "No longer at risk: 'a list' from Sales.",
        "Slipped from 2026-08-08 to 2026-08-22: 'a list' from Sales (more work)",
        "Brought forward from 2026-08-22 to 2026-08-15: 'a list' from Sales (less work)",
        "Declined: 'a list' from Sales (no time)",
        "Asked again for 'a list' from Sales, needed by 2026-08-08 (please)",
        "Promised for 2026-08-08: 'a list' from Sales.",
        "Delivered on 2026-07-01: 'a list' from Sales.",
    ]
    other = DependencyId("other")
    quarter.say(
        RequestDependency(quick, KeyResultId("latency"), other, SALES, "a chart", week(6)),
        WithdrawDependency(quick, other, "found one"),
    )
    assert texts(quarter)[0] == "No longer needed: 'a chart' from Sales (found one)"


def test_support_reads_as_support() -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, ["latency"])
    quarter.link("quick", "delight", kind="supports", mechanism="", strength=None, link_test=None)
    assert "'(a draft)' now supports 'Delight'" in texts(quarter)


def test_a_check_in_without_numbers_reads_well() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    quarter.report("quick", "latency", narrative="Holiday")
    assert texts(quarter)[0] == "Checked in on: Latency"


def test_a_large_value_is_said_in_full() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    quarter.report("quick", "latency", 12_500_000.5)
    assert texts(quarter)[0] == "Checked in 12500000.5 on: Latency"


def test_an_activity_says_who_when_where_and_about_what() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    quarter.on(week(2)).report("quick", "latency", 5)
    first = quarter.view("feed", "0")["activities"][0]
    assert first == {
        "position": 13,
        "recorded_at": f"{week(2)}T12:00:00Z",
        "actor": "ada",
        "type": "checked_in",
        "text": "Checked in 5 on: Latency",
        "objective_id": "quick",
        "key_result_id": "latency",
    }


def test_a_page_holds_a_fixed_number_of_positions() -> None:
    quarter = Quarter()
    for number in range(60):
        quarter.say(MoveCycle(Q3, "scoring" if number % 2 == 0 else "active"))
    first, second = quarter.view("feed", "0"), quarter.view("feed", "1")
    assert [one["position"] for one in first["activities"]] == list(range(PAGE, 0, -1))
    assert [one["position"] for one in second["activities"]] == list(range(68, PAGE, -1))
    assert (first["older"], second["older"]) == (None, 0)


def test_there_is_no_page_where_there_are_no_events() -> None:
    workspace = Workspace()
    for stored in Quarter().log:
        workspace.take(stored)
    feed = FeedView()
    assert isinstance(feed.render(workspace, "0"), Page)
    for key in ("1", "-1", "one", "", "0.5", "²"):
        assert feed.render(workspace, key) is None


def test_an_event_of_a_newer_version_is_told_as_such() -> None:
    moment = datetime.combine(STARTS, datetime.min.time(), UTC)
    newer = Stored(1, "any", 1, "objective_painted", b"{}", "ada", "", "", moment, moment, GENESIS)
    found = fold.replay([newer])["feed", "0"].body
    assert found is not None
    assert b'"type":"objective_painted"' in found
    assert b"Something recorded by a newer version of Sightline." in found


def test_every_kind_of_event_is_told() -> None:
    assert set(CATALOG.values()) <= FeedView.on
    assert ObjectiveLinked in FeedView.on
    assert issubclass(Page, View)
