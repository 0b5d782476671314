"""Time zones, read back by rules alone, tell the same time as the clocks there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from api.calendars import zones

REGULAR = {
    "Europe/Berlin": 2, "America/New_York": 2, "Australia/Sydney": 2, "Europe/Dublin": 2,
    "America/Santiago": 2, "Asia/Jerusalem": 2, "Australia/Lord_Howe": 2, "Pacific/Chatham": 2,
    "America/St_Johns": 2, "America/Nuuk": 2, "Asia/Beirut": 2,
}  # fmt: skip
STILL = ("Asia/Kolkata", "Asia/Tokyo", "America/Sao_Paulo", "Etc/GMT+5", "Asia/Kathmandu")
OTHERS = ("Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Asia/Almaty", "America/Asuncion")


def read_back(name: str, first: date, last: date) -> Any:
    """The zone as a program makes it out that has never heard of its name."""
    made = zones.rules_of(ZoneInfo(name), first, last)
    calendar = icalendar.Calendar()
    calendar.add_component(made)
    (read,) = icalendar.Calendar.from_ical(calendar.to_ical()).walk("VTIMEZONE")
    return read


@pytest.mark.parametrize("name", [*REGULAR, *STILL, *OTHERS])
@pytest.mark.parametrize("first", [date(2023, 9, 1), date(2026, 1, 1), date(2026, 11, 29)], ids=str)
def test_the_same_moment_is_the_same_time_there(name: str, first: date) -> None:
    last = first + timedelta(days=400)
    told, zone = read_back(name, first, last).to_tz(lookup_tzid=False), ZoneInfo(name)
    for moment in moments(zone, first, last):
        local = moment.astimezone(zone).replace(tzinfo=None)
        both = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        if len(both) == 1:  # an hour that comes twice is told apart by nobody
            assert {local.replace(tzinfo=told).utcoffset()} == both, local


def moments(zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    """Each noon, and every half hour of the days around a change of the clocks."""
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    while noon.date() <= last:
        after = noon + timedelta(days=1)
        yield noon
        if noon.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield from (noon + number * timedelta(minutes=30) for number in range(48))
        noon = after


@pytest.mark.parametrize(("name", "changes"), REGULAR.items())
def test_what_comes_every_year_is_told_by_one_rule_for_each_change(name: str, changes: int) -> None:
    read = read_back(name, date(2026, 1, 1), date(2027, 3, 31))
    assert len(read.subcomponents) == changes
    assert {one.name for one in read.subcomponents} == {"STANDARD", "DAYLIGHT"}
    for one in read.subcomponents:
        assert one["rrule"]["freq"] == ["YEARLY"]
        assert one["dtstart"].dt.tzinfo is None
        assert "rdate" not in one


def test_onsets_are_told_in_the_time_that_holds_until_them() -> None:
    read = read_back("Europe/Berlin", date(2026, 1, 1), date(2026, 12, 31))
    found = {
        one.name: (
            one["dtstart"].to_ical(), one["tzoffsetfrom"].to_ical(), one["tzoffsetto"].to_ical(),
            one["rrule"].to_ical(), str(one["tzname"]),
        )
        for one in read.subcomponents
    }  # fmt: skip
    yearly = b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH="
    assert found == {
        "DAYLIGHT": (b"20250330T020000", "+0100", "+0200", yearly + b"3", "CEST"),
        "STANDARD": (b"20251026T030000", "+0200", "+0100", yearly + b"10", "CET"),
    }


@pytest.mark.parametrize("name", STILL)
def test_clocks_that_never_change_have_one_time(name: str) -> None:
    (only,) = read_back(name, date(2026, 1, 1), date(2026, 12, 31)).subcomponents
    assert (only.name, only["tzoffsetfrom"].td) == ("STANDARD", only["tzoffsetto"].td)
