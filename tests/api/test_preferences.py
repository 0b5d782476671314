"""How somebody is told: set by themselves or an administrator, over HTTP."""

from __future__ import annotations

import asyncio

import pytest

from api.access.tokens import create_token
from domain.values import PersonId
from tests.api.party import Party
from tests.api.test_inbox import Company
from workers.unsubscribing import Reader, Signer

BY_DEFAULT: dict[str, object] = {
    "time_zone": None,
    "digest_only": False,
    "declined": [],
    "channels": [],
}
CHOSEN = {"reason": "chosen", "text": "Everything is told in the daily digest, as wished."}
NEW_YORK = {"time_zone": "America/New_York"}


@pytest.fixture
async def company(acme: Party) -> Company:
    return await Company(acme).found()


@pytest.fixture
async def ada(company: Company) -> Party:
    return await company.speaking(company.ada)


def place(person_id: str) -> str:
    return f"/v1/people/{person_id}/notice-preferences"


async def shown(party: Party, person_id: str) -> dict[str, object]:
    answer = await party.get(place(person_id))
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    assert found.pop("person_id") == person_id
    return found


async def test_somebody_sets_by_which_clock_and_when_they_are_told(
    company: Company, ada: Party
) -> None:
    assert await shown(ada, company.ada) == BY_DEFAULT
    for _ in range(2):
        await ada.done(place(company.ada), {**NEW_YORK, "digest_only": True})
    assert await shown(ada, company.ada) == BY_DEFAULT | NEW_YORK | {"digest_only": True}
    await company.acme.refreshed()
    directory = (await ada.get("/v1/directory")).json()
    [listed] = [one for one in directory["people"] if one["person_id"] == company.ada]
    assert (listed["time_zone"], listed["digest_only"]) == ("America/New_York", True)
    await ada.done(place(company.ada), {})
    assert await shown(ada, company.ada) == BY_DEFAULT


async def test_who_would_hear_of_something_and_when_goes_by_what_they_want(
    company: Company, ada: Party
) -> None:
    lia = await company.speaking(company.lia)
    asked = f"/v1/objectives/{company.draft}/audience?of=comment&mentions={company.lia}"
    [before] = (await ada.get(asked)).json()["people"]
    assert before["not_sent"] is None
    await lia.done(place(company.lia), {"digest_only": True, "time_zone": "Asia/Tokyo"})
    [after] = (await ada.get(asked)).json()["people"]
    assert after["not_sent"] == CHOSEN, "in words that are not addressed to who asks"
    assert after["sent_from"].endswith(("T23:00:00Z", "T08:00:00+09:00"))
    await company.comment(ada, company.lia)
    [message] = (await lia.get("/v1/inbox/suppressed")).json()["items"]
    assert message["not_sent"] == CHOSEN


async def test_it_is_for_the_person_themself_and_for_administrators(
    company: Company, globex: Party
) -> None:
    lia = await company.speaking(company.lia)
    for party in (lia, await company.speaking(company.sol)):
        refused = await party.post(place(company.ada), NEW_YORK)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
        for answer in (
            await party.get(place(company.ada)),
            await party.post(f"/v1/people/{company.ada}/channels", {"declined": ["email"]}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "preferences-not-yours")
    await company.acme.done(place(company.ada), NEW_YORK)
    assert (await shown(company.acme, company.ada))["time_zone"] == "America/New_York"
    for answer in (
        await globex.get(place(company.ada)),
        await globex.post(place(company.ada), NEW_YORK),
        await globex.post(f"/v1/people/{company.ada}/channels", {"declined": []}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-person")


async def test_an_auditor_changes_nothing_here_either(company: Company) -> None:
    acme = company.acme
    token = await create_token(acme.pool, acme.workspace_id, "auditor", "theirs")
    auditor = Party(acme.client, acme.resources, acme.pool, acme.workspace_id, token)
    refused = await auditor.post(place(company.ada), NEW_YORK)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "a\0b"}, "time_zone"),
        ({"time_zone": 3}, "time_zone"),
        ({"digest_only": "yes"}, "digest_only"),
    ],
)
async def test_what_is_wrong_names_its_field(
    company: Company, ada: Party, body: dict[str, object], field: str
) -> None:
    refused = await ada.post(place(company.ada), body)
    assert refused.status_code == 422
    assert field in refused.text
    assert await shown(ada, company.ada) == BY_DEFAULT


@pytest.mark.parametrize(
    "body", [{}, {"declined": ["teams"]}, {"declined": "email"}, {"declined": [None]}, {"x": 1}]
)
async def test_only_channels_that_reach_people_are_declined(
    company: Company, ada: Party, body: dict[str, object]
) -> None:
    refused = await ada.post(f"/v1/people/{company.ada}/channels", body)
    assert refused.status_code == 422
    assert await shown(ada, company.ada) == BY_DEFAULT


async def test_the_link_in_a_mail_and_the_preferences_are_of_one_mind(
    company: Company, ada: Party
) -> None:
    await ada.post(f"/v1/people/{company.ada}/address", {"email": "ada@example.org"})
    acme = company.acme
    token = await Signer(acme.pool).token(Reader(acme.workspace_id, PersonId(company.ada)))
    link = f"/v1/unsubscribe?token={token}"
    channels = f"/v1/people/{company.ada}/channels"

    await acme.client.post(link)
    assert (await shown(ada, company.ada))["declined"] == ["email"]
    answer = await ada.post(channels, {"declined": ["slack"]})
    assert answer.json()["declined"] == ["slack"]
    assert "You get e-mail from Sightline" in (await acme.client.get(link)).text
    await ada.post(channels, {"declined": ["slack", "email", "email"]})
    assert "You get no e-mail from Sightline" in (await acme.client.get(link)).text
    await acme.client.post(link, data={"again": "yes"})
    assert (await shown(ada, company.ada))["declined"] == ["slack"]


async def test_those_who_set_it_at_once_leave_what_one_of_them_said(
    company: Company, ada: Party
) -> None:
    zones = ("Asia/Tokyo", "America/New_York", "Europe/Berlin")
    both = [ada.post(place(company.ada), {"time_zone": zone}) for zone in zones]
    others = [
        ada.post(f"/v1/people/{company.ada}/channels", {"declined": [one]})
        for one in ("email", "slack")
    ]
    answers = await asyncio.gather(*both, *others)
    assert {answer.status_code for answer in answers} == {200}
    found = await shown(ada, company.ada)
    assert found["time_zone"] in zones
    assert found["declined"] in (["email"], ["slack"])
