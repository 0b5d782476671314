"""Letting people in with their browsers, and out again, from the command line."""

from __future__ import annotations

import click

from api.access.links import Link, make_link
from api.access.sessions import revoke_sessions
from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import USAGE, Failure
from api.cli.options import json_option, workspace_option
from api.cli.terminal import emit, remark, say
from domain.wording import counted
from runtime.settings import is_private_way


@click.command("login-link")
@workspace_option
@click.option(
    "--person", "person_name", metavar="NAME", required=True, help="Whose session it opens."
)
@json_option
@pass_environment
def login_link(
    environment: Environment, workspace_name: str, person_name: str, as_json: bool
) -> None:
    """Print a link that logs somebody in with their browser, once and within ten minutes.

    It is the way in without single sign-on, before there is any, and when it lets nobody in. To
    change what that person may do: sightline token create --role administrator.

    \b
    Example:  sightline login-link --workspace acme --person Ada
    """
    site = environment.settings.site_address
    if not is_private_way(site):
        raise Failure(
            f"Logging in needs HTTPS, and browsers would reach {site} without.",
            USAGE,
            "Say where they reach it with HTTPS: SIGHTLINE_PUBLIC_URL=https://okr.example.org",
        )

    async def work(backend: Backend) -> Link:
        entry = await backend.workspace(workspace_name)
        person = await backend.person(entry.workspace, person_name)
        return await make_link(backend.pool, entry.workspace, person.person_id, backend.operator.id)

    made = environment.run(work)
    if as_json:
        emit({"link": f"{site}{made.path}", "expires_at": made.expires_at})
        return
    say(f"{site}{made.path}")
    remark(f"It logs in as {person_name}, once, until {made.expires_at:%H:%M} (UTC).")


@click.command("log-out")
@workspace_option
@click.option("--person", "person_name", metavar="NAME", required=True, help="Whose sessions end.")
@json_option
@pass_environment
def log_out(environment: Environment, workspace_name: str, person_name: str, as_json: bool) -> None:
    """End all sessions that somebody has open in browsers. Their tokens stay.

    \b
    Example:  sightline log-out --workspace acme --person Ada
    """

    async def work(backend: Backend) -> int:
        entry = await backend.workspace(workspace_name)
        person = await backend.person(entry.workspace, person_name)
        by = backend.operator.id
        return await revoke_sessions(backend.pool, entry.workspace, person.person_id, by)

    ended = environment.run(work)
    if as_json:
        emit({"ended": ended})
        return
    say(f"Ended {counted(ended, 'session')}. Running API processes notice within seconds.")
