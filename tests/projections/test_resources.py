from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.cycles.cycle import DefineCycle
from domain.objectives.planning import DraftObjective
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool, OpenPool
from domain.values import ClaimId, CycleId, ObjectiveId, Owner, PoolId
from projections.model.workspace import Workspace
from projections.views.resources.contention import contentions
from projections.views.resources.resources import ResourcesView
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SALES, SUPPORT, Quarter

DESIGN, DATA = PoolId("design"), PoolId("data")
Q4 = CycleId("q4")


def company() -> Quarter:
    """Two teams' objectives, one of them linked to the company's, and a pool of ten a week."""
    quarter = Quarter().goal("delight", COMPANY, ["nps", "growth"])
    quarter.goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps")
    return quarter.say(OpenPool(DESIGN, "Design", "person-days", 10.0, STARTS, ENGINEERING))


def claim(
    quarter: Quarter, objective: str, first: int, last: int, per_week: float, pool: PoolId = DESIGN
) -> Quarter:
    name = ClaimId(f"{objective} of {pool}, {first} to {last}")
    return quarter.say(
        ClaimResource(
            Q3, name, pool, ObjectiveId(objective), week(first), week(last), per_week, "mock-ups"
        )
    )


def contested() -> Quarter:
    """Fourteen of ten in the weeks 3 and 4."""
    return claim(claim(company(), "quick", 1, 4, 8.0), "kind", 3, 6, 6.0)


def cycle_of(quarter: Quarter) -> Any:
    return quarter.view("resources", Q3)


def pool_of(quarter: Quarter, pool: PoolId = DESIGN) -> Any:
    return quarter.view("resources", f"{Q3}:{pool}")


def test_a_cycle_without_pools_says_so() -> None:
    found = Quarter().view("resources", Q3)
    assert found["text"] == ["No resource pool is open in this cycle."]
    assert (found["pools_total"], found["contentions_total"]) == (0, 0)


def test_a_pool_that_nobody_claims_is_there_with_what_it_holds() -> None:
    found = cycle_of(company())
    assert found["text"] == ["Nothing has been claimed yet."]
    (pool,) = found["pools"]
    assert (pool["name"], pool["unit"]["name"], pool["capacity"]) == ("Design", "Engineering", 130)


def test_claims_that_fit_compete_for_nothing() -> None:
    found = cycle_of(claim(claim(company(), "quick", 1, 4, 4.0), "kind", 3, 6, 6.0))
    assert found["text"] == [
        "Most claimed: Design (2 claims).",
        "No resource pool is overbooked.",
    ]
    assert found["contentions"] == []


def test_where_claims_exceed_capacity_the_weeks_and_the_rivals_are_named() -> None:
    found = cycle_of(contested())
    (one,) = found["contentions"]
    assert (one["first_week"], one["last_week"], one["over"]) == (3, 4, 8)
    assert [(who["title"], who["amount"]) for who in one["competing"]] == [
        ("Quick", 16),
        ("Kind", 12),
    ]
    assert found["text"][1] == one["text"]
    assert one["text"] == (
        "Design: overbooked by 4 a week in weeks 3 to 4 (14 person-days claimed, 10 available)."
        " 'Quick' and 'Kind' compete. Company key results that depend on them: 'Nps'."
    )


def test_the_companys_key_results_behind_a_claim_are_found_step_by_step() -> None:
    quarter = contested().goal("deep", SALES, ["depth"]).link("deep", "quick", "latency")
    claim(quarter, "deep", 4, 4, 1.0)
    quarter.link("kind", "delight")
    (one,) = cycle_of(quarter)["contentions"]
    assert {
        who["title"]: [key["title"] for key in who["company_key_results"]]
        for who in one["competing"]
    } == {"Quick": ["Nps"], "Kind": [], "Deep": ["Nps"]}


def test_a_company_objective_that_claims_has_all_its_key_results_behind_it() -> None:
    (one,) = cycle_of(claim(company(), "delight", 2, 2, 11.0))["contentions"]
    titles = [key["title"] for key in one["competing"][0]["company_key_results"]]
    assert titles == ["Nps", "Growth"]
    assert one["text"] == (
        "Design: overbooked by 1 a week in week 2 (11 person-days claimed, 10 available)."
        " 'Delight' alone claims more than there is."
        " Company key results that depend on it: 'Nps' and 'Growth'."
    )


def test_work_that_reaches_nothing_of_the_companys_is_said_to() -> None:
    (one,) = cycle_of(claim(company(), "kind", 2, 2, 11.0))["contentions"]
    assert one["text"].endswith("No company key result depends on that.")


def test_a_link_that_is_taken_back_is_no_longer_behind_a_claim() -> None:
    (one,) = cycle_of(contested().unlink("quick", "nps"))["contentions"]
    assert one["competing"][0]["company_key_results"] == []


def test_a_claim_that_is_changed_or_released_makes_room() -> None:
    quarter, name = contested(), ClaimId("kind of design, 3 to 6")
    quarter.say(ChangeClaim(Q3, name, week(5), week(6), 6.0))
    assert cycle_of(quarter)["contentions_total"] == 0
    quarter.say(ReleaseClaim(Q3, name))
    assert pool_of(quarter)["claims_total"] == 1


def test_capacity_counts_from_the_day_it_changes_and_a_week_has_the_most_of_its_days() -> None:
    quarter = company().say(
        ChangeCapacity(DESIGN, week(3), 12.5), ChangeCapacity(DESIGN, week(5), 4.0)
    )
    capacities = [one["capacity"] for one in pool_of(quarter)["weeks"]]
    assert capacities[:6] == [10, 10, 12.5, 12.5, 12.5, 4]


