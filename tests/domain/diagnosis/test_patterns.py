from __future__ import annotations

from typing import get_args

import pytest

from domain.diagnosis.patterns import (
    PATTERNS,
    Figure,
    Pattern,
    Trend,
    in_words,
    is_shown,
    trend,
)


def test_every_pattern_says_from_when_on_it_shows_and_what_to_try() -> None:
    assert set(PATTERNS) == set(get_args(Pattern))
    assert all(0 < one.share <= 1 and one.attempt.endswith(".") for one in PATTERNS.values())


@pytest.mark.parametrize(
    ("figure", "shows"),
    [
        (Figure(0, 0), False),
        (Figure(1, 1), False),
        (Figure(2, 8), True),
        (Figure(2, 9), False),
        (Figure(5, 5), True),
    ],
)
def test_a_pattern_shows_in_enough_cases_and_in_enough_of_what_could_be_one(
    figure: Figure, *, shows: bool
) -> None:
    assert is_shown("translation_gap", figure) == shows


def test_a_figure_is_told_with_its_base() -> None:
    assert in_words("translation_gap", Figure(2, 5)) == (
        "2 of 5 company goals have no objective that contributes, or no key results."
    )
    assert in_words("cadence_drift", Figure(1, 9)) == (
        "1 of 9 units has let the cadence of check-ins drift."
    )
    assert in_words("score_and_forget", Figure(0, 0)) == "There is nothing yet to tell it by."


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        ([], "unknown"),
        ([Figure(1, 2)], "unknown"),
        ([Figure(1, 2), Figure(0, 0)], "unknown"),
        ([Figure(5, 10), Figure(0, 0), Figure(2, 10)], "better"),
        ([Figure(2, 100), Figure(5, 100)], "steady"),
        ([Figure(9, 10), Figure(0, 10), Figure(1, 10)], "steady"),
        ([Figure(9, 10), Figure(0, 10), Figure(2, 10)], "worse"),
        ([Figure(0, 4), Figure(2, 5)], "worse"),
        ([Figure(1, 2), Figure(1, 1)], "steady"),
    ],
)
def test_the_trend_compares_the_last_two_cycles_that_tell_anything(
    cycles: list[Figure], expected: Trend
) -> None:
    assert trend(cycles) == expected
