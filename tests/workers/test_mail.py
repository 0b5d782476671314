from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.headerregistry import Address

import httpx
import pytest

from domain.values import PersonId
from events.database.pool import Pool, Sessions
from runtime.settings import Settings
from tests.support.mailbox import Mailbox, taking_mail
from tests.support.messages import BODY, TITLE, WHY, Post
from tests.support.patience import PATIENCE
from tests.support.receiver import Receiver
from tests.support.workspaces import Acme
from workers.channels.letter import Envelope, letter
from workers.channels.transport import Told
from workers.courier import AT_ONCE_EACH, Courier
from workers.deliveries import Delivery, list_deliveries
from workers.main import new_courier
from workers.unsubscribing import Reader, unsubscribe
from workers.webhooks import add_webhook

ADA = PersonId("ada")


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with taking_mail() as started:
        yield started


@pytest.fixture
async def post(owner: Sessions, acme: Acme) -> Post:
    """With one person who can be reached."""
    made = Post(owner, acme.workspace_id)
    await made.address(ADA, "ada@example.org")
    return made


@pytest.fixture
async def courier(
    pool: Pool, client: httpx.AsyncClient, mailbox: Mailbox
) -> AsyncIterator[Courier]:
    made = courier_to(mailbox.url, pool, client)
    yield made
    await made.close()


def courier_to(smtp_url: str, pool: Pool, client: httpx.AsyncClient) -> Courier:
    settings = Settings(
        smtp_url=smtp_url,
        mail_from="Sightline <okr@example.org>",
        public_url="https://okr.example.org",
        webhooks_private=True,
    )
    return new_courier(settings, pool, client)


async def only(pool: Pool, acme: Acme) -> Delivery:
    [found] = await list_deliveries(pool, acme.workspace_id)
    return found


