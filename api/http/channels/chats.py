"""Chats that messages are posted to, in Slack, Teams and elsewhere. For administrators."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http import examples
from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import UnknownChat
from api.http.views.answers import ApiRequest, administering
from workers import chats
from workers.addresses import LONGEST_URL
from workers.channels.slack import API
from workers.chats import ByAddress, Chat

BotToken = Annotated[str, Meta(min_length=1, max_length=500, pattern="^[!-~]+$")]
Room = Annotated[str, Meta(min_length=1, max_length=100, pattern="^[!-~]+$")]
Url = Annotated[str, Meta(min_length=1, max_length=LONGEST_URL)]


class NewRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """`url` is where it is posted to, and a secret."""

    url: Url


class NewSlackApp(Struct, frozen=True, forbid_unknown_fields=True):
    """`room` is the id of a channel that the app was invited to, for what is for everybody."""

    bot_token: BotToken
    room: Room | None = None
    url: Url = API


class Chats(Struct, frozen=True):
    items: list[Chat]


@post(
    "/chats/teams",
    summary="Post to a Teams channel",
    operation_class=documented(examples.TEAMS_CHAT),
    responses=REFUSED,
)
async def add_teams(request: ApiRequest, data: JSONBody[NewRoom]) -> Response[Chat]:
    """What everybody may know is posted there from now on, as a card.

    The address is that of a workflow in Teams, "Post to a channel when a webhook request is
    received". It is a secret, and not shown again.
    """
    return await _added(request, "teams", data.url)


@post(
    "/chats/apprise",
    summary="Post to an Apprise server",
    operation_class=documented(examples.APPRISE),
    responses=REFUSED,
)
async def add_apprise(request: ApiRequest, data: JSONBody[NewRoom]) -> Response[Chat]:
    """What everybody may know is posted there from now on, and goes where that server sends it.

    The address ends in the key under which its services are configured (`/notify/<key>`). It is
    not shown again.
    """
    return await _added(request, "apprise", data.url)


async def _added(request: ApiRequest, channel: ByAddress, url: str) -> Response[Chat]:
    resources, who = administering(request, "administrator"), request.user
    private = resources.private_webhooks
    added = await chats.add_room(
        resources.pool, who.workspace_id, channel, url, who.identity, private=private
    )
    return Response(added, headers=NO_STORE)


@post(
    "/chats/slack",
    summary="Connect a Slack app",
    operation_class=documented(examples.SLACK_APP),
    responses=REFUSED,
)
async def add_slack(request: ApiRequest, data: JSONBody[NewSlackApp]) -> Response[Chat]:
    """People get their messages by the app; what everybody may know is posted to the room.

    The app needs the scopes `chat:write` and `users:read.email`: people are found by their e-mail
    addresses. A workspace has one app. Its token is not shown again.
    """
    resources, who = administering(request, "administrator"), request.user
    added = await chats.add_slack(
        resources.pool,
        who.workspace_id,
        data.bot_token,
        data.room,
        who.identity,
        private=resources.private_webhooks,
        url=data.url,
    )
    return Response(added, headers=NO_STORE)


@get("/chats", summary="List chats", responses=REFUSED)
async def list_chats(request: ApiRequest) -> Response[Chats]:
    """Where messages are posted, without the secrets that it takes."""
    query.parameters(request.scope)
    resources = administering(request, "administrator", "auditor")
    found = await chats.list_chats(resources.pool, request.user.workspace_id)
    return Response(Chats(found), headers=NO_STORE)


@delete("/chats/{chat_id:uuid}", summary="Remove a chat", responses=REFUSED)
async def remove_chat(request: ApiRequest, chat_id: FromPath[UUID]) -> None:
    """Post nothing more there, not even what is waiting."""
    resources = administering(request, "administrator")
    if not await chats.remove_chat(resources.pool, request.user.workspace_id, str(chat_id)):
        raise UnknownChat(chat_id=chat_id)


HANDLERS = (add_teams, add_apprise, add_slack, list_chats, remove_chat)
