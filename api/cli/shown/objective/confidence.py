"""A confidence history in a terminal: as known then and as corrected, and what was reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, confidence, heading, percent, short, sparkline
from projections.views.objective.confidence import (
    ConfidenceWeek,
    KeyResultHistory,
    Member,
    ObjectiveHistory,
    Point,
    UnitHistory,
)

QUARTER = 13
"""So many weeks stand side by side; a year has four lines of them."""


def shown(body: bytes) -> Iterable[RenderableType]:
    raw = msgspec.json.decode(body)
    view: KeyResultHistory | ObjectiveHistory | UnitHistory
    if "points" in raw:
        view = msgspec.json.decode(body, type=KeyResultHistory)
    elif "unit_id" in raw:
        view = msgspec.json.decode(body, type=UnitHistory)
    else:
        view = msgspec.json.decode(body, type=ObjectiveHistory)
    yield heading(view.cycle)
    yield Text(view.name if isinstance(view, UnitHistory) else view.title, "bold")
    yield Text()
    for first in range(0, len(view.weeks), QUARTER):
        yield _weeks(view.weeks[first : first + QUARTER])
    yield Text()
    if isinstance(view, KeyResultHistory):
        yield _points(view.points)
    elif isinstance(view, ObjectiveHistory):
        yield _members(view.key_results)
    else:
        yield _members(view.objectives)


def _weeks(weeks: Sequence[ConfidenceWeek]) -> Table:
    """Each week's confidence as a bar and a figure, and where it was corrected, that as well."""
    table = Table.grid(padding=(0, 1))
    table.add_row(Text("week", "dim"), *(Text(str(one.week), "dim") for one in weeks))
    then = [one.known_then for one in weeks]
    corrected = [one.corrected for one in weeks]
    if then == corrected:
        _series(table, "confidence, 1 to 5", then)
    else:
        _series(table, "confidence, 1 to 5, as known then", then)
        _series(table, "as corrected since", corrected)
    return table


def _series(table: Table, name: str, numbers: Sequence[float | None]) -> None:
    table.add_row(name, *(Text(sparkline([one]) * 2, "cyan") for one in numbers))
    table.add_row("", *(confidence(one) for one in numbers))


def _members(members: Iterable[Member]) -> Table:
    table = Table("confidence", "title", "id", box=None, header_style="dim")
    for one in members:
        table.add_row(confidence(one.confidence), Text(one.title), Text(short(one.id), "dim"))
    return table


def _points(points: Iterable[Point]) -> Table:
    table = Table("effective", "value", "progress", "confidence", "", box=None, header_style="dim")
    for point in points:
        report = Text(point.narrative)
        for blocker in point.blockers:
            report.append(f" [blocked: {blocker.name}]", "red")
        if point.late:
            report.append(f" [late: recorded {point.recorded_at:%Y-%m-%d}]", "yellow")
        for before in point.before:
            was = f"{before.value:.15g}" if before.value is not None else NOTHING
            report.append(
                f" [corrected: was {was} with confidence {before.confidence}; {before.reason}]",
                "yellow",
            )
        value = NOTHING if point.value is None else f"{point.value:.15g}"
        table.add_row(
            str(point.effective),
            value,
            percent(point.progress),
            confidence(point.confidence),
            report,
        )
    return table
