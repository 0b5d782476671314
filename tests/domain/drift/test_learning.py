from __future__ import annotations

import math

import pytest

from domain.drift.backtest import Course, Seen
from domain.drift.learning import CAUTION, ENOUGH, FARTHEST, learned
from domain.drift.rule import RULE
from domain.drift.words import lesson


def closed(count: int, chance: float, missed: float) -> list[Course]:
    """Key results that were given a chance of a miss, and of which a share missed."""
    said = (Seen(5, chance, False, 0, 0.6, 0.5, 0.7),)
    bad = round(missed * count)
    return [
        Course("q", "a", 13, 0.7, 0.5 if number < bad else 0.9, said) for number in range(count)
    ]


def log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def test_with_too_few_closed_key_results_nothing_is_learned() -> None:
    found = learned(closed(ENOUGH - 1, 0.5, 0.9))
    assert (found.rule, found.key_results) == (RULE, 0)


def test_those_on_which_nothing_could_be_said_do_not_count() -> None:
    unsaid = Course("q", "a", 13, 0.7, 0.5, ())
    assert learned([*closed(ENOUGH - 1, 0.5, 0.9), unsaid]).key_results == 0


@pytest.mark.parametrize(("chance", "missed"), [(0.5, 0.75), (0.5, 0.2), (0.3, 0.3)])
def test_the_base_moves_toward_what_happened_and_no_further_than_there_are_lessons(
    chance: float, missed: float
) -> None:
    found = learned(closed(200, chance, missed))
    off = log_odds(missed) - log_odds(chance)
    assert found.rule.base - RULE.base == pytest.approx(200 / (200 + CAUTION) * off, abs=0.01)
    assert found.key_results == 200


def test_whatever_the_past_says_the_base_stays_within_bounds() -> None:
    for missed in (0.0, 1.0):
        moved = learned(closed(240, 0.5, missed)).rule.base - RULE.base
        assert abs(moved) <= FARTHEST


def test_what_was_out_of_reach_when_it_was_said_teaches_nothing() -> None:
    sure = Course("q", "a", 13, 0.7, 0.5, (Seen(9, 1.0, True, 1, 0.1, 0.0, 0.2),))
    usual = closed(ENOUGH, 0.5, 0.5)
    assert learned([*usual, *[sure] * 50]).rule == RULE


def test_it_is_said_what_was_learned() -> None:
    said = {missed: lesson(learned(closed(200, 0.5, missed))) for missed in (0.3, 0.5, 0.8)}
    assert said == {
        0.3: "From your last 200 closed key results: with reports like these, they missed less"
        " often than we assume of everybody.",
        0.5: "From your last 200 closed key results: with reports like these, they missed as"
        " often as we assume of everybody.",
        0.8: "From your last 200 closed key results: with reports like these, they missed more"
        " often than we assume of everybody.",
    }
