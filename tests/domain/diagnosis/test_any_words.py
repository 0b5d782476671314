"""Whatever somebody writes, the rules have something to say or nothing, and never fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.diagnosis.drafting import of_command
from domain.diagnosis.likeness import agreement, copies, repeats, statement
from domain.diagnosis.statement import suspicion
from domain.diagnosis.wording import bare_wish, compound, figure, too_long
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


ELSEWHERE = [
    "Umsatz von 3 auf 5 Mio. \u20ac steigern",
    "Kundenzufriedenheit verbessern",
    "Onboarding verbessern",
    "Test der neuen Anlage bis 31. M\u00e4rz",
    "Drei Schulungen durchf\u00fchren",
    "Augmenter les ventes de 20 %",
    "Am\u00e9liorer la satisfaction des patients",
    "Recruter 5 ing\u00e9nieurs avant le 31 mars",
    "Reducir el churn del 5% al 3%",
    "Mejorar la atenci\u00f3n y reducir costes",
    "Lanzar la nueva web antes del 31 de marzo",
    "Migliorare il servizio ai clienti",
    "Klanttevredenheid verhogen",
    "\u00d6ka kundn\u00f6jdheten",
    "\u9867\u5ba2\u6e80\u8db3\u5ea6\u3092\u9ad8\u3081\u308b",
    "\u041f\u043e\u0432\u044b\u0441\u0438\u0442\u044c \u043f\u0440\u043e\u0434\u0430\u0436\u0438",
    "\u0632\u064a\u0627\u062f\u0629 \u0627\u0644\u0645\u0628\u064a\u0639\u0627\u062a",
    "\u05e9\u05d9\u05e4\u05d5\u05e8 \u05d4\u05e9\u05d9\u05e8\u05d5\u05ea",
    "\U0001f680\U0001f680\U0001f680",
    "Q3",
]


@pytest.mark.parametrize("title", ELSEWHERE)
def test_of_words_that_are_not_english_nothing_is_said(title: str) -> None:
    assert suspicion(title) is None
    assert (bare_wish(title), compound(title)) == (None, ())


@pytest.mark.parametrize("title", [one for one in ELSEWHERE if "31" in one])
def test_a_day_is_no_figure_in_other_languages_either(title: str) -> None:
    assert figure(title.replace("5 ", "")) is None


@pytest.mark.parametrize(
    "title",
    [
        "Rendez-vous with caf\u00e9 owners held in 4 towns",
        "Import der Altdaten into the new CRM for the team",
    ],
)
def test_a_word_from_elsewhere_does_not_hide_an_english_sentence(title: str) -> None:
    assert suspicion(title) is not None


@examples(50)
@given(text=st.text(min_size=1, max_size=4), times=st.integers(1, 2500))
def test_the_longest_and_strangest_title_gets_an_answer(text: str, times: int) -> None:
    title = text * times
    for asked in (suspicion, bare_wish, compound, figure, too_long):
        asked(title)


@examples(200)
@given(one=TITLES, other=TITLES)
def test_likeness_goes_both_ways_and_everything_is_like_itself(one: str, other: str) -> None:
    a, b = statement(one, TO_9), statement(other)
    assert copies(a, b) == copies(b, a)
    assert repeats(a, b) == repeats(b, a)
    assert agreement(a, b) == agreement(b, a)
    assert copies(a, a)
    assert repeats(a, a)


@pytest.mark.parametrize(
    ("title", "done"),
    [
        ("Ship orders within 24 hours", False),
        ("Answer tickets within 4 h", False),
        ("Migrate the archive within 30 days", True),
        ("Hold 5 workshops within 2 weeks", True),
    ],
)
def test_within_hours_is_a_service_that_is_kept_and_within_days_a_date(
    title: str, *, done: bool
) -> None:
    assert (suspicion(title) is not None) is done
