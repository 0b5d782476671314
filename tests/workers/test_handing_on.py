from __future__ import annotations

import asyncio

import httpx
import pytest

from domain.notices.notice import ALSO
from domain.values import PersonId
from events.database.pool import Pool, Sessions
from projections.keeping.messages import TAKEN_BACK
from runtime.settings import Settings
from tests.support.messages import SUBJECT, TITLE, Post
from tests.support.receiver import Receiver
from tests.support.workspaces import Acme
from workers.channels.transport import Answer, Claimed
from workers.chats import add_slack
from workers.courier import Courier
from workers.declining import decline, declined
from workers.deliveries import list_deliveries, retry
from workers.handing_on import HandingOn, channels_of
from workers.main import new_courier
from workers.unsubscribing import Reader, subscribe, unsubscribe
from workers.webhooks import AddedWebhook, add_webhook, remove_webhook


@pytest.fixture
def post(owner: Sessions, acme: Acme) -> Post:
    return Post(owner, acme.workspace_id)


@pytest.fixture
async def hook(pool: Pool, acme: Acme, receiver: Receiver) -> AddedWebhook:
    return await add_webhook(pool, acme.workspace_id, receiver.url, private=True)


async def test_a_webhook_hears_of_every_kind_of_message_without_anybodys_words(
    acme: Acme, post: Post, hook: AddedWebhook, receiver: Receiver, courier: Courier
) -> None:
    message_id = await post.message(kind="dependency_slipped", cause="dependency:d:3")
    await courier.deliver(acme.workspace_id)
    [told] = receiver.opened(hook.secret)
    assert told["type"] == "message.dependency_slipped"
    assert told["data"] == {
        "message_id": message_id,
        "cause": "dependency:d:3",
        "subject": SUBJECT,
        "title": TITLE,
        "link": "http://127.0.0.1:8000/pages/objectives/activation",
        "view": "http://127.0.0.1:8000/v1/objectives/activation",
    }


async def test_an_alert_comes_to_webhooks_with_its_document_and_not_a_second_time(
    pool: Pool, acme: Acme, post: Post, hook: AddedWebhook, receiver: Receiver, courier: Courier
) -> None:
    assert hook.webhook_id
    await post.message(kind="drift_raised")
    await courier.deliver(acme.workspace_id)
    assert receiver.received == []
    assert await list_deliveries(pool, acme.workspace_id) == []


async def test_one_cause_is_told_once_however_many_messages_speak_of_it(
    acme: Acme, post: Post, hook: AddedWebhook, receiver: Receiver, courier: Courier
) -> None:
    for _ in range(3):
        await post.message(cause="comment:c")
    await courier.deliver(acme.workspace_id)
    await post.message(cause="comment:c")
    await courier.deliver(acme.workspace_id)
    assert len(receiver.opened(hook.secret)) == 1


async def test_nothing_is_sent_before_its_time_nor_what_is_held_back(
    acme: Acme, post: Post, hook: AddedWebhook, receiver: Receiver, courier: Courier
) -> None:
    assert hook.webhook_id
    await post.message(wait=3600)
    await post.message(suppressed="ceiling")
    await courier.deliver(acme.workspace_id)
    assert receiver.received == []


async def test_a_webhook_hears_of_what_is_told_after_it_was_added(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, courier: Courier
) -> None:
    await post.message()
    await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await courier.deliver(acme.workspace_id)
    assert receiver.received == []


async def test_what_was_taken_back_is_not_tried_again(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    post: Post,
    hook: AddedWebhook,
    receiver: Receiver,
    courier: Courier,
) -> None:
    assert hook.webhook_id
    receiver.answers = [500]
    await post.message()
    await courier.deliver(acme.workspace_id)
    await owner.execute("update message set suppressed = 'taken back'")
    await post.due()
    await courier.deliver(acme.workspace_id)
    assert len(receiver.received) == 1
    [delivery] = await list_deliveries(pool, acme.workspace_id, "failed")
    assert delivery.last_error == "the message was taken back"


