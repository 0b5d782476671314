"""People talk about an objective where it is: over HTTP, as the people that they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.party import Party, Plan, check_ins, planned
from tests.api.test_rights import METRIC, REPORT, as_person, person, published

NOBODY = "00000000-0000-4000-8000-000000000000"


def comments(plan: Plan) -> str:
    return f"/v1/objectives/{plan.objective}/comments"


async def talk(acme: Party, plan: Plan) -> dict[str, Any]:
    await acme.refreshed()
    found: dict[str, Any] = (await acme.get(f"/v1/objectives/{plan.objective}/conversation")).json()
    return found


async def test_people_comment_reply_edit_and_take_back(acme: Party) -> None:
    plan = await planned(acme)
    report = await acme.made(check_ins(plan), REPORT)
    ids = [await person(acme, name, plan.company) for name in ("Bo", "Cy")]
    bo, cy = [await as_person(acme, one) for one in ids]
    asked = {"text": "What keeps us?", "check_in_id": report, "mentions": [ids[1]]}
    answer = await bo.post(comments(plan), asked)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/objectives/{plan.objective}/conversation"
    one = f"{comments(plan)}/{answer.json()['id']}"
    reply = await cy.made(f"{one}/replies", {"text": "The import"})
    await bo.done(f"{one}/edit", {"text": "What keeps the others?", "mentions": [ids[1]]})

    (thread,) = (await talk(acme, plan))["threads"]
    assert thread["about"]["kind"] == "check_in"
    assert thread["about"]["key_result_id"] == plan.key_result
    said = thread["comment"]
    assert (said["by"]["name"], said["text"]) == ("Bo", "What keeps the others?")
    assert said["by"] == {"kind": "person", "id": ids[0], "name": "Bo"}
    assert [mentioned["name"] for mentioned in said["mentions"]] == ["Cy"]
    assert said["edited_at"] >= said["at"]
    assert [one["text"] for one in thread["replies"]] == ["The import"]
    assert (await acme.get(f"/v1/objectives/{plan.objective}")).json()["comments"] == 2

    foreign = await cy.send("DELETE", one)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not-your-comment")
    assert (await cy.send("DELETE", f"{comments(plan)}/{reply}")).status_code == 200
    await acme.done(f"{one}/remove", {"reason": "Said better elsewhere"})
    (thread,) = (await talk(acme, plan))["threads"]
    assert (thread["comment"]["gone"], thread["comment"]["text"]) == ("removed", "")
    assert [one["gone"] for one in thread["replies"]] == ["withdrawn"]


async def test_two_tokens_of_one_person_write_the_same_comments(acme: Party) -> None:
    plan = await planned(acme)
    bo = await person(acme, "Bo", plan.company)
    one, other = await as_person(acme, bo), await as_person(acme, bo)
    made = await one.made(comments(plan), {"text": "Well begun"})
    await other.done(f"{comments(plan)}/{made}/edit", {"text": "Well done"})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": " \n"}, 422, "invalid-body"),
        ({"text": "x" * 4_001}, 422, "invalid-body"),
        ({"text": "t", "mentions": [NOBODY] * 21}, 422, "invalid-body"),
        ({"text": "t", "mentions": [NOBODY]}, 422, "nobody-to-mention"),
        ({"text": "t", "key_result_id": NOBODY}, 422, "unknown-key-result"),
        ({"text": "t", "check_in_id": NOBODY}, 422, "nothing-to-comment-on"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_the_reason(
    acme: Party, body: dict[str, Any], status: int, code: str
) -> None:
    plan = await planned(acme)
    answer = await acme.post(comments(plan), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_may_not_read_a_draft_neither_reads_nor_writes_about_it(acme: Party) -> None:
    plan = await planned(acme)
    owner = {"kind": "unit", "id": plan.team}
    body = {"cycle_id": plan.cycle, "title": "Sesame", "owner": owner}
    draft = await acme.made("/v1/objectives", body)
    address = f"/v1/objectives/{draft}/comments"
    said = await acme.made(address, {"text": "Sesame"})
    await acme.refreshed()
    inside = await acme.with_role("member", plan.team)
    outside = await acme.with_role("member", plan.company)
    auditor = await acme.with_role("auditor")

    conversation = f"/v1/objectives/{draft}/conversation"
    statuses = [(await one.get(conversation)).status_code for one in (inside, auditor, outside)]
    assert statuses == [200, 200, 404]
    for path, sent in (
        (address, {"text": "t"}),
        (f"{address}/{said}/replies", {"text": "t"}),
        (f"{address}/{said}/edit", {"text": "t"}),
        (f"{address}/{said}/remove", {"reason": "r"}),
        (f"{address}/{NOBODY}/edit", {"text": "t"}),
    ):
        hidden = await outside.post(path, sent)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "unknown-objective")
    gone = await outside.send("DELETE", f"{address}/{said}")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown-objective")
    assert (await auditor.post(address, {"text": "t"})).status_code == 403
    assert (await inside.post(address, {"text": "t"})).status_code == 201
    assert "Sesame" not in (await outside.get("/v1/feed")).text


async def test_people_go_on_talking_while_a_cycle_is_scored(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "scoring"})
    assert (await acme.post(comments(plan), {"text": "Next time"})).status_code == 201


async def test_a_reviewer_acknowledges_what_waits_and_nobody_else_does(acme: Party) -> None:
    plan = await planned(acme)
    ids = [
        await person(acme, "Bo", plan.team, "unit_lead"),
        await person(acme, "Cy", plan.company, "unit_lead"),
        await person(acme, "Di", plan.team),
    ]
    bo, cy, di = [await as_person(acme, one) for one in ids]
    own, key_result = await published(acme, plan.cycle, "person", ids[0])
    reports = f"/v1/objectives/{own}/key-results/{key_result}/check-ins"
    report = await bo.made(reports, REPORT)
    waiting = f"/v1/acknowledgements/{plan.cycle}:{plan.team}"
    await acme.refreshed()
    listed = (await cy.get(waiting)).json()["waiting"]
    assert report in [one["check_in_id"] for one in listed]

    address = f"{reports}/{report}/acknowledge"
    for party in (bo, di):
        refused = await party.post(address, {})
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    await cy.done(address, {"note": "Read"})
    head = await acme.head()
    await cy.done(address, {"note": "Read again"})
    assert await acme.head() == head
    await acme.refreshed()
    listed = (await cy.get(waiting)).json()["waiting"]
    assert report not in [one["check_in_id"] for one in listed]
    told = (await acme.get(f"/v1/objectives/{own}/conversation")).json()["acknowledgements"]
    assert [(one["by"]["name"], one["note"]) for one in told] == [("Cy", "Read")]


async def test_a_lead_does_not_acknowledge_a_key_result_of_their_own_in_their_unit(
    acme: Party,
) -> None:
    plan = await planned(acme)
    lead = await person(acme, "Bo", plan.team, "unit_lead")
    owner = {"kind": "unit", "id": plan.team}
    body = {"cycle_id": plan.cycle, "title": "Grow", "owner": owner}
    at = f"/v1/objectives/{await acme.made('/v1/objectives', body)}"
    answers = {"kind": "person", "id": lead}
    measured = {"title": "More", "metric": METRIC, "owner": answers}
    key_result = await acme.made(f"{at}/key-results", measured)
    await acme.done(f"{at}/commit")
    await acme.done(f"{at}/publish")
    reports = f"{at}/key-results/{key_result}/check-ins"
    bo = await as_person(acme, lead)
    report = await bo.made(reports, REPORT)
    refused = await bo.post(f"{reports}/{report}/acknowledge", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "own-check-in")
