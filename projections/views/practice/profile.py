"""The profile of a practice: which of the known failure patterns a cycle shows, and the trend.

One document per cycle, and one for the workspace with its last cycles beside each other. A check-in
touches them only once the cycle is over: what was written down today counts tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.alignment.review import FindingAnswered, FindingReopened, FindingResolved
from domain.closing.reset import CycleReset
from domain.closing.retrospective import RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.diagnosis import patterns
from domain.diagnosis.patterns import PATTERNS, VERSION, Pattern, Trend
from domain.measuring.check_in import CheckedIn
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.rituals.schedule import RitualEvent
from domain.values import CycleId, ObjectiveId
from domain.wording import listed, out_of
from domain.workspace import WorkspaceCreated
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.activity.directory import KEY
from projections.views.practice.figures import Counts, counts
from projections.views.projection import Named, Projection, View, rounded
from projections.views.rituals.adherence import weeks_over

CYCLES: Final = 4
"""Over how many cycles the trend is shown: three or four make a habit."""


class PatternShown(View, frozen=True):
    """A pattern in a cycle: `found` of `base` are a case, and from `threshold` on it shows.

    `cases` are what the cases are in, those with the most first. Drafts are named "(a draft)".
    """

    pattern: Pattern
    shows: bool
    found: int
    base: int
    share: float | None
    threshold: float
    text: str
    attempt: str
    cases_total: int
    cases: tuple[Named, ...]


class ProfileOfCycle(View, frozen=True):
    """What shows comes first, otherwise in the order of the patterns."""

    cycle_id: str
    name: str
    rules: int
    text: str
    shows: int
    patterns: tuple[PatternShown, ...]


class PatternInCycle(View, frozen=True):
    cycle_id: str
    shows: bool
    found: int
    base: int
    share: float | None


class PatternTrend(View, frozen=True):
    """A pattern over the last cycles, oldest first; `shows` and `text` are of the last one."""

    pattern: Pattern
    shows: bool
    trend: Trend
    threshold: float
    text: str
    attempt: str
    cycles: tuple[PatternInCycle, ...]


class ProfiledCycle(View, frozen=True):
    cycle_id: str
    name: str
    starts: date
    ends: date
    phase: str


class ProfileOfWorkspace(View, frozen=True):
    """The last cycles that have begun and have objectives, years apart; what shows comes first."""

    rules: int
    text: str
    cycles: tuple[ProfiledCycle, ...]
    patterns: tuple[PatternTrend, ...]


class ProfileView(Projection):
    name = "profile"
    on = frozenset(
        {
            WorkspaceCreated,
            CycleDefined,
            CycleMoved,
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectiveLinked,
            ObjectiveUnlinked,
            CheckedIn,
            ObjectiveScored,
            RetrospectiveHeld,
            CycleReset,
            FindingResolved,
            FindingAnswered,
            FindingReopened,
            *get_args(RitualEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CheckedIn() as event:
                return self._reported(workspace, change, event)
            case event if isinstance(event, CommitmentEvent):
                return self._planned(workspace, event.objective_id)
            case event if isinstance(event, WorkspaceCreated | RitualEvent):
                return (KEY,)  # the fold finds the cycles in which check-ins are due otherwise
            case event:
                return (getattr(event, "cycle_id", KEY), KEY)

    def _reported(self, workspace: Workspace, change: Change, event: CheckedIn) -> Iterator[str]:
        objective = workspace.objectives.planned(event.objective_id)
        if objective is None:
            return
        cycle = workspace.calendar.cycles[objective.cycle_id]
        written = workspace.day_of(change.recorded.recorded_at)
        if written < workspace.today or weeks_over(workspace, cycle) == cycle.weeks:
            yield from (cycle.cycle_id, KEY)

    def _planned(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterator[str]:
        """Its cycle, and that of what it was carried over from: whether a lesson was kept."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        yield from (objective.cycle_id, KEY)
        source = objective.carried_from
        before = None if source is None else workspace.objectives.planned(source)
        if before is not None:
            yield before.cycle_id

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        return (KEY,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key == KEY:
            return _of_workspace(workspace)
        cycle = workspace.calendar.cycles.get(CycleId(key))
        return None if cycle is None else _of_cycle(workspace, cycle)


def _of_cycle(workspace: Workspace, cycle: Cycle) -> ProfileOfCycle:
    found = counts(workspace, cycle)
    shown = sorted((_shown(pattern, found) for pattern in PATTERNS), key=lambda one: not one.shows)
    showing = [one.pattern for one in shown if one.shows]
    return ProfileOfCycle(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        rules=VERSION,
        text=_summary(cycle, showing, sum(one.base > 0 for one in shown)),
        shows=len(showing),
        patterns=tuple(shown),
    )


def _shown(pattern: Pattern, found: Counts) -> PatternShown:
    figure, cases_total, cases = found[pattern]
    return PatternShown(
        pattern=pattern,
        shows=patterns.is_shown(pattern, figure),
        found=figure.found,
        base=figure.base,
        share=rounded(figure.share),
        threshold=PATTERNS[pattern].share,
        text=patterns.in_words(pattern, figure),
        attempt=PATTERNS[pattern].attempt,
        cases_total=cases_total,
        cases=cases,
    )


def _summary(cycle: Cycle, showing: Sequence[Pattern], told: int) -> str:
    if not told:
        return f"There is nothing yet in {cycle.name} by which a failure pattern could be told."
    if not showing:
        return f"None of the {told} failure patterns that can be told shows in {cycle.name}."
    shows = out_of(
        len(showing),
        told,
        "failure pattern",
        "that can be told shows",
        "that can be told show",
    )
    named = listed([_called(one) for one in showing], most=len(PATTERNS))
    return f"{shows} in {cycle.name}: {named}."


def _called(pattern: Pattern) -> str:
    return pattern.replace("_", " ").replace("kpi", "KPI")


def _of_workspace(workspace: Workspace) -> ProfileOfWorkspace:
    cycles = _last(workspace)
    found = [counts(workspace, one) for one in cycles]
    trends = sorted(
        (_trend(pattern, cycles, found) for pattern in PATTERNS), key=lambda one: not one.shows
    )
    return ProfileOfWorkspace(
        rules=VERSION,
        text=_over_time(cycles, trends),
        cycles=tuple(
            ProfiledCycle(one.cycle_id, one.name, one.starts, one.ends, one.phase) for one in cycles
        ),
        patterns=tuple(trends),
    )


def _last(workspace: Workspace) -> list[Cycle]:
    begun = [
        one
        for one in workspace.calendar.cycles.values()
        if one.kind != "year"
        and not one.is_ahead(workspace.today)
        and workspace.objectives.by_cycle.get(one.cycle_id)
    ]
    return sorted(begun, key=lambda one: (one.starts, one.ends, one.cycle_id))[-CYCLES:]


def _trend(pattern: Pattern, cycles: Sequence[Cycle], found: Sequence[Counts]) -> PatternTrend:
    figures = [one[pattern].figure for one in found]
    last = figures[-1] if figures else patterns.Figure(0, 0)
    return PatternTrend(
        pattern=pattern,
        shows=patterns.is_shown(pattern, last),
        trend=patterns.trend(figures),
        threshold=PATTERNS[pattern].share,
        text=patterns.in_words(pattern, last),
        attempt=PATTERNS[pattern].attempt,
        cycles=tuple(
            PatternInCycle(
                cycle.cycle_id,
                patterns.is_shown(pattern, one),
                one.found,
                one.base,
                rounded(one.share),
            )
            for cycle, one in zip(cycles, figures, strict=True)
        ),
    )


def _over_time(cycles: Sequence[Cycle], trends: Sequence[PatternTrend]) -> str:
    if not cycles:
        return "No cycle with objectives has begun yet."
    told = sum(one.cycles[-1].base > 0 for one in trends)
    said = [_summary(cycles[-1], [one.pattern for one in trends if one.shows], told)]
    for trend, verb in (("better", "Better"), ("worse", "Worse")):
        moved = [
            _called(one.pattern) for one in trends if one.trend == trend and one.cycles[-1].base
        ]
        if moved:
            said.append(f"{verb} than before: {listed(moved, most=len(PATTERNS))}.")
    return " ".join(said)
