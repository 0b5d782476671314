from __future__ import annotations

import pytest

from domain.values import Role
from tests.api.party import Party

TEAMS = {"url": "https://example.com/workflows/secret-part"}
SLACK = {"bot_token": "xoxb-secret", "room": "C1"}
FAILED = f"msg_{1:032x}"
PUT = """
insert into public.delivery (
    workspace_id, delivery_id, channel, person_id, raise_id, kind, payload, failed_at, last_error
)
values ($1, $2, 'email', 'ada', 'c', 'mention', '', now(), 'answered 550')
"""

PUT_TO_WEBHOOK = """
insert into public.delivery (
    workspace_id, delivery_id, channel, webhook_id, raise_id, kind, payload, failed_at, last_error
)
values ($1, $2, 'webhook', $3, 'c', 'mention', '', now(), 'answered 500')
"""


async def test_a_chat_is_added_and_removed_and_its_secret_is_never_shown(acme: Party) -> None:
    teams = await acme.post("/v1/chats/teams", TEAMS)
    slack = await acme.post("/v1/chats/slack", SLACK)
    listed = await acme.get("/v1/chats")
    assert (teams.status_code, slack.status_code) == (201, 201)
    for answer in (teams, slack, listed):
        assert answer.headers["cache-control"] == "no-store"
        assert "secret" not in answer.text
    assert [(one["channel"], one["host"], one["room"]) for one in listed.json()["items"]] == [
        ("teams", "example.com", None),
        ("slack", "slack.com", "C1"),
    ]
    again = await acme.post("/v1/chats/slack", SLACK)
    assert (again.status_code, again.json()["code"]) == (409, "slack-app-exists")
    removed = await acme.send("DELETE", f"/v1/chats/{slack.json()['chat_id']}")
    assert removed.status_code == 204
    assert len((await acme.get("/v1/chats")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v1/chats/teams", {"url": "ftp://example.com"}, "webhook-address-refused"),
        ("/v1/chats/slack", {"bot_token": "two words"}, "invalid-body"),
        ("/v1/chats/slack", {"bot_token": "x", "room": ""}, "invalid-body"),
    ],
)
async def test_a_chat_that_cannot_be_is_refused(
    acme: Party, path: str, body: dict[str, str], code: str
) -> None:
    answer = await acme.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_what_went_to_a_receiver_that_was_removed_is_not_tried_again_and_says_why(
    acme: Party,
) -> None:
    made = await acme.post("/v1/webhooks", {"url": "https://hooks.example.com/sightline"})
    webhook = made.json()["webhook_id"]
    await acme.pool.execute(PUT_TO_WEBHOOK, acme.workspace_id, FAILED, webhook)
    await acme.send("DELETE", f"/v1/webhooks/{webhook}")
    answer = await acme.post(f"/v1/deliveries/{FAILED}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "receiver-is-gone")
    assert answer.json()["detail"].startswith("Its receiver was removed or disabled")


async def test_who_may_read_the_lists_is_named_where_somebody_may_not(acme: Party) -> None:
    member = await acme.with_role("member")
    for method, path, who in (
        (member.get, "/v1/deliveries", "administrators and auditors"),
        (member.get, "/v1/webhooks", "administrators and auditors"),
        (member.get, "/v1/addresses", "administrators"),
    ):
        answer = await method(path)
        assert answer.json()["detail"] == f"This is for {who} alone."


async def test_what_has_failed_is_listed_and_tried_again_once(acme: Party) -> None:
    await acme.pool.execute(PUT, acme.workspace_id, FAILED)
    for query, found in (("", 1), ("?state=failed", 1), ("?state=waiting", 0)):
        assert len((await acme.get(f"/v1/deliveries{query}")).json()["items"]) == found
    retried = await acme.post(f"/v1/deliveries/{FAILED}/retry")
    assert (retried.status_code, retried.json()["state"]) == (200, "waiting")
    again = await acme.post(f"/v1/deliveries/{FAILED}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "not-to-be-retried")
    nonsense = await acme.get("/v1/deliveries?state=lost")
    assert (nonsense.status_code, nonsense.json()["field"]) == (422, "state")


@pytest.mark.parametrize("role", ["executive", "unit_lead", "member", "service", "auditor"])
async def test_channels_are_for_administrators_and_auditors_may_look(
    acme: Party, role: Role
) -> None:
    party = await acme.with_role(role)
    for path in ("/v1/chats", "/v1/deliveries"):
        assert (await party.get(path)).status_code == (200 if role == "auditor" else 403)
    for path, body in (
        ("/v1/chats/teams", TEAMS),
        ("/v1/chats/slack", SLACK),
        (f"/v1/deliveries/{FAILED}/retry", None),
    ):
        answer = await party.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "administrators-only")
