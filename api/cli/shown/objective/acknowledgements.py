"""Which check-ins of a unit wait to be acknowledged, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, confidence, heading, short
from domain.wording import counted
from projections.views.objective.acknowledgements import AcknowledgementsOfUnit


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=AcknowledgementsOfUnit)
    yield Text(view.unit.name, "bold")
    yield heading(view.cycle)
    yield Text(view.text)
    if view.read:
        read = counted(view.read, "key result")
        yield Text(f"Acknowledged: the latest check-in of {read}.", "dim")
    if not view.waiting:
        return
    yield Text()
    table = Table("waits", "key result", "of", "for", "value", "confidence", "check-in",
                  box=None, header_style="dim")  # fmt: skip
    for one in view.waiting:
        table.add_row(
            counted(one.waits, "day"),
            Text(one.key_result),
            Text(one.owner.name),
            str(one.effective),
            NOTHING if one.value is None else f"{one.value:.15g}",
            confidence(one.confidence),
            Text(short(one.check_in_id), "dim"),
        )
    yield table
    more = view.waiting_total - len(view.waiting)
    if more:
        yield Text(f"and {more} more", "dim")
