"""What a digest says in one line."""

from __future__ import annotations

import pytest

from domain.notices.notice import Line, digest_text

CHURN = "'Churn of Sam's customers falls'"


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        (f"because you own {CHURN}", "because you own it"),
        (f"because you lead Web, which owns {CHURN}", "because you lead Web, which owns it"),
        ("because you own 'Another'", "because you own 'Another'"),
        ("because you are mentioned in it", "because you are mentioned in it"),
    ],
)
def test_a_line_of_a_digest_names_what_it_is_about_once(why: str, shown: str) -> None:
    title = f"No check-in on {CHURN} in week 6"
    assert digest_text([Line(title, why)], 1) == f"- {title} ({shown})"
