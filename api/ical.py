"""The rituals of a unit as an iCalendar (RFC 5545) that calendar programs can subscribe to.

Each meeting is an event of its own, with an identifier that stays when it moves, so that holidays,
other schedules and the change of the clocks need no rules that programs read differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from domain.cadence import CADENCE
from domain.workspace import zone_of
from projections.rituals import Meeting, RitualsOfUnit

YEAR = timedelta(days=366)
REFRESH = timedelta(hours=6)
REFRESH_TTL = "PT6H"
"""How often programs should look again, in the standard's way and in that of older programs."""


def calendar(name: str, documents: Iterable[RitualsOfUnit], made_at: datetime) -> bytes:
    """All meetings of the documents, each once; `made_at` stamps them, so that it must not vary."""
    made = Calendar()
    made.add("prodid", "-//Sightline//Rituals//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH_TTL)
    days = []
    for event in _events(documents, made_at).values():
        made.add_component(event)
        days.append(event.DTSTART.date())
    if days:
        made.add_missing_timezones(min(days) - YEAR, max(days) + YEAR)
    body: bytes = made.to_ical()
    return body


def _events(documents: Iterable[RitualsOfUnit], made_at: datetime) -> dict[str, Event]:
    """By identifier; where two cycles show one meeting, the one that it lies in knows better."""
    found: dict[str, Event] = {}
    for document in documents:
        cycle = document.cycle
        for meeting in document.meetings:
            uid = f"{meeting.kind}.{meeting.slot}.{document.unit.id}@sightline"
            at_home = cycle.starts <= meeting.day <= cycle.ends
            if meeting.begins is not None and (at_home or uid not in found):
                found[uid] = _event(uid, document, meeting, meeting.begins, made_at)
    return found


def _event(
    uid: str, document: RitualsOfUnit, meeting: Meeting, begins: datetime, made_at: datetime
) -> Event:
    layer = CADENCE[meeting.kind]
    starts = begins.astimezone(zone_of(meeting.time_zone))
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{layer.name}: {document.unit.name}")
    about = [f"With: {layer.participants}", f"Outcome: {layer.output}"]
    if meeting.holiday:
        about.append(f"Moved because of: {meeting.holiday}")
    event.add("description", "\n".join(about))
    event.add("categories", [layer.name])
    event.add("sequence", document.changes)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event
