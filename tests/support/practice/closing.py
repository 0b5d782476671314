"""What may be said about the quarter before, which is being scored: right things and wrong ones."""

from __future__ import annotations

from datetime import date, timedelta

from domain.alignment.linking import LinkObjective
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.check_in import CheckIn
from domain.measuring.metric import Decrease, Increase
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.values import CheckInId, CycleId, KeyResultId, LinkId, ObjectiveId, Owner, UnitId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, ENDS, STARTS, UNITS

BEFORE = CycleId("q2")
NEXT = CYCLES[1]
LAST = STARTS - timedelta(1)
TOP, BELOW, ANEW = ObjectiveId("p0"), ObjectiveId("p1"), ObjectiveId("p1 again")
TOP_KEY, BELOW_KEY, ANEW_KEY = KeyResultId("p0-k"), KeyResultId("p1-k"), KeyResultId("p1-k again")
LESSON = Lesson("Start earlier", "change", "We waited for each other", TOP)
UPWARD = LinkObjective(BEFORE, LinkId("of q2"), BELOW, TOP, TOP_KEY, "supports")


def _objective(
    objective: ObjectiveId,
    key: KeyResultId,
    unit: UnitId,
    metric: Increase | Decrease,
    *links: LinkObjective,
) -> list[AnyCommand]:
    return [
        DraftObjective(objective, BEFORE, f"Objective {objective}", Owner("unit", unit)),
        AddKeyResult(objective, key, f"Key result of {objective}", metric, ambition="committed"),
        *links,
        CommitObjective(objective),
        PublishObjective(objective),
    ]


BEGUN: list[AnyCommand] = [
    DefineCycle(BEFORE, "2026-Q2", date(2026, 4, 1), LAST),
    DefineCycle(NEXT, "2026-Q4", ENDS + timedelta(1), ENDS + timedelta(92)),
    *_objective(TOP, TOP_KEY, UNITS[0], Increase(10, 20)),
    *_objective(BELOW, BELOW_KEY, UNITS[2], Decrease(14, 5), UPWARD),
    MoveCycle(BEFORE, "active"),
    CheckIn(BELOW, BELOW_KEY, CheckInId("report of q2"), LAST, 8.0, 3),
    MoveCycle(BEFORE, "scoring"),
    CallRoll(BEFORE, (TOP, BELOW), 1),
    ScoreObjective(BEFORE, BELOW, comment="Fair"),
    HoldRetrospective(BEFORE, None, ("Fewer calls",), (), (LESSON,)),
]
