"""`sightline view`: the documents of the API, for people or for machines, now or earlier."""

from __future__ import annotations

from textwrap import indent

import click

from api.cli.context import Backend, Environment, pass_environment
from api.cli.options import cycle_option, json_option
from api.cli.terminal import emit, emit_bytes, say, show_document
from api.cli.views.layouts import SHOWN, ViewName, listed
from api.cli.views.moments import AsOf, Moment, until
from api.cli.views.overview import Overview, lines, overview
from api.cli.views.places import Asked
from api.cli.views.sources import at_moment, find, stored
from projections.model.veil import DRAFT
from runtime.clock import now

HELP = f"""Look at a view. Without one, list them all, with a command to paste for each.

Whoever runs Sightline sees drafts in full. With --json, the bytes are those that the API gives
to everybody.

\b
{indent(listed(), "")}

\b
Examples:  sightline view --workspace demo
           sightline view alignment --workspace demo
           sightline view coverage --workspace demo --as-of 2026-03-31
           sightline view drift --workspace demo --json
"""


@click.command(help=HELP)
@click.argument("what", type=ViewName(), metavar="[VIEW]", required=False)
@click.option("--workspace", "-w", "workspace_name", metavar="NAME", help="The workspace.")
@cycle_option
@click.option(
    "--key",
    "-k",
    metavar="ID",
    help="One record, by its id or the beginning of its id; a unit also by its name.",
)
@click.option("--as-of", "moment", type=AsOf(), help="The view as it was at that position or time.")
@json_option
@pass_environment
def view(
    environment: Environment,
    what: str | None,
    workspace_name: str | None,
    cycle_name: str | None,
    key: str | None,
    moment: Moment | None,
    as_json: bool,
) -> None:
    if what is None:
        if cycle_name or key or moment:
            raise click.UsageError("Which view? `sightline view` lists them.")
        _show_overview(environment, workspace_name, as_json)
        return
    asked = Asked(what, cycle_name, key)
    body = environment.run(lambda backend: _body(backend, workspace_name, asked, moment, as_json))
    if as_json:
        emit_bytes(body)
        return
    show_document(SHOWN[what].layout, body)


async def _body(
    backend: Backend, workspace_name: str | None, asked: Asked, moment: Moment | None, as_json: bool
) -> bytes:
    entry = await backend.only_workspace(workspace_name)
    if moment is not None:
        upto = await until(backend, entry.workspace, moment)
        then = await at_moment(backend.log, entry.workspace, upto, unveiled=not as_json)
        return await find(then, asked)
    body = await find(await stored(backend, entry.workspace), asked)
    if as_json or DRAFT.encode() not in body:
        return body
    # The stored document is what everybody may see; whoever is at this terminal may see all of it.
    return await find(await at_moment(backend.log, entry.workspace, now(), unveiled=True), asked)


def _show_overview(environment: Environment, workspace_name: str | None, as_json: bool) -> None:
    async def work(backend: Backend) -> tuple[Overview, str]:
        entry = await backend.only_workspace(workspace_name)
        source = await stored(backend, entry.workspace)
        found = await overview(source, entry.name)
        if not source.place.calendar.cycles:
            return found, "Import a first cycle: sightline import FILE --workspace NAME"
        cycle, today = source.place.cycle(None), source.place.today
        week = f", week {cycle.week(today)} of {cycle.weeks}" if cycle.as_of(today) == today else ""
        return found, f"Without --cycle, views are of {cycle.name}{week}."

    found, present = environment.run(work)
    if as_json:
        emit(found)
        return
    for line in lines(found, present):
        say(line)
