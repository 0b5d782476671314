"""What goes on in the background, each as a process of its own."""

from __future__ import annotations

import click

from api.cli.context import Environment, pass_environment
from runtime.logs import configure_logs
from workers.main import run_scheduler, run_worker


@click.command()
@pass_environment
def work(environment: Environment) -> None:
    """Keep the views fresh and deliver notifications, as a process of its own.

    \b
    Example:  sightline work
    """
    configure_logs(environment.settings)
    with environment.ready(redis=True):
        run_worker(environment.settings)


@click.command()
@pass_environment
def schedule(environment: Environment) -> None:
    """Wake the worker for what it has missed: lost nudges, days that have ended, what is due.

    \b
    Example:  sightline schedule
    """
    configure_logs(environment.settings)
    with environment.ready(redis=True):
        run_scheduler(environment.settings)
