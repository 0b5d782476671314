"""Cycles and the organization, in passing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.organization.organization import AddPerson, AddUnit
from domain.values import PersonId, UnitId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, ENDS, STARTS, UNITS

BEGUN: list[AnyCommand] = []

_OTHERS: list[AnyCommand] = [
    DefineCycle(CYCLES[1], "2026-Q4", ENDS + timedelta(1), ENDS + timedelta(92)),
    DefineCycle(CYCLES[1], "2026-Q4", ENDS, STARTS),
    MoveCycle(CYCLES[0], "scoring"),
    MoveCycle(CYCLES[1], "active"),
    AddPerson(PersonId("bob"), "Bob", UNITS[1]),
    AddUnit(UnitId("lab"), "Lab", "team", UnitId("nowhere")),
]


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    del said_on
    return st.sampled_from(_OTHERS)
