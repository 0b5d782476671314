from __future__ import annotations

import pytest

from domain.health.standing import KeyResultStanding, trend
from domain.measuring.metric import MaintainAtLeast, Metric
from tests.domain.drift.reports import CYCLE, TO_ONE, say, standing_on
from tests.support.company import key_result


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


def stands(
    *reports: object, until: int, metric: Metric = TO_ONE, **more: object
) -> KeyResultStanding:
    found = key_result(metric, *reports, **more)  # type: ignore[arg-type]  # check-ins
    return standing_on(found, CYCLE.last_day(until))


def test_a_standing_on_a_day_knows_nothing_later() -> None:
    found = stands(say(1, 0.1, 4), say(5, 0.5, 2), until=4)
    assert (found.value, found.confidence.level, found.trend) == (0.1, 4, "unknown")


def test_progress_is_held_against_the_plan_of_its_report_until_another_was_due() -> None:
    assert stands(say(4, 0.3), until=4).expected == pytest.approx(4 / 13)
    assert stands(say(4, 0.3), until=6).expected == pytest.approx(6 / 13)


def test_a_key_result_is_overdue_after_its_day_unless_it_is_there() -> None:
    due = CYCLE.last_day(7)
    assert stands(say(6, 0.65), until=7, due=due).overdue_since is None
    late = stands(say(6, 0.65), until=8, due=due)
    assert (late.overdue_since, late.expected) == (due, 1)
    assert stands(say(6, 1), until=8, due=due).overdue_since is None
    assert stands(until=8, due=due).overdue_since == due


def test_the_silent_weeks_of_a_level_are_counted_and_not_held_against_it() -> None:
    found = stands(say(1, 4), say(8, 6), until=8, metric=MaintainAtLeast(5))
    assert (found.reading.met, found.reading.reported, found.silent) == (1, 2, 6)
    assert found.progress is not None
    assert found.progress.clamped == 0.5


def test_what_is_old_is_told_by_the_check_ins_that_were_due_since() -> None:
    found = stands(say(1, 0.1, 5), say(4, 0.3), until=6)
    assert (found.due_since_report, found.unsure) == (2, 5)
    assert stands(until=6).due_since_report == 0
