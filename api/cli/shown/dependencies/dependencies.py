"""The dependency map, and the story of one dependency, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import heading, short
from domain.wording import counted
from projections.views.dependencies.dependencies import (
    DependenciesOfCycle,
    DependencyStory,
    WeekOfNeeds,
)
from projections.views.dependencies.dependency_shown import Need
from projections.views.dependencies.open_dependencies import Downstream

STYLES = {
    "overdue": "bold red",
    "too_late": "bold red",
    "at_risk": "red",
    "unanswered": "yellow",
    "declined": "yellow",
    "due_soon": "cyan",
    "in_time": "",
    "settled": "dim",
}


def shown(body: bytes) -> Iterable[RenderableType]:
    if "need" in msgspec.json.decode(body):
        yield from _story(msgspec.json.decode(body, type=DependencyStory))
    else:
        yield from _map(msgspec.json.decode(body, type=DependenciesOfCycle))


def _map(view: DependenciesOfCycle) -> Iterable[RenderableType]:
    cycle = view.cycle
    yield heading(cycle)
    for sentence in view.text:
        yield Text(sentence, "bold red" if sentence.startswith("A circular wait") else "")
    for week in view.weeks:
        yield Text()
        yield Text.assemble((_week(week), "bold"), ("  now", "cyan") if _now(view, week) else "")
        yield _waits(week)
    if view.levers:
        yield Text()
        yield Text("What would free the most:", "bold")
        for lever in view.levers:
            yield Text.assemble(f"  {lever.text}  ", state(lever.need))
        if view.levers_total > len(view.levers):
            yield Text(f"  ... and {view.levers_total - len(view.levers)} more", "dim")
    if view.chains:
        yield Text()
        yield Text("Chains:", "bold")
        for chain in view.chains:
            yield Text("  " + " → ".join(unit.name for unit in chain.units))


def _now(view: DependenciesOfCycle, week: WeekOfNeeds) -> bool:
    return week.week == view.cycle.week


def _week(week: WeekOfNeeds) -> str:
    return "After the cycle" if week.week is None else f"Week {week.week}, by {week.ends}"


def _waits(week: WeekOfNeeds) -> Table:
    """Who waits → of whom, for what: one line each."""
    table = Table.grid(padding=(0, 2))
    for one in week.needs:
        table.add_row(
            Text(f"  {one.waiting.name}", "bold"),
            Text("→"),
            Text(one.provider.name, "bold"),
            Text(one.deliverable),
            state(one),
            Text(short(one.dependency_id), "dim"),
        )
    if week.total > len(week.needs):
        table.add_row(Text(f"  ... and {week.total - len(week.needs)} more", "dim"))
    return table


def state(one: Need) -> Text:
    """As in: 18 days too late, 1 slip."""
    slips = f", {counted(one.slips, 'slip')}" if one.slips else ""
    return Text(f"{_standing(one)}{slips}", STYLES[one.urgency])


def _standing(one: Need) -> str:
    days = counted(one.days_late, "day")
    match one.state:
        case "overdue":
            return f"{days} overdue"
        case "too_late":
            return f"{days} too late"
        case "delivered_late":
            return f"delivered {days} too late"
        case "delivered" | "withdrawn":
            return one.state
        case _:
            return in_short(one)


def in_short(one: Need) -> str:
    """Beside a sentence that says by how many days."""
    return one.urgency.replace("_", " ")


def _story(view: DependencyStory) -> Iterable[RenderableType]:
    yield Text(view.need.text, "bold")
    yield Text(f"For: {view.need.key_result_title} ({view.need.objective_title})", "dim")
    if view.note:
        yield Text(view.note)
    yield Text()
    steps = Table("on", "by", "what", box=None, header_style="dim")
    for step in view.steps:
        steps.add_row(str(step.on), Text(step.by), Text(step.text))
    yield steps
    if view.downstream:
        yield Text()
        yield Text("A slip touches:", "bold")
        yield from touched(view.downstream, view.downstream_total)


def touched(found: Iterable[Downstream], total: int) -> Iterable[RenderableType]:
    shown_here = 0
    for one in found:
        shown_here += 1
        perhaps = "" if one.sure else "perhaps "
        company = "company: " if one.company else ""
        yield Text.assemble(
            ("  ", ""),
            (perhaps, "dim"),
            (f"{company}{one.title}", "red" if one.company else ""),
            (f"  {one.owner.name}", "bold"),
            ("  " + " → ".join(one.path), "dim"),
        )
    if total > shown_here:
        yield Text(f"  ... and {total - shown_here} more", "dim")
