"""Weekly planning and review of a unit: what its work advances, and whether that moved anything.

One document per unit and cycle (its key is the cycle's identifier, a colon, and the unit's), for
units that own objectives or plan work. A check-in touches its unit's document and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import DependencyEvent
from domain.health.on_track import Status
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Maintain
from domain.objectives.negotiation import ObjectivePublished
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import counted, listed, percent, spoken
from domain.work import Task, WorkEvent
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import (
    THIS_WEEK,
    Days,
    Named,
    Projection,
    View,
    days,
    named,
    rounded,
    week_of,
)
from projections.views.shared.forecasts import ForecastQuestion, questions
from projections.views.shared.health import (
    goes_by,
    health_of_key_result,
    standing_of_key_result,
    stands_of,
)
from projections.views.shared.link_paths import around, below, upward
from projections.views.work.effort_spent import (
    Effort,
    concerned,
    counting,
    effort,
    question,
    spent,
    work_of,
    working_on,
)

LOOKED_BACK = 4
"""How many weeks before this one are shown; one week ahead is, too."""

SHOWN = 50
"""How many tasks of a week and how many key results are shown; the totals count all."""


class TaskEntry(View, frozen=True):
    """`key_result` is what it works toward by name, None where it works toward nothing."""

    task_id: str
    title: str
    hours: float
    status: str
    person: Named | None
    objective_id: str | None
    key_result_id: str | None
    key_result: str | None


class WeekOfWork(View, frozen=True):
    week: int
    ends: date
    effort: Effort
    dropped: int
    tasks: tuple[TaskEntry, ...]


class Moment(View, frozen=True):
    """A key result at the end of a week, or today in the present one, and the hours spent on it."""

    week: int
    hours: float
    progress: float | None
    confidence: int | None


class AdvancedKeyResult(View, frozen=True):
    """A key result of the unit. `neglected_for`: weeks in a row without work, this one included.

    Work counts whichever unit does it, and so do its hours. What has reached its target and need
    not be kept there, or is not published, is not neglected. `moved` is progress since the end of
    last week, below the baseline and beyond the target too; None where there was none to compare
    with.
    """

    key_result_id: str
    objective_id: str
    title: str
    hours: float
    committed: bool
    """Whether it is published: what is only planned is not neglected."""
    advanced: bool
    neglected_for: int
    progress: float | None
    expected: float
    stands: str
    """Progress beside the plan in words, as every view says it."""
    moved: float | None
    reported_this_week: bool
    status: Status
    confidence: int | None
    confidence_as_of: date | None
    confidence_before: int | None
    weeks: tuple[Moment, ...]


class Answers(View, frozen=True):
    """The questions of weekly planning and weekly review, answered in sentences."""

    advancing: str
    neglected: str
    moved: str
    confidence: str
    effort: str


class WeeklyOfUnit(View, frozen=True):
    """`so_far` is the effort of this week and all before, `later` that of the weeks to come."""

    cycle: Days
    unit: Named
    answers: Answers
    so_far: Effort
    later: Effort
    weeks: tuple[WeekOfWork, ...]
    questions_total: int
    questions: tuple[ForecastQuestion, ...]
    """What owners are asked this week, each with the request that answers it."""
    key_results_total: int
    key_results: tuple[AdvancedKeyResult, ...]


class WeeklyView(Projection):
    name = "weekly"
    on = frozenset(
        {
            ObjectiveDrafted,
            KeyResultAdded,
            ObjectivePublished,
            CheckedIn,
            CheckInCorrected,
            ForecastGiven,
            *get_args(DependencyEvent),
            ObjectiveScored,
            ObjectiveLinked,
            ObjectiveUnlinked,
            *get_args(WorkEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case (
                ObjectiveDrafted()
                | KeyResultAdded()
                | ObjectivePublished()
                | CheckedIn()
                | CheckInCorrected()
                | ForecastGiven()
                | ObjectiveScored()
            ) as event:
                return self._owner(workspace, event.objective_id)
            case ObjectiveLinked() as event:
                return self._between(workspace, event)
            case ObjectiveUnlinked():
                gone = change.link
                if gone is None:
                    return ()
                return self._between(workspace, gone)
            case event if isinstance(event, WorkEvent):
                return self._worked(workspace, change, event)
            case event if isinstance(event, DependencyEvent):
                return self._owner(workspace, event.objective_id)
            case event if isinstance(event, CommitmentEvent):
                return self._reworded(workspace, change, event.objective_id)
            case _:
                return ()

    def _owner(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        """Who owns it, and who owns what it works toward."""
        for above in upward(workspace, objective_id):
            objective = workspace.objectives[above]
            cycle = workspace.calendar.cycles[objective.cycle_id]
            unit = workspace.organization_of(cycle).unit_of(objective.owner)
            if unit is not None:
                yield f"{objective.cycle_id}:{unit}"

    def _worked(self, workspace: Workspace, change: Change, event: WorkEvent) -> Iterable[str]:
        """The unit that works, and the owners of what it works toward, or did until now."""
        yield f"{event.cycle_id}:{event.unit_id}"
        for objective_id, _ in concerned(change, event):
            yield from self._owner(workspace, objective_id)

    def _between(self, workspace: Workspace, link: ObjectiveLinked) -> Iterable[str]:
        """Those whose work a link connects to the company, or no longer does, and its owner."""
        for unit in working_on(workspace, below(workspace, link.objective_id)):
            yield f"{link.cycle_id}:{unit}"
        yield from self._owner(workspace, link.parent_objective_id)

    def _reworded(
        self, workspace: Workspace, change: Change, objective_id: ObjectiveId
    ) -> Iterable[str]:
        """Whoever owns it or works toward it; below it, too, where their work leads up no more."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        yield from self._owner(workspace, objective_id)
        concerned = around(workspace, objective) if change.reshaped else (objective_id,)
        for unit in working_on(workspace, concerned):
            yield f"{objective.cycle_id}:{unit}"

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for unit in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit}"

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit = key.partition(":")
        cycle, unit_id = workspace.calendar.cycles.get(CycleId(cycle_id)), UnitId(unit)
        if cycle is None or not unit:
            return None
        owned = _owned(workspace, cycle, unit_id)
        if not owned and unit_id not in workspace.at_work.units.get(cycle.cycle_id, ()):
            return None
        return _weekly(workspace, cycle, unit_id, owned)


