"""Drift alerts in a terminal, with the reasons for each."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, heading, percent, short
from projections.drift import DriftAlert, DriftOfCycle, DriftOfKeyResult

RAISED = 12
WATCHED = 8
SEVERITY = {"high": "bold red", "medium": "red", None: "yellow"}


def shown(body: bytes) -> Iterable[RenderableType]:
    if "alert" in msgspec.json.decode(body):
        one = msgspec.json.decode(body, type=DriftOfKeyResult)
        yield heading(one.cycle.name, one.cycle.week, one.cycle.weeks, one.cycle.as_of)
        yield from _card(one.alert)
        return
    view = msgspec.json.decode(body, type=DriftOfCycle)
    yield heading(view.cycle.name, view.cycle.week, view.cycle.weeks, view.cycle.as_of)
    yield Text(view.text, "bold")
    for alert in view.raised[:RAISED]:
        yield Text()
        yield from _card(alert)
    if view.raised_total > RAISED:
        yield Text(f"... and {view.raised_total - RAISED} more", "dim")
    if view.watched:
        yield Text()
        yield Text("To keep an eye on:", "bold")
    for alert in view.watched[:WATCHED]:
        chance = alert.forecast.miss_probability if alert.forecast else None
        yield Text.assemble(
            (f"  {percent(chance)} ", "yellow"),
            alert.title,
            (f"  {alert.owner.name}  {short(alert.key_result_id)}", "dim"),
        )


def _card(alert: DriftAlert) -> Iterable[RenderableType]:
    style = SEVERITY[alert.severity]
    forecast = alert.forecast
    chance = percent(forecast.miss_probability) if forecast else NOTHING
    since = f", since week {alert.since_week}" if alert.since_week else ""
    yield Text.assemble(
        (f"{chance} ", style),
        (alert.title, "bold"),
        (f"  {alert.owner.name}  {short(alert.key_result_id)}", "dim"),
    )
    yield Text(f"  {alert.status}{since}: {alert.objective_title}", "dim")
    if forecast is None:
        yield Text(f"  {alert.text}")
        return
    yield Text(
        f"  at {percent(forecast.progress)} of {percent(forecast.expected)} expected;"
        f" will end at about {percent(forecast.final)} of {percent(forecast.needed)} needed"
        f" ({percent(forecast.low)} to {percent(forecast.high)})"
    )
    table = Table.grid(padding=(0, 2))
    for line in alert.evidence:
        events = ", ".join(map(str, line.caused_by))
        table.add_row(
            f"  {line.weight:+.2f}",
            Text(line.reason),
            Text(f"event {events}" if events else "", "dim"),
        )
    yield table
