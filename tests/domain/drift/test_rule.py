from __future__ import annotations

from domain.drift.rule import RULE


def test_the_constants_are_those_that_were_measured() -> None:
    assert (RULE.version, RULE.shrinkage, RULE.prior_pace, RULE.recent_weight) == (
        3,
        0.5,
        0.9,
        0.75,
    )
    assert (RULE.recent_shrinkage, RULE.recent_weeks, RULE.fastest_pace) == (0.6, 3, 1.6)
    assert (RULE.spread_of_rest, RULE.spread_of_now, RULE.base) == (0.5, 0.06, -0.5)
    assert (RULE.forecast_bound, RULE.low_confidence, RULE.middling_confidence) == (3, 1, 0.5)
    assert (RULE.confidence_drop, RULE.blocker_twice, RULE.blocker_thrice) == (0.5, 0.5, 1.5)
    assert RULE.dependency_overdue == 1.0
    assert (RULE.first_check_in, RULE.watch_from, RULE.raise_from) == (3, 0.6, 0.75)
    assert (RULE.raise_after, RULE.raise_at_once) == (2, 0.9)
    assert (RULE.clear_below, RULE.clear_after) == (0.5, 2)
