"""The coverage view in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import short
from domain.wording import counted
from projections.views.alignment.coverage import Coverage

ORPHANS = 15
FINDING = {
    "gap": ("nobody", "bold red"),
    "overload": ("overloaded", "yellow"),
    "covered": ("covered", "green"),
}


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Coverage)
    yield Text.assemble((view.name, "bold"), (f"  {counted(view.objectives, 'objective')}", "dim"))
    for sentence in view.text:
        yield Text(sentence)
    if view.key_results:
        yield Text()
        yield _key_results(view)
    if view.orphans.total:
        yield Text()
        yield Text("Linked to nothing:", "bold")
        yield _orphans(view)
        if view.orphans.total > ORPHANS:
            yield Text(f"  ... and {view.orphans.total - ORPHANS} more", "dim")


def _key_results(view: Coverage) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1))
    table.add_column("linked", justify="right")
    table.add_column("units", justify="right")
    table.add_column("")
    table.add_column("company key result", ratio=1)
    table.add_column("id", style="dim")
    for one in view.key_results:
        word, style = FINDING[one.finding]
        apart = [(one.supporting, "support"), (one.refused, "linked without contributing")]
        reasons = ", ".join(f"{number} {what}" for number, what in apart if number)
        table.add_row(
            Text(str(one.linked), style), str(one.units), Text(word, style),
            Text.assemble(one.title, (f" ({reasons})" if reasons else "", "dim")),
            short(one.key_result_id),
        )  # fmt: skip
    return table


def _orphans(view: Coverage) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in view.orphans.objectives[:ORPHANS]:
        table.add_row(
            Text(f"  {short(one.objective_id)}", "dim"),
            Text(one.owner.name, "bold"),
            Text(one.title),
            Text("" if one.settled is None else one.settled.text, "dim"),
        )
    return table
