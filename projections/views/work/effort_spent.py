"""What the effort of a unit went into, week by week. Effort is what was planned and not dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from domain.cycles.cycle import Cycle
from domain.values import CycleId, KeyResultId, ObjectiveId, UnitId
from domain.wording import percent
from domain.work import Task, Work, WorkEvent
from events.streams import work_stream
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.projection import View, rounded
from projections.views.shared.link_paths import behind, links_and_shape, reach

QUESTIONED = 0.3
"""A larger share of effort on work without a link raises the question whether a team works on the
right things, or on the comfortable ones (source: the seed document on alignment at scale, on the
orphan objective)."""


class Effort(View, frozen=True):
    """Hours of work: all, those that are done, and those that no link connects to the company.

    `unlinked_share` is None where no effort is recorded, which is not the same as nothing unlinked.
    """

    tasks: int
    hours: float
    done_hours: float
    unlinked_hours: float
    unlinked_share: float | None


class Spent(Struct, frozen=True, gc=False):
    """What a unit's effort went into up to a week, and in that week, by company key result."""

    effort: Effort
    so_far: dict[KeyResultId, float]
    this_week: dict[KeyResultId, float]


def work_of(workspace: Workspace, cycle_id: CycleId, unit_id: UnitId) -> Work:
    found: Work = workspace.state(work_stream(cycle_id, unit_id))
    return found


def in_week(workspace: Workspace, cycle_id: CycleId, unit_id: UnitId, week: int) -> list[Task]:
    """What counts as effort in the present week, remembered for as long as it is that one."""
    work = work_of(workspace, cycle_id, unit_id)
    return workspace.memo.remember(
        ("in week", cycle_id, unit_id),
        (work, week),
        lambda: [one for one in counting(work) if one.week == week],
    )


def counting(work: Work) -> list[Task]:
    """The tasks that count as effort."""
    return [one for one in work.tasks.values() if one.status != "dropped"]


def concerned(change: Change, event: WorkEvent) -> Iterator[tuple[ObjectiveId, Task]]:
    """What the task of an event works toward, and did until now."""
    for work in (change.before, change.after):
        task = work.tasks.get(event.task_id) if isinstance(work, Work) else None
        if task is not None and task.objective_id is not None:
            yield task.objective_id, task


def connected(workspace: Workspace, task: Task) -> bool:
    """Whether links lead from what a task works toward up to the company."""
    return task.objective_id is not None and bool(reach(workspace, task.objective_id).objectives)


def effort(workspace: Workspace, tasks: Iterable[Task]) -> Effort:
    count, hours, done, unlinked = 0, 0.0, 0.0, 0.0
    for task in tasks:
        count += 1
        hours += task.hours
        if task.status == "done":
            done += task.hours
        if not connected(workspace, task):
            unlinked += task.hours
    return Effort(
        count,
        round(hours, 4),
        round(done, 4),
        round(unlinked, 4),
        rounded(unlinked / hours) if hours else None,
    )


def spent(workspace: Workspace, cycle: Cycle, unit_id: UnitId, week: int) -> Spent:
    """Remembered for as long as neither the unit's work, nor the links, nor the week are others."""
    work = work_of(workspace, cycle.cycle_id, unit_id)
    return workspace.memo.remember(
        ("spent", cycle.cycle_id, unit_id),
        (work, week, *links_and_shape(workspace, cycle.cycle_id)),
        lambda: _spent(workspace, work, week),
    )


def _spent(workspace: Workspace, work: Work, week: int) -> Spent:
    tasks = [one for one in counting(work) if one.week <= week]
    so_far: dict[KeyResultId, float] = {}
    this_week: dict[KeyResultId, float] = {}
    for task in tasks:
        if task.objective_id is None:
            continue
        for key in behind(workspace, task.objective_id, task.key_result_id):
            so_far[key] = so_far.get(key, 0.0) + task.hours
            if task.week == week:
                this_week[key] = this_week.get(key, 0.0) + task.hours
    return Spent(effort(workspace, tasks), so_far, this_week)


def working_on(workspace: Workspace, objectives: Iterable[ObjectiveId]) -> Iterable[UnitId]:
    """The units that have, or had, a task toward one of the objectives, which share a cycle."""
    found: dict[UnitId, None] = {}
    for objective_id in objectives:
        found.update(workspace.at_work.toward.get(objective_id, {}))
    return found


def question(name: str, found: Effort) -> str | None:
    """The question that a large share of unlinked effort raises, None where it raises none."""
    share = found.unlinked_share
    if share is None or share <= QUESTIONED:
        return None
    return (
        f"{name} spends {percent(share)} of its effort on work that leads to no company"
        " goal. Are these the right things, or the comfortable ones?"
    )
