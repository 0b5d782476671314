"""Acme: its units and people, its cycles, and the objectives that it has planned for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from domain.alignment.linking import LinkObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddPerson, AddUnit
from domain.values import CycleId, KeyResultId, LinkId, ObjectiveId, Owner, PersonId, UnitId
from domain.workspace import CreateWorkspace
from events.streams import AnyCommand

STARTS, ENDS = date(2026, 7, 1), date(2026, 9, 30)
CYCLES = [CycleId("q3"), CycleId("q4"), CycleId("h2")]
UNITS = [UnitId("acme"), UnitId("sales"), UnitId("tech")]
ADA = Owner("person", "ada")
OBJECTIVES = [ObjectiveId(f"o{n}") for n in range(9)]
PLANNED, OF_THE_HALF_YEAR, STILL_DRAFTS = (0, 1, 2, 3), (5, 6), (7, 4, 8)
"""What a quarter begins with, what another cycle has, and what is not agreed on yet."""
METRICS: list[Metric] = [
    Increase(10, 20),
    Decrease(100, 90, stretch=80),
    MaintainAtLeast(99.5),
    MaintainInRange(1, 3),
    Milestone(),
    Milestone((Step("draft", 1, STARTS + timedelta(30)), Step("launch", 3))),
    Boolean(),
]


def key_result_of(objective: ObjectiveId, number: int) -> KeyResultId:
    return KeyResultId(f"{objective}-k{number}")


def link_of(cycle: CycleId, number: int) -> LinkId:
    return LinkId(f"l{number} of {cycle}")


def cycle_of(objective: ObjectiveId) -> CycleId:
    there = [OBJECTIVES[index] for index in OF_THE_HALF_YEAR]
    return CYCLES[2] if objective in there else CYCLES[0]


FOUNDING: list[AnyCommand] = [
    CreateWorkspace("Acme", "America/New_York"),
    AddUnit(UNITS[0], "Acme", "company"),
    AddUnit(UNITS[1], "Sales", "division", UNITS[0]),
    AddUnit(UNITS[2], "Tech", "team", UNITS[1]),
    AddPerson(PersonId("ada"), "Ada", UNITS[2]),
    DefineCycle(CYCLES[0], "2026-Q3", STARTS, ENDS),
    MoveCycle(CYCLES[0], "active"),
]


def metric_of(index: int, number: int) -> Metric:
    return METRICS[(2 * index + number) % len(METRICS)]


def planned(
    index: int,
    cycle: CycleId = CYCLES[0],
    owner: Owner | None = None,
    answers: Owner | None = None,
    links: Iterable[AnyCommand] = (),
) -> list[AnyCommand]:
    """An objective that is ready to be reported on; the first is the company's."""
    objective = OBJECTIVES[index]
    owner = owner or Owner("unit", UNITS[min(index, 2)])
    return [
        DraftObjective(objective, cycle, f"Objective {objective}", owner),
        *(
            AddKeyResult(
                objective,
                key_result_of(objective, n),
                f"Key result {n}",
                metric_of(index, n),
                owner=answers,
            )
            for n in range(2)
        ),
        *links,
        CommitObjective(objective),
        PublishObjective(objective),
    ]


HALF_YEAR: list[AnyCommand] = [
    DefineCycle(CYCLES[2], "2026-H2", STARTS - timedelta(7), date(2026, 12, 31), "custom"),
    MoveCycle(CYCLES[2], "active"),
    *planned(5, CYCLES[2], Owner("unit", UNITS[0]), answers=ADA),
    *planned(
        6,
        CYCLES[2],
        ADA,
        links=[
            LinkObjective(
                CYCLES[2],
                LinkId("of the half year"),
                OBJECTIVES[6],
                OBJECTIVES[5],
                key_result_of(OBJECTIVES[5], 0),
                mechanism="lever",
                strength="strong",
                link_test="yes",
            )
        ],
    ),
]
