"""Which failure patterns a practice shows, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, percent, short
from projections.views.practice.profile import (
    PatternInCycle,
    PatternShown,
    ProfileOfCycle,
    ProfileOfWorkspace,
)

NAMED = 5
"""How many cases of a pattern are named."""

TRENDS = {"better": ("better", "green"), "worse": ("worse", "red"), "steady": ("steady", "dim")}


def shown(body: bytes) -> Iterable[RenderableType]:
    known = msgspec.json.decode(body)
    if "cycle_id" in known:
        return _of_cycle(msgspec.convert(known, ProfileOfCycle))
    return _of_workspace(msgspec.convert(known, ProfileOfWorkspace))


def _of_cycle(view: ProfileOfCycle) -> Iterable[RenderableType]:
    yield Text(view.name, "bold")
    yield Text(view.text)
    for one in view.patterns:
        yield Text()
        yield Text.assemble(_mark(shows=one.shows), (_called(one.pattern), "bold"), f"  {one.text}")
        if one.shows:
            yield from _cases(one)


def _cases(one: PatternShown) -> Iterable[RenderableType]:
    yield Padding(Text(f"Try: {one.attempt}"), (0, 0, 0, 4))
    for case in one.cases[:NAMED]:
        line = Text.assemble((case.name, ""), (f"  {short(case.id)}", "dim"))
        yield Padding(line, (0, 0, 0, 4))
    if one.cases_total > NAMED:
        yield Padding(Text(f"... and {one.cases_total - NAMED} more", "dim"), (0, 0, 0, 4))


def _of_workspace(view: ProfileOfWorkspace) -> Iterable[RenderableType]:
    yield Text(view.text)
    if not view.cycles:
        return
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("", "pattern", *(one.name for one in view.cycles), "trend"):
        table.add_column(Text(name))
    for one in view.patterns:
        table.add_row(
            _mark(shows=one.shows),
            _called(one.pattern),
            *(_share(cycle) for cycle in one.cycles),
            Text(*TRENDS.get(one.trend, (NOTHING, "dim"))),
        )
    yield Text()
    yield table
    for one in view.patterns:
        if one.shows:
            yield Text()
            yield Text.assemble((_called(one.pattern), "bold"), f"  {one.text}")
            yield Padding(Text(f"Try: {one.attempt}"), (0, 0, 0, 2))


def _share(one: PatternInCycle) -> Text:
    if one.share is None:
        return Text(NOTHING, "dim")
    return Text(f"{percent(one.share)} of {one.base}", "yellow" if one.shows else "")


def _mark(*, shows: bool) -> Text:
    return Text("▲ ", "yellow") if shows else Text("  ")


def _called(pattern: str) -> str:
    return pattern.replace("_", " ").replace("kpi", "KPI")
