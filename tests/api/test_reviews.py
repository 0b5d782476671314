from __future__ import annotations

from tests.api.party import Party, drafted, planned


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


async def test_a_finding_is_answered_straight_from_the_diagnosis(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    member = await acme.with_role("member", plan.team)
    address = f"/v1/objectives/{plan.objective}/findings"
    finding = f"one_key_result:{plan.objective}"
    said = {"resolution": "dismissed", "how": "The start is all that matters to them"}

    await member.done(f"{address}/{finding}/answer", said)
    await member.done(f"{address}/{finding}/answer", said)
    await acme.refreshed()
    view = (await member.get(f"/v1/diagnosis/{plan.objective}")).json()
    (found,) = [one for one in view["findings"] if one["finding_id"] == finding]
    assert found["settled"] == said
    (count,) = [one for one in view["counts"] if one["rule"] == "one_key_result"]
    assert (count["found"], count["dismissed"]) == (1, 1)

    other = await member.post(f"{address}/{finding}/answer", {**said, "resolution": "accepted"})
    assert (other.status_code, other.json()["code"]) == (409, "finding-is-resolved")
    reopened = await member.post(
        f"/v1/cycles/{plan.cycle}/findings/{finding}/reopen", {"reason": "No"}
    )
    assert (reopened.status_code, reopened.json()["code"]) == (403, "not-allowed")


async def test_only_what_stands_in_the_view_is_answered_and_only_by_whose_plan_it_is(
    acme: Party,
) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    said = {"resolution": "accepted", "how": "So be it"}
    address = f"/v1/objectives/{plan.objective}/findings"
    finding = f"{address}/one_key_result:{plan.objective}/answer"

    gone = await acme.post(f"{address}/orphan:{plan.objective}/answer", said)
    assert (gone.status_code, gone.json()["code"]) == (404, "no-such-finding")
    nowhere = await acme.post(f"/v1/objectives/{plan.task}/findings/orphan:x/answer", said)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown-objective")
    settled = await acme.post(finding, {**said, "resolution": "settled"})
    assert settled.status_code == 422

    other = await acme.with_role("member", plan.company)
    answer = await other.post(finding, said)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    reviewer = await acme.with_role("unit_lead", plan.company)
    await reviewer.done(finding, said)


async def test_what_drafting_finds_is_answered_by_its_id_once_the_view_has_it(acme: Party) -> None:
    plan = await planned(acme)
    draft, _ = await drafted(acme, plan)
    terms = {"title": "Write a manual", "metric": {"type": "boolean"}, "due": "2026-03-02"}
    (found,) = (await acme.post(f"/v1/objectives/{draft}/key-results", terms)).json()["findings"]
    address = f"/v1/objectives/{draft}/findings/{found['finding_id']}/answer"

    said = {"resolution": "accepted", "how": "It is all that we can do for now"}
    too_soon = await acme.post(address, said)
    assert (too_soon.status_code, too_soon.json()["code"]) == (404, "no-such-finding")
    await acme.refreshed()
    await acme.done(address, said)


async def test_what_is_found_beyond_objectives_is_answered_by_reviewers(acme: Party) -> None:
    plan = await planned(acme)
    year = await acme.made(
        "/v1/cycles",
        {"name": "2026", "starts": "2026-01-01", "ends": "2026-12-31", "kind": "year"},
    )
    owner = {"kind": "unit", "id": plan.company}
    outcome = await acme.made(
        "/v1/outcomes", {"cycle_id": year, "title": "Increase sales", "owner": owner}
    )
    await acme.refreshed()
    said = {"resolution": "accepted", "how": "The board words it so"}
    address = f"/v1/cycles/{year}/findings/bare_wish:{outcome}/answer"

    member = await acme.with_role("member", plan.company)
    answer = await member.post(address, said)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    await acme.done(address, said)
    await acme.refreshed()
    view = (await acme.get(f"/v1/diagnosis/{year}")).json()
    assert said in [one["settled"] for one in view["findings"]]
