"""Commands that are listed before they are imported.

What `sightline --help` and `--version` say needs none of them, and each needs something that the
others do without: spreadsheets, the HTTP server, Redis.
"""

from __future__ import annotations

from pkgutil import resolve_name

import click


class Later(click.Command):
    """Stands for a command on the list, with its first sentence, until somebody runs it."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(None, help=sentence)
        self._place = place

    def command(self) -> click.Command:
        """The command itself, from its `module:name`."""
        found: click.Command = resolve_name(self._place)
        return found


class Commands(click.Group):
    """Lists commands in the order in which people need them."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        return known.command() if isinstance(known, Later) else known

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Show the whole first sentence of each command's help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.help or "") for name, one in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(self.commands)
