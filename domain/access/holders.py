"""Who may see an objective and what they may do with it: the table of rights, read by people."""

from __future__ import annotations

from typing import Final

from domain.access import identity, rights
from domain.access.identity import Actor
from domain.access.rights import Act
from domain.access.whose import Line, line
from domain.messages import Value
from domain.objectives.state import Objective
from domain.organization.chart import Chart, Person
from domain.values import PersonId, PersonRole, UnitId

OF_OBJECTIVES: Final[tuple[Act, ...]] = (
    "approve", "decide", "revise", "propose", "plan", "link", "report", "score", "ask", "claim",
)  # fmt: skip
"""The rows of the table that are about an objective; those that weigh most come first."""


class Holder(Value, frozen=True):
    """Somebody in the organization of a day, and what an objective is open to them for."""

    person_id: PersonId
    name: str
    role: PersonRole
    unit_id: UnitId
    unit: str
    sees: bool
    may: tuple[Act, ...]


def holders(objective: Objective, chart: Chart) -> list[Holder]:
    """Everybody in the organization of a day, in the order in which they came.

    Whoever was given no role is a member. Reporting is also up to those who answer for one of the
    key results. That nobody approves what they asked for themselves is no matter of the table.
    """
    return [_holder(objective, chart, person) for person in chart.people.values()]


def _holder(objective: Objective, chart: Chart, person: Person) -> Holder:
    role = person.role or "member"
    actor = Actor(identity.person(person.person_id), person.name, role, person.unit_id)
    place = line(actor, chart)
    whose = place.objective(objective)
    return Holder(
        person.person_id,
        person.name,
        role,
        person.unit_id,
        chart.units[person.unit_id].name if person.unit_id in chart.units else person.unit_id,
        not objective.is_hidden or rights.sees_drafts(role, [whose]),
        tuple(
            act
            for act in OF_OBJECTIVES
            if rights.may(role, act, whose)
            or (act == "report" and _reports(objective, place, role))
        ),
    )


def _reports(objective: Objective, place: Line, role: PersonRole) -> bool:
    return any(
        rights.may(role, "report", whose)
        for one in objective.key_results.values()
        for whose in place.key_result(objective, one)
    )
