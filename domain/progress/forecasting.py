"""When the owner of a key result is asked where it will end, and what the answer amounts to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import assert_never

from domain.cycles.cycle import Cycle
from domain.measuring import forecast
from domain.measuring.forecast import ForecastGiven, Forecasts
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    Maintain,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
)
from domain.objectives.state import KeyResult
from domain.progress import attainment, plan
from domain.progress.attainment import Progress, Reading
from domain.values import clamped
from domain.wording import percent, spoken

ASKED_FOR = timedelta(weeks=2)
"""How long the question stands.

Half-way whoever has not answered is asked once more, and after that never again.
"""


def mid_cycle(cycle: Cycle) -> date:
    """The day from which on owners are asked."""
    return cycle.starts + (cycle.ends - cycle.starts) / 2


def answered_by(cycle: Cycle) -> date:
    """The last day on which they are asked."""
    return min(mid_cycle(cycle) + ASKED_FOR, cycle.ends)


def asks(cycle: Cycle, as_of: date) -> bool:
    """Whether it is a day on which owners are asked."""
    return cycle.phase == "active" and mid_cycle(cycle) <= as_of <= answered_by(cycle)


def reminds(cycle: Cycle, before: date, as_of: date) -> bool:
    """Whether the day on which those are asked again who have not answered came in between."""
    return before < mid_cycle(cycle) + ASKED_FOR / 2 <= as_of


def is_of(event: ForecastGiven, people: Collection[str]) -> bool:
    """Whether it is the word of one of some people, by themselves or by who stood in for them.

    They are given by their identities.
    """
    return any(one in people for one in event.given_as)


def answers(key_result: KeyResult, people: Collection[str]) -> Forecasts:
    """What was said by those who answer for a key result, or by anybody where nobody does."""
    return tuple(one for one in key_result.forecasts if not people or is_of(one, people))


def asks_forecast(
    key_result: KeyResult, people: Collection[str], cycle: Cycle, as_of: date
) -> bool:
    """Whether those who answer for a published key result are asked on a day where it will end.

    Not where that is known: they said it before, unasked too, or the target is reached, or it was
    due. A level can be lost until the end.
    """
    if not asks(cycle, as_of):
        return False
    if forecast.latest(answers(key_result, people), as_of) is not None:
        return False
    return plan.ends(key_result, cycle) >= as_of and not _is_reached(key_result, cycle, as_of)


def _is_reached(key_result: KeyResult, cycle: Cycle, as_of: date) -> bool:
    reading = attainment.reading(key_result, cycle, as_of)
    progress = attainment.progress(key_result.metric, reading)
    lasts = not isinstance(key_result.metric, Maintain)
    return lasts and progress is not None and progress.raw >= 1


def answer(key_result: KeyResult, people: Collection[str], cycle: Cycle) -> ForecastGiven | None:
    """What the owner said while they were asked, or before: what came later knew too much."""
    return forecast.latest(answers(key_result, people), answered_by(cycle))


def share(metric: Metric, value: float) -> Progress:
    """The progress toward the target that a forecast amounts to."""
    match metric:
        case Increase() | Decrease() | Milestone() | Boolean():
            found = attainment.progress(metric, Reading(value))
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            found = Progress(value / 100, clamped(value / 100))
        case _:
            assert_never(metric)
    return found or Progress(0.0, 0.0)


def in_words(metric: Metric, value: float) -> str:
    """What is forecast, to go after 'forecasts': '80 (80% of the way)'."""
    match metric:
        case Increase() | Decrease():
            return f"{spoken(value)} ({percent(share(metric, value).raw)} of the way)"
        case Milestone():
            return f"that {spoken(value)}% will be complete"
        case Boolean():
            return "that it will be done" if value else "that it will not be done"
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            return f"that it will have held in {spoken(value)}% of the weeks"
        case _:
            assert_never(metric)


def asked_as(metric: Metric) -> str:
    """What the number is that answers the question where it will end."""
    match metric:
        case Increase() | Decrease():
            unit = f", in {metric.unit}" if metric.unit else ""
            return f"the value that you expect on the last day{unit}"
        case Milestone():
            return "the per cent that will be complete"
        case Boolean():
            return "1 if it will be done, 0 if not"
        case MaintainAtLeast() | MaintainAtMost() | MaintainInRange():
            return "the per cent of weeks in which it will have held"
        case _:
            assert_never(metric)
