from __future__ import annotations

import asyncio
import base64
import hmac
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from events.database.pool import Pool, Sessions
from projections.keeping.refresh import Refresher
from runtime.settings import Settings
from tests.support.patience import PATIENCE, until
from tests.support.receiver import Receiver, receiving
from tests.support.workspaces import Acme
from workers import courier as couriers
from workers.channels.posting import Post
from workers.channels.webhook import Webhooks
from workers.courier import AT_ONCE_EACH, PAUSES, Courier
from workers.deliveries import Delivery, deliveries_to
from workers.handing_on import HandingOn
from workers.main import new_courier
from workers.webhooks import AddedWebhook, add_webhook, list_webhooks


@pytest.fixture
async def hook(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher, receiver: Receiver
) -> AddedWebhook:
    """One with a notification that is due, and nothing else to tell."""
    added = await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    await owner.execute("delete from message")
    return added


async def the_delivery(pool: Pool, acme: Acme, hook: AddedWebhook) -> Delivery:
    [delivery] = await deliveries_to(pool, acme.workspace_id, hook.webhook_id)
    return delivery


async def make_many_due(owner: Sessions) -> None:
    """Give each webhook thirty more notifications than it has."""
    await owner.execute(
        "insert into delivery (workspace_id, delivery_id, webhook_id, raise_id, kind, payload)"
        " select workspace_id, delivery_id || n, webhook_id, raise_id || n, kind, payload"
        " from delivery, generate_series(1, 30) as n"
    )


async def until_heard(receiver: Receiver, notifications: int) -> None:
    async def heard() -> bool:
        return len(receiver.received) == notifications

    await until(heard)


async def make_due(owner: Sessions) -> None:
    await owner.execute("update delivery set next_attempt_at = clock_timestamp()")


@pytest.mark.parametrize("hours", [0, 9, -7])
async def test_a_message_is_signed_as_the_standard_says_whatever_the_zone_of_the_clock(
    pool: Pool,
    acme: Acme,
    client: httpx.AsyncClient,
    receiver: Receiver,
    hook: AddedWebhook,
    hours: int,
) -> None:
    """Computed here from the words of the standard, without the library that signs."""
    moment = datetime(2021, 2, 25, 14, 55, 30, 999_999, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=hours)))
    post = Post(client, private=True)
    channels = {"webhook": Webhooks(post, clock=lambda: there)}
    handing_on = HandingOn(pool, "https://okr.example.org", by_mail=False)
    await Courier(pool, handing_on, channels).deliver(acme.workspace_id)
    [(headers, body)] = receiver.received
    assert headers["webhook-timestamp"] == "1614264930"
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    content = b".".join((headers["webhook-id"].encode(), b"1614264930", body))
    expected = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


