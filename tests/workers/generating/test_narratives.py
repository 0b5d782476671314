from __future__ import annotations

import json
from typing import Any

import pytest

from workers.generating import narratives
from workers.generating.answer import Unusable
from workers.generating.narratives import Narrative

AGENDA: dict[str, Any] = {
    "cycle": {"cycle_id": "77000000", "name": "2026 Q1", "id": "88"},
    "text": ["3 drift alerts are raised."],
    "step_in_at": [
        {"title": "Churn falls", "owner": {"kind": "person", "id": "5", "name": "Ada"}},
        {"title": "Growth", "owner": {"kind": "unit", "id": "6", "name": "Care"}},
    ],
    "drifting": [{"title": f"K{number}"} for number in range(40, 60)],
    "overdue": [],
    "reason": None,
}


def answered(*paragraphs: str) -> str:
    return json.dumps({"paragraphs": paragraphs})


def told() -> bytes:
    return narratives.told_of(json.dumps(AGENDA).encode())


def test_the_model_is_told_no_ids_no_people_and_no_part_at_length() -> None:
    assert json.loads(told()) == {
        "cycle": {"name": "2026 Q1"},
        "text": ["3 drift alerts are raised."],
        "step_in_at": [
            {"title": "Churn falls"},
            {"title": "Growth", "owner": {"kind": "unit", "name": "Care"}},
        ],
        "drifting": [{"title": f"K{number}"} for number in range(40, 45)],
    }


def test_a_paragraph_with_a_figure_that_is_not_in_the_agenda_is_dropped() -> None:
    given = answered(
        "Three alerts are raised.",
        "About 45 % is lost.",
        "Churn will double.",
        "See https://example.com.",
        "Growth needs a decision.",
    )
    kept = ("Three alerts are raised.", "Growth needs a decision.")
    assert narratives.check(told(), given) == Narrative(kept, 3)


@pytest.mark.parametrize(
    "text", [answered(), answered("77 of them"), "nonsense", '{"paragraphs": [""]}']
)
def test_an_answer_without_a_paragraph_to_keep_cannot_be_used(text: str) -> None:
    with pytest.raises(Unusable):
        narratives.check(told(), text)


def test_there_are_five_paragraphs_at_most() -> None:
    found = narratives.check(told(), answered(*["Growth needs a decision."] * 7))
    assert (len(found.paragraphs), found.dropped) == (5, 2)
