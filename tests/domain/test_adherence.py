from __future__ import annotations

from datetime import date

import pytest

from domain.rituals import adherence
from domain.rituals.adherence import Punctual, Week
from tests.support.company import CYCLE


def weeks(*shares: tuple[int, int]) -> list[Week]:
    return [Week(number, due, on_time) for number, (due, on_time) in enumerate(shares, 1)]


@pytest.mark.parametrize(
    ("said", "since"),
    [
        (weeks(), None),
        (weeks((10, 6)), None),
        (weeks((10, 6), (10, 6)), 1),
        (weeks((10, 7), (10, 6), (10, 6)), 2),
        (weeks((10, 6), (10, 6), (10, 7)), None),
        (weeks((10, 6), (0, 0), (10, 6)), 1),
        (weeks((0, 0), (0, 0)), None),
        (weeks((10, 6), (10, 10), (10, 0), (10, 0), (10, 0)), 3),
    ],
)
def test_a_cadence_drifts_from_the_second_low_week_on_end(
    said: list[Week], since: int | None
) -> None:
    assert adherence.drifts_since(said) == since


def test_what_is_recorded_after_the_week_is_late_for_it() -> None:
    reports = [
        (date(2026, 7, 3), date(2026, 7, 7)),  # the first week ends that day
        (date(2026, 7, 10), date(2026, 7, 15)),
        (date(2026, 7, 17), date(2026, 7, 17)),
        (date(2026, 7, 17), date(2026, 8, 17)),
    ]
    assert adherence.punctual(reports, CYCLE) == Punctual(frozenset({1, 3}), frozenset({2}))


@pytest.mark.parametrize(
    ("full_cycles", "words"),
    [
        (0, "No cycle has been run to its end yet. Three to four make a habit."),
        (1, "One full cycle has been run. Three to four make a habit."),
        (2, "2 full cycles have been run. Three to four make a habit."),
        (3, "3 full cycles have been run: the practice has become a habit."),
    ],
)
def test_three_to_four_cycles_make_a_habit(full_cycles: int, words: str) -> None:
    assert adherence.maturity(full_cycles) == words
