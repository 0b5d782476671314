"""`sightline agenda`: what units have to talk about in a sync."""

from __future__ import annotations

from datetime import date

import click
import msgspec

from api.cli.context import Backend, Environment, find, pass_environment
from api.cli.exits import USAGE, Failure, NotFound
from api.cli.options import Day, cycle_option, json_option, workspace_option
from api.cli.shown.dependencies import agenda as shown_agenda
from api.cli.terminal import emit, show_document
from api.cli.views.freshness import catch_up
from domain.organization.chart import Organization
from events import streams
from projections.keeping.documents import Documents
from projections.views.agendas.sync_agenda import MOST_UNITS, SyncAgenda
from projections.views.agendas.sync_agenda import agenda as agenda_of
from projections.views.dependencies.promises import PromisesOfUnit, PromisesView
from runtime.clock import now

_ledger = msgspec.json.Decoder(PromisesOfUnit).decode


@click.command()
@workspace_option
@cycle_option
@click.option(
    "--unit",
    "-u",
    "units",
    multiple=True,
    required=True,
    metavar="NAME",
    help=f"A unit in the sync, by its name or id; 1 to {MOST_UNITS} of them.",
)
@click.option("--on", type=Day(), help="The day of the sync; by default, today.")
@json_option
@pass_environment
def agenda(
    environment: Environment,
    workspace_name: str,
    cycle_name: str | None,
    units: tuple[str, ...],
    on: date | None,
    as_json: bool,
) -> None:
    """Prepare the agenda of a sync: what units need from each other, ready to be read aloud.

    For several units, it lists what is open between them; for one, everything that it waits for or
    was asked for.

    \b
    Example:  sightline agenda --workspace demo --unit Platform --unit Support
    """
    if len(units) > MOST_UNITS:
        raise Failure(f"{len(units)} units are too many: a sync has at most {MOST_UNITS}.", USAGE)

    async def work(backend: Backend) -> SyncAgenda:
        entry = await backend.workspace(workspace_name)
        await catch_up(backend, entry.workspace)
        cycle = await backend.cycle(entry.workspace, cycle_name)
        day = on or now().astimezone(await backend.zone(entry.workspace)).date()
        named = await _named(backend, entry.workspace, units, day)
        documents = Documents(backend.pool)
        keys = [f"{cycle.cycle_id}:{unit}" for unit in named]
        found = [await documents.read(entry.workspace, PromisesView.name, key) for key in keys]
        ledgers = [_ledger(one.body) for one in found if one is not None]
        return agenda_of(cycle.cycle_id, named, day, ledgers)

    made = environment.run(work)
    if as_json:
        emit(made)
        return
    show_document(shown_agenda.shown, msgspec.json.encode(made))


async def _named(
    backend: Backend, workspace_id: str, units: tuple[str, ...], on: date
) -> dict[str, str]:
    """The units that are asked for, by id as they are called on the day."""
    organization: Organization = await backend.desk.state(workspace_id, streams.ORGANIZATION)
    chart = organization.at(on)
    known = [record.unit_on(chart.day) for record in chart.unit_records.values()]
    found: dict[str, str] = {}
    for name in units:
        unit = find(name, known, "unit_id")
        if unit is None:
            raise NotFound(f"There is no unit called '{name}'.")
        found[unit.unit_id] = unit.name
    return found
