from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from domain.drift.handling import SnoozeAlert
from events.database.pool import Pool, Sessions
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.settings import read_settings
from tests.support.acme import OBJECTIVES
from tests.support.receiver import Receiver
from tests.support.workspaces import FIRST, Acme, noon
from workers.addresses import AddressRefused
from workers.courier import Courier
from workers.deliveries import deliveries_to
from workers.webhooks import (
    AddedWebhook,
    add_webhook,
    list_webhooks,
    remove_webhook,
)


async def added(pool: Pool, acme: Acme, receiver: Receiver) -> AddedWebhook:
    return await add_webhook(pool, acme.workspace_id, receiver.url, private=True)


async def raises(owner: Sessions) -> list[str]:
    return [
        row[0] for row in await owner.fetch("select raise_id from delivery order by created_at")
    ]


def alerts(receiver: Receiver, hook: AddedWebhook) -> list[Any]:
    """What was told of alerts, beside all else there is to tell."""
    return [one for one in receiver.opened(hook.secret) if one["type"] == "drift.raised"]


async def test_an_alert_is_told_once_signed_and_with_its_document(
    pool: Pool, acme: Acme, refresher: Refresher, courier: Courier, receiver: Receiver
) -> None:
    hook = await added(pool, acme, receiver)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    await courier.deliver(acme.workspace_id)
    [body] = alerts(receiver, hook)
    assert body["timestamp"].endswith("Z")
    assert body["data"]["alert"]["key_result_id"] == FIRST
    assert body["data"]["alert"]["status"] == "raised"
    assert receiver.received[0][0]["content-type"] == "application/json"
    ledger = await deliveries_to(pool, acme.workspace_id, hook.webhook_id)
    [delivery] = [one for one in ledger if one.kind == "drift.raised"]
    assert delivery.delivered_at is not None
    assert (delivery.attempts, delivery.last_status, delivery.last_error) == (1, 204, None)
    assert delivery.cause == f"{FIRST}:1"


async def test_the_same_raise_is_never_told_again(
    pool: Pool,
    owner: Sessions,
    acme: Acme,
    event_log: PostgresLog,
    refresher: Refresher,
    courier: Courier,
    receiver: Receiver,
) -> None:
    hook = await added(pool, acme, receiver)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    await courier.deliver(acme.workspace_id)
    await acme.report(30, 10.0, 1)
    await refresher.refresh(acme.workspace_id)
    await refresher.rebuild(acme.workspace_id)
    await Refresher(event_log, pool, clock=lambda: noon(33)).refresh(acme.workspace_id)
    await owner.execute("delete from document")
    await owner.execute("delete from checkpoint")
    await refresher.refresh(acme.workspace_id)
    await courier.deliver(acme.workspace_id)
    assert len(alerts(receiver, hook)) == 1


