"""The organization day by day: who and what there is, what it is called and where it belongs."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from typing import Final, TypeVar

from domain.messages import Value
from domain.values import Level, Name, Owner, PersonId, PersonRole, StandInId, UnitId, UnitKind

T = TypeVar("T")

EVER: Final = date.min
"""The day from which on something holds that has held for as long as anybody can tell."""

Dated = tuple[tuple[date, T], ...]
"""What holds from which day on, until the next one."""


def on(dated: Dated[T], day: date) -> T:
    """What holds on a day; before the first one, what comes first."""
    found = dated[0][1]
    for since, value in dated:
        if since > day:
            break
        found = value
    return found


def changed(dated: Dated[T], day: date, value: T) -> Dated[T]:
    """The same with another value from a day on; what is known of later days stays."""
    kept = [one for one in dated if one[0] != day]
    return tuple(sorted([*kept, (day, value)], key=lambda one: one[0]))


class Unit(Value, frozen=True):
    """A unit as it is on some day."""

    unit_id: UnitId
    name: str
    kind: UnitKind
    parent_id: UnitId | None


class Person(Value, frozen=True):
    """A person as known on some day."""

    person_id: PersonId
    name: Name
    unit_id: UnitId
    role: PersonRole | None = None
    """None where nobody has said yet."""


class Archived(Value, frozen=True):
    """From `day` on a unit is no more: for a reason, or because it became part of another."""

    day: date
    reason: str = ""
    into_id: UnitId | None = None


class UnitRecord(Value, frozen=True):
    """A unit through time. The company has no parents."""

    unit_id: UnitId
    kind: UnitKind
    names: Dated[str]
    parents: Dated[UnitId] = ()
    archived: Archived | None = None

    @property
    def since(self) -> date:
        return self.names[0][0]

    def is_there(self, day: date) -> bool:
        return self.since <= day and (self.archived is None or day < self.archived.day)

    def name_on(self, day: date) -> str:
        return on(self.names, day)

    def parent_on(self, day: date) -> UnitId | None:
        return on(self.parents, day) if self.parents else None

    def unit_on(self, day: date) -> Unit:
        return Unit(self.unit_id, self.name_on(day), self.kind, self.parent_on(day))


class PersonRecord(Value, frozen=True):
    """A person through time; on the day `left` they are no longer there.

    `absences` are the times between leaving and coming back, each without its last day.
    """

    person_id: PersonId
    names: Dated[str]
    units: Dated[UnitId]
    left: date | None = None
    roles: Dated[PersonRole] = ()
    absences: tuple[tuple[date, date], ...] = ()

    @property
    def since(self) -> date:
        return self.units[0][0]

    def is_there(self, day: date) -> bool:
        return self.since <= day and self.left_by(day) is None

    def left_by(self, day: date) -> date | None:
        """The day on which they left, if they are away on a day."""
        if self.left is not None and self.left <= day:
            return self.left
        return next((left for left, back in self.absences if left <= day < back), None)

    def name_on(self, day: date) -> str:
        return on(self.names, day)

    def unit_id_on(self, day: date) -> UnitId:
        return on(self.units, day)

    def role_on(self, day: date) -> PersonRole | None:
        """What somebody is on a day; nobody is anything before it was said."""
        return on(self.roles, day) if self.roles and self.roles[0][0] <= day else None

    def person_on(self, day: date) -> Person:
        return Person(self.person_id, self.name_on(day), self.unit_id_on(day), self.role_on(day))


class Chart(Value, frozen=True, dict=True, gc=True):
    """The organization of a day. Those who are gone, or have yet to come, still have a name."""

    day: date
    unit_records: dict[UnitId, UnitRecord]
    person_records: dict[PersonId, PersonRecord]

    @cached_property
    def units(self) -> dict[UnitId, Unit]:
        """The units that are there on the day, in the order in which they were added."""
        return {
            key: record.unit_on(self.day)
            for key, record in self.unit_records.items()
            if record.is_there(self.day)
        }

    @cached_property
    def people(self) -> dict[PersonId, Person]:
        """The people who are there on the day, in the order in which they were added."""
        return {
            key: record.person_on(self.day)
            for key, record in self.person_records.items()
            if record.is_there(self.day)
        }

    @cached_property
    def company(self) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.parent_id is None), None)

    @cached_property
    def _below(self) -> dict[UnitId | None, list[Unit]]:
        below: dict[UnitId | None, list[Unit]] = {}
        for unit in self.units.values():
            below.setdefault(unit.parent_id, []).append(unit)
        return below

    @cached_property
    def members(self) -> dict[UnitId, list[Person]]:
        """The people of each unit that answers; what was merged answers by what it became."""
        found: dict[UnitId, list[Person]] = {}
        for person in self.people.values():
            found.setdefault(self.answering(person.unit_id), []).append(person)
        return found

    def children(self, unit_id: UnitId) -> tuple[Unit, ...]:
        """The units right below a unit."""
        return tuple(self._below.get(unit_id, ()))

    def path(self, unit_id: UnitId) -> tuple[Unit, ...]:
        """The units from the company down to a unit, itself included; one that is gone has one."""
        found: dict[UnitId, Unit] = {}
        here: UnitId | None = unit_id
        while here is not None and here in self.unit_records and here not in found:
            found[here] = self.unit_records[here].unit_on(self.day)
            here = found[here].parent_id
        return tuple(reversed(found.values()))

    def level(self, owner: Owner) -> Level:
        """The level of an objective follows from who owns it."""
        if owner.kind == "person":
            return "individual"
        unit = self.unit_records.get(UnitId(owner.id))
        return unit.kind if unit else "team"

    def name_of(self, owner: Owner) -> str:
        if owner.kind == "person":
            person = self.person_records.get(PersonId(owner.id))
            return person.name_on(self.day) if person else owner.id
        unit = self.unit_records.get(UnitId(owner.id))
        return unit.name_on(self.day) if unit else owner.id

    def unit_of(self, owner: Owner) -> UnitId | None:
        """The unit that an owner is, or belongs to; of one who has left, the last.

        What became part of another unit is that unit: it answers for all that was owned.
        """
        if owner.kind == "unit":
            return self.answering(UnitId(owner.id))
        person = self.person_records.get(PersonId(owner.id))
        return self.answering(person.unit_id_on(self.day)) if person else None

    def heir(self, owner: Owner) -> Owner:
        """Who goes on with what somebody owns: they, or else their unit, or what that became."""
        if owner.kind == "person" and PersonId(owner.id) in self.people:
            return owner
        unit_id = self.unit_of(owner)
        return owner if unit_id is None else Owner("unit", unit_id)

    def answering(self, unit_id: UnitId) -> UnitId:
        """The unit that answers where one was asked or owns something: it, or what it became."""
        return self.became(unit_id)[-1]

    def became(self, unit_id: UnitId) -> tuple[UnitId, ...]:
        """A unit, and what it has become part of by the day, one after the other."""
        found = [unit_id]
        while (record := self.unit_records.get(found[-1])) is not None:
            ended = record.archived
            if ended is None or ended.into_id is None or ended.day > self.day:
                break
            if ended.into_id in found:
                break
            found.append(ended.into_id)
        return tuple(found)


class StandIn(Value, frozen=True):
    """Who stands in for a person, from the first to the last day; or until it was ended early."""

    person_id: PersonId
    substitute_id: PersonId
    first: date
    last: date
    ended: date | None = None

    @property
    def until(self) -> date:
        """The last day on which they do."""
        return self.last if self.ended is None else self.ended - timedelta(days=1)

    def is_on(self, day: date) -> bool:
        return self.first <= day <= self.until

    def overlaps(self, other: StandIn) -> bool:
        return max(self.first, other.first) <= min(self.until, other.until)


class Organization(Value, frozen=True, dict=True, gc=True):
    """All units and people there ever were, and those announced.

    `days` are those on which something changes; between two of them every day has the same chart.
    """

    units: dict[UnitId, UnitRecord] = {}
    people: dict[PersonId, PersonRecord] = {}
    days: tuple[date, ...] = ()
    stand_ins: dict[StandInId, StandIn] = {}

    def stood_in_for(self, person_id: PersonId | None, day: date) -> tuple[PersonId, ...]:
        """For whom somebody stands in on a day, if all of them are there."""
        people = self.at(day).people
        return tuple(
            one.person_id
            for one in self.stand_ins.values()
            if one.substitute_id == person_id
            and one.is_on(day)
            and one.person_id in people
            and one.substitute_id in people
        )

    def standing_in(self, person_id: PersonId | None, day: date) -> tuple[PersonId, ...]:
        """Who stands in for somebody on a day."""
        return tuple(
            one.substitute_id
            for one in self.stand_ins.values()
            if one.person_id == person_id and one.is_on(day)
        )

    @cached_property
    def _charts(self) -> dict[date, Chart]:
        return {}

    def at(self, day: date) -> Chart:
        """The organization of a day; the same object for all days between two changes."""
        place = bisect_right(self.days, day)
        since = self.days[place - 1] if place else EVER
        chart = self._charts.get(since)
        if chart is None:
            chart = self._charts[since] = Chart(since, self.units, self.people)
        return chart

    def days_after(self, day: date) -> tuple[date, ...]:
        return self.days[bisect_right(self.days, day) :]
