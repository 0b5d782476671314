from __future__ import annotations

from datetime import timedelta

import pytest

from domain.health import on_track
from domain.health.on_track import Health
from domain.measuring.metric import Boolean, MaintainAtLeast, Metric
from tests.domain.drift.reports import CYCLE, TO_ONE, say, standing_on
from tests.support.company import key_result

Reports = list[tuple[int, float | None, int | None]]
"""The week, the value and the confidence of each."""

LEVEL = MaintainAtLeast(5)
DUE = CYCLE.last_day(7)
ON_TIME: Reports = [(week, week / 13, 4) for week in range(1, 10)]


def judged(
    reports: Reports, *, week: int = 9, metric: Metric = TO_ONE, over: bool = False, **more: object
) -> Health:
    found = key_result(metric, *(say(*one) for one in reports), **more)
    as_of = CYCLE.last_day(week)
    now = standing_on(found, as_of, over=over)
    return on_track.of_key_result(now, as_of)


@pytest.mark.parametrize(
    ("reports", "more", "status", "code"),
    [
        (ON_TIME, {}, "on_track", "confident"),
        ([], {"week": 3}, "pending", "nothing_reported"),
        ([], {}, "needs_attention", "not_heard"),
        ([], {"metric": Boolean()}, "needs_attention", "not_heard"),
        ([], {"metric": LEVEL}, "needs_attention", "not_heard"),
        ([(week, None, 5) for week in range(1, 10)], {}, "needs_attention", "not_measured"),
        ([(1, 0.4, 5)], {}, "needs_attention", "far_behind"),
        ([(7, 0.5, 5)], {}, "needs_attention", "not_heard"),
        ([(8, 0.5, 5)], {}, "on_track", "confident"),
        ([(week, week / 20, 4) for week in range(1, 10)], {}, "needs_attention", "flat_confidence"),
        ([(9, 0.45, 3)], {}, "needs_attention", "far_behind"),
        ([(9, 0.55, 3)], {}, "on_track", "near_plan"),
        ([(8, 0.6, 3), (9, 0.65, 2)], {}, "at_risk", "low_confidence"),
        ([(8, 0.6, 2), (9, 0.65, 2)], {}, "needs_attention", "low_confidence"),
        ([(9, 0.9, 1)], {}, "at_risk", "low_confidence"),
        ([(9, 1.2, 2)], {}, "on_track", "target_reached"),
        ([(week, 0, 5) for week in range(1, 10)], {"metric": Boolean()}, "on_track", "confident"),
        ([(7, 0.65, 4), (9, 0.65, 4)], {"due": DUE}, "at_risk", "overdue"),
        ([(7, 0.8, 4), (9, 0.8, 4)], {"due": DUE}, "needs_attention", "overdue"),
        ([(1, 4, 4), (9, 6, 4)], {"metric": LEVEL}, "on_track", "confident"),
        ([(8, 4, 5), (9, 6, 5)], {"metric": LEVEL, "ambition": "committed"}, "at_risk",
         "missed_already"),
    ],
)  # fmt: skip
def test_a_key_result_goes_as_the_worst_that_is_known_of_it(
    reports: Reports, more: dict[str, object], status: str, code: str
) -> None:
    found = judged(reports, **more)  # type: ignore[arg-type]  # a row of the table
    assert (found.status, found.reasons[0].code) == (status, code)
    assert found.status == found.reasons[0].status


def test_a_flat_confidence_is_told_by_what_was_reported_and_not_by_the_silence_after_it() -> None:
    four: Reports = [(week, week / 20, 4) for week in range(2, 6)]
    for week in (6, 10):
        texts = {one.code: one.text for one in judged(four, week=week).reasons}
        assert texts["flat_confidence"].startswith(
            "Confidence has stayed at 4 in four reports over 3 weeks, while progress is "
        )


def test_on_the_day_it_is_due_nothing_is_overdue_yet() -> None:
    found = key_result(Boolean(), say(6, 0, 5), due=DUE)
    for later, status in ((0, "on_track"), (1, "at_risk")):
        as_of = DUE + timedelta(later)
        now = standing_on(found, as_of)
        assert on_track.of_key_result(now, as_of).status == status


@pytest.mark.parametrize(
    ("value", "status", "text"),
    [
        (None, "pending", "It ended without a value."),
        (0.4, "missed", "Ended at 40%, where 70% was needed."),
        (0.7, "reached", "Ended at 70%, where 70% was needed."),
        (1.3, "reached", "Ended at 100%, where 70% was needed."),
    ],
)
def test_of_a_cycle_that_is_over_it_is_told_how_it_ended(
    value: float | None, status: str, text: str
) -> None:
    found = judged([(13, value, 2)], week=13, over=True)
    assert (found.status, [one.text for one in found.reasons]) == (status, [text])


def test_the_worst_of_two_healths_is_stepped_in_at_first() -> None:
    lost = judged([(8, 4, 5), (9, 6, 5)], metric=LEVEL, ambition="committed")
    doubtful, lagging = judged([(9, 0.9, 1)]), judged([(9, 0.45, 3)])
    assert sorted([lagging, doubtful, lost], key=on_track.pressing) == [lost, doubtful, lagging]
