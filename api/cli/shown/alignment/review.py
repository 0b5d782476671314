"""The alignment review in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.learned import learned
from projections.views.alignment.review import Review

STYLES = {"open": "bold red", "settled": "green", "accepted": "yellow", "dismissed": "dim"}
KINDS = {"gap": "nobody", "orphan": "linked to nothing", "overload": "too many"}
"""What a kind of finding is called where its own name says little."""

STANDS = {True: "still seen", False: "no longer seen", None: ""}


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Review)
    state = "a review is open" if view.open_review else "no review is open"
    yield Text.assemble((view.name, "bold"), (f"  {view.phase}, {state}", "dim"))
    for sentence in view.text:
        yield Text(sentence)
    if view.tracked:
        yield Text()
        yield Text("Taken up:", "bold")
        yield _tracked(view)
    if view.found:
        yield Text()
        yield Text("Seen by the rules, and not taken up yet:", "bold")
        found = Table.grid(padding=(0, 2))
        for one in view.found:
            found.add_row(Text(f"  {KINDS.get(one.kind, one.kind)}", "yellow"), Text(one.text))
        yield found
    if view.found_total > len(view.found):
        yield Text(f"  ... and {view.found_total - len(view.found)} more", "dim")
    yield from learned(view.lessons)


def _tracked(view: Review) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in view.tracked:
        table.add_row(
            Text(f"  {one.status}", STYLES[one.status]),
            Text(KINDS.get(one.finding.kind, one.finding.kind), "dim"),
            Text(f"{one.finding.text} ({one.how})" if one.how else one.finding.text),
            Text(STANDS[one.stands], "dim"),
        )
    return table
