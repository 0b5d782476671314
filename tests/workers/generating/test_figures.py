from __future__ import annotations

import pytest

from workers.generating.figures import figures, figures_in, filled_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 14 to 5 days", {"14", "5"}),
        ("1,200.50 and 1200.5", {"1200.5"}),
        ("1 200 000 or 1,200,000 or 1.2 million", {"1200000"}),
        ("0,4 is 0.40", {"0.4"}),
        ("40k, 40 thousand, 4e4", {"40000"}),
        ("on 2026-03-01", {"2026", "3", "1"}),
        ("version 1.2.3", {"1.2.3"}),
        ("Two halves, twice a dozen", {"2", "half", "double", "12"}),
        ("½ of it, 10²", {"½", "10", "²"}),
        ("one of them, Ada's, the second quarter", set()),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(text: str, found: set[str]) -> None:
    assert figures(text) == found


def test_all_that_stands_in_json_is_known_but_the_names_of_fields() -> None:
    told = {"v1": ["7 days", {"n": 14.0, "m": -0.5, "yes": True, "no": None}]}
    assert figures_in(told) == {"7", "14", "0.5"}


def test_a_figure_that_is_not_known_leaves_a_gap() -> None:
    text, gaps = filled_in(
        "Churn falls from 14 % to 3 %, which saves two million", frozenset({"14"})
    )
    gap = "[to be filled in]"
    assert text == f"Churn falls from 14 % to {gap} %, which saves {gap} {gap}"
    assert gaps == 3


def test_what_is_a_percentage_is_not_taken_for_the_share_that_it_is() -> None:
    assert filled_in("40 %", figures_in(0.4)) == ("[to be filled in] %", 1)
