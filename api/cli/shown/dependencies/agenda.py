"""The agenda of a sync in a terminal: what units need of each other, ready to be read aloud."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.dependencies.dependencies import STYLES, in_short
from projections.views.agendas.sync_agenda import SyncAgenda


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=SyncAgenda)
    yield Text(f"{view.on}  {view.text}", "bold")
    table = Table.grid(padding=(0, 2))
    for item in view.items:
        state = Text(f"  {in_short(item.need)}", STYLES[item.need.urgency])
        table.add_row(state, Text(item.text))
    yield table
