"""The sitting and the scorecards as people read them in a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from api.cli.views.layouts import SHOWN
from projections.keeping import fold
from tests.projections.closed import QUICK, closed, scored, scoring
from tests.support.company import ENGINEERING, Q3
from tests.support.quarter import Quarter


def read(quarter: Quarter, view: str, key: str) -> str:
    body = fold.replay(quarter.log)[view, key].body
    assert body is not None
    console = Console(file=io.StringIO(), width=160)
    for part in SHOWN[view].layout(body):
        console.print(part)
    said: str = console.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    return said


@pytest.mark.parametrize(
    ("view", "key", "telling"),
    [
        ("closing", Q3, "It cannot be closed yet."),
        ("closing", f"{Q3}:{ENGINEERING}", "never reported on"),
    ],
)
def test_the_sitting_says_what_is_left(view: str, key: str, telling: str) -> None:
    assert telling in read(scoring(), view, key)


@pytest.mark.parametrize(
    ("key", "telling"),
    [
        (Q3, "change: Start earlier (We waited for each other)"),
        (f"{Q3}:{ENGINEERING}", "What Engineering learned"),
        (QUICK, "carried over"),
        ("workspace", "One full cycle has been run."),
    ],
)
def test_each_scorecard_reads_well_for_people(key: str, telling: str) -> None:
    assert telling in read(closed(), "scorecard", key)


def test_silence_is_said_on_a_scorecard() -> None:
    assert "50% reported on" in read(scored(), "scorecard", Q3)
