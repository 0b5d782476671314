"""The objectives of one quarter that advance one outcome: how they go, and what they came to."""

from __future__ import annotations

from datetime import date

from domain.closing import Closing
from domain.cycle import Cycle
from domain.objective import Objective, Stage
from domain.outcome import Outcome
from domain.scores import ObjectiveScored
from domain.values import ObjectiveId
from events.streams import closing_stream
from projections.health import Status, bearing
from projections.projection import Named, View, rounded
from projections.standing import Trend
from projections.workspace import Workspace

SHOWN = 10
"""How many objectives of a quarter, and how many of its lessons, are shown of each outcome."""

_URGENCY: tuple[Status, ...] = ("at_risk", "needs_attention", "pending", "on_track")


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
    trend: Trend
    score: float | None


class Learned(View, frozen=True):
    """A lesson of a retrospective, about the outcome or about an objective that advanced it."""

    text: str
    verdict: str
    objective_id: str | None


class Span(View, frozen=True):
    """A quarter, or another span of the year. The counts are of all; some are shown by name.

    Company objectives come first, then those who need somebody. What was scored is counted and
    shown one by one: a mean over them would be a progress of the outcome that nobody measured.
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
        for one in workspace.advancing.get(outcome.outcome_id, ())
        if objectives[one].cycle_id == cycle.cycle_id
    )
    closing: Closing = workspace.state(closing_stream(cycle.cycle_id))
    organization = workspace.organization_of(cycle)
    return workspace.standings.remember(
        ("span", outcome.outcome_id, cycle.cycle_id),
        (cycle, closing, organization, workspace.as_of(cycle), len(found), *found),
        lambda: _span(workspace, outcome, cycle, closing, found),
    )


def _span(
    workspace: Workspace,
    outcome: Outcome,
    cycle: Cycle,
    closing: Closing,
    found: tuple[Objective, ...],
) -> Span:
    entries = [_entry(workspace, one, cycle, closing.scores.get(one.objective_id)) for one in found]
    entries.sort(key=_first)
    counts = {status: sum(one.status == status for one in entries) for status in _URGENCY}
    lessons = _lessons(outcome, closing, {one.objective_id for one in found})
    return Span(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        kind=cycle.kind,
        starts=cycle.starts,
        ends=cycle.ends,
        phase=cycle.phase,
        objectives=len(entries),
        **counts,
        scored=sum(one.score is not None for one in entries),
        advancing=tuple(entries[:SHOWN]),
        lessons_total=len(lessons),
        lessons=tuple(lessons[:SHOWN]),
    )


def _entry(
    workspace: Workspace, objective: Objective, cycle: Cycle, scored: ObjectiveScored | None
) -> Advancing:
    owner = objective.owner
    now = workspace.standings.objective(objective, cycle, workspace.as_of(cycle))
    return Advancing(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=Named(owner.kind, owner.id, workspace.organization_of(cycle).name_of(owner)),
        level=objective.level,
        stage=objective.stage,
        status=bearing(now),
        progress=rounded(now.roll_up.progress),
        confidence=rounded(now.confidence),
        trend=now.trend,
        score=None if scored is None else scored.score,
    )


def _first(one: Advancing) -> tuple[bool, int, str, str]:
    return (one.level != "company", _URGENCY.index(one.status), one.title, one.objective_id)


def _lessons(outcome: Outcome, closing: Closing, about: set[ObjectiveId]) -> list[Learned]:
    """Those of the company come first: it is kept under a name that sorts before all units."""
    return [
        Learned(lesson.text, lesson.verdict, lesson.objective_id)
        for _, held in sorted(closing.retrospectives.items())
        for lesson in held.lessons
        if lesson.outcome_id == outcome.outcome_id or lesson.objective_id in about
    ]
