"""Cycle after cycle: what each was scored, and whether running them has become a habit."""

from __future__ import annotations

from datetime import date

from domain.closing import closing
from domain.closing.closing import Closing
from domain.cycles.cycle import Cycle
from domain.rituals import adherence
from domain.rituals.adherence import HABIT
from projections.model.workspace import Workspace
from projections.views.closing.scorecard_parts import (
    Averages,
    Fates,
    averages,
    closing_of,
    fates_of,
    lessons_of,
    scored_in,
)
from projections.views.projection import View

SHOWN = 100
"""How many cycles are shown; the total counts all."""


class CycleScore(View, frozen=True):
    """`company` are the company's own objectives, `everyone` those of all levels."""

    cycle_id: str
    name: str
    kind: str
    starts: date
    ends: date
    phase: str
    full: bool
    company: Averages
    everyone: Averages
    lessons: int
    fates: Fates


class ScorecardOfWorkspace(View, frozen=True):
    """Cycles that were scored, newest first. Three or four full ones make a habit."""

    full_cycles: int
    habit: bool
    text: str
    total: int
    cycles: tuple[CycleScore, ...]


def card(workspace: Workspace) -> View:
    scored = [
        (cycle, state)
        for cycle in workspace.calendar.cycles.values()
        if (state := closing_of(workspace, cycle.cycle_id)).scored(cycle)
    ]
    scored.sort(key=lambda one: (one[0].starts, one[0].name), reverse=True)
    full = sum(closing.full(state, cycle) for cycle, state in scored)
    return ScorecardOfWorkspace(
        full_cycles=full,
        habit=full >= HABIT,
        text=adherence.maturity(full),
        total=len(scored),
        cycles=tuple(_score(workspace, cycle, state) for cycle, state in scored[:SHOWN]),
    )


def _score(workspace: Workspace, cycle: Cycle, state: Closing) -> CycleScore:
    known = scored_in(workspace, state, cycle)
    company = [scored for objective, scored in known if objective.level == "company"]
    return CycleScore(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        kind=cycle.kind,
        starts=cycle.starts,
        ends=cycle.ends,
        phase=cycle.phase,
        full=closing.full(state, cycle),
        company=averages(company),
        everyone=averages([scored for _, scored in known]),
        lessons=lessons_of(state),
        fates=fates_of(state),
    )
