"""A generated company as commands in the order of their time, the same ones from the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random

from api.synthetic.asking import asking
from api.synthetic.claiming import claiming
from api.synthetic.diary import Batch, Diary, Entry, batches
from api.synthetic.goals import goals
from api.synthetic.meeting import meeting
from api.synthetic.negotiating import negotiating, revising
from api.synthetic.reporting import reporters, reports
from api.synthetic.reviewing import reviewing
from api.synthetic.shape import Shape
from api.synthetic.strategy import strategy
from api.synthetic.units import organization
from api.synthetic.working import TASKS, WEEKS, working
from domain.cycles.cycle import Cycle, CycleKind, DefineCycle, MoveCycle
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.values import CycleId

PARTS: tuple[Callable[[Diary], Iterator[Entry]], ...] = (
    strategy,
    claiming,
    asking,
    negotiating,
    reviewing,
    meeting,
    working,
    revising,
)
"""What is told beside plans and check-ins; on a day, in this order."""


def cycle_of(shape: Shape, today: date) -> Cycle:
    """The generated cycle: so many weeks, the last of which ends today."""
    starts = today - timedelta(days=7 * shape.weeks - 1)
    name = f"{shape.weeks} weeks to {today}"
    kind: CycleKind = "quarter" if shape.weeks == Shape.weeks else "custom"
    return Cycle(CycleId(shape.identifier("cycle", today)), name, kind, starts, today)


def expected_commands(shape: Shape) -> int:
    """About how many commands will come, for showing progress."""
    check_ins = round(shape.key_results * shape.weeks * 0.93)
    tasks = round(1.9 * shape.units * min(shape.weeks, WEEKS) * sum(TASKS) / 2)
    return 2 * shape.units + 5 * shape.objectives + shape.key_results + check_ins + tasks


def generate(shape: Shape, now: datetime) -> Iterator[Batch]:
    """The whole diary up to `now`, which also says what day it is. Raises ImpossibleShape."""
    shape.check()
    random = Random(shape.seed)  # noqa: S311 - a diary, not a secret
    cycle = cycle_of(shape, now.date())
    made = organization(shape, random)
    diary = Diary(shape, made, cycle, goals(shape, made, cycle, random))
    due: dict[date, list[Entry]] = {}
    for entry in chain(_plan(diary), *(part(diary) for part in PARTS), _commitments(diary)):
        _write(due, entry)
    yield from _told(due, cycle.starts - timedelta(days=1), now)
    people = reporters(diary, random)
    for week in range(1, shape.weeks + 1):
        for reporter in people:
            for entry in reports(diary, reporter, week, random):
                _write(due, entry)
        yield from _told(due, cycle.last_day(week), now)


def _write(due: dict[date, list[Entry]], entry: Entry) -> None:
    if entry.commands:
        due.setdefault(entry.day, []).append(entry)


def _told(due: dict[date, list[Entry]], until: date, now: datetime) -> Iterator[Batch]:
    for day in sorted(day for day in due if day <= until):
        yield from batches(day, due.pop(day), now)


def _plan(diary: Diary) -> Iterator[Entry]:
    cycle = diary.cycle
    yield Entry(diary.drafted, diary.made.commands)
    define = DefineCycle(cycle.cycle_id, cycle.name, cycle.starts, cycle.ends, cycle.kind)
    yield Entry(diary.drafted, [define])
    for goal in diary.goals:
        yield Entry(diary.drafted, [goal.draft, *goal.key_results])
    for link in diary.goals.links:
        yield Entry(diary.committed, [link])


def _commitments(diary: Diary) -> Iterator[Entry]:
    """After everything else that is said about the drafts."""
    for goal in diary.goals:
        objective_id = goal.draft.objective_id
        yield Entry(
            diary.committed, [CommitObjective(objective_id), PublishObjective(objective_id)]
        )
    yield Entry(diary.committed, [MoveCycle(diary.cycle.cycle_id, "active")])
