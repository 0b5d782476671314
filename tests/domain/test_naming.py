from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.naming import known_as, one_name

CAFE = "Équipe Café"


@pytest.mark.parametrize(
    "other",
    [
        "équipe café",
        "ÉQUIPE CAFÉ",
        unicodedata.normalize("NFD", CAFE),
        "Équipe\u00a0Café",
        " Équipe  Café\t",
        "Équipe\u2009Caf\u200bé",
        "Équipe\nCafé",
        "\ufeffÉquipe Café",
        "Équipe C\N{FULLWIDTH LATIN SMALL LETTER A}fé",
    ],
)
def test_spellings_of_a_name_are_one_name(other: str) -> None:
    assert one_name(CAFE, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("Σίσυφος", "ΣΊΣΥΦΟΣ"), ("ﬁnance", "Finance")]
)
def test_case_is_that_of_the_alphabet(one: str, other: str) -> None:
    assert one_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cafe", "Café"), ("Team 1", "Team 2"), ("R&D", "RD"), ("Frontend", "Front end"), ("a", "")],
)
def test_what_is_written_with_other_characters_is_another_name(one: str, other: str) -> None:
    assert not one_name(one, other)


@given(name=st.text())
def test_a_name_is_known_as_the_same_however_it_is_composed_and_asked(name: str) -> None:
    known = known_as(name)
    assert known_as(known) == known
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert known_as(unicodedata.normalize(form, name)) == known


@given(name=st.text(st.characters(codec="utf-8"), min_size=1), space=st.sampled_from(" \u00a0\t"))
def test_white_space_around_a_name_is_not_part_of_it(name: str, space: str) -> None:
    assert one_name(name, f"{space}{name}{space}")
