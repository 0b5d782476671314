from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from domain import work
from domain.cycles.cycle import Calendar, Phase, UnknownCycle
from domain.objectives import objective
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import ObjectiveIsWithdrawn, UnknownKeyResult
from domain.organization.consistency import UnknownUnit
from domain.organization.organization import UnknownOwner
from domain.values import CycleId, KeyResultId, PersonId, TaskId, UnitId
from domain.work import (
    MOST,
    Context,
    DropTask,
    EditTask,
    EffortOutOfBounds,
    FinishTask,
    HalfAKeyResult,
    MoveTask,
    PlanTask,
    TaskDropped,
    TaskEdited,
    TaskExists,
    TaskFinished,
    TaskIsOver,
    TaskMoved,
    TaskPlanned,
    TooManyTasks,
    UnknownTask,
    WeekOutsideCycle,
    WorkAcrossCycles,
    WorkCommand,
    WorkEvent,
    WorkIsOver,
)
from tests.support.company import (
    ADA,
    BUGS,
    CALENDAR,
    CHART,
    CYCLE,
    ENGINEERING,
    Q3,
    RELIABLE,
    drafted,
    measured,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

TASK = TaskId("interview")
CONTEXT = Context(CALENDAR, CHART, objective.evolve(objective.evolve(None, drafted), measured))

plan = PlanTask(Q3, ENGINEERING, TASK, 3, "Interview Acme", 6.0, RELIABLE, BUGS, ADA)
planned = TaskPlanned(Q3, ENGINEERING, TASK, 3, "Interview Acme", 6.0, RELIABLE, BUGS, ADA)
edit = EditTask(Q3, ENGINEERING, TASK, "Interview Globex", 8.0)
edited = TaskEdited(Q3, ENGINEERING, TASK, "Interview Globex", 8.0)
move = MoveTask(Q3, ENGINEERING, TASK, 4)
finish = FinishTask(Q3, ENGINEERING, TASK)
finished = TaskFinished(Q3, ENGINEERING, TASK)
drop = DropTask(Q3, ENGINEERING, TASK, "they cancelled")
dropped = TaskDropped(Q3, ENGINEERING, TASK, "they cancelled")


def scenario(context: Context = CONTEXT) -> Scenario:
    def decide(state: work.Work, command: WorkCommand) -> Sequence[WorkEvent]:
        return work.decide(state, command, as_declared(command, context))

    return Scenario(decide, work.evolve, work.EMPTY)


nothing = scenario()
interview = nothing.given(planned)


def in_phase(phase: Phase) -> Scenario:
    return scenario(replace(CONTEXT, calendar=Calendar({Q3: replace(CYCLE, phase=phase)})))


def test_a_task_is_planned_for_a_week_toward_a_key_result() -> None:
    nothing.when(plan).then(planned)


def test_work_may_be_planned_toward_nothing_and_by_nobody_in_particular() -> None:
    own = PlanTask(Q3, ENGINEERING, TASK, 13, "Tidy up", 0.0)
    nothing.when(own).then(TaskPlanned(Q3, ENGINEERING, TASK, 13, "Tidy up", 0.0))


def test_a_tasks_identifier_belongs_to_it() -> None:
    interview.when(replace(plan, hours=7.0)).then_rejected(TaskExists, "Interview Acme")


def test_what_a_task_is_can_be_said_anew() -> None:
    interview.when(edit).then(edited)
    found = interview.state(edited).tasks[TASK]
    assert (found.title, found.hours, found.week) == ("Interview Globex", 8.0, 3)
    assert (found.objective_id, found.key_result_id, found.person_id) == (None, None, None)


def test_a_task_is_moved_to_another_week() -> None:
    interview.when(move).then(TaskMoved(Q3, ENGINEERING, TASK, 4))
    interview.when(replace(move, week=3)).then_nothing()


def test_a_task_is_finished_or_dropped_once() -> None:
    interview.when(finish).then(finished)
    interview.when(drop).then(dropped)


@pytest.mark.parametrize(("over", "word"), [(finished, "done"), (dropped, "dropped")])
def test_a_task_that_is_over_is_not_moved(over: WorkEvent, word: str) -> None:
    interview.given(over).when(move).then_rejected(TaskIsOver, word)


def test_what_is_done_was_not_dropped_and_the_other_way_round() -> None:
    interview.given(finished).when(drop).then_rejected(TaskIsOver, "done")
    interview.given(dropped).when(finish).then_rejected(TaskIsOver, "dropped")


def test_what_is_done_can_still_be_told_better_and_what_was_dropped_cannot() -> None:
    interview.given(finished).when(edit).then(edited)
    interview.given(dropped).when(edit).then_rejected(TaskIsOver, "dropped")


@pytest.mark.parametrize("week", [0, -1, 14])
def test_a_task_belongs_to_a_week_of_the_cycle(week: int) -> None:
    nothing.when(replace(plan, week=week)).then_rejected(WeekOutsideCycle, "1 to 13")
    interview.when(replace(move, week=week)).then_rejected(WeekOutsideCycle, str(week))


@pytest.mark.parametrize("hours", [-0.5, 1e16, float("nan"), float("inf")])
def test_effort_is_an_ordinary_number_from_zero_on(hours: float) -> None:
    nothing.when(replace(plan, hours=hours)).then_rejected(EffortOutOfBounds)
    interview.when(replace(edit, hours=hours)).then_rejected(EffortOutOfBounds)


@pytest.mark.parametrize("field", ["objective_id", "key_result_id"])
def test_a_task_names_an_objective_and_its_key_result_or_neither(field: str) -> None:
    half = PlanTask(Q3, ENGINEERING, TASK, 3, "T", 1.0, **{field: RELIABLE})  # type: ignore[arg-type]  # one of the two
    nothing.when(half).then_rejected(HalfAKeyResult)


def test_a_task_works_toward_what_is_there() -> None:
    elsewhere = replace(plan, key_result_id=KeyResultId("elsewhere"))
    nothing.when(elsewhere).then_rejected(UnknownKeyResult, "elsewhere")
    scenario(replace(CONTEXT, objective=None)).when(plan).then_rejected(UnknownObjective)


def test_a_task_works_toward_a_key_result_of_its_own_cycle() -> None:
    q4 = CycleId("q4")
    both = Calendar({Q3: CYCLE, q4: replace(CYCLE, cycle_id=q4)})
    later = scenario(replace(CONTEXT, calendar=both))
    later.when(replace(plan, cycle_id=q4)).then_rejected(WorkAcrossCycles)


def test_a_task_belongs_to_a_cycle_a_unit_and_a_person_that_are_there() -> None:
    nothing.when(replace(plan, cycle_id=CycleId("q9"))).then_rejected(UnknownCycle, "q9")
    nothing.when(replace(plan, unit_id=UnitId("lab"))).then_rejected(UnknownUnit, "lab")
    nothing.when(replace(plan, person_id=PersonId("bob"))).then_rejected(UnknownOwner, "bob")


def test_work_is_told_until_its_cycle_is_closed() -> None:
    in_phase("scoring").given(planned).when(finish).then(finished)
    for command in (edit, move, finish, drop):
        in_phase("closed").given(planned).when(command).then_rejected(WorkIsOver, "2026-Q3")
    in_phase("closed").when(plan).then_rejected(WorkIsOver, "2026-Q3")


@pytest.mark.parametrize("command", [edit, move, finish, drop])
def test_what_was_never_planned_cannot_change(command: WorkCommand) -> None:
    nothing.when(command).then_rejected(UnknownTask, "interview")


def test_a_unit_plans_so_many_tasks_in_a_cycle_and_no_more() -> None:
    task = work.evolve(work.EMPTY, planned).tasks[TASK]
    full = work.Work({TaskId(str(number)): task for number in range(MOST)})
    with pytest.raises(TooManyTasks, match=str(MOST)):
        work.decide(full, plan, CONTEXT)


@pytest.mark.parametrize("event", [edited, TaskMoved(Q3, ENGINEERING, TASK, 4), finished, dropped])
def test_facts_about_an_unknown_task_are_passed_over(event: WorkEvent) -> None:
    assert work.evolve(work.EMPTY, event) == work.EMPTY


def test_nobody_works_toward_what_was_withdrawn() -> None:
    known = CONTEXT.objective
    assert known is not None
    withdrawn = replace(CONTEXT, objective=replace(known, stage="withdrawn"))
    scenario(withdrawn).when(plan).then_rejected(ObjectiveIsWithdrawn)
