"""`sightline texts`: what a language model has written for a workspace, and what that took."""

from __future__ import annotations

import click
from rich.table import Table

from api.cli.context import Backend, Environment, pass_environment
from api.cli.options import json_option, workspace_option
from api.cli.terminal import emit, show
from runtime.clock import now
from workers.generating.accounts import Month, TextEntry, page, spent

SHOWN = 100


@click.command()
@workspace_option
@click.option("--by-month", is_flag=True, help="The tokens of each month instead.")
@json_option
@pass_environment
def texts(environment: Environment, workspace_name: str, by_month: bool, as_json: bool) -> None:
    """List the newest hundred texts of a language model, without their words.

    \b
    Example:  sightline texts --workspace acme --by-month
    """

    async def work(backend: Backend) -> list[Month] | list[TextEntry]:
        entry = await backend.workspace(workspace_name)
        if by_month:
            return await spent(backend.pool, entry.workspace, now())
        return await page(backend.pool, entry.workspace, limit=SHOWN)

    found = environment.run(work)
    if as_json:
        emit(found)
        return
    show(_table(found) if found else "No text was asked for.")


def _table(found: list[Month] | list[TextEntry]) -> Table:
    months = [one for one in found if isinstance(one, Month)]
    if months:
        table = Table("month", "model", "texts", "failed", "tokens", box=None, header_style="dim")
        for month in months:
            counts = map(str, (month.texts, month.failed, month.tokens))
            table.add_row(f"{month.month:%Y-%m}", month.model or "", *counts)
        return table
    table = Table("id", "kind", "asked", "by", "state", "tokens", "", box=None, header_style="dim")
    for one in found:
        if isinstance(one, TextEntry):
            asked, why = f"{one.asked_at:%Y-%m-%d %H:%M}", one.failure or ""
            table.add_row(
                one.text_id, one.kind, asked, one.asked_by, one.state, str(one.tokens), why
            )
    return table