async def test_of_a_message_whose_words_were_taken_back_since_no_second_attempt_is_made(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    post: Post,
    hook: AddedWebhook,
    receiver: Receiver,
    courier: Courier,
) -> None:
    assert hook.webhook_id
    receiver.answers = [500, 500]
    for cause in ("comment:c", "comment:d"):
        await post.message(cause=cause)
    await courier.deliver(acme.workspace_id)
    await owner.execute(
        "update message set body = $1 || case cause when 'comment:d' then $2 else '' end",
        TAKEN_BACK,
        f"{ALSO}another",
    )
    await post.due()
    await courier.deliver(acme.workspace_id)
    [given_up] = await list_deliveries(pool, acme.workspace_id, "failed")
    assert (given_up.cause, given_up.last_error) == ("comment:c", "the message was taken back")
    [sent] = await list_deliveries(pool, acme.workspace_id, "delivered")
    assert sent.cause == "comment:d"


async def test_workers_that_hand_on_together_do_it_once(
    pool: Pool,
    acme: Acme,
    post: Post,
    hook: AddedWebhook,
    receiver: Receiver,
    client: httpx.AsyncClient,
) -> None:
    for _ in range(12):
        await post.message()
    couriers = [new_courier(Settings(webhooks_private=True), pool, client) for _ in range(4)]
    await asyncio.gather(*(one.deliver(acme.workspace_id) for one in couriers))
    assert len(receiver.opened(hook.secret)) == len(set(receiver.ids)) == 12


async def test_what_somebody_has_dealt_with_before_it_was_sent_is_not_sent(
    pool: Pool, owner: Sessions, acme: Acme, post: Post, courier: Courier
) -> None:
    await add_slack(pool, acme.workspace_id, "xoxb-1", None, "ada", private=True)
    await post.address("ada", "ada@example.org")
    await post.message("ada")
    await owner.execute("update message set done_at = now()")
    await courier.deliver(acme.workspace_id)
    assert await list_deliveries(pool, acme.workspace_id) == []


async def test_by_which_channels_somebody_is_reached_can_be_asked(
    pool: Pool, acme: Acme, post: Post
) -> None:
    ada, ben, cyd = "ada", "ben", "cyd"
    await post.address(ada, "ada@example.org")
    await post.address(ben, "ben@example.org")
    await unsubscribe(pool, Reader(acme.workspace_id, PersonId(ben)))

    async def reached(*, by_mail: bool) -> dict[str, list[str]]:
        return await channels_of(pool, acme.workspace_id, [ada, ben, cyd], by_mail=by_mail)

    assert await reached(by_mail=True) == {ada: ["email"]}
    assert await reached(by_mail=False) == {}
    await add_slack(pool, acme.workspace_id, "xoxb-1", None, "ada", private=True)
    assert await reached(by_mail=True) == {ada: ["email", "slack"], ben: ["slack"]}


