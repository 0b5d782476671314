from __future__ import annotations

from tests.api.party import Party, drafted, planned


async def test_a_draft_is_negotiated_until_somebody_stands_by_it(acme: Party) -> None:
    plan = await planned(acme)
    draft, _ = await drafted(acme, plan)
    one = f"/v1/objectives/{draft}"
    key = await acme.made(f"{one}/key-results", {"title": "K", "metric": {"type": "boolean"}})
    await acme.done(f"{one}/propose")
    await acme.done(f"{one}/challenge", {"reason": "Which customers?"})
    await acme.done(f"{one}/edit", {"title": "New customers start quickly"})
    terms = {"title": "Days", "metric": {"type": "decrease", "baseline": 9, "target": 3}}
    await acme.done(f"{one}/key-results/{key}/edit", terms)
    await acme.done(f"{one}/refine", {"answer": "New ones"})
    refused = await acme.post(f"{one}/commit")
    assert (refused.status_code, refused.json()["code"]) == (409, "not-accepted")
    await acme.done(f"{one}/accept", {})
    await acme.done(f"{one}/commit")
    await acme.refreshed()
    card = (await acme.get(one)).json()
    assert (card["stage"], card["title"]) == ("committed", "New customers start quickly")
    assert [one["actor"] for one in card["negotiation"]] == ["ada"] * 5


async def test_what_was_published_is_revised_with_its_links_once_another_approves(
    acme: Party,
) -> None:
    plan = await planned(acme)
    bob = await acme.with_role("unit_lead", plan.team)
    revisions = f"/v1/objectives/{plan.objective}/revisions"
    changes = {
        "title": "Quicker start",
        "unlink": [plan.link],
        "link": [{"parent_objective_id": plan.parent, "kind": "supports"}],
    }
    revision = await acme.made(revisions, {"reason": "We know better", "changes": changes})
    second = await bob.post(revisions, {"reason": "Me too", "changes": {"title": "Other"}})
    assert (second.status_code, second.json()["code"]) == (409, "revision-pending")
    own = await acme.post(f"{revisions}/{revision}/approve", {})
    assert (own.status_code, own.json()["code"]) == (403, "own-revision")
    await bob.done(f"{revisions}/{revision}/approve", {})
    await acme.refreshed()
    card = (await acme.get(f"/v1/objectives/{plan.objective}")).json()
    assert card["title"] == "Quicker start"
    assert [(one["kind"], one["to_objective"]) for one in card["works_toward"]] == [
        ("supports", True)
    ]
    assert card["original"]["title"] == "Quick start"


async def test_a_revision_of_links_that_could_not_be_carried_out_is_not_even_asked_for(
    acme: Party,
) -> None:
    plan = await planned(acme)
    nobody = "00000000-0000-4000-8000-00000000dead"
    upward = {"parent_objective_id": plan.parent, "kind": "supports"}
    circle = {"parent_objective_id": plan.objective, "kind": "supports"}
    before = await acme.head()
    for objective, changes, refused in [
        (plan.objective, {"unlink": [nobody]}, (422, "unknown-link", "changes.unlink")),
        (plan.parent, {"unlink": [plan.link]}, (422, "unknown-link", "changes.unlink")),
        (plan.parent, {"link": [circle]}, (422, "link-closes-circle", "changes.link")),
        (plan.objective, {"link": [upward, upward]}, (409, "already-linked", "changes.link")),
        (
            plan.objective,
            {"link": [{**upward, "parent_objective_id": nobody}]},
            (422, "unknown-parent", "changes.link"),
        ),
    ]:
        wanted = {"reason": "We know better", "changes": changes}
        answer = await acme.post(f"/v1/objectives/{objective}/revisions", wanted)
        said = answer.json()
        assert (answer.status_code, said["code"], said["errors"][0]["field"]) == refused, said
    assert await acme.head() == before


async def test_a_revision_names_key_results_of_its_own_objective_only(acme: Party) -> None:
    plan = await planned(acme)
    before = await acme.head()
    for other in (plan.target, plan.objective):
        terms = {"key_result_id": other, "title": "K", "metric": {"type": "boolean"}}
        wanted = {"reason": "We know better", "changes": {"key_results": [terms]}}
        answer = await acme.post(f"/v1/objectives/{plan.objective}/revisions", wanted)
        said = answer.json()
        assert (answer.status_code, said["code"]) == (422, "unknown-key-result")
        assert said["errors"][0]["field"] == "changes.key_results[0].key_result_id"
    assert await acme.head() == before


async def test_a_declined_revision_and_a_withdrawal(acme: Party) -> None:
    plan = await planned(acme)
    revisions = f"/v1/objectives/{plan.objective}/revisions"
    revision = await acme.made(revisions, {"reason": "Clearer", "changes": {"title": "T"}})
    await acme.done(f"{revisions}/{revision}/decline", {"reason": "Try on"})
    draft, _ = await drafted(acme, plan)
    key = await acme.made(
        f"/v1/objectives/{draft}/key-results", {"title": "K", "metric": {"type": "boolean"}}
    )
    removed = await acme.send("DELETE", f"/v1/objectives/{draft}/key-results/{key}")
    assert removed.status_code == 200
    await acme.done(f"/v1/objectives/{draft}/withdraw", {"reason": "No time"})
    again = await acme.post(f"/v1/objectives/{draft}/propose")
    assert (again.status_code, again.json()["code"]) == (409, "objective-is-withdrawn")
