"""Time zones as calendar programs need them: as rules with the days from which they hold.

RFC 5545, 3.6.5: an onset is given in the local time that holds until it. Outlook reads one yearly
rule for each of the two changes, so a rule is used wherever one fits; where none does, as where
the clocks follow the moon, each change is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS = 28
"""Over how many years a rule has to hold: after as many, days fall on the same weekdays again."""
_STEP = timedelta(days=7)
_YEAR = timedelta(days=366)
_WEEK = 7
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 - local time, as onsets are given


class Onset(NamedTuple):
    """A change of the clocks: when, from how far off UTC to how far, and what it is called then."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def local(self) -> datetime:
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return self.before, self.after, self.name, self.summer


def rules_of(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """The zone, for events between two days."""
    made = Timezone()
    made.add("tzid", zone.key)
    begins = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    onsets = _onsets(zone, begins.year)
    ends = datetime(last.year + 1, last.month, 1, tzinfo=UTC)
    start = begins.astimezone(zone)
    offset = _offset(start)
    if not onsets or onsets[0].at.date() >= first - timedelta(days=1):
        made.add_component(
            _part(Onset(begins, offset, offset, str(start.tzname()), False), _LONG_AGO)
        )
    for alike in _alike(onsets):
        regular = _regular(alike)
        for onset in alike[: len(alike) - len(regular)]:
            if onset.at < ends:
                made.add_component(_part(onset, onset.local))
        if regular:
            made.add_component(_part(regular[0], regular[0].local, _rule(regular)))
    return made


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


@lru_cache(maxsize=256)
def _onsets(zone: ZoneInfo, year: int) -> tuple[Onset, ...]:
    """All changes of a zone's clocks from the beginning of a year on."""
    here, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + YEARS, 1, 1, tzinfo=UTC)
    steps = [here + number * _STEP for number in range((end - here) // _STEP + 1)]
    return tuple(
        _onset(zone, before, after)
        for before, after in pairwise(steps)
        if _clock(zone, before) != _clock(zone, after)
    )


def _clock(zone: ZoneInfo, at: datetime) -> tuple[timedelta, str | None]:
    local = at.astimezone(zone)
    return _offset(local), local.tzname()


def _onset(zone: ZoneInfo, before: datetime, after: datetime) -> Onset:
    """The change between two moments, to the second."""
    old = _clock(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _clock(zone, middle) == old:
            before = middle
        else:
            after = middle
    now, then = after.astimezone(zone), before.astimezone(zone)
    moves = bool(now.dst()) or bool(then.dst())
    summer = moves and _offset(now) > _offset(then)
    return Onset(after, _offset(then), _offset(now), str(now.tzname()), summer)


def _alike(onsets: Sequence[Onset]) -> Iterator[list[Onset]]:
    """The changes of each kind, in their order."""
    kinds: dict[Any, list[Onset]] = {}
    for onset in onsets:
        kinds.setdefault(onset.kind, []).append(onset)
    yield from kinds.values()


def _regular(onsets: list[Onset]) -> list[Onset]:
    """The last of some changes, as many as one rule tells that goes on for ever."""
    years = [onset.local.year for onset in onsets]
    for place in range(len(onsets)):
        rest = onsets[place:]
        yearly = years[place:] == [*range(years[place], years[place] + len(rest))]
        if yearly and len(rest) > YEARS // 2 and _rule(rest):
            return rest
    return []


def _rule(onsets: Sequence[Onset]) -> dict[str, Any]:
    """The yearly rule of some changes; nothing where there is none."""
    local = [onset.local for onset in onsets]
    if len({(one.month, one.weekday(), one.time()) for one in local}) > 1:
        return {}
    rule = {"freq": "yearly", "bymonth": local[0].month}
    weekday, days = _DAYS[local[0].weekday()], {one.day for one in local}
    if len({(day - 1) // _WEEK for day in days}) == 1:
        return {**rule, "byday": f"{(min(days) - 1) // _WEEK + 1}{weekday}"}
    if all((one + timedelta(days=_WEEK)).month != one.month for one in local):
        return {**rule, "byday": f"-1{weekday}"}
    if max(days) - min(days) < _WEEK:
        return {**rule, "byday": weekday, "bymonthday": [*range(min(days), max(days) + 1)]}
    return {}


def _part(onset: Onset, local: datetime, rule: dict[str, Any] | None = None) -> Any:
    part = TimezoneDaylight() if onset.summer else TimezoneStandard()
    part.add("dtstart", local)
    part.add("tzoffsetfrom", onset.before)
    part.add("tzoffsetto", onset.after)
    part.add("tzname", onset.name)
    if rule:
        part.add("rrule", rule)
    return part
