from __future__ import annotations

import pytest

from domain.commitment import Objective
from domain.coverage import OVERLOAD, Cover, coverage, is_orphan
from domain.values import Level
from tests.support.company import ENGINEERING, GOAL, Q3, RELIABLE, linked, unit


@pytest.mark.parametrize(
    ("count", "found"),
    [(0, "gap"), (1, "covered"), (OVERLOAD - 1, "covered"), (OVERLOAD, "overload")],
)
def test_a_key_result_is_a_gap_or_overloaded_or_covered(count: int, found: Cover) -> None:
    assert coverage(count) == found


@pytest.mark.parametrize(
    ("level", "links", "orphan"),
    [("team", 0, True), ("team", 1, False), ("company", 0, False), ("individual", 0, True)],
)
def test_what_works_toward_nothing_is_an_orphan_unless_it_is_the_companys(
    level: Level, links: int, *, orphan: bool
) -> None:
    objective = Objective(RELIABLE, Q3, "Trust", unit(ENGINEERING), level, "")
    assert is_orphan(objective, [linked("l", RELIABLE, GOAL)] * links) == orphan
