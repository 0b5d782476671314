"""The check-ins of a generated company: weekly, mostly in time, sometimes late or corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from api.synthetic import words
from api.synthetic.course import Course, Report
from api.synthetic.diary import Diary, Entry
from api.synthetic.goals import Goal
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.objectives.planning import AddKeyResult
from domain.values import CheckInId
from events.streams import AnyCommand

LATE = 0.04
CORRECTED = 0.02


class Reporter(Struct, frozen=True):
    """An objective's key results and the weekday on which they are reported on."""

    weekday: int
    courses: list[tuple[AddKeyResult, Course]]


def reporters(diary: Diary, random: Random) -> list[Reporter]:
    return [_reporter(diary, goal, random) for goal in diary.goals]


def _reporter(diary: Diary, goal: Goal, random: Random) -> Reporter:
    weeks = diary.shape.weeks
    courses = [(one, Course(one.metric, weeks, random)) for one in goal.key_results]
    return Reporter(random.randint(1, 5), courses)


def reports(diary: Diary, reporter: Reporter, week: int, random: Random) -> Iterator[Entry]:
    """What one objective's owners report about a week, when it arrives."""
    day = diary.first_day(week) + timedelta(days=reporter.weekday)
    in_time: list[AnyCommand] = []
    for key_result, course in reporter.courses:
        report = course.report(week)
        if report is None:
            continue
        check_in = _check_in(diary, week, key_result, report, day)
        arrives = day
        if random.random() < LATE:
            arrives += timedelta(days=random.randint(7, 11))
            yield Entry(arrives, [check_in])
        else:
            in_time.append(check_in)
        if random.random() < CORRECTED:
            corrected = arrives + timedelta(days=random.randint(1, 4))
            yield Entry(corrected, [_correction(check_in, random)])
    yield Entry(day, in_time)


def _check_in(
    diary: Diary, week: int, key_result: AddKeyResult, report: Report, day: date
) -> CheckIn:
    name = diary.shape.identifier("check-in", key_result.key_result_id, week)
    return CheckIn(
        objective_id=key_result.objective_id,
        key_result_id=key_result.key_result_id,
        check_in_id=CheckInId(name),
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
