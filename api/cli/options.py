"""Options that several commands share."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import click

workspace_option = click.option(
    "--workspace", "-w", "workspace_name", required=True, metavar="NAME", help="The workspace."
)
cycle_option = click.option(
    "--cycle", "-c", "cycle_name", metavar="NAME", help="The cycle, by its name."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
host_option = click.option("--host", help="The address to listen on, or SIGHTLINE_HOST.")
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), help="The port, or SIGHTLINE_PORT."
)


class Day(click.ParamType[Any]):
    """A date in ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"'{value}' is not a date; write it as 2026-03-31.", param, ctx)


class Identifier(click.ParamType[str]):
    """The id of a record, in the form in which it is stored."""

    name = "id"

    def __init__(self, of: str) -> None:
        self._of = of

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(uuid.UUID(str(value)))
        except ValueError:
            return self.fail(f"'{value}' is not the id of {self._of}.", param, ctx)
