"""Weekly work: tasks toward key results and toward none, and those that cannot be."""

from __future__ import annotations

from domain.values import CycleId, TaskId, UnitId
from domain.work import PlanTask
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES, UNITS, key_result_of


def task_of(cycle: CycleId, unit: UnitId, number: int) -> TaskId:
    return TaskId(f"t{number} of {unit} in {cycle}")


BEGUN: list[AnyCommand] = [
    PlanTask(
        CYCLES[0], UNITS[2], task_of(CYCLES[0], UNITS[2], week), week,
        f"Task of week {week}", 2.5 * week,
        OBJECTIVES[3 - week % 2], key_result_of(OBJECTIVES[3 - week % 2], 0),
    )
    for week in range(1, 4)
]  # fmt: skip
