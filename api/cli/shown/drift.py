"""Drift alerts in a terminal, with the reasons for each."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text

from api.cli.shown.words import heading, percent, short
from domain.health.on_track import as_sentence
from projections.views.drift.drift import (
    DriftAlert,
    DriftOfCycle,
    DriftOfKeyResult,
    LearnedFrom,
)
from projections.views.drift.handling import Judged

RAISED = 12
WATCHED = 8
STATUS = {"raised": "raised", "watch": "on watch", "none": "no alert"}
SITUATION = {"open": "bold", "acknowledged": "green", "snoozed": "dim", "resolved": "dim"}
SEVERITY = {"high": "bold red", "medium": "red", None: "yellow"}


def shown(body: bytes) -> Iterable[RenderableType]:
    if "alert" in msgspec.json.decode(body):
        one = msgspec.json.decode(body, type=DriftOfKeyResult)
        yield heading(one.cycle)
        yield from _card(one.alert)
        yield from _learned(one.learned_from)
        return
    view = msgspec.json.decode(body, type=DriftOfCycle)
    yield heading(view.cycle)
    yield Text(view.text, "bold")
    for alert in view.raised[:RAISED]:
        yield Text()
        yield from _card(alert)
    if view.raised_total > RAISED:
        yield Text(f"... and {view.raised_total - RAISED} more", "dim")
    if view.watched:
        yield Text()
        yield Text("On watch:", "bold")
    for alert in view.watched[:WATCHED]:
        yield Text.assemble(
            f"  {alert.title}: ",
            (alert.text, "yellow"),
            (f"  {alert.owner.name}  {short(alert.key_result_id)}", "dim"),
        )
    yield from _learned(view.learned_from)


def _learned(found: LearnedFrom | None) -> Iterable[RenderableType]:
    if found is not None:
        yield Text()
        yield Text(found.text, "dim")


def _card(alert: DriftAlert) -> Iterable[RenderableType]:
    since = f", since week {alert.since_week}" if alert.since_week else ""
    yield Text.assemble(
        (alert.title, "bold"),
        (
            f"  {alert.owner.name}, for '{alert.objective_title}'  {short(alert.key_result_id)}",
            "dim",
        ),
    )
    yield Text(f"  {alert.text}", SEVERITY[alert.severity])
    if alert.owner_forecast is not None:
        yield Text(f"  {alert.owner_forecast.text}")
    if not alert.ended:
        yield Text(f"  {_outlook(alert)}{STATUS[alert.status]}{since}.", "dim")
    if alert.handling is not None:
        yield Text(f"  {alert.handling.text}", SITUATION[alert.handling.situation])
    if alert.judged.useful or alert.judged.not_useful:
        yield Text(f"  {_judged(alert.judged)}", "dim")


def _judged(found: Judged) -> str:
    return f"Found useful by {found.useful}, not useful by {found.not_useful}."


def _outlook(alert: DriftAlert) -> str:
    forecast = alert.forecast
    if forecast is None:
        return f"{alert.stands}; "
    if forecast.missed or forecast.expected == 0 or forecast.progress is None:
        return f"{as_sentence(alert.stands)}; "
    likely = f"{percent(forecast.low)} and {percent(forecast.high)}"
    return f"Now {alert.stands}; will most likely end between {likely}; "
