from __future__ import annotations

import asyncio
import base64

import pytest

from tests.api.party import Party, planned
from tests.support.patience import PATIENCE


async def test_the_feed_in_pages_is_the_whole_feed(acme: Party) -> None:
    await planned(acme)
    for number in range(120):
        days = {"starts": "2026-01-01", "ends": "2026-03-31"}
        await acme.made("/v1/cycles", {"name": str(number), **days})
    head = await acme.refreshed()

    seen: list[int] = []
    address: str | None = "/v1/feed?limit=7"
    while address:
        answer = await acme.get(address)
        seen += [one["position"] for one in answer.json()["items"]]
        address = _next(answer.headers.get("link"))

    assert seen == list(range(head, 0, -1))


async def test_a_cursor_from_the_far_future_leads_to_the_newest_events(acme: Party) -> None:
    await planned(acme)
    head = await acme.refreshed()
    made_up = base64.urlsafe_b64encode(b"f" + 18 * b"9").decode().rstrip("=")

    async with asyncio.timeout(PATIENCE):
        answer = await acme.get(f"/v1/feed?cursor={made_up}&limit=3")

    assert [one["position"] for one in answer.json()["items"]] == [head, head - 1, head - 2]


async def test_the_list_of_objectives_in_pages_names_each_once(acme: Party) -> None:
    plan = await planned(acme)
    other = await acme.made(
        "/v1/cycles", {"name": "Q2", "starts": "2026-04-01", "ends": "2026-06-30"}
    )
    made = {plan.parent, plan.objective}
    for number in range(7):
        body = {
            "cycle_id": other,
            "title": f"O{number}",
            "owner": {"kind": "unit", "id": plan.team},
        }
        made.add(await acme.made("/v1/objectives", body))
    await acme.refreshed()

    seen: list[str] = []
    address: str | None = "/v1/objectives?limit=4"
    while address:
        answer = await acme.get(address)
        seen += [one["objective_id"] for one in answer.json()["items"]]
        address = _next(answer.headers.get("link"))
    of_one_cycle = (await acme.get(f"/v1/objectives?cycle={plan.cycle}")).json()["items"]

    assert sorted(seen) == sorted(made)
    assert {one["objective_id"] for one in of_one_cycle} == {plan.parent, plan.objective}
    assert {one["title"] for one in of_one_cycle} == {"Customers stay", "Quick start"}


async def test_a_list_that_is_known_already_is_not_sent_again(acme: Party) -> None:
    await planned(acme)
    await acme.refreshed()
    for address in ("/v1/feed", "/v1/objectives"):
        first = await acme.get(address)
        again = await acme.get(address, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")


async def test_an_empty_workspace_has_empty_lists(acme: Party) -> None:
    lists: dict[str, dict[str, list[str]]] = {"/v1/feed": {}, "/v1/objectives": {"not_made": []}}
    for address, more in lists.items():
        answer = await acme.get(address)
        assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None, **more})


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/v1/feed?limit=0", 422, "limit"),
        ("/v1/feed?limit=101", 422, "limit"),
        ("/v1/feed?limit=many", 422, "limit"),
        ("/v1/objectives?cycle=nonsense", 422, "cycle"),
        ("/v1/feed?cursor=nonsense", 400, "cursor"),
        ("/v1/feed?cursor=%00", 400, "cursor"),
        ("/v1/feed?cursor=%F0%9F%98%80", 400, "cursor"),
        ("/v1/objectives?cursor=ZjE1", 400, "cursor"),
        ("/v1/objectives?cycle_id=nonsense", 422, "cycle_id"),
        ("/v1/objectives?limit=2&Cursor=x", 422, "Cursor"),
        ("/v1/feed?cycle=00000000-0000-4000-8000-000000000000", 422, "cycle"),
        ("/v1/feed?limit=1&limit=2", 422, "limit"),
        ("/v1/feed?min_position=", 422, "min_position"),
        ("/v1/webhooks?limit=3", 422, "limit"),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    acme: Party, address: str, status: int, field: str | None
) -> None:
    answer = await acme.get(address)

    assert (answer.status_code, answer.json().get("field")) == (status, field)


def _next(link: str | None) -> str | None:
    return None if link is None else link[1 : link.index(">")]