async def test_a_message_comes_as_text_and_as_html_with_a_way_out(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    await post.message(ADA, title="A <b>bold</b> title", body="First & second\n\nThird")
    await courier.deliver(acme.workspace_id)
    [mail] = mailbox.mails
    assert (mail["from"], mail["to"]) == ("Sightline <okr@example.org>", "ada@example.org")
    assert mail["subject"] == "A <b>bold</b> title"
    delivery = await only(pool, acme)
    assert mail["message-id"] == f"<{delivery.delivery_id}@example.org>"
    assert mail["references"] is None
    assert mail["list-unsubscribe"].startswith("<https://okr.example.org/v1/unsubscribe?token=")
    assert b"\r\nList-Unsubscribe: <https://okr.example.org/" in mailbox.as_they_came[0]
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    text, html = (
        mail.get_body((kind,)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
        for kind in ("plain", "html")
    )
    assert text.startswith("First & second\n\nThird\n")
    assert f"You get this {WHY}." in text
    assert "https://okr.example.org/pages/objectives/activation" in text
    assert "<h1" in html
    assert "A &lt;b&gt;bold&lt;/b&gt; title" in html
    assert "First &amp; second</p>" in html
    assert (delivery.state, delivery.attempts, delivery.person_id) == ("delivered", 1, ADA)
    [tried] = delivery.tried
    assert (tried.status, tried.error, tried.ended_at is None) == (250, None, False)


async def test_mails_about_one_subject_are_one_thread_and_others_are_not(
    acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    for subject in ("key_result:a", "key_result:a", "key_result:b", "key_result:a"):
        await post.message(ADA, subject=subject)
        await courier.deliver(acme.workspace_id)
    first, second, other, third = mailbox.mails
    assert second["references"] == second["in-reply-to"] == first["message-id"]
    assert third["references"] == first["message-id"]
    assert other["references"] is None


def test_what_programs_read_is_in_one_piece_however_long_it_is() -> None:
    site, domain = "https://okr.a-long-name-of-a-company.example.org", "a-long-name.example.org"
    mail = letter(
        Told("Größe " * 30, BODY, WHY, "/v1/objectives/x"),
        Envelope(
            sender=Address("Büro", "okr", domain),
            to=Address("", "ada", domain),
            message_id=f"<msg_{'0' * 60}@{domain}>",
            thread=f"<msg_{'1' * 60}@{domain}>",
            sent_at=datetime(2026, 2, 4, 9, tzinfo=UTC),
            site=site,
            unsubscribe=f"/v1/unsubscribe?token={'A' * 120}",
        ),
    ).as_bytes()
    assert f"\r\nMessage-ID: <msg_{'0' * 60}@{domain}>\r\n".encode() in mail
    assert f"\r\nReferences: <msg_{'1' * 60}@{domain}>\r\n".encode() in mail
    assert f"\r\nList-Unsubscribe: <{site}/v1/unsubscribe?token={'A' * 120}>\r\n".encode() in mail


async def test_each_digest_stands_for_itself(
    acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    for _ in range(2):
        await post.message(ADA, kind="digest", subject="digest")
        await courier.deliver(acme.workspace_id)
    assert [mail["references"] for mail in mailbox.mails] == [None, None]


async def test_what_people_write_adds_no_header(
    acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    await post.message(ADA, title="Hello\r\nBcc: everybody@example.org\x85 there\u2028now")
    await courier.deliver(acme.workspace_id)
    [mail] = mailbox.mails
    assert mail["bcc"] is None
    assert mail["subject"] == "Hello Bcc: everybody@example.org there now"


@pytest.mark.parametrize(
    "title",
    [
        "Ada mentions you on 'Deals & <b>signed</b> <!here> rise 0 \N{RIGHTWARDS ARROW} 100'",
        "We win & *bold* `code` <!channel> <@U123> \N{CROISSANT} \"quoted\" 'single' and so on",
        "\N{CROISSANT}" * 110,
    ],
)
async def test_a_subject_is_read_as_it_was_written_space_for_space(
    acme: Acme, post: Post, mailbox: Mailbox, courier: Courier, title: str
) -> None:
    await post.message(ADA, title=title)
    await courier.deliver(acme.workspace_id)
    [mail], [came] = mailbox.mails, mailbox.as_they_came
    assert mail["subject"] == title
    head = came.partition(b"\r\n\r\n")[0]
    assert b"?q??=" not in head
    assert b"?b??=" not in head


async def test_a_mail_program_knows_where_the_foot_of_a_mail_begins(
    acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    await post.message(ADA)
    await courier.deliver(acme.workspace_id)
    [mail] = mailbox.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "\r\n-- \r\nSent by Sightline." in text.get_content()


async def test_a_recipient_that_is_refused_for_good_is_given_up_on_at_once(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    mailbox.answers_to_recipients = ["550 No such mailbox"]
    await post.message(ADA)
    await courier.deliver(acme.workspace_id)
    delivery = await only(pool, acme)
    assert (delivery.state, delivery.last_status) == ("failed", 550)
    assert delivery.last_error == "the mail server answered 550 No such mailbox"


async def test_what_the_mail_server_cannot_do_now_is_tried_again_under_the_same_id(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    mailbox.answers_to_mails = ["451 Try again later"]
    await post.message(ADA)
    await courier.deliver(acme.workspace_id)
    assert (await only(pool, acme)).state == "waiting"
    await post.due()
    await courier.deliver(acme.workspace_id)
    assert len(mailbox.mails) == 2
    assert len(set(mailbox.ids)) == 1
    assert [one.status for one in (await only(pool, acme)).tried] == [451, 250]


async def test_a_server_that_is_slow_to_part_has_taken_the_mail(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    mailbox.farewell = asyncio.Event()
    await post.message(ADA)
    await courier.deliver(acme.workspace_id)
    mailbox.farewell.set()
    assert (await only(pool, acme)).state == "delivered"


async def test_mail_is_not_handed_over_where_others_could_read_along(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, client: httpx.AsyncClient
) -> None:
    await post.message(ADA)
    wants_encryption = mailbox.url.replace("smtp+plain", "smtp")
    await courier_to(wants_encryption, pool, client).deliver(acme.workspace_id)
    assert mailbox.mails == []
    delivery = await only(pool, acme)
    assert delivery.state == "waiting"
    assert delivery.last_error is not None
    assert "STARTTLS" in delivery.last_error


async def test_a_mail_server_that_hangs_delays_no_webhook(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier, receiver: Receiver
) -> None:
    mailbox.pause = asyncio.Event()
    for _ in range(2 * AT_ONCE_EACH):
        await post.message(ADA)
    await courier.wake(acme.workspace_id)
    await asyncio.wait_for(mailbox.arrived.wait(), PATIENCE)
    await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await post.message()
    await courier.wake(acme.workspace_id)
    await asyncio.wait_for(receiver.arrived.wait(), PATIENCE)
    assert len(mailbox.mails) <= AT_ONCE_EACH
    mailbox.pause.set()
    await courier.deliver(acme.workspace_id)
    assert len(mailbox.mails) == 2 * AT_ONCE_EACH


async def test_a_mail_whose_worker_was_lost_is_sent_again_under_the_same_id(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    await post.message(ADA)
    await courier._hand_on(acme.workspace_id)
    [claimed] = await courier._claim(acme.workspace_id)
    await courier._answer(acme.workspace_id, claimed)  # and it is not written down
    await courier.deliver(acme.workspace_id)
    assert len(mailbox.mails) == 1, "until its lease is over"
    await post.due()
    await courier.deliver(acme.workspace_id)
    assert len(mailbox.mails) == 2
    assert len(set(mailbox.ids)) == 1
    first, second = (await only(pool, acme)).tried
    assert (first.ended_at, second.status) == (None, 250)


async def test_who_wants_no_mail_gets_none_not_even_what_waits(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    mailbox.answers_to_mails = ["451 Try again later"]
    await post.message(ADA)
    await courier.deliver(acme.workspace_id)
    await unsubscribe(pool, Reader(acme.workspace_id, ADA))
    await post.message(ADA)
    await post.due()
    await courier.deliver(acme.workspace_id)
    assert len(mailbox.mails) == 1
    delivery = await only(pool, acme)
    assert (delivery.state, delivery.last_error) == ("failed", "the person wants no e-mail")


async def test_who_has_no_address_is_sent_no_mail(
    pool: Pool, acme: Acme, post: Post, mailbox: Mailbox, courier: Courier
) -> None:
    await post.message("ben", title=TITLE, body=BODY)
    await courier.deliver(acme.workspace_id)
    assert mailbox.mails == []
    assert await list_deliveries(pool, acme.workspace_id) == []
