"""The rituals of a unit as an iCalendar (RFC 5545) that calendar programs can subscribe to.

Each meeting is an event of its own, with an identifier that stays when it moves, so that holidays,
other schedules and the change of the clocks need no rules that programs read differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, vText

from api.calendars import zones
from domain.rituals.cadence import CADENCE
from domain.workspace import zone_of
from projections.views.rituals.rituals import Meeting, RitualsOfUnit

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
    made.add("name", vText(name))  # as a text, which is escaped
    made.add("x-wr-calname", vText(name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH_TTL)
    found = [*_events(documents, made_at).values()]
    for zone in _zones(found):
        made.add_component(zone)
    for event in found:
        made.add_component(event)
    body: bytes = made.to_ical()
    return body


def _zones(events: Sequence[Event]) -> Iterator[Timezone]:
    """The time zones that events are in, each once; UTC needs none."""
    days: dict[str, list[date]] = {}
    for event in events:
        named = event["dtstart"].params.get("tzid")
        if named:
            days.setdefault(named, []).append(event.DTSTART.date())
    for name, on in days.items():
        yield zones.rules_of(zone_of(name), min(on), max(on))


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
