"""`sightline calendar`: addresses at which calendar programs find when a unit meets."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.table import Table

from api.calendars import subscriptions
from api.cli.context import Backend, Environment, find, pass_environment
from api.cli.exits import NotFound
from api.cli.options import Identifier, json_option, workspace_option
from api.cli.terminal import emit, say, show
from domain.organization.chart import Chart
from domain.values import Owner
from runtime.clock import now


@click.group()
def calendar() -> None:
    """Give calendar programs the rituals of a unit or a person."""


@calendar.command("create")
@workspace_option
@click.option("--unit", "unit_name", metavar="NAME", help="A unit, by its name or id.")
@click.option("--person", "person_name", metavar="NAME", help="A person, by their name or id.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day (in UTC) from which the address no longer works.",
)
@json_option
@pass_environment
def create(
    environment: Environment,
    workspace_name: str,
    unit_name: str | None,
    person_name: str | None,
    expires: datetime | None,
    as_json: bool,
) -> None:
    """Create an address to subscribe to. It is a secret, and is shown only once.

    \b
    Example:  sightline calendar create --workspace acme --unit Support
    """
    if (unit_name is None) == (person_name is None):
        raise click.UsageError("Whose rituals? Name either a --unit or a --person.")

    until = None if expires is None else expires.replace(tzinfo=UTC)
    if until is not None and until <= now():
        raise click.UsageError(
            f"{until:%Y-%m-%d} is in the past: --expires takes a day in the future."
        )

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        owner = (
            _person(await backend.chart(entry.workspace), person_name)
            if unit_name is None
            else Owner("unit", await backend.unit(entry.workspace, unit_name))
        )
        made, secret = await subscriptions.create_calendar(
            backend.pool, entry.workspace, owner, backend.operator.name, until
        )
        path = f"/v1/calendars/{secret}.ics"
        if not as_json:
            say(f"Created {made.calendar_id}. Its address on the API's host, shown only once:")
            say(path)
        return {"calendar": made, "path": path}

    made = environment.run(work)
    if as_json:
        emit(made)


def _person(chart: Chart, person_name: str | None) -> Owner:
    person = find(person_name or "", chart.people.values(), "person_id")
    if person is not None:
        return Owner("person", person.person_id)
    raise NotFound(f"There is nobody called '{person_name}' in this workspace.")


def _name(chart: Chart, one: subscriptions.Calendar) -> str:
    if one.owner_kind == "unit":
        return chart.name_of(Owner("unit", one.owner_id))
    return chart.name_of(Owner("person", one.owner_id))


@calendar.command("list")
@workspace_option
@json_option
@pass_environment
def list_all(environment: Environment, workspace_name: str, as_json: bool) -> None:
    """List a workspace's calendars; their addresses are not shown.

    \b
    Example:  sightline calendar list --workspace acme
    """

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        found = await subscriptions.list_calendars(backend.pool, entry.workspace)
        chart = await backend.chart(entry.workspace)
        if not as_json:
            table = Table(
                "id", "of", "created by", "created", "state", box=None, header_style="dim"
            )
            for one in found:
                state = "revoked" if one.revoked_at else ""
                if not state and one.expires_at:
                    state = f"until {one.expires_at:%Y-%m-%d}"
                table.add_row(
                    one.calendar_id, _name(chart, one), one.created_by,
                    f"{one.created_at:%Y-%m-%d}", state,
                )  # fmt: skip
            show(table if found else "There is no calendar yet.")
        return found

    found = environment.run(work)
    if as_json:
        emit(found)


@calendar.command("revoke")
@workspace_option
@click.argument("calendar_id", type=Identifier("a calendar"))
@json_option
@pass_environment
def revoke(environment: Environment, workspace_name: str, calendar_id: str, as_json: bool) -> None:
    """Revoke a calendar, so that its address no longer works.

    \b
    Example:  sightline calendar revoke --workspace acme 0b8f...
    """

    async def work(backend: Backend) -> None:
        entry = await backend.workspace(workspace_name)
        if not await subscriptions.revoke_calendar(backend.pool, entry.workspace, calendar_id):
            raise NotFound(f"There is no calendar {calendar_id} in this workspace.")

    environment.run(work)
    if as_json:
        emit({"revoked": calendar_id})
        return
    say("Revoked.")
