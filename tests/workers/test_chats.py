from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import msgspec
import pytest

from domain.notices.notice import ALSO
from events.database.pool import Pool, Sessions
from tests.support.chatting import BOT_TOKEN, SlackServer
from tests.support.messages import BODY, TITLE, WHY, Post
from tests.support.patience import until
from tests.support.receiver import Receiver, Said, receiving
from tests.support.workspaces import Acme
from workers import chats
from workers.addresses import AddressRefused
from workers.channels import posting
from workers.chats import Chat, SlackAppExists, TooManyChats, add_room, add_slack
from workers.courier import Courier
from workers.deliveries import Delivery, list_deliveries


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    server = SlackServer()
    async with receiving(server):
        yield server


@pytest.fixture
async def post(owner: Sessions, acme: Acme) -> Post:
    return Post(owner, acme.workspace_id)


async def connected(pool: Pool, acme: Acme, slack: SlackServer, room: str | None = None) -> Chat:
    return await add_slack(
        pool, acme.workspace_id, BOT_TOKEN, room, "ada", private=True, url=slack.api
    )


async def only(pool: Pool, acme: Acme) -> Delivery:
    [found] = await list_deliveries(pool, acme.workspace_id)
    return found


# Slack


async def test_a_person_is_found_by_their_address_and_told_in_slack_why(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier
) -> None:
    await connected(pool, acme, slack)
    slack.people["ada@example.org"] = "U1"
    await post.address("ada", "ada@example.org")
    await post.message("ada", title="<!channel> *now*")
    await courier.deliver(acme.workspace_id)
    [said] = slack.posted
    delivery = await only(pool, acme)
    assert said["channel"] == "U1"
    assert said["client_msg_id"].replace("-", "") == delivery.delivery_id.removeprefix("msg_")
    assert said["text"] == "&lt;!channel&gt; *now*"
    section, context = said["blocks"]
    assert section["text"] == {
        "type": "plain_text",
        "text": f"<!channel> *now*\n{BODY}",
        "emoji": False,
    }
    assert context["elements"][0]["text"] == f"You get this {WHY}."
    assert delivery.state == "delivered"


async def test_a_message_names_what_is_told_together_with_it_when_it_is_sent(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier
) -> None:
    await connected(pool, acme, slack)
    slack.people["ada@example.org"] = "U1"
    await post.address("ada", "ada@example.org")
    for why, title in ((None, "One"), ("together", "Two"), ("settled", "Three"), ("together", "")):
        await post.message("ada", title=title, suppressed=why)
    await post.message("ada", title="Another", subject="elsewhere", suppressed="together")
    at_once = "update message set not_before = date_trunc('minute', now())"
    await post.owner.execute(at_once)
    await courier.deliver(acme.workspace_id)
    [said] = slack.posted
    assert said["blocks"][0]["text"]["text"] == f"One\n{BODY}{ALSO}Two{ALSO}"


async def test_what_follows_about_a_subject_goes_into_its_thread(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier
) -> None:
    await connected(pool, acme, slack, "C1")
    for subject in ("key_result:a", "key_result:a", "key_result:b"):
        await post.message(kind="drift_raised", subject=subject)
        await courier.deliver(acme.workspace_id)
    assert [one.get("thread_ts") for one in slack.posted] == [None, "1700000001.000100", None]
    assert {one["channel"] for one in slack.posted} == {"C1"}


@pytest.mark.parametrize(
    ("error", "state"), [("users_not_found", "failed"), ("internal_error", "waiting")]
)
async def test_when_slack_says_no_it_is_recorded_and_tried_again_if_it_may_help(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier, error: str, state: str
) -> None:
    await connected(pool, acme, slack)
    slack.answers = [Said(200, body=msgspec.json.encode({"ok": False, "error": error}))]
    await post.address("ada", "ada@example.org")
    await post.message("ada")
    await courier.deliver(acme.workspace_id)
    delivery = await only(pool, acme)
    assert (delivery.state, delivery.last_error) == (state, f"Slack says: {error}")


async def test_who_asks_to_be_left_alone_for_a_while_is(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier
) -> None:
    await connected(pool, acme, slack, "C1")
    slack.answers = [Said(429, "retry-after: 1000\r\n")]
    await post.message(kind="drift_raised")
    await courier.deliver(acme.workspace_id)
    delivery = await only(pool, acme)
    assert (delivery.state, delivery.last_status) == ("waiting", 429)
    [tried] = delivery.tried
    assert delivery.next_attempt_at - tried.begun_at >= timedelta(seconds=1000)
    await post.message(kind="silence")
    await courier.deliver(acme.workspace_id)
    assert slack.posted == []
    courier._resting.clear()  # as it is after the while
    await courier.deliver(acme.workspace_id)
    assert len(slack.posted) == 1


async def test_a_person_is_looked_up_once_and_again_when_slack_has_said_no(
    pool: Pool, acme: Acme, post: Post, slack: SlackServer, courier: Courier
) -> None:
    await connected(pool, acme, slack)
    slack.people["ada@example.org"] = "U1"
    await post.address("ada", "ada@example.org")
    for refused in (False, False, True, False):
        if refused:
            slack.answers = [Said(200, body=b'{"ok": false, "error": "channel_not_found"}')]
        await post.message("ada")
        await courier.deliver(acme.workspace_id)
    asked = [path.rpartition(".")[2] for path in slack.paths]
    assert asked == [
        "lookupByEmail",
        "postMessage",
        "postMessage",
        "postMessage",
        "lookupByEmail",
        "postMessage",
    ]


