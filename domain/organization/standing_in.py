"""Standing in: while somebody is away, another person does for them what they may do.

Whoever stands in has the rights of the person for whom they do, on the days that were said, and it
is on record for whom each thing was done. It is not passed on: somebody who stands in for a
stand-in does not act for the first.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.errors import Rejection
from domain.messages import Command, Event
from domain.organization import consistency
from domain.organization.chart import Organization, StandIn
from domain.organization.reorganization import NoSuchPerson
from domain.values import PersonId, StandInId

# Commands


class NameStandIn(Command, frozen=True):
    """Say who stands in for a person, from a first day to a last one."""

    stand_in_id: StandInId
    person_id: PersonId
    substitute_id: PersonId
    first: date
    last: date


class EndStandIn(Command, frozen=True):
    """End it early; the day is the first on which nobody stands in any more."""

    stand_in_id: StandInId
    effective: date


StandInCommand = NameStandIn | EndStandIn

# Events


class StandInNamed(Event, frozen=True, tag="stand_in_named"):
    stand_in_id: StandInId
    person_id: PersonId
    substitute_id: PersonId
    first: date
    last: date


class StandInEnded(Event, frozen=True, tag="stand_in_ended"):
    stand_in_id: StandInId
    effective: date


StandInEvent = StandInNamed | StandInEnded

# Decide


def decide(state: Organization, command: StandInCommand) -> list[StandInEvent]:
    match command:
        case NameStandIn():
            return _name(state, command)
        case EndStandIn():
            return _end(state, command)
        case _:
            assert_never(command)


def _name(state: Organization, command: NameStandIn) -> list[StandInEvent]:
    wanted = StandIn(command.person_id, command.substitute_id, command.first, command.last)
    present = state.stand_ins.get(command.stand_in_id)
    if present is not None:
        if replace(present, ended=None) == wanted:
            return []
        raise StandInExists(stand_in_id=command.stand_in_id)
    if command.last < command.first:
        raise StandInRunsBackwards(first=command.first, last=command.last)
    _check_there(state, command.person_id, command, "person_id")
    if command.person_id == command.substitute_id:
        raise StandsInForThemselves
    _check_there(state, command.substitute_id, command, "substitute_id")
    for other in state.stand_ins.values():
        if other.person_id == command.person_id and other.overlaps(wanted):
            name = state.people[other.substitute_id].name_on(other.first)
            raise StandInOverlaps(name=name, first=other.first, last=other.until)
    if command.person_id in _standing_in_behind(state, wanted):
        name = state.people[command.substitute_id].name_on(command.first)
        raise StandInsInACircle(name=name)
    return [
        StandInNamed(
            command.stand_in_id,
            command.person_id,
            command.substitute_id,
            command.first,
            command.last,
        )
    ]


def _check_there(
    state: Organization, person_id: PersonId, command: NameStandIn, field: str
) -> None:
    """Refuse somebody who is not there on all of the days."""
    person = state.people.get(person_id)
    if person is None:
        raise NoSuchPerson(person_id=person_id).at(field)
    consistency.check_person(person, command.first, field)
    consistency.check_person(person, command.last, field)


def _standing_in_behind(state: Organization, wanted: StandIn) -> set[PersonId]:
    """Who stands in for the one who is to stand in, or for them again, on any of the days."""
    found: set[PersonId] = set()
    ahead = [wanted.substitute_id]
    while ahead:
        person_id = ahead.pop()
        for other in state.stand_ins.values():
            behind = other.substitute_id
            if other.person_id == person_id and other.overlaps(wanted) and behind not in found:
                found.add(behind)
                ahead.append(behind)
    return found


def _end(state: Organization, command: EndStandIn) -> list[StandInEvent]:
    present = state.stand_ins.get(command.stand_in_id)
    if present is None:
        raise UnknownStandIn(stand_in_id=command.stand_in_id)
    if present.ended == command.effective:
        return []
    if command.effective > present.until:
        raise StandInIsOver(last=present.until)
    return [StandInEnded(command.stand_in_id, command.effective)]


# Evolve


def evolve(state: Organization, event: StandInEvent) -> Organization:
    """Total: the end of what is not there changes nothing."""
    match event:
        case StandInNamed():
            named = StandIn(event.person_id, event.substitute_id, event.first, event.last)
        case StandInEnded():
            present = state.stand_ins.get(event.stand_in_id)
            if present is None:
                return state
            named = replace(present, ended=event.effective)
        case _:
            assert_never(event)
    return replace(state, stand_ins={**state.stand_ins, event.stand_in_id: named})


def named(state: Organization, event: StandInEvent) -> tuple[str, str]:
    """How the person is called who is stood in for, and how the one who does."""
    about = state.stand_ins.get(event.stand_in_id)
    if about is None:
        return ("", "")
    people = [state.people.get(one) for one in (about.person_id, about.substitute_id)]
    person, substitute = ("" if one is None else one.name_on(about.first) for one in people)
    return (person, substitute)


# Refusals


class StandInExists(Rejection, code="stand-in-exists", kind="conflict", field="stand_in_id"):
    """The stand-in {stand_in_id} exists and differs from what was sent."""


class UnknownStandIn(Rejection, code="unknown-stand-in", kind="missing", field="stand_in_id"):
    """There is no stand-in {stand_in_id} in this workspace."""


class StandInRunsBackwards(Rejection, code="stand-in-runs-backwards", field="last"):
    """The last day, {last}, lies before the first, {first}."""


class StandsInForThemselves(Rejection, code="stands-in-for-themselves", field="substitute_id"):
    """Nobody stands in for themselves: name somebody else."""


class StandInOverlaps(Rejection, code="stand-in-overlaps", kind="conflict", field="first"):
    """'{name}' stands in from {first} to {last} already: end that first, or name other days."""


class StandInsInACircle(
    Rejection, code="stand-ins-in-a-circle", kind="conflict", field="substitute_id"
):
    """'{name}' is stood in for on these days themselves, in the end by the same person."""


class StandInIsOver(Rejection, code="stand-in-is-over", kind="conflict", field="effective"):
    """Nobody stands in any more after {last}."""
