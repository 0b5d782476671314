"""Forecasts by people: where whoever owns a key result, or leads there, expects it to end.

It is of the day on which it is given, and of no earlier one: hindsight is no forecast.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.errors import Rejection
from domain.measuring.check_in import NeitherDoneNorNot, ValueOutOfBounds
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
)
from domain.messages import Command, Event, Value
from domain.values import KeyResultId, ObjectiveId, Text, ordinary

# Commands


class GiveForecast(Command, frozen=True):
    """Say where a key result will stand at the end of its cycle, as it is expected today.

    The value is in the key result's own unit; of a milestone it is per cent complete, of a level
    to keep the per cent of weeks in which it will have held, and of a yes or no 1 or 0.
    """

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    value: float
    note: Text = ""


# Events


class ForecastGiven(Event, frozen=True, tag="forecast_given"):
    """`given_as` are identities: of who gave it, and of those for whom they stood in on that day.

    Empty where only the record knows.
    """

    objective_id: ObjectiveId
    key_result_id: KeyResultId
    value: float
    on: date
    note: str = ""
    given_as: tuple[str, ...] = ()


# State

Forecasts = tuple[ForecastGiven, ...]
"""What was forecast of one key result, in the order of the days, then of the log."""

EMPTY: Forecasts = ()


class Context(Value, frozen=True):
    """What the forecast is of: how it is measured, in which cycle, and what day it is there.

    And as whom it is given: the identities of who does, and of those for whom they stand in.
    """

    today: date
    metric: Metric
    cycle: Cycle
    given_as: tuple[str, ...] = ()


def latest(state: Forecasts, as_of: date) -> ForecastGiven | None:
    """What was expected last, by the end of a day."""
    return next((one for one in reversed(state) if one.on <= as_of), None)


# Decide


def decide(state: Forecasts, command: GiveForecast, context: Context) -> list[ForecastGiven]:
    """The same as the last one again is nothing new, whatever day it is.

    Unless it was somebody else's word: an owner may expect what others do.
    """
    if state and _says_the_same(state[-1], command, context):
        return []
    cycle, today = context.cycle, context.today
    if cycle.phase != "active":
        raise NotForecastNow(cycle=cycle.name, phase=cycle.phase)
    if not cycle.starts <= today <= cycle.ends:
        raise ForecastOutsideCycle(
            cycle=cycle.name, starts=cycle.starts, ends=cycle.ends, today=today
        )
    _check(context.metric, command.value)
    given = ForecastGiven(
        command.objective_id,
        command.key_result_id,
        command.value,
        today,
        command.note,
        context.given_as,
    )
    return [given]


def _says_the_same(last: ForecastGiven, command: GiveForecast, context: Context) -> bool:
    if (last.value, last.note) != (command.value, command.note):
        return False
    return not last.given_as or set(context.given_as) <= set(last.given_as)


def _check(metric: Metric, value: float) -> None:
    if not ordinary(value):
        raise ValueOutOfBounds
    match metric:
        case Increase() | Decrease():
            pass
        case Boolean():
            if value not in (0, 1):
                raise NeitherDoneNorNot(value=value)
        case Milestone():
            _check_share(value, "of the milestone that will be complete")
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            _check_share(value, "of the weeks in which the level will have held")
        case _:
            assert_never(metric)


def _check_share(value: float, what: str) -> None:
    if not 0 <= value <= 100:  # noqa: PLR2004 - per cent
        raise ForecastInPercent(what=what, value=value)


# Evolve


def evolve(state: Forecasts, event: ForecastGiven) -> Forecasts:
    return tuple(sorted((*state, event), key=_day))


def _day(event: ForecastGiven) -> date:
    return event.on


def given_by(event: ForecastGiven, recorded_by: str) -> ForecastGiven:
    """The event with the identity of who recorded it, where it does not know who gave it."""
    return event if event.given_as else replace(event, given_as=(recorded_by,))


# Refusals


class NotForecastNow(Rejection, code="not-forecast-now", kind="conflict"):
    """The cycle '{cycle}' is in its {phase} phase: a forecast can be given while it is active."""


class ForecastOutsideCycle(Rejection, code="forecast-outside-cycle", kind="conflict"):
    """'{cycle}' runs from {starts} to {ends}: on {today} its end cannot be forecast."""


class ForecastInPercent(Rejection, code="forecast-in-percent", field="value"):
    """Forecast the per cent {what}, from 0 to 100; {value:.15g} is not among them."""
