from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.diagnosis.duplicates import Entry, duplicates
from domain.diagnosis.likeness import statement
from domain.diagnosis.rules import COMMON
from domain.measuring.metric import Increase, Metric
from domain.values import KeyResultId, UnitId
from tests.support.examples import examples

TO_9 = Increase(3, 9, unit="days")


def entry(title: str, metric: Metric | None = None, unit: str = "north") -> Entry:
    said = statement(title, metric)
    return Entry(said.words, said.numbers, said.figures, UnitId(unit))


def among(*entries: Entry) -> list[tuple[str, str]]:
    return list(duplicates({KeyResultId(str(at)): one for at, one in enumerate(entries)}))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (entry("Ovens open"), entry("Open ovens!", unit="south"), True),
        (entry("Ovens open"), entry("Open ovens!"), False),
        (entry("Bake 3 new breads"), entry("Bake 5 new breads", unit="south"), False),
        (entry("Bake 3 new breads"), entry("Bake 3 new bread", unit="south"), True),
        (
            entry("Shops wait less for flour", TO_9),
            entry("Shops wait less long for their flour", TO_9, "south"),
            True,
        ),
        (entry("Flour on stock", TO_9), entry("Days of training", TO_9, "south"), False),
    ],
)
def test_two_teams_want_the_same_if_figures_or_numbers_and_words_agree(
    one: Entry, other: Entry, *, same: bool
) -> None:
    assert among(one, other) == ([("0", "1")] if same else [])


def test_what_very_many_have_in_common_says_nothing_of_two_of_them() -> None:
    alike = [entry("Ovens open", unit=str(at)) for at in range(COMMON + 1)]
    assert len(among(*alike[:-1])) == COMMON * (COMMON - 1) // 2
    assert among(*alike) == []


@examples(100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["open ovens", "ovens open 3", "bread"]), st.sampled_from("ab"))
    )
)
def test_the_pairs_are_each_there_once_in_the_order_of_what_they_are_made_of(
    said: list[tuple[str, str]],
) -> None:
    pairs = [(int(one), int(other)) for one, other in among(*(entry(t, unit=u) for t, u in said))]
    assert pairs == sorted(set(pairs))
    assert all(one < other and said[one][1] != said[other][1] for one, other in pairs)
