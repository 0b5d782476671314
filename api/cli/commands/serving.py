"""`sightline serve`: the HTTP API as a process of its own."""

from __future__ import annotations

import click

from api.cli.context import Environment, pass_environment
from api.cli.options import host_option, port_option
from api.http.server import serve as answer
from runtime.logs import configure_logs


@click.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@pass_environment
def serve(environment: Environment, host: str | None, port: int | None, workers: int) -> None:
    """Serve the HTTP API. The database has to fit this version; nothing is migrated here.

    \b
    Example:  SIGHTLINE_DATABASE_URL=postgresql://... sightline serve --host 0.0.0.0
    """
    environment.listen(host, port)
    configure_logs(environment.settings)
    with environment.ready(redis=True) as running:
        answer(environment.settings, running, workers=workers)
