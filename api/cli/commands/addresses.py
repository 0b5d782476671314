"""Where people are reached: `sightline address`."""

from __future__ import annotations

import click
from rich.table import Table

from api.access import addresses
from api.access.addresses import EmailAddress
from api.cli.context import Backend, Environment, find, pass_environment
from api.cli.exits import NotFound
from api.cli.options import json_option, workspace_option
from api.cli.terminal import emit, say, show
from domain.access.email import normal
from domain.organization.chart import Chart
from domain.values import Owner, PersonId


@click.group()
def address() -> None:
    """Set, show and erase the e-mail addresses of people, which are in no event."""


@address.command("set")
@workspace_option
@click.argument("person_name", metavar="PERSON")
@click.argument("email")
@json_option
@pass_environment
def set_(
    environment: Environment, workspace_name: str, person_name: str, email: str, as_json: bool
) -> None:
    """Set or change the address of somebody, by which they are known when they log in.

    \b
    Example:  sightline address set --workspace acme Ada ada@example.com
    """
    email = normal(email)

    async def work(backend: Backend) -> EmailAddress:
        entry = await backend.workspace(workspace_name)
        person = await backend.person(entry.workspace, person_name)
        by = backend.operator.id
        return await addresses.set_address(
            backend.pool, entry.workspace, person.person_id, email, by
        )

    done = environment.run(work)
    if as_json:
        emit(done)
        return
    say(f"{person_name} is reached at {done.email}.")


@address.command("list")
@workspace_option
@json_option
@pass_environment
def list_(environment: Environment, workspace_name: str, as_json: bool) -> None:
    """List the addresses of a workspace, and who set each.

    \b
    Example:  sightline address list --workspace acme
    """

    async def work(backend: Backend) -> tuple[list[EmailAddress], Chart]:
        entry = await backend.workspace(workspace_name)
        found = await addresses.list_addresses(backend.pool, entry.workspace)
        return found, await backend.chart(entry.workspace)

    found, chart = environment.run(work)
    if as_json:
        emit(found)
        return
    table = Table("person", "address", "set", "by", box=None, header_style="dim")
    for one in found:
        person_id = PersonId(one.person_id)
        name = chart.name_of(Owner("person", person_id))
        gone = "" if person_id in chart.people else " (has left)"
        table.add_row(
            f"{name}{gone}", one.email, f"{one.changed_at:%Y-%m-%d %H:%M}", one.changed_by
        )
    show(table if found else "Nobody has an address yet.")


@address.command("erase")
@workspace_option
@click.argument("person_name", metavar="PERSON")
@json_option
@pass_environment
def erase(environment: Environment, workspace_name: str, person_name: str, as_json: bool) -> None:
    """Erase the address of somebody, who may have left. It is in no event and in no export.

    \b
    Example:  sightline address erase --workspace acme Ada
    """

    async def work(backend: Backend) -> bool:
        entry = await backend.workspace(workspace_name)
        person_id = await _ever(backend, entry.workspace, person_name)
        by = backend.operator.id
        return await addresses.erase_address(backend.pool, entry.workspace, person_id, by)

    erased = environment.run(work)
    if as_json:
        emit({"erased": erased})
        return
    say("Erased." if erased else f"There is no address of {person_name}.")


async def _ever(backend: Backend, workspace_id: str, name: str) -> PersonId:
    """Somebody who is in the organization or was; of two of one name, the one who is there."""
    chart = await backend.chart(workspace_id)
    gone = [one.person_on(chart.day) for one in chart.person_records.values()]
    person = find(name, chart.people.values(), "person_id") or find(name, gone, "person_id")
    if person is None:
        raise NotFound(f"There is nobody called '{name}' in this workspace.")
    return person.person_id
