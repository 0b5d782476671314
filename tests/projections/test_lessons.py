"""What closed cycles teach the detector about the next one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.closing.closing import CallRoll
from domain.closing.reset import Finish, ResetCycle
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.drift import learning
from domain.values import CycleId, KeyResultId, ObjectiveId
from projections.keeping import fold
from tests.support.company import ENDS, ENGINEERING, Q3, week
from tests.support.quarter import Quarter

Q4 = CycleId("q4")
NAMES = [f"kr{number}" for number in range(4)]


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ENOUGH", 3)


def lived(score: float) -> Quarter:
    """A quarter that looked middling to the end, with its scores, and the next one under way."""
    quarter = Quarter().say(DefineCycle(Q4, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)))
    quarter.goal("quick", ENGINEERING, NAMES)
    for number in range(1, 11):
        quarter.on(week(number))
        for name in NAMES:
            quarter.report("quick", name, 6 * number, 3)
    quarter.on(ENDS).say(
        MoveCycle(Q3, "scoring"),
        CallRoll(Q3, (ObjectiveId("quick"),), 1),
        ScoreObjective(Q3, ObjectiveId("quick"), dict.fromkeys(map(KeyResultId, NAMES), score)),
        HoldRetrospective(Q3, None, ("Calm",), ("Late",), (Lesson("Start early", "change"),)),
        ResetCycle(Q3, Q4, (Finish(ObjectiveId("quick")),)),
    )
    quarter.on(date(2026, 10, 2)).say(MoveCycle(Q4, "review"), MoveCycle(Q4, "active"))
    quarter.goal("next", ENGINEERING, ["more"], cycle=Q4)
    for number in range(4):
        quarter.on(date(2026, 10, 9) + timedelta(7 * number)).report("next", "more", 7 * number, 3)
    return quarter


def chance(quarter: Quarter) -> float:
    found = quarter.view("drift", "more")["alert"]["forecast"]["miss_probability"]
    assert isinstance(found, float)
    return found


def test_a_cycle_teaches_the_next_one_once_it_is_closed() -> None:
    quarter = lived(0.2)
    assert quarter.view("drift", "more")["learned_from"] is None
    before = chance(quarter)
    quarter.say(MoveCycle(Q3, "closed"))
    assert quarter.view("drift", "more")["learned_from"]["key_results"] == 4
    assert "missed more often" in quarter.view("drift", Q4)["learned_from"]["text"]
    assert chance(quarter) > before > chance(lived(1.0).say(MoveCycle(Q3, "closed")))


def test_it_teaches_neither_itself_nor_those_before_it() -> None:
    quarter = lived(0.2).say(MoveCycle(Q3, "closed"))
    assert quarter.view("drift", Q3)["learned_from"] is None


def test_a_cycle_that_is_closed_changes_the_documents_of_the_next_one_in_a_running_worker() -> None:
    quarter = lived(0.2)
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    shown = {(one.projection, one.key): one for one in worker.render()}
    position = len(quarter.log)
    quarter.say(MoveCycle(Q3, "closed"))
    for stored in quarter.log[position:]:
        worker.take(stored)
    shown |= {(one.projection, one.key): one for one in worker.render()}
    present = {place: one for place, one in shown.items() if one.body is not None}
    assert present == fold.replay(quarter.log)
