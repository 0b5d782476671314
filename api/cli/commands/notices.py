"""`sightline notices`: when somebody is told of what concerns them, and by which channels."""

from __future__ import annotations

from typing import Any, get_args

import click
from msgspec.structs import asdict

from api.cli.context import Backend, Environment, pass_environment
from api.cli.options import json_option, workspace_option
from api.cli.terminal import emit, say
from api.inbox.preferences import preferences_of
from domain.preferences import Preferences, SetNoticePreferences
from domain.values import PersonId
from events import streams
from events.handling import Request
from runtime.clock import now
from workers.declining import Personal, decline, declined

THE_WORKSPACE = "workspace"
_CHANNEL = click.Choice(get_args(Personal))


@click.command()
@workspace_option
@click.argument("person_name", metavar="PERSON")
@click.option(
    "--time-zone",
    metavar="ZONE",
    help=f"By which clock, such as America/New_York; '{THE_WORKSPACE}' for the workspace's.",
)
@click.option(
    "--digest-only/--not-only-digest",
    default=None,
    help="Whether everything is told in the daily digest.",
)
@click.option("--decline", "declines", type=_CHANNEL, multiple=True, help="Not by this channel.")
@click.option("--accept", "accepts", type=_CHANNEL, multiple=True, help="By this channel again.")
@json_option
@pass_environment
def notices(
    environment: Environment,
    workspace_name: str,
    person_name: str,
    time_zone: str | None,
    digest_only: bool | None,
    declines: tuple[Personal, ...],
    accepts: tuple[Personal, ...],
    as_json: bool,
) -> None:
    """Show how somebody is told of what concerns them, or set it; what is not named stays.

    \b
    Example:  sightline notices --workspace acme Ada --time-zone America/New_York --decline slack
    """

    async def work(backend: Backend) -> dict[str, Any]:
        workspace_id = (await backend.workspace(workspace_name)).workspace
        person_id = (await backend.person(workspace_id, person_name)).person_id
        if time_zone is not None or digest_only is not None:
            await _set(backend, workspace_id, person_id, time_zone, digest_only)
        asked = (backend.pool, workspace_id, person_id)
        if declines or accepts:
            wanted = {*await declined(*asked), *declines} - {*accepts}
            await decline(*asked, wanted, backend.operator.id)
        return await _found(backend, workspace_id, person_id)

    found = environment.run(work)
    if as_json:
        emit(found)
        return
    say(_in_words(person_name, found))


async def _set(
    backend: Backend,
    workspace_id: str,
    person_id: PersonId,
    time_zone: str | None,
    digest_only: bool | None,
) -> None:
    known: Preferences = await backend.desk.state(workspace_id, streams.PREFERENCES)
    before = known.of(person_id)
    zone = before.time_zone if time_zone is None else time_zone
    command = SetNoticePreferences(
        person_id,
        None if zone == THE_WORKSPACE else zone,
        before.digest_only if digest_only is None else digest_only,
    )
    await backend.desk.handle(workspace_id, Request([command], backend.operator, now=now()))


async def _found(backend: Backend, workspace_id: str, person_id: PersonId) -> dict[str, Any]:
    by_mail = backend.settings.mail_server is not None
    asked = (backend.pool, backend.desk, workspace_id, person_id)
    found = asdict(await preferences_of(*asked, by_mail=by_mail))
    zone = found["time_zone"] or (await backend.zone(workspace_id)).key
    return {**found, "time_zone": zone}


def _in_words(name: str, found: dict[str, Any]) -> str:
    how = "in the daily digest alone" if found["digest_only"] else "as it comes"
    by = " and ".join(found["channels"]) or "nothing but their inbox"
    said = f"{name} is told {how}, by the clock of {found['time_zone']}, and is reached by {by}."
    no = " and ".join(found["declined"])
    return f"{said} They want no {no}." if no else said
