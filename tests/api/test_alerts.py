"""What is done about an alert over HTTP, from the request to the view."""

from __future__ import annotations

import json

from tests.api.party import Party, Plan, drafted, planned

OVERDUE = {
    "title": "It should have been done",
    "metric": {"type": "increase", "baseline": 0, "target": 10},
    "due": "2026-01-20",
}


async def overdue(acme: Party) -> tuple[Plan, str, str]:
    """A key result whose target is out of reach, and the address of its alert."""
    plan = await planned(acme)
    objective, _ = await drafted(acme, plan)
    at = f"/v1/objectives/{objective}"
    key_result = await acme.made(f"{at}/key-results", OVERDUE)
    await acme.done(f"{at}/commit")
    await acme.done(f"{at}/publish")
    one = f"{at}/key-results/{key_result}"
    await acme.made(f"{one}/check-ins", {"effective": "2026-01-19", "value": 2})
    return plan, key_result, f"{one}/alert"


async def test_an_alert_is_answered_and_judged_and_shows_it(acme: Party) -> None:
    plan, key_result, at = await overdue(acme)
    lead = await acme.with_role("unit_lead", plan.team)
    await lead.done(f"{at}/acknowledge", {"note": "On it"})
    await lead.done(f"{at}/snooze", {"until": "2026-02-20"})
    await lead.done(f"{at}/resolve", {"reason": "We live with it"})
    await lead.done(f"{at}/judge", {"verdict": "useful"})
    head = await acme.head()
    await lead.done(f"{at}/judge", {"verdict": "useful"})
    assert await acme.head() == head
    await acme.refreshed()
    alert = (await acme.get(f"/v1/drift/{key_result}")).json()["alert"]
    assert alert["handling"]["situation"] == "resolved"
    assert alert["handling"]["text"].startswith("Resolved by a unit_lead on ")
    assert alert["handling"]["acknowledged"]["said"] == "On it"
    assert alert["judged"] == {"useful": 1, "not_useful": 0}

    await lead.done(f"{at}/acknowledge", {})  # as it was before
    refused = await lead.post(f"{at}/snooze", {"until": "2026-02-21"})
    assert (refused.status_code, refused.json()["code"]) == (409, "alert-is-resolved")
    await lead.done(f"{at}/reopen", {"reason": "We do not"})
    for day, code in (("2026-01-30", "snoozed-until-past"), ("2026-03-30", "snoozed-too-long")):
        refused = await lead.post(f"{at}/snooze", {"until": day})
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_what_is_no_alert_cannot_be_answered_and_a_member_answers_for_no_unit(
    acme: Party,
) -> None:
    plan, _, at = await overdue(acme)
    calm = f"/v1/objectives/{plan.objective}/key-results/{plan.key_result}/alert/acknowledge"
    refused = await acme.post(calm, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "alert-not-raised")
    member = await acme.with_role("member", plan.team)
    refused = await member.post(f"{at}/acknowledge", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


async def test_an_answer_is_to_the_raise_that_the_document_shows(acme: Party) -> None:
    """What was learned from closed cycles may have raised it in another week, or at all."""
    _, key_result, at = await overdue(acme)
    await acme.refreshed()
    shown = (await acme.get(f"/v1/drift/{key_result}")).content
    week = json.loads(shown)["alert"]["since_week"]
    learned = shown.replace(b'"since_week":%d' % week, b'"since_week":%d' % (week - 1))
    assert learned != shown
    await acme.pool.execute(
        "update public.document set body = $3"
        " where workspace_id = $1 and projection = 'drift' and key = $2",
        acme.workspace_id,
        key_result,
        learned,
    )
    await acme.done(f"{at}/acknowledge", {})
    answered = (await acme.resources.log.read(acme.workspace_id))[-1]
    assert json.loads(answered.data)["since_week"] == week - 1
