"""The rhythm of a generated company: who meets otherwise than by default, holidays, sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from api.synthetic.units import Unit
from domain.rituals.cadence import RitualKind, Weekly
from domain.rituals.schedule import DeclareHoliday, ScheduleRitual
from domain.rituals.sessions import (
    AnswerEscalation,
    Blocked,
    CloseSession,
    Decision,
    Escalation,
    Note,
    OpenSession,
    Output,
)
from domain.values import HolidayId, Owner, SessionId, UnitId

KEPT_BY = 20
"""One team in so many writes down its check-in sessions."""
BLOCKED = 0.3
ESCALATED, ANSWERED = 0.05, 0.6


def meeting(diary: Diary) -> Iterator[Entry]:
    yield from _rhythm(diary)
    yield from _sessions(diary)


def _rhythm(diary: Diary) -> Iterator[Entry]:
    """A third of the divisions check in on another day, and there are two holidays."""
    for division in diary.made.divisions[1::3]:
        ritual = ScheduleRitual(
            "check_in", Weekly("thursday"), time(14), 45, diary.drafted, division.unit_id
        )
        yield Entry(diary.drafted, [ritual])
    middle = diary.first_day((diary.shape.weeks + 1) // 2)
    yield Entry(diary.drafted, [_holiday(diary, "Company days", middle, 2, None)])
    for division in diary.made.divisions[:1]:
        yield Entry(diary.drafted, [_holiday(diary, "Trade fair", middle, 5, division.unit_id)])


def _holiday(
    diary: Diary, name: str, first: date, days: int, unit_id: UnitId | None
) -> DeclareHoliday:
    holiday = HolidayId(diary.shape.identifier("holiday", name))
    return DeclareHoliday(holiday, name, first, first + timedelta(days=days - 1), unit_id)


def _sessions(diary: Diary) -> Iterator[Entry]:
    random = diary.random("meeting")
    divisions = diary.made.divisions
    pairs = list(zip(divisions[::2], divisions[1::2], strict=False))
    for week in range(1, diary.shape.weeks + 1):
        day = diary.first_day(week)
        for team in diary.made.teams[::KEPT_BY]:
            yield from _check_in(diary, day, team, random)
        for pair in pairs if week % 2 == 0 else ():
            yield _held(diary, "sync", day, pair, [Note(random.choice(words.NOTES))])
        if week % 4 == 0:
            decision = Decision(random.choice(words.DECISIONS), "course")
            yield _held(diary, "business_review", day, (diary.made.company,), [decision])


def _check_in(diary: Diary, day: date, team: Unit, random: Random) -> Iterator[Entry]:
    """Sometimes something is blocked; now and then that goes up, and mostly it is answered."""
    if random.random() >= ESCALATED:
        name, kind = random.choice(words.BLOCKERS)
        outputs: list[Output] = [Blocked(name, kind)] if random.random() < BLOCKED else []
        yield _held(diary, "check_in", day, (team,), outputs)
        return
    to = Owner("unit", team.division or diary.made.company.unit_id)
    held = _held(diary, "check_in", day, (team,), [Escalation(words.ESCALATION, to)])
    yield held
    if random.random() < ANSWERED:
        session = _session(diary, "check_in", day, team)
        yield Entry(day + timedelta(days=2), [AnswerEscalation(session, 1, words.ANSWER)])


def _held(
    diary: Diary, kind: RitualKind, day: date, units: Sequence[Unit], outputs: Sequence[Output]
) -> Entry:
    """A session that is opened and closed in one go, with what came of it."""
    session = _session(diary, kind, day, units[0])
    unit_ids = tuple(unit.unit_id for unit in units)
    return Entry(
        day,
        [
            OpenSession(session, kind, diary.cycle.cycle_id, day, unit_ids),
            CloseSession(session, outputs=tuple(outputs)),
        ],
    )


def _session(diary: Diary, kind: RitualKind, day: date, unit: Unit) -> SessionId:
    return SessionId(diary.shape.identifier("session", kind, day, unit.unit_id))
