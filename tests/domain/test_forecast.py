from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.cycles.cycle import Cycle, Phase
from domain.measuring import forecast
from domain.measuring.check_in import NeitherDoneNorNot, ValueOutOfBounds
from domain.measuring.forecast import (
    Context,
    ForecastGiven,
    ForecastInPercent,
    ForecastOutsideCycle,
    GiveForecast,
    NotForecastNow,
    latest,
)
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)
from domain.objectives.state import KeyResult
from domain.progress import forecasting
from domain.progress.forecasting import asks_forecast
from tests.support.company import BUGS, CYCLE, ENDS, RELIABLE, STARTS, key_result, reported, week
from tests.support.given import Scenario

TO_100 = Increase(0, 100)
KEPT = MaintainAtLeast(99)
TODAY = week(7)
MIDDLE = date(2026, 8, 15)
LAST = date(2026, 8, 29)
NOBODY: frozenset[str] = frozenset()
ADA, BO = "person:ada", "person:bo"


def on(day: date, metric: Metric = TO_100, cycle: Cycle = CYCLE) -> Scenario:
    context = Context(day, metric, cycle)
    return Scenario(
        lambda state, command: forecast.decide(state, command, context),
        forecast.evolve,
        forecast.EMPTY,
    )


def give(value: float, note: str = "") -> GiveForecast:
    return GiveForecast(RELIABLE, BUGS, value, note)


def given(value: float, day: date = TODAY, note: str = "") -> ForecastGiven:
    return ForecastGiven(RELIABLE, BUGS, value, day, note)


# Giving one


def test_a_forecast_is_of_the_day_on_which_it_is_given() -> None:
    on(TODAY).when(give(80, "Hiring took longer")).then(given(80, TODAY, "Hiring took longer"))


def test_whoever_knows_better_says_so_anew() -> None:
    on(week(9)).given(given(80)).when(give(60)).then(given(60, week(9)))
    on(week(9)).given(given(80)).when(give(80, "Still")).then(given(80, week(9), "Still"))


def test_to_say_the_same_again_is_nothing_new_whatever_day_it_is() -> None:
    on(week(9)).given(given(80)).when(give(80)).then_nothing()
    on(ENDS + timedelta(9)).given(given(80)).when(give(80)).then_nothing()


def test_the_same_number_is_news_if_it_is_somebody_elses_word() -> None:
    by_bo = replace(given(80), given_as=(BO,))
    context = Context(week(9), TO_100, CYCLE, (ADA,))
    (found,) = forecast.decide((by_bo,), give(80), context)
    assert found == replace(given(80, week(9)), given_as=(ADA,))
    assert forecast.decide((by_bo, found), give(80), context) == []
    assert forecast.decide((by_bo,), give(80), replace(context, given_as=())) == []
    assert forecast.decide((given(80),), give(80), context) == []


@pytest.mark.parametrize("day", [STARTS, ENDS])
def test_a_forecast_can_be_given_from_the_first_day_to_the_last(day: date) -> None:
    on(day).when(give(80)).then(given(80, day))


@pytest.mark.parametrize("day", [STARTS - timedelta(1), ENDS + timedelta(1)])
def test_the_end_of_a_cycle_is_forecast_within_it(day: date) -> None:
    on(day).when(give(80)).then_rejected(ForecastOutsideCycle, str(day), str(STARTS), str(ENDS))


@pytest.mark.parametrize("phase", ["drafting", "review", "scoring", "closed"])
def test_a_forecast_is_given_while_the_cycle_is_active(phase: Phase) -> None:
    idle = replace(CYCLE, phase=phase)
    on(TODAY, cycle=idle).when(give(80)).then_rejected(NotForecastNow, "'2026-Q3'", phase)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (TO_100, -20),
        (TO_100, 130),
        (Decrease(90, 30), 45),
        (Milestone(), 70),
        (Milestone((Step("draft"), Step("launch"))), 50),
        (KEPT, 0),
        (KEPT, 100),
        (Boolean(), 1),
        (Boolean(), 0),
    ],
    ids=repr,
)
def test_what_can_be_forecast(metric: Metric, value: float) -> None:
    on(TODAY, metric).when(give(value)).then(given(value))


@pytest.mark.parametrize("value", [math.nan, math.inf, -1e16])
def test_a_forecast_is_a_number_to_reckon_with(value: float) -> None:
    on(TODAY).when(give(value)).then_rejected(ValueOutOfBounds, at="value")


@pytest.mark.parametrize(
    ("metric", "words"),
    [(Milestone(), "milestone"), (KEPT, "weeks"), (MaintainInRange(3, 5), "weeks")],
)
@pytest.mark.parametrize("value", [-1, 100.5])
def test_what_is_forecast_in_per_cent_lies_between_nothing_and_all(
    metric: Metric, words: str, value: float
) -> None:
    on(TODAY, metric).when(give(value)).then_rejected(ForecastInPercent, words, at="value")


