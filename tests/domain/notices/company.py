"""A small company in which everybody is told something else."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.access import identity
from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import Dependency, DependencyRequested
from domain.measuring.metric import Increase
from domain.notices.audience import OnObjective
from domain.notices.notice import Notice
from domain.objectives.state import KeyResult, Objective, Revision, Stage
from domain.organization import organization
from domain.organization.chart import Organization
from domain.organization.organization import OrganizationEvent, PersonAdded, UnitAdded
from domain.organization.reorganization import RoleGiven
from domain.organization.standing_in import StandInNamed
from domain.values import (
    CycleId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    Owner,
    PersonId,
    PersonRole,
    StandInId,
    UnitId,
)

TODAY = date(2026, 8, 12)
Q3 = Cycle(CycleId("q3"), "2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30), "active")
ACME, TECH, WEB, SALES = (UnitId(one) for one in ("acme", "tech", "web", "sales"))
WEB_LEAD, WEB_MEMBER, TECH_HEAD, SALES_LEAD, SALES_MEMBER, BOSS, SUB = (
    PersonId(one) for one in ("lia", "ada", "eve", "sam", "sol", "bo", "tim")
)
_PEOPLE: list[tuple[PersonId, UnitId, PersonRole]] = [
    (WEB_LEAD, WEB, "unit_lead"),
    (WEB_MEMBER, WEB, "member"),
    (TECH_HEAD, TECH, "executive"),
    (SALES_LEAD, SALES, "unit_lead"),
    (SALES_MEMBER, SALES, "member"),
    (BOSS, ACME, "administrator"),
    (SUB, SALES, "member"),
]
_EVENTS: list[OrganizationEvent] = [
    UnitAdded(ACME, "Acme", "company"),
    UnitAdded(TECH, "Tech", "division", ACME),
    UnitAdded(WEB, "Web", "team", TECH),
    UnitAdded(SALES, "Sales", "team", ACME),
    *(PersonAdded(one, one.capitalize(), unit) for one, unit, _ in _PEOPLE),
    *(RoleGiven(one, role, date(2026, 1, 1)) for one, _, role in _PEOPLE),
]

FAST = KeyResultId("fast")
NEED = DependencyId("need")


def company(*more: OrganizationEvent) -> Organization:
    state = organization.EMPTY
    for event in (*_EVENTS, *more):
        state = organization.evolve(state, event)
    return state


SOMEBODY_STANDS_IN = StandInNamed(
    StandInId("away"), WEB_LEAD, SUB, date(2026, 8, 1), date(2026, 8, 31)
)


def asked(due: date = date(2026, 8, 20)) -> Dependency:
    request = DependencyRequested(ObjectiveId("o"), FAST, NEED, SALES, "a list", due)
    return Dependency(request, due)


def goal(stage: Stage = "published", owner: Owner | None = None) -> Objective:
    key_result = KeyResult(
        FAST, "Pages load in a second", Increase(0, 10), 1.0, None, None, "aspirational", None,
        dependencies={NEED: asked()},
    )  # fmt: skip
    return Objective(
        ObjectiveId("o"),
        Q3.cycle_id,
        "A site that is quick",
        owner or Owner("unit", WEB),
        "team",
        stage=stage,
        key_results={FAST: key_result},
    )


def done_by(
    person_id: PersonId | None, objective: Objective | None = None, *more: OrganizationEvent
) -> OnObjective:
    by = "" if person_id is None else identity.person(person_id)
    name = "" if person_id is None else person_id.capitalize()
    return OnObjective(TODAY, company(*more), Q3, by, name, objective or goal())


def revised(objective: Objective, revision: Revision) -> Objective:
    return replace(objective, revisions=(revision,))


def people(notice: Notice) -> list[PersonId]:
    return [one.person_id for one in notice.to]
