"""The effort view in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import bar, heading, percent, short
from projections.views.work.effort import EffortOfCycle


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=EffortOfCycle)
    yield heading(view.cycle)
    for sentence in view.text:
        yield Text(sentence)
    if view.units:
        yield Text()
        units = Table(box=None, header_style="dim", padding=(0, 1))
        for name in ("unlinked", "", "hours", "unit"):
            units.add_column(name)
        for unit in view.units:
            style = "bold red" if unit.questioned else ""
            units.add_row(
                Text(percent(unit.effort.unlinked_share), style),
                Text(bar(unit.effort.unlinked_share), "cyan"),
                f"{unit.effort.hours:.15g}",
                unit.unit.name,
            )
        yield units
    if view.key_results:
        yield Text()
        goals = Table(box=None, header_style="dim", padding=(0, 1))
        for name in ("hours", "this week", "units", "company key result", "id"):
            goals.add_column(name, style="dim" if name == "id" else "")
        for one in view.key_results:
            goals.add_row(
                Text(f"{one.hours:.15g}", "" if one.hours else "bold red"),
                f"{one.hours_this_week:.15g}", str(one.units), one.title, short(one.key_result_id),
            )  # fmt: skip
        yield goals
