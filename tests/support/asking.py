"""Units that need things of each other: short ways to ask, promise, slip and deliver in a test."""

from __future__ import annotations

from datetime import date

from domain.dependencies.dependency import (
    AcceptDependency,
    DeliverDependency,
    RequestDependency,
    SlipDependency,
)
from domain.values import DependencyId, KeyResultId, ObjectiveId, UnitId
from tests.support.company import COMPANY, ENGINEERING, week
from tests.support.quarter import SALES, SUPPORT, Quarter


def planned() -> Quarter:
    """Engineering, Support and Sales with a goal each; Engineering's leads up to the company's."""
    return (
        Quarter()
        .goal("delight", COMPANY, ["nps"])
        .goal("quick", ENGINEERING, ["latency"])
        .goal("kind", SUPPORT, ["calls"])
        .goal("rich", SALES, ["deals"])
        .link("quick", "delight", "nps")
    )


MEASURES = {"delight": "nps", "quick": "latency", "kind": "calls", "rich": "deals"}


def request(goal: str, provider: UnitId, thing: str, due: date | None = None) -> RequestDependency:
    """Ask for a thing, which is the dependency's identifier too, by week 6."""
    return RequestDependency(
        ObjectiveId(goal),
        KeyResultId(MEASURES[goal]),
        DependencyId(thing),
        provider,
        f"the {thing}",
        due or week(6),
    )


def accept(goal: str, thing: str, by: str | None = None) -> AcceptDependency:
    producing = None if by is None else ObjectiveId(by)
    return AcceptDependency(ObjectiveId(goal), DependencyId(thing), by_objective_id=producing)


def slip(goal: str, thing: str, promised: date, reason: str = "more work") -> SlipDependency:
    return SlipDependency(ObjectiveId(goal), DependencyId(thing), promised, reason)


def deliver(goal: str, thing: str) -> DeliverDependency:
    return DeliverDependency(ObjectiveId(goal), DependencyId(thing))
