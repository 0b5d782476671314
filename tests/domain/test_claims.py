from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from domain.cycles.cycle import Calendar, CycleClosed, Phase, PlanningIsOver, UnknownCycle
from domain.objectives import objective
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import ObjectiveIsWithdrawn
from domain.resources import claims
from domain.resources.claims import (
    ChangeClaim,
    ClaimAcrossCycles,
    ClaimChanged,
    ClaimCommand,
    ClaimEndsBeforeItStarts,
    ClaimExists,
    ClaimIsReleased,
    ClaimOutOfBounds,
    ClaimOutsideCycle,
    ClaimReleased,
    ClaimResource,
    Context,
    ReleaseClaim,
    ResourceClaimed,
    UnknownClaim,
)
from domain.resources.pools import Capacity, Pool, PoolIsClosed, Pools, UnknownPool
from domain.values import ClaimId, CycleId, PoolId
from tests.support.company import (
    CALENDAR,
    CYCLE,
    ENDS,
    Q3,
    RELIABLE,
    STARTS,
    drafted,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

DESIGN = PoolId("design")
ASKED = ClaimId("asked")
POOL = Pool(DESIGN, "Design", "days", None, STARTS, (Capacity(STARTS, 5.0),), closes=week(12))
CONTEXT = Context(CALENDAR, Pools({DESIGN: POOL}), objective.evolve(None, drafted))

claim = ClaimResource(Q3, ASKED, DESIGN, RELIABLE, week(2), week(4), 3.0, "mock-ups")
claimed = ResourceClaimed(Q3, ASKED, DESIGN, RELIABLE, week(2), week(4), 3.0, "mock-ups")
change = ChangeClaim(Q3, ASKED, week(3), week(6), 4.0)
changed = ClaimChanged(Q3, ASKED, week(3), week(6), 4.0)
released = ClaimReleased(Q3, ASKED, "no longer needed")


def scenario(context: Context = CONTEXT) -> Scenario:
    def decide(state: claims.Claims, command: ClaimCommand) -> Sequence[claims.ClaimEvent]:
        return claims.decide(state, command, as_declared(command, context))

    return Scenario(decide, claims.evolve, claims.EMPTY)


nothing = scenario()
asked = nothing.given(claimed)


def in_phase(phase: Phase) -> Scenario:
    return scenario(replace(CONTEXT, calendar=Calendar({Q3: replace(CYCLE, phase=phase)})))


def test_an_objective_claims_so_much_a_week_of_a_pool() -> None:
    nothing.when(claim).then(claimed)


def test_a_claim_is_changed() -> None:
    asked.when(change).then(changed)
    found = asked.state(changed).claims[ASKED]
    assert (found.starts, found.ends, found.per_week, found.note) == (week(3), week(6), 4.0, "")


def test_a_change_to_what_is_asked_for_already_is_nothing_new() -> None:
    asked.when(ChangeClaim(Q3, ASKED, week(2), week(4), 3.0, "mock-ups")).then_nothing()


def test_a_claim_is_released_once() -> None:
    asked.when(ReleaseClaim(Q3, ASKED, "no longer needed")).then(released)
    asked.given(released).when(ReleaseClaim(Q3, ASKED, "again")).then_nothing()


def test_a_released_claim_stays_released() -> None:
    asked.given(released).when(change).then_rejected(ClaimIsReleased)
    asked.given(released).when(claim).then_rejected(ClaimExists, "asked")


def test_a_claim_that_says_something_else_is_another_claim() -> None:
    asked.when(replace(claim, per_week=9.0)).then_rejected(ClaimExists, "asked")


@pytest.mark.parametrize("per_week", [0.0, -1.0, 1e16, float("nan"), float("inf")])
def test_a_claim_asks_for_an_ordinary_number_above_zero(per_week: float) -> None:
    nothing.when(replace(claim, per_week=per_week)).then_rejected(ClaimOutOfBounds)
    asked.when(replace(change, per_week=per_week)).then_rejected(ClaimOutOfBounds)


def test_a_claim_ends_after_it_starts() -> None:
    backwards = replace(claim, starts=week(4), ends=week(2))
    nothing.when(backwards).then_rejected(ClaimEndsBeforeItStarts, str(week(2)))


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [(date(2026, 6, 30), week(2), "starts"), (week(2), date(2026, 10, 1), "ends")],
)
def test_a_claim_lies_within_its_cycle(starts: date, ends: date, field: str) -> None:
    outside = replace(claim, starts=starts, ends=ends)
    nothing.when(outside).then_rejected(ClaimOutsideCycle, str(STARTS), str(ENDS))
    with pytest.raises(ClaimOutsideCycle) as refused:
        nothing.decide(outside)
    assert refused.value.field == field


def test_a_pool_is_claimed_while_it_is_open() -> None:
    nothing.when(replace(claim, ends=week(12))).then_rejected(PoolIsClosed, "Design")


def test_a_pool_that_is_not_there_cannot_be_claimed() -> None:
    nothing.when(replace(claim, pool_id=PoolId("gold"))).then_rejected(UnknownPool, "gold")


def test_only_an_objective_that_is_there_claims_anything() -> None:
    scenario(replace(CONTEXT, objective=None)).when(claim).then_rejected(UnknownObjective)


def test_a_claim_belongs_to_the_cycle_of_its_objective() -> None:
    nothing.when(replace(claim, cycle_id=CycleId("q4"))).then_rejected(ClaimAcrossCycles)


def test_a_claim_belongs_to_a_cycle_that_is_there() -> None:
    scenario(replace(CONTEXT, calendar=Calendar())).when(claim).then_rejected(UnknownCycle)


def test_nothing_is_claimed_once_a_cycle_is_scored_and_given_back_until_it_is_closed() -> None:
    in_phase("scoring").when(claim).then_rejected(PlanningIsOver, "scoring")
    in_phase("closed").given(claimed).when(change).then_rejected(PlanningIsOver, "closed")
    in_phase("scoring").given(claimed).when(ReleaseClaim(Q3, ASKED)).then(ClaimReleased(Q3, ASKED))
    in_phase("closed").given(claimed).when(ReleaseClaim(Q3, ASKED)).then_rejected(CycleClosed)


@pytest.mark.parametrize("command", [change, ReleaseClaim(Q3, ASKED)])
def test_what_was_never_claimed_can_be_neither_changed_nor_released(command: ClaimCommand) -> None:
    nothing.when(command).then_rejected(UnknownClaim, "asked")


def test_facts_about_an_unknown_claim_are_passed_over() -> None:
    assert claims.evolve(claims.EMPTY, changed) == claims.EMPTY
    assert claims.evolve(claims.EMPTY, released) == claims.EMPTY


def test_what_was_withdrawn_claims_nothing() -> None:
    known = CONTEXT.objective
    assert known is not None
    withdrawn = replace(CONTEXT, objective=replace(known, stage="withdrawn"))
    scenario(withdrawn).when(claim).then_rejected(ObjectiveIsWithdrawn)
