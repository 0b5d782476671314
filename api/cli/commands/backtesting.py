"""`sightline backtest`: what the drift alerts were worth, from the log alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from api.cli.commands.saving import check_folder, save
from api.cli.context import Backend, Environment, find, pass_environment
from api.cli.exits import NotFound
from api.cli.options import Day, json_option, workspace_option
from api.cli.shown.backtest import shown
from api.cli.shown.backtest_plot import svg
from api.cli.terminal import emit, say, show_document
from domain.cycles.cycle import Cycle
from projections.keeping.fold import as_of
from projections.model.workspace import Workspace
from projections.views.drift.backtest import Backtest, ended, held_against_history
from runtime.clock import now


@click.command()
@workspace_option
@click.option(
    "--cycle",
    "-c",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this cycle; may be given again. Else all that are over.",
)
@click.option("--from", "first", type=Day(), help="Only cycles that end on this day or later.")
@click.option("--to", "last", type=Day(), help="Only cycles that end on this day or earlier.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.svg",
    help="Write a picture too.",
)
@json_option
@pass_environment
def backtest(
    environment: Environment,
    workspace_name: str,
    names: tuple[str, ...],
    first: date | None,
    last: date | None,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Hold the drift alerts against how things ended, from the log alone.

    Each week of each cycle that is over is judged again by what was known then: how many alerts
    were right, how many misses they announced and when, how many messages they were, and whether
    what was said to be 80% likely happened in 80% of cases.

    \b
    Example:  sightline backtest --workspace acme --plot backtest.svg
    """

    async def work(backend: Backend) -> Backtest:
        entry = await backend.workspace(workspace_name)
        workspace = await as_of(backend.log, entry.workspace, now())
        return held_against_history(workspace, _chosen(workspace, names, first, last))

    if plot is not None:
        check_folder(plot)
    found = environment.run(work)
    if plot is not None:
        save(plot, svg(found).encode())
    if as_json:
        emit(found)
        return
    show_document(shown, msgspec.json.encode(found))
    if plot is not None:
        say(f"The picture is in {plot}.")


def _chosen(
    workspace: Workspace, names: tuple[str, ...], first: date | None, last: date | None
) -> list[Cycle]:
    """The cycles that are meant; raises NotFound where none of those that are over is."""
    over = ended(workspace)
    if names:
        return [_named(over, name) for name in dict.fromkeys(names)]
    within = [
        one
        for one in over
        if (first is None or one.ends >= first) and (last is None or one.ends <= last)
    ]
    if over and not within:
        raise NotFound(
            "No cycle that is over ended on these days.",
            f"There are: {', '.join(f'{one.name}, until {one.ends}' for one in over)}.",
        )
    return within


def _named(over: list[Cycle], name: str) -> Cycle:
    found = find(name, over, "cycle_id")
    if found is None:
        names = ", ".join(one.name for one in over)
        raise NotFound(f"No cycle called '{name}' is over.", f"There are: {names or 'none yet'}.")
    return found
