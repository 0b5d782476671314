"""The line of sight in a terminal, up and down."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from api.cli.shown.words import heading, short
from domain.wording import counted
from projections.views.alignment.sight_down import LineOfSightDown, ObjectiveDown, RefusedDown
from projections.views.alignment.sight_up import LineOfSightOfUnit

SHOWN = 15


def shown(body: bytes) -> Iterable[RenderableType]:
    if "lines" in msgspec.json.decode(body):
        yield from _up(msgspec.json.decode(body, type=LineOfSightOfUnit))
    else:
        yield from _down(msgspec.json.decode(body, type=LineOfSightDown))


def _up(view: LineOfSightOfUnit) -> Iterable[RenderableType]:
    yield heading(view.cycle, f"{view.unit.name}, ")
    for sentence in view.text:
        yield Text(sentence)
    for line in view.lines:
        yield Text()
        tree = Tree(
            Text.assemble((line.key_result, "bold"), (f"  {short(line.key_result_id)}", "dim"))
        )
        for task in view.tasks:
            if task.key_result_id == line.key_result_id:
                tree.add(Text(f"← {task.title}  {task.hours:.15g} h"))
        for way in line.ways:
            steps = [f"{one.key_result or 'all'} ({one.objective})" for one in way]
            tree.add(Text(" → ".join(steps), "dim"))
        yield tree


def _down(view: LineOfSightDown) -> Iterable[RenderableType]:
    yield heading(view.cycle)
    yield Text(view.text)
    tree = Tree(Text(view.title, "bold"))
    for one in view.objectives[:SHOWN]:
        hours = f"{counted(one.tasks, 'task')}, {counted(one.hours, 'hour')}"
        tree.add(_objective(one, hours if one.tasks else "no task"))
    if view.objectives_total > SHOWN:
        tree.add(Text(f"... and {view.objectives_total - SHOWN} more", "dim"))
    for refused in view.refused[:SHOWN]:
        tree.add(_objective(refused, "linked without contributing"))
    yield tree
    if view.units:
        tasks = Tree(Text("Tasks", "bold"))
        for unit in view.units:
            tasks_of, hours = counted(unit.tasks_total, "task"), counted(unit.hours, "hour")
            total = f"{unit.done} of {tasks_of} done, {hours}"
            branch = tasks.add(Text.assemble((unit.unit.name, "bold"), (f"  {total}", "dim")))
            for task in unit.tasks:
                branch.add(Text(f"{task.title}  {task.hours:.15g} h"))
        yield tasks


def _objective(one: ObjectiveDown | RefusedDown, note: str) -> Text:
    away = "" if one.steps == 1 else f"  {one.steps} links away"
    return Text.assemble(
        ("← ", "dim"), (one.owner.name, "bold"), f"  {one.title}",
        (f"{away}  {note}  {short(one.objective_id)}", "dim"),
    )  # fmt: skip
