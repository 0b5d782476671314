"""The adherence view in a terminal: of a unit, or of a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import short
from domain.rituals.adherence import LOW
from domain.wording import counted
from projections.views.rituals.adherence import AdherenceOfCycle, AdherenceOfUnit, AdherenceWeek


def shown(body: bytes) -> Iterable[RenderableType]:
    if "unit" in msgspec.json.decode(body):
        yield from _unit(msgspec.json.decode(body, type=AdherenceOfUnit))
    else:
        yield from _cycle(msgspec.json.decode(body, type=AdherenceOfCycle))


def _unit(view: AdherenceOfUnit) -> Iterable[RenderableType]:
    yield Text.assemble((view.unit.name, "bold"), (f"  {view.cycle.name}", "dim"))
    yield Text(view.text)
    yield Text()
    yield _weeks(view.weeks)
    if sum(one.due for one in view.weeks) > view.due:
        yield Text("The present week does not count yet.", "dim")
    for one in view.silent:
        yield Text.assemble(
            (f"  {short(one.key_result_id)}  ", "dim"), "not reported yet this week: ", one.title
        )
    if view.below.due:
        yield Text(
            f"Below: {view.below.on_time} of {view.below.due} on time,"
            f" in {counted(view.below.units, 'unit')}."
        )


def _cycle(view: AdherenceOfCycle) -> Iterable[RenderableType]:
    yield Text(view.cycle.name, "bold")
    yield Text(view.text)
    yield Text()
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("on time", "due", "share", "drifting since"):
        table.add_column(name, justify="right")
    table.add_column("unit", ratio=1)
    for one in view.units:
        table.add_row(
            str(one.on_time), str(one.due), _share(one.share),
            f"week {one.drifts_since}" if one.drifts_since else "", one.unit.name,
        )  # fmt: skip
    yield table


def _weeks(weeks: Sequence[AdherenceWeek]) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("week", "until", "due", "on time", "late", "share"):
        table.add_column(name, justify="right")
    for one in weeks:
        table.add_row(
            str(one.week), str(one.ends), str(one.due), str(one.on_time), str(one.late),
            _share(one.share),
        )  # fmt: skip
    return table


def _share(share: float | None) -> Text:
    if share is None:
        return Text("-", "dim")
    return Text(f"{share:.0%}", "red" if share < LOW else "green")
