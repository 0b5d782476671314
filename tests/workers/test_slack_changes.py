"""What was posted in Slack says where it stands that it is over, and nobody is told of that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from domain.values import PersonId
from events.database.pool import Pool, Sessions
from runtime.settings import Settings
from tests.support.chatting import BOT_TOKEN, SlackServer
from tests.support.messages import WHY, Post
from tests.support.receiver import Said, receiving
from tests.support.workspaces import Acme
from workers.channels import posting
from workers.chats import add_slack, remove_chat
from workers.courier import Courier
from workers.declining import decline
from workers.deliveries import Delivery, list_deliveries
from workers.main import new_courier

ADA = PersonId("ada")
RAISED = "drift:activation:1"
IS_OVER = "'Activation' is no longer in danger"


class Company:
    """With a Slack app that posts to a room and to Ada."""

    def __init__(self, pool: Pool, post: Post, slack: SlackServer, courier: Courier) -> None:
        self.pool = pool
        self.post = post
        self.slack = slack
        self.courier = courier

    async def deliver(self) -> None:
        await self.courier.deliver(self.post.workspace_id)

    async def again(self) -> None:
        await self.post.due()
        await self.deliver()

    async def raised(self, cause: str = RAISED) -> None:
        for person in (None, ADA):
            await self.post.message(person, kind="drift_raised", cause=cause)
        await self.deliver()

    async def over(self, cause: str = RAISED) -> None:
        await self.told_over(cause)
        await self.deliver()

    async def told_over(self, cause: str = RAISED) -> None:
        for person, held in ((None, None), (ADA, "settled")):
            await self.post.message(
                person,
                kind="drift_ended",
                cause=f"{cause}:ended",
                title=IS_OVER,
                body="At this pace it ends at 104%.",
                suppressed=held,
            )

    async def changes(self) -> list[Delivery]:
        found = await list_deliveries(self.pool, self.post.workspace_id)
        return [one for one in found if one.kind == "drift_ended"]

    async def states(self) -> set[str]:
        return {one.state for one in await self.changes()}


@pytest.fixture
async def company(
    pool: Pool, owner: Sessions, acme: Acme, courier: Courier
) -> AsyncIterator[Company]:
    slack = SlackServer()
    async with receiving(slack):
        app = (BOT_TOKEN, "C1", "ada")
        await add_slack(pool, acme.workspace_id, *app, private=True, url=slack.api)
        slack.people["ada@example.org"] = "U1"
        post = Post(owner, acme.workspace_id)
        await post.address(ADA, "ada@example.org")
        yield Company(pool, post, slack, courier)


async def test_that_an_alert_is_over_is_said_where_it_stands_in_the_room_and_with_the_person(
    company: Company,
) -> None:
    await company.raised()
    await company.over()
    assert len(company.slack.posted) == 2
    changed = {one["channel"]: one for one in company.slack.changed}
    assert changed.keys() == {"C1", "D1"}
    assert {one["text"] for one in changed.values()} == {f"Over: {IS_OVER}"}
    said, struck, context = changed["D1"]["blocks"]
    assert said["text"]["text"] == f"Over: {IS_OVER}\nAt this pace it ends at 104%."
    [was] = struck["elements"][0]["elements"]
    assert was["style"] == {"strike": True}
    assert context["elements"][0]["text"] == f"You get this {WHY}."
    [link] = changed["C1"]["blocks"][2]["elements"]
    assert "/pages/" in link["text"]
    await company.again()
    assert len(company.slack.changed) == 2
    assert await company.states() == {"delivered"}


async def test_an_alert_that_was_raised_and_lost_is_over_in_both_messages_and_once(
    company: Company,
) -> None:
    for number in (1, 2):
        await company.raised(f"drift:activation:{number}")
    await company.over("drift:activation:2")
    stamps = sorted((one["channel"], one["ts"]) for one in company.slack.changed)
    assert stamps == sorted(company.slack.shown)
    await company.raised("drift:activation:3")
    await company.over("drift:activation:3")
    assert len(company.slack.changed) == len(company.slack.posted) == 6


async def test_what_was_told_together_with_an_alert_still_stands_there_when_that_is_over(
    company: Company,
) -> None:
    silent = "No check-in on 'Activation' in week 5"
    at = await company.post.owner.fetchval("select clock_timestamp()")
    await company.post.message(ADA, kind="drift_raised", cause=RAISED)
    await company.post.message(ADA, kind="silence", title=silent, suppressed="together")
    await company.post.owner.execute("update message set not_before = $1", at)
    await company.deliver()
    [posted] = company.slack.posted
    await company.over()
    [changed] = company.slack.changed
    for said in (posted, changed):
        assert said["blocks"][0]["text"]["text"].endswith(f"\n\nAlso: {silent}")


async def test_what_was_raised_and_ended_before_anything_was_sent_is_posted_and_changed(
    company: Company,
) -> None:
    await company.post.message(kind="drift_raised", cause=RAISED)
    await company.over()
    assert len(company.slack.posted) == 1
    assert await company.states() <= {"waiting", "delivered"}
    await company.again()
    assert len(company.slack.changed) == 1


async def test_what_was_never_posted_is_not_changed_and_nothing_is_said_of_it(
    company: Company,
) -> None:
    await company.over()
    assert await company.changes() == []
    company.slack.people.clear()
    await company.post.message(ADA, kind="drift_raised", cause="drift:other:1")
    await company.deliver()
    await company.over("drift:other:1")
    assert await company.changes() == []
    assert company.slack.posted == []


async def test_a_change_waits_for_what_it_changes_and_is_given_up_with_it(
    company: Company,
) -> None:
    company.slack.answers = [500]
    await company.post.message(kind="drift_raised", cause=RAISED)
    await company.deliver()
    await company.over()
    [waiting] = await company.changes()
    assert (waiting.state, waiting.last_error) == (
        "waiting",
        "what it is to change has not been posted yet",
    )
    company.slack.answers = [_says("channel_not_found")]
    await company.again()
    await company.again()
    [given_up] = await company.changes()
    assert (given_up.state, given_up.last_error) == (
        "failed",
        "what it was to change was never posted",
    )


async def test_a_message_that_somebody_removed_in_slack_is_left_alone(company: Company) -> None:
    await company.raised()
    company.slack.shown.clear()
    await company.over()
    assert {(one.state, one.last_error) for one in await company.changes()} == {
        ("failed", "Slack says: message_not_found")
    }


async def test_when_slack_asks_for_a_pause_or_is_broken_the_change_is_made_later(
    company: Company, client: httpx.AsyncClient
) -> None:
    await company.raised()
    later = Said(429, "retry-after: 300\r\n")
    company.slack.answers = [later, later]
    await company.over()
    assert await company.states() == {"waiting"}
    await company.again()
    assert company.slack.changed == [], "it is left alone for as long as it asked"
    company.courier = new_courier(Settings(webhooks_private=True), company.pool, client)
    company.slack.answers = [_says("internal_error"), Said(200, body=b"<html>")]
    await company.again()
    assert await company.states() == {"waiting"}
    await company.again()
    assert await company.states() == {"delivered"}
    assert len(company.slack.changed) == 2


async def test_a_slack_that_hangs_is_asked_again_and_changes_once_more_to_the_same(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have changed it all the same: the second time says what the first did."""
    await company.raised()
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 15.0)
    monkeypatch.setattr("workers.courier.TIMEOUT_SECONDS", 0.2)
    company.slack.pause = asyncio.Event()
    await company.over()
    assert {one.last_error for one in await company.changes()} == {
        "TimeoutError: no answer within 0.2 seconds"
    }
    company.slack.pause.set()
    company.slack.pause = None
    monkeypatch.setattr("workers.courier.TIMEOUT_SECONDS", 15.0)
    await company.again()
    assert await company.states() == {"delivered"}
    shown = {msgspec.json.encode(one) for one in company.slack.changed}
    assert len(shown) == 2


