"""Workspaces, and who may reach them: tokens and webhooks."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from shlex import quote

import click
from rich.table import Table

from api.access.tokens import ROLES, TokenEntry, create_token, list_tokens, revoke_token
from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import NotFound, Refused
from api.cli.options import Day, Identifier, json_option, workspace_option
from api.cli.terminal import emit, say, show
from domain import workspace as domain
from domain.access import identity
from domain.cycles.fiscal import JANUARY
from domain.organization.chart import Chart
from domain.values import Owner, PersonId, Role, trimmed
from domain.workspace import CreateWorkspace, SetFiscalStart
from events.handling import Request
from events.log import WorkspaceExists
from runtime.clock import now
from workers.webhooks import add_webhook, list_webhooks, remove_webhook


@click.group()
def workspace() -> None:
    """Create and list workspaces."""


@workspace.command("create")
@click.argument("name")
@click.option(
    "--time-zone",
    default="UTC",
    show_default=True,
    help="The time zone in which its days begin, e.g. Europe/Berlin.",
)
@click.option(
    "--fiscal-start",
    type=click.IntRange(1, 12),
    default=JANUARY,
    show_default=True,
    help="The month in which its fiscal years begin.",
)
@json_option
@pass_environment
def create_workspace(
    environment: Environment, name: str, time_zone: str, fiscal_start: int, as_json: bool
) -> None:
    """Create an empty workspace.

    \b
    Example:  sightline workspace create acme --time-zone Europe/Berlin
    """
    name = trimmed(name)
    workspace_id = environment.run(lambda backend: _create(backend, name, time_zone, fiscal_start))
    if as_json:
        emit({"workspace_id": workspace_id, "name": name, "time_zone": time_zone})
        return
    say(f"Created the workspace '{name}' ({workspace_id}).")
    today = now().date()
    cycle = f"{today.year}-Q{(today.month + 2) // 3}"
    say(f"Next:  sightline import FILE --workspace {quote(name)} --cycle {cycle}")
    say(f"       sightline token create --workspace {quote(name)} --role administrator")


async def _create(backend: Backend, name: str, time_zone: str, fiscal_start: int) -> str:
    command = CreateWorkspace(name, time_zone)
    domain.decide(domain.EMPTY, command)  # before anything is stored
    workspace_id = str(uuid.uuid4())
    try:
        await backend.log.create_workspace(workspace_id, name)
    except WorkspaceExists:
        entry = await backend.log.find_workspace(name)
        if entry is None or (await backend.log.head(entry.workspace)).position:
            raise Refused(f"There is already a workspace called '{name}'.") from None
        workspace_id = entry.workspace  # an earlier attempt was interrupted: finish it
    await backend.desk.handle(
        workspace_id,
        Request([command, SetFiscalStart(fiscal_start)], backend.operator, now=now()),
    )
    return workspace_id


@workspace.command("list")
@json_option
@pass_environment
def list_workspaces(environment: Environment, as_json: bool) -> None:
    """List the workspaces.

    \b
    Example:  sightline workspace list
    """
    entries = environment.run(lambda backend: backend.log.workspaces())
    if as_json:
        emit(
            [
                {"workspace_id": one.workspace, "name": one.name, "created_at": one.created_at}
                for one in entries
            ]
        )
        return
    if not entries:
        say("There is no workspace yet. Create one: sightline workspace create NAME")
        return
    table = Table("name", "id", "created", box=None, header_style="dim")
    for entry in entries:
        table.add_row(entry.name, entry.workspace, f"{entry.created_at:%Y-%m-%d %H:%M}")
    show(table)


@click.group()
def token() -> None:
    """Create, list and revoke the tokens that the HTTP API asks for."""


@token.command("create")
@workspace_option
@click.option("--person", "person_name", metavar="NAME", help="Whose it is: acts as they may.")
@click.option("--role", type=click.Choice(ROLES), help="The role of a token that is no person's.")
@click.option("--name", default="", help="The name of such a token; its role, if not given.")
@click.option(
    "--unit", "unit_name", metavar="NAME", help="Where it acts, and whose drafts it reads."
)
@click.option(
    "--expires", type=Day(), metavar="DATE", help="The first day on which it is over (UTC)."
)
@json_option
@pass_environment
def create(
    environment: Environment,
    workspace_name: str,
    person_name: str | None,
    role: str | None,
    name: str,
    unit_name: str | None,
    expires: date | None,
    as_json: bool,
) -> None:
    """Create a token and print it; it is not shown again.

    A token of a person acts as that person: in the role and the unit that the organization
    gives them on the day. Any other acts under a name of its own, in one role and one unit.

    Every token reads what is published. The drafts of a unit are read with tokens of that unit,
    and by unit leads, executives, administrators and auditors.

    \b
    Examples:  sightline token create --workspace acme --person Ada
               sightline token create --workspace acme --role service --name metrics --unit Support
    """
    if (person_name is None) == (role is None):
        raise click.UsageError("Say whose it is (--person), or in which role it acts (--role).")
    if not identity.is_name(name):
        raise click.UsageError(f"No token is called '{name}': --person NAME makes one of a person.")
    if person_name is not None and (name or unit_name):
        raise click.UsageError("Name and unit of a person are those that the organization has.")
    chosen: Role = next((one for one in ROLES if one == role), "member")
    ends = None if expires is None else datetime.combine(expires, time(), UTC)

    async def work(backend: Backend) -> tuple[str, str]:
        entry = await backend.workspace(workspace_name)
        if person_name is not None:
            who = await backend.person(entry.workspace, person_name)
            made = await create_token(
                backend.pool, entry.workspace, chosen, who.name, None, who.person_id, ends,
                created_by=backend.operator.id,
            )  # fmt: skip
            return made, who.name
        unit = None if unit_name is None else await backend.unit(entry.workspace, unit_name)
        label = name or chosen
        made = await create_token(
            backend.pool, entry.workspace, chosen, label, unit, None, ends,
            created_by=backend.operator.id,
        )  # fmt: skip
        return made, label

    made, label = environment.run(work)
    if as_json:
        made_for = {"workspace": workspace_name, "role": role, "name": label, "unit": unit_name}
        emit({"token": made, "person": person_name, **made_for, "expires": expires})
        return
    say(made)


@token.command("list")
@workspace_option
@json_option
@pass_environment
def list_(environment: Environment, workspace_name: str, as_json: bool) -> None:
    """List a workspace's tokens; the tokens themselves are not stored anywhere.

    \b
    Example:  sightline token list --workspace acme
    """

    async def work(backend: Backend) -> list[object]:
        entry = await backend.workspace(workspace_name)
        found: list[object] = []
        head = ("id", "name", "role", "unit", "created", "last used", "over")
        table = Table(*head, box=None, header_style="dim")
        chart = await backend.chart(entry.workspace)
        for one in await list_tokens(backend.pool, entry.workspace):
            found.append(one)
            role, unit = _place(one, chart)
            over = one.revoked_at or one.expires_at
            days = [f"{at:%Y-%m-%d %H:%M}" if at else "" for at in (one.last_used_at, over)]
            made = f"{one.created_at:%Y-%m-%d %H:%M}"
            table.add_row(one.token_id, one.name, role, unit, made, *days)
        if not as_json:
            show(table if found else "There is no token yet.")
        return found

    found = environment.run(work)
    if as_json:
        emit(found)


def _place(one: TokenEntry, chart: Chart) -> tuple[str, str]:
    """The role and the unit that a token acts in today; a person's are the organization's."""
    if one.person_id is None:
        unit = "" if one.unit_id is None else chart.name_of(Owner("unit", one.unit_id))
        return one.role, unit
    person = chart.people.get(PersonId(one.person_id))
    if person is None:
        return "has left", ""
    return person.role or "member", chart.name_of(Owner("unit", person.unit_id))


@token.command("revoke")
@workspace_option
@click.argument("token_id")
@json_option
@pass_environment
def revoke(environment: Environment, workspace_name: str, token_id: str, as_json: bool) -> None:
    """Revoke a token by its id or the beginning of it, as shown by `token list`.

    \b
    Example:  sightline token revoke --workspace acme 3fa1b2c4
    """

    async def work(backend: Backend) -> int:
        entry = await backend.workspace(workspace_name)
        known = await list_tokens(backend.pool, entry.workspace)
        found = [one for one in known if token_id and one.token_id.startswith(token_id)]
        if not found:
            raise NotFound(f"There is no token {token_id} in this workspace.")
        if len(found) > 1:
            raise Refused(f"{len(found)} tokens begin with {token_id}: give more of the id.")
        return await revoke_token(
            backend.pool, entry.workspace, found[0].token_id, backend.operator.id
        )

    count = environment.run(work)
    if as_json:
        emit({"revoked": count})
        return
    say(
        "Revoked. Running API processes notice within seconds."
        if count
        else "It had already been revoked."
    )


@click.group()
def webhook() -> None:
    """Tell other systems what everybody may know (signed as in Standard Webhooks)."""


@webhook.command("add")
@workspace_option
@click.argument("url")
@json_option
@pass_environment
def add(environment: Environment, workspace_name: str, url: str, as_json: bool) -> None:
    """Tell an address from now on of all that everybody in the workspace may know.

    \b
    Example:  sightline webhook add --workspace acme https://example.org/okr
    """

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        private = backend.settings.private_webhooks
        made = await add_webhook(backend.pool, entry.workspace, url, private=private)
        if not as_json:
            say(f"Added {made.webhook_id}. Its secret, shown this once:")
            say(made.secret)
        return made

    made = environment.run(work)
    if as_json:
        emit(made)


@webhook.command("list")
@workspace_option
@json_option
@pass_environment
def list_hooks(environment: Environment, workspace_name: str, as_json: bool) -> None:
    """List a workspace's webhooks.

    \b
    Example:  sightline webhook list --workspace acme
    """

    async def work(backend: Backend) -> object:
        entry = await backend.workspace(workspace_name)
        found = await list_webhooks(backend.pool, entry.workspace)
        if not as_json:
            table = Table("id", "url", "state", box=None, header_style="dim")
            for one in found:
                table.add_row(one.webhook_id, one.url, "gone" if one.disabled_at else "active")
            show(table if found else "There is no webhook yet.")
        return found

    found = environment.run(work)
    if as_json:
        emit(found)


@webhook.command("remove")
@workspace_option
@click.argument("webhook_id", type=Identifier("a webhook"))
@json_option
@pass_environment
def remove(environment: Environment, workspace_name: str, webhook_id: str, as_json: bool) -> None:
    """Remove a webhook; messages still waiting for it are not sent.

    \b
    Example:  sightline webhook remove --workspace acme 0b8f...
    """

    async def work(backend: Backend) -> None:
        entry = await backend.workspace(workspace_name)
        if not await remove_webhook(backend.pool, entry.workspace, webhook_id):
            raise NotFound(f"There is no webhook {webhook_id} in this workspace.")

    environment.run(work)
    if as_json:
        emit({"removed": webhook_id})
        return
    say("Removed.")