async def test_an_alert_that_was_cleared_and_raised_again_is_told_again(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    await Refresher(event_log, pool, clock=lambda: noon(62)).refresh(acme.workspace_id)
    assert await raises(owner) == [f"{FIRST}:1"]
    for week, value in ((9, 18.0), (10, 19.0)):
        await acme.report(7 * week, value, 5)
    await Refresher(event_log, pool, clock=lambda: noon(71)).refresh(acme.workspace_id)
    await acme.slide((11,), 0.0)
    await Refresher(event_log, pool, clock=lambda: noon(82)).refresh(acme.workspace_id)
    assert await raises(owner) == [f"{FIRST}:1", f"{FIRST}:2"]


async def test_a_snoozed_alert_is_told_on_the_day_on_which_it_comes_back(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    until = acme.starts + timedelta(days=70)
    await acme.say(noon(62), [SnoozeAlert(OBJECTIVES[0], FIRST, until)])
    for day, heard in ((62, []), (69, []), (70, [f"{FIRST}:1"]), (71, [f"{FIRST}:1"])):
        await Refresher(event_log, pool, clock=partial(noon, day)).refresh(acme.workspace_id)
        assert await raises(owner) == heard


async def test_late_reports_that_rewrite_an_alerts_past_lose_no_raise(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    at = Refresher(event_log, pool, clock=lambda: noon(62))
    await at.refresh(acme.workspace_id)
    for day, value in ((47, 17.0), (54, 18.0), (61, 19.0)):
        await acme.report(day, value, 5)
    await at.refresh(acme.workspace_id)
    await acme.slide((9, 10, 11), 0.0)
    await Refresher(event_log, pool, clock=lambda: noon(82)).refresh(acme.workspace_id)
    assert await raises(owner) == [f"{FIRST}:1", f"{FIRST}:2"]


async def test_each_webhook_hears_of_each_raise_from_when_it_was_added(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    early = await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    late = await add_webhook(pool, acme.workspace_id, "https://two.example/", private=False)
    await acme.report(29, 10.0, 1)
    await acme.slide(range(5, 9), 0.0, objective=2)
    await refresher.refresh(acme.workspace_id)
    heard = {
        hook.webhook_id: len(await deliveries_to(pool, acme.workspace_id, hook.webhook_id))
        for hook in (early, late)
    }
    assert heard == {early.webhook_id: 2, late.webhook_id: 1}


async def test_nobody_is_told_of_a_cycle_that_is_over(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog
) -> None:
    await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    later = Refresher(event_log, pool, clock=lambda: noon(200))
    await later.refresh(acme.workspace_id)
    assert await raises(owner) == []


async def test_nobody_hears_of_another_workspace(
    pool: Pool, owner: Sessions, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    other = await Acme(event_log).found()
    await add_webhook(pool, other.workspace_id, "https://one.example/", private=False)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    assert await raises(owner) == []


async def test_webhooks_are_listed_without_secrets_until_they_are_removed(
    pool: Pool, acme: Acme
) -> None:
    hook = await add_webhook(pool, acme.workspace_id, "https://one.example/", private=False)
    assert hook.secret.startswith("whsec_")
    [listed] = await list_webhooks(pool, acme.workspace_id)
    assert (listed.webhook_id, listed.url) == (hook.webhook_id, hook.url)
    assert not hasattr(listed, "secret")
    assert await remove_webhook(pool, acme.workspace_id, hook.webhook_id)
    assert not await remove_webhook(pool, acme.workspace_id, hook.webhook_id)
    assert await list_webhooks(pool, acme.workspace_id) == []


async def test_what_waits_for_a_removed_webhook_is_given_up(
    pool: Pool, acme: Acme, refresher: Refresher, courier: Courier, receiver: Receiver
) -> None:
    hook = await added(pool, acme, receiver)
    await acme.slide(range(5, 9))
    await refresher.refresh(acme.workspace_id)
    await remove_webhook(pool, acme.workspace_id, hook.webhook_id)
    await courier.deliver(acme.workspace_id)
    assert receiver.received == []
    [delivery] = await deliveries_to(pool, acme.workspace_id, hook.webhook_id)
    assert (delivery.failed_at is not None, delivery.last_error) == (
        True,
        "the webhook was removed",
    )


async def test_an_address_inside_the_network_is_refused_and_not_kept(
    pool: Pool, acme: Acme
) -> None:
    with pytest.raises(AddressRefused):
        await add_webhook(pool, acme.workspace_id, "http://127.0.0.1/", private=False)
    assert await list_webhooks(pool, acme.workspace_id) == []


def test_private_addresses_are_allowed_on_somebodys_own_machine_or_where_it_is_said() -> None:
    served = {"SIGHTLINE_DATABASE_URL": "postgresql://db/sightline"}
    assert read_settings({}).private_webhooks
    assert not read_settings(served).private_webhooks
    assert read_settings({**served, "SIGHTLINE_WEBHOOKS_PRIVATE": "true"}).private_webhooks
    assert not read_settings({"SIGHTLINE_WEBHOOKS_PRIVATE": "false"}).private_webhooks
