"""The brief of a team in a terminal: three questions, and their answers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.asked import asked
from api.cli.shown.learned import learned
from api.cli.shown.words import NOTHING, age, confidence, heading, short, status
from projections.views.team.brief import Brief
from projections.views.team.progress_against_plan import Progress


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Brief)
    yield heading(view.cycle)
    yield Text(view.unit.name, "bold")
    yield from _answer("What is the company trying to achieve?", view.company.text)
    for goal in view.company.objectives:
        yield Text(f"  {goal.title}")
        for target in goal.key_results:
            yield Text(f"    {target.title}", "dim")
    yield from _answer("How does our work contribute?", view.contribution.text)
    for ours in view.contribution.objectives:
        yield Text.assemble(
            f"  {ours.title}", (f"  {ours.owner.name}, {ours.stage}", "dim"),
            (f"  {short(ours.objective_id)}", "dim"),
        )  # fmt: skip
        for link in ours.links:
            how = f": {link.mechanism}" if link.mechanism else ""
            kind = link.kind if link.covers else "does not contribute"
            yield Text(f"    {kind} → {link.title}{how}")
    yield from _answer("How do we know that we are making sufficient progress?", view.progress.text)
    table = Table("key result", "value", "stands at", "confidence", "health", "id", box=None,
                  header_style="dim")  # fmt: skip
    for one in view.progress.key_results:
        table.add_row(
            Text(one.title),
            NOTHING if one.value is None else f"{one.value:.15g}",
            Text(one.stands),
            confidence(one.confidence, one.trend).append(
                age(one.confidence_as_of, view.cycle.as_of), "dim"
            ),
            status(one.health.status),
            Text(short(one.key_result_id), "dim"),
        )
    yield table
    yield from _troubles(view.progress)
    yield from asked(view.questions)
    yield from learned(view.lessons)


def _troubles(progress: Progress) -> Iterable[RenderableType]:
    for one in progress.key_results:
        if one.health.in_trouble:
            for reason in one.health.reasons:
                if reason.status == one.health.status:
                    yield Text(f"  {one.title}: {reason.text}", "yellow")
        if one.blockers:
            yield Text(f"  {one.title}: blocked by {', '.join(one.blockers)}", "dim")


def _answer(question: str, sentences: Iterable[str]) -> Iterable[RenderableType]:
    yield Text()
    yield Text(question, "bold cyan")
    for sentence in sentences:
        yield Text(sentence)
