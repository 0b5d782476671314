"""Check-in prompts over HTTP: a question is answered by the request that it holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.api.conftest import Clock
from tests.api.party import Party


async def test_a_drafted_check_in_is_confirmed_by_sending_it_as_it_is(
    acme: Party, clock: Clock
) -> None:
    """Views are of the day that it really is, so requests are made on that day as well."""
    clock.now = datetime.now(UTC)
    today = clock.now.date()
    company = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
    span = {"starts": str(today - timedelta(days=20)), "ends": str(today + timedelta(days=70))}
    cycle = await acme.made("/v1/cycles", {"name": "Now", **span})
    owner = {"kind": "unit", "id": company}
    goal = await acme.made(
        "/v1/objectives", {"cycle_id": cycle, "title": "Customers stay", "owner": owner}
    )
    measure = {"type": "increase", "baseline": 0, "target": 100}
    key_result = await acme.made(
        f"/v1/objectives/{goal}/key-results", {"title": "Renewals", "metric": measure}
    )
    for step in ("commit", "publish"):
        await acme.done(f"/v1/objectives/{goal}/{step}")
    await acme.done(f"/v1/cycles/{cycle}/phase", {"phase": "active"})
    check_ins = f"/v1/objectives/{goal}/key-results/{key_result}/check-ins"
    said = {"value": 12.5, "confidence": 4, "blockers": [{"name": "Vendor", "kind": "external"}]}
    await acme.made(check_ins, {"effective": str(today - timedelta(days=10)), **said})
    await acme.refreshed()

    view = (await acme.get(f"/v1/prompts/{cycle}:{company}")).json()
    (question,) = view["questions"]
    request = question["check_in"]
    assert (question["rule"], request["address"], request["blanks"]) == (
        "check_in_due",
        check_ins,
        [],
    )
    assert view["due"][0]["check_in"] == request
    await acme.made(request["address"], request["body"])
    await acme.refreshed()

    assert (await acme.get(f"/v1/prompts/{cycle}:{company}")).json()["due"] == []
    history = (await acme.get(f"/v1/confidence/{key_result}")).json()
    assert str(history).count("Vendor") == 2
