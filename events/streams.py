"""The streams of a workspace: how each is named, where it begins, and how its events fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, assert_never

from domain import alignment, cycle, objective, organization, workspace
from domain.alignment import LinkObjective, UnlinkObjective
from domain.check_in import CheckIn, CorrectCheckIn
from domain.cycle import DefineCycle, MoveCycle
from domain.objective import AddKeyResult, CommitObjective, DraftObjective, PublishObjective
from domain.organization import AddPerson, AddUnit
from domain.values import CycleId, ObjectiveId
from domain.workspace import CreateWorkspace

WORKSPACE = "workspace"
ORGANIZATION = "organization"
CYCLES = "cycles"

AnyCommand = (
    CreateWorkspace
    | AddUnit
    | AddPerson
    | DefineCycle
    | MoveCycle
    | DraftObjective
    | AddKeyResult
    | CommitObjective
    | PublishObjective
    | CheckIn
    | CorrectCheckIn
    | LinkObjective
    | UnlinkObjective
)


def objective_stream(objective_id: ObjectiveId) -> str:
    return f"objective:{objective_id}"


def alignment_stream(cycle_id: CycleId) -> str:
    return f"alignment:{cycle_id}"


class Aggregate(NamedTuple):
    """Where a stream's state begins, and how an event changes it."""

    empty: Any
    evolve: Callable[[Any, Any], Any]


AGGREGATES: dict[str, Aggregate] = {
    "workspace": Aggregate(workspace.EMPTY, workspace.evolve),
    "organization": Aggregate(organization.EMPTY, organization.evolve),
    "cycles": Aggregate(cycle.EMPTY, cycle.evolve),
    "objective": Aggregate(None, objective.evolve),
    "alignment": Aggregate(alignment.EMPTY, alignment.evolve),
}


def aggregate(stream: str) -> Aggregate:
    return AGGREGATES[stream.partition(":")[0]]


def reads(command: AnyCommand) -> tuple[str, ...]:
    """The streams that a decision depends on: first the one it is about, which gets the events.

    The workspace's own stream is read for every command, since it says what day it is there.
    """
    match command:
        case CreateWorkspace():
            return (WORKSPACE,)
        case AddUnit() | AddPerson():
            return (ORGANIZATION, WORKSPACE)
        case DefineCycle() | MoveCycle():
            return (CYCLES, WORKSPACE)
        case DraftObjective() | AddKeyResult():
            own = objective_stream(command.objective_id)
            return (own, ORGANIZATION, CYCLES, WORKSPACE)
        case CommitObjective() | PublishObjective() | CheckIn() | CorrectCheckIn():
            return (objective_stream(command.objective_id), CYCLES, WORKSPACE)
        case LinkObjective():
            return (
                alignment_stream(command.cycle_id),
                objective_stream(command.objective_id),
                objective_stream(command.parent_objective_id),
                WORKSPACE,
            )
        case UnlinkObjective():
            return (alignment_stream(command.cycle_id), WORKSPACE)
        case _:
            assert_never(command)
