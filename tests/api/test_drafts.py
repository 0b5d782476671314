"""Drafts are read by the unit that owns them and by reviewers, and by nobody else on any route."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from api.http.stored.recent import FRESH
from api.http.views.addresses import HANDLERS
from domain.access.rights import REVIEWERS
from domain.values import Role
from tests.api.party import Party, Plan, drafted, planned, routes

WORD = "sesame"

TEAM = {"name": "Care", "kind": "team"}

PREPARED = {
    "/v1/objectives": ("/v1/objectives", "/v1/objectives?cycle={cycle}", "/v1/objectives?limit=1"),
    "/v1/feed": ("/v1/feed?limit=100", "/v1/feed?limit=3"),
    "/v1/sync-agenda": (
        "/v1/sync-agenda?cycle={cycle}&units={team}",
        "/v1/sync-agenda?cycle={cycle}&units={team},{company}",
    ),
    "/v1/business-review/{cycle_id}": ("/v1/business-review/{cycle}",),
    "/v1/webhooks": ("/v1/webhooks",),
    "/v1/webhooks/{webhook_id}/deliveries": ("/v1/webhooks/{cycle}/deliveries",),
    "/v1/chats": ("/v1/chats",),
    "/v1/deliveries": ("/v1/deliveries",),
    "/v1/unsubscribe": ("/v1/unsubscribe",),
    "/v1/inbox": ("/v1/inbox?show=all",),
    "/v1/inbox/suppressed": ("/v1/inbox/suppressed",),
    "/v1/objectives/{objective_id}/audience": ("/v1/objectives/{objective}/audience?of=change",),
    "/v1/generated-texts": ("/v1/generated-texts",),
    "/v1/generated-texts/spent": ("/v1/generated-texts/spent",),
    "/v1/generated-texts/{text_id}": ("/v1/generated-texts/{cycle}",),
    "/v1/me": ("/v1/me",),
    "/v1/me/tokens": ("/v1/me/tokens",),
    "/v1/me/sessions": ("/v1/me/sessions",),
    "/v1/people/{person_id}/notice-preferences": ("/v1/people/{cycle}/notice-preferences",),
    "/v1/people/{person_id}/address": ("/v1/people/{cycle}/address",),
    "/v1/addresses": ("/v1/addresses",),
    "/v1/login": ("/v1/login",),
    "/v1/login/callback": ("/v1/login/callback",),
    "/v1/login/link": ("/v1/login/link",),
    "/v1/calendars": ("/v1/calendars",),
    "/v1/calendars/{address}": (),  # of meetings only, and its address is the secret
}
"""Each route that does not show a stored document as it is, and what to ask of it."""


class Told(NamedTuple):
    """A plan, a draft with a key result and one that was removed, and a withdrawn draft."""

    plan: Plan
    draft: str
    key_result: str
    removed: str
    withdrawn: str


async def told(acme: Party) -> Told:
    """A company with a draft that says the word wherever it can, and is as far as can be."""
    plan = await planned(acme)
    owner = {"kind": "unit", "id": plan.team}
    body = {"cycle_id": plan.cycle, "title": f"T {WORD}", "description": WORD, "owner": owner}
    draft = await acme.made("/v1/objectives", body)
    at = f"/v1/objectives/{draft}"
    metric = {"type": "increase", "baseline": 1, "target": 5}
    key_result = await acme.made(f"{at}/key-results", {"title": f"K {WORD}", "metric": metric})
    gone = await acme.made(f"{at}/key-results", {"title": f"G {WORD}", "metric": metric})
    await acme.done(f"{at}/key-results/{gone}/edit", {"title": f"E {WORD}", "metric": metric})
    await acme.send("DELETE", f"{at}/key-results/{gone}")
    await acme.done(f"{at}/edit", {"title": f"Again {WORD}", "description": WORD})
    for parent, target in ((plan.parent, plan.target), (plan.objective, plan.key_result)):
        link = {"mechanism": WORD, "strength": "strong", "link_test": "yes"}
        up = {"parent_objective_id": parent, "key_result_id": target, **link}
        await acme.made(f"{at}/links", up)
    await acme.done(f"{at}/propose")
    await acme.done(f"{at}/challenge", {"reason": WORD})
    await acme.done(f"{at}/refine", {"answer": WORD})
    await acme.done(f"{at}/accept", {"note": WORD})
    await acme.done(f"{at}/commit")
    needs = {"provider_id": plan.company, "deliverable": "a budget", "due": "2026-02-13"}
    await acme.made(f"{at}/dependencies", {"key_result_id": key_result, **needs})
    span = {"starts": "2026-01-05", "ends": "2026-01-30", "per_week": 4}
    await acme.made(f"{at}/claims", {"pool_id": plan.pool, **span})
    task = {"week": 5, "title": "Ask", "hours": 6, "objective_id": draft}
    await acme.made(
        f"/v1/cycles/{plan.cycle}/units/{plan.team}/tasks", {**task, "key_result_id": key_result}
    )
    given_up = await acme.made("/v1/objectives", body)
    await acme.done(f"/v1/objectives/{given_up}/withdraw", {"reason": WORD})
    review = f"/v1/cycles/{plan.cycle}"
    await acme.made(f"{review}/findings", {"kind": "conflict", "text": WORD})
    await acme.refreshed()
    return Told(plan, draft, key_result, gone, given_up)


async def everything(acme: Party, party: Party, plan: Plan) -> AsyncIterator[tuple[str, int, str]]:
    """What one reader is answered on every route there is, under every key there is."""
    shown = {
        "/v1" + re.sub(r":\w+}", "}", path): str(handler.opt["projection"])
        for handler in HANDLERS
        for path in handler.paths
    }
    for method, path in routes(acme.client):
        if method != "GET" or not path.startswith("/v1/"):
            continue
        if path in shown:
            before, _, key = path.partition("{")
            keys = await _keys(acme, shown[path])
            addresses = [f"{before}{one}" for one in keys] if key else [path]
        else:
            addresses = [one.format(**vars(plan)) for one in PREPARED[path]]
        for address in addresses:
            page: str | None = address
            while page:
                answer = await party.get(page)
                yield page, answer.status_code, answer.text
                link = answer.headers.get("link")
                page = None if link is None else link[1 : link.index(">")]


async def _keys(acme: Party, projection: str) -> list[str]:
    rows = await acme.pool.fetch(
        "select key from public.document where workspace_id = $1 and projection = $2",
        acme.workspace_id,
        projection,
    )
    return [row["key"] for row in rows]


@pytest.mark.parametrize("role", ["member", "service"])
async def test_a_draft_is_nowhere_for_who_belongs_to_another_unit_or_to_none(
    acme: Party, role: Role
) -> None:
    plan = (await told(acme)).plan
    for unit_id in (plan.company, None):
        statuses = set()
        async for address, status, text in everything(
            acme, await acme.with_role(role, unit_id), plan
        ):
            assert WORD not in text, address
            statuses.add(status)
        assert statuses == {200, 403, 404}


async def test_no_refusal_says_what_is_in_a_draft(acme: Party) -> None:
    plan, draft, key_result, removed, withdrawn = await told(acme)
    own, _ = await drafted(acme, plan)
    report, supports = {"effective": "2026-02-03", "value": 2}, {"kind": "supports"}
    metric = {"type": "boolean"}
    needs = {"provider_id": plan.company, "deliverable": "a budget", "due": "2026-02-13"}
    task = {"week": 5, "title": "Ask", "hours": 6, "objective_id": draft}
    asked: list[tuple[str, Any, str]] = [
        (f"{draft}/key-results/{removed}/check-ins", report, "key-result-was-removed"),
        (f"{draft}/key-results/{key_result}/check-ins", report, "not-published"),
        (f"{draft}/edit", {"title": "T"}, "no-longer-a-draft"),
        (
            f"{draft}/key-results/{removed}/edit",
            {"title": "T", "metric": metric},
            "unknown-key-result",
        ),
        (f"{draft}/dependencies", {"key_result_id": removed, **needs}, "unknown-key-result"),
        (f"{own}/links", {"parent_objective_id": withdrawn, **supports}, "parent-is-withdrawn"),
        (
            f"{own}/links",
            {"parent_objective_id": draft, "key_result_id": removed, **supports},
            "unknown-target",
        ),
        (f"{withdrawn}/edit", {"title": "T"}, "objective-is-withdrawn"),
        (f"{withdrawn}/propose", None, "objective-is-withdrawn"),
        (
            f"{withdrawn}/revisions",
            {"reason": "r", "changes": {"title": "T"}},
            "objective-is-withdrawn",
        ),
        (
            f"{withdrawn}/links",
            {"parent_objective_id": plan.parent, **supports},
            "objective-is-withdrawn",
        ),
        (
            f"../cycles/{plan.cycle}/units/{plan.company}/tasks",
            {**task, "key_result_id": removed},
            "unknown-key-result",
        ),
    ]
    lead, member, service = [
        await acme.with_role(role, plan.company) for role in ("unit_lead", "member", "service")
    ]
    for path, body, code in asked:
        answer = await lead.post(f"/v1/objectives/{path}", body)
        assert (answer.status_code >= 400, answer.json()["code"]) == (True, code), path
        assert WORD not in answer.text
    for party in (member, service):
        for path, body, _ in asked:
            answer = await party.post(f"/v1/objectives/{path}", body)
            assert answer.status_code in (403, 404, 422), path
            assert WORD not in answer.text
            if path.startswith((draft, own, withdrawn)):
                assert answer.json()["code"] == "unknown-objective"


async def test_its_unit_and_the_reviewers_read_a_draft(acme: Party) -> None:
    plan, draft, key_result, *_ = await told(acme)
    own = {f"/v1/objectives/{draft}", f"/v1/confidence/{draft}", f"/v1/confidence/{key_result}"}
    readers = {one: await acme.with_role(one) for one in sorted(REVIEWERS)}
    for role, party in (*readers.items(), ("member", await acme.with_role("member", plan.team))):
        telling = {
            address
            async for address, _, text in everything(acme, party, plan)
            if WORD in text and not address.startswith("/v1/objectives?")
        }
        assert own < telling
        assert "/v1/objectives" in telling
        assert (f"/v1/review/{plan.cycle}" in telling) == (role in REVIEWERS)


async def test_what_is_hidden_looks_like_what_is_not_there(acme: Party) -> None:
    plan, draft, *_ = await told(acme)
    reader = await acme.with_role("member", plan.company)
    tag = (await acme.get(f"/v1/objectives/{draft}")).headers["etag"]
    head = await acme.head()
    absent = await reader.get(f"/v1/objectives/{plan.cycle}")

    for query in ("", f"?min_position={head}"):
        for known in ({}, {"if_none_match": tag}, {"if_none_match": "*"}):
            answer = await reader.get(f"/v1/objectives/{draft}{query}", **known)
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown-view")
            assert answer.json()["detail"] == absent.json()["detail"]
            assert "etag" not in answer.headers


async def test_readers_of_a_moment_each_see_their_own(acme: Party) -> None:
    """Whether their questions share a query, or the answer to one was remembered just now."""
    plan, draft, *_ = await told(acme)
    unit = await acme.with_role("member", plan.team)
    other = await acme.with_role("member", plan.company)
    address = f"/v1/objectives/{draft}"
    tag = (await unit.get(address)).headers["etag"]
    for _ in range(3):
        asked = [one.get(address, if_none_match=tag) for one in 4 * (acme, unit, other)]
        answers = await asyncio.gather(*asked)
        assert [one.status_code for one in answers] == 4 * [304, 304, 404]


async def test_a_draft_is_for_everybody_once_it_is_published(acme: Party) -> None:
    plan, draft, *_ = await told(acme)
    other = await acme.with_role("member", plan.company)
    await acme.done(f"/v1/objectives/{draft}/publish")
    await acme.refreshed()

    assert (await other.get(f"/v1/objectives/{draft}")).json()["title"] == f"Again {WORD}"
    assert WORD in (await other.get(f"/v1/alignment/{plan.target}")).text
    assert WORD in (await other.get("/v1/objectives")).text
    assert (await other.get("/v1/feed")).json()["items"][0]["text"] == f"Published: Again {WORD}"


async def test_a_draft_goes_with_its_owner_to_another_unit(acme: Party) -> None:
    plan, draft, *_ = await told(acme)
    unit, other = [await acme.with_role("member", one) for one in (plan.team, plan.company)]
    person = (await acme.get("/v1/directory")).json()["people"][0]["person_id"]
    moved = {"unit_id": plan.company, "effective": "2026-01-01"}
    owner = {"kind": "person", "id": person}
    body = {"cycle_id": plan.cycle, "title": WORD, "owner": owner}
    own = f"/v1/objectives/{await acme.made('/v1/objectives', body)}"
    await acme.refreshed()
    assert [(await one.get(own)).status_code for one in (unit, other)] == [200, 404]

    await acme.done(f"/v1/people/{person}/move", moved)
    await acme.refreshed()
    await asyncio.sleep(2 * FRESH)

    assert [(await one.get(own)).status_code for one in (unit, other)] == [404, 200]
    assert (await unit.get(f"/v1/objectives/{draft}")).status_code == 200


async def test_a_draft_stays_with_its_unit_while_a_merger_is_only_announced(acme: Party) -> None:
    """Also what is planned for a cycle that begins with it."""
    plan, draft, *_ = await told(acme)
    care = await acme.made("/v1/units", {**TEAM, "parent_id": plan.company})
    spans = {"past": ("2025-10-01", "2025-12-31"), "next": ("2099-04-01", "2099-06-30")}
    drafts = {"now": draft}
    for name, (starts, ends) in spans.items():
        cycle = await acme.made("/v1/cycles", {"name": name, "starts": starts, "ends": ends})
        owner = {"kind": "unit", "id": plan.team}
        body = {"cycle_id": cycle, "title": WORD, "owner": owner}
        drafts[name] = await acme.made("/v1/objectives", body)
    readers = [await acme.with_role("member", unit) for unit in (plan.team, care, plan.company)]

    async def seen(name: str) -> list[int]:
        await acme.refreshed()
        await asyncio.sleep(4 * FRESH)  # also until tokens are looked up again
        own = f"/v1/objectives/{drafts[name]}"
        lists = [(await one.get("/v1/objectives")).json()["items"] for one in readers]
        listed = [drafts[name] in {one["objective_id"] for one in items} for items in lists]
        statuses = [(await one.get(own)).status_code for one in readers]
        assert listed == [status == 200 for status in statuses]
        return statuses

    for name in drafts:
        assert await seen(name) == [200, 404, 404]
    merged = {"into_id": care, "effective": "2099-04-01"}
    await acme.done(f"/v1/units/{plan.team}/merge", merged)
    for name in drafts:
        assert await seen(name) == [200, 404, 404]


async def test_a_draft_is_seen_by_what_its_unit_became(acme: Party) -> None:
    plan, draft, *_ = await told(acme)
    care = await acme.made("/v1/units", {**TEAM, "parent_id": plan.company})
    cycle = await acme.made(
        "/v1/cycles", {"name": "past", "starts": "2025-10-01", "ends": "2025-12-31"}
    )
    owner = {"kind": "unit", "id": plan.team}
    past = await acme.made("/v1/objectives", {"cycle_id": cycle, "title": WORD, "owner": owner})
    readers = [await acme.with_role("member", unit) for unit in (plan.team, care, plan.company)]
    merged = {"into_id": care, "effective": "2026-01-01"}
    await acme.done(f"/v1/units/{plan.team}/merge", merged)
    await acme.refreshed()
    await asyncio.sleep(4 * FRESH)  # also until tokens are looked up again
    for own, statuses in ((draft, [200, 200, 404]), (past, [200, 404, 404])):
        found = [(await one.get(f"/v1/objectives/{own}")).status_code for one in readers]
        assert found == statuses


async def test_a_draft_is_seen_by_its_owners_after_any_number_of_mergers(acme: Party) -> None:
    plan = await planned(acme)
    care, aid = [
        await acme.made("/v1/units", {**TEAM, "name": name, "parent_id": plan.company})
        for name in ("Care", "Aid")
    ]
    cycle = await acme.made(
        "/v1/cycles", {"name": "past", "starts": "2025-10-01", "ends": "2025-12-31"}
    )
    owner = {"kind": "unit", "id": plan.team}
    past = await acme.made("/v1/objectives", {"cycle_id": cycle, "title": WORD, "owner": owner})
    units = (plan.team, care, aid, plan.company)
    for old, new, day in ((plan.team, care, "2025-12-01"), (care, aid, "2026-01-01")):
        await acme.done(f"/v1/units/{old}/merge", {"into_id": new, "effective": day})
    await acme.refreshed()
    readers = [await acme.with_role("member", unit) for unit in units]
    found = [(await one.get(f"/v1/objectives/{past}")).status_code for one in readers]
    assert found == [200, 200, 404, 404]


async def test_the_companys_drafts_are_what_everybody_drafts_against(acme: Party) -> None:
    plan = await planned(acme)
    owner = {"kind": "unit", "id": plan.company}
    body = {"cycle_id": plan.cycle, "title": "Grow", "owner": owner}
    draft = await acme.made("/v1/objectives", body)
    await acme.refreshed()
    reader = await acme.with_role("member")

    assert (await reader.get(f"/v1/objectives/{draft}")).json()["title"] == "Grow"
    assert (await reader.get("/v1/feed")).json()["items"][0][
        "text"
    ] == "Drafted the objective: Grow"


async def test_pages_of_a_list_are_full_though_drafts_of_others_lie_in_between(
    acme: Party,
) -> None:
    plan = await planned(acme)
    teams = [plan.team, await acme.made("/v1/units", {**TEAM, "parent_id": plan.company})]
    drafts = [(await drafted(acme, plan))[0] for _ in range(5)]
    owner = {"kind": "unit", "id": teams[1]}
    body = {"cycle_id": plan.cycle, "title": "T", "owner": owner}
    others = [await acme.made("/v1/objectives", body) for _ in range(5)]
    await acme.refreshed()
    published = [plan.parent, plan.objective]
    for unit_id, seen in ((teams[0], drafts), (teams[1], others), (None, [])):
        reader = await acme.with_role("member", unit_id)
        for query in ("limit=2", f"limit=2&cycle={plan.cycle}"):
            pages = [page async for page in _pages(reader, f"/v1/objectives?{query}")]
            assert [one for page in pages for one in page] == sorted([*published, *seen])
            assert all(len(page) == 2 for page in pages[:-1])


async def _pages(reader: Party, address: str) -> AsyncIterator[list[str]]:
    following: str | None = address
    while following:
        answer = await reader.get(following)
        yield [one["objective_id"] for one in answer.json()["items"]]
        link = answer.headers.get("link")
        following = None if link is None else link[1 : link.index(">")]
