"""A quarter that is run to its end: planned, reported on, scored, looked back on and reset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.closing import reset
from domain.closing.closing import CallRoll
from domain.closing.reset import CarryOver, Decision, Drop, Finish, ResetCycle
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.values import CycleId, KeyResultId, ObjectiveId, UnitId
from events.streams import AnyCommand
from projections.model.workspace import Workspace
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3
from tests.support.quarter import SUPPORT, Quarter

Q4 = CycleId("q4")
DELIGHT, QUICK, CALM = ObjectiveId("delight"), ObjectiveId("quick"), ObjectiveId("calm")
ROLL = (DELIGHT, QUICK, CALM)
LESSON = Lesson("Start earlier", "change", "We waited for each other", QUICK)
DECISIONS: tuple[Decision, ...] = (
    Finish(DELIGHT),
    CarryOver(QUICK, ObjectiveId("quick again")),
    Drop(CALM, "Nobody missed it"),
)


def planned() -> Quarter:
    """Three objectives; on the last one nobody ever reports."""
    quarter = Quarter().say(DefineCycle(Q4, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)))
    quarter.goal("delight", COMPANY, ["nps"], ambition="committed")
    quarter.goal("quick", ENGINEERING, ["latency", "uptime"])
    quarter.goal("calm", SUPPORT, ["calls"])
    quarter.link("quick", "delight", "nps")
    quarter.on(date(2026, 8, 12)).report("delight", "nps", 90, 4)
    return quarter.report("quick", "latency", 50, 3)


def scoring() -> Quarter:
    return planned().on(ENDS).say(MoveCycle(Q3, "scoring"))


def scored() -> Quarter:
    return scoring().say(
        CallRoll(Q3, ROLL, 1),
        ScoreObjective(Q3, DELIGHT, comment="Close"),
        ScoreObjective(Q3, QUICK, {KeyResultId("uptime"): 0.0}),
        ScoreObjective(Q3, CALM, {KeyResultId("calls"): 0.2}, "A guess"),
    )


def looked_back(unit_id: UnitId | None = None) -> HoldRetrospective:
    return HoldRetrospective(Q3, unit_id, ("Fewer calls",), ("Late start",), (LESSON,))


def reset_commands(
    workspace: Workspace, decisions: Sequence[Decision] = DECISIONS
) -> list[AnyCommand]:
    """What the edge hands in: the decisions, and the drafts that come of them."""
    cycles = workspace.calendar.cycles
    commands: list[AnyCommand] = [ResetCycle(Q3, Q4, tuple(decisions))]
    for decision in decisions:
        if isinstance(decision, CarryOver):
            old = workspace.objectives[decision.objective_id]
            chart = workspace.organization_of(cycles[Q4])
            commands += reset.drafts(old, lambda one: f"{one} again", cycles[Q3], cycles[Q4], chart)
    return commands


def closed() -> Quarter:
    quarter = scored().say(looked_back(), looked_back(ENGINEERING))
    return quarter.say(*reset_commands(quarter.workspace), MoveCycle(Q3, "closed"))


def closed_without_plans() -> Quarter:
    """A quarter for which nobody planned anything."""
    quarter = Quarter().say(
        DefineCycle(Q4, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)), MoveCycle(Q3, "scoring")
    )
    return quarter.say(
        CallRoll(Q3, (), 1),
        HoldRetrospective(Q3, None, (), ("No plan",), (Lesson("Plan it", "change"),)),
        ResetCycle(Q3, Q4, ()),
        MoveCycle(Q3, "closed"),
    )
