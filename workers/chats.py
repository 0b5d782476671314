"""Chats that messages are posted to: rooms in Slack, Teams and elsewhere, and people in Slack."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from asyncpg import Record
from msgspec import Struct

from domain.errors import Rejection
from events.database.pool import Pool
from workers.addresses import check_url
from workers.channels import slack

ByAddress = Literal["teams", "apprise"]
"""Channels that are posted to at an address, which is all that it takes."""

Channel = Literal["slack"] | ByAddress

MOST: Final = 20
"""How many chats a workspace has."""

_SQL = Path(__file__).parent / "sql"
_ADD = (_SQL / "add_chat.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_chats.sql").read_text(encoding="utf-8")
_REMOVE = (_SQL / "remove_chat.sql").read_text(encoding="utf-8")


class Chat(Struct, frozen=True):
    """A chat as it is listed: of the address that is posted to, only the host."""

    chat_id: str
    channel: Channel
    host: str
    room: str | None
    created_at: datetime
    created_by: str


class TooManyChats(Rejection, code="too-many-chats", kind="conflict"):
    """A workspace has {most} chats at most: remove one first."""


class SlackAppExists(Rejection, code="slack-app-exists", kind="conflict"):
    """This workspace has a Slack app already, {chat_id}: remove it first."""


async def add_room(
    pool: Pool, workspace_id: str, channel: ByAddress, url: str, created_by: str, *, private: bool
) -> Chat:
    """Post to a room by the address of a workflow of Teams, or of an Apprise server.

    `private` allows plain HTTP and addresses that are not public. Raises AddressRefused,
    TooManyChats.
    """
    check_url(url, private=private)
    await _check_room_for_one(pool, workspace_id)
    return await _added(pool, workspace_id, channel, url, "", None, created_by)


async def add_slack(
    pool: Pool,
    workspace_id: str,
    bot_token: str,
    room: str | None,
    created_by: str,
    *,
    private: bool,
    url: str = slack.API,
) -> Chat:
    """Post to people by a Slack app, and to a room that it was invited to, if one is named.

    Raises AddressRefused, SlackAppExists, TooManyChats.
    """
    check_url(url, private=private)
    for one in await _check_room_for_one(pool, workspace_id):
        if one.channel == "slack":
            raise SlackAppExists(chat_id=one.chat_id)
    return await _added(pool, workspace_id, "slack", url, bot_token, room, created_by)


async def list_chats(pool: Pool, workspace_id: str) -> list[Chat]:
    """Those that there are, the oldest first."""
    return [_read(row) for row in await pool.fetch(_LIST, workspace_id, MOST)]


async def remove_chat(pool: Pool, workspace_id: str, chat_id: str) -> bool:
    """Post nothing more there, nor what waits; whether there was one to remove."""
    return bool(await pool.fetchval(_REMOVE, workspace_id, chat_id))


async def _check_room_for_one(pool: Pool, workspace_id: str) -> list[Chat]:
    known = await list_chats(pool, workspace_id)
    if len(known) == MOST:
        raise TooManyChats(most=MOST)
    return known


async def _added(
    pool: Pool,
    workspace_id: str,
    channel: Channel,
    url: str,
    secret: str,
    room: str | None,
    created_by: str,
) -> Chat:
    chat_id = str(uuid.uuid4())
    given = (channel, url, secret, room, created_by)
    created_at = await pool.fetchval(_ADD, workspace_id, chat_id, *given)
    return Chat(chat_id, channel, _host(url), room, created_at, created_by)


def _read(row: Record) -> Chat:
    chat_id, channel, url, room, created_at, created_by = row
    return Chat(chat_id, channel, _host(url), room, created_at, created_by)


def _host(url: str) -> str:
    """All of an address that may be shown: the rest of a workflow's is a secret."""
    return urlsplit(url).hostname or ""