def test_claims_on_a_pool_that_closes_are_contested_from_then_on() -> None:
    quarter = claim(company(), "quick", 1, 6, 2.0).say(ClosePool(DESIGN, STARTS + timedelta(28)))
    (one,) = cycle_of(quarter)["contentions"]
    assert (one["first_week"], one["last_week"], one["capacity"]) == (5, 6, 0)
    assert "0 available). 'Quick' alone claims more than there is" in one["text"]


def test_the_furthest_over_by_share_comes_first() -> None:
    quarter = contested().say(OpenPool(DATA, "Data", "GPU hours", 1000.0, STARTS))
    claim(quarter, "kind", 2, 2, 1100.0, DATA)
    assert [one["pool"] for one in cycle_of(quarter)["contentions"]] == ["Design", "Data"]


def test_the_two_pools_that_most_is_asked_of_are_named_first() -> None:
    quarter = company()
    for name, asks in (("Lang", 3), ("Compiler", 2), ("Cargo", 1)):
        pool = PoolId(name.lower())
        quarter.say(OpenPool(pool, name, "reviews", 100.0, STARTS))
        for number in range(asks):
            claim(quarter, "quick", 1 + number, 2 + number, 1.0, pool)
    found = cycle_of(quarter)
    assert found["text"][0] == "Most claimed: Lang (3 claims) and Compiler (2 claims)."
    assert [one["name"] for one in found["pools"]] == ["Lang", "Compiler", "Cargo", "Design"]


def test_a_pools_document_has_every_week_and_every_claim() -> None:
    found = pool_of(contested())
    assert [one["claimed"] for one in found["weeks"]][:7] == [8, 8, 14, 14, 6, 6, 0]
    assert [one["over"] for one in found["weeks"]][:5] == [0, 0, 4, 4, 0]
    assert [(one["title"], one["first_week"], one["last_week"]) for one in found["claims"]] == [
        ("Quick", 1, 4),
        ("Kind", 3, 6),
    ]
    assert found["text"] == [found["contentions"][0]["text"]]
    assert pool_of(company())["text"] == ["Nothing has been claimed yet."]


def test_a_pool_is_part_of_the_cycles_in_which_it_is_open() -> None:
    quarter = company().say(
        DefineCycle(Q4, "2026-Q4", ENDS + timedelta(1), date(2026, 12, 31)),
        ClosePool(DESIGN, ENDS),
    )
    assert quarter.view("resources", Q4)["pools_total"] == 0
    assert quarter.view("resources", f"{Q4}:{DESIGN}") is None
    assert cycle_of(quarter)["pools_total"] == 1


def test_claims_of_a_year_and_of_its_quarter_compete_for_the_same_pool() -> None:
    year, grow = CycleId("year"), ObjectiveId("grow")
    quarter = claim(company(), "quick", 3, 4, 8.0)
    quarter.say(
        DefineCycle(year, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        DraftObjective(grow, year, "Grow", Owner("unit", COMPANY)),
        ClaimResource(year, ClaimId("all year"), DESIGN, grow, STARTS, date(2026, 12, 31), 6.0),
    )
    (found,) = cycle_of(quarter)["contentions"]
    assert (found["first_week"], found["last_week"], found["over"]) == (3, 4, 8.0)
    assert [one["title"] for one in found["competing"]] == ["Quick", "Grow"]
    (same,) = quarter.view("resources", year)["contentions"]
    assert (same["claimed"], same["over"]) == (28.0, 8.0)
    findings = [one["kind"] for one in quarter.view("review", year)["found"]]
    assert "contention" in findings
    quarter.say(ReleaseClaim(year, ClaimId("all year"), "Not now"))
    assert cycle_of(quarter)["contentions"] == []
    assert pool_of(quarter)["claims_total"] == 1


def test_claims_of_two_quarters_in_a_row_do_not_meet_in_a_week_of_the_year() -> None:
    year, grow = CycleId("year"), ObjectiveId("grow")
    quarter = claim(company(), "quick", 12, 13, 8.0)
    quarter.say(
        DefineCycle(year, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        DefineCycle(Q4, "2026-Q4", ENDS + timedelta(1), date(2026, 12, 31)),
        DraftObjective(grow, Q4, "Grow", Owner("unit", COMPANY)),
        ClaimResource(
            Q4, ClaimId("then"), DESIGN, grow, ENDS + timedelta(1), date(2026, 11, 1), 8.0
        ),
    )
    found = quarter.view("resources", year)
    assert (found["contentions_total"], found["pools"][0]["claims"]) == (0, 2)
    weeks = quarter.view("resources", f"{year}:{DESIGN}")["weeks"]
    assert {week["claimed"] for week in weeks[37:43]} == {8.0}


def test_a_check_in_touches_nothing_here() -> None:
    quarter = contested().report("quick", "latency", 12.0, 3)
    model, touched = Workspace(), None
    for stored in quarter.log:
        touched = list(ResourcesView().affected(model, model.take(stored)))
    assert touched == []


def test_other_views_can_ask_for_the_contentions_of_a_cycle() -> None:
    model = Workspace()
    for stored in contested().log:
        model.take(stored)
    (one,) = contentions(model, model.calendar.cycles[Q3], model.objectives)
    assert (one.pool, one.objectives, one.over) == ("Design", 2, 8.0)
