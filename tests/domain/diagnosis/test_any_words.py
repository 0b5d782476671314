"""Whatever somebody writes, the rules have something to say or nothing, and never fail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.diagnosis.drafting import of_command
from domain.diagnosis.likeness import agreement, copies, repeats, statement
from domain.measuring.metric import Boolean, Increase
from domain.objectives.planning import AddKeyResult, DraftObjective
from tests.support.company import BUGS, ENGINEERING, Q3, RELIABLE, unit
from tests.support.examples import examples

PIECES = [
    "improve",
    "write",
    "and",
    ",",
    "from",
    "to",
    "3",
    "4 %",
    "\u2192",
    "Q3",
    "\u00e9t\u00e9",
    "#7",
    ";",
]
TITLES = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
)
TO_9 = Increase(3, 9, unit="days")


@examples(200)
@given(title=TITLES)
def test_of_any_title_the_words_found_stand_in_it_and_the_reason_is_a_sentence(title: str) -> None:
    team = unit(ENGINEERING)
    for command in (
        DraftObjective(RELIABLE, Q3, title, team),
        AddKeyResult(RELIABLE, BUGS, title, Boolean()),
        AddKeyResult(RELIABLE, BUGS, title, TO_9),
    ):
        for found in of_command(command):
            assert found.why.endswith(".")
            assert all(word.lower() in title.lower() for word in found.words)


@examples(200)
@given(one=TITLES, other=TITLES)
def test_likeness_goes_both_ways_and_everything_is_like_itself(one: str, other: str) -> None:
    a, b = statement(one, TO_9), statement(other)
    assert copies(a, b) == copies(b, a)
    assert repeats(a, b) == repeats(b, a)
    assert agreement(a, b) == agreement(b, a)
    assert copies(a, a)
    assert repeats(a, a)
