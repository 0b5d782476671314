"""Nobody sees or changes what belongs to another workspace, on any route there is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from httpx import Response

from api.access.tokens import create_token, list_tokens, revoke_token
from domain.values import Role
from tests.api.party import Party, Plan, check_ins, planned, routes

NOBODY = "00000000-0000-4000-8000-000000000000"

BODIES: dict[str, dict[str, Any]] = {
    "/{finding_id}/answer": {"resolution": "accepted", "how": "h"},
    "/acknowledge": {},
    "/notice-preferences": {"time_zone": "Asia/Tokyo"},
    "/channels": {"declined": ["email"]},
    "/stand-ins": {"substitute_id": NOBODY, "first": "2026-02-03", "last": "2026-02-03"},
    "/{stand_in_id}/end": {"effective": "2026-02-03"},
    "/comments": {"text": "t"},
    "/replies": {"text": "t"},
    "/{comment_id}/edit": {"text": "t"},
    "/{comment_id}/remove": {"reason": "r"},
    "/{objective_id}/edit": {"title": "T"},
    "/{key_result_id}/edit": {"title": "K", "metric": {"type": "boolean"}},
    "/challenge": {"reason": "r"},
    "/refine": {"answer": "a"},
    "/{objective_id}/withdraw": {"reason": "r"},
    "/revisions": {"reason": "r", "changes": {"title": "T"}},
    "/approve": {},
    "/outcomes/{outcome_id}/edit": {"title": "T", "owner": {"kind": "unit", "id": NOBODY}},
    "/outcomes/{outcome_id}/drop": {"reason": "r"},
    "/bets/{bet_id}/end": {"on": "2026-02-03", "reason": "r"},
    "/reports": {"effective": "2026-02-03", "value": 1},
    "/assessment": {"verdict": "missed"},
    "/refreshments": {"cycle_id": NOBODY},
    "/outcomes": {"outcome_ids": []},
    "/rename": {"name": "N", "effective": "2026-02-03"},
    "/{unit_id}/move": {"parent_id": NOBODY, "effective": "2026-02-03"},
    "/merge": {"into_id": NOBODY, "effective": "2026-02-03"},
    "/archive": {"reason": "r", "effective": "2026-02-03"},
    "/{person_id}/move": {"unit_id": NOBODY, "effective": "2026-02-03"},
    "/forecasts": {"value": 1},
    "/return": {"unit_id": NOBODY, "effective": "2026-02-03"},
    "/leave": {"effective": "2026-02-03"},
    "/address": {"email": "a@example.com"},
    "/role": {"role": "member", "effective": "2026-02-03"},
    "/capacity": {"starts": "2026-02-01", "per_week": 3},
    "/{pool_id}/close": {"closes": "2026-02-01"},
    "/claims": {"pool_id": NOBODY, "starts": "2026-02-01", "ends": "2026-02-02", "per_week": 1},
    "/terms": {"starts": "2026-02-01", "ends": "2026-02-02", "per_week": 1},
    "/release": {"reason": "r"},
    "/tasks": {"week": 1, "title": "T", "hours": 1},
    "/edit": {"title": "T", "hours": 1},
    "/move": {"week": 2},
    "/drop": {"reason": "r"},
    "/phase": {"phase": "scoring"},
    "/key-results": {"title": "K", "metric": {"type": "boolean"}},
    "/check-ins": {"effective": "2026-02-03", "value": 1},
    "/corrections": {"reason": "r", "value": 1},
    "/close": {},
    "/outputs": {"output": {"type": "note", "text": "t"}},
    "/answers": {"number": 1, "answer": "a"},
    "/findings": {"kind": "gap", "text": "t"},
    "/alert/acknowledge": {},
    "/alert/snooze": {"until": "2026-02-03"},
    "/alert/resolve": {"reason": "r"},
    "/alert/judge": {"verdict": "useful"},
    "/resolve": {"resolution": "settled", "how": "h"},
    "/reopen": {"reason": "r"},
    "/dependencies": {
        "key_result_id": NOBODY,
        "provider_id": NOBODY,
        "deliverable": "d",
        "due": "2026-02-13",
    },
    "/accept": {},
    "/decline": {"reason": "r"},
    "/flag": {"reason": "r"},
    "/confirm": {},
    "/slip": {"promised": "2026-02-20", "reason": "r"},
    "/deliver": {},
    "/withdraw": {"reason": "r"},
    "/scores": {"objective_id": NOBODY},
    "/retrospectives": {"lessons": [{"text": "l", "verdict": "keep"}]},
    "/reset": {"into_cycle_id": NOBODY, "decisions": []},
    "/links": {"parent_objective_id": "{parent}", "kind": "supports"},
}


async def test_another_workspaces_ids_lead_nowhere(acme: Party, globex: Party) -> None:
    theirs = await planned(globex)
    comments = f"/v1/objectives/{theirs.objective}/comments"
    theirs.comment = await globex.made(comments, {"text": "t"})
    await globex.refreshed()
    await acme.refreshed()
    webhook = (await globex.post("/v1/webhooks", {"url": "https://example.com/h"})).json()
    before = await acme.head(), await globex.head()

    for method, path in routes(acme.client):
        if "{" not in path or path.startswith("/problems"):
            continue
        address = _filled(path, theirs, webhook["webhook_id"])
        body = next((body for end, body in BODIES.items() if path.endswith(end)), None)
        if body is not None and "parent_objective_id" in body:
            body = {**body, "parent_objective_id": theirs.parent}
        answer = await acme.send(method, address, body)
        assert answer.status_code == 404, (method, path, answer.text)
        same = await acme.send(method, _filled(path, Plan(), NOBODY), body)
        assert _code(same) == _code(answer), (method, path)

    assert (await acme.head(), await globex.head()) == before
    assert len((await globex.get("/v1/webhooks")).json()["items"]) == 1


async def test_lists_hold_only_ones_own(acme: Party, globex: Party) -> None:
    await planned(globex)
    await globex.post("/v1/webhooks", {"url": "https://example.com/h"})
    await globex.refreshed()
    await acme.refreshed()

    assert (await acme.get("/v1/objectives")).json()["items"] == []
    assert (await acme.get("/v1/webhooks")).json()["items"] == []
    assert len((await acme.get("/v1/feed")).json()["items"]) == 1
    directory = (await acme.get("/v1/directory")).json()
    assert (directory["name"], directory["units"]) == ("Acme", [])


async def test_a_reference_to_another_workspaces_record_is_refused(
    acme: Party, globex: Party
) -> None:
    theirs, ours = await planned(globex), await planned(acme)
    before = await acme.head()

    owner, gone = {"kind": "unit", "id": theirs.team}, "unknown-cycle"
    for path, body, code in [
        ("/v1/objectives", {"cycle_id": ours.cycle, "title": "T", "owner": owner}, "unknown-owner"),
        ("/v1/objectives", {"cycle_id": theirs.cycle, "title": "T", "owner": owner}, gone),
        ("/v1/people", {"name": "P", "unit_id": theirs.team}, "unknown-unit"),
        (
            f"/v1/objectives/{ours.objective}/claims",
            {**BODIES["/claims"], "pool_id": theirs.pool},
            "unknown-pool",
        ),
        (
            f"/v1/cycles/{ours.cycle}/units/{theirs.team}/tasks",
            {"week": 1, "title": "T", "hours": 1},
            "unknown-unit",
        ),
        (
            f"/v1/cycles/{ours.cycle}/units/{ours.team}/tasks",
            {
                "week": 1,
                "title": "T",
                "hours": 1,
                "objective_id": theirs.objective,
                "key_result_id": theirs.key_result,
            },
            "unknown-objective",
        ),
        (
            f"/v1/objectives/{ours.objective}/links",
            {"parent_objective_id": theirs.parent, "kind": "supports"},
            "unknown-parent",
        ),
    ]:
        assert (await acme.post(path, body)).json()["code"] == code
    assert await acme.head() == before


# Tokens

ASKED_FOR = {"link-not-signed", "link-over", "login-not-set-up", "not-from-here"}
"""What is said to who comes without anything to where people log in or unsubscribe."""


async def test_every_route_below_v1_wants_a_token(acme: Party) -> None:
    for method, path in routes(acme.client):
        answer = await acme.client.request(method, _filled(path, Plan(), NOBODY))
        if path == "/v1/calendars/{address}" and method == "GET":
            assert answer.status_code == 404  # the address is the secret
        elif path.startswith(("/v1/login", "/v1/unsubscribe")):
            assert answer.json()["code"] in ASKED_FOR, path
        elif path.startswith("/v1"):
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
            assert answer.headers["www-authenticate"].startswith("Bearer")
        elif path.startswith("/pages") and path != "/pages/style.css":
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/v1/login?next=%2Fpages"), path
        else:
            assert answer.status_code in (200, 307), path


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Bearer sightline_",
        "Bearer sightline_" + "A" * 64,
        "Bearer sightline_" + "%" * 64,
        "Basic {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer {token} x",
    ],
)
async def test_what_is_no_valid_token_is_refused(acme: Party, header: str) -> None:
    answer = await acme.client.get(
        "/v1/directory", headers={"authorization": header.format(token=acme.token)}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_the_word_bearer_may_be_written_in_any_case(acme: Party) -> None:
    await acme.refreshed()

    answer = await acme.client.get(
        "/v1/directory", headers={"authorization": f"BEARER {acme.token}"}
    )

    assert answer.status_code == 200


async def test_a_token_does_not_work_for_another_workspace(acme: Party, globex: Party) -> None:
    """Its random part, with another workspace's id before it, is another token."""
    forged = globex.token[:32] + acme.token[32:]

    answer = await acme.client.get("/v1/directory", headers={"authorization": f"Bearer {forged}"})

    assert answer.status_code == 401


