from __future__ import annotations

import asyncio

import pytest

from api.http.stored.recent import FRESH
from api.http.views import answers
from tests.api.party import Party, Plan, check_ins, planned


def addresses(plan: Plan) -> dict[str, tuple[str, str]]:
    """Each view's address, and where its document is stored."""
    unit = f"{plan.cycle}:{plan.team}"
    return {
        f"/v1/alignment/{plan.cycle}": ("alignment", plan.cycle),
        f"/v1/alignment/{plan.target}": ("alignment", plan.target),
        f"/v1/coverage/{plan.cycle}": ("coverage", plan.cycle),
        f"/v1/confidence/{plan.key_result}": ("confidence", plan.key_result),
        f"/v1/confidence/{plan.objective}": ("confidence", plan.objective),
        f"/v1/confidence/{unit}": ("confidence", unit),
        f"/v1/drift/{plan.cycle}": ("drift", plan.cycle),
        f"/v1/drift/{plan.key_result}": ("drift", plan.key_result),
        f"/v1/objectives/{plan.objective}": ("objective", plan.objective),
        "/v1/directory": ("directory", "workspace"),
    }


async def test_a_view_is_the_stored_bytes(acme: Party) -> None:
    plan = await planned(acme)
    position = await acme.refreshed()

    for address, (projection, key) in addresses(plan).items():
        answer = await acme.get(address)
        stored = await acme.pool.fetchrow(
            "select etag, body from public.document"
            " where workspace_id = $1 and projection = $2 and key = $3",
            acme.workspace_id,
            projection,
            key,
        )
        assert stored is not None, address
        assert answer.status_code == 200
        assert answer.content == stored["body"]
        assert answer.headers["etag"] == f'"{stored["etag"]}"'
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["sightline-position"] == str(position)


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
async def test_who_has_the_view_already_is_told_so(acme: Party, form: str) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    for address in addresses(plan):
        first = await acme.get(address)
        tag = first.headers["etag"].strip('"')

        again = await acme.get(address, if_none_match=form.format(tag))

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


async def test_who_has_an_older_view_gets_the_new_one(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    address = f"/v1/objectives/{plan.objective}"
    old = await acme.get(address)
    await acme.made(check_ins(plan), {"effective": "2026-02-03", "value": 9})
    await acme.refreshed()
    await asyncio.sleep(2 * FRESH)  # for so long, unchanged is said without asking

    new = await acme.get(address, if_none_match=old.headers["etag"])

    assert new.status_code == 200
    assert new.json()["version"] == old.json()["version"] + 1


async def test_unchanged_is_never_said_to_who_asks_for_a_newer_position(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    address = f"/v1/objectives/{plan.objective}"
    tag = (await acme.get(address)).headers["etag"]

    for day in range(1, 4):
        change = await acme.post(check_ins(plan), {"effective": f"2026-02-0{day}", "value": day})
        await acme.refreshed()
        minimum = change.json()["position"]
        answer = await acme.get(f"{address}?min_position={minimum}", if_none_match=tag)
        assert answer.status_code == 200
        assert answer.headers["etag"] != tag
        tag = answer.headers["etag"]


async def test_a_view_waits_until_it_shows_the_wanted_position(acme: Party) -> None:
    plan = await planned(acme)
    position = await acme.head()

    waiting = asyncio.create_task(
        acme.get(f"/v1/objectives/{plan.objective}?min_position={position}")
    )
    await asyncio.sleep(0)
    await acme.refreshed()
    answer = await waiting

    assert answer.status_code == 200
    assert int(answer.headers["sightline-position"]) >= position


async def test_a_view_that_stays_behind_is_not_waited_for_for_ever(
    acme: Party, monkeypatch: pytest.MonkeyPatch, nudged: list[str]
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.05)
    plan = await planned(acme)
    nudged.clear()

    for address in (f"/v1/alignment/{plan.cycle}", "/v1/feed", "/v1/objectives"):
        answer = await acme.get(f"{address}?min_position={await acme.head()}")
        assert (answer.status_code, answer.json()["code"]) == (503, "view-not-ready")
        assert answer.headers["retry-after"] == "1"
    assert acme.workspace_id in nudged


@pytest.mark.parametrize("wanted", ["999", "x", "-1", "", "1e3", "9" * 30])
async def test_a_position_that_cannot_be_is_refused(acme: Party, wanted: str) -> None:
    answer = await acme.get(f"/v1/directory?min_position={wanted}")

    assert (answer.status_code, answer.json()["field"]) == (422, "min_position")


async def test_a_position_may_be_written_as_any_address_may(acme: Party) -> None:
    await acme.refreshed()

    assert (await acme.get("/v1/directory?min_position=%31")).status_code == 200
    assert (await acme.get("/v1/directory?min%5Fposition=999")).status_code == 422


@pytest.mark.parametrize(
    ("asked", "named"),
    [("as_of=2", "as_of"), ("min_position=1&x=", "x"), ("x", "x"), ("%C3%A4=1", "\u00e4")],
)
async def test_a_parameter_that_no_view_knows_is_named(acme: Party, asked: str, named: str) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    for address in addresses(plan):
        answer = await acme.get(f"{address}?{asked}")

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
        assert answer.json()["field"] == named
        assert "min_position" in answer.json()["detail"]


@pytest.mark.parametrize(
    "key", ["00000000-0000-4000-8000-000000000000", "nonsense", "%00", "a:b", "'", "0", "workspace"]
)
async def test_a_view_of_nothing_is_not_found(acme: Party, key: str) -> None:
    await acme.refreshed()
    for view in ("alignment", "coverage", "confidence", "drift", "objectives"):
        answer = await acme.get(f"/v1/{view}/{key}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-view")


async def test_readers_who_come_together_each_get_their_own_view(
    acme: Party, globex: Party
) -> None:
    ours, theirs = await planned(acme), await planned(globex)
    await acme.refreshed()
    await globex.refreshed()
    asked = [
        (party, address)
        for party, plan in ((acme, ours), (globex, theirs))
        for address in addresses(plan)
    ] * 5
    alone = {(party, address): (await party.get(address)).content for party, address in set(asked)}

    together = await asyncio.gather(*(party.get(address) for party, address in asked))

    assert [one.content for one in together] == [alone[one] for one in asked]
    assert len(set(alone.values())) == len(alone)


async def test_a_reader_who_leaves_does_not_take_the_others_along(acme: Party) -> None:
    await acme.refreshed()
    reader = acme.resources.reader
    leaving = asyncio.ensure_future(reader.read(acme.workspace_id, "directory", "workspace"))
    staying = asyncio.ensure_future(reader.read(acme.workspace_id, "directory", "workspace"))

    leaving.cancel()

    assert (await staying).body is not None
    assert (await reader.read(acme.workspace_id, "directory", "workspace")).body is not None
