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
    """Wake the worker for what it has missed: lost nudges, days that have ended, what is due.

    \b
    Example:  sightline schedule
    """
    configure_logs(office.settings)
    with office.ready(redis=True):
        run_scheduler(office.settings)
