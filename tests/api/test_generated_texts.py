"""Texts of a language model, asked for over HTTP and written by the writer of the worker."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from api.http.services import Resources
from events.database.pool import Pool
from tests.api.party import Party, Plan, planned
from tests.support.language_model import ModelServer, modelling
from workers.generating import endpoint
from workers.generating.endpoint import Endpoint
from workers.generating.writer import Writer

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with modelling() as started:
        yield started


@pytest.fixture
async def writer(pool: Pool, server: ModelServer) -> AsyncIterator[Writer]:
    async with endpoint.new_client() as client:
        made = Writer(pool, Endpoint(client, server.as_set()), server.as_set())
        yield made
        await made.close()


async def drafted(acme: Party) -> tuple[Plan, str, str, str]:
    """A plan, the draft of its team, and a weak key result and a sound one in it."""
    plan = await planned(acme)
    owner = {"kind": "unit", "id": plan.team}
    draft = await acme.made(
        "/v1/objectives", {"cycle_id": plan.cycle, "title": "Easy beginnings", "owner": owner}
    )
    at = f"/v1/objectives/{draft}/key-results"
    weak = await acme.made(at, {"title": "Improve onboarding", "metric": {"type": "boolean"}})
    metric = {"type": "decrease", "baseline": 14, "target": 5, "unit": "days"}
    sound = await acme.made(at, {"title": "First value within 5 days, from 14", "metric": metric})
    await acme.refreshed()
    return plan, draft, f"{at}/{weak}", f"{at}/{sound}"


async def test_who_drafts_gets_other_wordings_and_adopts_one_by_an_ordinary_edit(
    acme: Party, server: ModelServer, writer: Writer
) -> None:
    plan, draft, weak, _ = await drafted(acme)
    team = await acme.with_role("member", plan.team)
    head = await acme.head()

    asked = await team.post(f"{weak}/rewrites")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    at = asked.headers["location"]
    assert at == f"/v1/generated-texts/{asked.json()['text_id']}"
    assert server.received == []

    title = "Share of accounts that finish the setup rises from 31 to 60 %"
    server.says({"rewrites": [{"title": title, "measure": "the setup log"}]})
    await writer.write(acme.workspace_id)
    answer = await team.get(at)
    text = answer.json()
    assert (text["state"], text["model"], text["prompt"]) == ("written", "small-1", "rewrite-1")
    assert text["notice"].startswith("Written by a language model.")
    [one] = text["result"]["rewrites"]
    gap = "[to be filled in]"
    assert one["title"] == f"Share of accounts that finish the setup rises from {gap} to {gap} %"
    assert one["to_be_filled_in"] == 2
    told = json.loads(server.asked[0]["messages"][1]["content"])
    assert told == text["sent"]
    assert (set(told), told["title"]) == ({"title", "metric", "findings"}, "Improve onboarding")
    assert {one["rule"] for one in told["findings"]} >= {"not_measurable"}
    assert await acme.head() == head

    metric = {"type": "increase", "baseline": 31, "target": 60, "unit": "%"}
    await team.done(f"{weak}/edit", {"title": title, "metric": metric})
    await acme.refreshed()
    assert title in (await team.get(f"/v1/objectives/{draft}")).text
    assert (await team.post(f"{weak}/rewrites")).json()["code"] == "nothing-to-rewrite"


async def test_a_draft_is_sent_nowhere_for_those_who_may_not_read_it(
    acme: Party, server: ModelServer, writer: Writer
) -> None:
    plan, draft, weak, _ = await drafted(acme)
    team, other = await acme.with_role("member", plan.team), await acme.with_role("service")
    at = (await team.post(f"{weak}/rewrites")).headers["location"]

    refused = await other.post(f"{weak}/rewrites")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown-objective")
    await writer.write(acme.workspace_id)
    assert len(server.received) == 1
    for party in (other, acme):
        assert (await party.get(at)).json()["code"] == "unknown-text"
    assert (await team.get(at)).json()["state"] == "failed"
    await acme.done(f"/v1/objectives/{draft}/withdraw", {"reason": "r"})
    await acme.refreshed()
    assert (await team.get(at)).status_code == (
        await team.get(f"/v1/objectives/{draft}")
    ).status_code


async def test_a_sound_key_result_and_one_that_is_not_there_are_not_rewritten(acme: Party) -> None:
    _, draft, _, sound = await drafted(acme)
    assert (await acme.post(f"{sound}/rewrites")).json()["code"] == "nothing-to-rewrite"
    gone = await acme.post(f"/v1/objectives/{draft}/key-results/{NOBODY}/rewrites")
    assert gone.json()["code"] == "unknown-key-result"


async def test_what_a_review_has_dismissed_is_not_to_be_rewritten(acme: Party) -> None:
    plan, draft, weak, _ = await drafted(acme)
    terms = {"title": "Improve onboarding", "metric": {"type": "boolean"}, "due": "2026-03-31"}
    await acme.done(f"{weak}/edit", terms)
    review = f"/v1/cycles/{plan.cycle}/reviews"
    await acme.done(f"{review}/{plan.review}/close", {})
    await acme.made(review, None)
    key_result = weak.rpartition("/")[2]
    await acme.done(
        f"/v1/cycles/{plan.cycle}/findings/not_measurable:{key_result}/resolve",
        {"resolution": "dismissed", "how": "It is meant that way"},
    )
    await acme.refreshed()
    assert key_result in (await acme.get(f"/v1/diagnosis/{draft}")).text
    assert (await acme.post(f"{weak}/rewrites")).json()["code"] == "nothing-to-rewrite"


async def test_a_business_review_is_told_in_paragraphs_without_new_figures(
    acme: Party, server: ModelServer, writer: Writer
) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    reader = await acme.with_role("service")
    asked = await reader.post(f"/v1/business-review/{plan.cycle}/narratives")
    assert asked.status_code == 202
    server.says({"paragraphs": ["No delivery is overdue.", "Revenue fell by 17 %."]})
    await writer.write(acme.workspace_id)

    text = (await acme.get(asked.headers["location"])).json()
    assert text["result"] == {
        "kind": "narrative",
        "paragraphs": ["No delivery is overdue."],
        "dropped": 1,
    }
    assert "_id" not in server.asked[0]["messages"][1]["content"]


async def test_without_a_language_model_nothing_can_be_asked_for(
    acme: Party, resources: Resources
) -> None:
    plan, _, weak, _ = await drafted(acme)
    app = acme.client._transport.app  # type: ignore[attr-defined]
    app.state["resources"] = replace(resources, language_model=False)
    for path in (f"{weak}/rewrites", f"/v1/business-review/{plan.cycle}/narratives"):
        answer = await acme.post(path)
        assert (answer.status_code, answer.json()["code"]) == (409, "language-model-not-set-up")


def month(acme: Party, ago: int) -> datetime:
    """When a month began, of UTC."""
    now = acme.resources.clock()
    months = now.year * 12 + now.month - 1 - ago
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


async def put(acme: Party, number: int, ago: int, tokens: int, failure: str | None) -> None:
    """A text of so many months ago."""
    await acme.pool.execute(
        "insert into public.generated_text"
        " (workspace_id, text_id, kind, subject, asked_by, asked_at, sent, model, began_at,"
        " ended_at, tokens, failure)"
        " values ($1, $2, 'rewrite', 'key_result:a:b', 'person:ada', $3, 'sesame', 'small-1', $3,"
        " $3, $4, $5)",
        acme.workspace_id,
        f"00000000-0000-4000-8000-{number:012}",
        month(acme, ago) + timedelta(days=14),
        tokens,
        failure,
    )


async def test_what_was_asked_for_and_what_it_took_is_listed_by_pages_in_nobodys_words(
    acme: Party,
) -> None:
    for number in range(5):
        await put(acme, number, 9 - number, 100, None)
    seen: list[str] = []
    at: str | None = "/v1/generated-texts?limit=2"
    while at is not None:
        answer = await acme.get(at)
        assert answer.status_code == 200
        assert "sesame" not in answer.text
        seen += [one["text_id"][-1] for one in answer.json()["items"]]
        following = answer.json()["next"]
        at = following and f"/v1/generated-texts?limit=2&cursor={following}"
    assert seen == ["4", "3", "2", "1", "0"]
    for bad in ("cursor=x", "limit=0", "limit=101", "other=1"):
        refused = await acme.get(f"/v1/generated-texts?{bad}")
        assert refused.status_code in (400, 422)


async def test_what_was_spent_is_added_up_by_month(acme: Party) -> None:
    await put(acme, 1, 3, 100, None)
    await put(acme, 2, 3, 40, "it took too long")
    await put(acme, 3, 2, 7, None)
    await put(acme, 4, 24, 9, None)
    found = (await acme.get("/v1/generated-texts/spent")).json()["items"]
    assert [tuple(one.values()) for one in found] == [
        (f"{month(acme, 2):%Y-%m-%d}", "small-1", 1, 0, 7),
        (f"{month(acme, 3):%Y-%m-%d}", "small-1", 2, 1, 140),
    ]


async def test_what_was_spent_is_for_administrators_and_auditors(
    acme: Party, globex: Party
) -> None:
    await put(acme, 1, 3, 100, None)
    plan = await planned(acme)
    for at in ("/v1/generated-texts", "/v1/generated-texts/spent"):
        assert len((await acme.get(at)).json()["items"]) == 1
        assert len((await (await acme.with_role("auditor")).get(at)).json()["items"]) == 1
        assert (await globex.get(at)).json()["items"] == []
        refused = await (await acme.with_role("executive", plan.team)).get(at)
        assert (refused.status_code, refused.json()["code"]) == (403, "administrators-only")