async def test_a_moment_to_come_back_at_is_understood_as_well(client: httpx.AsyncClient) -> None:
    now = datetime(2026, 2, 4, 9, tzinfo=UTC)
    send = posting.Post(client, private=True, clock=lambda: now)
    later, past = now + timedelta(minutes=2), now - timedelta(minutes=2)
    asked = {
        format_datetime(later, usegmt=True): 120.0,
        format_datetime(past, usegmt=True): 0.0,
        "99999999": posting.LONGEST_PAUSE,
        "soon": 0.0,
        "": 0.0,
    }
    async with receiving() as receiver:
        receiver.answers = [Said(503, f"retry-after: {one}\r\n") for one in asked]
        answered = [(await send(receiver.url, b"{}")).pause for _ in asked]
    assert answered == list(asked.values())


async def test_a_workspace_has_one_slack_app_and_twenty_chats_at_most(
    pool: Pool, acme: Acme, slack: SlackServer
) -> None:
    await connected(pool, acme, slack)
    with pytest.raises(SlackAppExists):
        await connected(pool, acme, slack)
    for _ in range(chats.MOST - 1):
        await add_room(pool, acme.workspace_id, "teams", slack.url, "ada", private=True)
    with pytest.raises(TooManyChats):
        await add_room(pool, acme.workspace_id, "teams", slack.url, "ada", private=True)


# Teams


async def test_teams_gets_a_card_in_which_nothing_is_markup(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, courier: Courier
) -> None:
    await add_room(pool, acme.workspace_id, "teams", receiver.url, "ada", private=True)
    await post.message(kind="drift_raised", title="[Click](https://evil.example)")
    await courier.deliver(acme.workspace_id)
    [(_, body)] = receiver.received
    [attached] = msgspec.json.decode(body)["attachments"]
    card = attached["content"]
    assert card["type"] == "AdaptiveCard"
    assert [one["type"] for one in card["body"]] == ["RichTextBlock", "RichTextBlock"]
    assert [one["inlines"][0]["text"] for one in card["body"]] == [
        "[Click](https://evil.example)",
        BODY,
    ]
    assert card["actions"][0]["url"].endswith("/pages/objectives/activation")


async def test_teams_gets_no_more_of_a_text_than_it_takes(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, courier: Courier
) -> None:
    await add_room(pool, acme.workspace_id, "teams", receiver.url, "ada", private=True)
    await post.message(kind="silence", title="\N{CROISSANT}" * 1_100, body="\N{CROISSANT}" * 10_000)
    await courier.deliver(acme.workspace_id)
    [(_, body)] = receiver.received
    assert len(body) < 28 * 1024
    assert "\N{CROISSANT}\N{HORIZONTAL ELLIPSIS}" in body.decode()


async def test_an_apprise_server_gets_the_words_and_the_link(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, courier: Courier
) -> None:
    await add_room(pool, acme.workspace_id, "apprise", receiver.url, "ada", private=True)
    await post.message(kind="silence")
    await courier.deliver(acme.workspace_id)
    [(_, body)] = receiver.received
    told = msgspec.json.decode(body)
    assert (told["title"], told["format"]) == (TITLE, "text")
    assert told["body"] == f"{BODY}\n\nhttp://127.0.0.1:8000/pages/objectives/activation"


async def test_what_people_say_to_each_other_is_not_posted_where_all_read_along(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, slack: SlackServer, courier: Courier
) -> None:
    await add_room(pool, acme.workspace_id, "teams", receiver.url, "ada", private=True)
    await connected(pool, acme, slack, "C1")
    await post.message(kind="mention")
    await post.message("ada", kind="drift_raised")
    await courier.deliver(acme.workspace_id)
    assert (receiver.received, slack.posted) == ([], [])


async def test_a_chat_that_was_removed_is_sent_nothing_more(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, courier: Courier
) -> None:
    chat = await add_room(pool, acme.workspace_id, "teams", receiver.url, "ada", private=True)
    receiver.answers = [500]
    await post.message(kind="drift_raised", title=TITLE)
    await courier.deliver(acme.workspace_id)
    assert await chats.remove_chat(pool, acme.workspace_id, chat.chat_id)
    assert not await chats.remove_chat(pool, acme.workspace_id, chat.chat_id)
    await post.due()
    await post.message(kind="drift_raised")
    await courier.deliver(acme.workspace_id)
    assert len(receiver.received) == 1
    delivery = await only(pool, acme)
    assert (delivery.state, delivery.last_error) == ("failed", "the chat was removed")


async def test_a_chat_that_hangs_delays_no_other(
    pool: Pool, acme: Acme, post: Post, receiver: Receiver, slack: SlackServer, courier: Courier
) -> None:
    await add_room(pool, acme.workspace_id, "teams", receiver.url, "ada", private=True)
    await connected(pool, acme, slack, "C1")
    receiver.pause = asyncio.Event()
    for _ in range(9):
        await post.message(kind="drift_raised")
    await courier.wake(acme.workspace_id)

    async def all_posted() -> bool:
        return len(slack.posted) == 9

    await until(all_posted)
    receiver.pause.set()
    await courier.close()


async def test_no_chat_is_inside_the_network_unless_that_is_wanted(pool: Pool, acme: Acme) -> None:
    for url in ("http://127.0.0.1/", "https://10.0.0.1/", "https://localhost/"):
        with pytest.raises(AddressRefused):
            await add_room(pool, acme.workspace_id, "teams", url, "ada", private=False)
        with pytest.raises(AddressRefused):
            await add_slack(pool, acme.workspace_id, BOT_TOKEN, None, "ada", private=False, url=url)
    assert await chats.list_chats(pool, acme.workspace_id) == []
