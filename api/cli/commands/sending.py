"""What is sent: the chats that messages are posted to, and what became of each delivery."""

from __future__ import annotations

from typing import get_args

import click
from rich.table import Table

from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import NotFound
from api.cli.options import Identifier, json_option, workspace_option
from api.cli.terminal import emit, say, show
from workers.chats import ByAddress, add_room, add_slack, list_chats, remove_chat
from workers.deliveries import Delivery, State, list_deliveries, retry


@click.command()
@workspace_option
@click.option("--state", type=click.Choice(get_args(State)), help="Only those in this state.")
@click.option("--retry", "again", is_flag=True, help="Try once more what has failed.")
@json_option
@pass_environment
def deliveries(
    environment: Environment, workspace_name: str, state: State | None, again: bool, as_json: bool
) -> None:
    """List the newest hundred deliveries by all channels, with what became of each.

    What has failed is not tried again by itself. With --retry, the newest hundred that have failed
    are tried once more, but for those whose receiver is gone.

    \b
    Example:  sightline deliveries --workspace acme --state failed
    """

    async def work(backend: Backend) -> list[Delivery]:
        entry = await backend.workspace(workspace_name)
        wanted: State | None = "failed" if again else state
        found = await list_deliveries(backend.pool, entry.workspace, wanted)
        if not again:
            return found
        ids = await retry(backend.pool, entry.workspace, [one.delivery_id for one in found])
        return [one for one in found if one.delivery_id in ids]

    found = environment.run(work)
    if as_json:
        emit(found)
    elif again:
        say(f"{len(found)} of what has failed will be tried once more.")
    else:
        show(_table(found) if found else "There is no such delivery.")


def _table(found: list[Delivery]) -> Table:
    table = Table(
        "id", "kind", "by", "to", "state", "tried", "last said", box=None, header_style="dim"
    )
    for one in found:
        receiver = one.person_id or one.chat_id or one.webhook_id or ""
        said = one.last_error or ""
        table.add_row(
            one.delivery_id, one.kind, one.channel, receiver, one.state, str(one.attempts), said
        )
    return table


@click.group()
def chat() -> None:
    """Post messages to Slack, Teams and elsewhere."""


@chat.command("teams")
@workspace_option
@click.option(
    "--url",
    prompt="Address of the workflow",
    hide_input=True,
    help="The address of a workflow that posts to a channel; asked for if it is not given.",
)
@json_option
@pass_environment
def teams(environment: Environment, workspace_name: str, url: str, as_json: bool) -> None:
    """Post what everybody may know to a channel of Teams.

    The address is a secret: whoever has it can post there.

    \b
    Example:  sightline chat teams --workspace acme
    """
    _add_room(environment, workspace_name, "teams", url, as_json)


@chat.command("apprise")
@workspace_option
@click.option(
    "--url",
    prompt="Address of the server, with the key",
    hide_input=True,
    help="Where an Apprise server is notified, as in https://.../notify/<key>; asked for if not"
    " given.",
)
@json_option
@pass_environment
def apprise(environment: Environment, workspace_name: str, url: str, as_json: bool) -> None:
    """Post what everybody may know to an Apprise server, which knows a hundred other services.

    \b
    Example:  sightline chat apprise --workspace acme
    """
    _add_room(environment, workspace_name, "apprise", url, as_json)


def _add_room(
    environment: Environment, workspace_name: str, channel: ByAddress, url: str, as_json: bool
) -> None:
    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        private, who = backend.settings.private_webhooks, backend.operator.id
        return await add_room(backend.pool, entry.workspace, channel, url, who, private=private)

    made = environment.run(work)
    if as_json:
        emit(made)
        return
    say("Added. What everybody may know is posted there from now on.")


@chat.command("slack")
@workspace_option
@click.option(
    "--bot-token",
    prompt="Bot token",
    hide_input=True,
    help="The bot token of a Slack app (xoxb-...); asked for if it is not given.",
)
@click.option("--room", help="The id of a channel for what everybody may know (C...).")
@json_option
@pass_environment
def slack(
    environment: Environment,
    workspace_name: str,
    bot_token: str,
    room: str | None,
    as_json: bool,
) -> None:
    """Send people their messages by a Slack app, and post to a channel that it was invited to.

    The app needs the scopes chat:write and users:read.email.

    \b
    Example:  sightline chat slack --workspace acme --room C0123456789
    """

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        private, who = backend.settings.private_webhooks, backend.operator.id
        return await add_slack(backend.pool, entry.workspace, bot_token, room, who, private=private)

    made = environment.run(work)
    if as_json:
        emit(made)
        return
    say("Added. People whose e-mail addresses are known get their messages in Slack from now on.")


@chat.command("list")
@workspace_option
@json_option
@pass_environment
def list_them(environment: Environment, workspace_name: str, as_json: bool) -> None:
    """List a workspace's chats, without their secrets.

    \b
    Example:  sightline chat list --workspace acme
    """

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        found = await list_chats(backend.pool, entry.workspace)
        if not as_json:
            table = Table("id", "channel", "host", "room", box=None, header_style="dim")
            for one in found:
                table.add_row(one.chat_id, one.channel, one.host, one.room or "")
            show(table if found else "There is no chat yet.")
        return found

    found = environment.run(work)
    if as_json:
        emit(found)


@chat.command("remove")
@workspace_option
@click.argument("chat_id", type=Identifier("a chat"))
@json_option
@pass_environment
def remove(environment: Environment, workspace_name: str, chat_id: str, as_json: bool) -> None:
    """Remove a chat; messages still waiting for it are not sent.

    \b
    Example:  sightline chat remove --workspace acme 0b8f...
    """

    async def work(backend: Backend) -> None:
        entry = await backend.workspace(workspace_name)
        if not await remove_chat(backend.pool, entry.workspace, chat_id):
            raise NotFound(f"There is no chat {chat_id} in this workspace.")

    environment.run(work)
    if as_json:
        emit({"removed": chat_id})
        return
    say("Removed.")
