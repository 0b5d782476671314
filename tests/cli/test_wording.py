"""Numbers and their words, wherever a terminal shows them."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from api.cli.shown.objective import confidence
from api.cli.terminal import Layout, Paper
from api.cli.views.layouts import SHOWN, projection_of
from domain.wording import counted
from projections.keeping import fold
from tests.demo.recorded import WORKSPACE, recorded
from tests.support.company import ENGINEERING, Q3, STARTS
from tests.support.logs import run
from tests.support.quarter import Quarter

ONE_OF_MANY = re.compile(
    r"(?<![\d.,])1 (weeks|objectives|units|hours|tasks|events|documents|claims|resource pools"
    r"|key results|cycles|slips|days|check-ins|dependencies|findings|quarters)\b"
)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 weeks"), (1, "1 week"), (1.0, "1 week"), (1.5, "1.5 weeks"), (2000, "2,000 weeks")],
)
def test_one_of_something_is_not_said_as_many(number: float, words: str) -> None:
    assert counted(number, "week") == words


STOPPED_TWICE = re.compile(r"(?<!\.)\.\.(?!\.)")


@pytest.mark.parametrize("view", [one for one in SHOWN if projection_of(one) in fold.PROJECTIONS])
def test_no_view_says_one_as_if_it_were_many_or_stops_twice(view: str) -> None:
    demo = run(recorded(datetime(2026, 3, 27, 9, tzinfo=UTC)))
    documents = fold.replay(run(demo.log.read(WORKSPACE)), demo.now.date())
    bodies = [one.body for (name, _), one in documents.items() if name == projection_of(view)]
    for body in bodies[:12]:
        said = read(SHOWN[view].layout, body or b"")
        assert ONE_OF_MANY.search(said) is None
        assert STOPPED_TWICE.search(said) is None


def read(layout: Layout, body: bytes) -> str:
    paper = Paper(file=io.StringIO(), width=300, color_system=None)
    for part in layout(body):
        paper.print(part)
    said: str = paper.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    return said


def test_a_history_has_one_line_where_nothing_was_corrected_and_two_where_it_was() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    first = STARTS + timedelta(days=2)
    quarter.on(first).report("quick", "latency", 10, 4, name="first")
    later = first + timedelta(weeks=3)
    quarter.on(later)
    as_said = read(confidence.shown, history(quarter, later))
    assert re.search(r"week +1 +2 +3 +4", as_said)
    assert re.search(r"confidence, 1 to 5 +▆▆", as_said)
    assert "as corrected since" not in as_said
    corrected = quarter.correct("quick", "latency", "first", 11, 2)
    both = read(confidence.shown, history(corrected, later))
    assert re.search(r"as known then +▆▆", both)
    assert re.search(r"as corrected since +▃▃", both)


def history(quarter: Quarter, today: date) -> bytes:
    return fold.replay(quarter.log, today)["confidence", "latency"].body or b""


def test_the_weeks_of_a_unit_say_that_the_present_one_does_not_count_yet() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    (weeks,) = [
        one.body or b""
        for key, one in fold.replay(quarter.log, STARTS + timedelta(days=15)).items()
        if key == ("adherence", f"{Q3}:{ENGINEERING}")
    ]
    assert "The present week does not count yet." in read(SHOWN["adherence"].layout, weeks)
