"""A quarter that was closed long before, with one of everything that can be spoken of later."""

from __future__ import annotations

from datetime import date

from domain.alignment.linking import LinkObjective
from domain.alignment.review import Finding, OpenReview
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.dependencies.dependency import RequestDependency
from domain.measuring.metric import Boolean
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.strategy.outcome import SetOutcome
from domain.values import (
    CycleId,
    DependencyId,
    FindingId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    OutcomeId,
    Owner,
    ReviewId,
    TaskId,
)
from domain.work import PlanTask
from events.streams import AnyCommand
from tests.support.acme import UNITS

OVER, YEAR = CycleId("over"), CycleId("2025")
UPPER, LOWER = ObjectiveId("over-0"), ObjectiveId("over-1")
KEY = KeyResultId("over-0-k")

BEGUN: list[AnyCommand] = [
    DefineCycle(YEAR, "2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
    SetOutcome(OutcomeId("outcome-of-old"), YEAR, "Outcome of old", Owner("unit", UNITS[0])),
    MoveCycle(YEAR, "active"),
    MoveCycle(YEAR, "scoring"),
    DefineCycle(OVER, "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
    MoveCycle(OVER, "active"),
    DraftObjective(UPPER, OVER, "Objective over", Owner("unit", UNITS[0])),
    AddKeyResult(UPPER, KEY, "Key result", Boolean()),
    CommitObjective(UPPER),
    PublishObjective(UPPER),
    DraftObjective(LOWER, OVER, "Objective that stayed a draft", Owner("unit", UNITS[1])),
    LinkObjective(OVER, LinkId("link-of-old"), LOWER, UPPER, KEY, "supports"),
    RequestDependency(
        UPPER, KEY, DependencyId("dependency-of-old"), UNITS[1], "a thing", date(2025, 12, 1)
    ),
    PlanTask(OVER, UNITS[1], TaskId("task-of-old"), 3, "Task", 4, UPPER, KEY),
    OpenReview(OVER, ReviewId("review-of-old"), (Finding(FindingId("gap"), "gap", "A gap"),)),
    MoveCycle(OVER, "scoring"),
    CallRoll(OVER, (UPPER,), 1),
    ScoreObjective(OVER, UPPER, {KEY: 1.0}),
    HoldRetrospective(OVER, None, ("All well",), (), (Lesson("Go on", "keep"),)),
    MoveCycle(OVER, "closed"),
]  # fmt: skip
