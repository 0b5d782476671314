"""A small company to plan and report in: ids, events and states that many tests begin from."""

from __future__ import annotations

from datetime import date, timedelta

from domain.alignment.linking import ObjectiveLinked
from domain.cycles.cycle import Calendar, Cycle, CycleDefined, CycleMoved
from domain.measuring.check_in import CheckedIn
from domain.measuring.metric import Increase, Metric
from domain.messages import Event
from domain.objectives.negotiation import ObjectiveCommitted, ObjectivePublished
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import KeyResult
from domain.organization.chart import EVER, Organization, PersonRecord, UnitRecord
from domain.organization.organization import PersonAdded, UnitAdded
from domain.values import (
    CheckInId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    Owner,
    PersonId,
    UnitId,
)

COMPANY, ENGINEERING = UnitId("company"), UnitId("engineering")
ADA = PersonId("ada")
Q3 = CycleId("q3")
STARTS, ENDS = date(2026, 7, 1), date(2026, 9, 30)
GOAL, RELIABLE = ObjectiveId("goal"), ObjectiveId("reliable")
NPS, BUGS = KeyResultId("nps"), KeyResultId("bugs")

CYCLE = Cycle(Q3, "2026-Q3", "quarter", STARTS, ENDS, "active")
CALENDAR = Calendar({Q3: CYCLE})
ORGANIZATION = Organization(
    {
        COMPANY: UnitRecord(COMPANY, "company", ((EVER, "Acme"),)),
        ENGINEERING: UnitRecord(ENGINEERING, "team", ((EVER, "Engineering"),), ((EVER, COMPANY),)),
    },
    {ADA: PersonRecord(ADA, ((EVER, "Ada"),), ((EVER, ENGINEERING),))},
)
CHART = ORGANIZATION.at(STARTS)

founded: tuple[Event, ...] = (
    UnitAdded(COMPANY, "Acme", "company"),
    UnitAdded(ENGINEERING, "Engineering", "team", COMPANY),
    PersonAdded(ADA, "Ada", ENGINEERING),
)
planned: tuple[Event, ...] = (
    CycleDefined(Q3, "2026-Q3", "quarter", STARTS, ENDS),
    CycleMoved(Q3, "active"),
)


def unit(unit_id: UnitId) -> Owner:
    return Owner("unit", unit_id)


drafted = ObjectiveDrafted(RELIABLE, Q3, "Teams trust it daily", unit(ENGINEERING), "team")
measured = KeyResultAdded(RELIABLE, BUGS, "Fewer bugs", Increase(0, 100), 1.0)
committed = ObjectiveCommitted(RELIABLE)
published = ObjectivePublished(RELIABLE)


def week(number: int) -> date:
    """The Wednesday-like middle of a week of the cycle."""
    return STARTS + timedelta(days=7 * (number - 1) + 3)


def reported(
    name: str,
    effective: date,
    value: float | None = None,
    confidence: int | None = None,
    **more: object,
) -> CheckedIn:
    return CheckedIn(RELIABLE, BUGS, CheckInId(name), effective, value, confidence, **more)  # type: ignore[arg-type]  # whatever a check-in has


def linked(name: str, child: ObjectiveId, parent: ObjectiveId, **more: object) -> ObjectiveLinked:
    return ObjectiveLinked(Q3, LinkId(name), child, parent, **more)  # type: ignore[arg-type]  # whatever a link has


def key_result(metric: Metric, *check_ins: CheckedIn, **more: object) -> KeyResult:
    facts: dict[str, object] = {
        "weight": 1.0,
        "owner": None,
        "due": None,
        "ambition": "aspirational",
        "midpoint": None,
        **more,
    }
    return KeyResult(BUGS, "Fewer bugs", metric, check_ins=check_ins, **facts)  # type: ignore[arg-type]  # as above
