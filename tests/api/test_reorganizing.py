"""Reorganizations and fiscal years as clients tell them, and what readers see afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.party import Party, planned

LATER = "2026-04-01"


async def test_a_past_quarter_keeps_the_organization_of_its_time(acme: Party) -> None:
    plan = await planned(acme)
    support = await acme.made(
        "/v1/units", {"name": "Support", "kind": "team", "parent_id": plan.company}
    )
    for path, body in [
        (f"/v1/units/{plan.team}/rename", {"name": "Care", "effective": LATER}),
        (f"/v1/units/{plan.team}/move", {"parent_id": support, "effective": LATER}),
    ]:
        answer = await acme.post(path, body)
        assert (answer.status_code, answer.json()["id"]) == (200, plan.team), answer.text
    merged = await acme.post(
        f"/v1/units/{plan.team}/merge", {"into_id": support, "effective": "2026-05-01"}
    )
    assert merged.status_code == 200
    await acme.refreshed()

    objective = (await acme.get(f"/v1/objectives/{plan.objective}")).json()
    assert objective["owner"]["name"] == "Success"
    directory = (await acme.get("/v1/directory")).json()
    unit = next(one for one in directory["units"] if one["unit_id"] == plan.team)
    assert (unit["until"], unit["into_id"]) == ("2026-05-01", support)


async def test_people_are_called_otherwise_move_and_leave(acme: Party) -> None:
    plan = await planned(acme)
    person = await acme.made(
        "/v1/people", {"name": "Bob", "unit_id": plan.team, "effective": "2026-01-05"}
    )
    for step, body in [
        ("rename", {"name": "Bob B.", "effective": LATER}),
        ("move", {"unit_id": plan.company, "effective": LATER}),
        ("leave", {"effective": "2026-06-01"}),
    ]:
        answer = await acme.post(f"/v1/people/{person}/{step}", body)
        assert answer.status_code == 200, answer.text
    await acme.refreshed()
    people = (await acme.get("/v1/directory")).json()["people"]
    bob = next(one for one in people if one["person_id"] == person)
    assert (bob["since"], bob["until"]) == ("2026-01-05", "2026-06-01")


async def test_a_unit_in_use_is_not_archived(acme: Party) -> None:
    plan = await planned(acme)
    before = await acme.head()
    answer = await acme.post(
        f"/v1/units/{plan.team}/archive", {"reason": "Done", "effective": LATER}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "unit-still-in-use")
    assert "Ada" in answer.json()["detail"]
    assert await acme.head() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "Care"},
        {"name": "", "effective": LATER},
        {"name": "Care", "effective": "someday"},
        {"name": "Care", "effective": LATER, "more": 1},
    ],
)
async def test_a_reorganization_in_another_shape_is_refused(
    acme: Party, body: dict[str, Any]
) -> None:
    plan = await planned(acme)
    before = await acme.head()
    answer = await acme.post(f"/v1/units/{plan.team}/rename", body)
    assert answer.status_code == 422
    assert await acme.head() == before


async def test_a_fiscal_year_comes_with_its_quarters_and_only_once(acme: Party) -> None:
    settings = await acme.post("/v1/settings", {"fiscal_start": 10})
    assert settings.status_code == 200
    first = await acme.send("POST", "/v1/years", {"year": 2027}, idempotency_key="fy27")
    again = await acme.send("POST", "/v1/years", {"year": 2027}, idempotency_key="fy27")
    assert (first.status_code, first.json()) == (201, again.json())
    taken = await acme.post("/v1/years", {"year": 2027})
    assert (taken.status_code, taken.json()["code"]) == (409, "cycle-name-taken")
    await acme.refreshed()
    directory = (await acme.get("/v1/directory")).json()
    assert directory["fiscal_start"] == 10
    assert [(one["name"], one["starts"]) for one in directory["cycles"]] == [
        ("FY27", "2026-10-01"),
        ("FY27-Q1", "2026-10-01"),
        ("FY27-Q2", "2027-01-01"),
        ("FY27-Q3", "2027-04-01"),
        ("FY27-Q4", "2027-07-01"),
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/years", {"year": 27}),
        ("/v1/years", {"year": "next"}),
        ("/v1/years", {}),
        ("/v1/settings", {"fiscal_start": 13}),
        ("/v1/settings", {"fiscal_start": 0}),
    ],
)
async def test_a_year_or_month_that_is_none_is_refused(
    acme: Party, path: str, body: dict[str, Any]
) -> None:
    before = await acme.head()
    assert (await acme.post(path, body)).status_code == 422
    assert await acme.head() == before
