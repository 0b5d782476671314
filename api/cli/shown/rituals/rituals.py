"""The rituals of a unit in a terminal: how each is held, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import short
from projections.views.rituals.rituals import RitualsOfUnit

NEXT = 10


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=RitualsOfUnit)
    yield Text.assemble((view.unit.name, "bold"), (f"  {view.cycle.name}", "dim"))
    yield Text()
    table = Table.grid(padding=(0, 2))
    for ritual in view.rituals:
        table.add_row(
            Text(ritual.name, "bold"), Text(ritual.text), Text(f"by {ritual.by.name}", "dim")
        )
    yield table
    names = {ritual.kind: ritual.name for ritual in view.rituals}
    coming = [one for one in view.meetings if one.day >= view.cycle.as_of]
    if coming:
        yield Text()
        yield Text("Next:", "bold")
        table = Table.grid(padding=(0, 2))
        for meeting in coming[:NEXT]:
            at = f"{meeting.begins:%a %H:%M}" if meeting.begins else "skipped"
            table.add_row(f"  {meeting.day}", at, names[meeting.kind], Text(meeting.holiday, "dim"))
        yield table
    if view.sessions:
        yield Text()
        yield Text("Held:", "bold")
        table = Table.grid(padding=(0, 2))
        for one in view.sessions:
            waiting = f"{one.open_escalations} unanswered" if one.open_escalations else ""
            table.add_row(
                Text(f"  {short(one.session_id)}", "dim"), str(one.day), names[one.kind],
                "" if one.closed else "open", Text(waiting, "yellow"),
            )  # fmt: skip
        yield table
