"""What the drift detector was worth in cycles that are over: what it said, and how they ended.

One document per cycle that is over, and one for the workspace with all of them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, get_args

import msgspec

from domain import drift
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.dependencies.dependency import DependencyEvent
from domain.drift import backtest
from domain.drift.backtest import Course
from domain.drift.handling import AlertJudged
from domain.measuring.check_in import CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.objectives.objective import CommitmentEvent
from domain.rituals.schedule import RitualEvent
from domain.values import CycleId, ObjectiveId
from domain.wording import counted, percent
from domain.workspace import WorkspaceCreated
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.activity.directory import KEY
from projections.views.drift.handling import Judged, judged
from projections.views.projection import Projection, View, rounded
from projections.views.shared.courses import course_of
from projections.views.shared.seen import seen


class BacktestOfWeek(View, frozen=True):
    """How good what was said by the end of a week was; `cover` is meant to be 0.8."""

    week: int
    judged: int
    precision: float | None
    recall: float | None
    brier: float | None
    base_brier: float | None
    cover: float | None


class BacktestBin(View, frozen=True):
    """Of all that was said between two chances: the mean of it, and how often it came true."""

    low: float
    high: float
    count: int
    said: float | None
    happened: float | None


class BacktestOwners(View, frozen=True):
    """Owners who said where it will end, and how far they and we were off, as shares of the way."""

    answers: int
    error: float | None
    our_error: float | None


class BacktestJudged(View, frozen=True):
    """How many people found an alert useful, and how many did not; `share` is of all who said."""

    useful: int
    not_useful: int
    share: float | None


class BacktestFigures(View, frozen=True):
    """Shares from 0 to 1, lead in weeks; null where there is nothing to reckon it from.

    `recall_early` is by week 6 of 13; `false_alarms` is the share of those that ended well for
    which an alert was raised. An alert in the last week counts for none. `base_brier` is the score
    of somebody who only knows how many miss.
    """

    key_results: int
    missed: int
    alerted: int
    precision: float | None
    recall: float | None
    recall_early: float | None
    false_alarms: float | None
    lead: float | None
    alerts_per_team_week: float | None
    told_per_team_week: float | None
    messages_per_alerted: float | None
    brier: float | None
    base_brier: float | None
    cover: float | None
    owners: BacktestOwners
    weeks: tuple[BacktestOfWeek, ...]
    reliability: tuple[BacktestBin, ...]


class BacktestCycle(View, frozen=True):
    cycle_id: str
    name: str
    starts: date
    ends: date


class Backtest(View, frozen=True):
    """Alerts as they would have been raised by the present rule from what was known at the time.

    `judged` is of alerts as they were raised, by whichever rule it was then.
    """

    text: str
    rule_version: int
    cycles: tuple[BacktestCycle, ...]
    figures: BacktestFigures
    judged: BacktestJudged


_OF_OBJECTIVE = (
    CheckInEvent | ForecastGiven | AlertJudged | DependencyEvent | CommitmentEvent | ObjectiveScored
)


class BacktestView(Projection):
    name = "backtest"
    on = frozenset(
        {
            WorkspaceCreated,
            CycleDefined,
            CycleMoved,
            *get_args(CheckInEvent),
            ForecastGiven,
            AlertJudged,
            *get_args(DependencyEvent),
            *get_args(RitualEvent),
            ObjectiveScored,
            *REWORDING,
        }
    )
    ages = True

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case WorkspaceCreated():
                return (KEY,)
            case CycleDefined() | CycleMoved() as event:
                return (event.cycle_id, KEY)
            case _ as event if isinstance(event, RitualEvent):
                return (KEY,)
            case _ as event if isinstance(event, _OF_OBJECTIVE):
                return self._of_objective(workspace, event.objective_id)
            case _:
                return ()

    def _of_objective(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return ()
        cycle = workspace.calendar.cycles[objective.cycle_id]
        return (cycle.cycle_id, KEY) if cycle.is_over(workspace.today) else ()

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def of_workspace(self, workspace: Workspace) -> Iterable[str]:
        return (KEY,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        if key == KEY:
            return held_against_history(workspace, ended(workspace))
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None or not cycle.is_over(workspace.today):
            return None
        return held_against_history(workspace, [cycle])


def ended(workspace: Workspace) -> list[Cycle]:
    """The cycles that are over, the oldest first; years are made of those."""
    cycles = workspace.calendar.cycles.values()
    over = (one for one in cycles if one.is_over(workspace.today))
    return sorted(over, key=lambda one: (one.starts, one.name))


def held_against_history(workspace: Workspace, cycles: Iterable[Cycle]) -> Backtest:
    """All figures over some cycles."""
    chosen = tuple(cycles)
    courses = tuple(one for cycle in chosen for one in _courses(workspace, cycle))
    of_each = [one for cycle in chosen for one in _judged(workspace, cycle)]
    judged = Judged(sum(one.useful for one in of_each), sum(one.not_useful for one in of_each))
    return workspace.memo.remember(
        ("back-test", tuple(cycle.cycle_id for cycle in chosen)),
        (*chosen, *courses, judged.useful, judged.not_useful),
        lambda: _of_courses(chosen, courses, judged),
    )


def _judged(workspace: Workspace, cycle: Cycle) -> Iterable[Judged]:
    """What people thought of the alerts of each key result of a cycle."""
    for objective in workspace.objectives.present(cycle.cycle_id):
        said = workspace.alerts_of(objective.objective_id).said
        yield from (judged(said[key]) for key in objective.key_results if key in said)


def _of_courses(chosen: Sequence[Cycle], courses: Sequence[Course], judged: Judged) -> Backtest:
    found = _rounded(msgspec.to_builtins(backtest.figures(courses)))
    figures = msgspec.convert(found, BacktestFigures)
    number = judged.useful + judged.not_useful
    share = judged.useful / number if number else None
    return Backtest(
        text=f"{_text(figures, chosen)}{_of_judged(judged)}",
        judged=BacktestJudged(judged.useful, judged.not_useful, rounded(share)),
        rule_version=drift.RULE.version,
        cycles=tuple(BacktestCycle(one.cycle_id, one.name, one.starts, one.ends) for one in chosen),
        figures=figures,
    )


def _text(found: BacktestFigures, cycles: Sequence[Cycle]) -> str:
    if not cycles:
        return "No cycle is over yet, so the alerts cannot be judged."
    if not found.key_results:
        return "Too little was reported in the cycles that are over to judge the alerts by."
    judged = (
        f"Of {counted(found.key_results, 'key result')} that could be judged,"
        f" {found.missed} {'was' if found.missed == 1 else 'were'} missed"
    )
    if not found.alerted:
        return f"{judged}; no alert was raised in time.{_of_owners(found.owners)}"
    right = round((found.precision or 0) * found.alerted)
    text = (
        f"{judged}. {counted(found.alerted, 'alert')} came in time, and {right}"
        f" {'was' if right == 1 else 'were'} right"
    )
    if found.missed:
        text += f": {percent(found.recall or 0)} of the misses were announced"
    return f"{text}.{_of_owners(found.owners)}"


def _of_owners(found: BacktestOwners) -> str:
    if found.error is None or found.our_error is None:
        return ""
    theirs, ours = (counted(round(100 * one), "point") for one in (found.error, found.our_error))
    return (
        f" Owners forecast {found.answers} of them, and were {theirs} off the end on average;"
        f" our forecasts of the same week were {ours} off."
    )


def _of_judged(judged: Judged) -> str:
    number = judged.useful + judged.not_useful
    if not number:
        return ""
    return f" Of {counted(number, 'judgement')} by people, {judged.useful} found the alert useful."


def _rounded(found: Any) -> Any:
    """Numbers as they are written: two ways to sum up the same must give the same bytes."""
    match found:
        case float():
            return round(found, 4)
        case dict():
            return {key: _rounded(value) for key, value in found.items()}
        case list() | tuple():
            return [_rounded(value) for value in found]
        case _:
            return found


# What was said of each key result


def _courses(workspace: Workspace, cycle: Cycle) -> Iterable[Course]:
    """Each is one object for as long as nothing of it changes, so that memory can go by it."""
    now = seen(workspace, cycle.cycle_id)
    for objective in workspace.objectives.present(cycle.cycle_id):
        if objective.ever_published:
            for key_result in objective.key_results.values():
                course = workspace.memo.remember(
                    ("course", key_result.key_result_id),
                    (objective, now),
                    partial(course_of, workspace, cycle, objective, key_result, now.learned.rule),
                )
                if course is not None:
                    yield course
