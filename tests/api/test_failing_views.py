"""What readers are told of a view that cannot be made, and of views that stand still."""

from __future__ import annotations

import logging

import msgspec
import pytest

from events.log import Append, Draft
from events.postgres import PostgresLog
from projections.views.drift.drift import DriftView
from projections.views.objective.objective import ObjectiveView
from tests.api.conftest import NOW
from tests.api.party import Party, Plan, planned


class Bug(Exception):
    pass


async def failing(acme: Party, monkeypatch: pytest.MonkeyPatch, view: type) -> Plan:
    """A plan, one view of which cannot be made."""
    plan = await planned(acme)

    def render(*_: object) -> None:
        raise Bug("with what somebody has written")

    monkeypatch.setattr(view, "render", render)
    await acme.refreshed()
    return plan


async def test_a_view_that_cannot_be_made_is_a_problem_of_its_own(
    acme: Party, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan = await failing(acme, monkeypatch, DriftView)
    caplog.clear()
    for answer in [await acme.get(f"/v1/drift/{plan.cycle}") for _ in range(2)]:
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (500, "view-not-made")
        assert "since position" in problem["detail"]
        assert "(Bug)" in problem["detail"]
        assert "somebody has written" not in answer.text
        assert "etag" not in answer.headers
    assert (await acme.get(f"/v1/alignment/{plan.cycle}")).status_code == 200
    page = await acme.get(f"/pages/drift/{plan.cycle}")
    assert (page.status_code, page.headers["content-type"][:9]) == (500, "text/html")
    assert "since position" in page.text
    assert "somebody has written" not in page.text
    review = await acme.get(f"/v1/business-review/{plan.cycle}")
    assert review.json()["code"] == "view-not-made"
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_a_list_names_the_objectives_that_it_cannot_show(
    acme: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    rendered = ObjectiveView.render

    def render(self: ObjectiveView, *asked: object) -> object:
        if asked[1] == plan.objective:
            raise Bug
        return rendered(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(ObjectiveView, "render", render)
    before = (await acme.get("/v1/objectives")).json()
    await acme.refresher.rebuild(acme.workspace_id)
    for address in ("/v1/objectives", f"/v1/objectives?cycle={plan.cycle}"):
        found = (await acme.get(address)).json()
        assert found["not_made"] == [plan.objective]
        shown = [one["objective_id"] for one in found["items"]]
        assert {*shown, plan.objective} == {one["objective_id"] for one in before["items"]}
        assert plan.objective not in shown


@pytest.mark.parametrize("lacking", ["health", "view"])
async def test_a_page_waits_for_a_document_that_another_version_has_made(
    acme: Party, lacking: str
) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    said = (await acme.get(f"/v1/objectives/{plan.objective}")).json()
    if lacking == "health":
        del said["health"]["reasons"]
    else:
        del said["health"]
    await acme.pool.execute(
        "update public.document set body = $3"
        " where workspace_id = $1 and projection = 'objective' and key = $2",
        acme.workspace_id,
        plan.objective,
        msgspec.json.encode(said),
    )
    page = await acme.get(f"/pages/objectives/{plan.objective}")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert "It is being made again: try again soon." in page.text


async def test_views_that_stand_still_say_before_which_event_and_why(
    acme: Party, database: str
) -> None:
    plan = await planned(acme)
    reached = await acme.refreshed()
    log = PostgresLog(database)
    try:
        broken = Append((Draft("objective:x", "checked_in", b'{"type": 7}'),), {}, "ada", NOW)
        at = (await log.append(acme.workspace_id, broken)).last
    finally:
        await log.close()
    assert await acme.refreshed() == reached
    answer = await acme.get(f"/v1/alignment/{plan.cycle}")
    assert answer.status_code == 200
    assert answer.headers["sightline-position"] == str(reached)
    assert answer.headers["sightline-stopped"] == f'{at};error="UnreadableEvent"'
    page = await acme.get(f"/pages/alignment/{plan.cycle}")
    assert f"The views have stopped before position {at} of the log" in page.text
    again = await acme.get(f"/v1/alignment/{plan.cycle}", if_none_match=answer.headers["etag"])
    assert again.status_code == 304
    assert again.headers["sightline-stopped"] == answer.headers["sightline-stopped"]
    late = await acme.get(f"/v1/alignment/{plan.cycle}?min_position={at}")
    assert (late.status_code, late.json()["code"]) == (503, "views-stopped")
    assert late.json()["detail"] == (
        f"The views stop at position {reached}: the event at {at} cannot be folded"
        " (UnreadableEvent)."
    )
    early = await acme.get(f"/v1/alignment/{plan.cycle}?min_position={reached}")
    assert early.status_code == 200


async def test_a_change_to_a_record_that_cannot_be_folded_names_the_event_and_is_no_crash(
    acme: Party, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    plan = await planned(acme)
    log = PostgresLog(database)
    try:
        broken = Append((Draft(f"objective:{plan.objective}", "checked_in", b"{}"),), {}, "x", NOW)
        at = (await log.append(acme.workspace_id, broken)).last
    finally:
        await log.close()
    commit = f"/v1/objectives/{plan.objective}/commit"
    for _ in range(2):
        answer = await acme.post(commit)
        assert (answer.status_code, answer.json()["code"]) == (503, "record-stopped")
        assert answer.json()["detail"] == (
            f"Nothing can be decided here: the event at position {at} cannot be folded"
            " (UnreadableEvent)."
        )
    assert [one.name for one in caplog.records if one.levelname == "ERROR"] == ["events.states"]
    unit = {"name": "Elsewhere", "kind": "team", "parent_id": plan.company}
    assert (await acme.post("/v1/units", unit)).status_code == 201


async def test_whoever_belongs_to_a_unit_reads_on_when_the_organization_cannot_be_folded(
    acme: Party, database: str
) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    log = PostgresLog(database)
    try:
        broken = Append((Draft("organization", "unit_added", b"{}"),), {}, "ada", NOW)
        await log.append(acme.workspace_id, broken)
    finally:
        await log.close()
    member = await acme.with_role("member", plan.team)
    assert (await member.get(f"/v1/alignment/{plan.cycle}")).status_code == 200
