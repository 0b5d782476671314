"""Slack, by the bot token of an app: people in a conversation of their own, and a room for all.

https://docs.slack.dev/reference/methods/chat.postMessage/
https://docs.slack.dev/reference/methods/chat.update/
"""

from __future__ import annotations

import uuid
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.channels.posting import Post
from workers.channels.transport import Answer, Claimed, Posted, Told

API: Final = "https://slack.com/api"

MOST_CHARACTERS: Final = 3_000
"""What Slack takes in one block."""

MOST_KNOWN: Final = 10_000

_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json; charset=utf-8"
_FINAL: Final = frozenset(
    {
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_archived",
        "message_not_found",
        "msg_too_long",
        "user_disabled",
        "users_not_found",
    }
)
"""Errors that pass only when somebody sees to them."""


class _User(Struct, frozen=True):
    id: str


class _Said(Struct, frozen=True):
    """Slack's answer, which has the status 200 also where it means no."""

    ok: bool
    error: str = ""
    ts: str | None = None
    channel: str | None = None
    user: _User | None = None


_decode = msgspec.json.Decoder(_Said).decode


class _No(Exception):
    """Slack says no; `answer` is what to make of it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer


class Slack:
    """Slack gives a message its time stamp; later ones about the same subject go in its thread.

    The receipt is where it was posted, a slash, and the time stamp: both name it.
    """

    def __init__(self, post: Post, site: str) -> None:
        self._post = post
        self._site = site
        self._known: dict[tuple[str, str | None], str] = {}
        """People by the app and their address: Slack lets nobody look up many in a minute."""

    async def send(self, workspace_id: str, claimed: Claimed) -> Answer:  # noqa: ARG002 - of the protocol
        try:
            if claimed.updates is not None:
                return await self._change(claimed, claimed.updates)
            return await self._say(claimed, await self._where(claimed))
        except _No as no:
            self._known.pop((claimed.lane, claimed.email), None)
            return no.answer

    async def _where(self, claimed: Claimed) -> str:
        """The room, or the person as Slack knows them."""
        if claimed.person_id is None:
            if claimed.room is None:
                raise _No(Answer(error="Slack was not told where to post", final=True))
            return claimed.room
        if (found := self._known.get((claimed.lane, claimed.email))) is not None:
            return found
        if claimed.email is None:
            raise _No(
                Answer(
                    error="the person has no e-mail address, or wants no messages here", final=True
                )
            )
        form = urlencode({"email": claimed.email}).encode()
        said = await self._ask(claimed, "users.lookupByEmail", form, _FORM)
        if said.user is None:
            raise _No(_NONSENSE)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[claimed.lane, claimed.email] = said.user.id
        return said.user.id

    async def _say(self, claimed: Claimed, where: str) -> Answer:
        told = claimed.told
        why = None if claimed.person_id is None else told.why
        body = {"channel": where, **message(told, why, self._site + told.page)}
        body["client_msg_id"] = str(uuid.UUID(claimed.delivery_id.removeprefix("msg_")))
        if claimed.thread is not None:
            _, body["thread_ts"] = _place(claimed.thread)
        said = await self._ask(claimed, "chat.postMessage", msgspec.json.encode(body), _JSON)
        return Answer(httpx.codes.OK, receipt=f"{said.channel or where}/{said.ts}")

    async def _change(self, claimed: Claimed, posted: Posted) -> Answer:
        """Say where something was posted that it is over; to say it twice changes nothing."""
        if posted.failed:
            return Answer(error="what it was to change was never posted", final=True)
        if posted.receipt is None:
            return Answer(error="what it is to change has not been posted yet")
        channel, stamp = _place(posted.receipt)
        why = None if claimed.person_id is None else posted.why
        words = over(claimed.told, posted.title, why, self._site + claimed.told.page)
        body = {"channel": channel or claimed.room, "ts": stamp, **words}
        await self._ask(claimed, "chat.update", msgspec.json.encode(body), _JSON)
        return Answer(httpx.codes.OK)

    async def _ask(self, claimed: Claimed, method: str, content: bytes, kind: str) -> _Said:
        """What Slack says if it says yes. Raises _No."""
        headers = {"authorization": f"Bearer {claimed.secret}", "content-type": kind}
        posted = await self._post(f"{claimed.url}/{method}", content, headers, read=True)
        if posted.answer().error is not None:
            raise _No(posted.answer())
        try:
            said = _decode(posted.body)
        except msgspec.DecodeError:
            raise _No(_NONSENSE) from None
        if not said.ok:
            final = said.error in _FINAL
            raise _No(Answer(posted.status, f"Slack says: {said.error}", final=final))
        return said


_NONSENSE: Final = Answer(error="answered something that Slack would not")


def message(told: Told, why: str | None, link: str) -> dict[str, Any]:
    """Plain text, so that nothing that people typed is taken for markup, and a link."""
    reason = [] if why is None else [_plain(f"You get this {why}.")]
    return {
        "text": _escaped(told.title),
        "blocks": [
            {"type": "section", "text": _plain(f"{told.title}\n{told.body}")},
            {"type": "context", "elements": [*reason, _link(link)]},
        ],
        "unfurl_links": False,
    }


def over(told: Told, before: str, why: str | None, link: str) -> dict[str, Any]:
    """That something is over, and what it was, struck out."""
    ended = message(replace(told, title=f"Over: {told.title}"), why, link)
    struck = {"type": "text", "text": before, "style": {"strike": True}}
    section = {"type": "rich_text_section", "elements": [struck]}
    said, context = ended["blocks"]
    return {**ended, "blocks": [said, {"type": "rich_text", "elements": [section]}, context]}


def _place(receipt: str) -> tuple[str, str]:
    """The conversation and the time stamp; older receipts are the stamp alone."""
    channel, _, stamp = receipt.rpartition("/")
    return channel, stamp


def _plain(text: str) -> dict[str, Any]:
    cut = text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def _link(address: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": f"<{address}|Open in Sightline>"}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
