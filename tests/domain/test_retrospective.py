from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.closing import closing
from domain.closing.closing import Closing, Context, LessonAboutNothing, NothingToLookBackOn
from domain.closing.retrospective import (
    HoldRetrospective,
    Lesson,
    NothingLookedBackOn,
    RetrospectiveHeld,
)
from domain.cycles.cycle import Calendar, CycleClosed, Phase
from domain.objectives.state import Objective
from domain.organization import organization
from domain.organization.chart import Chart
from domain.organization.consistency import UnitIsArchived, UnknownUnit
from domain.organization.reorganization import UnitArchived
from domain.strategy.outcome import Outcome
from domain.strategy.strategy import Strategy
from domain.values import CycleId, ObjectiveId, OutcomeId, UnitId
from tests.support.company import (
    CHART,
    COMPANY,
    CYCLE,
    ENDS,
    ENGINEERING,
    GOAL,
    ORGANIZATION,
    Q3,
    RELIABLE,
    STARTS,
    unit,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

OBJECTIVE = Objective(RELIABLE, Q3, "Trust", unit(ENGINEERING), "team", "", "published")
LESSON = Lesson("Ask support first", "change", "We guessed", RELIABLE)


RENEWED = OutcomeId("renewed")
outcome = Outcome(RENEWED, CycleId("2026"), "Customers renew", unit(COMPANY), "", None, None)


def during(phase: Phase, chart: Chart = CHART) -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase)})
    elsewhere = replace(OBJECTIVE, objective_id=GOAL, cycle_id=CycleId("q2"))
    strategy = Strategy(outcomes={RENEWED: outcome})
    context = Context(calendar, chart, strategy, {RELIABLE: OBJECTIVE, GOAL: elsewhere})
    return Scenario(
        lambda state, command: closing.decide(state, command, as_declared(command, context)),
        closing.evolve,
        closing.EMPTY,
    )


def look_back(**more: object) -> HoldRetrospective:
    facts: dict[str, object] = {
        "went_well": ("Fewer calls",),
        "went_badly": ("Late start",),
        "lessons": (LESSON,),
        **more,
    }
    return HoldRetrospective(Q3, **facts)  # type: ignore[arg-type]  # whatever it has


held = RetrospectiveHeld(Q3, None, ("Fewer calls",), ("Late start",), (LESSON,))


def test_a_company_looks_back_in_words_of_its_own() -> None:
    """A known mistake of other systems: retrospective text stored only in an activity feed."""
    during("scoring").when(look_back()).then(held)
    state: Closing = during("scoring").state(held)
    assert state.retrospectives[""] == held
    assert state.looked_back


def test_units_look_back_too_and_the_unit_that_is_the_company_is_the_company() -> None:
    ours = replace(held, unit_id=ENGINEERING)
    during("active").when(look_back(unit_id=ENGINEERING)).then(ours)
    during("active").when(look_back(unit_id=COMPANY)).then(held)
    assert not during("active").state(ours).looked_back


def test_a_company_that_learned_nothing_has_not_looked_back() -> None:
    without = replace(held, lessons=())
    during("scoring").when(look_back(lessons=())).then(without)
    assert not during("scoring").state(without).looked_back


def test_a_retrospective_is_amended_as_a_whole_until_the_cycle_is_closed() -> None:
    amended = replace(held, went_badly=())
    during("scoring").given(held).when(look_back(went_badly=())).then(amended)
    closed = during("closed").given(held)
    closed.when(look_back()).then_nothing()
    closed.when(look_back(went_badly=())).then_rejected(CycleClosed, "'2026-Q3'")


@pytest.mark.parametrize("phase", ["drafting", "review"])
def test_before_a_cycle_is_active_there_is_nothing_to_look_back_on(phase: Phase) -> None:
    during(phase).when(look_back()).then_rejected(NothingToLookBackOn, phase)


def test_a_retrospective_says_something_and_of_a_unit_that_is_there() -> None:
    during("scoring").when(HoldRetrospective(Q3)).then_rejected(NothingLookedBackOn)
    during("scoring").when(look_back(unit_id=UnitId("lab"))).then_rejected(UnknownUnit, "lab")


def test_a_unit_looks_back_on_a_quarter_of_which_it_has_seen_a_part() -> None:
    def ended(day: date) -> Chart:
        return organization.evolve(ORGANIZATION, UnitArchived(ENGINEERING, "Done", day)).at(ENDS)

    ours = look_back(unit_id=ENGINEERING)
    during("scoring", ended(week(4))).when(ours).then(replace(held, unit_id=ENGINEERING))
    during("scoring", ended(STARTS)).when(ours).then_rejected(UnitIsArchived, "from 2026-07-01")


def test_a_lesson_is_about_an_objective_or_an_outcome_that_there_is_or_about_none() -> None:
    scoring = during("scoring")
    for right in (
        Lesson("Start earlier", "keep"),
        Lesson("Start earlier", "keep", outcome_id=RENEWED),
    ):
        scoring.when(look_back(lessons=(right,))).then(replace(held, lessons=(right,)))
    for wrong, field in (
        (replace(LESSON, objective_id=GOAL), "objective_id"),
        (replace(LESSON, objective_id=ObjectiveId("nowhere")), "objective_id"),
        (replace(LESSON, outcome_id=OutcomeId("nowhere")), "outcome_id"),
    ):
        lessons = (Lesson("Start earlier", "keep"), wrong)
        refused = scoring.when(look_back(lessons=lessons))
        refused.then_rejected(LessonAboutNothing, at=f"lessons[1].{field}")


def test_what_a_retrospective_is_about_is_read_for_its_decision() -> None:
    twice = look_back(lessons=(LESSON, LESSON, Lesson("Start earlier", "keep")))
    assert closing.about(twice) == [RELIABLE]
