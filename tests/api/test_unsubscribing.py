from __future__ import annotations

import base64

import pytest

from domain.values import PersonId
from tests.api.party import Party
from workers.unsubscribing import Reader, Signer, has_unsubscribed

ADA = PersonId("ada")


@pytest.fixture
async def reader(acme: Party) -> Reader:
    await acme.pool.execute(
        "insert into public.email_address (workspace_id, person_id, email, changed_at, changed_by)"
        " values ($1, $2, 'ada@example.org', now(), 'ada')",
        acme.workspace_id,
        ADA,
    )
    return Reader(acme.workspace_id, ADA)


@pytest.fixture
async def link(acme: Party, reader: Reader) -> str:
    return f"/v1/unsubscribe?token={await Signer(acme.pool).token(reader)}"


async def test_looking_at_the_link_changes_nothing(acme: Party, reader: Reader, link: str) -> None:
    page = await acme.client.get(link)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "You get e-mail from Sightline" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert not await has_unsubscribed(acme.pool, reader)


async def test_a_mail_program_unsubscribes_its_reader_with_one_post(
    acme: Party, reader: Reader, link: str
) -> None:
    for _ in range(2):
        answer = await acme.client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert await has_unsubscribed(acme.pool, reader)
    assert "You get no e-mail from Sightline" in (await acme.client.get(link)).text


async def test_who_changes_their_mind_gets_mail_again_by_the_same_link(
    acme: Party, reader: Reader, link: str
) -> None:
    await acme.client.post(link)
    assert 'name="again"' in (await acme.client.get(link)).text
    answer = await acme.client.post(link, data={"again": "yes"})
    assert "You get e-mail from Sightline" in answer.text
    assert not await has_unsubscribed(acme.pool, reader)


async def test_a_link_that_was_changed_is_good_for_nothing(
    acme: Party, globex: Party, reader: Reader
) -> None:
    token = await Signer(acme.pool).token(reader)
    signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    of_another = signed[:16] + b"ben" + signed[19:]
    elsewhere = bytes.fromhex(globex.workspace_id.replace("-", "")) + signed[16:]
    for changed in (of_another, elsewhere, signed[:-1], signed[:20], b"", b"\xff" * 60):
        given = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        for method in ("GET", "POST"):
            answer = await acme.client.request(method, f"/v1/unsubscribe?token={given}")
            assert (answer.status_code, answer.json()["code"]) == (404, "link-not-signed")
    page = await acme.client.get("/v1/unsubscribe?token=%C3%A4", headers={"accept": "text/html"})
    assert (page.status_code, "Log in again" in page.text) == (404, False)
    assert not await has_unsubscribed(acme.pool, reader)
