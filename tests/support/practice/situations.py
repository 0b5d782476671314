"""Objectives in the situations that take many steps to get into, ready to be spoken of."""

from __future__ import annotations

from datetime import date, timedelta

from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.dependencies.dependency import AcceptDependency, FlagDependency, RequestDependency
from domain.measuring.metric import Boolean, Increase, Metric, Milestone, Step
from domain.objectives.negotiation import (
    ChallengeObjective,
    CommitObjective,
    ProposeObjective,
    PublishObjective,
    WithdrawObjective,
)
from domain.objectives.planning import AddKeyResult, DraftObjective, RemoveKeyResult
from domain.objectives.revision import RequestRevision
from domain.objectives.state import Changes
from domain.values import CycleId, DependencyId, KeyResultId, ObjectiveId, Owner, RevisionId
from events.streams import AnyCommand
from tests.support.acme import CYCLES, STARTS, UNITS

SOON, SCORED = CycleId("soon"), CycleId("scored")


def _objective(name: str, metric: Metric, cycle: CycleId = CYCLES[0]) -> list[AnyCommand]:
    objective, owner = ObjectiveId(name), Owner("unit", UNITS[1])
    return [
        DraftObjective(objective, cycle, f"Objective {name}", owner),
        AddKeyResult(objective, KeyResultId(f"{name}-k0"), "Key result", metric),
        AddKeyResult(objective, KeyResultId(f"{name}-k1"), "Other key result", Boolean()),
    ]


def _published(name: str, metric: Metric, cycle: CycleId = CYCLES[0]) -> list[AnyCommand]:
    objective = ObjectiveId(name)
    return [
        *_objective(name, metric, cycle),
        CommitObjective(objective),
        PublishObjective(objective),
    ]


def _promised(name: str) -> list[AnyCommand]:
    about, day = (ObjectiveId("waiting"), DependencyId(name)), STARTS + timedelta(20)
    asked = RequestDependency(about[0], KeyResultId("waiting-k0"), about[1], UNITS[2], name, day)
    return [asked, AcceptDependency(*about)]


STEPS = Milestone((Step("draft"), Step("launch", 3)))

BEGUN: list[AnyCommand] = [
    *_objective("given-up", Increase(0, 1)),
    WithdrawObjective(ObjectiveId("given-up"), "No time"),
    *_objective("edited", Increase(0, 1)),
    RemoveKeyResult(ObjectiveId("edited"), KeyResultId("edited-k1")),
    DraftObjective(ObjectiveId("bare"), CYCLES[0], "Without a measure", Owner("unit", UNITS[1])),
    DraftObjective(ObjectiveId("light"), CYCLES[0], "Of no weight", Owner("unit", UNITS[1])),
    AddKeyResult(ObjectiveId("light"), KeyResultId("light-k0"), "Key result", Boolean(), 0.0),
    *_objective("proposed", STEPS),
    ProposeObjective(ObjectiveId("proposed")),
    *_objective("challenged", Increase(0, 1)),
    ProposeObjective(ObjectiveId("challenged")),
    ChallengeObjective(ObjectiveId("challenged"), "Too easy"),
    *_published("revised", STEPS),
    RequestRevision(
        ObjectiveId("revised"), RevisionId("asked"), "Too easy", Changes(title="Harder")
    ),
    *_published("waiting", Milestone()),
    *_promised("promised"),
    *_promised("in-danger"),
    FlagDependency(ObjectiveId("waiting"), DependencyId("in-danger"), "Somebody is ill"),
    DefineCycle(SOON, "2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
    *_published("early", Increase(0, 1), SOON),
    DefineCycle(SCORED, "2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
    *_published("done", Increase(0, 1), SCORED),
    *_objective("left-a-draft", Increase(0, 1), SCORED),
    MoveCycle(SCORED, "active"),
    MoveCycle(SCORED, "scoring"),
]  # fmt: skip
