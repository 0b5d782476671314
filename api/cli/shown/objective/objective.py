"""The objective card in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, age, bar, confidence, percent, rolled_up, short, status
from domain.wording import counted
from projections.views.objective.objective import ObjectiveCard


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=ObjectiveCard)
    yield Text.assemble(
        (view.title, "bold"), (f"  {view.owner.name}, {view.level}, {view.stage}", "dim")
    )
    yield Text(f"{view.cycle}, as of {view.as_of}, version {view.version}", "dim")
    if view.carried_from is not None:
        origin = view.carried_from
        yield Text(f"Carried over from {origin.cycle} ({short(origin.objective_id)})", "dim")
    if view.description:
        yield Text(view.description)
    yield Text.assemble(
        (f"{bar(view.progress)} ", "cyan"),
        rolled_up(view.progress, view.coverage),
        "  confidence ",
        confidence(view.confidence, view.trend),
        (age(view.confidence_as_of, view.as_of), "dim"),
    )
    yield Text.assemble(status(view.health.status), f"  {view.health.reasons[0].text}")
    for need in view.unaccepted:
        yield Text(
            f"Committed to without a promise for '{need.deliverable}' from {need.provider.name}"
            f" (now {need.status.replace('_', ' ')})",
            "yellow",
        )
    if view.comments:
        yield Text(
            f"{counted(view.comments, 'comment')}: `view conversation --key"
            f" {short(view.objective_id)}` shows them",
            "dim",
        )
    yield Text()
    table = Table("key result", "metric", "value", "stands at", "confidence", "health",
                  "id", box=None, header_style="dim")  # fmt: skip
    for one in view.key_results:
        table.add_row(
            Text(one.title),
            str(one.metric.__struct_config__.tag).replace("_", " "),
            NOTHING if one.value is None else f"{one.value:.15g}",
            Text(one.stands),
            confidence(one.confidence, one.trend).append(
                age(one.confidence_as_of, view.as_of), "dim"
            ),
            status(one.health.status),
            Text(short(one.key_result_id), "dim"),
        )
    yield table
    yield from _forecasts(view)
    if view.works_toward:
        yield Text()
        yield Text("Works toward:", "bold")
        for link in view.works_toward:
            weaker = " (the whole objective, which is weaker)" if link.to_objective else ""
            how = (
                f": {link.mechanism} ({link.strength}, {link.link_test})" if link.mechanism else ""
            )
            gone = " (which no longer exists)" if link.gone else ""
            title = link.key_result_title or link.objective_title
            yield Text(f"  {link.kind} → {title}{gone}{weaker}{how}")
    yield from _agreed(view)
    if view.linked_total:
        yield Text()
        yield Text("Linked to it:", "bold")
        for below in view.linked:
            yield Text.assemble(
                "  ← ",
                (below.owner.name, "bold"),
                f"  {below.title}  {rolled_up(below.progress, below.coverage)}  confidence ",
                confidence(below.confidence, below.trend),
                (age(below.confidence_as_of, view.as_of), "dim"),
                (f"  {short(below.objective_id)}", "dim"),
            )


def _forecasts(view: ObjectiveCard) -> Iterable[RenderableType]:
    for one in view.key_results:
        if one.owner_forecast is not None:
            yield Text(f"{one.title}: {one.owner_forecast.text}")


def _agreed(view: ObjectiveCard) -> Iterable[RenderableType]:
    """Who asked what, and what the score would be without revisions."""
    if view.original is not None:
        score = percent(view.original.progress)
        yield Text(f"As first published, before it was revised, it would stand at {score}.")
    if view.negotiation:
        yield Text()
        yield Text("How it came about:", "bold")
    for step in view.negotiation:
        words = step.step.removeprefix("objective_").replace("_", " ")
        text = f": {step.text}" if step.text else ""
        yield Text.assemble(
            f"  {step.recorded_at:%Y-%m-%d}  ", (step.actor, "bold"), f"  {words}{text}"
        )
