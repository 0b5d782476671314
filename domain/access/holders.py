"""Who may see an objective and what they may do with it: the table of rights, read by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.access import identity, rights
from domain.access.identity import Actor
from domain.access.rights import Act
from domain.access.whose import Seat, in_place_of, seat
from domain.messages import Value
from domain.objectives.state import Objective
from domain.organization.chart import Chart, Person
from domain.values import PersonId, PersonRole, UnitId

OF_OBJECTIVES: Final[tuple[Act, ...]] = (
    "approve", "decide", "revise", "propose", "plan", "link", "report", "forecast", "score", "ask",
    "claim", "acknowledge", "handle", "comment",
)  # fmt: skip
"""The rows of the table that are about an objective; those that weigh most come first."""


NOBODY: Final[Mapping[PersonId, Sequence[PersonId]]] = {}


class Holder(Value, frozen=True):
    """Somebody in the organization of a day, and what an objective is open to them for."""

    person_id: PersonId
    name: str
    role: PersonRole
    unit_id: UnitId
    unit: str
    sees: bool
    may: tuple[Act, ...]
    stands_in_for: tuple[str, ...] = ()
    """The names of those whose rights are theirs too on that day."""


def holders(
    objective: Objective, chart: Chart, stand_ins: Mapping[PersonId, Sequence[PersonId]] = NOBODY
) -> list[Holder]:
    """Everybody in the organization of a day, in the order in which they came.

    Whoever was given no role is a member. Reporting and forecasting are also up to those who answer
    for one of the key results. That nobody approves what they asked for themselves is no matter of
    the table.
    `stand_ins` says for whom somebody stands in on the day: what those may, they may as well.
    """
    return [
        _holder(objective, chart, person, stand_ins.get(person.person_id, ()))
        for person in chart.people.values()
    ]


def _holder(
    objective: Objective, chart: Chart, person: Person, others: Sequence[PersonId]
) -> Holder:
    seats = _seats(chart, person, others)
    return Holder(
        person.person_id,
        person.name,
        person.role or "member",
        person.unit_id,
        chart.units[person.unit_id].name if person.unit_id in chart.units else person.unit_id,
        any(_sees(objective, one) for one in seats),
        tuple(act for act in OF_OBJECTIVES if any(_may(objective, act, one) for one in seats)),
        tuple(chart.people[one].name for one in others),
    )


def sees(
    objective: Objective, chart: Chart, person: Person, others: Sequence[PersonId] = ()
) -> bool:
    """Whether somebody sees an objective on a day, by themselves or for whom they stand in."""
    return any(_sees(objective, one) for one in _seats(chart, person, others))


def may(
    objective: Objective, act: Act, chart: Chart, person: Person, others: Sequence[PersonId] = ()
) -> bool:
    """Whether somebody may do something with an objective on a day."""
    return any(_may(objective, act, one) for one in _seats(chart, person, others))


def _seats(chart: Chart, person: Person, others: Sequence[PersonId]) -> list[Seat]:
    role = person.role or "member"
    actor = Actor(identity.person(person.person_id), person.name, role, person.unit_id)
    return [seat(one, chart) for one in (actor, *in_place_of(actor, others, chart))]


def _sees(objective: Objective, held: Seat) -> bool:
    whose = held.line.objective(objective)
    return not objective.is_hidden or rights.sees_drafts(held.role, [whose])


def _may(objective: Objective, act: Act, held: Seat) -> bool:
    role = held.role
    if role is None or (act == "comment" and not _sees(objective, held)):
        return False
    ways = [held.line.objective(objective)]
    if act in ("report", "forecast"):
        for one in objective.key_results.values():
            ways += held.line.key_result(objective, one)
    return any(rights.may(role, act, whose) for whose in ways)
