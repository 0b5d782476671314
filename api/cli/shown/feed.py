"""A page of the activity feed in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from projections.views.activity.feed import Page


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Page)
    table = Table("position", "recorded", "by", "", box=None, header_style="dim")
    for one in view.activities:
        table.add_row(
            str(one.position), f"{one.recorded_at:%Y-%m-%d %H:%M}", Text(one.actor), Text(one.text)
        )
    yield table
    if view.older is not None:
        yield Text(f"Older: --key {view.older}", "dim")
