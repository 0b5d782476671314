"""How a quarter of the demo goes: reports, meetings, tasks, and a target that is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from typing import get_args

from api.demo.cast import LEADS
from api.demo.parts import Afterwards, Course, Job, Meeting, Minute, Revised
from api.demo.stage import Act, Scene, at
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Milestone
from domain.objectives.revision import ApproveRevision, RequestRevision
from domain.objectives.state import Changes, RevisedKeyResult
from domain.rituals.cadence import Weekday, Weekly
from domain.rituals.schedule import ScheduleRitual
from domain.rituals.sessions import (
    AnswerEscalation,
    Blocked,
    CloseSession,
    Decision,
    Escalation,
    Note,
    OpenSession,
    Output,
)
from domain.values import CheckInId, Owner, RevisionId, SessionId, TaskId
from domain.work import DropTask, FinishTask, PlanTask
from events.streams import AnyCommand

CHECKED_IN_ON = 4  # the day of a week, of which 0 is the first
FORECAST_IN = 7  # the week in which owners are asked where it will end
LATE_DAYS = 8
CORRECTED_DAYS = 2


def gone(act: Act) -> Iterator[Scene]:
    if act.quarter.every_other_week:
        yield _every_other_week(act, act.quarter.every_other_week)
    for course in act.quarter.courses:
        for week in range(1, weeks_behind(act) + 1):
            yield from _week(act, course, week)
        if course.expects is not None and weeks_behind(act) >= FORECAST_IN:
            yield _forecast(act, course.aim, course.expects)
    for meeting in act.quarter.meetings:
        yield from _met(act, meeting)
    for number, job in enumerate(act.quarter.jobs):
        yield from _worked(act, job, str(number))
    for revised in act.quarter.revised:
        yield from _revised(act, revised)
    for late in act.quarter.afterwards:
        yield _afterwards(act, late)


def weeks_behind(act: Act) -> int:
    """How many weekly check-ins lie behind us."""
    weeks = range(1, act.cycle.weeks + 1)
    return sum(act.at_work(week, CHECKED_IN_ON, 10) <= act.story.now for week in weeks)


# Check-ins


def _week(act: Act, course: Course, week: int) -> Iterator[Scene]:
    left = weeks_behind(act) - week  # how many weeks before the last one this is
    if not course.reported(week, left):
        return
    moment = act.at_work(week, CHECKED_IN_ON, 10)
    value, steps = course.value(week), _steps(act, course.aim)
    check_in = CheckIn(
        objective_id=act.home(course.aim),
        key_result_id=act.aim(course.aim),
        check_in_id=check_in_of(act, course.aim, week),
        effective=moment.date(),
        value=None if steps else value,
        confidence=course.confidence_at(left),
        narrative=course.narrative_at(left),
        blockers=course.blockers_at(left),
        done=tuple(steps[: int(value)]) if steps else None,
    )
    by = _reporting(act, course.aim)
    late = course.late_week == week and moment + timedelta(days=LATE_DAYS) <= act.story.now
    yield Scene(moment + timedelta(days=LATE_DAYS if late else 0), by, [check_in])
    if course.corrected_week == week:
        correction = CorrectCheckIn(
            objective_id=check_in.objective_id,
            key_result_id=check_in.key_result_id,
            check_in_id=check_in.check_in_id,
            reason=course.corrected_because,
            value=course.corrected_to,
            confidence=check_in.confidence,
            narrative=check_in.narrative,
        )
        yield Scene(moment + timedelta(days=CORRECTED_DAYS), by, [correction])


def _forecast(act: Act, aim: str, value: float) -> Scene:
    moment = act.at_work(FORECAST_IN, CHECKED_IN_ON, 11)
    command = GiveForecast(act.home(aim), act.aim(aim), value)
    return Scene(moment, _reporting(act, aim), [command])


def check_in_of(act: Act, aim: str, week: int) -> CheckInId:
    return CheckInId(act.identifier("check-in", aim, str(week)))


def _every_other_week(act: Act, unit: str) -> Scene:
    """From its first check-in of the quarter on, on the day of the week that this is."""
    day = act.at_work(1, CHECKED_IN_ON, 10).date()
    every_other = Weekly(get_args(Weekday)[day.weekday()], 2)
    command = ScheduleRitual("check_in", every_other, time(10), 30, day, act.story.unit(unit))
    return Scene(act.moment(1, 0, 8), LEADS[unit], [command])


def _steps(act: Act, aim: str) -> Sequence[str]:
    metric = next(one.metric for one in act.quarter.home(aim).aims if one.name == aim)
    return [step.name for step in metric.steps] if isinstance(metric, Milestone) else []


def _reporting(act: Act, aim: str) -> str:
    return act.lead(act.quarter.home(aim).name)


def _afterwards(act: Act, late: Afterwards) -> Scene:
    moment = at(act.cycle.ends + timedelta(days=late.days), 10)
    about = (act.home(late.aim), act.aim(late.aim))
    command: AnyCommand
    if late.corrected_because:
        check_in_id = check_in_of(act, late.aim, act.cycle.weeks)
        command = CorrectCheckIn(
            *about, check_in_id, late.corrected_because, late.value, late.confidence, late.narrative
        )
    else:
        check_in_id = CheckInId(act.identifier("check-in", late.aim, "late"))
        command = CheckIn(
            *about, check_in_id, act.cycle.ends, late.value, late.confidence, late.narrative
        )
    return Scene(moment, _reporting(act, late.aim), [command])


# Meetings


def _met(act: Act, meeting: Meeting) -> Iterator[Scene]:
    moment = act.at_work(meeting.week, meeting.day, 15)
    session_id = SessionId(act.identifier("session", meeting.kind, str(meeting.week)))
    units = tuple(act.story.unit(unit) for unit in meeting.units)
    opened = OpenSession(session_id, meeting.kind, act.cycle.cycle_id, moment.date(), units)
    outputs = tuple(_output(act, output) for output in meeting.outputs)
    closed = CloseSession(session_id, meeting.summary, outputs)
    yield Scene(moment, meeting.led_by, [opened, closed])
    for number, output in enumerate(meeting.outputs, 1):
        if output.answered:
            answer = AnswerEscalation(session_id, number, output.answered)
            yield Scene(moment + timedelta(days=2), output.to, [answer])


def _output(act: Act, output: Minute) -> Output:
    goal = act.goal(output.goal) if output.goal else None
    match output.what:
        case "decision":
            return Decision(output.text, output.about, goal)
        case "escalation":
            return Escalation(output.text, Owner("person", act.story.person(output.to)), goal)
        case "blocker":
            return Blocked(output.text, output.kind, goal)
        case "note":
            return Note(output.text)


# Tasks


def _worked(act: Act, job: Job, number: str) -> Iterator[Scene]:
    week = act.cycle.week(act.story.now.date()) - job.weeks_ago
    cycle_id, unit = act.cycle.cycle_id, act.story.unit(job.unit)
    task = TaskId(act.identifier("task", number))
    monday = act.day(week, 0)
    by = job.person or act.lead(act.quarter.home(job.aim).name if job.aim else "")
    planned = PlanTask(
        cycle_id,
        unit,
        task,
        week,
        job.title,
        job.hours,
        act.home(job.aim) if job.aim else None,
        act.aim(job.aim) if job.aim else None,
        act.story.person(job.person) if job.person else None,
    )
    yield Scene(at(monday - timedelta(days=3), 16), by, [planned])
    if job.weeks_ago:
        over = FinishTask(cycle_id, unit, task)
        dropped = DropTask(cycle_id, unit, task, job.dropped)
        moment = act.at_work(week, CHECKED_IN_ON, 16)
        yield Scene(moment, by, [dropped if job.dropped else over])


# A target that is changed


def _revised(act: Act, revised: Revised) -> Iterator[Scene]:
    goal = act.home(revised.aim)
    revision_id = RevisionId(act.identifier("revision", revised.aim))
    wanted = RevisedKeyResult(act.aim(revised.aim), revised.title, revised.metric)
    asked = RequestRevision(goal, revision_id, revised.reason, Changes(key_results=(wanted,)))
    yield Scene(act.moment(revised.asked_in, 1, 17), revised.asked_by, [asked])
    approved = ApproveRevision(goal, revision_id, revised.note)
    yield Scene(act.moment(revised.asked_in, 3, 9), revised.approved_by, [approved])