def test_a_yes_or_no_is_forecast_as_yes_or_no() -> None:
    on(TODAY, Boolean()).when(give(0.5)).then_rejected(NeitherDoneNorNot, "0.5", at="value")


def test_the_latest_is_that_of_the_latest_day_up_to_the_one_it_is_asked_of() -> None:
    state = on(TODAY).state(given(80, week(7)), given(60, week(9)), given(90, week(5)))
    assert [one.value for one in state] == [90, 80, 60]
    found = [latest(state, week(number)) for number in (4, 5, 8, 13)]
    assert [one and one.value for one in found] == [None, 90, 80, 60]


# Asking for one


def asked(found: KeyResult, day: date, cycle: Cycle = CYCLE) -> bool:
    return asks_forecast(found, NOBODY, cycle, day)


@pytest.mark.parametrize(
    ("day", "is_asked"),
    [
        (MIDDLE - timedelta(1), False),
        (MIDDLE, True),
        (LAST, True),
        (LAST + timedelta(1), False),
        (ENDS, False),
    ],
)
def test_owners_are_asked_for_two_weeks_from_mid_cycle_on(day: date, *, is_asked: bool) -> None:
    assert asked(key_result(TO_100), day) == is_asked


@pytest.mark.parametrize("phase", ["drafting", "review", "scoring", "closed"])
def test_nobody_is_asked_where_nobody_could_answer(phase: Phase) -> None:
    assert not asked(key_result(TO_100), MIDDLE, replace(CYCLE, phase=phase))


@pytest.mark.parametrize("day", [STARTS, MIDDLE])
def test_whoever_has_answered_is_not_asked_again_though_unasked(day: date) -> None:
    answered = key_result(TO_100, forecasts=(given(80, day),))
    assert not any(asked(answered, MIDDLE + timedelta(days)) for days in range(40))


def test_what_others_expect_leaves_those_asked_who_answer_for_it() -> None:
    said = key_result(TO_100, forecasts=(replace(given(80), given_as=(BO,)),))
    assert asks_forecast(said, {ADA}, CYCLE, MIDDLE)
    assert not asks_forecast(said, {ADA, BO}, CYCLE, MIDDLE)
    assert forecasting.answer(said, {ADA}, CYCLE) is None


def test_what_is_said_later_answers_nothing_earlier() -> None:
    found = key_result(TO_100, forecasts=(given(80, LAST),))
    assert asked(found, LAST - timedelta(1))
    assert not asked(found, LAST)


def test_nobody_is_asked_about_what_is_reached_unless_it_can_be_lost_again() -> None:
    assert not asked(key_result(TO_100, reported("r", week(3), 100, 5)), MIDDLE)
    assert asked(key_result(TO_100, reported("r", week(3), 99, 5)), MIDDLE)
    assert asked(key_result(KEPT, reported("r", week(3), 100, 5)), MIDDLE)


def test_nobody_is_asked_about_what_was_due() -> None:
    assert asked(key_result(TO_100, due=MIDDLE), MIDDLE)
    assert not asked(key_result(TO_100, due=MIDDLE - timedelta(1)), MIDDLE)


def test_in_a_short_cycle_the_question_stands_until_its_end() -> None:
    short = replace(CYCLE, ends=STARTS + timedelta(13))
    assert forecasting.answered_by(short) == short.ends


def test_what_is_said_once_the_question_is_over_is_not_held_against_the_end() -> None:
    late = given(20, LAST + timedelta(1))
    assert forecasting.answer(key_result(TO_100, forecasts=(late,)), NOBODY, CYCLE) is None
    found = forecasting.answer(key_result(TO_100, forecasts=(given(80, LAST), late)), NOBODY, CYCLE)
    assert found == given(80, LAST)


@pytest.mark.parametrize(
    ("metric", "value", "progress", "words"),
    [
        (Increase(0, 40), 32, 0.8, "32 (80% of the way)"),
        (Increase(0, 40), -4, -0.1, "-4 (-10% of the way)"),
        (Decrease(90, 30), 45, 0.75, "45 (75% of the way)"),
        (Milestone(), 70, 0.7, "that 70% will be complete"),
        (KEPT, 80, 0.8, "that it will have held in 80% of the weeks"),
        (Boolean(), 1, 1.0, "that it will be done"),
        (Boolean(), 0, 0.0, "that it will not be done"),
    ],
)
def test_a_forecast_in_words_and_as_progress(
    metric: Metric, value: float, progress: float, words: str
) -> None:
    assert forecasting.share(metric, value).raw == pytest.approx(progress)
    assert forecasting.in_words(metric, value) == words