async def test_a_failed_attempt_is_recorded_and_tried_again_later_under_the_same_id(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    courier: Courier,
    receiver: Receiver,
    hook: AddedWebhook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(couriers, "PAUSES", (PATIENCE, PATIENCE))
    receiver.answers = [503, 302]
    for attempt, status in ((1, 503), (2, 302)):
        await courier.deliver(acme.workspace_id)
        failed = await the_delivery(pool, acme, hook)
        assert (failed.attempts, failed.last_status) == (attempt, status)
        assert failed.last_error == f"answered {status}"
        assert failed.delivered_at is None
        await courier.deliver(acme.workspace_id)
        assert len(receiver.received) == attempt, "it is not due yet"
        await make_due(owner)
    await courier.deliver(acme.workspace_id)
    assert (await the_delivery(pool, acme, hook)).delivered_at is not None
    assert len(set(receiver.ids)) == 1
    assert len(receiver.opened(hook.secret)) == 3


async def test_addresses_stay_out_of_the_logs_since_many_hold_a_secret(
    acme: Acme, courier: Courier, hook: AddedWebhook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await courier.deliver(acme.workspace_id)
    assert "/hooks" in hook.url
    assert "/hooks" not in caplog.text


async def test_pauses_grow_as_the_standard_suggests_and_end(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    courier: Courier,
    receiver: Receiver,
    hook: AddedWebhook,
) -> None:
    receiver.answers = [500] * 20
    for pause in PAUSES:
        before = await owner.fetchval("select clock_timestamp()")
        await courier.deliver(acme.workspace_id)
        again = (await the_delivery(pool, acme, hook)).next_attempt_at
        after = await owner.fetchval("select clock_timestamp()")
        assert before + timedelta(seconds=pause) <= again <= after + timedelta(seconds=pause * 1.2)
        await make_due(owner)
    await courier.deliver(acme.workspace_id)
    delivery = await the_delivery(pool, acme, hook)
    assert delivery.failed_at is not None
    assert delivery.attempts == len(PAUSES) + 1 == len(receiver.received)
    await make_due(owner)
    await courier.deliver(acme.workspace_id)
    assert len(receiver.received) == len(PAUSES) + 1


async def test_a_receiver_that_is_gone_for_good_is_not_asked_again(
    pool: Pool, acme: Acme, courier: Courier, receiver: Receiver, hook: AddedWebhook
) -> None:
    receiver.answers = [410]
    await courier.deliver(acme.workspace_id)
    assert (await the_delivery(pool, acme, hook)).failed_at is not None
    [listed] = await list_webhooks(pool, acme.workspace_id)
    assert listed.disabled_at is not None


async def test_a_receiver_that_is_not_there_is_an_error_with_a_reason(
    pool: Pool, owner: Sessions, acme: Acme, courier: Courier, hook: AddedWebhook
) -> None:
    await owner.execute("update webhook set url = 'http://127.0.0.1:1/'")
    await courier.deliver(acme.workspace_id)
    delivery = await the_delivery(pool, acme, hook)
    assert delivery.last_status is None
    assert delivery.last_error is not None
    assert "ConnectError" in delivery.last_error


async def test_a_receiver_that_never_answers_is_given_up_on(
    pool: Pool,
    acme: Acme,
    courier: Courier,
    receiver: Receiver,
    hook: AddedWebhook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(couriers, "TIMEOUT_SECONDS", 0.2)
    receiver.pause = asyncio.Event()
    await courier.deliver(acme.workspace_id)
    receiver.pause.set()
    delivery = await the_delivery(pool, acme, hook)
    assert delivery.last_error == "TimeoutError: no answer within 0.2 seconds"


@pytest.mark.usefixtures("hook")
async def test_two_workers_never_send_the_same_notification(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    client: httpx.AsyncClient,
    receiver: Receiver,
    refresher: Refresher,
) -> None:
    for _ in range(3):
        await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
    await acme.slide(range(5, 9), 0.0, objective=2)
    await refresher.refresh(acme.workspace_id)
    total = await owner.fetchval("select count(*) from delivery")
    couriers_ = [new_courier(Settings(webhooks_private=True), pool, client) for _ in range(4)]
    await asyncio.gather(*(one.deliver(acme.workspace_id) for one in couriers_))
    assert total == 5, "one for the first webhook, and one for each of the four after that"
    assert len(receiver.ids) == len(set(receiver.ids)) == total


async def test_a_notification_whose_worker_was_lost_is_sent_again_after_the_lease(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    courier: Courier,
    receiver: Receiver,
    hook: AddedWebhook,
) -> None:
    [claimed] = await courier._claim(acme.workspace_id)
    await courier.deliver(acme.workspace_id)
    assert receiver.received == []
    await make_due(owner)  # as it is when the lease is over
    await courier.deliver(acme.workspace_id)
    assert receiver.ids == [claimed.delivery_id]
    assert (await the_delivery(pool, acme, hook)).attempts == 2


async def test_where_only_public_addresses_may_be_sent_to_nothing_else_is(
    pool: Pool, acme: Acme, client: httpx.AsyncClient, receiver: Receiver, hook: AddedWebhook
) -> None:
    await new_courier(Settings(webhooks_private=False), pool, client).deliver(acme.workspace_id)
    delivery = await the_delivery(pool, acme, hook)
    assert delivery.last_error is not None
    assert "https://" in delivery.last_error
    assert receiver.received == []


async def test_waking_does_not_wait_for_a_slow_receiver(
    pool: Pool, acme: Acme, courier: Courier, receiver: Receiver, hook: AddedWebhook
) -> None:
    receiver.pause = asyncio.Event()
    await courier.wake(acme.workspace_id)
    await courier.wake(acme.workspace_id)
    await asyncio.wait_for(receiver.arrived.wait(), PATIENCE)
    receiver.pause.set()
    await courier.close()
    assert len(receiver.received) == 1
    assert (await the_delivery(pool, acme, hook)).delivered_at is not None


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    """One that answers at once."""
    async with receiving() as started:
        yield started


async def test_what_becomes_due_is_sent_while_another_receiver_hangs(
    pool: Pool,
    acme: Acme,
    refresher: Refresher,
    courier: Courier,
    receiver: Receiver,
    other: Receiver,
    hook: AddedWebhook,
) -> None:
    receiver.pause = asyncio.Event()
    await courier.wake(acme.workspace_id)
    await asyncio.wait_for(receiver.arrived.wait(), PATIENCE)

    added = await add_webhook(pool, acme.workspace_id, other.url, private=True)
    await acme.slide(range(5, 9), 0.0, objective=2)
    await refresher.refresh(acme.workspace_id)
    await courier.wake(acme.workspace_id)

    await until_heard(other, 1)
    slow = await deliveries_to(pool, acme.workspace_id, hook.webhook_id)
    assert not any(one.delivered_at for one in slow)
    receiver.pause.set()
    await courier.close()
    [quick] = await deliveries_to(pool, acme.workspace_id, added.webhook_id)
    assert quick.delivered_at is not None


@pytest.mark.usefixtures("hook")
async def test_a_receiver_that_hangs_takes_no_more_than_its_share(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    refresher: Refresher,
    courier: Courier,
    receiver: Receiver,
    other: Receiver,
) -> None:
    receiver.pause = asyncio.Event()
    await make_many_due(owner)
    await add_webhook(pool, acme.workspace_id, other.url, private=True)
    await acme.slide(range(5, 9), 0.0, objective=2)
    await refresher.refresh(acme.workspace_id)

    await courier.wake(acme.workspace_id)

    await until_heard(other, 1)
    await until_heard(receiver, AT_ONCE_EACH)
    receiver.pause.set()
    await courier.deliver(acme.workspace_id)
    assert receiver.most_at_once == AT_ONCE_EACH
    assert len(set(receiver.ids)) == len(receiver.ids) == 32


@pytest.mark.usefixtures("hook")
async def test_closing_finishes_what_is_under_way_and_begins_nothing(
    owner: Sessions, acme: Acme, courier: Courier, receiver: Receiver
) -> None:
    receiver.pause = asyncio.Event()
    await make_many_due(owner)
    await courier.wake(acme.workspace_id)
    await until_heard(receiver, AT_ONCE_EACH)

    closing = asyncio.create_task(courier.close())
    await asyncio.sleep(0)
    await courier.wake(acme.workspace_id)
    receiver.pause.set()
    await asyncio.wait_for(closing, PATIENCE)
    await courier.wake(acme.workspace_id)

    attempted = await owner.fetchval("select count(*) from delivery where attempts > 0")
    delivered = await owner.fetchval("select count(*) from delivery where delivered_at is not null")
    assert attempted == delivered == len(receiver.received) == AT_ONCE_EACH
