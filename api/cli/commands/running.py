"""`sightline up`: everything at once."""

from __future__ import annotations

import asyncio

import click

from api.cli.commands.processes import run_all
from api.cli.context import Environment, pass_environment
from api.cli.options import host_option, port_option
from api.cli.terminal import progress
from api.demo.opening import open_demo


@click.command()
@click.option("--demo", is_flag=True, help="Also record a demo company, once.")
@host_option
@port_option
@pass_environment
def up(environment: Environment, demo: bool, host: str | None, port: int | None) -> None:
    """Start everything: servers, API, worker, scheduler. Ctrl-C stops it; the data stays.

    \b
    Example:  sightline up --demo
    """
    environment.listen(host, port)
    with environment.ready(redis=True) as running:
        steps: list[str] = []
        if demo:
            with progress("Recording the demo") as step:
                steps = asyncio.run(open_demo(environment.settings, running, step))
        run_all(environment.settings, steps)
