"""A confidence history in a terminal: as known then and as corrected, and what was said."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, confidence, heading, percent, short, sparkline
from projections.confidence import KeyResultHistory, Member, ObjectiveHistory, Point, UnitHistory


def shown(body: bytes) -> Iterable[RenderableType]:
    raw = msgspec.json.decode(body)
    view: KeyResultHistory | ObjectiveHistory | UnitHistory
    if "points" in raw:
        view = msgspec.json.decode(body, type=KeyResultHistory)
    elif "unit_id" in raw:
        view = msgspec.json.decode(body, type=UnitHistory)
    else:
        view = msgspec.json.decode(body, type=ObjectiveHistory)
    yield heading(view.cycle.name, view.cycle.week, view.cycle.weeks, view.cycle.as_of)
    yield Text(view.name if isinstance(view, UnitHistory) else view.title, "bold")
    yield Text()
    then = [week.known_then for week in view.weeks]
    corrected = [week.corrected for week in view.weeks]
    lines = Table.grid(padding=(0, 2))
    lines.add_row("as known then", Text(sparkline(then), "cyan"), confidence(_last(then)))
    lines.add_row("as corrected", Text(sparkline(corrected), "cyan"), confidence(_last(corrected)))
    yield lines
    yield Text()
    if isinstance(view, KeyResultHistory):
        yield _points(view.points)
    elif isinstance(view, ObjectiveHistory):
        yield _members(view.key_results)
    else:
        yield _members(view.objectives)


def _last(numbers: list[float | None]) -> float | None:
    return next((number for number in reversed(numbers) if number is not None), None)


def _members(members: Iterable[Member]) -> Table:
    table = Table("confidence", "title", "id", box=None, header_style="dim")
    for one in members:
        table.add_row(confidence(one.confidence), Text(one.title), Text(short(one.id), "dim"))
    return table


def _points(points: Iterable[Point]) -> Table:
    table = Table("effective", "value", "progress", "confidence", "", box=None, header_style="dim")
    for point in points:
        said = Text(point.narrative)
        for blocker in point.blockers:
            said.append(f" [blocked: {blocker.name}]", "red")
        if point.late:
            said.append(f" [late: recorded {point.recorded_at:%Y-%m-%d}]", "yellow")
        for before in point.before:
            was = f"{before.value:.15g}" if before.value is not None else NOTHING
            said.append(
                f" [corrected: was {was} with confidence {before.confidence}; {before.reason}]",
                "yellow",
            )
        value = NOTHING if point.value is None else f"{point.value:.15g}"
        table.add_row(
            str(point.effective), value, percent(point.progress), confidence(point.confidence), said
        )
    return table
