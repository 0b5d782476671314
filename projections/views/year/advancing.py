"""The objectives of one quarter that advance one outcome: how they go, and what they came to."""

from __future__ import annotations

from collections import Counter
from datetime import date

from domain.closing.closing import Closing
from domain.cycles.cycle import Cycle
from domain.health.on_track import Status
from domain.health.standing import Trend
from domain.objectives.state import Objective, Stage
from domain.strategy.outcome import Outcome
from domain.values import ObjectiveId
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded
from projections.views.shared.health import (
    goes_by,
    health_of,
    standing_of,
)
from projections.views.shared.scores import scored_as
from projections.views.shared.seen import seen

SHOWN = 10
"""How many objectives of a quarter, and how many of its lessons, are shown of each outcome."""

_URGENCY: tuple[Status, ...] = (
    "at_risk", "needs_attention", "pending", "on_track", "missed", "reached",
)  # fmt: skip


class Advancing(View, frozen=True):
    """An objective by its own reports; once its cycle was scored, `score` is what it came to."""

    objective_id: str
    title: str
    owner: Named
    level: str
    stage: Stage
    status: Status
    progress: float | None
    confidence: float | None
    confidence_as_of: date | None
    trend: Trend
    score: float | None


class Learned(View, frozen=True):
    """A lesson of a retrospective, about the outcome or about an objective that advanced it."""

    text: str
    verdict: str
    objective_id: str | None


class Span(View, frozen=True):
    """A quarter, or another span of the year. The counts are of all; some are shown by name.

    `scored` counts those that were scored, and how they went is counted of the others only.

    Company objectives come first, then those who need somebody, or scored low. What was scored is
    counted and shown one by one: a mean over them would be a progress of the outcome that nobody
    measured.
    """

    cycle_id: str
    name: str
    kind: str
    starts: date
    ends: date
    phase: str
    objectives: int
    on_track: int
    needs_attention: int
    at_risk: int
    pending: int
    scored: int
    advancing: tuple[Advancing, ...]
    lessons_total: int
    lessons: tuple[Learned, ...]


def span(workspace: Workspace, outcome: Outcome, cycle: Cycle) -> Span:
    """Made again only when one of its objectives has changed, or a day has gone by."""
    objectives = workspace.objectives
    found = tuple(
        objectives[one]
        for one in workspace.objectives.advancing.get(outcome.outcome_id, ())
        if objectives[one].cycle_id == cycle.cycle_id and not objectives[one].withdrawn
    )
    return workspace.memo.remember(
        ("span", outcome.outcome_id, cycle.cycle_id),
        (
            seen(workspace, cycle.cycle_id),
            *[goes_by(workspace, one) for one in found],
        ),
        lambda: _span(workspace, outcome, cycle, found),
    )


def _span(
    workspace: Workspace, outcome: Outcome, cycle: Cycle, found: tuple[Objective, ...]
) -> Span:
    entries = [_remembered(workspace, one, cycle) for one in found]
    entries.sort(key=_first)
    counts = Counter(one.status for one in entries if one.score is None)
    closing = seen(workspace, cycle.cycle_id).closing
    lessons = _lessons(outcome, closing, {one.objective_id for one in found})
    return Span(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        kind=cycle.kind,
        starts=cycle.starts,
        ends=cycle.ends,
        phase=cycle.phase,
        objectives=len(entries),
        on_track=counts["on_track"],
        needs_attention=counts["needs_attention"],
        at_risk=counts["at_risk"],
        pending=counts["pending"],
        scored=sum(one.score is not None for one in entries),
        advancing=tuple(entries[:SHOWN]),
        lessons_total=len(lessons),
        lessons=tuple(lessons[:SHOWN]),
    )


def _remembered(workspace: Workspace, objective: Objective, cycle: Cycle) -> Advancing:
    return workspace.memo.remember(
        ("advancing", objective.objective_id),
        goes_by(workspace, objective),
        lambda: _entry(workspace, objective, cycle),
    )


def _entry(workspace: Workspace, objective: Objective, cycle: Cycle) -> Advancing:
    owner = objective.owner
    scored = scored_as(workspace, objective)
    now = standing_of(workspace, objective)
    return Advancing(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, owner, cycle.cycle_id),
        level=objective.level,
        stage=objective.stage,
        status=health_of(workspace, objective).status,
        progress=rounded(now.roll_up.progress),
        confidence=rounded(now.confidence),
        confidence_as_of=now.confidence_since,
        trend=now.trend,
        score=None if scored is None else scored.score,
    )


def _first(one: Advancing) -> tuple[bool, bool, float, str, str]:
    """Company objectives, then those that are going on, who need somebody and scored low first."""
    place = _URGENCY.index(one.status) if one.score is None else one.score
    scored = one.score is not None
    return (one.level != "company", scored, place, one.title, one.objective_id)


def _lessons(outcome: Outcome, closing: Closing, about: set[ObjectiveId]) -> list[Learned]:
    """Those of the company come first: it is kept under a name that sorts before all units."""
    return [
        Learned(lesson.text, lesson.verdict, lesson.objective_id)
        for _, held in sorted(closing.retrospectives.items())
        for lesson in held.lessons
        if lesson.outcome_id == outcome.outcome_id or lesson.objective_id in about
    ]
