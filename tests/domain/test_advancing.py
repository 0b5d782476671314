from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from domain.cycles.cycle import Calendar, Cycle, PlanningIsOver
from domain.objectives import advancing, objective
from domain.objectives.advancing import (
    NoSuchOutcome,
    OutcomeOfAnotherYear,
    OutcomesAdvanced,
    SetOutcomes,
)
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Context
from domain.strategy.outcome import Outcome, OutcomeGivenUp
from domain.strategy.strategy import Strategy
from domain.values import CycleId, OutcomeId
from tests.support.company import COMPANY, CYCLE, ORGANIZATION, Q3, RELIABLE, drafted, unit
from tests.support.declared import as_declared
from tests.support.given import Scenario

YEAR, PAST = CycleId("2026"), CycleId("2025")
RENEW, QUICK, OLD = OutcomeId("renew"), OutcomeId("quick"), OutcomeId("old")
RENEWED = Outcome(RENEW, YEAR, "Customers renew", unit(COMPANY), "", None, None)
strategy = Strategy(
    outcomes={
        RENEW: RENEWED,
        QUICK: replace(RENEWED, outcome_id=QUICK, title="Anybody can start alone"),
        OLD: replace(RENEWED, outcome_id=OLD, cycle_id=PAST, title="We are known"),
    }
)


def scenario(strategy: Strategy = strategy, cycle: Cycle = CYCLE) -> Scenario:
    years = {
        PAST: Cycle(PAST, "2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
        YEAR: Cycle(YEAR, "2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
    }
    about = Context(
        date(2026, 7, 1), "ada", ORGANIZATION, Calendar({Q3: cycle, **years}), strategy=strategy
    )
    return Scenario(
        lambda state, command: objective.decide(state, command, as_declared(command, about)),
        objective.evolve,
        None,
    )


nothing = scenario()
draft = nothing.given(drafted)


def test_an_objective_says_which_outcomes_it_advances() -> None:
    draft.when(SetOutcomes(RELIABLE, (RENEW, QUICK))).then(
        OutcomesAdvanced(RELIABLE, (RENEW, QUICK))
    )


def test_naming_one_twice_is_naming_it_once() -> None:
    draft.when(SetOutcomes(RELIABLE, (RENEW, RENEW))).then(OutcomesAdvanced(RELIABLE, (RENEW,)))


def test_it_may_advance_none_any_more() -> None:
    advancing = draft.given(OutcomesAdvanced(RELIABLE, (RENEW,)))
    advancing.when(SetOutcomes(RELIABLE, ())).then(OutcomesAdvanced(RELIABLE, ()))


def test_an_outcome_to_advance_is_there() -> None:
    draft.when(SetOutcomes(RELIABLE, (OutcomeId("?"),))).then_rejected(NoSuchOutcome, "?")


def test_what_was_given_up_is_not_advanced_anew() -> None:
    gone = Strategy(outcomes={**strategy.outcomes, RENEW: replace(RENEWED, dropped="No market")})
    scenario(gone).given(drafted).when(SetOutcomes(RELIABLE, (RENEW,))).then_rejected(
        OutcomeGivenUp, "'Customers renew'"
    )


def test_what_was_given_up_later_may_stay_named() -> None:
    gone = Strategy(outcomes={**strategy.outcomes, RENEW: replace(RENEWED, dropped="No market")})
    advancing = scenario(gone).given(drafted, OutcomesAdvanced(RELIABLE, (RENEW,)))
    advancing.when(SetOutcomes(RELIABLE, (RENEW, QUICK))).then(
        OutcomesAdvanced(RELIABLE, (RENEW, QUICK))
    )


def test_an_outcome_of_another_year_is_not_advanced() -> None:
    draft.when(SetOutcomes(RELIABLE, (OLD,))).then_rejected(
        OutcomeOfAnotherYear, "'We are known'", "'2025'", "'2026-Q3'"
    )


def test_a_quarter_belongs_to_the_year_in_which_its_middle_lies() -> None:
    fiscal = replace(CYCLE, starts=date(2025, 12, 28), ends=date(2026, 3, 28))
    scenario(cycle=fiscal).given(drafted).when(SetOutcomes(RELIABLE, (RENEW,))).then(
        OutcomesAdvanced(RELIABLE, (RENEW,))
    )
    earlier = replace(fiscal, starts=fiscal.starts - timedelta(90), ends=date(2025, 12, 27))
    scenario(cycle=earlier).given(drafted).when(SetOutcomes(RELIABLE, (RENEW,))).then_rejected(
        OutcomeOfAnotherYear
    )


def test_when_planning_is_over_nothing_new_is_advanced() -> None:
    scored = scenario(cycle=replace(CYCLE, phase="scoring")).given(drafted)
    scored.when(SetOutcomes(RELIABLE, (RENEW,))).then_rejected(PlanningIsOver)


def test_an_objective_that_is_not_there_advances_nothing() -> None:
    nothing.when(SetOutcomes(RELIABLE, (RENEW,))).then_rejected(UnknownObjective)


def test_outcomes_that_a_cycle_cannot_advance_are_left_out() -> None:
    years = {YEAR: Cycle(YEAR, "2026", "year", date(2026, 1, 1), date(2026, 12, 31))}
    gone = replace(RENEWED, outcome_id=QUICK, dropped="No market")
    known = Strategy(outcomes={RENEW: RENEWED, QUICK: gone})
    context = advancing.Context(known, Calendar({Q3: CYCLE, **years}), CYCLE)
    assert advancing.possible((RENEW, QUICK, OLD), context) == (RENEW,)
