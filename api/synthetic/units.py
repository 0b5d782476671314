"""The tree of a generated company: divisions below the company, teams below the divisions."""

from __future__ import annotations

import math
from random import Random

from msgspec import Struct

from api.synthetic import words
from api.synthetic.shape import Shape
from domain.organization.organization import AddPerson, AddUnit
from domain.values import PersonId, UnitId, UnitKind


class Unit(Struct, frozen=True):
    """A unit, the division it belongs to (itself, for a division), and who leads it."""

    unit_id: UnitId
    name: str
    kind: UnitKind
    division: UnitId | None
    lead: PersonId


class Organization(Struct, frozen=True):
    company: Unit
    divisions: list[Unit]
    teams: list[Unit]
    commands: list[AddUnit | AddPerson]


def organization(shape: Shape, random: Random) -> Organization:
    below = shape.units - 1
    divisions = min(below, max(1, round(math.sqrt(below)))) if below else 0
    made = Organization(_unit(shape, 0, "Company", "company", None), [], [], [])
    _join(made, made.company, None, random)
    for number in range(divisions):
        name = _numbered(words.DIVISIONS, number)
        unit = _unit(shape, number + 1, name, "division", None)
        made.divisions.append(unit)
        _join(made, unit, made.company.unit_id, random)
    for number in range(below - divisions):
        division = made.divisions[number % divisions]
        name = f"{division.name} {_numbered(words.TEAMS, number // divisions)}"
        unit = _unit(shape, 1 + divisions + number, name, "team", division.unit_id)
        made.teams.append(unit)
        _join(made, unit, division.unit_id, random)
    return made


def _unit(shape: Shape, number: int, name: str, kind: UnitKind, division: UnitId | None) -> Unit:
    unit_id = UnitId(shape.identifier("unit", number))
    lead = PersonId(shape.identifier("person", number))
    return Unit(unit_id, name, kind, unit_id if kind == "division" else division, lead)


def _join(made: Organization, unit: Unit, parent: UnitId | None, random: Random) -> None:
    name = f"{random.choice(words.PEOPLE)} {random.choice(words.FAMILIES)}"
    made.commands.append(AddUnit(unit.unit_id, unit.name, unit.kind, parent))
    made.commands.append(AddPerson(unit.lead, name, unit.unit_id))


def _numbered(names: tuple[str, ...], number: int) -> str:
    """The names in turn, with a number from the second turn on."""
    turn, place = divmod(number, len(names))
    return names[place] if turn == 0 else f"{names[place]} {turn + 1}"
