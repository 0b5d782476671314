"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

workspace_option = click.option(
    "--workspace", "-w", "workspace_name", required=True, metavar="NAME", help="Which workspace."
)
cycle_option = click.option(
    "--cycle", "-c", "cycle_name", metavar="NAME", help="Which cycle, by its name."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
host_option = click.option("--host", help="Where to listen; SIGHTLINE_HOST says it as well.")
port_option = click.option("--port", type=click.IntRange(1, 65535), help="Or SIGHTLINE_PORT.")


class Day(click.ParamType[Any]):
    """A date as ISO 8601 writes it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"'{value}' is not a date; write it as 2026-03-31.", param, ctx)
