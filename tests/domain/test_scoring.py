from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.measuring import check_in
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)
from domain.progress import attainment
from domain.progress.attainment import NOTHING, Confidence, Progress, Reading, RollUp
from domain.values import CheckInId
from tests.support.company import (
    BUGS,
    CYCLE,
    ENDS,
    RELIABLE,
    STARTS,
    key_result,
    reported,
    week,
)

# One progress function


@pytest.mark.parametrize(
    ("metric", "current", "raw", "clamped"),
    [
        (Decrease(10, 2), 6, 0.5, 0.5),
        (Decrease(10, 2), 12, -0.25, 0),
        (Increase(4.8, 4.9), 4.8, 0, 0),
        (Decrease(100, 90), 85, 1.5, 1),
        (Increase(-5, 5), 0, 0.5, 0.5),
        (Increase(0, 100), 0, 0, 0),
        (Increase(0, 100), 100, 1, 1),
        (Increase(0, 3), 1, 1 / 3, 1 / 3),
        (Increase(0.1, 0.3), 0.2, 0.5, 0.5),
        (Decrease(-1, -11), -6, 0.5, 0.5),
        (Milestone(), 40, 0.4, 0.4),
        (Milestone((Step("draft"), Step("launch", 3))), 75, 0.75, 0.75),
        (Boolean(), 0, 0, 0),
        (Boolean(), 1, 1, 1),
    ],
    ids=repr,
)
def test_progress_is_the_share_of_the_way_from_baseline_to_target(
    metric: Metric, current: float, raw: float, clamped: float
) -> None:
    found = attainment.progress(metric, Reading(current))
    assert found is not None
    assert found.raw == pytest.approx(raw)
    assert found.clamped == pytest.approx(clamped)


def test_a_stretch_does_not_move_the_target() -> None:
    assert attainment.progress(Increase(0, 10, stretch=20), Reading(10)) == Progress(1, 1)


@pytest.mark.parametrize(
    "metric",
    [Increase(0, 1), Decrease(1, 0), MaintainAtLeast(1), Milestone(), Boolean()],
    ids=repr,
)
def test_silence_is_not_zero(metric: Metric) -> None:
    assert attainment.progress(metric, Reading()) is None


@pytest.mark.parametrize(
    ("fact", "value", "reached"),
    [
        (Increase(0, 0), 5, 1),
        (Increase(0, 0), 0, 1),
        (Increase(0, 0), -1, 0),
        (Increase(0, 1e-200), 1e15, 1),
        (Increase(0, 1e-200), 0, 0),
        (Decrease(5e-324, 0), 5e-324, 0),
        (Decrease(5e-324, 0), -1e15, 1),
        (Increase(1e15, 1e15 + 1), 1e15, 0),
        (Increase(1e15, 1e15 + 1), 1e15 + 1, 1),
    ],
    ids=repr,
)
def test_over_a_recorded_span_that_is_too_small_to_share_it_is_all_or_nothing(
    fact: Metric, value: float, reached: float
) -> None:
    assert attainment.progress(fact, Reading(value)) == Progress(reached, reached)


# Maintain types, by weeks


def at_values(*values: tuple[int, float]) -> tuple[CheckedIn, ...]:
    return tuple(reported(f"w{number}", week(number), value) for number, value in values)


def read(metric: Metric, values: Sequence[tuple[int, float]], *, in_week: int) -> Reading:
    found = key_result(metric, *at_values(*values))
    return attainment.reading(found, CYCLE, CYCLE.last_day(in_week))


def test_nine_weeks_of_thirteen() -> None:
    values = [(number, 99.9 if number <= 9 else 99.0) for number in range(1, 14)]
    reading = read(MaintainAtLeast(99.5), values, in_week=13)
    assert (reading.met, reading.reported) == (9, 13)
    found = attainment.progress(MaintainAtLeast(99.5), reading)
    assert found is not None
    assert found.raw == pytest.approx(0.692, abs=0.0005)


@pytest.mark.parametrize(
    ("metric", "good", "bad"),
    [
        (MaintainAtLeast(5), 5, 4.9),
        (MaintainAtMost(5), 5, 5.1),
        (MaintainInRange(1, 3), 2, 3.5),
    ],
    ids=repr,
)
def test_a_week_is_met_when_its_value_held(metric: Metric, good: float, bad: float) -> None:
    assert read(metric, [(1, good), (2, bad), (3, good)], in_week=3) == Reading(good, 2, 3)


def test_the_last_value_of_a_week_counts() -> None:
    found = key_result(
        MaintainAtLeast(5),
        reported("early", week(1), 9),
        reported("late", week(1) + timedelta(1), 1),
    )
    assert attainment.reading(found, CYCLE, CYCLE.last_day(1)) == Reading(1, 0, 1)


def test_a_silent_week_is_neither_met_nor_missed() -> None:
    assert read(MaintainAtLeast(5), [(1, 6), (3, 6)], in_week=3) == Reading(6, 2, 2)
    assert read(MaintainAtLeast(5), [(3, 6)], in_week=3) == Reading(6, 1, 1)


def test_a_level_is_kept_until_the_day_that_it_is_due() -> None:
    found = key_result(MaintainAtLeast(5), *at_values((1, 6), (3, 4)), due=week(2))
    assert attainment.reading(found, CYCLE, ENDS) == Reading(6, 1, 1)


