"""Rituals scheduled, cancelled and held, with holidays in between."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

from domain.rituals.cadence import EndOfCycle, Monthly, Recurrence, RitualKind, Weekly
from domain.rituals.schedule import (
    CancelRitual,
    DeclareHoliday,
    RestoreRitual,
    ScheduleRitual,
    WithdrawHoliday,
)
from domain.rituals.sessions import (
    AnswerEscalation,
    Blocked,
    CloseSession,
    Decision,
    Escalation,
    Note,
    OpenSession,
    Output,
    RecordOutput,
    Refreshed,
    Scored,
)
from domain.values import CycleId, HolidayId, OutcomeId, Owner, SessionId, UnitId
from events.streams import AnyCommand
from tests.support.acme import ADA, CYCLES, OBJECTIVES, STARTS, UNITS

BEGUN: list[AnyCommand] = [
    DeclareHoliday(
        HolidayId("holiday 0"), "Summer", STARTS + timedelta(26), STARTS + timedelta(30)
    ),
    OpenSession(SessionId("s0"), "sync", CYCLES[0], STARTS, (UNITS[1], UNITS[2])),
]

_KINDS: list[RitualKind] = ["check_in", "check_in", "sync", "business_review", "scoring"]
_RECURRENCES: list[Recurrence] = [
    Weekly("monday"),
    Weekly("thursday", 2),
    Monthly("friday", -1),
    EndOfCycle("friday"),
]
_OUTPUTS: list[Output] = [
    Blocked("hiring", "resource", OBJECTIVES[1]),
    Escalation("The API is late", Owner("unit", UNITS[0]), OBJECTIVES[2]),
    Escalation("Who pays?", ADA),
    Escalation("Who pays?", Owner("person", "nobody")),
    Decision("Ada helps", "resources"),
    Scored(OBJECTIVES[4]),
    Note("Zürich: fine"),
    Refreshed(OutcomeId("nowhere")),
]
_units = st.sampled_from([None, *UNITS, UnitId("lab")])
_sessions = st.sampled_from([SessionId(f"s{n}") for n in range(3)])
_outputs = st.sampled_from(_OUTPUTS)


@st.composite
def _scheduling(draw: st.DrawFn, said_on: date) -> AnyCommand:
    kind, unit = draw(st.sampled_from(_KINDS)), draw(_units)
    starting = said_on + timedelta(days=draw(st.integers(-20, 20)))
    holiday = HolidayId(f"holiday {draw(st.integers(0, 2))}")
    match draw(st.integers(0, 5)):
        case 0:
            return CancelRitual(kind, starting, unit)
        case 1:
            return RestoreRitual(kind, starting, unit)
        case 2:
            last = starting + timedelta(days=draw(st.integers(-1, 20)))
            return DeclareHoliday(holiday, "Away", starting, last, unit)
        case 3:
            return WithdrawHoliday(holiday, unit)
        case _:
            zone = draw(st.sampled_from([None, None, "Asia/Tokyo", "Mars/One"]))
            recurrence = draw(st.sampled_from(_RECURRENCES))
            return ScheduleRitual(kind, recurrence, time(9, 30), 30, starting, unit, zone)


@st.composite
def _meeting(draw: st.DrawFn, said_on: date) -> AnyCommand:
    session = draw(_sessions)
    match draw(st.integers(0, 5)):
        case 0:
            day = said_on + timedelta(days=draw(st.integers(-3, 1)))
            units = tuple(draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3)))
            cycle = draw(st.sampled_from([*CYCLES, CycleId("nowhere")]))
            return OpenSession(session, draw(st.sampled_from(_KINDS)), cycle, day, units)
        case 1:
            outputs = tuple(draw(st.lists(_outputs, max_size=2)))
            return CloseSession(session, draw(st.sampled_from(["", "Well done"])), outputs)
        case 2:
            return AnswerEscalation(session, draw(st.integers(1, 3)), "It was settled")
        case _:
            return RecordOutput(session, draw(_outputs))


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    return st.one_of(_scheduling(said_on), _meeting(said_on))
