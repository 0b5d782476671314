"""When the practice meets and what comes of it, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.rituals.cadence import CADENCE, EndOfCycle, Monthly, Recurrence, Schedule, Weekly
from domain.rituals.schedule import (
    HolidayDeclared,
    HolidayWithdrawn,
    RitualCancelled,
    RitualEvent,
    RitualRestored,
    RitualScheduled,
)
from domain.rituals.sessions import (
    Blocked,
    Decision,
    Escalation,
    EscalationAnswered,
    Note,
    Output,
    OutputRecorded,
    Refreshed,
    Scored,
    SessionClosed,
    SessionEvent,
    SessionOpened,
)
from projections.model.feed import Entry

_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_DECISIONS = {
    "general": "Decided",
    "course": "Corrected course",
    "resources": "Decided on resources",
}


def how_often(recurrence: Recurrence) -> str:
    match recurrence:
        case Weekly():
            weeks = "every week" if recurrence.every == 1 else f"every {recurrence.every} weeks"
            return f"{weeks} on {recurrence.weekday.capitalize()}"
        case Monthly():
            return f"on the {_NTH[recurrence.nth]} {recurrence.weekday.capitalize()} of the month"
        case EndOfCycle():
            return f"on the last {recurrence.weekday.capitalize()} of the {recurrence.cycle}"
        case _:
            assert_never(recurrence)


def in_words(schedule: Schedule) -> str:
    zone = f" ({schedule.time_zone})" if schedule.time_zone else ""
    return (
        f"{how_often(schedule.recurrence)} at {schedule.at:%H:%M}{zone}, {schedule.minutes} minutes"
    )


def tell(event: RitualEvent, entry: Entry) -> str:
    where = f" of {entry.subject}" if entry.subject else ""
    match event:
        case RitualScheduled():
            schedule = Schedule(
                event.recurrence, event.at, event.minutes, event.starting, event.time_zone
            )
            name = CADENCE[event.kind].name
            return f"{name}{where}: {in_words(schedule)}, from {event.starting} on."
        case RitualCancelled():
            return f"{CADENCE[event.kind].name}{where}: no longer held from {event.starting} on."
        case RitualRestored():
            above = "the unit above" if event.unit_id else "the default cadence"
            name = CADENCE[event.kind].name
            return f"{name}{where}: scheduled as in {above} again, from {event.starting} on."
        case HolidayDeclared():
            days = str(event.first)
            if event.last != event.first:
                days += f" to {event.last}"
            whose = where or " for everybody"
            return f"Holiday{whose}: {event.name}, {days}. Weekly meetings are skipped."
        case HolidayWithdrawn():
            return f"The holiday '{entry.part}'{where} was withdrawn."
        case _:
            assert_never(event)


def tell_of_session(event: SessionEvent, entry: Entry) -> str:
    about = entry.part or "session"
    match event:
        case SessionOpened():
            return f"The {about} was opened."
        case OutputRecorded():
            return f"{of_output(event.output)} (in the {about})"
        case SessionClosed():
            return f"The {about} was closed."
        case EscalationAnswered():
            return f"An escalation from the {about} was answered: {event.answer}"
        case _:
            assert_never(event)


def of_output(output: Output) -> str:
    """What came of a session, in words."""
    match output:
        case Blocked():
            return f"Blocked: {output.name}"
        case Escalation():
            return f"Escalated: {output.text}"
        case Decision():
            return f"{_DECISIONS[output.about]}: {output.text}"
        case Scored():
            return "Scored an objective"
        case Refreshed():
            return "Refreshed a strategic outcome"
        case Note():
            return f"Noted: {output.text}"
        case _:
            assert_never(output)
