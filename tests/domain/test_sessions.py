from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from domain.cycles.cycle import UnknownCycle
from domain.objectives.objective import UnknownObjective
from domain.organization.consistency import UnknownUnit
from domain.organization.organization import UnknownOwner
from domain.rituals import sessions
from domain.rituals.sessions import (
    MOST_OUTPUTS,
    AnswerEscalation,
    Blocked,
    CloseSession,
    Context,
    Decision,
    Escalation,
    EscalationAnswered,
    EscalationIsAnswered,
    Note,
    OpenSession,
    OutputRecorded,
    RecordOutput,
    Refreshed,
    Scored,
    Session,
    SessionClosed,
    SessionCommand,
    SessionEvent,
    SessionExists,
    SessionInTheFuture,
    SessionIsClosed,
    SessionLongBefore,
    SessionOpened,
    TooManyOutputs,
    UnknownEscalation,
    UnknownSession,
)
from domain.strategy.outcome import UnknownOutcome
from domain.values import CycleId, ObjectiveId, OutcomeId, Owner, SessionId, UnitId
from tests.support.company import (
    CALENDAR,
    CHART,
    COMPANY,
    ENGINEERING,
    Q3,
    RELIABLE,
    unit,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

SYNC = SessionId("sync")
GROWTH = OutcomeId("growth")
TODAY = date(2026, 8, 4)


def decide(state: Session, command: SessionCommand) -> Sequence[SessionEvent]:
    known = frozenset({RELIABLE}) & set(sessions.objectives_in(command))
    aims = frozenset({GROWTH}) & sessions.outcomes_in(command)
    context = Context(TODAY, CHART, CALENDAR, known, aims)
    return sessions.decide(state, command, as_declared(command, context))


opened = SessionOpened(SYNC, "sync", Q3, TODAY, (ENGINEERING, COMPANY))
late = Escalation("The API is two weeks late", unit(COMPANY), RELIABLE)
escalated = OutputRecorded(SYNC, 1, late)
closed = SessionClosed(SYNC, "Short and good")
nothing = Scenario(decide, sessions.evolve, sessions.EMPTY)
open_session = nothing.given(opened)


def test_a_session_is_opened_for_units_in_a_cycle() -> None:
    nothing.when(OpenSession(SYNC, "sync", Q3, TODAY, (ENGINEERING, COMPANY))).then(opened)


def test_a_unit_that_is_named_twice_takes_part_once() -> None:
    twice = (ENGINEERING, COMPANY, ENGINEERING)
    nothing.when(OpenSession(SYNC, "sync", Q3, TODAY, twice)).then(opened)


def test_one_identifier_is_not_two_sessions() -> None:
    other = OpenSession(SYNC, "sync", Q3, TODAY - timedelta(1), (ENGINEERING, COMPANY))
    open_session.when(other).then_rejected(SessionExists, "sync")


def test_a_session_is_about_a_cycle_that_is_there() -> None:
    command = OpenSession(SYNC, "sync", CycleId("q9"), TODAY, (ENGINEERING,))
    nothing.when(command).then_rejected(UnknownCycle, "q9")


def test_a_session_is_of_units_that_are_there() -> None:
    command = OpenSession(SYNC, "sync", Q3, TODAY, (ENGINEERING, UnitId("lab")))
    nothing.when(command).then_rejected(UnknownUnit, "lab")


def test_a_session_is_not_held_before_its_day() -> None:
    command = OpenSession(SYNC, "sync", Q3, TODAY + timedelta(1), (ENGINEERING,))
    nothing.when(command).then_rejected(SessionInTheFuture, "2026-08-05")


def test_a_session_about_a_cycle_is_not_from_long_before_it() -> None:
    earliest = date(2025, 6, 30)
    command = OpenSession(SYNC, "sync", Q3, earliest, (ENGINEERING,))
    nothing.when(command).then(SessionOpened(SYNC, "sync", Q3, earliest, (ENGINEERING,)))
    for day in (earliest - timedelta(1), date.min):
        nothing.when(replace(command, day=day)).then_rejected(SessionLongBefore, "2026-07-01")


def test_nothing_comes_of_a_session_that_was_never_opened() -> None:
    for command in (
        RecordOutput(SYNC, Note("Nice")),
        CloseSession(SYNC),
        AnswerEscalation(SYNC, 1, "Done"),
    ):
        nothing.when(command).then_rejected(UnknownSession, "sync")


def test_what_comes_of_it_is_numbered() -> None:
    open_session.when(RecordOutput(SYNC, late)).then(escalated)
    decision = Decision("Two weeks of Ada for the API", "resources")
    open_session.given(escalated).when(RecordOutput(SYNC, decision)).then(
        OutputRecorded(SYNC, 2, decision)
    )


def test_closing_writes_down_what_was_not_written_yet() -> None:
    note = Note("Nice")
    open_session.given(escalated).when(CloseSession(SYNC, "Short and good", (late, note))).then(
        OutputRecorded(SYNC, 2, note), closed
    )


def test_a_session_is_closed_once_and_says_one_thing() -> None:
    done = open_session.given(escalated, closed)
    done.when(CloseSession(SYNC, "Short and good", (late,))).then_nothing()
    done.when(CloseSession(SYNC, "Long and bad")).then_rejected(SessionIsClosed)
    done.when(CloseSession(SYNC, "Short and good", (Note("More"),))).then_rejected(SessionIsClosed)


def test_nothing_is_added_to_a_closed_session() -> None:
    done = open_session.given(escalated, closed)
    done.when(RecordOutput(SYNC, late)).then_nothing()
    done.when(RecordOutput(SYNC, Note("More"))).then_rejected(SessionIsClosed)


def test_an_escalation_goes_to_somebody_who_is_there() -> None:
    command = RecordOutput(SYNC, Escalation("Help", Owner("person", "eve")))
    open_session.when(command).then_rejected(UnknownOwner, "eve")


def test_what_it_is_about_has_to_be_there() -> None:
    for output in (Scored(ObjectiveId("o9")), Blocked("hiring", "resource", ObjectiveId("o9"))):
        open_session.when(RecordOutput(SYNC, output)).then_rejected(UnknownObjective, "o9")
    open_session.when(RecordOutput(SYNC, Scored(RELIABLE))).then(
        OutputRecorded(SYNC, 1, Scored(RELIABLE))
    )


def test_an_outcome_that_was_refreshed_has_to_be_there() -> None:
    refreshed = Refreshed(OutcomeId("nowhere"))
    open_session.when(RecordOutput(SYNC, refreshed)).then_rejected(UnknownOutcome, "nowhere")
    open_session.when(RecordOutput(SYNC, Refreshed(GROWTH))).then(
        OutputRecorded(SYNC, 1, Refreshed(GROWTH))
    )


def test_a_session_has_an_end() -> None:
    full = [OutputRecorded(SYNC, n, Note(str(n))) for n in range(1, MOST_OUTPUTS + 1)]
    open_session.given(*full).when(RecordOutput(SYNC, Note("More"))).then_rejected(
        TooManyOutputs, "200"
    )


def test_an_escalation_is_open_until_it_is_answered_even_after_the_session() -> None:
    answered = EscalationAnswered(SYNC, 1, "A second engineer from Monday")
    after = open_session.given(escalated, closed)
    assert after.state().open_escalations == {1: late}
    after.when(AnswerEscalation(SYNC, 1, "A second engineer from Monday")).then(answered)
    assert after.state(answered).open_escalations == {}


def test_only_what_was_escalated_is_answered() -> None:
    noted = open_session.given(OutputRecorded(SYNC, 1, Note("Nice")))
    noted.when(AnswerEscalation(SYNC, 1, "Thanks")).then_rejected(UnknownEscalation, "1")


def test_an_escalation_has_one_answer() -> None:
    answered = open_session.given(escalated, EscalationAnswered(SYNC, 1, "Yes"))
    answered.when(AnswerEscalation(SYNC, 1, "No")).then_rejected(EscalationIsAnswered, "Yes")


def test_a_session_is_called_by_its_ritual_and_its_day() -> None:
    assert sessions.title(open_session.state(), opened) == "cross-team sync of 2026-08-04"
