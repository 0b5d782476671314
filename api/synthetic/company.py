"""A generated company as commands in the order of their time, the same ones from the same seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from msgspec import Struct

from api.synthetic import words
from api.synthetic.course import Course, Report
from api.synthetic.goals import Goal, Goals, goals
from api.synthetic.shape import Shape
from api.synthetic.units import Organization, organization
from domain.check_in import CheckIn, CorrectCheckIn
from domain.cycle import Cycle, DefineCycle, MoveCycle
from domain.objective import AddKeyResult, CommitObjective, PublishObjective
from domain.values import CheckInId, CycleId
from events.streams import AnyCommand

TOGETHER = 400
"""How many commands go into one atomic batch, about."""

LATE = 0.04
CORRECTED = 0.02
PLANNED_IN = 14  # days before the cycle begins
ACTOR = "synthetic"


class Batch(Struct, frozen=True):
    """Commands that are carried out together, and the moment at which that happens."""

    moment: datetime
    commands: Sequence[AnyCommand]


def cycle_of(shape: Shape, today: date) -> Cycle:
    """The generated cycle: so many weeks, the last of which ends today."""
    starts = today - timedelta(days=7 * shape.weeks - 1)
    name = f"{shape.weeks} weeks to {today}"
    return Cycle(CycleId(shape.identifier("cycle", today)), name, "custom", starts, today)


def expected_commands(shape: Shape) -> int:
    """About how many commands will come, for showing progress."""
    check_ins = round(shape.key_results * shape.weeks * 0.93)
    return 2 * shape.units + 4 * shape.objectives + shape.key_results + check_ins


def generate(shape: Shape, now: datetime) -> Iterator[Batch]:
    """The whole story up to `now`, which also says what day it is. Raises ImpossibleShape."""
    shape.check()
    random = Random(shape.seed)  # noqa: S311 - a story, not a secret
    cycle = cycle_of(shape, now.date())
    made = organization(shape, random)
    found = goals(shape, made, cycle, random)
    yield from _on_a_day(
        cycle.starts - timedelta(days=PLANNED_IN), _drafts(made, cycle, found), now
    )
    yield from _on_a_day(
        cycle.starts - timedelta(days=PLANNED_IN // 2), _commitments(cycle, found), now
    )
    yield from _weeks(shape, found, cycle, now, random)


def _drafts(made: Organization, cycle: Cycle, found: Goals) -> Iterator[Sequence[AnyCommand]]:
    yield made.commands
    yield [DefineCycle(cycle.cycle_id, cycle.name, cycle.starts, cycle.ends, cycle.kind)]
    for goal in found:
        yield [goal.draft, *goal.key_results]


def _commitments(cycle: Cycle, found: Goals) -> Iterator[Sequence[AnyCommand]]:
    for link in found.links:
        yield [link]
    for goal in found:
        objective_id = goal.draft.objective_id
        yield [CommitObjective(objective_id), PublishObjective(objective_id)]
    yield [MoveCycle(cycle.cycle_id, "active")]


def _on_a_day(day: date, groups: Iterable[Sequence[AnyCommand]], now: datetime) -> Iterator[Batch]:
    """Batches of whole groups, a minute apart, from nine in the morning on, but never after now."""
    moment = datetime.combine(day, time(9), now.tzinfo)
    together: list[AnyCommand] = []
    for group in groups:
        together.extend(group)
        if len(together) >= TOGETHER:
            yield Batch(min(moment, now), together)
            moment += timedelta(minutes=1)
            together = []
    if together:
        yield Batch(min(moment, now), together)


class _Reporter(Struct, frozen=True):
    """An objective's key results and the weekday on which they are reported on."""

    weekday: int
    courses: list[tuple[AddKeyResult, Course]]


def _weeks(
    shape: Shape, found: Goals, cycle: Cycle, now: datetime, random: Random
) -> Iterator[Batch]:
    reporters = [_reporter(shape, goal, random) for goal in found]
    due: dict[date, list[list[AnyCommand]]] = {}
    for week in range(1, shape.weeks + 1):
        monday = cycle.starts + timedelta(days=7 * (week - 1))
        for reporter in reporters:
            day = monday + timedelta(days=reporter.weekday)
            for arrives, commands in _reports(shape, reporter, week, day, random):
                due.setdefault(arrives, []).append(commands)
        for day in sorted(day for day in due if day <= cycle.last_day(week)):
            yield from _on_a_day(day, due.pop(day), now)


def _reporter(shape: Shape, goal: Goal, random: Random) -> _Reporter:
    courses = [(one, Course(one.metric, shape.weeks, random)) for one in goal.key_results]
    return _Reporter(random.randint(1, 5), courses)


def _reports(
    shape: Shape, reporter: _Reporter, week: int, day: date, random: Random
) -> Iterator[tuple[date, list[AnyCommand]]]:
    """What one objective's owners report about a week, and on which day that arrives."""
    in_time: list[AnyCommand] = []
    for key_result, course in reporter.courses:
        report = course.report(week)
        if report is None:
            continue
        check_in = _check_in(shape, week, key_result, report, day)
        arrives = day
        if random.random() < LATE:
            arrives += timedelta(days=random.randint(7, 11))
            yield arrives, [check_in]
        else:
            in_time.append(check_in)
        if random.random() < CORRECTED:
            yield arrives + timedelta(days=random.randint(1, 4)), [_correction(check_in, random)]
    yield day, in_time


def _check_in(
    shape: Shape, week: int, key_result: AddKeyResult, report: Report, day: date
) -> CheckIn:
    return CheckIn(
        objective_id=key_result.objective_id,
        key_result_id=key_result.key_result_id,
        check_in_id=CheckInId(shape.identifier("check-in", key_result.key_result_id, week)),
        effective=day,
        value=report.value,
        confidence=report.confidence,
        narrative=report.narrative,
        blockers=report.blockers,
        done=report.done,
    )


def _correction(check_in: CheckIn, random: Random) -> CorrectCheckIn:
    """What was said, with one thing put right: the confidence."""
    said = check_in.confidence or 3
    return CorrectCheckIn(
        objective_id=check_in.objective_id,
        key_result_id=check_in.key_result_id,
        check_in_id=check_in.check_in_id,
        reason=random.choice(words.CORRECTIONS),
        value=check_in.value,
        confidence=said - 1 if said > 1 else said + 1,
        narrative=check_in.narrative,
        blockers=check_in.blockers,
        done=check_in.done,
    )
