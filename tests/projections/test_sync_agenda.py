from __future__ import annotations

from datetime import date, timedelta

import msgspec

from domain.dependencies.dependency import DeclineDependency, FlagDependency
from domain.values import DependencyId, ObjectiveId, UnitId
from projections.views.agendas.sync_agenda import SyncAgenda, agenda
from projections.views.dependencies.promises import PromisesOfUnit
from tests.support.asking import accept, deliver, planned, request, slip
from tests.support.company import ENGINEERING, Q3, week
from tests.support.quarter import SALES, SUPPORT, Quarter

NAMES = {ENGINEERING: "Engineering", SUPPORT: "Support", SALES: "Sales"}


def made(quarter: Quarter, on: date, *units: UnitId) -> SyncAgenda:
    stored = [quarter.view("promises", f"{Q3}:{unit}") for unit in units]
    ledgers = [msgspec.convert(one, PromisesOfUnit) for one in stored if one is not None]
    return agenda(Q3, {unit: NAMES[unit] for unit in units}, on, ledgers)


def asked() -> Quarter:
    return planned().say(request("quick", SUPPORT, "export"), accept("quick", "export"))


def test_an_item_is_ready_to_be_read_aloud() -> None:
    quarter = asked().say(slip("quick", "export", week(7)))
    (item,) = made(quarter, week(5), ENGINEERING, SUPPORT).items
    assert item.text == (
        "Engineering needs 'the export' from Support by week 6 (8 August),"
        " promised for 15 August after one slip, which is 7 days too late."
        " Engineering, what will you do in the meantime?"
    )


def test_each_situation_has_its_question() -> None:
    quarter = asked()
    on = week(6) + timedelta(1)
    (item,) = made(quarter, on, ENGINEERING, SUPPORT).items
    assert item.text.endswith(
        ", as promised, still not delivered 1 day after it was needed. When will it be delivered?"
    )
    quarter.say(FlagDependency(ObjectiveId("quick"), DependencyId("export"), "Bo is ill"))
    (item,) = made(quarter, week(5), ENGINEERING, SUPPORT).items
    assert item.text.endswith("at risk: Bo is ill. What would it take to keep to the day?")
    (item,) = made(
        planned().say(request("quick", SUPPORT, "export")), week(5), ENGINEERING, SUPPORT
    ).items
    assert item.text.endswith("there is no answer yet. Can it be promised?")
    quarter.say(DeclineDependency(ObjectiveId("quick"), DependencyId("export"), "no time"))
    found = made(quarter, week(5), ENGINEERING, SUPPORT)
    assert found.text == "1 dependency is open between Engineering and Support."
    assert found.items[0].text.endswith(
        "Support declined: no time. Who else could do it, or can you do without it?"
    )


def test_what_is_late_is_so_by_the_day_of_the_sync() -> None:
    quarter = asked().say(slip("quick", "export", week(7)))
    for on, kind, days in (
        (week(2), "too_late", 7),
        (week(7), "too_late", 7),
        (week(7) + timedelta(1), "overdue", 8),
    ):
        (item,) = made(quarter, on, ENGINEERING, SUPPORT).items
        assert (item.need.urgency, item.need.state, item.need.days_late) == (kind, kind, days)


def test_the_most_urgent_of_that_day_comes_first() -> None:
    quarter = asked().say(
        request("kind", ENGINEERING, "schema", week(9)),
        request("quick", SUPPORT, "list", week(3)), accept("quick", "list"),
    )  # fmt: skip
    found = made(quarter, week(4), ENGINEERING, SUPPORT)
    assert [(one.need.dependency_id, one.need.urgency) for one in found.items] == [
        ("list", "overdue"),
        ("schema", "unanswered"),
        ("export", "due_soon"),
    ]
    assert found.text == "3 dependencies are open between Engineering and Support."


def test_of_several_units_only_what_they_need_of_each_other_is_on_it() -> None:
    quarter = asked().say(request("kind", SALES, "leads"))
    assert made(quarter, week(2), ENGINEERING, SUPPORT).total == 1
    assert made(quarter, week(2), ENGINEERING, SUPPORT, SALES).total == 2
    found = made(quarter, week(2), ENGINEERING, SALES)
    assert (found.total, found.text) == (0, "No dependency is open between Engineering and Sales.")


def test_of_one_unit_everything_open_is_on_it() -> None:
    found = made(asked().say(request("kind", SALES, "leads")), week(2), SUPPORT)
    assert [one.need.deliverable for one in found.items] == ["the leads", "the export"]
    assert found.text == "2 dependencies are open between Support and others."


def test_what_is_delivered_is_off_the_agenda() -> None:
    quarter = asked().say(deliver("quick", "export"))
    assert made(quarter, week(2), ENGINEERING, SUPPORT).total == 0
