"""The sitting that closes a cycle, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import BANDS, NOTHING, score, short
from domain.wording import counted
from projections.views.closing.closing import ClosingOfCycle, ClosingOfUnit


def shown(body: bytes) -> Iterable[RenderableType]:
    if b'"objectives":' in body:
        return _of_unit(msgspec.json.decode(body, type=ClosingOfUnit))
    return _of_cycle(msgspec.json.decode(body, type=ClosingOfCycle))


def _of_cycle(view: ClosingOfCycle) -> Iterable[RenderableType]:
    yield Text.assemble((view.name, "bold"), (f"  {view.phase}", "dim"))
    if view.phase != "closed":
        yield Text(
            "It can be closed and reset." if view.ready else "It cannot be closed yet.",
            "green" if view.ready else "yellow",
        )
    for sentence in view.text:
        yield Text(sentence)
    yield Text()
    table = Table.grid(padding=(0, 2))
    for one in view.units:
        table.add_row(
            Text(f"  {one.unit.name}", "bold"),
            Text(f"{one.published - one.unscored} of {one.published} scored"),
            Text("retrospective held" if one.looked_back else "", "dim"),
        )
    yield table


def _of_unit(view: ClosingOfUnit) -> Iterable[RenderableType]:
    yield Text.assemble((view.unit.name, "bold"), (f"  {view.name}", "dim"))
    yield Text(f"Scored: {view.total - view.unscored} of {counted(view.total, 'objective')}.")
    for one in view.objectives:
        yield Text()
        yield Text.assemble(score(one.score), "  ", (one.title, "bold"), f"  {one.comment}")
        table = Table.grid(padding=(0, 2))
        for key_result in one.key_results:
            proposed = key_result.proposed
            table.add_row(
                Text(f"  {NOTHING if proposed is None else f'{proposed:.2f}'}",
                     BANDS.get(key_result.band or "", "dim")),
                Text(key_result.title),
                Text("" if proposed is not None else "never reported on", "dim"),
                Text(short(key_result.key_result_id), "dim"),
            )  # fmt: skip
        yield table
