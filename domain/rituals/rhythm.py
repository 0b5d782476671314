"""Which days the rituals of a unit come to: pure reckoning with schedules, cycles and holidays."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import assert_never, get_args
from zoneinfo import ZoneInfo

from domain.cycles.cycle import Calendar, Cycle
from domain.messages import Value
from domain.organization.chart import Chart
from domain.rituals.cadence import EndOfCycle, Monthly, RitualKind, Schedule, Weekday, Weekly
from domain.rituals.schedule import Holiday, Rituals, held, holidays
from domain.values import UnitId
from domain.workspace import zone_of

KINDS: tuple[RitualKind, ...] = get_args(RitualKind)
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_DAY = timedelta(days=1)
_FRIDAY = 4


class Occurrence(Value, frozen=True):
    """One time that a ritual takes place, or would if there were no holiday.

    `slot` is its name for as long as the ritual has its rhythm, whatever day or hour it moves to:
    the week, the month or the cycle that it is held for. `planned` is the day by the schedule,
    `day` the one that holidays leave, None when it is skipped.
    """

    kind: RitualKind
    slot: str
    planned: date
    day: date | None
    schedule: Schedule
    holiday: str = ""

    def begins(self, zone: ZoneInfo) -> datetime:
        """On the clocks of the schedule's time zone, or else of the one given."""
        known = self.schedule.time_zone
        there = zone if known is None else zone_of(known)
        return datetime.combine(self.day or self.planned, self.schedule.at, there)


def chain(organization: Chart, unit_id: UnitId) -> tuple[UnitId, ...]:
    """A unit and those above it, nearest first."""
    above = tuple(unit.unit_id for unit in reversed(organization.path(unit_id)))
    return above or (unit_id,)


def below(organization: Chart, units: Iterable[UnitId]) -> dict[UnitId, list[UnitId]]:
    """For each unit that has some, all of these units that are below it."""
    found: dict[UnitId, list[UnitId]] = {}
    for unit_id in units:
        for above in chain(organization, unit_id)[1:]:
            found.setdefault(above, []).append(unit_id)
    return found


def deciding(state: Rituals, chain: Sequence[UnitId]) -> tuple[UnitId, ...]:
    """Those of a unit and the ones above it that have decided anything about rituals.

    What is held, and when nobody is there, goes by them: others of a chain leave it as it is.
    """
    return tuple([one for one in chain if one in state.changes])


def occurrences(
    state: Rituals,
    kind: RitualKind,
    above: Sequence[UnitId],
    calendar: Calendar,
    first: date,
    last: date,
) -> Iterable[Occurrence]:
    """What is planned in a unit from one day to another, both included; `above` is its chain.

    What is held by the week is skipped on a holiday: the next one is near. What is held by the
    month moves on to the next working day, and what ends a cycle back to the one before.
    """
    away = list(holidays(state, above))
    for start, end in _stretches(state, kind, first, last):
        schedule = held(state, kind, above, start).schedule
        if schedule is None:
            continue
        for slot, planned in _planned(schedule, calendar, start, end):
            holiday = _holiday(away, planned)
            day = planned if holiday is None else _instead(schedule, away, planned)
            name = "" if holiday is None else holiday.name
            yield Occurrence(kind, slot, planned, day, schedule, name)


def _stretches(
    state: Rituals, kind: RitualKind, first: date, last: date
) -> Iterable[tuple[date, date]]:
    """The time from one day to another, cut where somebody says something else from a day on."""
    cuts = {
        setting.starting
        for settings in state.settings.get(kind, {}).values()
        for setting in settings
        if first < setting.starting <= last
    }
    starts = [first, *sorted(cuts)]
    for number, start in enumerate(starts):
        end = starts[number + 1] - _DAY if number + 1 < len(starts) else last
        yield start, end


def _planned(
    schedule: Schedule, calendar: Calendar, first: date, last: date
) -> Iterable[tuple[str, date]]:
    first = max(first, schedule.starting)
    recurrence = schedule.recurrence
    match recurrence:
        case Weekly():
            begun = _monday(schedule.starting)
            ahead = (_WEEKDAYS.index(recurrence.weekday) - first.weekday()) % 7
            for days in range(ahead, (last - first).days + 1, 7):
                monday = _monday(first + timedelta(days=days))
                if (monday - begun).days // 7 % recurrence.every == 0:
                    yield monday.isoformat(), first + timedelta(days=days)
        case Monthly():
            for year, month in _months(first, last):
                day = _nth(year, month, recurrence)
                if first <= day <= last:
                    yield f"{year}-{month:02}", day
        case EndOfCycle():
            for cycle in calendar.cycles.values():
                day = _last(cycle, recurrence.weekday)
                if cycle.kind == recurrence.cycle and first <= day <= last:
                    yield cycle.cycle_id, day
        case _:
            assert_never(recurrence)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months(first: date, last: date) -> Iterable[tuple[int, int]]:
    month = first.year * 12 + first.month - 1
    while month <= last.year * 12 + last.month - 1:
        yield month // 12, month % 12 + 1
        month += 1


def _nth(year: int, month: int, recurrence: Monthly) -> date:
    weekday = _WEEKDAYS.index(recurrence.weekday)
    if recurrence.nth < 0:
        end = date(year, month, monthrange(year, month)[1])
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    start = date(year, month, 1)
    days = (weekday - start.weekday()) % 7 + 7 * (recurrence.nth - 1)
    return start + timedelta(days=days)


def _last(cycle: Cycle, weekday: Weekday) -> date:
    """The last such weekday of a cycle, or the first day of one that has none."""
    back = (cycle.ends.weekday() - _WEEKDAYS.index(weekday)) % 7
    return cycle.ends - timedelta(days=min(back, (cycle.ends - cycle.starts).days))


def _holiday(away: Sequence[Holiday], day: date) -> Holiday | None:
    return next((one for one in away if one.first <= day <= one.last), None)


def _instead(schedule: Schedule, away: Sequence[Holiday], planned: date) -> date | None:
    """The nearest working day in the direction in which the ritual may move, if it may."""
    if isinstance(schedule.recurrence, Weekly):
        return None
    step = _DAY if isinstance(schedule.recurrence, Monthly) else -_DAY
    day = planned
    while (holiday := _holiday(away, day)) is not None or day.weekday() > _FRIDAY:
        edge = day if holiday is None else holiday.last if step > timedelta(0) else holiday.first
        if edge in (date.min, date.max):
            return None
        day = edge + step
    return day
