"""The lessons of a cycle are there for those who draft and review the next one."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.cycles.cycle import DefineCycle
from domain.objectives.planning import DraftObjective
from domain.values import CycleId, ObjectiveId
from projections.keeping.fold import Fold
from tests.projections.closed import Q4, planned
from tests.support.company import ENDS, ENGINEERING, Q3, unit
from tests.support.quarter import SUPPORT, Quarter

KEEP = Lesson("Talk every week", "keep")
CHANGE = Lesson("Ask before committing", "change", "Nobody had asked")


def looked_back() -> Quarter:
    told = planned().on(ENDS).say(
        DraftObjective(ObjectiveId("next"), Q4, "Next", unit(ENGINEERING)),
        DraftObjective(ObjectiveId("theirs"), Q4, "Theirs", unit(SUPPORT)),
    )  # fmt: skip
    return told.say(
        HoldRetrospective(Q3, lessons=(KEEP,)),
        HoldRetrospective(Q3, ENGINEERING, lessons=(CHANGE,)),
    )


def lessons(told: Quarter, view: str, key: str) -> Any:
    return told.view(view, key)["lessons"]


def texts(told: Quarter, view: str, key: str) -> list[str]:
    return [one["text"] for one in lessons(told, view, key)["shown"]]


def test_a_brief_has_the_lessons_of_the_unit_and_of_the_company() -> None:
    told = looked_back()
    assert texts(told, "brief", f"{Q4}:{ENGINEERING}") == [CHANGE.text, KEEP.text]
    assert texts(told, "brief", f"{Q4}:{SUPPORT}") == [KEEP.text]
    (change, keep) = lessons(told, "brief", f"{Q4}:{ENGINEERING}")["shown"]
    assert (change["cycle"], change["unit"]["name"], keep["unit"]) == (
        "2026-Q3",
        "Engineering",
        None,
    )


def test_a_review_has_the_lessons_of_everybody() -> None:
    assert texts(looked_back(), "review", Q4) == [CHANGE.text, KEEP.text]


def test_a_cycle_without_one_before_has_no_lessons() -> None:
    assert lessons(looked_back(), "review", Q3) == {"total": 0, "shown": []}


def test_a_cycle_in_between_has_nothing_learned_yet() -> None:
    told = looked_back()
    live = Fold()
    for stored in told.log:
        live.take(stored)
    list(live.render())
    before = len(told.log)
    told.say(DefineCycle(CycleId("q0"), "Short", date(2026, 9, 15), date(2026, 9, 30)))
    assert texts(told, "review", Q4) in ([], [CHANGE.text, KEEP.text])
    for stored in told.log[before:]:
        live.take(stored)
    rendered = {(one.projection, one.key): one.body for one in live.render()}
    replayed = Fold()
    for stored in told.log:
        replayed.take(stored)
    again = {(one.projection, one.key): one.body for one in replayed.render()}
    assert all(again[place] == body for place, body in rendered.items())