async def test_a_revoked_token_is_refused_as_soon_as_it_is_looked_up_again(acme: Party) -> None:
    await acme.refreshed()
    other = await acme.with_role("member")
    assert (await other.get("/v1/directory")).status_code == 200
    entry = next(
        one for one in await list_tokens(acme.pool, acme.workspace_id) if one.name == "a member"
    )

    assert await revoke_token(acme.pool, acme.workspace_id, entry.token_id, "ada") == 1

    acme.resources.gate._known.clear()
    assert (await other.get("/v1/directory")).status_code == 401
    assert (await acme.get("/v1/directory")).status_code == 200


async def test_tokens_are_kept_as_hashes_only(acme: Party) -> None:
    token = await create_token(acme.pool, acme.workspace_id, "member", "somebody")

    rows = await acme.pool.fetch(
        "select t::text as row from public.token as t where workspace_id = $1", acme.workspace_id
    )

    assert not any(token in row["row"] or token[-20:] in row["row"] for row in rows)


# Roles


@pytest.mark.parametrize("role", ["auditor", "service", "member"])
async def test_who_may_not_do_something_is_told_so(acme: Party, role: Role) -> None:
    plan = await planned(acme)
    party = await acme.with_role(role)
    before = await acme.head()

    for path, body in [
        ("/v1/units", {"name": "X", "kind": "team", "parent_id": plan.company}),
        ("/v1/cycles", {"name": "X", "starts": "2026-01-01", "ends": "2026-01-31"}),
        (f"/v1/objectives/{plan.objective}/publish", None),
    ]:
        answer = await party.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    webhook = await party.post("/v1/webhooks", {"url": "https://example.com/h"})
    assert (webhook.status_code, webhook.json()["code"]) == (403, "administrators-only")
    assert await acme.head() == before


