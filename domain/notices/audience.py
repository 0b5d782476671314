"""Who is told of what happens to an objective, and why them.

Nobody is told what they did themselves, nor of a draft that they may not see. Whoever stands in for
somebody is told beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

from domain.access import holders, identity
from domain.access.identity import Actor
from domain.access.rights import Act
from domain.access.whose import counted_as
from domain.cycles.cycle import Cycle
from domain.messages import Value
from domain.notices.notice import Addressee
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Chart, Organization, Person
from domain.values import Owner, PersonId, UnitId

MOST: Final = 20
"""How many people are told of one thing at the most."""

WHO_LEADS: Final = frozenset({"unit_lead", "executive"})


class Occasion(Value, frozen=True, gc=True):
    """In which cycle something happens, on which day, and by whom.

    `by` is an identity, `by_name` what they are called; nobody, where it comes of a day going by.
    """

    day: date
    organization: Organization
    cycle: Cycle
    by: str
    by_name: str

    @property
    def chart(self) -> Chart:
        return self.organization.at(self.day)


class OnObjective(Occasion, frozen=True, gc=True):
    """What happens to an objective."""

    objective: Objective

    @property
    def title(self) -> str:
        return f"'{self.objective.title}'"


def hearers(occasion: Occasion, wanted: Iterable[Addressee]) -> tuple[Addressee, ...]:
    """Those of the wanted who are told, each once, for the first reason there is."""
    found: dict[PersonId, Addressee] = {}
    people = occasion.chart.people
    for one in _with_stand_ins(occasion, wanted):
        person = people.get(one.person_id)
        if person is None or one.person_id in found or _acted(occasion, one.person_id):
            continue
        if _may_know(occasion, person):
            found[one.person_id] = one
        if len(found) == MOST:
            break
    return tuple(found.values())


def _with_stand_ins(occasion: Occasion, wanted: Iterable[Addressee]) -> Iterator[Addressee]:
    for one in wanted:
        yield one
        for substitute in occasion.organization.standing_in(one.person_id, occasion.day):
            name = occasion.chart.name_of(Owner("person", one.person_id))
            yield Addressee(substitute, f"because you stand in for {name}")


def _may_know(occasion: Occasion, person: Person) -> bool:
    """Everybody may, unless it is about a draft."""
    if not isinstance(occasion, OnObjective):
        return True
    others = occasion.organization.stood_in_for(person.person_id, occasion.day)
    return holders.sees(occasion.objective, occasion.chart, person, others)


def _acted(occasion: Occasion, person_id: PersonId) -> bool:
    return occasion.by == identity.person(person_id)


# Who answers for something


def answering(chart: Chart, owner: Owner, what: str) -> Iterator[Addressee]:
    """Who answers for what somebody owns: they themselves, or those who answer for the unit.

    `what` goes after 'you own' and 'which owns'.
    """
    heir = chart.heir(owner)
    if heir.kind == "person":
        yield Addressee(PersonId(heir.id), f"because you own {what}")
    else:
        yield from of_unit(chart, UnitId(heir.id), f"which owns {what}")


def of_unit(chart: Chart, unit_id: UnitId, which: str) -> Iterator[Addressee]:
    """Who answers for a unit: its leads, or everybody in it where it has none."""
    unit_id = chart.answering(unit_id)
    name = chart.name_of(Owner("unit", unit_id))
    leads = leading(chart, unit_id)
    for person in leads or chart.members.get(unit_id, []):
        verb = "lead" if leads else "are in"
        yield Addressee(person.person_id, f"because you {verb} {name}, {which}")


def leading(chart: Chart, unit_id: UnitId) -> list[Person]:
    return [one for one in chart.members.get(unit_id, ()) if one.role in WHO_LEADS]


def key_result_owners(occasion: OnObjective, key_result: KeyResult) -> Iterator[Addressee]:
    owner = key_result.owner or occasion.objective.owner
    return answering(occasion.chart, owner, f"'{key_result.title}'")


def unit_leads(occasion: OnObjective, key_result: KeyResult) -> Iterator[Addressee]:
    """Those who lead the unit that answers for a key result, also where somebody else owns it."""
    chart = occasion.chart
    unit_id = chart.unit_of(key_result.owner or occasion.objective.owner)
    why = _leads(f"'{key_result.title}'")
    return _with_role(chart, () if unit_id is None else (unit_id,), WHO_LEADS, why)


def _leads(title: str) -> str:
    return f"because you lead the unit that answers for {title}"


def objective_owners(occasion: OnObjective) -> Iterator[Addressee]:
    return answering(occasion.chart, occasion.objective.owner, occasion.title)


def deciding(occasion: OnObjective, act: Act) -> Iterator[Addressee]:
    """Who is asked to agree: the nearest above the owner who lead and may; else who administers.

    Whoever asks for it is passed over, so that it goes to the next.
    """
    chart, owner = occasion.chart, occasion.objective.owner
    unit_id = chart.unit_of(owner)
    for unit in reversed(chart.path(unit_id) if unit_id is not None else ()):
        able = [one for one in leading(chart, unit.unit_id) if _may(occasion, act, one)]
        if able:
            for one in able:
                yield Addressee(one.person_id, f"because you lead {unit.name} and decide on this")
            return
    for one in chart.people.values():
        if one.role in ("executive", "administrator") and _may(occasion, act, one):
            yield Addressee(one.person_id, "because nobody nearer may decide on this")


def _may(occasion: OnObjective, act: Act, person: Person) -> bool:
    if _acted(occasion, person.person_id):
        return False
    itself = Actor(identity.person(person.person_id), person.name)
    if act == "approve" and occasion.by in counted_as(itself, occasion.organization, occasion.day):
        return False
    return holders.may(occasion.objective, act, occasion.chart, person)


# Silence


def ladder(
    occasion: OnObjective, key_result: KeyResult, reviewers: Iterable[PersonId]
) -> list[tuple[Addressee, ...]]:
    """Who is told of silence, one rung for each week: owner, reviewer, unit lead, executive.

    Nobody stands on two rungs, and a rung without anybody is none. The executive is the nearest one
    above who has not heard yet; only where there is none at all, not even on an earlier rung, it is
    whoever administers in the company itself.
    """
    chart, owner = occasion.chart, key_result.owner or occasion.objective.owner
    unit_id = chart.unit_of(owner)
    path = [] if unit_id is None else [one.unit_id for one in reversed(chart.path(unit_id))]
    title = f"'{key_result.title}'"
    reviews = f"because you review {title}, and its check-ins have not come"
    leads = f"{_leads(title)}, and its check-ins have not come"
    come_up = f"because the silence on {title} has come up to you"
    found: list[tuple[Addressee, ...]] = []
    seen: set[PersonId] = set()

    def rung(wanted: Iterable[Addressee]) -> bool:
        fresh = tuple(one for one in hearers(occasion, wanted) if one.person_id not in seen)
        seen.update(one.person_id for one in fresh)
        found.extend([fresh] if fresh else [])
        return bool(fresh)

    rung(key_result_owners(occasion, key_result))
    rung(Addressee(one, reviews) for one in reviewers)
    rung(_with_role(chart, path[:1], WHO_LEADS, leads))
    led = any(one.role == "executive" for here in path for one in chart.members.get(here, ()))
    for here in path if led else path[-1:]:
        if rung(_with_role(chart, [here], {"executive" if led else "administrator"}, come_up)):
            break
    return found


def _with_role(
    chart: Chart, units: Iterable[UnitId], roles: Collection[str], why: str
) -> Iterator[Addressee]:
    for here in units:
        for one in chart.members.get(here, []):
            if one.role in roles:
                yield Addressee(one.person_id, why)
