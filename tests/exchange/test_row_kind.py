"""A kind of row that could not be written and read back is refused when it is declared."""

from __future__ import annotations

from typing import Any

import pytest

from api.exchange.row_kind import (
    Misdeclared,
    RowKind,
    below,
    check_inheritance,
    event,
    part,
    record,
)
from domain.alignment import review
from domain.cycles import cycle
from domain.objectives import negotiation, planning, revision, state
from domain.resources import claims, pools
from domain.values import CycleId

CHALLENGED = (negotiation.ChallengeObjective, negotiation.ObjectiveChallenged)
OBJECTIVE = record(
    "objective", planning.DraftObjective, planning.ObjectiveDrafted, "objective_id",
    cells="cycle_id:cycle title:text owner description carried_from", read_apart=True,
)  # fmt: skip
FINDING = record(
    "finding", review.RaiseFinding, review.FindingRaised, "cycle_id finding_id",
    cells="cycle_id:cycle kind:type text objective_id:objective key_result_id:key_result"
    " unit_id:owner",
)  # fmt: skip


def test_a_field_without_a_column_has_to_be_inherited() -> None:
    with pytest.raises(Misdeclared, match=r"'objective_challenged'.*: reason has no column"):
        event(*CHALLENGED, below("objective", inherits="objective_id"))
    with pytest.raises(Misdeclared, match="objective_id has no column and is not inherited"):
        event(*CHALLENGED, below("objective"), cells="reason")


def test_a_field_within_another_needs_a_column_as_well() -> None:
    with pytest.raises(Misdeclared, match="description has no column"):
        record("revision", revision.RequestRevision, revision.RevisionRequested,
               "objective_id revision_id", below("objective", inherits="objective_id"),
               cells="reason changes.title:text changes.remove changes.unlink changes.withdraw"
                     " changes.key_results changes.link")  # fmt: skip
    with pytest.raises(Misdeclared, match=r"'revised_link'.*: strength has no column"):
        part("revised_link", "changes.link", state.RevisedLink,
             cells="link_id:link parent_objective_id:parent_objective key_result_id:key_result"
                   " kind:link_kind mechanism link_test")  # fmt: skip


def test_a_column_is_declared_for_a_field_that_there_is() -> None:
    with pytest.raises(Misdeclared, match="there is no field motive"):
        event(*CHALLENGED, below("objective", inherits="objective_id"), cells="reason motive")


def test_a_column_holds_one_field() -> None:
    with pytest.raises(Misdeclared, match="the column reason would hold several fields"):
        event(claims.ChangeClaim, claims.ClaimChanged,
              below("claim", inherits="cycle_id claim_id"),
              cells="starts ends per_week:reason note:reason")  # fmt: skip


def challenged(**declared: Any) -> RowKind:
    above = below(declared.pop("parent", "objective"), inherits=declared.pop("inherits"))
    return event(*CHALLENGED, above, cells=declared.pop("cells", "reason"))


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (challenged(inherits="objective_id"), None),
        (challenged(inherits="objective_id", parent="plan"), "there is no kind plan"),
        (challenged(inherits="objective_id unit_id"), "it inherits unit_id, which is no field"),
        (challenged(inherits="objective_id", parent="finding"), "without cycle_id and finding_id"),
        (challenged(inherits="", cells="reason objective_id:objective"), "without objective_id"),
        (
            event(claims.ReleaseClaim, claims.ClaimReleased,
                  below("objective", inherits="cycle_id claim_id objective_id"), cells="reason"),
            "objective has no claim_id to inherit",
        ),
        (
            event(pools.ClosePool, pools.PoolClosed, below("objective", inherits="pool_id"),
                  cells="closes"),
            "objective has no pool_id to inherit",
        ),
    ],
)  # fmt: skip
def test_what_is_inherited_has_to_be_there_and_to_tell_the_row_above(
    kind: RowKind, why: str | None
) -> None:
    kinds = [OBJECTIVE, FINDING, kind]
    if why is None:
        check_inheritance(kinds)
        return
    with pytest.raises(Misdeclared, match=why):
        check_inheritance(kinds)


def test_what_is_inherited_is_of_one_type() -> None:
    class Renamed(cycle.MoveCycle, frozen=True):
        objective_id: CycleId  # of another record than the name says

    kind = event(Renamed, cycle.CycleMoved, below("objective", inherits="objective_id cycle_id"),
                 cells="phase")  # fmt: skip
    with pytest.raises(Misdeclared, match="the objective_id of objective is of another type"):
        check_inheritance([OBJECTIVE, kind])