async def test_an_auditor_reads_everything_and_changes_nothing(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    auditor = await acme.with_role("auditor")

    assert (await auditor.get("/v1/directory")).status_code == 200
    assert (await auditor.get("/v1/feed")).status_code == 200
    assert (await auditor.get("/v1/webhooks")).status_code == 200
    check_in = await auditor.post(check_ins(plan), {"effective": "2026-02-03", "value": 1})
    assert check_in.status_code == 403


async def test_a_service_reports_and_nothing_else(acme: Party) -> None:
    plan = await planned(acme)
    service = await acme.with_role("service")

    answer = await service.post(check_ins(plan), {"effective": "2026-02-03", "value": 9})

    assert answer.status_code == 201


def _code(answer: Response) -> str:
    """Of a problem, as JSON or as a page."""
    if answer.headers["content-type"].startswith("text/html"):
        [shown] = re.findall("<small>([a-z-]+) ", answer.text)
        return str(shown)
    code: str = answer.json()["code"]
    return code


def _filled(path: str, plan: Plan, nobody: str) -> str:
    """An address with the ids of a plan; what a plan does not have is `nobody`."""
    keyed_by = {"confidence": "key_result", "drift": "key_result"}
    view = path.split("/")[2] if path.count("/") > 1 else ""
    known = {
        "key": getattr(plan, keyed_by.get(view, "cycle"), nobody),
        "cycle_id": getattr(plan, "cycle", nobody),
        "objective_id": getattr(plan, "objective", nobody),
        "key_result_id": getattr(plan, "key_result", nobody),
        "check_in_id": getattr(plan, "check_in", nobody),
        "comment_id": getattr(plan, "comment", nobody),
        "link_id": getattr(plan, "link", nobody),
        "review_id": getattr(plan, "review", nobody),
        "dependency_id": getattr(plan, "dependency", nobody),
        "finding_id": getattr(plan, "finding", nobody),
        "unit_id": getattr(plan, "team", nobody),
        "pool_id": getattr(plan, "pool", nobody),
        "claim_id": getattr(plan, "claim", nobody),
        "task_id": getattr(plan, "task", nobody),
        "code": "busy",
    }
    return re.sub(r"{(\w+)}", lambda found: known.get(found[1], nobody), path)
