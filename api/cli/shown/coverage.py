"""The coverage view in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import counted, short
from projections.coverage import Coverage

ORPHANS = 15
FINDING = {
    "gap": ("nobody", "bold red"),
    "overload": ("overloaded", "yellow"),
    "covered": ("covered", "green"),
}


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Coverage)
    yield Text.assemble((view.name, "bold"), (f"  {counted(view.objectives, 'objective')}", "dim"))
    yield Text(
        f"Company key results with nobody: {view.gaps}, with too many: {view.overloads}."
        f" Objectives linked to nothing: {view.orphans.total}."
    )
    yield Text()
    table = Table(box=None, header_style="dim", padding=(0, 1))
    table.add_column("linked", justify="right")
    table.add_column("units", justify="right")
    table.add_column("")
    table.add_column("company key result", ratio=1)
    table.add_column("id", style="dim")
    for one in view.key_results:
        word, style = FINDING[one.finding]
        supporting = f" ({one.supporting} support)" if one.supporting else ""
        table.add_row(
            Text(str(one.linked), style), str(one.units), Text(word, style),
            Text.assemble(one.title, (supporting, "dim")), short(one.key_result_id),
        )  # fmt: skip
    yield table
    if view.orphans.total:
        yield Text()
        yield Text("Linked to nothing:", "bold")
        orphans = Table.grid(padding=(0, 2))
        for orphan in view.orphans.objectives[:ORPHANS]:
            orphans.add_row(
                Text(f"  {short(orphan.objective_id)}", "dim"),
                Text(orphan.owner.name, "bold"),
                Text(orphan.title),
            )
        yield orphans
        if view.orphans.total > ORPHANS:
            yield Text(f"  ... and {view.orphans.total - ORPHANS} more", "dim")
