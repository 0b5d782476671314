"""Rituals, holidays and sessions over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.party import Party, Plan, planned

NOBODY = "00000000-0000-4000-8000-000000000000"
SCHEDULE = {
    "kind": "check_in",
    "recurrence": {"type": "weekly", "weekday": "friday", "every": 2},
    "at": "15:00",
    "minutes": 30,
    "starting": "2026-02-06",
}


async def held(party: Party, plan: Plan) -> Any:
    await party.refreshed()
    return (await party.get(f"/v1/rituals/{plan.cycle}:{plan.team}")).json()


def by(found: Any, kind: str) -> str:
    name: str = next(one["by"]["kind"] for one in found["rituals"] if one["kind"] == kind)
    return name


async def test_a_unit_meets_otherwise_cancels_and_goes_back(acme: Party) -> None:
    plan = await planned(acme)
    own = {"unit_id": plan.team}
    early = {"kind": "check_in", "starting": "2026-01-01", **own}

    await acme.done("/v1/rituals", {**SCHEDULE, **own, "starting": "2026-01-01"})
    assert by(await held(acme, plan), "check_in") == "unit"
    await acme.done("/v1/rituals/cancel", early)
    assert not [one for one in (await held(acme, plan))["meetings"] if one["kind"] == "check_in"]
    await acme.done("/v1/rituals/restore", early)
    assert by(await held(acme, plan), "check_in") == "default"


async def test_a_holiday_is_declared_and_withdrawn(acme: Party) -> None:
    plan = await planned(acme)
    holiday = {"name": "Off", "first": "2026-02-16", "last": "2026-02-17", "unit_id": plan.team}

    holiday_id = await acme.made("/v1/holidays", holiday)
    assert [one["name"] for one in (await held(acme, plan))["holidays"]] == ["Off"]
    elsewhere = await acme.send("DELETE", f"/v1/holidays/{holiday_id}")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown-holiday")
    answer = await acme.send("DELETE", f"/v1/holidays/{holiday_id}?unit_id={plan.team}")
    assert answer.status_code == 200
    assert (await held(acme, plan))["holidays"] == []


async def test_a_session_is_held(acme: Party) -> None:
    plan = await planned(acme)
    session = {"kind": "sync", "cycle_id": plan.cycle, "day": "2026-02-03", "unit_ids": [plan.team]}
    escalation = {
        "type": "escalation",
        "text": "The API is late",
        "to": {"kind": "unit", "id": plan.team},
        "objective_id": plan.objective,
    }

    session_id = await acme.made("/v1/sessions", session)
    address = f"/v1/sessions/{session_id}"
    await acme.done(f"{address}/outputs", {"output": escalation})
    unknown = {"type": "scored", "objective_id": NOBODY}
    for path, body, field in (
        ("outputs", {"output": unknown}, "output.objective_id"),
        ("close", {"outputs": [escalation, unknown]}, "outputs[1].objective_id"),
    ):
        lost = await acme.post(f"{address}/{path}", body)
        assert (lost.status_code, lost.json()["code"]) == (422, "unknown-objective")
        assert lost.json()["field"] == field
    await acme.done(f"{address}/close", {"summary": "Short", "outputs": [escalation]})
    await acme.done(f"{address}/answers", {"number": 1, "answer": "From Monday on"})
    await acme.refreshed()
    found = (await acme.get(address)).json()
    assert (found["closed"], found["summary"]) == (True, "Short")
    assert [(one["open"], one["answer"]) for one in found["outputs"]] == [(False, "From Monday on")]
    late = await acme.post(f"{address}/outputs", {"output": {"type": "note", "text": "More"}})
    assert (late.status_code, late.json()["code"]) == (409, "session-is-closed")


async def test_adherence_is_answered_for_a_unit_and_a_cycle(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    for key in (f"{plan.cycle}:{plan.team}", plan.cycle):
        assert (await acme.get(f"/v1/adherence/{key}")).status_code == 200


async def test_a_business_review_is_prepared(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    answer = await acme.get(f"/v1/business-review/{plan.cycle}")
    assert (answer.status_code, answer.json()["cycle"]["cycle_id"]) == (200, plan.cycle)
    again = await acme.get(
        f"/v1/business-review/{plan.cycle}", if_none_match=answer.headers["etag"]
    )
    assert again.status_code == 304
    assert (await acme.get(f"/v1/business-review/{NOBODY}")).json()["code"] == "unknown-view"


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "field"),
    [
        ("/v1/rituals", {**SCHEDULE, "at": "25:00"}, 422, "invalid-body", "at"),
        ("/v1/rituals", {**SCHEDULE, "at": "9:00"}, 422, "invalid-body", "at"),
        ("/v1/rituals", {**SCHEDULE, "minutes": 0}, 422, "invalid-body", "minutes"),
        ("/v1/rituals", {**SCHEDULE, "kind": "party"}, 422, "invalid-body", "kind"),
        ("/v1/rituals", {**SCHEDULE, "kind": "scoring"}, 422, "cannot-recur-so", "recurrence"),
        ("/v1/rituals", {**SCHEDULE, "unit_id": NOBODY}, 422, "unknown-unit", "unit_id"),
        ("/v1/rituals", {**SCHEDULE, "time_zone": "X"}, 422, "unknown-time-zone", "time_zone"),
        (
            "/v1/holidays",
            {"name": "X", "first": "2026-02-02", "last": "2026-02-01"},
            422,
            "holiday-ends-before-it-starts",
            "last",
        ),
        (
            "/v1/holidays",
            {"name": "X", "first": "2026-02-02", "last": "2026-12-01"},
            422,
            "holiday-too-long",
            "last",
        ),
        (
            "/v1/sessions",
            {"kind": "sync", "cycle_id": NOBODY, "day": "2026-02-03", "unit_ids": [NOBODY]},
            422,
            "unknown-cycle",
            "cycle_id",
        ),
        (
            "/v1/sessions",
            {"kind": "sync", "cycle_id": NOBODY, "day": "2026-02-03", "unit_ids": []},
            422,
            "invalid-body",
            "unit_ids",
        ),
        (f"/v1/sessions/{NOBODY}/close", {}, 404, "unknown-session", "session_id"),
    ],
)
async def test_what_is_wrong_is_refused_by_name_and_nothing_is_stored(
    acme: Party, path: str, body: Any, status: int, code: str, field: str
) -> None:
    before = await acme.head()
    answer = await acme.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["field"] == field
    assert await acme.head() == before


async def test_a_lead_schedules_for_a_unit_and_not_for_everybody(acme: Party) -> None:
    plan = await planned(acme)
    lead = await acme.with_role("unit_lead", plan.team)
    assert (await lead.post("/v1/rituals", SCHEDULE)).json()["code"] == "not-allowed"
    assert (await lead.post("/v1/rituals", {**SCHEDULE, "unit_id": plan.team})).status_code == 200


async def test_what_is_scheduled_for_the_company_is_for_the_whole_workspace(acme: Party) -> None:
    plan = await planned(acme)
    lead = await acme.with_role("unit_lead", plan.company)
    executive = await acme.with_role("executive")
    whole = {**SCHEDULE, "unit_id": plan.company}
    free = {"name": "Founding", "first": "2026-05-04", "last": "2026-05-04"}
    for path, body in (
        ("/v1/rituals", whole),
        ("/v1/holidays", {**free, "unit_id": plan.company}),
    ):
        refused = await lead.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), path
        assert "for the whole workspace" in refused.json()["detail"]
        assert (await executive.post(path, body)).status_code in (200, 201), path
