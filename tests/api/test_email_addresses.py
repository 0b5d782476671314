"""Where people are reached: beside the log, for few eyes, and to be erased."""

from __future__ import annotations

import asyncio
from typing import get_args

import pytest

from api.access.addresses import AddressTaken, set_address
from api.exchange.writing.exporting import export
from api.exchange.writing.recorded_commands import commands_in
from domain.values import PersonId, Role
from tests.api.party import Party
from tests.api.test_rights import as_person, person

EMAIL = {"email": "Ada@Example.com"}


@pytest.fixture
async def team(acme: Party) -> str:
    company = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
    return await acme.made("/v1/units", {"name": "Sales", "kind": "team", "parent_id": company})


def at(person_id: str) -> str:
    return f"/v1/people/{person_id}/address"


async def test_an_address_is_set_changed_and_erased(acme: Party, team: str) -> None:
    ada = await person(acme, "Ada", team)
    assert (await acme.get(at(ada))).json()["email"] is None
    done = await acme.post(at(ada), EMAIL)
    assert (done.status_code, done.json()["email"]) == (200, "ada@example.com")
    assert done.json()["changed_by"] == "ada"  # the name of the token
    await acme.post(at(ada), {"email": "ada@example.org"})
    seen = await acme.get(at(ada))
    assert seen.json()["email"] == "ada@example.org"
    assert seen.headers["cache-control"] == "no-store"
    for _ in range(2):
        assert (await acme.send("DELETE", at(ada))).status_code == 204
    assert (await acme.get(at(ada))).json()["email"] is None
    assert (await acme.get("/v1/addresses")).json()["items"] == []


async def test_what_is_erased_is_in_no_table_any_more(acme: Party, team: str) -> None:
    ada = await person(acme, "Ada", team)
    await acme.post(at(ada), EMAIL)
    await acme.send("DELETE", at(ada))
    [row] = await acme.pool.fetch(
        "select a::text as row from public.email_address as a where workspace_id = $1",
        acme.workspace_id,
    )
    assert "example" not in row["row"]


async def test_an_address_is_in_no_event_no_document_and_no_export(acme: Party, team: str) -> None:
    ada = await person(acme, "Ada", team)
    before = await acme.head()
    await acme.post(at(ada), EMAIL)
    assert await acme.head() == before
    await acme.refreshed()
    told = export(await commands_in(acme.resources.log, acme.workspace_id), None)
    assert b"Ada" in told.csv
    assert b"example.com" not in told.csv
    documents = await acme.pool.fetch(
        "select body::bytea as body from public.document where workspace_id = $1",
        acme.workspace_id,
    )
    assert documents
    assert not [row for row in documents if b"example.com" in row["body"]]


async def test_one_address_belongs_to_one_person_of_a_workspace(
    acme: Party, globex: Party, team: str
) -> None:
    ada, ben = [await person(acme, name, team) for name in ("Ada", "Ben")]
    await acme.post(at(ada), EMAIL)
    refused = await acme.post(at(ben), {"email": " ADA@example.com "})
    assert (refused.status_code, refused.json()["code"]) == (409, "address-taken")
    with pytest.raises(AddressTaken):
        await set_address(acme.pool, acme.workspace_id, PersonId("somebody"), "ada@example.com", "")
    assert refused.json()["field"] == "email"
    assert (await acme.post(at(ada), EMAIL)).status_code == 200
    company = await globex.made("/v1/units", {"name": "Globex", "kind": "company"})
    elsewhere = await person(globex, "Ada", company)
    assert (await globex.post(at(elsewhere), EMAIL)).status_code == 200
    await acme.send("DELETE", at(ada))
    assert (await acme.post(at(ben), EMAIL)).status_code == 200


async def test_of_two_who_take_an_address_at_once_one_gets_it(acme: Party, team: str) -> None:
    people = [await person(acme, f"Person {n}", team) for n in range(4)]
    answers = await asyncio.gather(*(acme.post(at(one), EMAIL) for one in people))
    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]


async def test_an_address_is_for_the_person_and_for_administrators(acme: Party, team: str) -> None:
    ada, ben = [await person(acme, name, team, "unit_lead") for name in ("Ada", "Ben")]
    await acme.post(at(ada), EMAIL)
    herself = await as_person(acme, ada)
    assert (await herself.get(at(ada))).json()["email"] == "ada@example.com"
    assert (await herself.post(at(ada), {"email": "a@example.org"})).status_code == 200
    others = [await as_person(acme, ben)]
    others += [await acme.with_role(one, team) for one in get_args(Role) if one != "administrator"]
    for other in others:
        for method in ("GET", "POST", "DELETE"):
            body = EMAIL if method == "POST" else None
            refused = await other.send(method, at(ada), body)
            assert (refused.status_code, refused.json()["code"]) == (403, "address-not-yours")
            assert "example.org" not in refused.text
        assert (await other.get("/v1/addresses")).json()["code"] == "administrators-only"
    [listed] = (await acme.get("/v1/addresses")).json()["items"]
    assert (listed["person_id"], listed["email"]) == (ada, "a@example.org")
    assert listed["changed_by"] == f"person:{ada}"


async def test_the_address_of_somebody_who_has_left_can_be_erased(acme: Party, team: str) -> None:
    ada = await person(acme, "Ada", team)
    await acme.post(at(ada), EMAIL)
    await acme.done(f"/v1/people/{ada}/leave", {"effective": "2026-02-03"})
    assert (await acme.send("DELETE", at(ada))).status_code == 204
    assert (await acme.get("/v1/addresses")).json()["items"] == []


async def test_what_is_no_address_is_refused(acme: Party, team: str) -> None:
    ada = await person(acme, "Ada", team)
    refused = await acme.post(at(ada), {"email": "Ada <ada@example.com>"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not-an-address")
