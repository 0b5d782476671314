"""What somebody was told, what they were not sent, and who would hear of something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.access.tokens import create_token
from tests.api.party import Party

TODAY = datetime.now(UTC).date()
"""What is told is about what has just been recorded, by the clock of the database."""


class Company:
    """A team with a draft, its lead, a member of it, and a member of another team."""

    def __init__(self, acme: Party) -> None:
        self.acme = acme

    async def found(self) -> Company:
        acme = self.acme
        company = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
        self.team = await acme.made(
            "/v1/units", {"name": "Web", "kind": "team", "parent_id": company}
        )
        other = await acme.made(
            "/v1/units", {"name": "Sales", "kind": "team", "parent_id": company}
        )
        self.lia, self.ada = (
            await self._person("Lia", self.team),
            await self._person("Ada", self.team),
        )
        self.sol = await self._person("Sol", other)
        await acme.done(
            f"/v1/people/{self.lia}/role", {"role": "unit_lead", "effective": "2026-01-01"}
        )
        span = (TODAY - timedelta(days=20), TODAY + timedelta(days=70))
        self.cycle = await acme.made(
            "/v1/cycles", {"name": "now", "starts": str(span[0]), "ends": str(span[1])}
        )
        owner = {"kind": "unit", "id": self.team}
        body = {"cycle_id": self.cycle, "title": "A quick site", "owner": owner}
        self.draft = await acme.made("/v1/objectives", body)
        await acme.refreshed()
        return self

    async def _person(self, name: str, unit: str) -> str:
        return await self.acme.made("/v1/people", {"name": name, "unit_id": unit})

    async def speaking(self, person_id: str) -> Party:
        acme = self.acme
        token = await create_token(
            acme.pool, acme.workspace_id, "member", "theirs", person_id=person_id
        )
        return Party(acme.client, acme.resources, acme.pool, acme.workspace_id, token)

    async def comment(self, by: Party, *mentions: str) -> None:
        body = {"text": "Look at this", "mentions": list(mentions)}
        await by.made(f"/v1/objectives/{self.draft}/comments", body)
        await self.acme.refreshed()


@pytest.fixture
async def company(acme: Party) -> Company:
    return await Company(acme).found()


async def test_a_mention_is_in_the_inbox_with_the_reason_until_it_is_done(
    company: Company,
) -> None:
    ada, lia = await company.speaking(company.ada), await company.speaking(company.lia)
    await company.comment(ada, company.lia, company.sol)
    inbox = (await lia.get("/v1/inbox")).json()
    (message,) = inbox["items"]
    assert (inbox["unread"], message["kind"]) == (1, "mention")
    assert message["title"] == "Ada mentions you on 'A quick site'"
    assert message["why"] == "because you are mentioned in it"
    assert message["link"] == f"/pages/objectives/{company.draft}/conversation"
    assert message["view"] == f"/v1/objectives/{company.draft}/conversation"
    one = f"/v1/inbox/{message['message_id']}"
    for _ in range(2):
        assert (await lia.post(f"{one}/read")).status_code == 204
    inbox = (await lia.get("/v1/inbox")).json()
    assert (inbox["unread"], len(inbox["items"])) == (0, 1)
    assert (await lia.get("/v1/inbox?show=unread")).json()["items"] == []
    assert (await lia.post(f"{one}/done")).status_code == 204
    assert (await lia.get("/v1/inbox")).json()["items"] == []
    (done,) = (await lia.get("/v1/inbox?show=done")).json()["items"]
    assert done["done_at"] is not None


async def test_an_inbox_is_for_nobody_else(company: Company) -> None:
    ada, lia = await company.speaking(company.ada), await company.speaking(company.lia)
    sol = await company.speaking(company.sol)
    await company.comment(ada, company.lia, company.sol)
    (message,) = (await lia.get("/v1/inbox")).json()["items"]
    assert (await ada.get("/v1/inbox")).json()["items"] == []
    assert (await sol.get("/v1/inbox")).json()["items"] == []
    refused = await ada.post(f"/v1/inbox/{message['message_id']}/done")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown-message")
    assert (await company.acme.get("/v1/inbox")).json()["code"] == "no-inbox"
    other = await ada.get(f"/v1/inbox/suppressed?person={company.lia}")
    assert other.json()["code"] == "inbox-not-yours"


async def test_an_inbox_is_read_in_pages_and_by_subject(company: Company) -> None:
    ada, lia = await company.speaking(company.ada), await company.speaking(company.lia)
    for _ in range(3):
        await company.comment(ada, company.lia)
    first = (await lia.get("/v1/inbox?limit=2")).json()
    rest = (await lia.get(f"/v1/inbox?limit=2&cursor={first['next']}")).json()
    ids = [one["message_id"] for one in (*first["items"], *rest["items"])]
    assert (len(set(ids)), rest["next"]) == (3, None)
    about = f"objective:{company.draft}"
    assert len((await lia.get(f"/v1/inbox?subject={about}")).json()["items"]) == 3
    assert (await lia.get("/v1/inbox?subject=objective:other")).json()["items"] == []


async def test_what_was_not_sent_is_listed_with_its_reason(company: Company) -> None:
    await company.acme.done("/v1/notice-policy", {"most_a_week": 0})
    ada = await company.speaking(company.ada)
    await company.comment(ada, company.lia)
    lia = await company.speaking(company.lia)
    for found in (
        await lia.get("/v1/inbox/suppressed"),
        await company.acme.get(f"/v1/inbox/suppressed?person={company.lia}"),
    ):
        (held,) = found.json()["items"]
        assert held["not_sent"]["reason"] == "ceiling"
        assert "as many messages this week" in held["not_sent"]["text"]
    assert (await ada.get("/v1/inbox/suppressed")).json()["items"] == []


async def test_of_a_person_whom_nobody_knows_there_is_no_list_of_what_was_not_sent(
    company: Company,
) -> None:
    answer = await company.acme.get(f"/v1/inbox/suppressed?person={company.draft}")
    assert (answer.status_code, answer.json()["field"]) == (422, "person")


@pytest.mark.parametrize("of", ["alert", "comment"])
async def test_a_key_result_that_is_not_there_is_named_as_the_request_calls_it(
    company: Company, of: str
) -> None:
    asked = f"/v1/objectives/{company.draft}/audience?of={of}&key_result={company.draft}"
    answer = await company.acme.get(f"{asked}&mentions={company.lia}")
    assert (answer.status_code, answer.json()["field"]) == (422, "key_result")


async def audience(party: Party, company: Company, query: str) -> dict[str, str]:
    answer = await party.get(f"/v1/objectives/{company.draft}/audience?{query}")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one["why"] for one in answer.json()["people"]}


async def test_who_would_hear_of_it_can_be_asked_before_and_is_who_hears_of_it(
    company: Company,
) -> None:
    ada, lia = await company.speaking(company.ada), await company.speaking(company.lia)
    named = f"of=comment&mentions={company.lia},{company.sol}"
    before = await audience(ada, company, named)
    assert before == {"Lia": "because you are mentioned in it"}
    assert await audience(ada, company, "of=proposal") == {
        "Lia": "because you lead Web and decide on this"
    }
    assert await audience(ada, company, "of=comment") == {}
    assert (await lia.get("/v1/inbox")).json()["items"] == []
    await company.comment(ada, company.lia, company.sol)
    assert len((await lia.get("/v1/inbox")).json()["items"]) == len(before)


async def test_by_which_channels_somebody_would_hear_of_it_is_told_as_well(
    company: Company,
) -> None:
    acme = company.acme
    await acme.done(f"/v1/people/{company.lia}/address", {"email": "lia@example.org"})
    await acme.post("/v1/chats/slack", {"bot_token": "xoxb-1"})
    asked = f"/v1/objectives/{company.draft}/audience?of=proposal"
    [lia] = (await acme.get(asked)).json()["people"]
    assert lia["channels"] == ["slack"], "no mail is sent from here"


async def test_nobody_learns_of_a_draft_by_asking_who_would_hear_of_it(company: Company) -> None:
    sol = await company.speaking(company.sol)
    refused = await sol.get(f"/v1/objectives/{company.draft}/audience?of=proposal")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown-objective")


@pytest.mark.parametrize(
    "query", ["of=alert", "of=comment&mentions=somebody", "of=comment&mention=x", "of=nothing"]
)
async def test_a_question_that_cannot_be_answered_is_refused(company: Company, query: str) -> None:
    refused = await company.acme.get(f"/v1/objectives/{company.draft}/audience?{query}")
    assert refused.status_code == 422, refused.text
