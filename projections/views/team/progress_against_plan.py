"""How a unit knows that it makes sufficient progress: its key results against plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.cycles.cycle import Cycle
from domain.health.on_track import Health, pressing
from domain.health.standing import Trend
from domain.measuring.check_in import Blocker
from domain.objectives.state import KeyResult, Objective
from domain.wording import counted, listed, out_of
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded
from projections.views.shared.health import (
    goes_by,
    health_of_key_result,
    standing_of_key_result,
    stands_of,
)
from projections.views.shared.reports_without_value import without_value

TOLD = 3
"""Of how many key results without a value it is quoted what was reported."""

SHOWN = 30
"""How many key results, or objectives, of a unit are shown; the totals count all."""


class Measure(View, frozen=True):
    """A key result of ours: progress against plan, confidence and trend, and how it goes."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named
    value: float | None
    progress: float | None
    expected: float
    stands: str
    """Progress beside the plan in words, as every view says it."""
    on_plan: bool
    confidence: int | None
    confidence_as_of: date | None
    trend: Trend
    last_effective: date | None
    told: str | None
    """What was reported where nobody has said a value, None where somebody has or nothing was."""
    health: Health
    blockers: tuple[str, ...]
    """What its latest report says stands in the way."""


class Progress(View, frozen=True):
    text: tuple[str, ...]
    key_results_total: int
    key_results: tuple[Measure, ...]


def progress(workspace: Workspace, cycle: Cycle, ours: list[Objective]) -> Progress:
    measures = [measure for one in ours for measure in _measures(workspace, cycle, one)]
    measures.sort(key=lambda one: (pressing(one.health), one.title, one.key_result_id))
    return Progress(
        text=tuple(_of_progress(measures)),
        key_results_total=len(measures),
        key_results=tuple(measures[:SHOWN]),
    )


def _measures(workspace: Workspace, cycle: Cycle, objective: Objective) -> tuple[Measure, ...]:
    return workspace.memo.remember(
        ("measures", objective.objective_id),
        goes_by(workspace, objective),
        lambda: tuple(
            _measure(workspace, cycle, objective, one) for one in objective.key_results.values()
        ),
    )


def _measure(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult
) -> Measure:
    now = standing_of_key_result(workspace, objective, key_result)
    return Measure(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        owner=named(workspace, key_result.owner or objective.owner, cycle.cycle_id),
        value=now.value,
        progress=rounded(now.progress.clamped) if now.progress else None,
        expected=round(now.expected, 4),
        stands=stands_of(workspace, objective, key_result),
        on_plan=now.on_plan,
        confidence=now.confidence.level,
        confidence_as_of=now.confidence.since,
        trend=now.trend,
        last_effective=now.last_report,
        told=without_value(key_result, workspace.as_of(cycle)),
        health=health_of_key_result(workspace, objective, key_result),
        blockers=tuple(one.name for one in _latest_blockers(key_result)),
    )


def _latest_blockers(key_result: KeyResult) -> tuple[Blocker, ...]:
    return key_result.check_ins[-1].blockers if key_result.check_ins else ()


def _of_progress(measures: list[Measure]) -> Iterable[str]:
    reported = [one for one in measures if one.progress is not None]
    if not measures:
        yield "Our objectives have no key results yet."
        return
    told = [one.told for one in measures if one.told is not None]
    silent = len(measures) - len(reported) - len(told)
    if reported:
        on_plan = sum(one.on_plan for one in measures)
        yield f"{out_of(on_plan, len(measures), 'key result')} on plan."
    yield from told[:TOLD]
    if len(told) > TOLD:
        more = counted(len(told) - TOLD, "more has", "more have")
        yield f"{more} been reported on without a value."
    if silent and (reported or told):
        yield f"{silent} {'has' if silent == 1 else 'have'} not been reported on yet."
    elif silent:
        ours = "only key result" if len(measures) == 1 else f"{len(measures)} key results"
        yield f"Nothing has been reported on our {ours} yet."
    troubled = [one for one in measures if one.health.in_trouble]
    if troubled:
        titles = listed([f"'{one.title}'" for one in troubled])
        verb = "needs" if len(troubled) == 1 else "need"
        yield f"{titles} {verb} attention."
