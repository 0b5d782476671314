"""Which open delivery frees how many of the company's key results."""

from __future__ import annotations

from typing import Any

from domain.dependencies.dependency import WithdrawDependency
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import DependencyId, KeyResultId, ObjectiveId
from projections.keeping import fold
from projections.views.dependencies.dependencies import LEVERS
from tests.support.asking import accept, deliver, planned, request, slip
from tests.support.company import COMPANY, ENGINEERING, Q3, week
from tests.support.quarter import SALES, SUPPORT, TO_100, Quarter


def levers(quarter: Quarter) -> list[tuple[str, int]]:
    found: list[Any] = quarter.view("dependencies", Q3)["levers"]
    return [(one["need"]["dependency_id"], one["frees_total"]) for one in found]


def company() -> Quarter:
    """Two company key results, with Engineering behind both of them and Support behind one."""
    return (
        planned()
        .goal("grow", COMPANY, ["income"])
        .link("quick", "grow", "income")
        .link("kind", "delight", "nps")
    )


def test_the_delivery_that_most_company_key_results_wait_for_comes_first() -> None:
    quarter = company().say(
        request("kind", SALES, "list"), request("quick", SUPPORT, "export"),
        request("rich", SUPPORT, "leads"),
    )  # fmt: skip
    assert levers(quarter) == [("export", 2), ("list", 1)]
    view = quarter.view("dependencies", Q3)
    assert [one["title"] for one in view["levers"][0]["frees"]] == ["Nps", "Income"]
    text = "'the export' from Support frees 2 company key results: 'Nps' and 'Income'."
    assert view["levers"][0]["text"] == text
    assert view["text"][-1] == f"The delivery that frees the most: {text}"
    assert view["levers_total"] == 2


def test_a_delivery_frees_what_waits_for_its_promise_and_so_on() -> None:
    quarter = company().say(request("quick", SUPPORT, "export"), request("kind", SALES, "list"))
    assert ("list", 1) in levers(quarter), "a unit as a whole is no sure way"
    quarter.say(accept("quick", "export", by="kind"))
    assert sorted(levers(quarter)) == [("export", 2), ("list", 2)]
    quarter.say(request("rich", ENGINEERING, "tool"), accept("kind", "list", by="rich"))
    assert sorted(levers(quarter)) == [("export", 2), ("list", 2), ("tool", 2)]


def test_of_those_that_free_as_many_the_latest_comes_first() -> None:
    quarter = company().say(
        request("kind", SALES, "list"), accept("kind", "list"),
        request("kind", SALES, "table"), accept("kind", "table"), slip("kind", "table", week(7)),
        request("kind", SALES, "chart"), accept("kind", "chart"), slip("kind", "chart", week(8)),
    )  # fmt: skip
    assert [name for name, _ in levers(quarter)] == ["chart", "table", "list"]
    assert not any("frees most" in one for one in quarter.view("dependencies", Q3)["text"])


def test_only_links_that_contribute_and_cover_lead_up() -> None:
    for more in ({"link_test": "no"}, {"kind": "supports", "strength": None, "mechanism": "",
                                       "link_test": None}):  # fmt: skip
        quarter = planned().link("rich", "delight", "nps", **more)
        assert levers(quarter.say(request("rich", SUPPORT, "leads"))) == []
    quarter = planned().link("rich", "delight", "nps", link_test="maybe")
    assert levers(quarter.say(request("rich", SUPPORT, "leads"))) == [("leads", 1)]


def test_a_link_to_a_whole_objective_frees_no_key_result_of_it() -> None:
    quarter = planned().link("kind", "delight").say(request("kind", SALES, "list"))
    assert levers(quarter) == []


def test_the_company_s_own_key_result_is_freed_by_what_it_waits_for_itself() -> None:
    assert levers(company().say(request("delight", SUPPORT, "survey"))) == [("survey", 1)]


def test_what_is_there_or_given_up_frees_nothing_more() -> None:
    quarter = company().say(request("quick", SUPPORT, "export"), request("kind", SALES, "list"))
    quarter.say(WithdrawDependency(ObjectiveId("kind"), DependencyId("list"), "bought it"))
    assert levers(quarter) == [("export", 2)]
    assert levers(quarter.say(accept("quick", "export"), deliver("quick", "export"))) == []


def test_who_waits_for_each_other_frees_what_waits_for_either() -> None:
    quarter = company().say(
        request("quick", SUPPORT, "export"), request("kind", ENGINEERING, "schema")
    )
    quarter.say(accept("quick", "export", by="kind"), accept("kind", "schema", by="quick"))
    assert sorted(levers(quarter)) == [("export", 2), ("schema", 2)]


def test_lists_are_bounded_and_the_total_counts_all() -> None:
    many = LEVERS + 3
    quarter = company().say(
        *(request("quick", SUPPORT, f"thing {number}") for number in range(many))
    )
    view = quarter.view("dependencies", Q3)
    assert (view["levers_total"], len(view["levers"])) == (many, LEVERS)


def test_what_changes_above_reaches_the_map() -> None:
    """A new link, its end, and another title of what is freed."""
    quarter = planned().say(request("rich", SUPPORT, "leads"))
    worker = fold.Fold()

    def stored_map() -> bytes | None:
        for stored in quarter.log[worker.workspace.position :]:
            worker.take(stored)
        found.update({(one.projection, one.key): one.body for one in worker.render()})
        return found["dependencies", Q3]

    found: dict[tuple[str, str], bytes | None] = {}
    assert b'"levers_total":0' in (stored_map() or b"")
    quarter.link("rich", "delight", "nps")
    assert b'"levers_total":1' in (stored_map() or b"")
    promoters = RevisedKeyResult(KeyResultId("nps"), "Promoters", TO_100)
    quarter.revise("delight", Changes(key_results=(promoters,)))
    assert b"frees 1 company key result: 'Promoters'." in (stored_map() or b"")
    quarter.unlink("rich", "nps")
    assert b'"levers_total":0' in (stored_map() or b"")
