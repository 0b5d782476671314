"""Resources and weekly work over HTTP, from the request to the view."""

from __future__ import annotations

from tests.api.party import Party, planned, tasks


async def test_a_task_is_seen_by_its_unit_and_from_the_companys_key_result(acme: Party) -> None:
    """The views are refreshed on the day it really is, which is after the cycle's last week."""
    plan = await planned(acme)
    await acme.made(tasks(plan), {"week": 13, "title": "Tidy up", "hours": 2})
    await acme.done(f"{tasks(plan)}/{plan.task}/move", {"week": 13})
    await acme.done(f"{tasks(plan)}/{plan.task}/finish")
    await acme.refreshed()

    weekly = (await acme.get(f"/v1/weekly/{plan.cycle}:{plan.team}")).json()
    assert {one["title"] for week in weekly["weeks"] for one in week["tasks"]} == {
        "Interview five accounts",
        "Tidy up",
    }
    effort = (await acme.get(f"/v1/effort/{plan.cycle}")).json()
    assert effort["units"][0]["effort"]["unlinked_share"] == 0.25
    up = (await acme.get(f"/v1/line-of-sight/{plan.cycle}:{plan.team}")).json()
    assert up["lines"][0]["ways"][0][-1]["key_result_id"] == plan.target
    down = (await acme.get(f"/v1/line-of-sight/{plan.target}")).json()
    assert down["units"][0]["tasks"][0]["task_id"] == plan.task


async def test_a_task_is_edited_and_dropped(acme: Party) -> None:
    plan = await planned(acme)
    address = f"{tasks(plan)}/{plan.task}"
    await acme.done(f"{address}/edit", {"title": "Ask them", "hours": 3})
    await acme.done(f"{address}/drop", {"reason": "They wrote"})
    answer = await acme.post(f"{address}/finish")
    assert (answer.status_code, answer.json()["code"]) == (409, "task-is-over")


async def test_claims_beyond_what_a_pool_holds_are_contention(acme: Party) -> None:
    plan = await planned(acme)
    member = await acme.with_role("member", plan.team)
    terms = {"starts": "2026-01-05", "ends": "2026-01-30", "per_week": 8}
    await member.done(f"/v1/cycles/{plan.cycle}/claims/{plan.claim}/terms", terms)
    await acme.refreshed()

    view = (await acme.get(f"/v1/resources/{plan.cycle}")).json()
    (one,) = view["contentions"]
    assert one["competing"][0]["company_key_results"][0]["key_result_id"] == plan.target
    of_pool = (await acme.get(f"/v1/resources/{plan.cycle}:{plan.pool}")).json()
    assert of_pool["claims"][0]["claim_id"] == plan.claim

    await acme.done(f"/v1/pools/{plan.pool}/capacity", {"starts": "2026-01-01", "per_week": 9})
    await acme.done(f"/v1/pools/{plan.pool}/close", {"closes": "2026-03-01"})
    await member.done(f"/v1/cycles/{plan.cycle}/claims/{plan.claim}/release", {})
    await acme.refreshed()
    assert (await acme.get(f"/v1/resources/{plan.cycle}")).json()["contentions"] == []
    (pool,) = (await acme.get("/v1/resources/workspace")).json()["pools"]
    assert (pool["closes"], pool["capacities"][-1]["per_week"]) == ("2026-03-01", 9)


async def test_members_claim_and_plan_and_leads_provide(acme: Party) -> None:
    plan = await planned(acme)
    member = await acme.with_role("member", plan.team)
    lead = await acme.with_role("unit_lead", plan.team)
    pool = {"name": "Lab", "measured_in": "hours", "per_week": 40, "opens": "2026-01-01"}
    assert (await lead.post("/v1/pools", pool)).status_code == 403  # one for everybody
    pool["unit_id"] = plan.team
    refused = await member.post("/v1/pools", pool)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    made = await lead.made("/v1/pools", pool)
    await member.made(tasks(plan), {"week": 6, "title": "Tidy up", "hours": 2})
    claim = {"pool_id": made, "starts": "2026-02-02", "ends": "2026-02-02", "per_week": 1}
    await member.made(f"/v1/objectives/{plan.objective}/claims", claim)