def _owned(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> list[Objective]:
    return [workspace.objectives[one] for one in workspace.by_unit(cycle).get(unit_id, ())]


def _weekly(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId, owned: Sequence[Objective]
) -> View:
    now = cycle.week(workspace.as_of(cycle))
    work = work_of(workspace, cycle.cycle_id, unit_id)
    tasks = counting(work)
    weeks = range(max(now - LOOKED_BACK, 1), min(now + 1, cycle.weeks) + 1)
    advanced = [one for objective in owned for one in advanced_in(workspace, cycle, objective)]
    asked = list(questions(workspace, cycle, owned))
    unit = named(workspace, Owner("unit", unit_id), cycle.cycle_id)
    so_far = spent(workspace, cycle, unit_id, now).effort
    this_week = effort(workspace, (one for one in tasks if one.week == now))
    week = week_of(workspace, cycle)
    return WeeklyOfUnit(
        cycle=days(workspace, cycle),
        unit=unit,
        answers=Answers(
            advancing=_advancing(this_week, advanced, week),
            neglected=_neglected(so_far, advanced, over=cycle.is_over(workspace.today)),
            moved=_moved(advanced, week),
            confidence=_confidence(advanced, workspace.as_of(cycle)),
            effort=_effort(unit.name, this_week, so_far, week),
        ),
        so_far=so_far,
        later=effort(workspace, (one for one in tasks if one.week > now)),
        weeks=tuple(
            _week(workspace, cycle, week, [one for one in work.tasks.values() if one.week == week])
            for week in weeks
        ),
        questions_total=len(asked),
        questions=tuple(asked[:SHOWN]),
        key_results_total=len(advanced),
        key_results=tuple(advanced[:SHOWN]),
    )


Hours = dict[int, float]


def _hours(workspace: Workspace, objective: Objective) -> dict[KeyResultId, Hours]:
    """The hours of each week on each key result of an objective, of all units together."""
    cycle_id, objective_id = objective.cycle_id, objective.objective_id
    work = [
        work_of(workspace, cycle_id, unit)
        for unit in workspace.at_work.toward.get(objective_id, ())
    ]

    def summed() -> dict[KeyResultId, Hours]:
        found: dict[KeyResultId, Hours] = {}
        for task in chain.from_iterable(map(counting, work)):
            if task.objective_id == objective_id and task.key_result_id is not None:
                weeks = found.setdefault(task.key_result_id, {})
                weeks[task.week] = weeks.get(task.week, 0.0) + task.hours
        return found

    return workspace.memo.remember(("hours", objective_id), tuple(work), summed)


# Weeks


def _week(workspace: Workspace, cycle: Cycle, week: int, tasks: Sequence[Task]) -> WeekOfWork:
    count = [one for one in tasks if one.status != "dropped"]
    return WeekOfWork(
        week=week,
        ends=cycle.last_day(week),
        effort=effort(workspace, count),
        dropped=len(tasks) - len(count),
        tasks=tuple(_entry(workspace, cycle, one) for one in count[:SHOWN]),
    )


def _entry(workspace: Workspace, cycle: Cycle, task: Task) -> TaskEntry:
    person = None if task.person_id is None else Owner("person", task.person_id)
    return TaskEntry(
        task_id=task.task_id,
        title=task.title,
        hours=task.hours,
        status=task.status,
        person=None if person is None else named(workspace, person, cycle.cycle_id),
        objective_id=task.objective_id,
        key_result_id=task.key_result_id,
        key_result=_title(workspace, task),
    )


def _title(workspace: Workspace, task: Task) -> str | None:
    if task.objective_id is None or task.key_result_id is None:
        return None
    objective = workspace.objectives.planned(task.objective_id)
    key_result = objective.key_results.get(task.key_result_id) if objective else None
    return key_result.title if key_result else None


# Key results


def advanced_in(
    workspace: Workspace, cycle: Cycle, objective: Objective
) -> tuple[AdvancedKeyResult, ...]:
    """What work does for each key result of an objective, in their order."""
    hours = _hours(workspace, objective)
    return workspace.memo.remember(
        ("advanced", objective.objective_id),
        (goes_by(workspace, objective), hours),
        lambda: tuple(
            _advanced_one(workspace, cycle, objective, one, hours.get(key, {}))
            for key, one in objective.key_results.items()
        ),
    )


def _advanced_one(
    workspace: Workspace,
    cycle: Cycle,
    objective: Objective,
    key_result: KeyResult,
    hours: Hours,
) -> AdvancedKeyResult:
    as_of = workspace.as_of(cycle)
    now = cycle.week(as_of)
    known = workspace.memo.remember(
        ("moments", key_result.key_result_id),
        (key_result, cycle, now),
        lambda: _moments_before(cycle, key_result, now),
    )
    stood = standing_of_key_result(workspace, objective, key_result)
    present, confidence = stood.progress, stood.confidence.level
    before, confidence_before = known[-1][1:] if known else (None, None)
    moved = None if present is None or before is None else present.raw - before.raw
    kept = isinstance(key_result.metric, Maintain)
    reached = present is not None and present.raw >= 1 and not kept
    since = workspace.phases.committed_since(objective, key_result.key_result_id)
    first = None if since is None else cycle.week(since)
    return AdvancedKeyResult(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        hours=round(sum(spent for week, spent in hours.items() if week <= now), 4),
        committed=first is not None,
        advanced=now in hours,
        neglected_for=0 if reached else _neglected_for(hours, now, first),
        progress=_shown(present),
        expected=round(stood.expected, 4),
        stands=stands_of(workspace, objective, key_result),
        moved=rounded(moved),
        reported_this_week=_reported(cycle, key_result, as_of),
        status=health_of_key_result(workspace, objective, key_result).status,
        confidence=confidence,
        confidence_as_of=stood.confidence.since,
        confidence_before=confidence_before,
        weeks=tuple(
            Moment(week, round(hours.get(week, 0.0), 4), _shown(progress), confidence)
            for week, progress, confidence in (*known, (now, present, confidence))
        ),
    )


def _shown(progress: attainment.Progress | None) -> float | None:
    return None if progress is None else rounded(progress.clamped)


def _moments_before(
    cycle: Cycle, key_result: KeyResult, now: int
) -> list[tuple[int, attainment.Progress | None, int | None]]:
    """Progress and confidence as corrected now, at the end of each of the weeks before."""
    found = []
    for week in range(max(now - LOOKED_BACK, 1), now):
        day = cycle.last_day(week)
        reading = attainment.reading(key_result, cycle, day)
        progress = attainment.progress(key_result.metric, reading)
        found.append((week, progress, attainment.confidence(key_result, day).level))
    return found


def _neglected_for(hours: Hours, now: int, first: int | None) -> int:
    """Weeks in a row up to this one without a task, since it was committed to at most."""
    if first is None:
        return 0
    worked = [week for week in hours if week <= now]
    return now - max([*worked, first - 1])


def _reported(cycle: Cycle, key_result: KeyResult, as_of: date) -> bool:
    now = cycle.week(as_of)
    return any(
        cycle.week(one.effective) == now and one.effective <= as_of
        for one in reversed(key_result.check_ins)
    )


# Sentences


def _advancing(this_week: Effort, found: Sequence[AdvancedKeyResult], week: str) -> str:
    titles = [f"'{one.title}'" for one in found if one.advanced]
    if not this_week.tasks and not titles:
        return f"Nothing is planned for {week}."
    if not found:
        return "The unit has no key results of its own in this cycle."
    work = "This week's work" if week == THIS_WEEK else f"Work in {week}"
    if not titles:
        many = counted(len(found), "key result")
        return f"{work} advances none of the unit's {many}."
    return (
        f"{work} advances {len(titles)} of {counted(len(found), 'key result')}: {listed(titles)}."
    )


def _neglected(so_far: Effort, found: Sequence[AdvancedKeyResult], *, over: bool) -> str:
    if not so_far.tasks and not any(one.hours for one in found):
        when = "was planned in this cycle" if over else "has been planned in this cycle yet"
        return f"No work {when}."
    longest = sorted((one for one in found if one.neglected_for), key=lambda o: -o.neglected_for)
    committed = sum(one.committed for one in found)
    if not committed:
        return "The unit has not published a key result yet, so none is neglected."
    if not longest:
        return "No published key result is neglected."
    names = [f"'{one.title}' ({_how_long(one.neglected_for)})" for one in longest]
    return f"Neglected: {listed(names)}."


def _how_long(weeks: int) -> str:
    return "this week" if weeks == 1 else f"{weeks} weeks in a row"


def _moved(found: Sequence[AdvancedKeyResult], week: str) -> str:
    reported = [one for one in found if one.reported_this_week]
    if not reported and week == THIS_WEEK:
        return "Nothing has been reported this week."
    if not reported:
        return f"Nothing was reported in {week}."
    moves = [one for one in reported if one.moved]
    said = []
    if moves:
        steps = [f"'{one.title}' by {_points(one.moved or 0)}" for one in moves]
        said.append(f"Moved since last week: {listed(steps)}.")
    first = [f"'{one.title}'" for one in reported if one.moved is None and one.progress is not None]
    if first:
        said.append(f"Measured for the first time: {listed(first)}.")
    told = [f"'{one.title}'" for one in reported if one.progress is None]
    if told:
        said.append(f"Reported without a value: {listed(told)}.")
    still = [f"'{one.title}'" for one in reported if one.moved == 0]
    if still:
        said.append(f"Did not move: {listed(still)}.")
    silent = [f"'{one.title}'" for one in found if not one.reported_this_week]
    if silent:
        when = week if week == THIS_WEEK else f"in {week}"
        said.append(f"Not reported {when}: {listed(silent)}.")
    return " ".join(said)


def _points(moved: float) -> str:
    points = round(100 * moved)
    return f"{points:+} {'point' if abs(points) == 1 else 'points'}"


def _confidence(found: Sequence[AdvancedKeyResult], as_of: date) -> str:
    stated = [one for one in found if one.confidence is not None]
    if not stated:
        return "No confidence has been stated yet."
    least = sorted(stated, key=lambda one: one.confidence or 0)
    names = [f"'{one.title}' {one.confidence}{_was(one, as_of)}" for one in least]
    return f"Confidence, lowest first: {listed(names)}."


def _was(one: AdvancedKeyResult, as_of: date) -> str:
    """What it was a week ago, and how old it is where it is older than that."""
    before = one.confidence_before
    weeks = 0 if one.confidence_as_of is None else (as_of - one.confidence_as_of).days // 7
    if weeks:
        return f" ({counted(weeks, 'week')} ago)"
    return "" if before is None or before == one.confidence else f" (was {before})"


def _effort(name: str, this_week: Effort, so_far: Effort, week: str) -> str:
    if so_far.unlinked_share is None:
        return "No effort is recorded in this cycle."
    hours = f"{spoken(this_week.done_hours)} of {spoken(this_week.hours)} hours"
    done = f"{hours} planned for {week} are done."
    asked = question(name, so_far)
    return f"{done} {asked or _linked(so_far)}"


def _linked(so_far: Effort) -> str:
    hours = spoken(so_far.hours)
    if not so_far.unlinked_share:
        return f"All {hours} hours so far lead to a company goal."
    share = percent(so_far.unlinked_share)
    return f"{share} of the {hours} hours so far lead to no company goal."
