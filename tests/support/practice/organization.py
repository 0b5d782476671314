"""Reorganizations, said late, on the day and ahead, of a company with a quarter behind it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.cycles.cycle import DefineCycle, DefineYear, MoveCycle
from domain.measuring.metric import Increase
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import (
    ArchiveUnit,
    LeaveOrganization,
    MergeUnit,
    MovePerson,
    MoveUnit,
    RenamePerson,
    RenameUnit,
)
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, PersonId, UnitId
from domain.workspace import SetFiscalStart
from events.streams import AnyCommand
from tests.support.acme import STARTS, UNITS

PAST = CycleId("long ago")
LAB, CARE = UnitId("lab-of-old"), UnitId("care")
BOB = PersonId("bob-of-old")

_QUARTERS = (CycleId("fy-1"), CycleId("fy-2"), CycleId("fy-3"), CycleId("fy-4"))
_MOVABLE = [*UNITS[1:], LAB, CARE]
_PEOPLE = [PersonId("ada"), BOB]


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


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    units, others = st.sampled_from(_MOVABLE), st.sampled_from([*UNITS, LAB, CARE])
    people = st.sampled_from(_PEOPLE)
    names = st.sampled_from(["Old lab", "Growth", "Care"])
    days = st.integers(-200, 60).map(lambda days: said_on + timedelta(days=days))
    return st.one_of(
        st.builds(RenameUnit, others, names, days),
        st.builds(MoveUnit, units, others, days),
        st.builds(MergeUnit, units, others, days),
        st.builds(ArchiveUnit, others, st.just("no longer needed"), days),
        st.builds(RenamePerson, people, names, days),
        st.builds(MovePerson, people, others, days),
        st.builds(LeaveOrganization, people, days),
        st.builds(SetFiscalStart, st.sampled_from([1, 4, 10])),
        st.builds(DefineYear, st.just(CycleId("fy")), st.just(_QUARTERS), st.just(2026)),
        st.builds(AddUnit, st.just(UnitId("new")), names, st.just("team"), others, days),
        st.builds(AddPerson, st.just(PersonId("newcomer")), names, others, days),
    )
