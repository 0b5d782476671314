"""From a check-in to whoever has to know, on real servers all the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from domain.drift.handling import ResolveAlert
from domain.organization.organization import AddPerson
from domain.organization.reorganization import GiveRole
from domain.values import KeyResultId, PersonId
from domain.workspace import SetNoticePolicy
from events.database.pool import Pool, Sessions
from events.postgres import PostgresLog
from events.streams import AnyCommand
from projections.keeping.refresh import Refresher
from runtime.clock import now
from runtime.settings import Settings
from tests.support.acme import OBJECTIVES, UNITS, key_result_of
from tests.support.chatting import BOT_TOKEN, SlackServer
from tests.support.mailbox import taking_mail
from tests.support.messages import Post
from tests.support.receiver import Receiver, receiving
from tests.support.workspaces import Acme
from workers.chats import add_slack
from workers.deliveries import list_deliveries
from workers.main import new_courier
from workers.webhooks import add_webhook

CYD = PersonId("cyd")
BEGAN = timedelta(days=60)


async def test_a_slide_is_told_to_who_answers_for_it_once_by_each_channel(
    pool: Pool,
    owner: Sessions,
    event_log: PostgresLog,
    client: httpx.AsyncClient,
    receiver: Receiver,
) -> None:
    began = datetime.now(UTC) - BEGAN
    acme = await Acme(event_log, began.date()).found()
    founding: list[AnyCommand] = [
        AddPerson(CYD, "Cyd", UNITS[1]),
        GiveRole(CYD, "unit_lead", acme.starts),
        SetNoticePolicy(buffer_minutes=0, quiet_from=0, quiet_until=0),
    ]
    await acme.say(began, founding)
    await Post(owner, acme.workspace_id).address(CYD, "cyd@example.org")
    refresher = Refresher(event_log, pool, clock=now)
    await refresher.refresh(acme.workspace_id)

    slack = SlackServer()
    async with taking_mail() as mailbox, receiving(slack):
        slack.people["cyd@example.org"] = "U2"
        hook = await add_webhook(pool, acme.workspace_id, receiver.url, private=True)
        await add_slack(
            pool, acme.workspace_id, BOT_TOKEN, "C1", "ada", private=True, url=slack.api
        )
        settings = Settings(
            smtp_url=mailbox.url,
            mail_from="Sightline <okr@example.org>",
            public_url="https://okr.example.org",
            webhooks_private=True,
        )
        for _ in range(2):
            await acme.slide(range(3, 8), 0.0, objective=1)
            await refresher.refresh(acme.workspace_id)
            await refresher.rebuild(acme.workspace_id)
            await new_courier(settings, pool, client).deliver(acme.workspace_id)

        key = KeyResultId(key_result_of(OBJECTIVES[1], 0))
        await acme.say(now(), [ResolveAlert(OBJECTIVES[1], key, "We live with it")])
        for _ in range(2):
            await refresher.refresh(acme.workspace_id)
            await new_courier(settings, pool, client).deliver(acme.workspace_id)
    await refresher.close()

    [mail] = [one for one in mailbox.mails if "cannot reach its target" in str(one["subject"])]
    assert mail["to"] == "cyd@example.org"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "You get this because " in text
    assert "See it: https://okr.example.org/pages/" in text
    of_the_slide = [one for one in slack.posted if "cannot reach its target" in one["text"]]
    assert sorted(one["channel"] for one in of_the_slide) == ["C1", "U2"]
    over = [one for one in slack.changed if "was resolved" in one["text"]]
    assert sorted(one["channel"] for one in over) == ["C1", "D2"]
    assert not [one for one in slack.posted if "was resolved" in one["text"]]
    raised = [one for one in receiver.opened(hook.secret) if one["type"] == "drift.raised"]
    assert [one["data"]["alert"]["key_result_id"] for one in raised] == [key]
    ledger = await list_deliveries(pool, acme.workspace_id)
    assert {one.state for one in ledger} == {"delivered"}
