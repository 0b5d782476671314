"""Processes: everything at once, or each of them alone."""

from __future__ import annotations

import asyncio

import click
import msgspec

from api.cli.commands.processes import run_all
from api.cli.context import Office
from api.cli.options import json_option
from api.cli.terminal import emit, progress, remark, say
from domain.wording import counted
from events.migrate import migrate as migrated
from runtime.embedded import servers
from runtime.logs import configure_logs

host_option = click.option("--host", help="Where to listen; SIGHTLINE_HOST says it as well.")
port_option = click.option("--port", type=click.IntRange(1, 65535), help="Or SIGHTLINE_PORT.")


def _at(office: Office, host: str | None, port: int | None) -> None:
    given = {"host": host, "port": port}
    changed = {name: value for name, value in given.items() if value is not None}
    office.settings = msgspec.structs.replace(office.settings, **changed)


@click.command()
@click.option("--demo", is_flag=True, help="Also tell the story of a demo company, once.")
@host_option
@port_option
@click.pass_obj
def up(office: Office, demo: bool, host: str | None, port: int | None) -> None:
    """Start everything: servers, API, worker, scheduler. Ctrl-C stops it; the data stays.

    \b
    Example:  sightline up --demo
    """
    _at(office, host, port)
    with office.ready(redis=True) as running:
        steps: list[str] = []
        if demo:
            from api.demo.opening import open_demo  # noqa: PLC0415 - only this once

            with progress("Telling the demo") as step:
                steps = asyncio.run(open_demo(office.settings, running, step))
        run_all(office.settings, steps)


@click.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.pass_obj
def serve(office: Office, host: str | None, port: int | None, workers: int) -> None:
    """Answer HTTP. The database has to fit this version; nothing is migrated here.

    \b
    Example:  SIGHTLINE_DATABASE_URL=postgresql://... sightline serve --host 0.0.0.0
    """
    from api.http.server import serve as answer  # noqa: PLC0415 - slow to import, needed here alone

    _at(office, host, port)
    configure_logs(office.settings)
    with office.ready(redis=True) as running:
        answer(office.settings, running, workers=workers)


@click.command()
@click.pass_obj
def work(office: Office) -> None:
    """Keep the views fresh and deliver notifications, as a process of its own.

    \b
    Example:  sightline work
    """
    from workers.main import run_worker  # noqa: PLC0415 - slow to import, needed here alone

    configure_logs(office.settings)
    with office.ready(redis=True):
        run_worker(office.settings)


@click.command()
@click.pass_obj
def schedule(office: Office) -> None:
    """Find what the worker was not told of: lost nudges, days that are over, what is due.

    \b
    Example:  sightline schedule
    """
    from workers.main import run_scheduler  # noqa: PLC0415 - slow to import, needed here alone

    configure_logs(office.settings)
    with office.ready(redis=True):
        run_scheduler(office.settings)


@click.command()
@json_option
@click.pass_obj
def migrate(office: Office, as_json: bool) -> None:
    """Bring the database to the schema of this version. Safe to run at any time, and twice.

    \b
    Example:  SIGHTLINE_DATABASE_URL=postgresql://... sightline migrate
    """
    with servers(office.settings, redis=False) as running:
        applied = asyncio.run(migrated(running.database_url))
    if as_json:
        emit({"applied": applied})
        return
    for name in applied:
        remark(f"applied {name}")
    say(
        f"Applied {counted(len(applied), 'migration')}."
        if applied
        else "The database is up to date."
    )