async def test_a_worker_that_is_lost_before_it_notes_the_change_makes_it_again(
    company: Company,
) -> None:
    await company.raised()
    workspace_id = company.post.workspace_id
    await company.told_over()
    await company.courier._hand_on(workspace_id)
    for claimed in await company.courier._claim(workspace_id):
        await company.courier._answer(workspace_id, claimed)  # and it is not written down
    await company.deliver()
    assert len(company.slack.changed) == 2, "until their leases are over"
    await company.again()
    assert len(company.slack.changed) == 4
    assert len(company.slack.shown) == 2
    assert await company.states() == {"delivered"}


async def test_nothing_is_changed_by_an_app_that_was_removed_or_for_who_wants_no_more_of_it(
    company: Company,
) -> None:
    await company.raised()
    workspace_id = company.post.workspace_id
    later = Said(429, "retry-after: 300\r\n")
    company.slack.answers = [later, later]
    await company.over()
    await decline(company.pool, workspace_id, ADA, ["slack"], "ada")
    assert sorted(one.state for one in await company.changes()) == ["failed", "waiting"]
    found = await list_deliveries(company.pool, workspace_id)
    [chat_id] = {one.chat_id for one in found if one.chat_id}
    await remove_chat(company.pool, workspace_id, chat_id)
    assert await company.states() == {"failed"}
    await company.post.message(kind="drift_raised", cause="drift:other:1")
    await company.over("drift:other:1")
    assert company.slack.changed == []


async def test_workers_that_hand_on_together_change_it_once(company: Company) -> None:
    await company.raised()
    await company.told_over()
    handing_on = company.courier._handing_on
    await asyncio.gather(*(handing_on.hand_on(company.post.workspace_id) for _ in range(4)))
    await company.deliver()
    assert len(company.slack.changed) == 2


def _says(error: str) -> Said:
    body = msgspec.json.encode({"ok": False, "error": error})
    return Said(200, "content-type: application/json\r\n", body)
