"""The promise ledger of a unit in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text

from api.cli.shown.dependencies.dependencies import STYLES, in_short, touched
from api.cli.shown.words import heading
from projections.views.dependencies.dependency_shown import Need
from projections.views.dependencies.promises import PromisesOfUnit


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=PromisesOfUnit)
    cycle = view.cycle
    yield Text(view.unit.name, "bold")
    yield heading(cycle)
    for sentence in view.text:
        yield Text(sentence)
    if view.delivered:
        yield Text(f"{view.kept} of {view.delivered} came by the day first promised.")
    if view.waits_for:
        yield Text()
        yield Text("Waits for:", "bold")
        for need in view.waits_for:
            yield _line(need)
    if view.promised:
        yield Text()
        yield Text("Has been asked for:", "bold")
        for promise in view.promised:
            yield _line(promise.need)
            for slip in promise.slips:
                moved = f"{slip.before} → {slip.promised}"
                yield Text(f"      {slip.on}  {moved}  {slip.by}: {slip.reason}", "yellow")
            for line in touched(promise.downstream, promise.downstream_total):
                yield Text.assemble("    ", line) if isinstance(line, Text) else line


def _line(need: Need) -> Text:
    return Text.assemble("  ", (in_short(need), STYLES[need.urgency]), f"  {need.text}")
