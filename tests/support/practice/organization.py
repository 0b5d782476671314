"""Reorganizations, said late, on the day and ahead, of a company with a quarter behind it."""

from __future__ import annotations

from datetime import timedelta

from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.metric import Increase
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddPerson, AddUnit
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, PersonId, UnitId
from events.streams import AnyCommand
from tests.support.acme import STARTS, UNITS

PAST = CycleId("long ago")
LAB, CARE = UnitId("lab-of-old"), UnitId("care")
BOB = PersonId("bob-of-old")


def _of_the_past(name: str, owner: Owner) -> list[AnyCommand]:
    objective = ObjectiveId(name)
    return [
        DraftObjective(objective, PAST, f"Objective {name}", owner),
        AddKeyResult(objective, KeyResultId(f"{name}-k"), "Key result", Increase(0, 1)),
        CommitObjective(objective),
        PublishObjective(objective),
    ]


BEGUN: list[AnyCommand] = [
    AddUnit(LAB, "Old lab", "team", UNITS[1]),
    AddUnit(CARE, "Care", "team", UNITS[0]),
    AddPerson(BOB, "Bob", LAB),
    DefineCycle(PAST, "2026-Q1", STARTS - timedelta(181), STARTS - timedelta(92)),
    MoveCycle(PAST, "active"),
    *_of_the_past("of the lab", Owner("unit", LAB)),
    *_of_the_past("of bob", Owner("person", BOB)),
]
