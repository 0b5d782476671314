from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.email import LONGEST, NotAnAddress, normal


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ada@example.com", "ada@example.com"),
        (" Ada.Osei+OKR@Example.COM\u00a0", "ada.osei+okr@example.com"),
        ("ops@intranet", "ops@intranet"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_written_in_one_way(given: str, kept: str) -> None:
    assert normal(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@@example.com",
        "ada@example..com",
        "ada@-example.com",
        "ada osei@example.com",
        "ada@example.com\nben@example.com",
        "Ada <ada@example.com>",
        "ad\u0430@example.com",  # a Cyrillic letter that looks like the Latin one
        "ada@e\u00e9xample.com",
        "\u212aim@example.com",  # the Kelvin sign, which is a k when it is made small
        "a" * 65 + "@example.com",
        "a@" + "b." * LONGEST + "com",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(NotAnAddress):
        normal(given)


@given(st.one_of(st.emails(), st.text()))
def test_what_is_kept_is_plain_and_stays_as_it_is(given: str) -> None:
    try:
        kept = normal(given)
    except NotAnAddress:
        return
    assert kept.isascii()
    assert kept == kept.lower() == normal(kept)
