"""The laws of deciding, on anything that a company might say in a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.access.identity import acting
from domain.cycles.cycle import CycleClosed
from domain.drift import handling, watch
from domain.drift.handling import AcknowledgeAlert, AlertNotRaised
from domain.health import standing
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.objectives import objective, state
from domain.rituals.check_ins_held import held_by
from domain.values import CheckInId, KeyResultId, ObjectiveId
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from projections.model.workspace import Workspace
from projections.views.drift.drift import alert_of
from projections.views.shared import check_ins_held
from tests.support.company import BUGS, CYCLE, ENDS, RELIABLE, drafted, measured, published
from tests.support.company import STARTS as FIRST_DAY
from tests.support.examples import examples
from tests.support.generated.known import Known
from tests.support.generated.quarters import logs, quarters
from tests.support.logs import WORKSPACE, GivenCommand, Telling, run, tell


@examples(12)
@given(said=quarters(40))
def test_asking_twice_changes_nothing(said: list[GivenCommand]) -> None:
    twice = [again for one in said for again in (one, one)]
    assert [one.data for one in run(tell(twice))] == [one.data for one in run(tell(said))]


@examples(10)
@given(said=quarters(40))
def test_a_desk_that_remembers_decides_like_one_that_reads_everything(
    said: list[GivenCommand],
) -> None:
    async def forgetful() -> list[Stored]:
        telling = Telling()
        await telling.begin()
        for one in said:
            telling.desk = Desk(telling.log)
            await telling.say(one)
        return await telling.recorded()

    assert run(forgetful()) == run(tell(said))


@examples(10)
@given(log=logs())
def test_an_alert_can_be_answered_exactly_where_its_document_shows_one(log: list[Stored]) -> None:
    known, model = Known(), Workspace()
    known.take(log)
    for stored in log:
        model.take(stored)
    model.settle()
    for cycle in model.calendar.cycles.values():
        for about in model.objectives.present(cycle.cycle_id):
            for key, key_result in about.key_results.items():
                owner = key_result.owner or about.owner
                chart = known.organization.at(cycle.as_of(model.today))
                held = held_by(known.rituals, known.calendar, cycle, chart, owner)
                assert held == check_ins_held.held_by(model, cycle, owner)
                raised = alert_of(model, about, key_result).status == "raised"
                answerable = raised and cycle.phase != "closed"
                assert _can_be_answered(known, model, about.objective_id, key) == answerable


def _can_be_answered(
    known: Known, model: Workspace, objective_id: ObjectiveId, key: KeyResultId
) -> bool:
    context = handling.Context(
        "somebody",
        model.today,
        known.objectives[objective_id],
        known.calendar,
        known.organization,
        known.rituals,
    )
    try:
        handling.decide(handling.EMPTY, AcknowledgeAlert(objective_id, key), context)
    except (AlertNotRaised, CycleClosed):
        return False
    return True


@examples(10)
@given(said=quarters(30))
def test_a_request_is_carried_out_whole_or_not_at_all(said: list[GivenCommand]) -> None:
    """All commands as one request: if any of them is refused alone, nothing at all is stored."""

    async def at_once() -> tuple[int, int]:
        at = said[-1].at
        log = MemoryLog(lambda: at)
        desk = Desk(log)
        await log.create_workspace(WORKSPACE, "Acme")
        request = Request([one.command for one in said], acting("somebody", "administrator"), at)
        decision = await desk.decide(WORKSPACE, request)
        if decision.refusals:
            try:
                await desk.handle(WORKSPACE, request)
            except type(decision.refusals[0][1]):
                return (await log.head(WORKSPACE)).position, 0
            raise AssertionError(decision.refusals)
        outcome = await desk.handle(WORKSPACE, request)
        return (await log.head(WORKSPACE)).position, outcome.appended

    position, appended = run(at_once())
    assert position == appended


reports = st.lists(
    st.builds(
        CheckedIn,
        objective_id=st.just(RELIABLE),
        key_result_id=st.just(BUGS),
        check_in_id=st.just(CheckInId("")),
        effective=st.integers(0, (ENDS - FIRST_DAY).days).map(
            lambda days: FIRST_DAY + timedelta(days=days)
        ),
        value=st.none() | st.sampled_from([0.0, 20.0, 55.5, 90.0]),
        confidence=st.none() | st.integers(1, 5),
    ),
    max_size=12,
    unique_by=lambda report: report.effective,
).map(
    lambda found: [
        CheckedIn(
            one.objective_id,
            one.key_result_id,
            CheckInId(str(number)),
            one.effective,
            one.value,
            one.confidence,
        )
        for number, one in enumerate(found)
    ]
)


EVERY_WEEK = frozenset(range(1, 14))


def standing_after(events: Sequence[CheckedIn | CheckInCorrected]) -> tuple[object, ...]:
    state = None
    for event in (drafted, measured, published, *events):
        state = objective.evolve(state, event)
    assert state is not None
    key_result = state.key_results[BUGS]
    return (
        key_result,
        standing.of_key_result(
            key_result, CYCLE, ENDS, EVERY_WEEK, watch(key_result, CYCLE, ENDS, EVERY_WEEK)
        ),
    )


@examples(60)
@given(reports=reports, data=st.data())
def test_late_and_corrected_check_ins_give_the_same_present_in_any_order_of_arrival(
    reports: list[CheckedIn], data: st.DataObject
) -> None:
    corrected = data.draw(st.sets(st.sampled_from(reports) if reports else st.nothing()))
    corrections = {
        one.check_in_id: CheckInCorrected(
            one.objective_id, one.key_result_id, one.check_in_id, "typo", 42.0, 3
        )
        for one in corrected
    }
    arrived: list[CheckedIn | CheckInCorrected] = [*data.draw(st.permutations(reports))]
    for one in data.draw(st.permutations(sorted(corrected, key=lambda one: one.effective))):
        after = arrived.index(one) + 1
        place = data.draw(st.integers(after, len(arrived)))
        arrived.insert(place, corrections[one.check_in_id])
    in_order: list[CheckedIn | CheckInCorrected] = [*reports, *corrections.values()]
    assert standing_after(arrived) == standing_after(in_order)


@examples(60)
@given(reports=reports)
def test_taking_reports_together_is_taking_them_one_by_one(reports: list[CheckedIn]) -> None:
    ready = objective.evolve(objective.evolve(None, drafted), measured)
    assert ready is not None
    one_by_one: state.Objective | None = ready
    for report in reports:
        one_by_one = objective.evolve(one_by_one, report)
    assert objective.take_reports(ready, reports) == one_by_one
