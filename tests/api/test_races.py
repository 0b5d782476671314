"""Several people at once: one is first, the others are told, and nothing is done by halves."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence

import pytest
from httpx import Response

from projections.keeping.proof import verify
from tests.api.party import Party, check_ins, planned
from tests.api.test_closing import NEXT, carry_all, scored

REVISION = {"reason": "We know better", "changes": {"title": "Quicker start"}}


async def outcomes(party: Party, asked: Sequence[Awaitable[Response]]) -> Counter[str]:
    """How often each answer was given, status and code, while a worker keeps the views fresh."""

    async def work() -> None:
        while True:
            await party.refreshed()
            await asyncio.sleep(0.005)

    worker = asyncio.create_task(work())
    answers = await asyncio.gather(*asked)
    worker.cancel()
    await asyncio.wait([worker])
    return Counter(f"{one.status_code} {one.json().get('code', '')}".strip() for one in answers)


async def test_of_people_who_revise_at_once_one_is_heard(acme: Party) -> None:
    plan = await planned(acme)
    address = f"/v1/objectives/{plan.objective}/revisions"
    found = await outcomes(acme, [acme.post(address, REVISION) for _ in range(8)])
    assert found == {"201": 1, "409 revision-pending": 7}


async def test_a_revision_that_two_approve_at_once_is_approved_once(acme: Party) -> None:
    plan = await planned(acme)
    lead = await acme.with_role("unit_lead", plan.team)
    revision = await acme.made(f"/v1/objectives/{plan.objective}/revisions", REVISION)
    before = await acme.head()
    address = f"/v1/objectives/{plan.objective}/revisions/{revision}/approve"
    found = await outcomes(acme, [lead.post(address, {}) for _ in range(6)])
    assert found == {"200": 6}
    assert await acme.head() == before + 1


async def test_of_identical_resets_at_once_one_is_carried_out(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()
    address, body = f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into)
    found = await outcomes(acme, [acme.post(address, body) for _ in range(6)])
    assert found == {"201": 1, "409 already-reset": 5}
    await acme.refreshed()
    drafts = (await acme.get(f"/v1/objectives?cycle={into}")).json()["items"]
    assert sorted(one["title"] for one in drafts) == ["Customers stay", "Quick start"]
    assert (await verify(acme.resources.log, acme.pool, acme.workspace_id)).holds


async def test_a_reset_under_load_has_everything_that_was_said_before_it(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()
    reports = [
        acme.post(check_ins(plan), {"effective": "2026-02-03", "value": 5 + number / 10})
        for number in range(20)
    ]
    reset = acme.post(f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into))
    found = await outcomes(acme, [*reports[:10], reset, *reports[10:]])
    assert found == {"201": 21}
    await acme.refreshed()
    assert (await verify(acme.resources.log, acme.pool, acme.workspace_id)).holds


@pytest.mark.parametrize("attempt", range(4))
async def test_no_cycle_closes_with_a_published_objective_that_has_no_score(
    acme: Party, attempt: int
) -> None:
    plan = await scored(acme)
    await acme.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "active"})
    late = await acme.made(
        "/v1/objectives",
        {"cycle_id": plan.cycle, "title": "Late", "owner": {"kind": "unit", "id": plan.team}},
    )
    await acme.made(
        f"/v1/objectives/{late}/key-results", {"title": "Key", "metric": {"type": "boolean"}}
    )
    await acme.done(f"/v1/objectives/{late}/commit")
    await acme.refreshed()

    async def close() -> None:
        phase = f"/v1/cycles/{plan.cycle}/phase"
        await acme.post(phase, {"phase": "scoring"})
        for objective, scores in ((plan.parent, {plan.target: 0.5}), (plan.objective, {})):
            body = {"objective_id": objective, "scores": scores}
            await acme.post(f"/v1/cycles/{plan.cycle}/scores", body)
        await acme.refreshed()
        await acme.post(phase, {"phase": "closed"})

    async def publish() -> None:
        await asyncio.sleep(0.004 * attempt)
        await acme.post(f"/v1/objectives/{late}/publish")

    await asyncio.gather(close(), publish())
    await acme.refreshed()
    stage = (await acme.get(f"/v1/objectives/{late}")).json()["stage"]
    phases = (await acme.get("/v1/directory")).json()["cycles"]
    (phase,) = [one["phase"] for one in phases if one["cycle_id"] == plan.cycle]
    assert (stage, phase) in {("published", "scoring"), ("committed", "closed")}
