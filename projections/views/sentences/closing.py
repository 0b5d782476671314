"""How a cycle is scored, looked back on and reset, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.closing.closing import ClosingEvent, RollCalled
from domain.closing.reset import CarryOver, CycleReset, Drop, Finish
from domain.closing.retrospective import RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.measuring import expected_score
from projections.model.feed import Entry


def tell(event: ClosingEvent, entry: Entry) -> str:
    name = entry.subject or "the cycle"
    match event:
        case RollCalled():
            return f"Scoring of '{name}' began, with {_many(len(event.objectives))} to score."
        case ObjectiveScored():
            return f"Scored {event.score:.2f} ({expected_score.band(event.score)}): {name}"
        case RetrospectiveHeld():
            whose = "of the company" if event.unit_id is None else "of a unit"
            learned = len(event.lessons)
            lessons = "one lesson" if learned == 1 else f"{learned} lessons"
            return f"A retrospective {whose} on '{name}' was held, with {lessons}."
        case CycleReset():
            carried, dropped, finished = (
                sum(isinstance(one, kind) for one in event.decisions)
                for kind in (CarryOver, Drop, Finish)
            )
            return (
                f"'{name}' was reset: {_many(carried)} carried over, {dropped} dropped,"
                f" {finished} finished."
            )
        case _:
            assert_never(event)


def _many(objectives: int) -> str:
    return {0: "no objectives", 1: "one objective"}.get(objectives, f"{objectives} objectives")
