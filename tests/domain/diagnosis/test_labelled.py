"""The verdicts on statements that people labelled, where those are beside the project."""

from __future__ import annotations

import pytest

from domain.diagnosis.rules import Rule
from tests.domain.diagnosis.labelled import FILE, TASKS, Task, read, score
from tests.support.beside import BesideTheProject

LEAST: dict[Rule, tuple[float, float]] = {
    "not_measurable": (0.95, 0.85),
    "objective_with_metric": (0.95, 0.95),
    "too_long": (0.95, 0.95),
    "compound": (0.95, 0.35),
    "bare_wish": (0.95, 0.40),
    "copy_of_parent": (0.85, 0.80),
}
"""Precision and recall, to the extent that docs/diagnosis.md claims them."""


@pytest.mark.parametrize("task", [one for one in TASKS if one.rule in LEAST], ids=lambda t: t.rule)
def test_a_rule_is_as_good_as_is_claimed(task: Task, beside_the_project: BesideTheProject) -> None:
    found = score(task, read(beside_the_project(FILE)))
    precision, recall = LEAST[task.rule]
    assert found.precision >= precision
    assert found.recall >= recall