async def test_who_declines_a_channel_is_sent_nothing_by_it_nor_what_waits_until_they_want_it(
    pool: Pool, acme: Acme, post: Post, courier: Courier
) -> None:
    ada = PersonId("ada")
    await post.address(ada, "ada@example.org")
    await add_slack(pool, acme.workspace_id, "xoxb-1", None, "ada", private=True)
    about = (pool, acme.workspace_id, ada)

    async def by() -> list[str]:
        reached = await channels_of(pool, acme.workspace_id, [ada], by_mail=True)
        return reached.get(ada, [])

    await decline(*about, ["slack"], "ada")
    assert (await declined(*about), await by()) == (["slack"], ["email"])
    await unsubscribe(pool, Reader(acme.workspace_id, ada))
    assert (await declined(*about), await by()) == (["email", "slack"], [])
    await subscribe(pool, Reader(acme.workspace_id, ada))
    assert (await declined(*about), await by()) == (["slack"], ["email"])
    await decline(*about, [], "ada")
    assert (await declined(*about), await by()) == ([], ["email", "slack"])

    await post.message(ada)
    await post.message(ada, wait=600)
    handing_on = HandingOn(pool, "", by_mail=True)
    await handing_on.hand_on(acme.workspace_id)
    for _ in range(2):
        await decline(*about, ["slack"], "ada")
    found = {one.channel: one for one in await list_deliveries(pool, acme.workspace_id)}
    assert (found["slack"].state, found["email"].state) == ("failed", "waiting")
    assert found["slack"].last_error == "the person wants no messages in Slack"
    assert await retry(pool, acme.workspace_id, [found["slack"].delivery_id])
    await courier.deliver(acme.workspace_id)
    found = {one.channel: one for one in await list_deliveries(pool, acme.workspace_id)}
    assert found["slack"].state == "failed"
    assert "wants no messages here" in str(found["slack"].last_error)


async def test_who_has_no_address_yet_may_decline_a_channel_before_they_have_one(
    pool: Pool, acme: Acme, post: Post
) -> None:
    ada = PersonId("ada")
    await decline(pool, acme.workspace_id, ada, ["email"], "ada")
    await decline(pool, acme.workspace_id, PersonId("ben"), [], "ben")
    set_address = "update email_address set email = 'ada@example.org' where person_id = 'ada'"
    await post.owner.execute(set_address)
    assert await channels_of(pool, acme.workspace_id, [ada], by_mail=True) == {}


async def test_a_channel_that_is_broken_is_an_attempt_that_failed(
    pool: Pool, acme: Acme, post: Post, hook: AddedWebhook
) -> None:
    class Broken:
        async def send(self, workspace_id: str, claimed: Claimed) -> Answer:
            raise ValueError((workspace_id, claimed))

    assert hook.webhook_id
    handing_on = HandingOn(pool, "https://okr.example.org", by_mail=False)
    await post.message()
    await Courier(pool, handing_on, {"webhook": Broken()}).deliver(acme.workspace_id)
    await post.due()
    await Courier(pool, handing_on, {}).deliver(acme.workspace_id)
    [delivery] = await list_deliveries(pool, acme.workspace_id, "waiting")
    assert [one.error for one in delivery.tried] == [
        "webhook failed: ValueError",
        "webhook is not set up here",
    ]


# What was given up on


async def test_what_was_given_up_on_is_tried_again_on_request_under_the_same_id(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    post: Post,
    hook: AddedWebhook,
    receiver: Receiver,
    courier: Courier,
) -> None:
    assert hook.webhook_id
    receiver.answers = [500]
    await post.message()
    await courier.deliver(acme.workspace_id)
    await owner.execute("update delivery set failed_at = now(), attempts = 10")
    [dead] = await list_deliveries(pool, acme.workspace_id, "failed")
    assert await list_deliveries(pool, acme.workspace_id, "waiting") == []
    assert await retry(pool, acme.workspace_id, [dead.delivery_id]) == [dead.delivery_id]
    assert await retry(pool, acme.workspace_id, [dead.delivery_id]) == []
    await courier.deliver(acme.workspace_id)
    [delivered] = await list_deliveries(pool, acme.workspace_id, "delivered")
    assert [one.status for one in delivered.tried] == [500, 204]
    assert len(set(receiver.ids)) == 1


async def test_what_is_for_a_receiver_that_is_gone_is_not_tried_again(
    pool: Pool, acme: Acme, post: Post, hook: AddedWebhook, receiver: Receiver, courier: Courier
) -> None:
    receiver.answers = [500]
    await post.message()
    await courier.deliver(acme.workspace_id)
    await remove_webhook(pool, acme.workspace_id, hook.webhook_id)
    [dead] = await list_deliveries(pool, acme.workspace_id, "failed")
    assert await retry(pool, acme.workspace_id, [dead.delivery_id]) == []