def test_before_the_first_value_there_is_nothing_to_read() -> None:
    assert read(MaintainAtLeast(5), [], in_week=9) == Reading()


def test_the_week_under_way_counts_from_its_first_value_on() -> None:
    found = key_result(MaintainAtLeast(5), *at_values((1, 6)))
    assert attainment.reading(found, CYCLE, week(2)) == Reading(6, 1, 1)
    found = key_result(MaintainAtLeast(5), *at_values((1, 6), (2, 6)))
    assert attainment.reading(found, CYCLE, week(2)) == Reading(6, 2, 2)


# Which check-in is the latest


def as_recorded(*events: CheckedIn | CheckInCorrected) -> tuple[CheckedIn, ...]:
    state = check_in.EMPTY
    for event in events:
        state = check_in.evolve(state, event)
    return state


def correction(name: str, value: float | None, confidence: int | None = None) -> CheckInCorrected:
    return CheckInCorrected(RELIABLE, BUGS, CheckInId(name), "typo", value, confidence)


def latest(*events: CheckedIn | CheckInCorrected) -> tuple[float | None, int | None]:
    found = key_result(Increase(0, 100), *as_recorded(*events))
    return (
        attainment.reading(found, CYCLE, ENDS).value,
        attainment.confidence(found, ENDS).level,
    )


def test_latest_check_in_is_chosen_by_effective_date_not_by_when_it_was_recorded() -> None:
    assert latest(reported("new", week(5), 50, 5), reported("late", week(2), 20, 2)) == (50, 5)


def test_latest_check_in_is_chosen_by_effective_date_not_by_when_it_was_changed() -> None:
    assert latest(
        reported("old", week(2), 20, 2), reported("new", week(5), 50, 5), correction("old", 99, 1)
    ) == (50, 5)


def test_a_correction_of_the_latest_is_the_latest() -> None:
    assert latest(
        reported("old", week(2), 20, 2), reported("new", week(5), 50, 5), correction("new", 45, 4)
    ) == (45, 4)


def test_of_one_day_the_check_in_recorded_later_is_the_latest() -> None:
    assert latest(reported("z", week(2), 20, 2), reported("a", week(2), 21, 3)) == (21, 3)


def test_a_check_in_without_a_value_leaves_the_value_as_it_was() -> None:
    assert latest(reported("a", week(2), 20, 4), reported("b", week(3), None, 2)) == (20, 2)
    assert latest(reported("a", week(2), 20, 4), reported("b", week(3), 30)) == (30, 4)


def test_a_value_that_was_corrected_away_is_no_value() -> None:
    assert latest(reported("a", week(2), 20, 4), correction("a", None, 3)) == (None, 3)


def test_nothing_counts_before_it_takes_effect() -> None:
    found = key_result(
        Increase(0, 100), reported("a", week(2), 20, 2), reported("b", week(5), 50, 5)
    )
    assert attainment.reading(found, CYCLE, week(5) - timedelta(1)).value == 20
    assert attainment.confidence(found, week(5) - timedelta(1)).level == 2
    assert attainment.reading(found, CYCLE, STARTS) == Reading()
    assert attainment.confidence(found, STARTS) == Confidence()


def test_confidence_knows_what_it_was_before_and_where_it_comes_from() -> None:
    found = key_result(
        Increase(0, 100),
        reported("a", week(1), 1, 5),
        reported("b", week(2), 2),
        reported("c", week(3), 3, 3),
    )
    c = CheckInId("c")
    assert attainment.confidence(found, ENDS) == Confidence(3, 5, c, week(3), week(3), 1)


def test_a_confidence_knows_since_when_it_has_been_the_same() -> None:
    found = key_result(
        Increase(0, 100),
        *(reported(f"{number}", week(number), None, level)
          for number, level in enumerate((5, 3, 3, None, 3), 1)),
    )  # fmt: skip
    known = attainment.confidence(found, ENDS)
    assert (known.level, known.previous, known.since, known.same_since) == (3, 3, week(5), week(2))
    assert known.same == 3


# The roll-up


def whole(progress: float) -> Progress:
    return Progress(progress, min(max(progress, 0), 1))


def test_key_results_count_by_their_weight() -> None:
    assert attainment.roll_up([(3, whole(1)), (1, whole(0))]) == RollUp(0.75, 1)


def test_overshooting_one_key_result_does_not_make_up_for_another() -> None:
    assert attainment.roll_up([(1, whole(1.5)), (1, whole(-0.5))]) == RollUp(0.5, 1)


def test_key_results_without_check_ins_are_neither_zero_nor_forgotten() -> None:
    assert attainment.roll_up([(1, whole(0.8)), (3, None)]) == RollUp(0.8, 0.25)


def test_weights_that_sum_to_zero_give_no_progress_and_never_nan() -> None:
    assert attainment.roll_up([(0, whole(1)), (0, None)]) == NOTHING


def test_what_weighs_nothing_is_not_what_was_reported() -> None:
    assert attainment.roll_up([(0, whole(1)), (2, None)]) == NOTHING


def test_nothing_rolls_up_to_nothing() -> None:
    assert attainment.roll_up([]) == NOTHING


def test_a_mean_is_over_what_is_there() -> None:
    assert attainment.mean([(1, 4), (3, None), (1, 2)]) == 3
    assert attainment.mean([(1, 5), (3, 1)]) == 2
    assert attainment.mean([(1, None)]) is None
    assert attainment.mean([(0, 4)]) is None
    assert attainment.mean([]) is None
