"""The weekly work of a generated company's teams: the last weeks' tasks, and what became of them.

Every team has a share of work that is linked to no key result; for some it is most of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from msgspec import Struct

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from api.synthetic.goals import Goal
from api.synthetic.units import Unit
from domain.objectives.planning import AddKeyResult
from domain.values import TaskId
from domain.work import DropTask, FinishTask, MoveTask, PlanTask
from events.streams import AnyCommand

WEEKS = 6
"""For how many weeks back the tasks are told."""
TASKS = (4, 6)
HOURS = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
UNLINKED = (0.05, 0.15, 0.15, 0.25, 0.6)
ENDS = (83, 7, 3, 7)
"""How tasks end, by weight: done, done a week later, dropped, left undone."""


class Team(Struct, frozen=True):
    """A team with its key results, and the share of its work that goes toward none of them."""

    unit: Unit
    key_results: Sequence[AddKeyResult]
    unlinked: float


def working(diary: Diary) -> Iterator[Entry]:
    random = diary.random("working")
    goals: dict[str, list[Goal]] = {}
    for goal in diary.goals.teams:
        goals.setdefault(goal.unit.unit_id, []).append(goal)
    for unit in diary.made.teams:
        key_results = [one for goal in goals.get(unit.unit_id, ()) for one in goal.key_results]
        unlinked = random.choice(UNLINKED) if key_results else 1.0
        team = Team(unit, key_results, unlinked)
        for week in range(max(1, diary.shape.weeks - WEEKS + 1), diary.shape.weeks + 1):
            yield from _week(diary, team, week, random)


def _week(diary: Diary, team: Team, week: int, random: Random) -> Iterator[Entry]:
    first = diary.first_day(week)
    planned: list[AnyCommand] = []
    ended: list[AnyCommand] = []
    later: list[AnyCommand] = []
    for number in range(random.randint(*TASKS)):
        task = _task(diary, team, week, number, random)
        planned.append(task)
        about = (task.cycle_id, task.unit_id, task.task_id)
        match random.choices(("done", "later", "dropped", "undone"), ENDS)[0]:
            case "done":
                ended.append(FinishTask(*about))
            case "later" if week < diary.shape.weeks:
                ended.append(MoveTask(*about, week + 1))
                later.append(FinishTask(*about))
            case "dropped":
                ended.append(DropTask(*about, words.DROPPED))
            case "later" | "undone":
                pass
    yield Entry(first, planned)
    yield Entry(first + timedelta(days=4), ended)
    yield Entry(first + timedelta(days=9), later)


def _task(diary: Diary, team: Team, week: int, number: int, random: Random) -> PlanTask:
    name = diary.shape.identifier("task", team.unit.unit_id, week, number)
    task = PlanTask(
        diary.cycle.cycle_id,
        team.unit.unit_id,
        TaskId(name),
        week,
        random.choice(words.TASKS),
        random.choice(HOURS),
        person_id=team.unit.lead if random.random() < 0.5 else None,  # noqa: PLR2004 - every other
    )
    if random.random() < team.unlinked:
        return task
    toward = random.choice(team.key_results)
    return PlanTask(
        task.cycle_id, task.unit_id, task.task_id, task.week, task.title, task.hours,
        toward.objective_id, toward.key_result_id, task.person_id,
    )  # fmt: skip
