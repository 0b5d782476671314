"""What goes on in the background, each as a process of its own."""

from __future__ import annotations

import click

from api.cli.context import Office, pass_office
from runtime.logs import configure_logs
from workers.main import run_scheduler, run_worker


@click.command()
@pass_office
def work(office: Office) -> None:
    """Keep the views fresh and deliver notifications, as a process of its own.

    \b
    Example:  sightline work
    """
    configure_logs(office.settings)
    with office.ready(redis=True):
        run_worker(office.settings)


@click.command()
@pass_office
def schedule(office: Office) -> None:
    """Find what the worker was not told of: lost nudges, days that are over, what is due.

    \b
    Example:  sightline schedule
    """
    configure_logs(office.settings)
    with office.ready(redis=True):
        run_scheduler(office.settings)
