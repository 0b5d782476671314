"""Whose something is, seen from who asks: the column of the table of rights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from domain.access import identity
from domain.access.identity import Actor
from domain.access.rights import Whose
from domain.messages import Value
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Chart, Organization
from domain.values import Owner, PersonId, Role, UnitId


class Line(Value, frozen=True):
    """Where somebody is in the organization of a day, and so what lies in their line."""

    chart: Chart
    unit_id: UnitId | None
    """Their unit, or what it has become part of. Without one, a service is everybody's, and an
    executive the company's; nobody else has anything in their line."""
    person_id: PersonId | None = None

    def unit(self, unit_id: UnitId | None) -> Whose:
        """Whose a thing of a unit is; of none, it is everybody's."""
        if unit_id is None:
            return "all"
        if self.unit_id is None:
            return "other"
        path = [one.unit_id for one in self.chart.path(self.chart.answering(unit_id))]
        if path and path[-1] == self.unit_id:
            return "unit"
        return "below" if self.unit_id in path else "other"

    def owner(self, owner: Owner) -> Whose:
        if owner.kind == "person" and owner.id == self.person_id:
            return "own"
        unit_id = self.chart.unit_of(owner)
        return "other" if unit_id is None else self.unit(unit_id)

    def objective(self, objective: Objective) -> Whose:
        whose = self.owner(objective.owner)
        return "company" if objective.level == "company" and whose != "own" else whose

    def key_result(self, objective: Objective, key_result: KeyResult | None) -> Iterable[Whose]:
        """What is done on a key result is its owner's, and that of the objective's owner."""
        yield self.objective(objective)
        if key_result is not None and key_result.owner is not None:
            yield self.owner(key_result.owner)


def line(actor: Actor, chart: Chart) -> Line:
    """Where an actor is: a person where the organization has them, else where their token is."""
    person_id = actor.person_id
    person = None if person_id is None else chart.people.get(person_id)
    unit_id = actor.unit_id if person is None else person.unit_id
    if unit_id is not None:
        unit_id = chart.answering(unit_id)
    elif actor.role in ("executive", "service") and chart.company is not None:
        unit_id = chart.company.unit_id
    return Line(chart, unit_id, person_id)


class Seat(NamedTuple):
    """With whose rights something is done: a role, and where it is held."""

    role: Role | None
    line: Line


def seat(actor: Actor, chart: Chart) -> Seat:
    """Whoever stands in for a person has their seat, and not that of their own."""
    person_id = identity.person_of(actor.for_id)
    if person_id is None:
        return Seat(actor.role, line(actor, chart))
    person = chart.people.get(person_id)
    role = None if person is None else person.role or "member"
    return Seat(role, line(Actor(actor.for_id, actor.for_name, role), chart))


def ways(actor: Actor, organization: Organization, day: date) -> Iterable[Actor]:
    """As whom somebody can do something on a day: themselves, or else for whom they stand in."""
    yield actor
    others = organization.stood_in_for(actor.person_id, day)
    yield from in_place_of(actor, others, organization.at(day))


def in_place_of(actor: Actor, others: Iterable[PersonId], chart: Chart) -> Iterable[Actor]:
    """An actor in the place of each of some people."""
    for person_id in others:
        name = chart.people[person_id].name
        yield replace(actor, for_id=identity.person(person_id), for_name=name)


def counted_as(actor: Actor, organization: Organization, day: date) -> frozenset[str]:
    """Whom somebody counts as where it has to be another person: those in whose place they act.

    And those who act in theirs. Whoever does it for another counts as that person does, too.
    """
    found = {actor.id}
    for one in (actor.id, actor.for_id):
        person_id = identity.person_of(one)
        found.update(map(identity.person, organization.stood_in_for(person_id, day)))
        found.update(map(identity.person, organization.standing_in(person_id, day)))
    return frozenset(found)


def speaks_as(actor: Actor, organization: Organization, day: date) -> tuple[str, ...]:
    """As whom somebody speaks on a day: themselves, and those for whom they stand in.

    Whoever runs Sightline speaks as nobody whom anybody is asked for.
    """
    if identity.is_operator(actor.id):
        return ()
    stood_in_for = organization.stood_in_for(actor.person_id, day) if actor.person_id else ()
    found = [actor.id, *map(identity.person, stood_in_for), actor.for_id]
    return tuple(dict.fromkeys(one for one in found if one))
