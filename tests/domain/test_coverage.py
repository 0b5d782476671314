from __future__ import annotations

from collections.abc import Hashable, Sequence

import pytest

from domain.alignment.coverage import OVERLOAD, Apart, Cover, apart, coverage, is_orphan
from domain.objectives.state import Objective
from domain.values import Level, LinkTest
from tests.support.company import ENGINEERING, GOAL, Q3, RELIABLE, linked, unit


@pytest.mark.parametrize(
    ("units", "found"),
    [
        ([], "gap"),
        (["sales"], "covered"),
        (["sales"] * OVERLOAD, "covered"),
        (range(OVERLOAD - 1), "covered"),
        (range(OVERLOAD), "overload"),
        ([*range(OVERLOAD), *range(OVERLOAD)], "overload"),
    ],
)
def test_a_key_result_is_overloaded_by_units_and_not_by_their_objectives(
    units: Sequence[Hashable], found: Cover
) -> None:
    assert coverage(units) == found


@pytest.mark.parametrize(
    ("level", "links", "orphan"),
    [("team", 0, True), ("team", 1, False), ("company", 0, False), ("individual", 0, True)],
)
def test_what_works_toward_nothing_is_an_orphan_unless_it_is_the_companys(
    level: Level, links: int, *, orphan: bool
) -> None:
    objective = Objective(RELIABLE, Q3, "Trust", unit(ENGINEERING), level, "")
    assert is_orphan(objective, [linked("l", RELIABLE, GOAL)] * links) == orphan


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "orphan"),
        (["no"], "refused"),
        (["no", "no"], "refused"),
        (["no", "maybe"], "unconnected"),
        ([None], "unconnected"),
    ],
)
def test_what_leads_nowhere_is_linked_to_nothing_or_refuses_or_ends_on_the_way(
    answers: Sequence[LinkTest | None], why: Apart
) -> None:
    links = [linked("l", RELIABLE, GOAL, link_test=answer) for answer in answers]
    assert apart(links) == why
