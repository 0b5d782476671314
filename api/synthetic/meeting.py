"""The rhythm of a generated company: who meets otherwise than by default, holidays, sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random

from api.synthetic import words
from api.synthetic.diary import Entry, Story
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


def meeting(story: Story) -> Iterator[Entry]:
    yield from _rhythm(story)
    yield from _sessions(story)


def _rhythm(story: Story) -> Iterator[Entry]:
    """A third of the divisions check in on another day, and there are two holidays."""
    for division in story.made.divisions[1::3]:
        ritual = ScheduleRitual(
            "check_in", Weekly("thursday"), time(14), 45, story.drafted, division.unit_id
        )
        yield Entry(story.drafted, [ritual])
    middle = story.first_day((story.shape.weeks + 1) // 2)
    yield Entry(story.drafted, [_holiday(story, "Company days", middle, 2, None)])
    for division in story.made.divisions[:1]:
        yield Entry(story.drafted, [_holiday(story, "Trade fair", middle, 5, division.unit_id)])


def _holiday(
    story: Story, name: str, first: date, days: int, unit_id: UnitId | None
) -> DeclareHoliday:
    holiday = HolidayId(story.shape.identifier("holiday", name))
    return DeclareHoliday(holiday, name, first, first + timedelta(days=days - 1), unit_id)


def _sessions(story: Story) -> Iterator[Entry]:
    random = story.random("meeting")
    divisions = story.made.divisions
    pairs = list(zip(divisions[::2], divisions[1::2], strict=False))
    for week in range(1, story.shape.weeks + 1):
        day = story.first_day(week)
        for team in story.made.teams[::KEPT_BY]:
            yield from _check_in(story, day, team, random)
        for pair in pairs if week % 2 == 0 else ():
            yield _held(story, "sync", day, pair, [Note(random.choice(words.NOTES))])
        if week % 4 == 0:
            decision = Decision(random.choice(words.DECISIONS), "course")
            yield _held(story, "business_review", day, (story.made.company,), [decision])


def _check_in(story: Story, day: date, team: Unit, random: Random) -> Iterator[Entry]:
    """Sometimes something is blocked; now and then that goes up, and mostly it is answered."""
    if random.random() >= ESCALATED:
        name, kind = random.choice(words.BLOCKERS)
        outputs: list[Output] = [Blocked(name, kind)] if random.random() < BLOCKED else []
        yield _held(story, "check_in", day, (team,), outputs)
        return
    to = Owner("unit", team.division or story.made.company.unit_id)
    held = _held(story, "check_in", day, (team,), [Escalation(words.ESCALATION, to)])
    yield held
    if random.random() < ANSWERED:
        session = _session(story, "check_in", day, team)
        yield Entry(day + timedelta(days=2), [AnswerEscalation(session, 1, words.ANSWER)])


def _held(
    story: Story, kind: RitualKind, day: date, units: Sequence[Unit], outputs: Sequence[Output]
) -> Entry:
    """A session that is opened and closed in one go, with what came of it."""
    session = _session(story, kind, day, units[0])
    unit_ids = tuple(unit.unit_id for unit in units)
    return Entry(
        day,
        [
            OpenSession(session, kind, story.cycle.cycle_id, day, unit_ids),
            CloseSession(session, outputs=tuple(outputs)),
        ],
    )


def _session(story: Story, kind: RitualKind, day: date, unit: Unit) -> SessionId:
    return SessionId(story.shape.identifier("session", kind, day, unit.unit_id))
