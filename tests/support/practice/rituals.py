"""Rituals scheduled, cancelled and held, with holidays in between."""

from __future__ import annotations

from datetime import timedelta

from domain.rituals.schedule import (
    DeclareHoliday,
)
from domain.rituals.sessions import (
    OpenSession,
)
from domain.values import HolidayId, SessionId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, STARTS, UNITS

BEGUN: list[AnyCommand] = [
    DeclareHoliday(
        HolidayId("holiday 0"), "Summer", STARTS + timedelta(26), STARTS + timedelta(30)
    ),
    OpenSession(SessionId("s0"), "sync", CYCLES[0], STARTS, (UNITS[1], UNITS[2])),
]
