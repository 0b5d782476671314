"""The line of sight in a terminal, up and down."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from api.cli.shown.words import counted, heading, short
from projections.sight_down import LineOfSightDown
from projections.sight_up import LineOfSightOfUnit


def shown(body: bytes) -> Iterable[RenderableType]:
    if "lines" in msgspec.json.decode(body):
        yield from _up(msgspec.json.decode(body, type=LineOfSightOfUnit))
    else:
        yield from _down(msgspec.json.decode(body, type=LineOfSightDown))


def _up(view: LineOfSightOfUnit) -> Iterable[RenderableType]:
    yield heading(
        f"{view.unit.name}, {view.cycle.name}", view.cycle.week, view.cycle.weeks, view.cycle.as_of
    )
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
    yield heading(view.cycle.name, view.cycle.week, view.cycle.weeks, view.cycle.as_of)
    yield Text(view.text)
    tree = Tree(Text(view.title, "bold"))
    for unit in view.units:
        tasks, hours = counted(unit.tasks_total, "task"), counted(unit.hours, "hour")
        total = f"{unit.done} of {tasks} done, {hours}"
        branch = tree.add(Text.assemble((unit.unit.name, "bold"), (f"  {total}", "dim")))
        for task in unit.tasks:
            branch.add(Text(f"{task.title}  {task.hours:.15g} h"))
    yield tree
