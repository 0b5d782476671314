"""A year through the API: what it is for, what advances it, and how it ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.party import Party, Plan, planned


async def year_of(party: Party) -> str:
    return await party.made(
        "/v1/cycles",
        {"name": "2026", "starts": "2026-01-01", "ends": "2026-12-31", "kind": "year"},
    )


def outcome_of(plan: Plan, year: str, **more: Any) -> dict[str, Any]:
    owner = {"kind": "unit", "id": plan.company}
    metric = {"type": "increase", "baseline": 82, "target": 90}
    return {"cycle_id": year, "title": "Customers renew", "owner": owner, "metric": metric, **more}


async def test_a_year_from_its_bet_to_the_next_one(acme: Party) -> None:
    plan = await planned(acme)
    year = await year_of(acme)
    ahead = await acme.made(
        "/v1/cycles",
        {"name": "2027", "starts": "2027-01-01", "ends": "2027-12-31", "kind": "year"},
    )
    bet = await acme.made(
        "/v1/bets", {"kind": "bet", "title": "Hospitals buy from us", "starts": "2026-01-01"}
    )
    outcome = await acme.made("/v1/outcomes", outcome_of(plan, year, bet_id=bet))
    other = await acme.made("/v1/outcomes", outcome_of(plan, year, title="We are known"))
    await acme.done(f"/v1/objectives/{plan.objective}/outcomes", {"outcome_ids": [outcome]})
    await acme.made(f"/v1/outcomes/{outcome}/reports", {"effective": "2026-01-31", "value": 84})
    await acme.done(f"/v1/outcomes/{other}/drop", {"reason": "Nobody asked for it"})
    await acme.done(f"/v1/outcomes/{outcome}/assessment", {"verdict": "partly"})
    again = await acme.made(f"/v1/outcomes/{outcome}/refreshments", {"cycle_id": ahead})
    await acme.done(f"/v1/bets/{bet}/end", {"on": "2026-02-01", "reason": "They do"})
    await acme.refreshed()

    seen = (await acme.get(f"/v1/year/{year}")).json()
    first, second = seen["outcomes"]
    assert (first["bet"]["bet_id"], first["value"]) == (bet, 84)
    assert first["quarters"][0]["advancing"][0]["objective_id"] == plan.objective
    assert first["refreshed_as"][0]["outcome_id"] == again
    assert second["dropped"] == "Nobody asked for it"
    assert seen["text"] == ["'Customers renew' was partly reached."]
    brief = (await acme.get(f"/v1/brief/{plan.cycle}:{plan.team}")).json()
    assert brief["company"]["outcomes"] == [{"outcome_id": outcome, "title": "Customers renew"}]


async def test_an_outcome_is_put_in_other_words_as_a_whole(acme: Party) -> None:
    plan = await planned(acme)
    outcome = await acme.made("/v1/outcomes", outcome_of(plan, await year_of(acme)))
    owner = {"kind": "unit", "id": plan.team}

    answer = await acme.post(f"/v1/outcomes/{outcome}/edit", {"title": "They stay", "owner": owner})

    assert (answer.status_code, answer.json()["id"]) == (200, outcome)


async def test_a_new_outcome_can_be_read_where_the_answer_says(acme: Party) -> None:
    plan = await planned(acme)
    year = await year_of(acme)

    answer = await acme.post("/v1/outcomes", outcome_of(plan, year))

    assert answer.headers["location"] == f"/v1/year/{year}"


async def test_what_an_objective_advances_is_a_change_of_the_objective(acme: Party) -> None:
    plan = await planned(acme)
    outcome = await acme.made("/v1/outcomes", outcome_of(plan, await year_of(acme)))
    path = f"/v1/objectives/{plan.objective}/outcomes"

    stale = await acme.post(path, {"outcome_ids": [outcome]}, if_match='"1"')

    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")


@pytest.mark.parametrize(
    ("path", "change", "status", "code", "field"),
    [
        ("/v1/outcomes", {"cycle_id": "{cycle}"}, 422, "not-a-year", "cycle_id"),
        ("/v1/outcomes", {"title": ""}, 422, "invalid-body", "title"),
        ("/v1/outcomes", {"bet_id": "{year}"}, 422, "unknown-bet-above", "bet_id"),
        (
            "/v1/outcomes",
            {"owner": {"kind": "unit", "id": "{year}"}},
            422,
            "unknown-owner",
            "owner",
        ),
    ],
)
async def test_a_bad_outcome_is_named_and_stores_nothing(
    acme: Party, path: str, change: dict[str, Any], status: int, code: str, field: str
) -> None:
    plan = await planned(acme)
    year = await year_of(acme)
    words = {"{cycle}": plan.cycle, "{year}": year}
    body = {**outcome_of(plan, year), **_filled(change, words)}
    before = await acme.head()

    answer = await acme.post(path, body)

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (status, code, field)
    assert await acme.head() == before


def _filled(given: Any, words: dict[str, str]) -> Any:
    if isinstance(given, dict):
        return {name: _filled(value, words) for name, value in given.items()}
    return words.get(given, given)


async def test_members_say_what_they_advance_and_executives_what_the_year_is_for(
    acme: Party,
) -> None:
    plan = await planned(acme)
    year = await year_of(acme)
    member = await acme.with_role("member", plan.team)
    executive = await acme.with_role("executive")

    refused = await member.post("/v1/outcomes", outcome_of(plan, year))
    outcome = await executive.made("/v1/outcomes", outcome_of(plan, year))
    await member.done(f"/v1/objectives/{plan.objective}/outcomes", {"outcome_ids": [outcome]})

    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
