from __future__ import annotations

import pytest

from projections.standing import Standings, trend
from tests.support.company import CYCLE, ENDS, STARTS, key_result, reported, week
from tests.support.quarter import TO_100


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (4, 3, "rising"),
        (3, 4, "falling"),
        (3, 3, "steady"),
        (None, 3, "unknown"),
        (3, None, "unknown"),
    ],
)
def test_a_trend_is_a_step_or_more(now: float | None, before: float | None, expected: str) -> None:
    assert trend(now, before, 1) == expected


def test_less_than_a_step_is_steady() -> None:
    assert trend(3.2, 3.0, 0.25) == "steady"
    assert trend(3.25, 3.0, 0.25) == "rising"
    assert trend(2.75, 3.0, 0.25) == "falling"


def test_a_standing_is_remembered_until_its_key_result_or_the_day_is_another() -> None:
    standings = Standings()
    one = key_result(TO_100, reported("a", week(1), 10, 4))
    first = standings.key_result(one, CYCLE, ENDS)
    assert standings.key_result(one, CYCLE, ENDS) is first
    assert standings.key_result(one, CYCLE, STARTS) is not first
    other = key_result(TO_100, reported("a", week(1), 20, 4))
    assert standings.key_result(other, CYCLE, ENDS).value == 20


def test_a_standing_on_a_day_knows_nothing_later() -> None:
    one = key_result(TO_100, reported("a", week(1), 10, 4), reported("b", week(5), 50, 2))
    found = Standings().key_result(one, CYCLE, week(4))
    assert (found.value, found.confidence.confidence, found.trend) == (10, 4, "unknown")
