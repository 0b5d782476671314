"""The demo company: a small software maker, and how its quarter has gone so far.

It is told through the same commands as everything else, on simulated days up to today. The last
weeks are told backwards from today, so that the same things are to be seen on any day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from api.demo.cast import COURSES, GOALS, LINKS, PEOPLE, UNITS, Course, Goal
from api.synthetic.diary import Batch
from api.synthetic.shape import identifier_below
from domain.alignment import LinkObjective
from domain.check_in import CheckIn, CorrectCheckIn
from domain.cycle import Cycle, CycleKind, DefineCycle, MoveCycle
from domain.metric import Milestone
from domain.objective import (
    AddKeyResult,
    CommitObjective,
    DraftObjective,
    PublishObjective,
)
from domain.organization import AddPerson, AddUnit
from domain.values import (
    CheckInId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    Owner,
    PersonId,
    UnitId,
)
from events.streams import AnyCommand

WEEKS = 13
ENOUGH = 7
"""So many weeks have to be over for the story to have its points."""

CHECKED_IN_ON = 4  # days after a week begins
LATE_DAYS = 8
CORRECTED_DAYS = 2


class Story(Struct, frozen=True):
    """The demo of one workspace, in one cycle, as of a moment."""

    workspace_id: str
    cycle: Cycle
    now: datetime

    def identifier(self, *path: str) -> str:
        return identifier_below(self.workspace_id, *path)

    @property
    def weeks(self) -> int:
        """How many weekly check-ins lie behind us."""
        return sum(self.checked_in(week) <= self.now for week in range(1, self.cycle.weeks + 1))

    def checked_in(self, week: int) -> datetime:
        day = self.cycle.starts + timedelta(days=7 * (week - 1) + CHECKED_IN_ON)
        return datetime.combine(day, time(10), UTC)


def cycle_for(workspace_id: str, today: date) -> Cycle:
    """The present quarter, or, while that is young, thirteen weeks with today in the ninth."""
    quarter = (today.month - 1) // 3
    starts = date(today.year, 3 * quarter + 1, 1)
    following = date(today.year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1)
    ends, kind, name = following - timedelta(days=1), "quarter", f"{today.year}-Q{quarter + 1}"
    if (today - starts).days < 7 * ENOUGH:
        starts = today - timedelta(days=7 * 8 + 5)
        ends, kind, name = starts + timedelta(days=7 * WEEKS - 1), "custom", f"From {starts}"
    chosen: CycleKind = "quarter" if kind == "quarter" else "custom"
    return Cycle(CycleId(identifier_below(workspace_id, "cycle")), name, chosen, starts, ends)


def founded(cycle: Cycle) -> datetime:
    return datetime.combine(cycle.starts - timedelta(days=15), time(8), UTC)


def batches(story: Story) -> Iterator[Batch]:
    """The whole story in the order of its time."""
    planning = datetime.combine(story.cycle.starts - timedelta(days=10), time(9), UTC)
    yield Batch(planning, list(_plans(story)))
    yield Batch(planning + timedelta(days=5), list(_commitments(story)))
    reports = sorted(_reports(story), key=itemgetter(0))
    for moment, together in groupby(reports, key=itemgetter(0)):
        yield Batch(moment, [command for _, command in together])


def _plans(story: Story) -> Iterator[AnyCommand]:
    cycle = story.cycle
    for name, kind, parent in UNITS:
        above = UnitId(story.identifier("unit", parent)) if parent else None
        yield AddUnit(UnitId(story.identifier("unit", name)), name, kind, above)
    for name, unit in PEOPLE:
        yield AddPerson(
            PersonId(story.identifier("person", name)),
            name,
            UnitId(story.identifier("unit", unit)),
        )
    yield DefineCycle(cycle.cycle_id, cycle.name, cycle.starts, cycle.ends, cycle.kind)
    for goal in GOALS:
        yield from _goal(story, goal)


def _goal(story: Story, goal: Goal) -> Iterator[AnyCommand]:
    objective_id = ObjectiveId(story.identifier("objective", goal.name))
    unit = Owner("unit", story.identifier("unit", goal.unit))
    yield DraftObjective(objective_id, story.cycle.cycle_id, goal.title, unit, goal.description)
    for aim in goal.aims:
        yield AddKeyResult(
            objective_id=objective_id,
            key_result_id=KeyResultId(story.identifier("key result", aim.name)),
            title=aim.title,
            metric=aim.metric,
            owner=Owner("person", story.identifier("person", aim.owner)) if aim.owner else None,
            midpoint=aim.midpoint,
        )


def _commitments(story: Story) -> Iterator[AnyCommand]:
    cycle_id = story.cycle.cycle_id
    home = {aim.name: goal.name for goal in GOALS for aim in goal.aims}
    for link in LINKS:
        yield LinkObjective(
            cycle_id=cycle_id,
            link_id=LinkId(story.identifier("link", link.goal, link.aim)),
            objective_id=ObjectiveId(story.identifier("objective", link.goal)),
            parent_objective_id=ObjectiveId(story.identifier("objective", home[link.aim])),
            key_result_id=KeyResultId(story.identifier("key result", link.aim)),
            kind="contributes" if link.strength else "supports",
            mechanism=link.mechanism,
            strength=link.strength,
            link_test=link.link_test,
        )
    for goal in GOALS:
        objective_id = ObjectiveId(story.identifier("objective", goal.name))
        yield CommitObjective(objective_id)
        yield PublishObjective(objective_id)
    yield MoveCycle(cycle_id, "active")


def _reports(story: Story) -> Iterator[tuple[datetime, AnyCommand]]:
    home = {aim.name: (goal, aim.metric) for goal in GOALS for aim in goal.aims}
    for course in COURSES:
        goal, metric = home[course.aim]
        steps = [step.name for step in metric.steps] if isinstance(metric, Milestone) else []
        for week in range(1, story.weeks + 1):
            yield from _week(story, course, goal, week, steps)


def _week(
    story: Story, course: Course, goal: Goal, week: int, steps: Sequence[str]
) -> Iterator[tuple[datetime, AnyCommand]]:
    left = story.weeks - week  # how many weeks before the last one this is
    moment = story.checked_in(week)
    value = course.value(week)
    said = CheckIn(
        objective_id=ObjectiveId(story.identifier("objective", goal.name)),
        key_result_id=KeyResultId(story.identifier("key result", course.aim)),
        check_in_id=CheckInId(story.identifier("check-in", course.aim, str(week))),
        effective=moment.date(),
        value=None if steps else value,
        confidence=course.confidence_at(left),
        narrative=course.narrative_at(left),
        blockers=course.blockers_at(left),
        done=tuple(steps[: int(value)]) if steps else None,
    )
    late = course.late_week == week and moment + timedelta(days=LATE_DAYS) <= story.now
    yield moment + timedelta(days=LATE_DAYS if late else 0), said
    corrected = moment + timedelta(days=CORRECTED_DAYS)
    if course.corrected_week == week and corrected <= story.now:
        yield (
            corrected,
            CorrectCheckIn(
                objective_id=said.objective_id,
                key_result_id=said.key_result_id,
                check_in_id=said.check_in_id,
                reason=course.corrected_because,
                value=course.corrected_to,
                confidence=said.confidence,
                narrative=said.narrative,
            ),
        )
