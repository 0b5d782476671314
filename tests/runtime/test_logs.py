from __future__ import annotations

import json
import logging
import sys

from runtime.logs import JsonLines, TextLines, correlation


def record(**extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord(
        {"name": "workers.refresh", "levelno": 20, "levelname": "INFO", "msg": "%d new"}
    )
    made.args = (3,)
    made.created = 1_700_000_000.25
    vars(made).update(extra)
    return made


def test_a_line_of_text_ends_with_its_fields() -> None:
    line = TextLines().format(record(workspace="w1"))
    assert line == "22:13:20 INFO workers.refresh: 3 new workspace=w1"


def test_a_json_line_carries_time_level_fields_and_correlation() -> None:
    token = correlation.set("c1")
    try:
        line = JsonLines().format(record(workspace="w1", seen={1: object}))
    finally:
        correlation.reset(token)
    told = json.loads(line)
    assert told["seen"] == {"1": "<class 'object'>"}
    del told["seen"]
    assert told == {
        "time": "2023-11-14T22:13:20.250000Z",
        "level": "info",
        "logger": "workers.refresh",
        "message": "3 new",
        "workspace": "w1",
        "correlation": "c1",
    }


def test_a_traceback_stays_within_its_json_line() -> None:
    try:
        raise ValueError("no")  # noqa: TRY301
    except ValueError:
        line = JsonLines().format(record(exc_info=sys.exc_info()))
    assert "\n" not in line
    assert "ValueError: no" in json.loads(line)["traceback"]
