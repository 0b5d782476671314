"""A session in a terminal, with what came of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text

from projections.views.rituals.session import SessionRecord


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=SessionRecord)
    state = "closed" if view.closed else "open"
    yield Text.assemble((f"{view.name}, {view.day}", "bold"), (f"  {state}", "dim"))
    if view.summary:
        yield Text(view.summary)
    for one in view.outputs:
        tail = f"  → {one.answer}" if one.answer else "  unanswered" if one.open else ""
        yield Text.assemble((f"{one.number:>4}  ", "dim"), one.text, (tail, "yellow"))
