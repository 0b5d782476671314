"""The weekly work of a unit in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.asked import asked
from api.cli.shown.words import age, bar, confidence, heading, percent, short, sparkline
from domain.wording import counted
from projections.views.work.weekly import WeeklyOfUnit, WeekOfWork

STATUS = {"planned": ("○", "dim"), "done": ("●", "green")}


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=WeeklyOfUnit)
    yield heading(view.cycle, f"{view.unit.name}, ")
    answers = view.answers
    for sentence in (
        answers.advancing, answers.neglected, answers.moved, answers.confidence, answers.effort
    ):  # fmt: skip
        yield Text(sentence)
    yield from asked(view.questions)
    yield Text()
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("this week", "hours", "progress", "", "confidence", "key result", "id"):
        table.add_column(name, style="dim" if name == "id" else "")
    for one in view.key_results:
        word = "advanced" if one.advanced else f"no work for {counted(one.neglected_for, 'week')}"
        style = "green" if one.advanced else "yellow" if one.neglected_for > 1 else "dim"
        table.add_row(
            Text(word if one.advanced or one.neglected_for else "reached", style),
            f"{one.hours:.15g}",
            Text.assemble((bar(one.progress), "cyan"), f" {percent(one.progress)}"),
            sparkline([week.confidence for week in one.weeks]),
            confidence(one.confidence).append(age(one.confidence_as_of, view.cycle.as_of), "dim"),
            one.title,
            short(one.key_result_id),
        )
    yield table
    for week in view.weeks:
        if week.week >= view.cycle.week and week.effort.tasks:
            yield Text()
            yield from _week(week)


def _week(week: WeekOfWork) -> Iterable[RenderableType]:
    total = f"{week.effort.done_hours:.15g} of {counted(week.effort.hours, 'hour')} done"
    yield Text.assemble((f"Week {week.week}", "bold"), (f"  {total}", "dim"))
    tasks = Table.grid(padding=(0, 2))
    for one in week.tasks:
        tasks.add_row(
            Text(*STATUS[one.status]),
            Text(f"{one.hours:.15g} h", "dim"),
            Text.assemble(
                one.title,
                (f"  → {one.key_result}" if one.key_result else "  → nothing", "dim"),
                (f"  {one.person.name}" if one.person else "", "bold"),
            ),
            Text(short(one.task_id), "dim"),
        )
    yield tasks
