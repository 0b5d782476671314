"""How a unit knows that it makes sufficient progress: its key results against plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.commitment import KeyResult, Objective
from domain.cycle import Cycle
from projections.attention import attention
from projections.linked import standing
from projections.projection import Named, View, named, rounded
from projections.standing import Trend
from projections.wording import counted, listed
from projections.workspace import Workspace

SHOWN = 30
"""How many key results, or objectives, of a unit are shown; the totals count all."""


class Measure(View, frozen=True):
    """A key result of ours: progress against plan, confidence and trend, and what needs care."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named
    value: float | None
    progress: float | None
    expected: float
    confidence: int | None
    trend: Trend
    last_effective: date | None
    attention: tuple[str, ...]


class Progress(View, frozen=True):
    text: tuple[str, ...]
    key_results_total: int
    key_results: tuple[Measure, ...]


def progress(workspace: Workspace, cycle: Cycle, ours: list[Objective]) -> Progress:
    measures = [
        _measure(workspace, cycle, one, key_result)
        for one in ours
        for key_result in one.key_results.values()
    ]
    measures.sort(key=lambda one: (-len(one.attention), one.title, one.key_result_id))
    return Progress(
        text=tuple(_of_progress(measures)),
        key_results_total=len(measures),
        key_results=tuple(measures[:SHOWN]),
    )


def _measure(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult
) -> Measure:
    now = standing(workspace, objective).key_results[key_result.key_result_id]
    live = objective.stage == "published"
    return Measure(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        owner=named(workspace, key_result.owner or objective.owner, cycle.cycle_id),
        value=now.value,
        progress=rounded(now.progress.clamped) if now.progress else None,
        expected=round(now.expected, 4),
        confidence=now.confidence.confidence,
        trend=now.trend,
        last_effective=now.last_effective,
        attention=tuple(attention(key_result, now, cycle, workspace.as_of(cycle)) if live else ()),
    )


def _of_progress(measures: list[Measure]) -> Iterable[str]:
    reported = [one for one in measures if one.progress is not None]
    if not measures:
        yield "Nothing says yet how our objectives are measured."
        return
    if not reported:
        yield f"Nothing was reported yet on our {counted(len(measures), 'key result')}."
        return
    on_plan = sum((one.progress or 0.0) >= one.expected for one in reported)
    verb = "is" if 1 in (on_plan, len(measures)) else "are"
    yield f"{on_plan} of {counted(len(measures), 'key result')} {verb} on plan."
    silent = len(measures) - len(reported)
    if silent:
        yield f"Nothing was reported yet on {silent}."
    pressing = [one for one in measures if one.attention]
    if pressing:
        titles = listed([f"'{one.title}'" for one in pressing])
        verb = "needs" if len(pressing) == 1 else "need"
        yield f"{titles} {verb} attention."
