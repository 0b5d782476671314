"""`sightline inbox`: what somebody was told, and what they were not sent."""

from __future__ import annotations

import click
import msgspec

from api.cli.context import Backend, Environment, pass_environment
from api.cli.options import json_option, workspace_option
from api.cli.shown.inbox import Inbox, page, shown
from api.cli.terminal import emit, show_document
from api.cli.views.freshness import catch_up
from api.inbox import messages
from api.inbox.messages import Which

SHOWN = 50


@click.command()
@workspace_option
@click.option("--as", "person_name", required=True, metavar="PERSON", help="Whose inbox.")
@click.option(
    "--show",
    "which",
    type=click.Choice(["open", "unread", "done", "all", "held"]),
    default="open",
    help="What is not done (by default), unread, done, all of it, or what was not sent by itself.",
)
@json_option
@pass_environment
def inbox(
    environment: Environment, workspace_name: str, person_name: str, which: Which, *, as_json: bool
) -> None:
    """Show what somebody was told, newest first, and why they were.

    \b
    Example:  sightline inbox --workspace demo --as "Jonas Okafor"
    """

    async def work(backend: Backend) -> Inbox:
        entry = await backend.workspace(workspace_name)
        await catch_up(backend, entry.workspace)
        person = await backend.person(entry.workspace, person_name)
        asked = (backend.pool, entry.workspace, person.person_id)
        unread = await messages.unread(*asked)
        found = await messages.page(*asked, which, limit=SHOWN)
        zone = await backend.zone(entry.workspace)
        return Inbox(person.name, zone.key, which, unread, found)

    found = environment.run(work)
    if as_json:
        emit(found)
        return
    show_document(shown, msgspec.json.encode(page(found)))
