from __future__ import annotations

from tests.api.party import Party

URL = {"url": "https://example.com/hooks/okr"}


async def test_a_webhook_tells_its_secret_once(acme: Party) -> None:
    added = await acme.post("/v1/webhooks", URL)
    listed = await acme.get("/v1/webhooks")

    assert added.status_code == 201
    assert added.json()["secret"].startswith("whsec_")
    assert added.headers["cache-control"] == "no-store"
    assert added.json()["secret"] not in listed.text
    assert [one["url"] for one in listed.json()["items"]] == [URL["url"]]
    assert (await acme.get(added.headers["location"])).json() == {"items": []}


async def test_an_address_is_told_once(acme: Party) -> None:
    await acme.post("/v1/webhooks", URL)

    again = await acme.post("/v1/webhooks", URL)

    assert (again.status_code, again.json()["code"]) == (409, "webhook-exists")
    assert again.json()["field"] == "url"


async def test_no_key_shows_a_secret_again(acme: Party) -> None:
    added = await acme.post("/v1/webhooks", URL, idempotency_key="hook")

    again = await acme.post("/v1/webhooks", URL, idempotency_key="hook")

    assert (again.status_code, again.json()["code"]) == (409, "webhook-exists")
    assert added.json()["webhook_id"] in again.json()["detail"]
    assert added.json()["secret"] not in again.text


async def test_a_webhook_that_was_removed_is_gone(acme: Party) -> None:
    webhook = (await acme.post("/v1/webhooks", URL)).json()["webhook_id"]

    assert (await acme.send("DELETE", f"/v1/webhooks/{webhook}")).status_code == 204
    again = await acme.send("DELETE", f"/v1/webhooks/{webhook}")
    assert (again.status_code, again.json()["field"]) == (404, "webhook_id")
    assert (await acme.get("/v1/webhooks")).json()["items"] == []
    assert (await acme.post("/v1/webhooks", URL)).status_code == 201
