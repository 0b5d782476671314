"""Weekly work: tasks toward key results and toward none, and those that cannot be."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from domain.values import CycleId, PersonId, TaskId, UnitId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES, STARTS, UNITS, key_result_of


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

hours = st.sampled_from([0.0, 0.1, 0.2, 3.0, 8.0, -1.0])
cycles = st.sampled_from([CYCLES[0], CYCLES[0], CYCLES[0], CYCLES[2]])
units = st.sampled_from([*UNITS, UNITS[2], UNITS[2], UnitId("nobody")])
people = st.sampled_from([None, None, PersonId("ada"), PersonId("nobody")])
titles = st.sampled_from(["Interview Acme", "Tidy up", "Write it down"])


@st.composite
def _toward(draw: st.DrawFn) -> dict[str, str]:
    if draw(st.integers(0, 3)) == 0:
        return {}
    objective = draw(st.sampled_from([*OBJECTIVES[:5], *OBJECTIVES[:4], *OBJECTIVES[6:]]))
    return {
        "objective_id": objective,
        "key_result_id": key_result_of(objective, draw(st.sampled_from([0, 0, 1, 1, 2]))),
    }


@st.composite
def commands(draw: st.DrawFn, said_on: date) -> AnyCommand:
    cycle, unit = draw(cycles), draw(units)
    task = task_of(cycle, unit, draw(st.integers(0, 7)))
    around = (said_on - STARTS).days // 7 + 1 + draw(st.integers(-2, 2))
    match draw(st.integers(0, 9)):
        case 0 | 1:
            return EditTask(
                cycle, unit, task, draw(titles), draw(hours), person_id=draw(people),
                **draw(_toward()),  # type: ignore[arg-type]  # both or neither
            )  # fmt: skip
        case 2:
            return MoveTask(cycle, unit, task, around)
        case 3:
            return FinishTask(cycle, unit, task)
        case 4:
            return DropTask(cycle, unit, task, "in vain")
        case _:
            return PlanTask(
                cycle, unit, task, around, draw(titles), draw(hours), person_id=draw(people),
                **draw(_toward()),  # type: ignore[arg-type]  # both or neither
            )  # fmt: skip
