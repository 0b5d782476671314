"""The course of a strategic outcome: where it stood on which day, and how it ended."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Annotated, Literal, assert_never

from msgspec import Meta
from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.errors import Rejection
from domain.measuring import check_in
from domain.measuring.check_in import EffectiveInTheFuture, EffectiveOutsideCycle
from domain.measuring.metric import Metric
from domain.messages import Command, Event, Value
from domain.values import OutcomeId, Sentence, Text

Verdict = Literal["reached", "partly", "missed"]
Lessons = Annotated[tuple[Sentence, ...], Meta(max_length=20)]

# Commands


class ReportOutcome(Command, frozen=True):
    """Report where a quantified outcome stood on a day; a second report on that day replaces it."""

    outcome_id: OutcomeId
    effective: date
    value: float | None = None
    done: tuple[str, ...] | None = None
    note: Text = ""


class AssessOutcome(Command, frozen=True):
    """State how an outcome ended, and what was learned; assessing again replaces it."""

    outcome_id: OutcomeId
    verdict: Verdict
    comment: Text = ""
    lessons: Lessons = ()


CourseCommand = ReportOutcome | AssessOutcome

# Events


class OutcomeReported(Event, frozen=True, tag="outcome_reported"):
    outcome_id: OutcomeId
    effective: date
    value: float
    done: tuple[str, ...] | None = None
    note: str = ""


class OutcomeAssessed(Event, frozen=True, tag="outcome_assessed"):
    outcome_id: OutcomeId
    verdict: Verdict
    comment: str = ""
    lessons: tuple[str, ...] = ()


CourseEvent = OutcomeReported | OutcomeAssessed

# State


class Course(Value, frozen=True):
    """The reports in the order of their days, the last of each day only; then the assessment."""

    reports: tuple[OutcomeReported, ...] = ()
    assessed: OutcomeAssessed | None = None


EMPTY = Course()


class Context(Value, frozen=True):
    """What is reported on or assessed: its title, how it is measured, its year, and the day."""

    today: date
    title: str
    metric: Metric | None
    year: Cycle


# Decide


def decide(state: Course, command: CourseCommand, context: Context) -> list[CourseEvent]:
    match command:
        case ReportOutcome():
            return _report(state, command, context)
        case AssessOutcome():
            return _assess(state, command, context)
        case _:
            assert_never(command)


def _report(state: Course, command: ReportOutcome, context: Context) -> list[CourseEvent]:
    if context.metric is None:
        raise OutcomeNotMeasured(title=context.title)
    value = check_in.stated(context.metric, command)
    if value is None:
        raise NothingObserved
    event = OutcomeReported(
        command.outcome_id, command.effective, value, command.done, command.note
    )
    if event in state.reports:
        return []
    year = context.year
    if not year.starts <= command.effective <= year.ends:
        raise EffectiveOutsideCycle(effective=command.effective, starts=year.starts, ends=year.ends)
    if command.effective > context.today:
        raise EffectiveInTheFuture(effective=command.effective, today=context.today)
    return [event]


def _assess(state: Course, command: AssessOutcome, context: Context) -> list[CourseEvent]:
    event = OutcomeAssessed(command.outcome_id, command.verdict, command.comment, command.lessons)
    if state.assessed == event:
        return []
    if context.today < context.year.starts:
        raise YearNotBegun(year=context.year.name, starts=context.year.starts)
    return [event]


# Evolve


def evolve(state: Course, event: CourseEvent) -> Course:
    match event:
        case OutcomeReported():
            others = [one for one in state.reports if one.effective != event.effective]
            place = bisect_right(others, event.effective, key=lambda one: one.effective)
            return replace(state, reports=(*others[:place], event, *others[place:]))
        case OutcomeAssessed():
            return replace(state, assessed=event)
        case _:
            assert_never(event)


# Refusals


class YearNotBegun(Rejection, code="year-not-begun", kind="conflict"):
    """The year '{year}' begins on {starts}: there is nothing to assess before then."""


class OutcomeNotMeasured(Rejection, code="outcome-not-measured", kind="conflict"):
    """The outcome '{title}' is stated in words only: give it a metric to report on it."""


class NothingObserved(Rejection, code="nothing-observed", field="value"):
    """A report on an outcome states a value, or which steps are done."""
