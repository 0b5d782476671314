"""The owner's own forecast over HTTP, from the request to the view."""

from __future__ import annotations

import pytest

from tests.api.party import Party, Plan, planned


def forecasts(plan: Plan) -> str:
    return f"/v1/objectives/{plan.objective}/key-results/{plan.key_result}/forecasts"


async def test_one_request_says_where_a_key_result_will_end(acme: Party) -> None:
    plan = await planned(acme)
    member = await acme.with_role("member", plan.team)
    await member.done(forecasts(plan), {"value": 9.5, "note": "The import is late"})
    await acme.refreshed()

    said = (await acme.get(f"/v1/objectives/{plan.objective}")).json()["key_results"][0]
    assert said["owner_forecast"]["text"].startswith("a member forecasts 9.5 (50% of the way) on ")
    drift = (await acme.get(f"/v1/drift/{plan.key_result}")).json()
    assert drift["alert"]["owner_forecast"] == said["owner_forecast"]


async def test_the_same_forecast_twice_is_one_event(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(forecasts(plan), {"value": 9})
    head = await acme.head()
    await acme.done(forecasts(plan), {"value": 9})
    assert await acme.head() == head


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": "all of it"}, {"note": "Later"}])
async def test_a_forecast_is_a_number(acme: Party, body: dict[str, object]) -> None:
    plan = await planned(acme)
    answer = await acme.post(forecasts(plan), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-body")


async def test_a_forecast_is_given_by_those_who_lead_or_are_in_the_unit(acme: Party) -> None:
    plan = await planned(acme)
    elsewhere = await acme.with_role("member", plan.company)
    answer = await elsewhere.post(forecasts(plan), {"value": 9})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "give forecast" in answer.json()["detail"]


async def test_a_service_reports_but_its_number_is_no_owners_forecast(acme: Party) -> None:
    plan = await planned(acme)
    service = await acme.with_role("service", plan.team)
    answer = await service.post(forecasts(plan), {"value": 9})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "'give forecast' in their own unit is not for a service" in answer.json()["detail"]
