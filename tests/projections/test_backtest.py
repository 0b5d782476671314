from __future__ import annotations

from datetime import date, timedelta

from projections.keeping import fold
from tests.support.company import ENDS, ENGINEERING, Q3, week
from tests.support.quarter import Quarter

AFTER = ENDS + timedelta(1)


def lived() -> Quarter:
    """One that goes nowhere, and one that goes well."""
    quarter = Quarter().goal("quick", ENGINEERING, ["latency", "uptime"])
    for number in range(1, 14):
        quarter.on(week(number)).report("quick", "latency", 2 * number, 1)
        quarter.report("quick", "uptime", 8 * number, 4)
    return quarter


def test_a_cycle_that_is_not_over_has_no_back_test() -> None:
    documents = fold.replay(lived().log, ENDS)
    assert ("backtest", Q3) not in documents
    assert b"No cycle is over yet" in (documents["backtest", "workspace"].body or b"")


def test_alerts_are_held_against_how_it_ended() -> None:
    quarter = lived()
    found = quarter.view("backtest", Q3, AFTER)
    assert found["text"] == (
        "Of 2 key results that could be judged, 1 was missed. 1 alert came in time, and 1 was"
        " right: 100% of the misses were announced."
    )
    figures = found["figures"]
    assert (figures["precision"], figures["recall"], figures["false_alarms"]) == (1.0, 1.0, 0.0)
    assert figures["messages_per_alerted"] == 1.0
    assert [one["name"] for one in found["cycles"]] == ["2026-Q3"]
    assert quarter.view("backtest", "workspace", AFTER) == found


def test_what_is_reported_when_it_is_over_was_not_known_in_time() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"]).on(AFTER)
    for number in range(1, 14):
        quarter.report("quick", "latency", 2 * number, 1, effective=week(number))
    figures = quarter.view("backtest", Q3, AFTER)["figures"]
    assert figures["alerted"] == 0


def test_a_late_report_reaches_the_back_test_as_a_replay_has_it() -> None:
    quarter = lived()
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    worker.advance(AFTER)
    shown = {(one.projection, one.key): one for one in worker.render()}
    quarter.on(AFTER).report("quick", "latency", 95, 4, effective=date(2026, 9, 30))
    worker.take(quarter.log[-1])
    shown |= {(one.projection, one.key): one for one in worker.render()}
    present = {place: one for place, one in shown.items() if one.body is not None}
    assert present == fold.replay(quarter.log)
    assert b'"missed":0' in (shown["backtest", Q3].body or b"")
