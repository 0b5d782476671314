"""The prepared agenda of a business review in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.text import Text

from projections.views.agendas.business_review import BusinessReview


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=BusinessReview)
    yield Text.assemble(
        ("Business review", "bold"),
        (f"  {view.cycle.name}, week {view.cycle.week} of {view.cycle.weeks}", "dim"),
    )
    yield from (Text(sentence) for sentence in view.text)
    yield from _part(
        "At risk or needs attention",
        view.step_in_total,
        (f"{one.title}: {one.health.reasons[0].text}" for one in view.step_in_at),
    )
    yield from _part(
        "Drift alerts raised",
        view.drifting_total,
        (f"{one.title} ({one.owner.name}): {one.text}" for one in view.drifting),
    )
    yield from _part("Overdue", view.overdue_total, (one.text for one in view.overdue))
    yield from _part("Promised too late", view.too_late_total, (one.text for one in view.too_late))
    yield from _part("Contested", view.contentions_total, (one.text for one in view.contentions))
    yield from _part(
        "Escalated",
        view.escalations_total,
        (f"{one.day} to {one.to.name}: {one.text}" for one in view.escalations),
    )
    yield from _part(
        "Decided before", view.decided_total, (f"{one.day}: {one.text}" for one in view.decided)
    )


def _part(name: str, total: int, lines: Iterable[str]) -> Iterable[RenderableType]:
    if not total:
        return
    yield Text()
    yield Text(f"{name} ({total})", "bold")
    for line in lines:
        yield Text(f"  {line}")
