from __future__ import annotations

from tests.api.party import Party, planned


async def test_a_review_takes_up_what_the_rules_find_and_tracks_it(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(f"/v1/cycles/{plan.cycle}/reviews/{plan.review}/close", {"summary": "Empty"})
    await acme.post("/v1/objectives", {
        "cycle_id": plan.cycle, "title": "Alone", "owner": {"kind": "unit", "id": plan.team},
    })  # fmt: skip
    await acme.refreshed()
    await acme.made(f"/v1/cycles/{plan.cycle}/reviews", None)
    await acme.refreshed()

    view = (await acme.get(f"/v1/review/{plan.cycle}")).json()
    (orphan,) = [one for one in view["tracked"] if one["finding"]["kind"] == "orphan"]
    assert (orphan["status"], orphan["finding"]["text"]) == ("open", "Linked to nothing: Alone")
    assert view["found"] == []

    address = f"/v1/cycles/{plan.cycle}/findings/{orphan['finding']['finding_id']}"
    await acme.done(f"{address}/resolve", {"resolution": "accepted", "how": "It is our own"})
    other = await acme.post(f"{address}/resolve", {"resolution": "settled", "how": "Linked"})
    assert (other.status_code, other.json()["code"]) == (409, "finding-is-resolved")
    await acme.done(f"{address}/reopen", {"reason": "We ask again"})


async def test_a_second_review_waits_for_the_first(acme: Party) -> None:
    plan = await planned(acme)
    answer = await acme.post(f"/v1/cycles/{plan.cycle}/reviews")
    assert (answer.status_code, answer.json()["code"]) == (409, "review-is-open")


async def test_members_do_not_sit_in_the_review(acme: Party) -> None:
    plan = await planned(acme)
    member = await acme.with_role("member")
    answer = await member.post(
        f"/v1/cycles/{plan.cycle}/findings", {"kind": "conflict", "text": "Mine"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
